// Which item of one list is which of the other: by Kubernetes' merge key, by a key unique on both sides, else by position.

import { CONTAINER_LISTS } from '../model/image-place.ts'
import type { Pairing } from '../model/difference.ts'
import { isList, isMapping, type ResourceId, type Value } from '../model/resource.ts'
import {
  BUILT_IN_GROUPS,
  CUSTOM_KEYS,
  KEY_DEFAULTS,
  MERGE_KEYS,
  OPTIONAL_KEYS,
  POD_SPEC_LISTS,
  SHARED_ROWS,
  UNIQUE_KEYS
} from './merge-keys.ts'
import { fieldOf, type Place, trailOf } from './place.ts'
import { partnersOf, type References } from './references.ts'

/** Positions in each list; null where the item is missing. */
export type ItemPair = { readonly segment: string; readonly left: number | null; readonly right: number | null }

export type PairedItems = {
  readonly items: readonly ItemPair[]
  readonly pairing: Pairing
  /** Whether the order of the items means something. Never with `position`, where it is part of the pairing. */
  readonly ordered: boolean
}

/** How one list is to be read. `resource` is null inside a document that is no Kubernetes object. */
type Rule = { readonly keys: readonly string[]; readonly pairing: Pairing; readonly ordered: boolean } | 'set' | 'position'

type Lists = { readonly left: readonly Value[]; readonly right: readonly Value[] }

/** `$(VAR)` refers to variables that stand before it in the list; `$$(VAR)` is plain text. */
const REFERS = /(?:^|[^$])(?:\$\$)*\$\([-._a-zA-Z0-9]+\)/

/** Pairs the items of the two lists at a place. */
export function pairItems(place: Place, lists: Lists, resource: ResourceId | null, references: References): PairedItems {
  for (const rule of rulesFor(place, lists, resource)) {
    const paired = rule === 'position' ? byPosition(lists) : rule === 'set' ? bySet(lists) : byKeys(lists, rule, references)
    if (paired !== null) return paired
  }
  return byPosition(lists)
}

/** The rules to try in turn. */
function rulesFor(place: Place, lists: Lists, resource: ResourceId | null): readonly Rule[] {
  const unique = UNIQUE_KEYS.map((key): Rule => ({ keys: [key], pairing: 'unique-key', ordered: true }))
  if (resource === null) return [{ keys: ['objectName'], pairing: 'unique-key', ordered: true }, ...unique]
  const merge = mergeRule(place, resource)
  if (merge === 'set') return ['set']
  if (merge !== null) {
    const ordered = place.field === 'initContainers' || (place.field === 'env' && (usesVariables(lists.left) || usesVariables(lists.right)))
    return [{ keys: merge, pairing: 'merge-key', ordered }]
  }
  const custom = CUSTOM_KEYS.find(({ group, list }) => group === resource.group && list === place.field)
  if (custom !== undefined) return [{ keys: [custom.key], pairing: 'unique-key', ordered: false }]
  return BUILT_IN_GROUPS.has(resource.group) ? ['position'] : unique
}

/** The row of the table that speaks for a list; null where none does. */
function mergeRule(place: Place, resource: ResourceId): readonly string[] | 'set' | null {
  const { field, parent } = place
  if (field === null || parent === null) return null
  const trail = trailOf(place)
  const holder = trail.at(-2) === '[]' ? `${trail.at(-3) ?? ''}[]` : trail.at(-2)
  const row = holder === undefined ? field : `${holder}/${field}`
  if (BUILT_IN_GROUPS.has(resource.group) || SHARED_ROWS.has(row)) return MERGE_KEYS.get(row) ?? null
  if (trail.at(-2) === '[]' && CONTAINER_LISTS.includes(trail.at(-3) ?? '')) return MERGE_KEYS.get(row) ?? null
  if (!POD_SPEC_LISTS.has(field)) return null
  const besideContainers = [parent.left, parent.right].some((side) => isMapping(side) && isList(fieldOf(side, 'containers')))
  return CONTAINER_LISTS.includes(field) || besideContainers ? (MERGE_KEYS.get(`spec/${field}`) ?? null) : null
}

function usesVariables(items: readonly Value[]): boolean {
  return items.some((item) => {
    const value = isMapping(item) ? fieldOf(item, 'value') : undefined
    return typeof value === 'string' && REFERS.test(value)
  })
}

function byPosition({ left, right }: Lists): PairedItems {
  const items = Array.from({ length: Math.max(left.length, right.length) }, (_, index): ItemPair => ({
    segment: String(index),
    left: index < left.length ? index : null,
    right: index < right.length ? index : null
  }))
  return { items, pairing: 'position', ordered: false }
}

/** Scalars without an order; null where an item is none, or stands twice. */
function bySet({ left, right }: Lists): PairedItems | null {
  const memberOf = (value: Value) => (isMapping(value) || isList(value) ? null : `${typeof value} ${String(value)}`)
  const leftKeys = indexed(left, memberOf)
  const rightKeys = indexed(right, memberOf)
  if (leftKeys === null || rightKeys === null) return null
  return { items: join(leftKeys, rightKeys, (key) => key.slice(key.indexOf(' ') + 1)), pairing: 'merge-key', ordered: false }
}

/** Null where an item lacks a key, or two items of a side share them. */
function byKeys(lists: Lists, rule: Exclude<Rule, string>, references: References): PairedItems | null {
  const text = rule.pairing === 'unique-key'
  const keyOf = (item: Value) => keyText(item, rule.keys, text)
  const left = indexed(lists.left, keyOf)
  const right = indexed(lists.right, keyOf)
  if (left === null || right === null) return null
  const { pairing, ordered } = rule
  return { items: joinNames(left, right, references), pairing, ordered }
}

/** The values of the keys joined by a comma; null where one is missing. `text`: only texts can be keys. */
function keyText(item: Value, keys: readonly string[], text: boolean): string | null {
  if (!isMapping(item)) return null
  const values: string[] = []
  for (const key of keys) {
    const value = fieldOf(item, key) ?? KEY_DEFAULTS[key] ?? (OPTIONAL_KEYS.has(key) ? '' : undefined)
    if (value === undefined || isMapping(value) || isList(value) || (text && typeof value !== 'string')) return null
    values.push(String(value))
  }
  return values.join(',')
}

/** Positions by key; null where an item has none or shares it. */
function indexed(items: readonly Value[], keyOf: (item: Value) => string | null): ReadonlyMap<string, number> | null {
  const positions = new Map<string, number>()
  for (const [index, item] of items.entries()) {
    const key = keyOf(item)
    if (key === null || positions.has(key)) return null
    positions.set(key, index)
  }
  return positions
}

/** Pairs equal keys; what is left may be the same resource's name in each environment. */
function joinNames(left: ReadonlyMap<string, number>, right: ReadonlyMap<string, number>, references: References): readonly ItemPair[] {
  const renamed = new Map<string, { readonly name: string; readonly canonical: string }>()
  const taken = new Set<string>()
  for (const key of left.keys()) {
    if (right.has(key)) continue
    const partner = partnersOf(references, key).find(([name]) => right.has(name) && !left.has(name) && !taken.has(name))
    if (partner === undefined) continue
    renamed.set(key, { name: partner[0], canonical: partner[1] })
    taken.add(partner[0])
  }
  if (renamed.size === 0) return join(left, right, (key) => key)
  const leftNames = new Map([...left].map(([key, index]) => [renamed.get(key)?.name ?? key, index]))
  const shown = new Map([...renamed.values()].map(({ name, canonical }) => [name, canonical]))
  return join(leftNames, right, (key) => shown.get(key) ?? key)
}

function join(left: ReadonlyMap<string, number>, right: ReadonlyMap<string, number>, show: (key: string) => string): readonly ItemPair[] {
  const items = [...left].map(([key, index]): ItemPair => ({ segment: show(key), left: index, right: right.get(key) ?? null }))
  for (const [key, index] of right) if (!left.has(key)) items.push({ segment: show(key), left: null, right: index })
  return items
}
