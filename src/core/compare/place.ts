// Where the comparison stands: one step for each field or list item, from the resource's root down.

import type { Pairing, RenderedPath } from '../model/difference.ts'
import type { FieldPath } from '../model/field-path.ts'
import type { Mapping, Value } from '../model/resource.ts'

export type Place = {
  /** null at the root. */
  readonly parent: Place | null
  /** The field's name; null for an item of a list and for the root. */
  readonly field: string | null
  /** What stands for it in a field path: the field's name, an item's merge key or position. */
  readonly segment: string
  /** The key or position in each render; null where it is missing. */
  readonly leftKey: string | number | null
  readonly rightKey: string | number | null
  /** What stands here; undefined where it is missing. */
  readonly left: Value | undefined
  readonly right: Value | undefined
  /** How the innermost list on the way was paired. */
  readonly pairing: Pairing | null
}

export function rootPlace(left: Value, right: Value): Place {
  return { parent: null, field: null, segment: '', leftKey: null, rightKey: null, left, right, pairing: null }
}

/** A field of the mapping that stands at `parent`. */
export function fieldPlace(parent: Place, field: string, left: Value | undefined, right: Value | undefined): Place {
  return {
    parent,
    field,
    segment: field,
    leftKey: left === undefined ? null : field,
    rightKey: right === undefined ? null : field,
    left,
    right,
    pairing: parent.pairing
  }
}

/** A field's own value; null counts as absent, since kustomize 5 keeps explicit nulls that 4.5.4 drops. */
export function fieldOf(mapping: Mapping, field: string): Value | undefined {
  if (!Object.hasOwn(mapping, field)) return undefined
  const value = mapping[field]
  return value === null ? undefined : value
}

/** Field names from the root, `[]` for an item of a list. */
export function trailOf(place: Place): readonly string[] {
  const trail: string[] = []
  for (let at: Place | null = place; at !== null && at.parent !== null; at = at.parent) trail.push(at.field ?? '[]')
  return trail.reverse()
}

export function pathOf(place: Place): FieldPath {
  const path: string[] = []
  for (let at: Place | null = place; at !== null && at.parent !== null; at = at.parent) path.push(at.segment)
  return path.reverse()
}

/** The path in one render; null where the place is missing there. */
export function renderedPath(place: Place, side: 'left' | 'right'): RenderedPath | null {
  const path: (string | number)[] = []
  for (let at: Place | null = place; at !== null && at.parent !== null; at = at.parent) {
    const key = side === 'left' ? at.leftKey : at.rightKey
    if (key === null) return null
    path.push(key)
  }
  return path.reverse()
}
