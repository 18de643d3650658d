// Finding a field in a traced body: by the render's positions where they can be trusted, by merge keys where they are known.

import type { RenderedPath } from '../model/difference.ts'
import type { FieldPath } from '../model/field-path.ts'
import type { Mark } from './source-text.ts'
import type { Traced, TracedList } from './traced.ts'

export type Found =
  /** at: the line to show: the scalar's own, the key of a map or list, the start of a list item. */
  | { readonly kind: 'found'; readonly node: Traced; readonly at: Mark }
  | { readonly kind: 'removed'; readonly mark: Mark }
  /** within: the places in the sources that write the innermost map or list that is there. */
  | { readonly kind: 'absent'; readonly within: readonly Mark[] }

/** Fields that tell the items of a list apart: Kubernetes' merge keys, and what custom resources use for them. */
const IDENTITY = new Set([
  'name', 'key', 'id', 'secretKey', 'objectName', 'mountPath', 'devicePath', 'containerPort', 'port', 'protocol', 'ip', 'uid', 'type',
  'topologyKey', 'whenUnsatisfiable', 'driver', 'device', 'pool', 'shareID', 'resourceID'
])

/**
 * path and keys have a segment each for every step; keys null where list items are known by position only. foreign: the positions are
 * those of another render, so that only keys can find items that have one.
 */
export function navigate(body: Traced, path: RenderedPath, keys: FieldPath | null, foreign = false): Found {
  let node = body
  let at = body.mark
  for (const [depth, segment] of path.entries()) {
    const key = keys?.[depth] ?? String(segment)
    if (node.kind === 'map') {
      const entry = node.entries.get(key) ?? node.entries.get(String(segment))
      if (entry === undefined) {
        const gone = node.gone.get(key)
        return gone === undefined ? { kind: 'absent', within: [at, ...node.touched] } : { kind: 'removed', mark: gone }
      }
      node = entry.value
      at = node.kind === 'scalar' ? node.mark : entry.key
    } else if (node.kind === 'list') {
      const item = itemOf(node, segment, key, foreign)
      if (item === undefined) {
        const gone = node.gone.find((each) => hasKey(each.item, key))
        return gone === undefined ? { kind: 'absent', within: [at, ...node.touched] } : { kind: 'removed', mark: gone.mark }
      }
      node = item
      at = item.mark
    } else return { kind: 'absent', within: [at] }
  }
  return { kind: 'found', node, at }
}

function itemOf(list: TracedList, segment: string | number, key: string, foreign: boolean): Traced | undefined {
  const here = typeof segment === 'number' ? list.items[segment] : undefined
  if (key === String(segment)) {
    const at = here ?? (/^\d+$/.test(key) ? list.items[Number(key)] : undefined)
    const named = typeof segment === 'number' ? undefined : byKey(list, key)
    // A number without more is a position or a key: where it could be either of two items, it is neither.
    return at !== undefined && named !== undefined && at !== named ? undefined : (at ?? named)
  }
  if (here !== undefined && !foreign && hasKey(here, key)) return here
  // Keys hold the names that both environments share, which need not be written anywhere: then the position speaks alone.
  const written = list.items.some((item) => hasKey(item, key))
  return written || foreign ? byKey(list, key) : here
}

/** The one item of that key; none where several have it. */
function byKey(list: TracedList, key: string): Traced | undefined {
  const items = list.items.filter((item) => hasKey(item, key))
  return items.length === 1 ? items[0] : undefined
}

/** Whether an item is called by a merge key such as `catalog` or `8080,TCP`. TCP is what a port has without saying so. */
function hasKey(item: Traced, key: string): boolean {
  if (item.kind === 'scalar') return item.text === key
  if (item.kind !== 'map') return false
  const texts = new Set<string>()
  for (const [name, { value }] of item.entries) if (IDENTITY.has(name) && value.kind === 'scalar') texts.add(value.text)
  if (texts.has(key)) return true
  const parts = key.split(',')
  const spoken = parts.filter((part) => part !== '' && (part !== 'TCP' || item.entries.has('protocol')))
  return parts.length > 1 && spoken.length > 0 && spoken.every((part) => texts.has(part))
}
