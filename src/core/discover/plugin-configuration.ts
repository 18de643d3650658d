// Generator, transformer and validator configurations: what they may run, and the paths that they hold.

import { isList, isMapping, type Mapping, type Value } from '../model/resource.ts'
import { byText } from '../model/text.ts'
import { lowerCaseKeys } from './kustomization-text.ts'

export const HELM_GENERATOR = 'HelmChartInflationGenerator'

/** The plugins that kustomize carries itself (api/internal/plugins/builtinhelpers, 4.5.4 to 5.8.1). */
const BUILT_IN: ReadonlySet<string> = new Set([
  'AnnotationsTransformer',
  'ConfigMapGenerator',
  'HashTransformer',
  HELM_GENERATOR,
  'IAMPolicyGenerator',
  'ImageTagTransformer',
  'LabelTransformer',
  'LegacyOrderTransformer',
  'NamespaceTransformer',
  'PatchJson6902Transformer',
  'PatchStrategicMergeTransformer',
  'PatchTransformer',
  'PrefixSuffixTransformer',
  'PrefixTransformer',
  'ReplacementTransformer',
  'ReplicaCountTransformer',
  'SecretGenerator',
  'SortOrderTransformer',
  'SuffixTransformer',
  'ValueAddTransformer'
])

const FUNCTION_ANNOTATIONS = ['config.kubernetes.io/function', 'config.k8s.io/function']
const LONGEST_PATH = 1024

/** Every document, those inside a `List`, or a list of lists, included. */
export function unpacked(document: Value): readonly Mapping[] {
  const found: Mapping[] = []
  const seen = new Set<Value>()
  const pending: Value[] = [document]
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (!isMapping(at) || seen.has(at)) continue
    seen.add(at)
    const { items, kind } = at
    if (isList(items) && typeof kind === 'string' && kind.endsWith('List')) pending.push(...items.toReversed())
    else found.push(at)
  }
  return found
}

/** The name of what would run when kustomize meets this document and it is no builtin of its own; null for builtins. */
export function externalPlugin(document: Mapping): string | null {
  const kind = document['kind']
  const metadata = document['metadata']
  const annotations = isMapping(metadata) ? metadata['annotations'] : undefined
  const runs = isMapping(annotations) && FUNCTION_ANNOTATIONS.some((name) => name in annotations)
  const builtIn = document['apiVersion'] === 'builtin' && typeof kind === 'string' && BUILT_IN.has(kind)
  return builtIn && !runs ? null : [document['apiVersion'], kind].filter((part) => typeof part === 'string').join(' ') || 'plugin'
}

/** The chart that a builtin Helm generator inflates, its fields in lower case; null for other documents. */
export function chartDocument(document: Mapping): Mapping | null {
  return document['kind'] === HELM_GENERATOR ? lowerCaseKeys(document) : null
}

/** The text that a builtin prefix or suffix transformer adds to names. */
export function declaredAffixes(document: Mapping): { readonly prefix: string | null; readonly suffix: string | null } {
  const kind = document['kind']
  const both = kind === 'PrefixSuffixTransformer'
  const prefix = both || kind === 'PrefixTransformer' ? document['prefix'] : null
  const suffix = both || kind === 'SuffixTransformer' ? document['suffix'] : null
  return { prefix: typeof prefix === 'string' ? prefix : null, suffix: typeof suffix === 'string' ? suffix : null }
}

/** Fields of builtin plugins that kustomize loads, so that an address in them is downloaded. */
const LOADED_FIELDS: ReadonlySet<string> = new Set(['path', 'paths', 'files', 'envs', 'env', 'valuesfile', 'additionalvaluesfiles'])

/** `loaded`: it stands in a field that kustomize loads from; `file`: it must be a file's path there. Elsewhere it may be a path or anything else. */
export type PossiblePath = { readonly text: string; readonly loaded: boolean; readonly file: boolean }

type Place = { readonly loaded: boolean; readonly file: boolean; readonly within: 'document' | 'replacements' | 'field' }

/** Every string in a value that could be a path, each once; of `key=path` the path too. All of it is loaded where `loaded` says so. */
export function possiblePaths(value: Value, loaded = false): readonly PossiblePath[] {
  const found = new Map<string, Pick<Place, 'loaded' | 'file'>>()
  // By place, too: an alias may stand where nothing is loaded, and where all is.
  const seen = new Map<Value, Set<string>>()
  const pending: { readonly value: Value; readonly place: Place }[] = [{ value, place: { loaded, file: false, within: 'document' } }]
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    const { value: at, place } = item
    if (typeof at === 'string') {
      if (at === '' || at.length > LONGEST_PATH || at.includes('\n')) continue
      const [, path, more] = at.split('=')
      const texts = path !== undefined && path !== '' && more === undefined ? [at, path] : [at]
      for (const text of texts) {
        const before = found.get(text)
        found.set(text, { loaded: place.loaded || before?.loaded === true, file: (place.file && text === texts.at(-1)) || before?.file === true })
      }
    } else if (typeof at === 'object' && at !== null) {
      const places = seen.get(at) ?? new Set()
      const name = `${place.loaded} ${place.file} ${place.within}`
      if (places.has(name)) continue
      seen.set(at, places.add(name))
      if (isList(at)) for (const each of at) pending.push({ value: each, place })
      else for (const [key, each] of Object.entries(lowerCaseKeys(at))) pending.push({ value: each, place: placeBelow(key, place) })
    }
  }
  return [...found].map(([text, each]) => ({ text, ...each })).sort((a, b) => byText(a.text, b.text))
}

/** A configuration's own fields name files, and so do the entries of its `replacements`; the `path` of a field specification does not. */
function placeBelow(key: string, { loaded, within }: Place): Place {
  const named = LOADED_FIELDS.has(key)
  const below = within === 'document' && key === 'replacements' ? 'replacements' : 'field'
  return { loaded: loaded || named, file: named && within !== 'field', within: below }
}
