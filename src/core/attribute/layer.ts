// One kustomization and all below it, for the resources of one kind: the steps in the order in which kustomize takes them.

import { extendsFieldSpecs, replacements, transformers } from './beyond.ts'
import { generators } from './generators.ts'
import { images } from './images.ts'
import { commonAnnotations, commonLabels, labels } from './labels.ts'
import { namePrefix, nameSuffix, namespace } from './names.ts'
import { patches, patchesJson6902, patchesStrategicMerge } from './patches.ts'
import { replicas } from './replicas.ts'
import type { SourceReader } from './source-reader.ts'
import { fieldOf, itemsOf } from './traced.ts'
import type { Traced } from './traced.ts'
import type { Layer, Step, TracedResource } from './traced-resource.ts'
import { doubted, resourceOf, unpackLists } from './traced-resource.ts'

/** Deeper trees than this are taken for a cycle. */
const DEPTH_LIMIT = 64

/**
 * Values flow forward here rather than the walk going back from the render: list positions, names and deletions come out as kustomize
 * leaves them, and the last writer is simply the mark that a node still carries.
 */
const TRANSFORMERS: readonly Step[] = [
  patchesStrategicMerge,
  patches,
  namespace,
  namePrefix,
  nameSuffix,
  labels,
  commonLabels,
  commonAnnotations,
  patchesJson6902,
  replicas,
  images,
  replacements,
  transformers
]

/** The resources of a kind after the kustomization of folder, deleted ones included. given: what a component works on. */
export function traceLayer(
  reader: SourceReader,
  folder: string,
  kind: string,
  given: readonly TracedResource[] = [],
  depth = 0
): readonly TracedResource[] {
  const kustomization = depth > DEPTH_LIMIT ? null : reader.kustomization(folder)
  if (kustomization === null) return given.map((resource) => doubted(resource, []))
  const layer: Layer = { file: kustomization.file, folder, root: kustomization.root, reader, kind }
  const entries = [...itemsOf(fieldOf(layer.root, 'resources')), ...itemsOf(fieldOf(layer.root, 'bases'))]
  let resources = [...given, ...entries.flatMap((entry) => traceEntry(entry, layer, depth))]
  resources = [...generators(resources, layer)]
  for (const entry of itemsOf(fieldOf(layer.root, 'components'))) {
    const path = entry.kind === 'scalar' ? reader.resolve(folder, entry.text) : null
    resources = [...(path === null ? resources.map((each) => doubted(each, [])) : traceLayer(reader, path, kind, resources, depth + 1))]
  }
  if (extendsFieldSpecs(layer)) resources = resources.map((resource) => doubted(resource, []))
  return TRANSFORMERS.reduce<readonly TracedResource[]>((current, step) => step(current, layer), resources)
}

/** An entry of `resources`: a file, else a folder, as kustomize tries them. What is remote brings nothing that can be traced. */
function traceEntry(entry: Traced, layer: Layer, depth: number): readonly TracedResource[] {
  const path = entry.kind === 'scalar' ? layer.reader.resolve(layer.folder, entry.text) : null
  if (path === null) return []
  const text = layer.reader.text(path)
  if (text === undefined) return traceLayer(layer.reader, path, layer.kind, [], depth + 1)
  if (!text.includes(layer.kind)) return []
  return unpackLists(layer.reader.documents(path) ?? []).flatMap((document) => {
    const resource = resourceOf(document)
    return resource !== null && resource.kind === layer.kind ? [resource] : []
  })
}
