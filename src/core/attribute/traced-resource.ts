// A resource on its way through kustomize's layers: its names so far, its traced body, and where it came from.

import type { ResourceId } from '../model/resource.ts'
import type { FieldSpecs } from './field-specs.ts'
import type { Patterns } from './pattern.ts'
import type { SourceReader } from './source-reader.ts'
import type { Mark } from './source-text.ts'
import type { Traced, TracedMap, TracedScalar } from './traced.ts'
import { itemsOf, nodeAt, scalarTextAt, tracedMap, tracedScalar, withEntry, writeAt } from './traced.ts'

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
  /** It stands for one that is not in the repository: what it holds is what this build writes into it. */
  readonly foreign?: Foreign
}

/** What brings resources that cannot be read: a remote base, or a chart. */
export type Foreign = 'remote' | 'chart'

/** What is traced at all, and what holds for the whole build. */
export type Scope = {
  /** null: resources of every kind. */
  readonly kinds: ReadonlySet<string> | null
  /** An `openapi` field replaces the schema: how lists merge is not known. */
  readonly customSchema: boolean
  /** Something may rewrite what is there already: vars, replacements, transformers and field specs of their own. */
  readonly rewrites: boolean
  /** An `images` entry may. */
  readonly images: boolean
  /** Expressions, and what those of one overlay may take; once that is spent, nothing of the build is certain. */
  readonly patterns: Patterns
  /** Put in the place of resources that cannot be read. */
  readonly probe?: { readonly id: ResourceId; readonly name: string }
}

/** What a layer hands to each of its steps. */
export type Layer = {
  readonly file: string
  readonly folder: string
  readonly root: TracedMap
  readonly reader: SourceReader
  readonly scope: Scope
  /** The field specs in force: kustomize's own, those of the layers below and of this one. */
  readonly specs: FieldSpecs
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

/** What stands for a resource of that identity and name, all of it from one line. */
export function probeOf(id: ResourceId, name: string, at: Mark, foreign: Foreign): TracedResource {
  const map = (pairs: Readonly<Record<string, string>>): TracedMap =>
    tracedMap(new Map(Object.entries(pairs).map(([key, text]) => [key, { key: at, value: tracedScalar(text, at) }])), at)
  const body = withEntry(map({ apiVersion: id.group === '' ? id.version : `${id.group}/${id.version}`, kind: id.kind }), 'metadata', {
    key: at,
    value: map({ name })
  })
  const { group, version, kind } = id
  const current = { name, namespace: null }
  return { group, version, kind, current, earlier: [current], body, at, hashed: false, gone: null, doubts: [], foreign }
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

/** The resource under a new name or namespace, value being the new one of the two; its former naming is kept. */
export function renamed(resource: TracedResource, naming: Naming, field: 'name' | 'namespace', value: TracedScalar): TracedResource {
  const body = writeAt(resource.body, ['metadata', field], { key: value.mark, value }, true)
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
  // Where all of it is in doubt there is nothing to add, however many patches come.
  if (resource.doubts[0]?.length === 0) return resource
  if (path.length === 0) return { ...resource, doubts: [path] }
  return { ...resource, doubts: [...resource.doubts, path] }
}

/** Puts back what a strategic merge patch cannot change: apiVersion, namespace and, unless it is allowed to, kind and name. */
export function withIdentityOf(body: TracedMap, original: TracedMap, allows: { readonly name: boolean; readonly kind: boolean }): TracedMap {
  let kept = body
  for (const key of ['apiVersion', ...(allows.kind ? [] : ['kind'])]) {
    const entry = original.entries.get(key)
    if (entry !== undefined) kept = withEntry(kept, key, entry)
  }
  const before = original.entries.get('metadata')
  const after = kept.entries.get('metadata')
  if (before?.value.kind !== 'map' || after?.value.kind !== 'map') return kept
  let metadata = after.value
  for (const key of ['namespace', ...(allows.name ? [] : ['name'])]) {
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
