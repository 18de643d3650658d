// Closures: every file whose content can change what an overlay renders to, read from a git tree.

import type { Closure } from '../model/closure.ts'
import { sha256Hex } from '../model/hash.ts'
import { once } from '../model/memo.ts'
import type { Placeholder } from '../model/policy.ts'
import { byKeys, byText } from '../model/text.ts'
import type { Tree, TreeEntry } from '../model/tree.ts'
import { kinOf } from './kin.ts'
import type { KustomizationIndex } from './kustomizations.ts'
import { resolvePath, type Resolved } from './layout.ts'
import { nestingOf } from './nesting.ts'
import { readLayer, type Layer } from './layer.ts'
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
    const layer = readLayer(source, folder, (used) => reach(used, read, reading))
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
  if (kin === undefined || layer === undefined || layer.asked === null) return null
  for (const path of layer.asked) if (kin.touched(path)) return null
  return layer
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
    for (const use of layer.uses.toReversed()) pending.push(use.folder)
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
  const [own] = layers
  const known = own === undefined ? undefined : CLOSURES.get(own)
  // Links on the way to the folder are no part of its layers.
  if (known?.closure.root === folder && root.links.length === 0 && sameList(known.layers, layers)) return known.closure
  const closure = makeClosure(tree, folder, root, layers, read)
  if (own !== undefined && root.links.length === 0) CLOSURES.set(own, { layers, closure })
  return closure
}

/** Closures by their first layer; layers that trees share have one closure. */
const CLOSURES = new WeakMap<Layer, { readonly layers: readonly Layer[]; readonly closure: Closure }>()

/** Worked out when asked: most closures are only found to be the same as before. */
function makeClosure(tree: Tree, folder: string, root: Resolved, layers: readonly Layer[], read: LayerReader): Closure {
  const own = root.links.flatMap((link): (readonly [string, TreeEntry])[] => {
    const entry = tree.entries.get(link)
    return entry === undefined ? [] : [[link, entry]]
  })
  const files = once(() => {
    const found = new Map([...own, ...layers.flatMap((layer) => [...layer.files])])
    return [...found].map(([path, entry]) => ({ path, entry })).sort((a, b) => byText(a.path, b.path))
  })
  const placeholders = once(() => {
    const found = new Map(layers.flatMap((layer) => [...layer.placeholders]))
    return [...found].map(([path, content]) => ({ path, content })).sort((a, b) => byText(a.path, b.path))
  })
  const risks = once(() => unique(layers.flatMap((layer) => layer.risks)).sort(byKeys((risk) => risk.file, (risk) => risk.kind, (risk) => risk.entry)))
  const missing = once(() => unique(layers.flatMap((layer) => layer.missing)).sort(byKeys((lost) => lost.file, (lost) => lost.entry)))
  const named = once(() => contributing(root.path, read))
  const nesting = once(() => nestingOf(root.path, read))
  const key = once(() => {
    const linked = own.map(([path, entry]) => `${path} ${entry.blob}`)
    return sha256Hex(JSON.stringify([folder, root.path, linked, layers.map((layer) => layer.digest()).sort()]))
  })
  return {
    root: folder,
    kustomizations: layers.flatMap((layer) => layer.kustomizations),
    get files() {
      return files()
    },
    get placeholders() {
      return placeholders()
    },
    get risks() {
      return risks()
    },
    get missing() {
      return missing()
    },
    get prefixes() {
      return named().flatMap((layer) => layer.prefixes)
    },
    get suffixes() {
      return named().flatMap((layer) => layer.suffixes)
    },
    get nesting() {
      return nesting()
    },
    get key() {
      return key()
    }
  }
}

/** The layers whose prefixes and suffixes end up on resources: not those that only configure generators and transformers. */
function contributing(folder: string, read: LayerReader): readonly Layer[] {
  return reach(folder, (at) => {
    const layer = read(at)
    return { ...layer, uses: layer.uses.filter((use) => use.role !== 'configuration') }
  })
}

function sameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, at) => item === b[at])
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()]
}
