// The part of a manifest or patch that can decide whether a render has an image, and where.

import { CONTAINER_LISTS } from '../model/image-place.ts'
import type { Mapping, Value } from '../model/resource.ts'
import { isList, isMapping, isScalar } from '../model/resource.ts'
import type { Needle } from './needle.ts'
import { maskImage, maskParts } from './needle.ts'
import { UNQUOTED } from './source-documents.ts'

/** What all sources of an overlay have in common; equal reductions mean the same only under equal scopes. */
export type ReductionScope = {
  /** Keys below which some source has a list of containers. What stands under no such key never becomes an image, nor removes one. */
  readonly bearing: ReadonlySet<string>
  /** Whether patches choose their targets by labels or annotations. */
  readonly selectors: boolean
  /** Whether there are Helm releases, whose values name images. */
  readonly releases: boolean
}

/** The keys of one document on the way to its lists of containers, those lists' own included. */
export function bearingKeys(document: Value): ReadonlySet<string> {
  const found = new Set<string>()
  if (isJsonPatch(document)) {
    for (const operation of document) {
      const segments = segmentsOf(operation)
      const last = segments.findLastIndex((segment) => CONTAINER_LISTS.includes(segment))
      const holds = addBearing(operation['value'], found)
      for (const [index, segment] of segments.entries()) if (holds || index <= last) found.add(segment)
    }
  } else addBearing(document, found)
  return found
}

function addBearing(value: Value | undefined, found: Set<string>): boolean {
  if (isList(value)) return value.map((item) => addBearing(item, found)).includes(true)
  if (!isMapping(value)) return false
  let any = false
  for (const [key, child] of Object.entries(value)) {
    if (!addBearing(child, found) && !CONTAINER_LISTS.includes(key)) continue
    found.add(key)
    any = true
  }
  return any
}

/** Whether a JSON 6902 patch moves or copies what stands elsewhere. */
export function movesValues(document: Value): boolean {
  return isJsonPatch(document) && document.some(({ op }) => op === 'move' || op === 'copy')
}

/** A manifest, a strategic merge patch or a JSON 6902 patch without what cannot matter to the image. */
export function reduceDocument(document: Value, scope: ReductionScope, sought: Needle): Value {
  if (isJsonPatch(document)) return document.map((operation) => reduceOperation(operation, scope, sought))
  return reduce(document, scope, sought)
}

function reduce(value: Value, scope: ReductionScope, sought: Needle): Value {
  if (isList(value)) return value.map((item) => reduce(item, scope, sought))
  if (!isMapping(value)) return value
  return entriesOf(value, (key, child) => {
    if (KEPT.includes(key) || key.startsWith('$')) return child
    if (key === 'metadata') return scope.bearing.has(key) ? child : reduceMetadata(child, scope)
    if (CONTAINER_LISTS.includes(key)) return isList(child) ? child.map((item) => reduceContainer(item, scope, sought)) : child
    if (scope.releases && key === 'values') return reduceValues(child, sought)
    return scope.bearing.has(key) || (scope.releases && key === 'spec') ? reduce(child, scope, sought) : undefined
  })
}

const KEPT = ['apiVersion', 'kind', 'name', 'namespace']

/** Annotations of kustomize's own decide what becomes of a resource; others, and labels, only what selectors choose. */
function reduceMetadata(metadata: Value, { selectors }: ReductionScope): Value {
  if (!isMapping(metadata) || selectors) return metadata
  return entriesOf(metadata, (key, child) => {
    if (KEPT.includes(key) || key === 'generateName' || key.startsWith('$')) return child
    if (key !== 'annotations' || !isMapping(child)) return key === 'annotations' ? child : undefined
    return entriesOf(child, (name, value) => (/(?:kubernetes|k8s)\.io\/|^\$/.test(name) ? value : undefined))
  })
}

function reduceContainer(item: Value, scope: ReductionScope, sought: Needle): Value {
  // Without a name it is known by another key, or by its position.
  if (!isMapping(item) || typeof item['name'] !== 'string') return item
  return entriesOf(item, (key, child) => {
    if (key === 'image') return isText(child) ? maskImage(child, sought) : child
    if (KEPT.includes(key) || key.startsWith('$')) return child
    return scope.bearing.has(key) ? child : undefined
  })
}

/** Helm's values: the parts of images stay, of the rest only the shape and the keys that name list items. */
function reduceValues(value: Value, sought: Needle): Value {
  if (isList(value)) return value.map((item) => reduceValues(item, sought))
  if (!isMapping(value)) return value
  return entriesOf(value, (key, child) => {
    if (!isText(child)) return isScalar(child) ? child : reduceValues(child, sought)
    // Another source may set the digest beside this tag.
    if (key === 'tag') return maskParts(child, sought.digest, sought).tag ?? child
    if (key === 'digest') return maskParts(null, child, sought).digest ?? child
    return VALUE_KEYS.includes(key) || CONTAINER_LISTS.includes(key) || key.startsWith('$') ? child : '~'
  })
}

/** What images in values are made of, and the keys by which list items are told apart. */
const VALUE_KEYS = [
  'image',
  'registry',
  'repository',
  'name',
  'key',
  'id',
  'secretKey',
  'mountPath',
  'containerPort',
  'port',
  'ip',
  'topologyKey',
  'devicePath'
]

function reduceOperation(operation: Mapping, scope: ReductionScope, sought: Needle): Value {
  const { value } = operation
  const reduced = value === undefined ? undefined : reduceTarget(segmentsOf(operation), value, scope, sought)
  return entriesOf(operation, (key, child) => (key === 'value' ? reduced : child))
}

/** What an operation puts at a path, as if it stood there. */
function reduceTarget(segments: readonly string[], value: Value, scope: ReductionScope, sought: Needle): Value | undefined {
  const list = segments.findLastIndex((segment) => CONTAINER_LISTS.includes(segment))
  const [, key] = segments.slice(list + 1)
  const depth = segments.length - list - 1
  if (list >= 0) {
    if (depth === 0) return isList(value) ? value.map((item) => reduceContainer(item, scope, sought)) : value
    if (depth === 1) return reduceContainer(value, scope, sought)
    if (depth === 2 && key === 'image') return isText(value) ? maskImage(value, sought) : value
    return key === undefined || scope.bearing.has(key) || KEPT.includes(key) ? value : undefined
  }
  if (segments.length === 0 || segments[0] === 'metadata' || (scope.releases && segments.includes('values'))) return value
  const named = segments.find((segment) => !/^(?:-|-?\d+)$/.test(segment) && !scope.bearing.has(segment))
  if (named !== undefined && !KEPT.includes(named) && !(scope.releases && named === 'spec')) return undefined
  return isScalar(value) ? value : reduce(value, scope, sought)
}

function isJsonPatch(document: Value): document is readonly Mapping[] {
  return isList(document) && document.every((item) => isMapping(item) && 'op' in item && 'path' in item)
}

/** Of `/spec/jobs~1x/0`: `spec`, `jobs/x`, `0` (RFC 6901). */
function segmentsOf({ path }: Mapping): readonly string[] {
  if (typeof path !== 'string' || path === '') return []
  return path.split('/').slice(1).map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function isText(value: Value): value is string {
  return typeof value === 'string' && !value.startsWith(UNQUOTED)
}

/** The mapping with each value replaced, keys sorted; undefined leaves one out. */
function entriesOf(mapping: Mapping, replace: (key: string, child: Value) => Value | undefined): Mapping {
  const kept: [string, Value][] = []
  for (const key of Object.keys(mapping).sort()) {
    const child = mapping[key]
    const value = child === undefined ? undefined : replace(key, child)
    if (value !== undefined) kept.push([key, value])
  }
  return Object.fromEntries(kept)
}
