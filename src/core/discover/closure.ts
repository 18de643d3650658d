// Closures: every file whose content can change what an overlay renders to, read from a git tree.

import type { Closure } from '../model/closure.ts'
import { sha256Hex } from '../model/hash.ts'
import type { Placeholder } from '../model/policy.ts'
import { byKeys, byText } from '../model/text.ts'
import type { Tree, TreeEntry } from '../model/tree.ts'
import type { KustomizationIndex } from './kustomizations.ts'
import { resolvePath } from './layout.ts'
import { readLayer, type Layer, type LayerSource } from './layer.ts'

/** Layers of one tree, each read once. */
export type LayerReader = (folder: string) => Layer

const READERS = new WeakMap<KustomizationIndex, WeakMap<readonly Placeholder[], LayerReader>>()

/** The reader that belongs to an index and a list of placeholders; it lives as long as they do. */
export function layersOf(tree: Tree, index: KustomizationIndex, placeholders: readonly Placeholder[]): LayerReader {
  const byPlaceholders = READERS.get(index) ?? new WeakMap<readonly Placeholder[], LayerReader>()
  READERS.set(index, byPlaceholders)
  const reader = byPlaceholders.get(placeholders) ?? createLayerReader({ tree, index, placeholders })
  byPlaceholders.set(placeholders, reader)
  return reader
}

function createLayerReader(source: LayerSource): LayerReader {
  const layers = new Map<string, Layer>()
  const reading = new Set<string>()
  const read: LayerReader = (folder) => {
    const known = layers.get(folder)
    if (known !== undefined) return known
    reading.add(folder)
    const layer = readLayer(source, folder, (used) => reach(used, read, reading).flatMap((each) => each.resources))
    reading.delete(folder)
    layers.set(folder, layer)
    return layer
  }
  return read
}

/** A folder's layer and all that it uses, in the order in which kustomize meets them; each once, so that cycles end. */
export function reach(folder: string, read: LayerReader, without: ReadonlySet<string> = new Set()): readonly Layer[] {
  const seen = new Set<string>()
  const found: Layer[] = []
  const pending = [folder]
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (seen.has(at) || without.has(at)) continue
    seen.add(at)
    const layer = read(at)
    found.push(layer)
    pending.push(...layer.uses.map((use) => use.folder).reverse())
  }
  return found
}

/**
 * The closure of the kustomization in a folder (relative to the repository, links allowed). Never throws: what is not
 * there is in `missing`, what is not allowed in `risks`, and kustomize says the rest.
 */
export function closureOf(
  tree: Tree,
  index: KustomizationIndex,
  folder: string,
  options: { readonly placeholders: readonly Placeholder[] }
): Closure {
  const read = layersOf(tree, index, options.placeholders)
  const root = resolvePath(tree, index.layout, '', folder)
  const layers = reach(root.path, read)
  const files = new Map<string, TreeEntry>()
  const placeholders = new Map<string, string>()
  for (const link of root.links) {
    const entry = tree.entries.get(link)
    if (entry !== undefined) files.set(link, entry)
  }
  const linked = [...files].map(([path, entry]) => `${path} ${entry.blob}`)
  for (const layer of layers) {
    for (const [path, entry] of layer.files) files.set(path, entry)
    for (const [path, content] of layer.placeholders) placeholders.set(path, content)
  }
  const named = contributing(root.path, read)
  return {
    root: folder,
    files: [...files].map(([path, entry]) => ({ path, entry })).sort((a, b) => byText(a.path, b.path)),
    placeholders: [...placeholders].map(([path, content]) => ({ path, content })).sort((a, b) => byText(a.path, b.path)),
    kustomizations: layers.flatMap((layer) => layer.kustomizations),
    risks: unique(layers.flatMap((layer) => layer.risks)).sort(byKeys((risk) => risk.file, (risk) => risk.kind, (risk) => risk.entry)),
    missing: unique(layers.flatMap((layer) => layer.missing)).sort(byKeys((lost) => lost.file, (lost) => lost.entry)),
    prefixes: named.flatMap((layer) => layer.prefixes),
    suffixes: named.flatMap((layer) => layer.suffixes),
    key: sha256Hex(JSON.stringify([folder, root.path, linked, layers.map((layer) => layer.digest).sort()]))
  }
}

/** The layers whose prefixes and suffixes end up on resources: not those that only configure generators and transformers. */
function contributing(folder: string, read: LayerReader): readonly Layer[] {
  return reach(folder, (at) => {
    const layer = read(at)
    return { ...layer, uses: layer.uses.filter((use) => use.role !== 'configuration') }
  })
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()]
}
