// Generator, transformer and validator configurations: what they may run, and the paths that they hold.

import { isList, isMapping, type Mapping, type Value } from '../model/resource.ts'
import { byText } from '../model/text.ts'
import { lowerCaseKeys } from './kustomizations.ts'

/** The plugins that kustomize carries itself (api/internal/plugins/builtinhelpers, 4.5.4 to 5.8.1). */
const BUILT_IN: ReadonlySet<string> = new Set([
  'AnnotationsTransformer',
  'ConfigMapGenerator',
  'HashTransformer',
  'HelmChartInflationGenerator',
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

/** Every document, those inside a `List` included. */
export function unpacked(document: Value): readonly Mapping[] {
  if (!isMapping(document)) return []
  const { items, kind } = document
  return isList(items) && typeof kind === 'string' && kind.endsWith('List') ? items.filter(isMapping) : [document]
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
  return document['kind'] === 'HelmChartInflationGenerator' ? lowerCaseKeys(document) : null
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

/** `loaded`: it stands in a field that kustomize loads from; elsewhere it may be a path or anything else. */
export type PossiblePath = { readonly text: string; readonly loaded: boolean }

/** Every string in a value that could be a path, each once; of `key=path` the path too. */
export function possiblePaths(value: Value): readonly PossiblePath[] {
  const found = new Map<string, boolean>()
  const seen = new Set<Value>()
  const pending: { readonly value: Value; readonly loaded: boolean }[] = [{ value, loaded: false }]
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    const { value: at, loaded } = item
    if (typeof at === 'string') {
      if (at === '' || at.length > LONGEST_PATH || at.includes('\n')) continue
      const [, path, more] = at.split('=')
      const texts = path !== undefined && path !== '' && more === undefined ? [at, path] : [at]
      for (const text of texts) found.set(text, loaded || found.get(text) === true)
    } else if (typeof at === 'object' && at !== null && !seen.has(at)) {
      seen.add(at)
      if (isList(at)) pending.push(...at.map((each) => ({ value: each, loaded })))
      else pending.push(...Object.entries(at).map(([key, each]) => ({ value: each, loaded: LOADED_FIELDS.has(key.toLowerCase()) })))
    }
  }
  return [...found].map(([text, loaded]) => ({ text, loaded })).sort((a, b) => byText(a.text, b.text))
}
