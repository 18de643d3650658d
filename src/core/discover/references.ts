// The path-bearing fields of a kustomization, in the order in which kustomize reads them.

import { isList, isMapping, type Mapping, type Value } from '../model/resource.ts'
import { lowerCaseKeys, parseYaml } from './kustomizations.ts'

/** How kustomize comes to the layer: what it contributes, or what it configures. */
export type LayerRole = 'resources' | 'components' | 'configuration'

export type Reference =
  /** A file or a download, never a folder. */
  | { readonly kind: 'file'; readonly entry: string }
  /** A file, else a folder with a kustomization, else a repository to clone. */
  | { readonly kind: 'layer'; readonly entry: string; readonly role: LayerRole }
  /** The documents of a generator, transformer or validator, written in the kustomization itself. */
  | { readonly kind: 'inline-configuration'; readonly documents: readonly Value[] }
  | { readonly kind: 'chart'; readonly chart: Chart }
  /** Something this version of kustomize does not document: every string in it may be a path. */
  | { readonly kind: 'unknown'; readonly value: Value }

export type Chart = {
  readonly name: string
  readonly home: string
  /** Where it is pulled from when the chart home does not hold it. */
  readonly repo: string | null
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
  'buildmetadata',
  'helmglobals'
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

const READERS_IN_ORDER = Object.entries(READERS)

/** Everything that a kustomization refers to. `fields` have lower-case names. */
export function referencesOf(fields: Mapping): readonly Reference[] {
  const found: Reference[] = []
  for (const [name, read] of READERS_IN_ORDER) {
    const value = fields[name]
    if (value !== undefined && value !== null) found.push(...read(value, fields))
  }
  for (const [name, value] of Object.entries(fields)) {
    if (!Object.hasOwn(READERS, name) && !PLAIN_FIELDS.has(name)) found.push({ kind: 'unknown', value })
  }
  return found
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
  return [
    { kind: 'chart', chart: { name, home, repo: text(chart['repo']) ?? text(chart['chartrepourl']) } },
    ...files(chart['valuesfile']),
    ...files(chart['additionalvaluesfiles'])
  ]
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
  return strings(value).map((entry) => {
    const documents = inline(entry)
    return documents === null ? { kind: 'layer', entry, role: 'configuration' } : { kind: 'inline-configuration', documents }
  })
}

function patchOrFile(value: Value): readonly Reference[] {
  return strings(value)
    .filter((entry) => inline(entry) === null)
    .map((entry) => ({ kind: 'file', entry }))
}

/** kustomize parses such a string as resources first, and takes it for a path when that fails. */
function inline(entry: string): readonly Value[] | null {
  if (!/[\n:{]/.test(entry)) return null
  const documents = entry.split(/^---(?=\s|$)/m).map(parseYaml)
  const found = documents.filter(isMapping)
  return found.length > 0 ? found : null
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
