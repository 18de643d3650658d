// Reading a rendered resource by path, and walking its leaves.

import type { RenderedPath } from './difference.ts'
import type { FieldPath } from './field-path.ts'
import type { Scalar, Value } from './resource.ts'
import { isList, isMapping, isScalar } from './resource.ts'

/** The value at a path of keys and positions; undefined where there is none. */
export function valueAt(value: Value | undefined, path: RenderedPath): Value | undefined {
  let here = value
  for (const segment of path) {
    if (typeof segment === 'number') here = isList(here) ? here[segment] : undefined
    else here = isMapping(here) && Object.hasOwn(here, segment) ? here[segment] : undefined
  }
  return here
}

export type Leaf = {
  readonly path: RenderedPath
  /** The same place with list items by name, as people write it. */
  readonly field: FieldPath
  readonly value: Scalar
}

/** Every scalar below a value, in document order. Empty lists and mappings have none. */
export function leavesOf(value: Value): readonly Leaf[] {
  const leaves: Leaf[] = []
  const walk = (here: Value, path: RenderedPath, field: FieldPath): void => {
    if (isScalar(here)) leaves.push({ path, field, value: here })
    else for (const { key, name, child } of childrenOf(here)) walk(child, [...path, key], [...field, name])
  }
  walk(value, [], [])
  return leaves
}

export type Child = { readonly key: string | number; readonly name: string; readonly child: Value }

/** The entries of a mapping or the items of a list, each with the name that people know it by; none for a scalar. */
export function childrenOf(value: Value): readonly Child[] {
  if (isMapping(value)) return Object.entries(value).map(([key, child]) => ({ key, name: key, child }))
  return isList(value) ? value.map((child, index) => ({ key: index, name: itemName(child) ?? String(index), child })) : []
}

/** Keys that tell list items apart, most telling first. */
const ITEM_KEYS = ['name', 'key', 'id', 'secretKey', 'mountPath', 'containerPort', 'port', 'ip', 'topologyKey', 'devicePath']

function itemName(item: Value): string | null {
  if (!isMapping(item)) return null
  for (const key of ITEM_KEYS) {
    const value = item[key]
    if (typeof value === 'string' || typeof value === 'number') return String(value)
  }
  return null
}
