// A document in which every node knows the line that wrote it, and every map and list what was taken out of it.

import type { Part } from './rope.ts'
import type { Mark, SourceText } from './source-text.ts'

export type TracedScalar = {
  readonly kind: 'scalar'
  readonly text: string
  /** Written without quotes: may be a number, a boolean or null. */
  readonly plain: boolean
  readonly mark: Mark
  /** The same text as a source of its own, for the lines inside it. */
  readonly inner: SourceText | null
  /** `base64`: the render shows the text so encoded (data of Secrets from a generator). `bytes`: it shows what a binary file holds. */
  readonly encoding: 'base64' | 'bytes' | null
  /** Several source scalars make up the text; null where the one at mark wrote all of it. */
  readonly parts: readonly Part[] | null
  /** An `images` entry wrote some of it: name, tag and digest tell it apart. */
  readonly image: boolean
  /** What it is in versions of kustomize that do not write here. */
  readonly otherwise: TracedScalar | null
  /** The entry of a replacement that has put it here. */
  readonly via?: Mark
}

export type TracedEntry = { readonly key: Mark; readonly value: Traced }

export type TracedMap = {
  readonly kind: 'map'
  readonly entries: ReadonlyMap<string, TracedEntry>
  readonly mark: Mark
  /** Keys that something deleted, and the line that did. */
  readonly gone: ReadonlyMap<string, Mark>
  /** Where patches and generators above the base wrote into it. */
  readonly touched: readonly Mark[]
}

export type TracedList = {
  readonly kind: 'list'
  readonly items: readonly Traced[]
  readonly mark: Mark
  readonly gone: readonly { readonly item: Traced; readonly mark: Mark }[]
  readonly touched: readonly Mark[]
}

export type Traced = TracedScalar | TracedMap | TracedList

export function tracedScalar(text: string, mark: Mark, rest: Partial<Omit<TracedScalar, 'kind' | 'text' | 'mark'>> = {}): TracedScalar {
  return { kind: 'scalar', text, plain: false, mark, inner: null, encoding: null, parts: null, image: false, otherwise: null, ...rest }
}

export function tracedMap(entries: ReadonlyMap<string, TracedEntry>, mark: Mark): TracedMap {
  return { kind: 'map', entries, mark, gone: new Map(), touched: [] }
}

export function tracedList(items: readonly Traced[], mark: Mark): TracedList {
  return { kind: 'list', items, mark, gone: [], touched: [] }
}

/** What deletes a key in a strategic merge patch: an unquoted null. */
export function isNull(node: Traced): boolean {
  return node.kind === 'scalar' && node.plain && /^(|~|null|Null|NULL)$/.test(node.text)
}

/** A field of a kustomization's structure; kustomize reads its names without regard to case. */
export function fieldOf(node: Traced | undefined, name: string): Traced | undefined {
  return entryOf(node, name)?.value
}

/** The same with the line of its key. */
export function entryOf(node: Traced | undefined, name: string): TracedEntry | undefined {
  if (node?.kind !== 'map') return undefined
  const exact = node.entries.get(name)
  if (exact !== undefined) return isNull(exact.value) ? undefined : exact
  const wanted = name.toLowerCase()
  for (const [key, entry] of node.entries) if (key.toLowerCase() === wanted && !isNull(entry.value)) return entry
  return undefined
}

/** A scalar field's text; '' counts as not set, as in kustomize. */
export function textOf(node: Traced | undefined, name: string): string | null {
  const field = fieldOf(node, name)
  return field?.kind === 'scalar' && field.text !== '' ? field.text : null
}

export function scalarOf(node: Traced | undefined, name: string): TracedScalar | null {
  const field = fieldOf(node, name)
  return field?.kind === 'scalar' && field.text !== '' ? field : null
}

export function itemsOf(node: Traced | undefined): readonly Traced[] {
  return node?.kind === 'list' ? node.items : []
}

/** The node at a path of exact keys. */
export function nodeAt(node: Traced | undefined, path: readonly string[]): Traced | undefined {
  let at = node
  for (const key of path) at = at?.kind === 'map' ? at.entries.get(key)?.value : undefined
  return at
}

export function scalarTextAt(node: Traced, path: readonly string[]): string | null {
  const found = nodeAt(node, path)
  return found?.kind === 'scalar' && !isNull(found) ? found.text : null
}

export function withEntry(map: TracedMap, key: string, entry: TracedEntry): TracedMap {
  const gone = new Map(map.gone)
  gone.delete(key)
  return { ...map, entries: new Map(map.entries).set(key, entry), gone }
}

/** Takes a key out and remembers the line that did. */
export function withoutEntry(map: TracedMap, key: string, mark: Mark): TracedMap {
  const entries = new Map(map.entries)
  entries.delete(key)
  return { ...map, entries, gone: new Map(map.gone).set(key, mark) }
}

/** A node that has come in the place of another, by a line that has taken out what that one had besides. */
export function inPlaceOf(node: Traced, former: Traced | undefined, mark: Mark): Traced {
  if (node.kind !== 'map' || former?.kind !== 'map') return node
  const [entries, gone] = [new Map(node.entries), new Map(node.gone)]
  for (const [key, { value }] of former.entries) {
    const present = entries.get(key)
    if (present === undefined) gone.set(key, mark)
    else entries.set(key, { ...present, value: inPlaceOf(present.value, value, mark) })
  }
  return { ...node, entries, gone }
}

/**
 * Writes a node at a path; `[]` stands for every item of a list. Missing maps are made where create is set (with the node's own mark),
 * else nothing is written there.
 */
export function writeAt(node: Traced, path: readonly string[], entry: TracedEntry, create: boolean): Traced {
  const [key, ...rest] = path
  if (key === undefined) return entry.value
  if (key === '[]') return node.kind === 'list' ? { ...node, items: node.items.map((item) => writeAt(item, rest, entry, create)) } : node
  if (node.kind !== 'map') return node
  const present = node.entries.get(key)
  if (rest.length === 0) return withEntry(node, key, entry)
  if (present === undefined || isNull(present.value)) {
    if (!create || rest[0] === '[]') return node
    const made = writeAt(tracedMap(new Map(), entry.key), rest, entry, create)
    return withEntry(node, key, { key: entry.key, value: made })
  }
  return withEntry(node, key, { key: present.key, value: writeAt(present.value, rest, entry, create) })
}
