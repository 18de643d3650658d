// How a kustomization file itself may be mutated: which fields hold values, which only say where they go.

import type { Node } from 'yaml'
import { isMap, isScalar, isSeq, visit } from 'yaml'
import { joinPath } from '../../src/core/model/repo-path.ts'
import type { Construct } from './constructs.ts'
import type { Range } from './edit.ts'
import type { Rules, Steps } from './sites.ts'
import type { Parsed } from './source.ts'
import { lastLine, nodeAt, startOf, textAt } from './source.ts'

export type KustomizationContext = {
  readonly parsed: Parsed
  readonly root: unknown
  readonly folder: string
  /** Rows that everything in this layer counts for besides. */
  readonly layer: readonly Construct[]
  /** Files that a path leads to, with all that they lead to; none where it is no path. */
  readonly filesAt: (path: string) => readonly string[]
}

/** Fields whose entries have rules of their own; what is not listed is left alone. */
export function kustomizationRules(context: KustomizationContext): Rules {
  const { root, parsed, layer } = context
  const entryOf = (path: Steps): readonly Range[] => {
    const node = nodeAt(root, path.length > 1 && typeof path[1] === 'number' ? path.slice(0, 2) : path.slice(0, 1))
    return node === undefined || !isNode(node)
      ? []
      : [{ file: parsed.part.file, from: startOf(node, parsed).line, to: lastLine(node, parsed) }, ...brings(node)]
  }
  const brings = (node: Node): readonly Range[] => filesNamedIn(node, context)
  return {
    role: (path) => roleOf(path, root),
    entry: entryOf,
    constructs: (path) => [...layer, ...constructsOf(path, root)],
    newField: (path, token) => newField(path, token),
    newItem: (path, token) => newItem(path, token, root),
    renameKey: (path) => isPairs(path.slice(0, -1)),
    brings
  }
}

function isNode(node: unknown): node is Node {
  return isMap(node) || isSeq(node) || isScalar(node)
}

const WHOLE: Range['to'] = Number.MAX_SAFE_INTEGER

/** Every file that a scalar of the node names, and what it leads to. */
function filesNamedIn(node: Node, { folder, filesAt }: KustomizationContext): readonly Range[] {
  const found = new Set<string>()
  const take = (text: string): void => {
    const path = joinPath(folder, text.slice(text.indexOf('=') + 1))
    if (path !== null) for (const file of filesAt(path)) found.add(file)
  }
  if (isScalar(node)) take(String(node.value))
  else
    visit(node, {
      Scalar: (_key, scalar) => {
        take(String(scalar.value))
      }
    })
  return [...found].map((file) => ({ file, from: 1, to: WHOLE }))
}

/** Maps of the user's own keys. */
function isPairs(path: Steps): boolean {
  const [field, index, inner, deeper] = path
  if (field === 'commonLabels' || field === 'commonAnnotations') return path.length === 1
  if (field === 'labels') return path.length === 3 && typeof index === 'number' && inner === 'pairs'
  if (field === 'generatorOptions') return path.length === 2 && (index === 'labels' || index === 'annotations')
  return (
    (field === 'configMapGenerator' || field === 'secretGenerator') &&
    path.length === 4 &&
    inner === 'options' &&
    (deeper === 'labels' || deeper === 'annotations')
  )
}

function roleOf(path: Steps, root: unknown): 'value' | 'redirect' | 'skip' {
  const [field, index, inner, deeper] = path
  const scalar = isScalar(nodeAt(root, path))
  switch (field) {
    case 'resources':
    case 'bases':
    case 'components':
      // A remote base's address is its content; a path changed at random leads nowhere.
      return path.length === 2 && scalar ? (/[?&]ref=/.test(String(textAt(root, path))) ? 'value' : 'redirect') : 'redirect'
    case 'patches':
    case 'patchesJson6902':
      if (inner === 'patch' || inner === 'path') return 'skip'
      return 'redirect'
    case 'patchesStrategicMerge':
    case 'transformers':
    case 'generators':
      return 'redirect'
    case 'images':
      return inner === 'name' ? 'redirect' : path.length < 3 ? 'redirect' : 'value'
    case 'replicas':
      return inner === 'count' ? 'value' : 'redirect'
    case 'labels':
      return inner === 'pairs' && path.length > 3 ? 'value' : 'redirect'
    case 'commonLabels':
    case 'commonAnnotations':
      return path.length === 1 ? 'redirect' : 'value'
    case 'namespace':
    case 'namePrefix':
    case 'nameSuffix':
      return 'value'
    case 'configMapGenerator':
    case 'secretGenerator':
      if (inner === 'literals') return path.length > 3 ? 'value' : 'redirect'
      if (inner === 'options' && path.length > 4) return 'value'
      return inner === 'type' ? 'value' : 'redirect'
    case 'generatorOptions':
      return path.length > 2 || index === 'immutable' ? 'value' : 'redirect'
    case 'replacements':
      // A source that is not there stops the build.
      if (inner === 'source' && path.length > 3) return 'skip'
      return deeper === undefined && inner === 'sourceValue' ? 'value' : 'redirect'
    case 'vars':
      return 'redirect'
    case 'helmCharts':
      return inner === 'valuesInline' && path.length > 3 ? 'value' : inner === 'valuesInline' || path.length < 3 ? 'redirect' : 'skip'
    default:
      return 'skip'
  }
}

function constructsOf(path: Steps, root: unknown): readonly Construct[] {
  const [field, index, inner] = path
  const entry = typeof index === 'number' ? nodeAt(root, path.slice(0, 2)) : undefined
  switch (field) {
    case 'resources':
    case 'bases':
      return /[?&]ref=/.test(textAt(root, path) ?? '') ? ['remote bases'] : ['resources']
    case 'components':
      return ['components']
    case 'patches':
      return [...targetConstructs(entry), textAt(entry, ['path']) === null ? 'patches: inline' : 'patches: by path']
    case 'patchesJson6902':
      return ['patchesJson6902']
    case 'patchesStrategicMerge':
      return ['patchesStrategicMerge']
    case 'images':
    case 'replicas':
    case 'commonLabels':
    case 'commonAnnotations':
    case 'namespace':
    case 'namePrefix':
    case 'nameSuffix':
    case 'generatorOptions':
    case 'vars':
      return [field]
    case 'labels':
      return [
        'labels',
        ...(textAt(entry, ['includeSelectors']) === 'true' ? (['labels: with selectors'] as const) : []),
        ...(textAt(entry, ['includeTemplates']) === 'true' ? (['labels: with templates'] as const) : [])
      ]
    case 'configMapGenerator':
    case 'secretGenerator': {
      const behavior = textAt(entry, ['behavior'])
      return [
        ...(inner === 'literals' || inner === 'files' || inner === 'envs' ? ([`${field}: ${inner}`] as const) : []),
        ...(behavior === 'merge' || behavior === 'replace' ? ([`generators: behavior ${behavior}`] as const) : []),
        ...(inner === 'options' ? (['generatorOptions'] as const) : [])
      ]
    }
    case 'replacements':
      return [inner === 'source' || inner === 'sourceValue' ? 'replacements: source' : 'replacements: target']
    case 'transformers':
    case 'generators':
      return [`${field}: ${nodeAt(root, path) !== undefined && String(textAt(root, path) ?? '').includes('\n') ? 'inline' : 'files'}`]
    case 'helmCharts':
      return inner === 'valuesInline' ? ['helmCharts: valuesInline'] : []
    default:
      return []
  }
}

/** The selectors of a patch entry's target. */
export function targetConstructs(entry: unknown): readonly Construct[] {
  const target = nodeAt(entry, ['target'])
  const name = textAt(target, ['name'])
  return [
    ...(textAt(target, ['group']) === null ? [] : (['target: group'] as const)),
    ...(textAt(target, ['kind']) === null ? [] : (['target: kind'] as const)),
    ...(name === null || /^[a-z0-9-]+$/.test(name) ? [] : (['target: name expression'] as const)),
    ...(textAt(target, ['namespace']) === null ? [] : (['target: namespace'] as const)),
    ...(textAt(target, ['labelSelector']) === null ? [] : (['target: label selector'] as const)),
    ...(textAt(target, ['annotationSelector']) === null ? [] : (['target: annotation selector'] as const))
  ]
}

function newField(path: Steps, token: string): readonly [string, string] | null {
  if (isPairs(path)) return [`zz-${token}`, token]
  if (path[0] === 'helmCharts' && path[2] === 'valuesInline' && path.length > 2) return [`zz${token}`, token]
  return null
}

/** A patch that fits anything with a target. */
const ANNOTATING = '{apiVersion: v1, kind: Any, metadata: {name: any, annotations: {zz-TOKEN: TOKEN}}}'

function newItem(path: Steps, token: string, root: unknown): string | null {
  const [field, , inner] = path
  if (path.length === 3 && inner === 'literals') return `ZZ${token.toUpperCase()}=${token}`
  if (path.length !== 1) return null
  switch (field) {
    case 'patches':
      return `{target: {kind: Deployment|StatefulSet}, patch: '${ANNOTATING.replaceAll('TOKEN', token)}'}`
    case 'images': {
      const name = textAt(root, ['images', 0, 'name'])
      return name === null ? null : `{name: ${name}, newTag: ${token}}`
    }
    case 'labels':
      return `{pairs: {zz-${token}: ${token}}}`
    case 'configMapGenerator':
    case 'secretGenerator':
      return `{name: zz-${token}, literals: [ZZ=${token}]}`
    default:
      return null
  }
}
