// One place where two renders differ, before anybody has judged it.

import type { FieldPath } from './field-path.ts'
import type { ResourceId, Value } from './resource.ts'

/** How the items of the innermost list on the way were paired: Kubernetes' merge key, a key unique on both sides, or position. */
export type Pairing = 'merge-key' | 'unique-key' | 'position'

export type DifferenceKind =
  | 'value'
  | 'missing-field'
  | 'missing-resource'
  /** The same list items, in another order, where the order means something. */
  | 'order'

/** Keys and list positions as they stand in one render. */
export type RenderedPath = readonly (string | number)[]

export type Difference = {
  readonly kind: DifferenceKind
  /** The resource in each render; null where it is missing. */
  readonly left: ResourceId | null
  readonly right: ResourceId | null
  /** The identity that both share once hash, prefix, suffix and the environment's words are undone. */
  readonly resource: ResourceId
  /** List items by merge key. Empty: the resource itself. */
  readonly path: FieldPath
  readonly leftPath: RenderedPath | null
  readonly rightPath: RenderedPath | null
  /** undefined: absent on that side. */
  readonly leftValue: Value | undefined
  readonly rightValue: Value | undefined
  /** Pointer inside a ConfigMap value that holds YAML, JSON or properties, such as `/server/port`; null elsewhere. */
  readonly within: string | null
  readonly pairing: Pairing | null
}
