// The path of a difference as people and policies write it.

import type { Difference } from '../model/difference.ts'
import type { FieldPath } from '../model/field-path.ts'
import { formatPointer, parsePointer } from '../model/field-path.ts'

/** Segments of the field; `#` ends the segment of a key that holds an embedded document. */
export function fieldOf(difference: Pick<Difference, 'path' | 'within'>): FieldPath {
  if (difference.within === null) return difference.path
  const last = difference.path.at(-1) ?? ''
  return [...difference.path.slice(0, -1), `${last}#`, ...parsePointer(difference.within)]
}

/** `/data/application.yaml#/server/port`, or a plain JSON Pointer. */
export function formatField(difference: Pick<Difference, 'path' | 'within'>): string {
  const pointer = formatPointer(difference.path)
  return difference.within === null ? pointer : `${pointer}#${difference.within}`
}

/** Whether a pattern names the field or one that holds it. The empty pattern names the resource, not its fields. */
export function isWithin(matches: (path: FieldPath) => boolean, field: FieldPath): boolean {
  for (let length = field.length; length > 0; length--) {
    const prefix = field.slice(0, length)
    if (matches(prefix)) return true
    const last = prefix.at(-1) ?? ''
    if (last.endsWith('#') && matches([...prefix.slice(0, -1), last.slice(0, -1)])) return true
  }
  return false
}
