// The three ways to write patches in a kustomization: `patchesStrategicMerge`, `patches` and `patchesJson6902`.

import { applyJsonPatch } from './json-patch.ts'
import { parseSource } from './parse-source.ts'
import { mergeResource } from './strategic-merge.ts'
import { matchIdentity, matchTarget } from './target.ts'
import type { Traced, TracedMap, TracedScalar } from './traced.ts'
import { fieldOf, itemsOf, scalarOf, textOf } from './traced.ts'
import type { Layer, Step, TracedResource } from './traced-resource.ts'
import { doubted, unpackLists, withBody, withIdentityOf } from './traced-resource.ts'

export const patchesStrategicMerge: Step = (resources, layer) =>
  itemsOf(fieldOf(layer.root, 'patchesStrategicMerge')).reduce(
    (current, entry) => (entry.kind === 'scalar' ? mergeDocuments(current, readPath(entry, layer) ?? readInline(entry)) : current),
    resources
  )

export const patches: Step = (resources, layer) =>
  itemsOf(fieldOf(layer.root, 'patches')).reduce((current, entry) => {
    // kustomize 4 also took plain paths here, as in patchesStrategicMerge.
    if (entry.kind === 'scalar') return mergeDocuments(current, readPath(entry, layer) ?? readInline(entry))
    return applyPatch(current, fieldOf(entry, 'target') ?? null, documentsOf(entry, layer), fieldOf(entry, 'options'))
  }, resources)

export const patchesJson6902: Step = (resources, layer) =>
  itemsOf(fieldOf(layer.root, 'patchesJson6902')).reduce(
    (current, entry) => applyPatch(current, fieldOf(entry, 'target') ?? null, documentsOf(entry, layer), undefined),
    resources
  )

function documentsOf(entry: Traced, layer: Layer): readonly Traced[] | null {
  const path = scalarOf(entry, 'path')
  const inline = scalarOf(entry, 'patch')
  return path === null ? (inline === null ? null : readInline(inline)) : readPath(path, layer)
}

function readPath(entry: TracedScalar, layer: Layer): readonly Traced[] | null {
  const path = entry.text.includes('\n') ? null : layer.reader.resolve(layer.folder, entry.text)
  return path === null ? null : layer.reader.documents(path)
}

function readInline(entry: TracedScalar): readonly Traced[] | null {
  return entry.inner === null ? null : parseSource(entry.inner)
}

/** documents null: the patch cannot be read, so everything it may select is in doubt. */
function applyPatch(
  resources: readonly TracedResource[],
  target: Traced | null,
  documents: readonly Traced[] | null,
  options: Traced | undefined
): readonly TracedResource[] {
  const first = documents?.[0]
  if (target === null && first?.kind !== 'list') return mergeDocuments(resources, documents)
  return resources.map((resource) => {
    const match = target === null || resource.gone !== null ? 'no' : matchTarget(target, resource)
    if (match === 'no') return resource
    if (match === 'unknown' || documents === null) return doubted(resource, [])
    if (first?.kind === 'list') {
      const body = applyJsonPatch(resource.body, first)
      return body === null ? doubted(resource, []) : withBody(resource, body)
    }
    const merged = unpackLists(documents).reduce((current, patch) => (patch.kind === 'map' ? mergeInto(current, patch) : current), resource)
    return renames(options) ? doubted(merged, []) : merged
  })
}

/** `allowNameChange` and `allowKindChange` let a patch do what a merge otherwise undoes. */
function renames(options: Traced | undefined): boolean {
  return textOf(options, 'allowNameChange') === 'true' || textOf(options, 'allowKindChange') === 'true'
}

function mergeDocuments(resources: readonly TracedResource[], documents: readonly Traced[] | null): readonly TracedResource[] {
  if (documents === null) return resources.map((resource) => doubted(resource, []))
  let current = resources
  for (const patch of unpackLists(documents)) {
    if (patch.kind !== 'map') continue
    current = current.map((resource) => (resource.gone === null && matchIdentity(patch, resource) ? mergeInto(resource, patch) : resource))
  }
  return current
}

function mergeInto(resource: TracedResource, patch: TracedMap): TracedResource {
  if (resource.gone !== null) return resource
  const doubts: (readonly string[])[] = []
  const context = { group: resource.group, kind: resource.kind, doubt: (path: readonly string[]) => void doubts.push(path) }
  const merged = mergeResource(resource.body, patch, context)
  if (merged.kind === 'deleted') return { ...resource, gone: merged.mark }
  if (merged.node.kind !== 'map') return doubted(resource, [])
  const body = withIdentityOf(merged.node, resource.body)
  return { ...withBody(resource, body), doubts: [...resource.doubts, ...doubts] }
}
