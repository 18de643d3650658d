// `replacements`: a field of one resource, or a part of its text, copied into fields of others.

import { fieldPathOf, lookUp, writePath } from './field-path.ts'
import type { Patterns } from './pattern.ts'
import type { Part } from './rope.ts'
import { composed, partsOf, sliceParts, textOfParts } from './rope.ts'
import type { Match } from './target.ts'
import { all, matchSelector } from './target.ts'
import type { Mark } from './source-text.ts'
import type { Traced, TracedScalar } from './traced.ts'
import { fieldOf, isNull, itemsOf, nodeAt, scalarOf, textOf } from './traced.ts'
import type { Layer, Step, TracedResource } from './traced-resource.ts'
import { doubted, sameNamespace, withBody } from './traced-resource.ts'

export const replacements: Step = (resources, layer) => withReplacements(resources, fieldOf(layer.root, 'replacements'), layer)

export function withReplacements(resources: readonly TracedResource[], list: Traced | undefined, layer: Layer): readonly TracedResource[] {
  return readReplacements(list, layer).reduce<readonly TracedResource[]>(
    (current, each) => (each === null ? current.map((resource) => doubted(resource, [])) : replace(current, each, layer.scope.patterns)),
    resources
  )
}

/** null for each one that cannot be read. */
export function readReplacements(list: Traced | undefined, layer: Pick<Layer, 'reader' | 'folder'>): readonly (Traced | null)[] {
  return itemsOf(list).flatMap((entry): readonly (Traced | null)[] => {
    const entryPath = textOf(entry, 'path')
    if (entryPath === null) return [entry]
    const path = layer.reader.resolve(layer.folder, entryPath)
    const first = path === null ? null : layer.reader.documents(path)?.[0]
    if (first === null || first === undefined) return [null]
    return first.kind === 'list' ? first.items : [first]
  })
}

function replace(resources: readonly TracedResource[], replacement: Traced, patterns: Patterns): readonly TracedResource[] {
  // Nothing is certain any more, whatever this one does.
  if (patterns.spent()) return resources
  const source = sourceOf(resources, replacement)
  return itemsOf(fieldOf(replacement, 'targets')).reduce(
    (current, target) =>
      current.map((resource) => {
        const match = resource.gone === null ? selects(target, resource, patterns) : 'no'
        return match === 'no' ? resource : written(resource, target, match === 'yes' ? source : null, patterns)
      }),
    resources
  )
}

/** The value to copy; null where it is not known. */
function sourceOf(resources: readonly TracedResource[], replacement: Traced): Traced | null {
  const literal = scalarOf(replacement, 'sourceValue')
  if (literal !== null) return literal
  const source = fieldOf(replacement, 'source')
  const matching = resources.filter((resource) => resource.gone === null && isSource(source, resource))
  const [resource] = matching
  if (resource === undefined || matching.length > 1) return null
  const text = textOf(source, 'fieldPath') ?? 'metadata.name'
  const path = fieldPathOf(text)
  const doubtful = resource.doubts.some((doubt) => doubt.every((key, index) => path[index] === undefined || key === path[index]))
  const node = doubtful ? undefined : lookUp(resource.body, path)
  if (node === undefined || isNull(node)) return null
  const options = fieldOf(source, 'options')
  const delimiter = textOf(options, 'delimiter')
  if (delimiter === null) return node
  if (node.kind !== 'scalar' || node.encoding !== null) return null
  const piece = piecesOf(node, delimiter)[indexOf(options) ?? -1]
  return piece === undefined ? null : composed(node, piece, node.mark)
}

function isSource(source: Traced | undefined, resource: TracedResource): boolean {
  const is = (field: string, text: string): boolean => [null, text].includes(textOf(source, field))
  const [name, namespace] = [textOf(source, 'name'), textOf(source, 'namespace')]
  const named = [...resource.earlier, resource.current].some(
    (naming) => (name === null || naming.name === name) && (namespace === null || sameNamespace(naming.namespace, namespace))
  )
  return named && is('group', resource.group) && is('version', resource.version) && is('kind', resource.kind)
}

/** Texts were compared whole until kustomize 5.7 and are regular expressions since: where the two disagree, it is unknown. */
function selects(target: Traced, resource: TracedResource, patterns: Patterns): Match {
  const select = fieldOf(target, 'select')
  const chosen = all([matchIds(select, resource, patterns), ...selectorsOf(select, resource, patterns)])
  if (chosen === 'no') return 'no'
  const rejected = itemsOf(fieldOf(target, 'reject')).map((reject): Match => {
    const byId = ['group', 'version', 'kind', 'name', 'namespace'].some((field) => textOf(reject, field) !== null)
    const bySelector = textOf(reject, 'labelSelector') !== null || textOf(reject, 'annotationSelector') !== null
    const found = [byId ? matchIds(reject, resource, patterns) : 'no', bySelector ? all(selectorsOf(reject, resource, patterns)) : 'no'] as const
    return found.includes('yes') ? 'yes' : found.includes('unknown') ? 'unknown' : 'no'
  })
  if (rejected.includes('yes')) return 'no'
  return rejected.includes('unknown') ? 'unknown' : chosen
}

function selectorsOf(select: Traced | undefined, resource: TracedResource, patterns: Patterns): readonly Match[] {
  return [
    matchSelector(textOf(select, 'labelSelector'), nodeAt(resource.body, ['metadata', 'labels']), patterns),
    matchSelector(textOf(select, 'annotationSelector'), nodeAt(resource.body, ['metadata', 'annotations']), patterns)
  ]
}

function matchIds(select: Traced | undefined, resource: TracedResource, patterns: Patterns): Match {
  const gvk = all((['group', 'version', 'kind'] as const).map((field) => matchText(textOf(select, field), resource[field], patterns)))
  const namings = [...resource.earlier, resource.current].map((naming) =>
    all([matchText(textOf(select, 'name'), naming.name, patterns), matchText(textOf(select, 'namespace'), naming.namespace ?? 'default', patterns)])
  )
  return all([gvk, namings.includes('yes') ? 'yes' : namings.includes('unknown') ? 'unknown' : 'no'])
}

function matchText(wanted: string | null, text: string, patterns: Patterns): Match {
  if (wanted === null) return 'yes'
  const matches = patterns.test(wanted)
  if (matches === null) return 'unknown'
  const exact = wanted === text
  return matches(text) === exact ? (exact ? 'yes' : 'no') : 'unknown'
}

/** source null: what is written there is not known. */
function written(resource: TracedResource, target: Traced, source: Traced | null, patterns: Patterns): TracedResource {
  const paths = itemsOf(fieldOf(target, 'fieldPaths')).flatMap((path) => (path.kind === 'scalar' ? [path] : []))
  const options = fieldOf(target, 'options')
  const creates = textOf(options, 'create') === 'true'
  const entries = paths.length === 0 ? [{ text: 'metadata.name', mark: target.mark }] : paths
  return entries.reduce((current, { text, mark }) => {
    const path = fieldPathOf(text)
    const change = (node: Traced): Traced | null => (source === null ? null : cameBy(valueIn(node, source, options), mark))
    const made = creates && source !== null ? { kind: source.kind, at: mark } : null
    const body = writePath(current.body, path, { made, change, patterns })
    if (body === null || body.kind !== 'map') return doubted(current, plainStart(path))
    return body === current.body ? current : withBody(current, body)
  }, resource)
}

/** Scalars take the text, or a piece of it; maps and lists are copied whole. */
function valueIn(node: Traced, source: Traced, options: Traced | undefined): Traced | null {
  const delimiter = textOf(options, 'delimiter')
  if (delimiter !== null) return node.kind === 'scalar' && source.kind === 'scalar' ? spliced(node, source, delimiter, options) : null
  if (node.kind !== 'scalar') return source
  if (source.kind !== 'scalar' || node.encoding !== source.encoding) return null
  return { ...source, plain: node.plain, image: node.image || source.image, otherwise: null }
}

/** Remembers the entry of the target. */
function cameBy(value: Traced | null, via: Mark): Traced | null {
  return value?.kind === 'scalar' ? { ...value, via } : value
}

function spliced(node: TracedScalar, source: TracedScalar, delimiter: string, options: Traced | undefined): TracedScalar | null {
  const index = indexOf(options)
  if (index === null || node.encoding !== source.encoding) return null
  const pieces = piecesOf(node, delimiter)
  const value = partsOf(source)
  const at = Math.min(Math.max(index, -1), pieces.length)
  const next = at < 0 ? [value, ...pieces] : pieces.toSpliced(at, 1, value)
  const between = { text: delimiter, mark: at < 0 || at === pieces.length ? source.mark : node.mark }
  const parts = next.flatMap((piece, position) => (position === 0 ? piece : [between, ...piece]))
  return { ...composed(node, parts, source.mark), image: node.image || source.image }
}

function indexOf(options: Traced | undefined): number | null {
  const text = textOf(options, 'index') ?? '0'
  return /^-?\d+$/.test(text) ? Number(text) : null
}

function piecesOf(scalar: TracedScalar, delimiter: string): readonly (readonly Part[])[] {
  const parts = partsOf(scalar)
  let at = 0
  return textOfParts(parts).split(delimiter).map((piece) => {
    const from = at
    at += piece.length + delimiter.length
    return sliceParts(parts, from, from + piece.length)
  })
}

/** The leading segments that are plain keys: what is below them is in doubt. */
function plainStart(path: readonly string[]): readonly string[] {
  const end = path.findIndex((segment) => segment === '*' || /^\d+$|^\[|^-$/.test(segment))
  return end < 0 ? path : path.slice(0, end)
}
