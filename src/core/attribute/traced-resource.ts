// A resource on its way through kustomize's layers: its names so far, its traced body, and where it came from.

import type { SourceReader } from './source-reader.ts'
import type { Mark } from './source-text.ts'
import type { Traced, TracedMap } from './traced.ts'
import { itemsOf, nodeAt, scalarTextAt, tracedScalar, withEntry, writeAt } from './traced.ts'

/** namespace: null where the resource names none. */
export type Naming = { readonly name: string; readonly namespace: string | null }

export type TracedResource = {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly current: Naming
  /** What it was called before each renaming, the first name first; never empty. */
  readonly earlier: readonly Naming[]
  readonly body: TracedMap
  /** The line that makes it exist: a document's `kind`, a generator's `name`. */
  readonly at: Mark
  /** kustomize may append a hash of the content to its name. */
  readonly hashed: boolean
  /** The line that deleted it; null while it is there. */
  readonly gone: Mark | null
  /** Fields that something not understood may have written; no segments is all of it. */
  readonly doubts: readonly (readonly string[])[]
}

/** What a layer hands to each of its steps. */
export type Layer = {
  readonly file: string
  readonly folder: string
  readonly root: TracedMap
  readonly reader: SourceReader
  /** Only resources of this kind are traced. */
  readonly kind: string
}

export type Step = (resources: readonly TracedResource[], layer: Layer) => readonly TracedResource[]

/** A document as a resource; null where it has no kind or name. */
export function resourceOf(document: Traced): TracedResource | null {
  if (document.kind !== 'map') return null
  const kind = nodeAt(document, ['kind'])
  const name = scalarTextAt(document, ['metadata', 'name'])
  if (kind?.kind !== 'scalar' || name === null) return null
  const { group, version } = splitApiVersion(scalarTextAt(document, ['apiVersion']) ?? '')
  const current = { name, namespace: namespaceIn(document) }
  return {
    group,
    version,
    kind: kind.text,
    current,
    earlier: [current],
    body: document,
    at: kind.mark,
    hashed: scalarTextAt(document, ['metadata', 'annotations', 'internal.config.kubernetes.io/needsHashSuffix']) === 'enabled',
    gone: null,
    doubts: []
  }
}

/** Unpacks `kind: …List` documents: their items come after the other documents of the file, as in kustomize. */
export function unpackLists(documents: readonly Traced[]): readonly Traced[] {
  const plain: Traced[] = []
  const listed: Traced[] = []
  for (const document of documents) {
    const items = nodeAt(document, ['items'])
    const isList = scalarTextAt(document, ['kind'])?.endsWith('List') === true && items?.kind === 'list'
    if (isList) listed.push(...unpackLists(itemsOf(items)))
    else plain.push(document)
  }
  return [...plain, ...listed]
}

function splitApiVersion(text: string): { readonly group: string; readonly version: string } {
  const slash = text.indexOf('/')
  return slash < 0 ? { group: '', version: text } : { group: text.slice(0, slash), version: text.slice(slash + 1) }
}

function namespaceIn(document: Traced): string | null {
  const text = scalarTextAt(document, ['metadata', 'namespace'])
  return text === '' ? null : text
}

/** Two namings by kustomize's effective namespace: a missing one is `default`. */
export function sameNamespace(a: string | null, b: string | null): boolean {
  return (a ?? 'default') === (b ?? 'default')
}

/** The resource under a new name or namespace, written by mark; its former naming is kept. */
export function renamed(resource: TracedResource, naming: Naming, field: 'name' | 'namespace', mark: Mark): TracedResource {
  const text = field === 'name' ? naming.name : (naming.namespace ?? '')
  const body = writeAt(resource.body, ['metadata', field], { key: mark, value: tracedScalar(text, mark) }, true)
  return body.kind === 'map' ? { ...resource, current: naming, earlier: [...resource.earlier, resource.current], body } : resource
}

/** The resource after a patch that may have changed its name; its former naming is kept. */
export function withBody(resource: TracedResource, body: TracedMap): TracedResource {
  const read = resourceOf(body)
  if (read === null) return doubted(resource, [])
  const same = read.current.name === resource.current.name && read.current.namespace === resource.current.namespace
  const earlier = same ? resource.earlier : [...resource.earlier, resource.current]
  return { ...resource, group: read.group, version: read.version, kind: read.kind, current: read.current, earlier, body }
}

export function doubted(resource: TracedResource, path: readonly string[]): TracedResource {
  return { ...resource, doubts: [...resource.doubts, path] }
}

/** Puts back what a strategic merge patch can never change: kind, apiVersion, name and namespace. */
export function withIdentityOf(body: TracedMap, original: TracedMap): TracedMap {
  let kept = body
  for (const key of ['apiVersion', 'kind']) {
    const entry = original.entries.get(key)
    if (entry !== undefined) kept = withEntry(kept, key, entry)
  }
  const before = original.entries.get('metadata')
  const after = kept.entries.get('metadata')
  if (before?.value.kind !== 'map' || after?.value.kind !== 'map') return kept
  let metadata = after.value
  for (const key of ['name', 'namespace']) {
    const entry = before.value.entries.get(key)
    if (entry !== undefined) metadata = withEntry(metadata, key, entry)
    else if (metadata.entries.has(key)) {
      const entries = new Map(metadata.entries)
      entries.delete(key)
      metadata = { ...metadata, entries }
    }
  }
  return withEntry(kept, 'metadata', { key: after.key, value: metadata })
}
