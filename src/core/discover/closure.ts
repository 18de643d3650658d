// Closures: every file whose content can change what an overlay renders to, read from a git tree.

import type { Closure } from '../model/closure.ts'
import { sha256Hex } from '../model/hash.ts'
import type { Placeholder } from '../model/policy.ts'
import { byKeys, byText } from '../model/text.ts'
import type { Tree, TreeEntry } from '../model/tree.ts'
import { kinOf } from './kin.ts'
import type { KustomizationIndex } from './kustomizations.ts'
import { resolvePath, type Resolved } from './layout.ts'
import { nestingOf } from './nesting.ts'
import { readLayer, type Layer, type LayerUse } from './layer.ts'
import type { LayerSource } from './layer-source.ts'

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
  const readNew = (folder: string): Layer => {
    reading.add(folder)
    const layer = readLayer(source, folder, (used) => (reading.has(used) ? [] : reach(used, read, (use) => !reading.has(use.folder))))
    reading.delete(folder)
    return layer
  }
  const read: LayerReader = (folder) => {
    const known = layers.get(folder)
    if (known !== undefined) return known
    const layer = sameElsewhere(source, folder) ?? readNew(folder)
    layers.set(folder, layer)
    return layer
  }
  return read
}

/** The layer as it was read from another tree, where it depends on nothing that differs. */
function sameElsewhere({ index, placeholders }: LayerSource, folder: string): Layer | null {
  const kin = kinOf(index)
  const layer = kin === undefined ? undefined : READERS.get(kin.index)?.get(placeholders)?.(folder)
  return kin === undefined || layer === undefined || (layer.asked?.some(kin.difference.touched) ?? true) ? null : layer
}

/** A folder's layer and all that it uses (of those that `follow` lets through), in the order in which kustomize meets them; each once. */
export function reach(folder: string, read: LayerReader, follow: (use: LayerUse) => boolean = () => true): readonly Layer[] {
  const found = new Set<Layer>()
  const pending = [folder]
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const layer = read(at)
    if (found.has(layer)) continue
    found.add(layer)
    for (let index = layer.uses.length - 1; index >= 0; index -= 1) {
      const use = layer.uses[index]
      if (use !== undefined && follow(use)) pending.push(use.folder)
    }
  }
  return [...found]
}

/** Tells of a folder whether its layer, and all that it uses, is shared by two trees: then it has the same closure in both. */
export function sharedLayers(read: LayerReader, readOther: LayerReader): (folder: string) => boolean {
  const shared = new Set<string>()
  return (folder) => {
    // A set goes on to what is added on the way.
    const seen = new Set([folder])
    for (const at of seen) {
      if (shared.has(at)) continue
      const layer = read(at)
      if (layer !== readOther(at)) return false
      for (const use of layer.uses) seen.add(use.folder)
    }
    for (const at of seen) shared.add(at)
    return true
  }
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
  const own = read(root.path)
  const known = CLOSURES.get(own)
  // Links on the way to the folder are no part of its layers. Equal layers use equal folders, so these are all that there are.
  if (known?.closure.root === folder && root.links.length === 0 && known.layers.every((layer) => read(layer.folder) === layer)) return known.closure
  const layers = reach(root.path, read)
  const closure = new LayeredClosure(tree, folder, root, layers, read)
  if (root.links.length === 0) CLOSURES.set(own, { layers, closure })
  return closure
}

/** Closures by their first layer; layers that trees share have one closure. */
const CLOSURES = new WeakMap<Layer, { readonly layers: readonly Layer[]; readonly closure: Closure }>()

/** Worked out when asked: most closures are only found to be the same as before. A class, for there are thousands that differ in data alone. */
class LayeredClosure implements Closure {
  readonly root: string
  readonly #tree: Tree
  readonly #way: Resolved
  readonly #layers: readonly Layer[]
  readonly #read: LayerReader
  #files: Closure['files'] | null = null
  #risks: Closure['risks'] | null = null
  #key: string | null = null

  constructor(tree: Tree, folder: string, way: Resolved, layers: readonly Layer[], read: LayerReader) {
    this.root = folder
    this.#tree = tree
    this.#way = way
    this.#layers = layers
    this.#read = read
  }

  get kustomizations() {
    return this.#layers.flatMap((layer) => layer.kustomizations)
  }
  get files() {
    return (this.#files ??= filesOf([...linksOf(this.#tree, this.#way), ...this.#layers.flatMap((layer) => [...layer.files])]))
  }
  get placeholders() {
    return placeholdersOf(this.#layers)
  }
  get risks() {
    return (this.#risks ??= unique(this.#layers.flatMap((layer) => layer.risks)).sort(byKeys((risk) => risk.file, (risk) => risk.kind, (risk) => risk.entry)))
  }
  get missing() {
    return unique(this.#layers.flatMap((layer) => layer.missing)).sort(byKeys((lost) => lost.file, (lost) => lost.entry))
  }
  get prefixes() {
    return contributing(this.#way.path, this.#read).flatMap((layer) => layer.prefixes)
  }
  get suffixes() {
    return contributing(this.#way.path, this.#read).flatMap((layer) => layer.suffixes)
  }
  get nesting() {
    return nestingOf(this.#way.path, this.#read)
  }
  get key() {
    return (this.#key ??= keyOf(this.root, this.#way, linksOf(this.#tree, this.#way), this.#layers))
  }
}

type Linked = readonly (readonly [path: string, entry: TreeEntry])[]

/** The links on the way to the folder. */
function linksOf(tree: Tree, root: Resolved): Linked {
  return root.links.flatMap((link): Linked => {
    const entry = tree.entries.get(link)
    return entry === undefined ? [] : [[link, entry]]
  })
}

function filesOf(found: Linked): Closure['files'] {
  return [...new Map(found)].map(([path, entry]) => ({ path, entry })).sort((a, b) => byText(a.path, b.path))
}

function placeholdersOf(layers: readonly Layer[]): Closure['placeholders'] {
  const found = new Map(layers.flatMap((layer) => [...layer.placeholders]))
  return [...found].map(([path, content]) => ({ path, content })).sort((a, b) => byText(a.path, b.path))
}

function keyOf(folder: string, root: Resolved, links: Linked, layers: readonly Layer[]): string {
  const linked = links.map(([path, entry]) => `${path} ${entry.blob}`)
  return sha256Hex(JSON.stringify([folder, root.path, linked, layers.map((layer) => layer.digest()).sort()]))
}

/** The layers whose prefixes and suffixes end up on resources: not those that only configure generators and transformers. */
function contributing(folder: string, read: LayerReader): readonly Layer[] {
  return reach(folder, read, (use) => use.role !== 'configuration')
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()]
}
