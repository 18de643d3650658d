// Strategic merge patches as kustomize applies them (kyaml merge2), keeping for each field the line that wrote it.

import type { ListMerge } from './merge-keys.ts'
import { listMerge } from './merge-keys.ts'
import { mergeKeyedList } from './strategic-merge-list.ts'
import type { Mark } from './source-text.ts'
import type { Traced, TracedEntry, TracedMap } from './traced.ts'
import { inPlaceOf, isNull, tracedList, tracedMap } from './traced.ts'

/** deleted: the line of a `$patch: delete`. */
export type Merged = { readonly kind: 'kept'; readonly node: Traced } | { readonly kind: 'deleted'; readonly mark: Mark }

export type MergeContext = {
  readonly group: string
  readonly kind: string
  /** Another schema than kustomize's own says how lists merge. */
  readonly customSchema: boolean
  /** Receives paths where this reading may not be kustomize's. */
  readonly doubt: (path: readonly string[]) => void
}

/** Merges a patch into a resource's body; deleted where the patch deletes the whole resource. */
export function mergeResource(base: TracedMap, patch: TracedMap, context: MergeContext): Merged {
  // kustomize ignores `$patch: replace` on a whole resource: the patch does nothing.
  if (directiveOf(patch)?.text === 'replace') return { kind: 'kept', node: base }
  return mergeMaps(base, patch, patch.mark, [], context)
}

/** path: keys only, list items left out. at: the line that names the map in the patch. */
export function mergeMaps(base: TracedMap, patch: TracedMap, at: Mark, path: readonly string[], context: MergeContext): Merged {
  const directive = directiveOf(patch)
  if (directive?.text === 'delete') return { kind: 'deleted', mark: directive.mark }
  // One copy, not one for each entry: a patch may have a hundred thousand.
  const [entries, gone] = [new Map(base.entries), new Map(base.gone)]
  const write = (key: string, entry: TracedEntry): void => {
    entries.set(key, entry)
    gone.delete(key)
  }
  const take = (key: string, mark: Mark): void => {
    entries.delete(key)
    gone.set(key, mark)
  }
  if (directive?.text === 'replace') {
    for (const key of base.entries.keys()) take(key, directive.mark)
  }
  for (const [key, entry] of patch.entries) {
    if (key === '$patch') continue
    const effect = mergeEntry(entries.get(key), entry, [...path, key], context)
    if (effect !== null && 'gone' in effect) take(key, effect.gone)
    else if (effect !== null) write(key, effect)
    const [made, former] = [entries.get(key), base.entries.get(key)]
    if (directive?.text !== 'replace' || made === undefined || former === undefined) continue
    write(key, { ...made, value: inPlaceOf(made.value, former.value, directive.mark) })
  }
  return { kind: 'kept', node: { ...base, entries, gone, touched: [...base.touched, at] } }
}

/** What the patch makes of an entry: what it becomes, or the line that takes it out; null: nothing. */
function mergeEntry(present: TracedEntry | undefined, entry: TracedEntry, path: readonly string[], context: MergeContext): TracedEntry | { readonly gone: Mark } | null {
  const patch = entry.value
  if (isNull(patch)) return present === undefined ? null : { gone: entry.key }
  if (patch.kind === 'scalar') {
    if (present !== undefined && present.value.kind !== 'scalar') context.doubt(path)
    return entry
  }
  const usable = present !== undefined && present.value.kind === patch.kind ? present : undefined
  if (present !== undefined && usable === undefined && !isNull(present.value)) context.doubt(path)
  const merged = mergeNodes(usable?.value ?? emptyLike(patch), patch, entry.key, path, context)
  if (merged.kind === 'deleted') return present === undefined ? null : { gone: merged.mark }
  // An empty map or keyed list in a patch writes nothing of its own; a list that no key merges is the patch's altogether.
  const whole = patch.kind === 'list' && listMerge(context.group, context.kind, path) === null
  return { key: whole ? entry.key : (usable?.key ?? entry.key), value: merged.node }
}

function mergeNodes(base: Traced, patch: Traced, at: Mark, path: readonly string[], context: MergeContext): Merged {
  if (base.kind === 'map' && patch.kind === 'map') return mergeMaps(base, patch, at, path, context)
  if (base.kind !== 'list' || patch.kind !== 'list') return { kind: 'kept', node: patch }
  if (context.customSchema) context.doubt(path)
  const how: ListMerge = listMerge(context.group, context.kind, path)
  if (how === null) {
    const gone = [...base.gone, ...base.items.map((item) => ({ item, mark: at }))]
    return { kind: 'kept', node: { ...patch, gone, touched: [...base.touched, at] } }
  }
  if (how === 'set') {
    const texts = new Set(patch.items.map((item) => (item.kind === 'scalar' ? item.text : '')))
    const rest = base.items.filter((item) => item.kind !== 'scalar' || !texts.has(item.text))
    return { kind: 'kept', node: { ...base, items: [...patch.items, ...rest], touched: [...base.touched, at] } }
  }
  return mergeKeyedList(base, patch, how, at, path, context)
}

function emptyLike(node: Traced): Traced {
  return node.kind === 'list' ? tracedList([], node.mark) : tracedMap(new Map(), node.mark)
}

export function directiveOf(node: Traced): { readonly text: string; readonly mark: Mark } | null {
  const directive = node.kind === 'map' ? node.entries.get('$patch')?.value : undefined
  return directive?.kind === 'scalar' ? { text: directive.text, mark: directive.mark } : null
}
