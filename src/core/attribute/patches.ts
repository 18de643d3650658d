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
  itemsOf(fieldOf(layer.root, 'patchesStrategicMerge')).reduce((current, entry) => withStrategicMerge(current, entry, layer), resources)

export const patches: Step = (resources, layer) =>
  itemsOf(fieldOf(layer.root, 'patches')).reduce((current, entry) => withPatch(current, entry, 'patch', layer), resources)

export const patchesJson6902: Step = (resources, layer) =>
  itemsOf(fieldOf(layer.root, 'patchesJson6902')).reduce((current, entry) => withPatch(current, entry, 'patch', layer), resources)

/** A path, or the patch itself. */
export function withStrategicMerge(resources: readonly TracedResource[], entry: Traced, layer: Layer): readonly TracedResource[] {
  return entry.kind === 'scalar' ? mergeDocuments(resources, readPath(entry, layer) ?? readInline(entry), NO_OPTIONS, layer) : resources
}

/** An entry with `path` or an inline patch in the field called inline. */
export function withPatch(
  resources: readonly TracedResource[],
  entry: Traced,
  inline: 'patch' | 'jsonOp',
  layer: Layer
): readonly TracedResource[] {
  // Nothing is certain any more, whatever this one does.
  if (layer.scope.patterns.spent()) return resources
  // kustomize 4 also took plain paths here, as in patchesStrategicMerge.
  if (entry.kind === 'scalar') return withStrategicMerge(resources, entry, layer)
  const path = scalarOf(entry, 'path')
  const written = scalarOf(entry, inline)
  const documents = path === null ? (written === null ? null : readInline(written)) : readPath(path, layer)
  const options = fieldOf(entry, 'options')
  const allows = { name: textOf(options, 'allowNameChange') === 'true', kind: textOf(options, 'allowKindChange') === 'true' }
  return applyPatch(resources, fieldOf(entry, 'target') ?? null, documents, allows, layer)
}

/** Which parts of its identity a strategic merge patch may change. */
type Allows = { readonly name: boolean; readonly kind: boolean }

const NO_OPTIONS: Allows = { name: false, kind: false }

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
  allows: Allows,
  layer: Layer
): readonly TracedResource[] {
  const first = documents?.[0]
  if (target === null && first?.kind !== 'list') return mergeDocuments(resources, documents, allows, layer)
  return resources.map((resource) => {
    const match = target === null || resource.gone !== null ? 'no' : matchTarget(target, resource, layer.scope.patterns)
    if (match === 'no') return resource
    if (match === 'unknown' || documents === null) return doubted(resource, [])
    if (first?.kind === 'list') {
      const body = applyJsonPatch(resource.body, first)
      return body === null ? doubted(resource, []) : withBody(resource, body)
    }
    const merge = (current: TracedResource, patch: Traced): TracedResource =>
      patch.kind === 'map' ? mergeInto(current, patch, allows, layer) : current
    return unpackLists(documents).reduce(merge, resource)
  })
}

function mergeDocuments(
  resources: readonly TracedResource[],
  documents: readonly Traced[] | null,
  allows: Allows,
  layer: Layer
): readonly TracedResource[] {
  if (documents === null) return resources.map((resource) => doubted(resource, []))
  let current = resources
  for (const patch of unpackLists(documents)) {
    if (patch.kind !== 'map') continue
    const meant = (resource: TracedResource): boolean => resource.gone === null && matchIdentity(patch, resource)
    current = current.map((resource) => (meant(resource) ? mergeInto(resource, patch, allows, layer) : resource))
  }
  return current
}

function mergeInto(resource: TracedResource, patch: TracedMap, allows: Allows, layer: Layer): TracedResource {
  if (resource.gone !== null) return resource
  const doubts: (readonly string[])[] = []
  const { customSchema } = layer.scope
  const context = { group: resource.group, kind: resource.kind, customSchema, doubt: (path: readonly string[]) => void doubts.push(path) }
  const merged = mergeResource(resource.body, patch, context)
  if (merged.kind === 'deleted') return { ...resource, gone: merged.mark }
  if (merged.node.kind !== 'map') return doubted(resource, [])
  const body = withIdentityOf(merged.node, resource.body, allows)
  return { ...withBody(resource, body), doubts: [...resource.doubts, ...doubts] }
}
