// The path-bearing fields of a kustomization, in the order in which kustomize reads them.

import { rememberedFor } from '../model/memo.ts'
import { isList, isMapping, type Mapping, type Value } from '../model/resource.ts'
import { lowerCaseKeys, parseDocuments } from './kustomization-text.ts'
import { remoteLayer } from './remote.ts'

/** How kustomize comes to the layer: what it contributes, or what it configures. */
export type LayerRole = 'resources' | 'components' | 'configuration'

export type Reference =
  /** A file or a download, never a folder. */
  | { readonly kind: 'file'; readonly entry: string }
  /** A file, else a folder with a kustomization, else a repository to clone. */
  | { readonly kind: 'layer'; readonly entry: string; readonly role: LayerRole }
  /** The documents of a generator, transformer or validator, written in the kustomization itself. */
  | { readonly kind: 'inline-configuration'; readonly documents: readonly Value[]; readonly entry: string }
  | { readonly kind: 'chart'; readonly chart: Chart }
  /** Something that makes Helm, or a plugin, run a program. */
  | { readonly kind: 'program'; readonly entry: string }
  /** Something this version of kustomize does not document: every string in it may be a path. */
  | { readonly kind: 'unknown'; readonly value: Value }

export type Chart = {
  readonly name: string
  readonly home: string
  /** Where it is pulled from when the chart home does not hold it. */
  readonly repo: string | null
  readonly version: string | null
}

const DEFAULT_CHART_HOME = 'charts'

/** Fields that name no files. */
const PLAIN_FIELDS: ReadonlySet<string> = new Set([
  'apiversion',
  'kind',
  'metadata',
  'namespace',
  'nameprefix',
  'namesuffix',
  'labels',
  'commonlabels',
  'commonannotations',
  'images',
  'replicas',
  'vars',
  'generatoroptions',
  'sortoptions',
  'buildmetadata'
])

/** What each path-bearing field refers to; the order of the keys is the order of the references. */
const READERS: Readonly<Record<string, (value: Value, fields: Mapping) => readonly Reference[]>> = {
  resources: (value) => strings(value).map((entry) => ({ kind: 'layer', entry, role: 'resources' })),
  bases: (value) => strings(value).map((entry) => ({ kind: 'layer', entry, role: 'resources' })),
  configurations: files,
  crds: files,
  openapi: (value) => mappings(value).flatMap((openapi) => files(openapi['path'])),
  configmapgenerator: generator,
  secretgenerator: generator,
  helmglobals: (value) => mappings(value).flatMap(pluginHome),
  helmcharts: (value, fields) => mappings(value).flatMap((chart) => helmChart(chart, fields)),
  helmchartinflationgenerator: (value) => mappings(value).flatMap(legacyChart),
  generators: configuration,
  components: (value) => strings(value).map((entry) => ({ kind: 'layer', entry, role: 'components' })),
  patchesstrategicmerge: patchOrFile,
  patches: (value) => [...patchOrFile(strings(value)), ...paths(value)],
  patchesjson6902: paths,
  replacements: paths,
  transformers: configuration,
  validators: configuration
}

const ORDER: ReadonlyMap<string, number> = new Map(Object.keys(READERS).map((name, at) => [name, at]))

/** Everything that a kustomization refers to. `fields` have lower-case names; many kustomizations may share them. */
export const referencesOf = rememberedFor((fields: Mapping): readonly Reference[] => {
  // Few of the names that there are occur in one: those that do are looked up, not all of them.
  const names = Object.keys(fields).filter((name) => !PLAIN_FIELDS.has(name))
  return names.sort((a, b) => rankOf(a) - rankOf(b)).flatMap((name) => {
    const value = fields[name] ?? null
    const read = ORDER.has(name) ? READERS[name] : undefined
    if (read === undefined) return [{ kind: 'unknown', value }]
    return value === null ? [] : read(value, fields)
  })
})

/** What this version does not know comes last, in its own order. */
function rankOf(name: string): number {
  return ORDER.get(name) ?? ORDER.size
}

/** The path of a generator's `files` entry, `path` or `key=path`; null where kustomize refuses it. */
export function generatorPath(entry: string): string | null {
  const parts = entry.split('=')
  const path = parts.length === 1 ? parts[0] : parts.length === 2 ? parts[1] : undefined
  return path === undefined || path === '' ? null : path
}

/** The charts and files of a `HelmChartInflationGenerator` document or a `helmCharts` entry. */
export function helmChart(entry: Mapping, fields: Mapping): readonly Reference[] {
  const chart = lowerCaseKeys(entry)
  const globals = mappings(fields['helmglobals']).at(0)
  const home = text(chart['charthome']) ?? text(globals?.['charthome']) ?? DEFAULT_CHART_HOME
  const name = text(chart['name']) ?? text(chart['chartname']) ?? ''
  const repo = text(chart['repo']) ?? text(chart['chartrepourl'])
  const version = text(chart['version']) ?? text(chart['chartversion'])
  return [
    ...OPERANDS.map((field) => text(chart[field])).flatMap((value): Reference[] => (value?.startsWith('-') === true ? [{ kind: 'program', entry: value }] : [])),
    ...pluginHome(chart),
    { kind: 'chart', chart: { name, home, repo, version } },
    ...files(chart['valuesfile']),
    ...files(chart['additionalvaluesfiles'])
  ]
}

/** What kustomize hands to Helm without an option before it: `--post-renderer=sh` would be one itself, and run. */
const OPERANDS: readonly string[] = ['name', 'chartname', 'releasename', 'chartreleasename']

/** Helm loads plugins from its home, and starts them to fetch what has their scheme; of old, its arguments could be given as well. */
function pluginHome(helm: Mapping): readonly Reference[] {
  const fields = ['confighome', 'helmhome', 'helmbin', 'extraargs'].filter((field) => Object.hasOwn(helm, field) && helm[field] !== null && helm[field] !== '')
  return fields.map((field) => ({ kind: 'program', entry: text(helm[field]) ?? field }))
}

function legacyChart(chart: Mapping): readonly Reference[] {
  const values = files(chart['values'])
  return [...helmChart(chart, {}), ...values]
}

function generator(value: Value): readonly Reference[] {
  return mappings(value).flatMap((entry) => [
    ...strings(entry['files'])
      .map(generatorPath)
      .filter((path) => path !== null)
      .map((path) => ({ kind: 'file' as const, entry: path })),
    ...files(entry['envs']),
    ...files(entry['env'])
  ])
}

function configuration(value: Value): readonly Reference[] {
  return strings(value).flatMap((entry): Reference[] => {
    const { documents, whole } = inline(entry)
    const layer: Reference = { kind: 'layer', entry, role: 'configuration' }
    if (!whole) return [{ kind: 'program', entry: entry.split('\n')[0] ?? entry }, layer]
    if (documents.length === 0) return [layer]
    const written: Reference = { kind: 'inline-configuration', documents, entry }
    return remoteLayer(entry) === null ? [written] : [layer, written]
  })
}

function patchOrFile(value: Value): readonly Reference[] {
  return strings(value)
    .filter((entry) => remoteLayer(entry) !== null || !areNamed(inline(entry).documents))
    .map((entry) => ({ kind: 'file', entry }))
}

/**
 * Whether kustomize reads a string with these documents as resources. It tries that first, and takes the string for a path when it
 * fails, so that an address with a colon and more after it is an address.
 */
export function areNamed(documents: readonly Value[]): boolean {
  return documents.length > 0 && documents.every((document) => isMapping(document) && isNamed(document))
}

function isNamed(document: Mapping): boolean {
  const { kind, metadata } = document
  if (typeof kind !== 'string' || kind === '') return false
  return (kind.endsWith('List') && isList(document['items'])) || (isMapping(metadata) && typeof metadata['name'] === 'string')
}

/** The documents of a string that may be some; `whole` is false where it is YAML in part only. */
function inline(entry: string): { readonly documents: readonly Mapping[]; readonly whole: boolean } {
  if (!/[\n:{]/.test(entry)) return { documents: [], whole: true }
  const { documents, whole } = parseDocuments(entry)
  return { documents: documents.filter(isMapping), whole }
}

function paths(value: Value): readonly Reference[] {
  return mappings(value).flatMap((entry) => files(entry['path']))
}

function files(value: Value | undefined): readonly Reference[] {
  return strings(value).map((entry) => ({ kind: 'file', entry }))
}

function text(value: Value | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

function strings(value: Value | undefined): readonly string[] {
  const items = isList(value) ? value : [value]
  return items.filter((item) => typeof item === 'string').filter((item) => item !== '')
}

/** The mappings of a list, or the one mapping, each once: YAML aliases may repeat one a million times. */
function mappings(value: Value | undefined): readonly Mapping[] {
  const items = new Set(isList(value) ? value : [value])
  return [...items].filter(isMapping).map(lowerCaseKeys)
}
