// What may have written a field: the entries of an overlay's kustomizations and what they name, the ones that kustomize applies last first.

import type { Closure } from '../model/closure.ts'
import { isKustomizationFile, kustomizationPaths } from '../model/kustomization.ts'
import { joinPath } from '../model/repo-path.ts'
import { isOrdinary, type Tree } from '../model/tree.ts'
import type { Entry } from './entries.ts'
import { entriesOf } from './entries.ts'

/** An entry, and the folder that paths in it are relative to. */
export type Suspect = { readonly entry: Entry; readonly folder: string }

export type Suspects = {
  /** `applied`: a later one has the last word over those behind it. `together`: none of them comes before the other. */
  readonly order: 'applied' | 'together'
  readonly list: readonly Suspect[]
}

export type SuspectReader = {
  readonly of: (overlay: string) => Suspects
  /** What a suspect consists of; nothing for a leaf. */
  readonly within: (suspect: Suspect) => Suspects
}

/** Fields of a kustomization in the order in which kustomize applies them (api/internal/target, accumulateTarget and runTransformers). */
const APPLIED: readonly string[] = [
  'openapi', 'crds', 'configurations', 'resources', 'bases', 'generatoroptions', 'generators', 'helmglobals', 'helmcharts',
  'helmchartinflationgenerator', 'configmapgenerator', 'secretgenerator', 'components', 'patchesstrategicmerge', 'patches', 'namespace',
  'nameprefix', 'namesuffix', 'labels', 'commonlabels', 'commonannotations', 'patchesjson6902', 'replicas', 'images', 'replacements',
  'transformers', 'vars'
]

/** They say what a document is or which resources are meant; without them it is another one, or none. */
const IDENTIFYING: readonly string[] = ['apiversion', 'kind', 'metadata', 'name', 'namespace', 'target', 'targets', 'select', 'options', 'behavior', 'type', 'fieldspecs']
const NOT_JUDGED: readonly string[] = ['apiversion', 'kind', 'metadata', 'validators', 'sortoptions', 'buildmetadata']
const YAML = /\.(ya?ml|json)$/i
/** Where a kustomization reads and fetches from. */
const PLACES: readonly string[] = [
  'resources', 'bases', 'components', 'crds', 'configurations', 'openapi', 'validators', 'path', 'files', 'envs', 'env', 'repo', 'valuesfile',
  'additionalvaluesfiles', 'helmglobals', 'helmchartinflationgenerator'
]
/** Deeper than this nobody nests what matters here. */
const DEEPEST = 64

/** Reads the suspects of the overlays of one tree. Files outside the closure are never looked at. */
export function suspectReader(tree: Tree, closure: Closure): SuspectReader {
  const files = new Set(closure.files.map(({ path }) => path).filter((path) => isOrdinary(tree.entries.get(path))))
  const parsed = new Map<string, readonly Entry[]>()
  const read = (file: string): readonly Entry[] => {
    const known = parsed.get(file) ?? (isKustomizationFile(file) || YAML.test(file) ? entriesOf(file, tree.text(file) ?? '') : linesOf(file, tree.text(file) ?? ''))
    parsed.set(file, known)
    return known
  }
  const layer = (folder: string): readonly Suspect[] => {
    const file = kustomizationPaths(folder).find((path) => files.has(path))
    const fields = file === undefined ? [] : (read(file)[0]?.entries ?? [])
    return fields
      .filter(({ key }) => key !== null && !NOT_JUDGED.includes(key.toLowerCase()))
      .toSorted((a, b) => rank(b) - rank(a))
      .flatMap((field) => (field.kind === 'list' ? field.entries.toReversed() : [field]))
      .map((entry) => ({ entry, folder }))
  }
  const named = (text: string, folder: string): Suspects | null => {
    const path = joinPath(folder, text.replace(/^[^=/]+=/, ''))
    if (path === null || text.includes('\n')) return null
    // Documents of a file apply to resources of their own, but a later patch has the last word.
    if (files.has(path)) return { order: 'applied', list: read(path).toReversed().map((entry) => ({ entry, folder })) }
    const below = layer(path)
    return below.length === 0 ? null : { order: 'applied', list: below }
  }
  const within = ({ entry, folder }: Suspect): Suspects => {
    const of = (order: Suspects['order'], entries: readonly Entry[]): Suspects => ({ order, list: entries.map((each) => ({ entry: each, folder })) })
    switch (entry.kind) {
      case 'list':
        return of('applied', entry.entries.toReversed())
      case 'map':
        return of('together', entry.entries.filter(({ key }) => key === null || !IDENTIFYING.includes(key.toLowerCase())))
      case 'scalar':
        return entry.entries.length > 0 ? of('applied', entry.entries.toReversed()) : ((entry.text === null ? null : named(entry.text, folder)) ?? of('applied', []))
    }
  }
  return { of: (overlay) => ({ order: 'applied', list: layer(overlay) }), within }
}

/** Lines of an env file or another text; comments and blank lines left out. */
export function linesOf(file: string, text: string): readonly Entry[] {
  let start = 0
  return text.split('\n').flatMap((content, index): readonly Entry[] => {
    const span = { start, end: Math.min(start + content.length + 1, text.length) }
    start += content.length + 1
    if (content.trim() === '' || /^\s*[#;]/.test(content)) return []
    const body = { start: span.start, end: span.start + content.trimEnd().length }
    return [{ file, line: index + 1, span, key: null, text: content.trimEnd(), body, kind: 'scalar', entries: [] }]
  })
}

/** Every entry of a closure's files that may hold a value, and none that says where something is to be read or fetched from. */
export function holders(tree: Tree, closure: Closure): readonly Entry[] {
  const found: Entry[] = []
  const add = (entry: Entry, depth: number): void => {
    if (entry.key !== null && PLACES.includes(entry.key.toLowerCase())) return
    found.push(entry)
    if (depth < DEEPEST) for (const each of entry.entries) add(each, depth + 1)
  }
  for (const { path } of closure.files) {
    if (!isOrdinary(tree.entries.get(path))) continue
    const text = tree.text(path) ?? ''
    const entries = isKustomizationFile(path) || YAML.test(path) ? entriesOf(path, text) : linesOf(path, text)
    for (const entry of isKustomizationFile(path) ? entries.flatMap((document) => document.entries) : entries) add(entry, 0)
  }
  return found
}

function rank({ key }: Entry): number {
  return APPLIED.indexOf(key?.toLowerCase() ?? '')
}
