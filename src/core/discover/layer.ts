// One kustomization by itself: the files it names, the kustomizations it uses, and what it would fetch or run.

import type { ClosureRisk } from '../model/closure.ts'
import { sha256Hex } from '../model/hash.ts'
import { once } from '../model/memo.ts'
import type { Mapping } from '../model/resource.ts'
import { byText } from '../model/text.ts'
import type { TreeEntry } from '../model/tree.ts'
import { shapingOf, type Shaping } from './configuration-folder.ts'
import { fieldsOf, placeholderKustomization, problemOf, type LayerSource } from './layer-source.ts'
import { resolvePath } from './layout.ts'
import { referencesOf, type LayerRole } from './references.ts'
import { keep, keepFolder, keepResolved, resolveFrom, take, type Found } from './take-reference.ts'

export type LayerUse = { readonly folder: string; readonly role: LayerRole }

export type Layer = {
  /** The real folder, links followed. */
  readonly folder: string
  /** Its kustomization files in the repository; none where a placeholder supplies it, or where there is none. */
  readonly kustomizations: readonly string[]
  readonly files: ReadonlyMap<string, TreeEntry>
  readonly placeholders: ReadonlyMap<string, string>
  /** The files of the repository that `resources` names. */
  readonly resources: readonly string[]
  /** In the order in which kustomize meets them. */
  readonly uses: readonly LayerUse[]
  readonly risks: readonly ClosureRisk[]
  readonly missing: readonly { readonly entry: string; readonly file: string }[]
  readonly prefixes: readonly string[]
  readonly suffixes: readonly string[]
  /** What it makes of configurations of plugins, if its resources are such. */
  readonly shaping: () => Shaping
  /** Stands for the folder, its files and its placeholders. */
  readonly digest: () => string
  /** Real paths on which all of this depends, the folder with all below it first; null where it depends on other layers, too. */
  readonly asked: readonly string[] | null
}

/** Reads one layer; `layersOf` gives a used folder's own and all that it uses, where those are configurations of plugins. */
export function readLayer(source: LayerSource, folder: string, layersOf: (folder: string) => readonly Layer[]): Layer {
  const { index } = source
  const held = index.byFolder.get(folder)
  const kustomizations = held === undefined ? (index.broken.get(folder)?.files ?? NONE) : [held.file]
  const supplied = kustomizations.length === 0 ? placeholderKustomization(source, folder) : null
  const file = kustomizations[0] ?? supplied?.path ?? folder
  const found: Found = {
    source,
    folder,
    file,
    layersOf,
    kustomizations,
    asked: [folder],
    alone: true,
    files: new Map(),
    placeholders: new Map(),
    resources: [],
    uses: [],
    risks: [],
    missing: [],
    prefixes: [],
    suffixes: []
  }

  for (const path of kustomizations) {
    keep(path, found)
    if (index.layout.links.length > 0) keepResolved(resolveFrom('', path, found), found)
  }
  if (supplied !== null) found.placeholders.set(supplied.path, supplied.content)
  // What cannot be read may name anything beside it, and elsewhere.
  const broken = index.broken.get(folder)
  if (broken !== undefined) {
    keepFolder(folder, found)
    found.risks.push({ kind: 'unreadable', entry: problemOf(broken), host: null, file, ...(broken.line === undefined ? {} : { line: broken.line }) })
  }
  const fields = fieldsOf(source, folder, supplied)
  const prefix = fields['nameprefix']
  const suffix = fields['namesuffix']
  if (typeof prefix === 'string' && prefix !== '') found.prefixes.push(prefix)
  if (typeof suffix === 'string' && suffix !== '') found.suffixes.push(suffix)
  for (const reference of referencesOf(fields)) take(reference, found)
  if (kustomizations.length === 0 && supplied === null) found.missing.push({ entry: '.', file })
  return layerOf(found, fields)
}

function layerOf(found: Found, fields: Mapping): Layer {
  const { source, folder, kustomizations, files, uses, asked, alone } = found
  const placeholders = found.placeholders.size === 0 ? NO_PLACEHOLDERS : found.placeholders
  return {
    folder,
    kustomizations,
    files,
    placeholders,
    uses,
    resources: orNone(found.resources),
    risks: orNone(found.risks),
    missing: orNone(found.missing),
    prefixes: orNone(found.prefixes),
    suffixes: orNone(found.suffixes),
    shaping: laterShaping(source, folder, fields),
    digest: laterDigest({ folder, files, placeholders }),
    asked: alone ? asked : null
  }
}

// There are thousands of layers, and most of them have only files.

const NO_PLACEHOLDERS: ReadonlyMap<string, string> = new Map()
const NONE: readonly never[] = []

function orNone<T>(items: readonly T[]): readonly T[] {
  return items.length === 0 ? NONE : items
}

// What is worked out later is made in functions of its own: else each layer would keep alive all that it was read with.

function laterShaping({ tree, index }: LayerSource, folder: string, fields: Mapping): Layer['shaping'] {
  return () => shapingOf(fields, (entry) => tree.text(resolvePath(tree, index.layout, folder, entry).path))
}

function laterDigest({ folder, files, placeholders }: Pick<Layer, 'folder' | 'files' | 'placeholders'>): Layer['digest'] {
  return once(() => {
    const contents = sorted(files).map(([path, entry]) => [path, entry.mode, entry.blob])
    return sha256Hex(JSON.stringify([folder, contents, sorted(placeholders)]))
  })
}

function sorted<T>(map: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...map].sort(([a], [b]) => byText(a, b))
}
