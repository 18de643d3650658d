// Lists that a strategic merge patch merges item by item: one key puts the patch's items first, several keys only the new ones.

import type { Mark } from './source-text.ts'
import type { MergeContext, Merged } from './strategic-merge.ts'
import { directiveOf, mergeMaps } from './strategic-merge.ts'
import type { Traced, TracedList, TracedMap } from './traced.ts'
import { inPlaceOf, tracedMap } from './traced.ts'

type Gone = TracedList['gone']

/** Merges two lists whose items carry keys; deleted where the patch is a lone `$patch: delete`. */
export function mergeKeyedList(
  base: TracedList,
  patch: TracedList,
  keys: readonly string[],
  at: Mark,
  path: readonly string[],
  context: MergeContext
): Merged {
  const maps = patch.items.filter((item) => item.kind === 'map')
  const lone = maps.find((item) => item.entries.size === 1 && directiveOf(item) !== null)
  const loneDirective = lone === undefined ? null : directiveOf(lone)
  if (loneDirective?.text === 'delete') return { kind: 'deleted', mark: loneDirective.mark }
  if (loneDirective?.text === 'replace') {
    const twin = (item: Traced): Traced | undefined => base.items.find((each) => keys.some((key) => keyText(each, key) !== null) && identity(each, keys) === identity(item, keys))
    const items = patch.items.filter((item) => item !== lone).map((item) => inPlaceOf(item, twin(item), loneDirective.mark))
    const gone = base.items.map((item) => ({ item, mark: loneDirective.mark }))
    return { kind: 'kept', node: { ...base, items, gone: [...base.gone, ...gone], touched: [...base.touched, at] } }
  }
  const used = keys.filter((key) => [...base.items, ...patch.items].some((item) => keyText(item, key) !== null))
  // Items that spell their keys differently are matched by kustomize in ways that lose patches silently: never guess there.
  const clear = [...base.items, ...patch.items].every((item) => used.length > 0 && used.every((key) => keyText(item, key) !== null))
  const distinct = new Set(base.items.map((item) => identity(item, used))).size === base.items.length
  if (patch.items.length > 0 && (!clear || !distinct)) context.doubt(path)

  const touched = [...base.touched, at]
  const gone: { item: Traced; mark: Mark }[] = []
  const merged = new Map<string, Traced>()
  for (const item of maps) {
    const id = identity(item, used)
    if (merged.has(id)) continue
    const present = base.items.find((candidate) => identity(candidate, used) === id)
    const target: TracedMap = present?.kind === 'map' ? present : tracedMap(new Map(), item.mark)
    // `$patch: replace` on a keyed element is ignored by kustomize: the patch does nothing to it.
    if (directiveOf(item)?.text === 'replace') {
      if (present !== undefined) merged.set(id, present)
      continue
    }
    const result = mergeMaps(target, item, item.mark, path, context)
    if (result.kind === 'kept') merged.set(id, result.node)
    else if (present !== undefined) gone.push({ item: present, mark: result.mark })
  }
  const items = keys.length === 1 ? patchFirst(base, merged, gone, used) : newFirst(base, merged, gone, used)
  return { kind: 'kept', node: { ...base, items, gone: [...base.gone, ...gone], touched } }
}

function patchFirst(base: TracedList, merged: ReadonlyMap<string, Traced>, gone: Gone, used: readonly string[]): readonly Traced[] {
  const rest = base.items.filter((item) => !merged.has(identity(item, used)) && !gone.some((entry) => entry.item === item))
  return [...merged.values(), ...rest]
}

function newFirst(base: TracedList, merged: ReadonlyMap<string, Traced>, gone: Gone, used: readonly string[]): readonly Traced[] {
  const known = new Set(base.items.map((item) => identity(item, used)))
  const added = [...merged].filter(([id]) => !known.has(id)).map(([, item]) => item)
  const kept = base.items.filter((item) => !gone.some((entry) => entry.item === item))
  return [...added, ...kept.map((item) => merged.get(identity(item, used)) ?? item)]
}

function identity(item: Traced, keys: readonly string[]): string {
  return JSON.stringify(keys.map((key) => keyText(item, key)))
}

function keyText(item: Traced, key: string): string | null {
  const value = item.kind === 'map' ? item.entries.get(key)?.value : undefined
  return value?.kind === 'scalar' ? value.text : null
}
