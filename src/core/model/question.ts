// What attribution could not answer from the sources alone: what wrote a field of a render, or took it away.

import type { FieldPath } from './field-path.ts'
import type { Overlay } from './overlay.ts'
import { formatPointer } from './field-path.ts'
import type { ResourceId, Value } from './resource.ts'
import { formatResourceId } from './resource.ts'
import type { SourceLocation } from './source.ts'

export type Question = {
  readonly overlay: Overlay
  /** As this overlay renders it; where it does not, as the other environment does. */
  readonly resource: ResourceId
  /** List items by merge key; empty for the resource itself. */
  readonly path: FieldPath
  /** Pointer inside a value that holds a document; null elsewhere. */
  readonly within: string | null
  /** undefined: absent. */
  readonly value: Value | undefined
  /** The value on the other side, where there is one. */
  readonly against: Value | undefined
  /** It was so before the change. */
  readonly existing: boolean
  /** Lines that may well be the answer: they are tried first. */
  readonly likely?: readonly SourceLocation[]
}

/** Equal keys ask the same. */
export function questionKey({ overlay, resource, path, within, value }: Question): string {
  return JSON.stringify([overlay.path, formatResourceId(resource), formatPointer(path), within, value === undefined])
}
