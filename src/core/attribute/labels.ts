// `labels`, `commonLabels` and `commonAnnotations`: pairs that are written into maps, selectors and templates.

import type { FieldSpec } from './field-specs.ts'
import { mergeAll, readSpecs } from './field-specs.ts'
import { writeFields } from './field-walk.ts'
import type { Traced, TracedEntry } from './traced.ts'
import { fieldOf, itemsOf, textOf, tracedScalar, withEntry } from './traced.ts'
import type { Step, TracedResource } from './traced-resource.ts'

const METADATA_LABELS: FieldSpec = { group: '', version: '', kind: '', path: ['metadata', 'labels'], create: true }

export const labels: Step = (resources, layer) =>
  itemsOf(fieldOf(layer.root, 'labels')).reduce((current, entry) => {
    const { specs } = layer
    const own = mergeAll(readSpecs(fieldOf(entry, 'fields')), specs.labels)
    const selectors = textOf(entry, 'includeSelectors') === 'true'
    const templates = textOf(entry, 'includeTemplates') === 'true' ? mergeAll(own, specs.templateLabels) : own
    const all = selectors ? mergeAll(own, specs.commonLabels) : mergeAll(templates, [METADATA_LABELS])
    return withPairs(current, fieldOf(entry, 'pairs'), all)
  }, resources)

export const commonLabels: Step = (resources, layer) => withPairs(resources, fieldOf(layer.root, 'commonLabels'), layer.specs.commonLabels)

export const commonAnnotations: Step = (resources, layer) =>
  withPairs(resources, fieldOf(layer.root, 'commonAnnotations'), layer.specs.commonAnnotations)

export function withPairs(
  resources: readonly TracedResource[],
  pairs: Traced | undefined,
  specs: readonly FieldSpec[]
): readonly TracedResource[] {
  if (pairs?.kind !== 'map') return resources
  const written = [...pairs.entries].map(([key, entry]): readonly [string, TracedEntry] => [
    key,
    { key: entry.key, value: entry.value.kind === 'scalar' ? entry.value : tracedScalar('', entry.key) }
  ])
  const [first] = written
  if (first === undefined) return resources
  const change = (node: Traced): Traced =>
    node.kind === 'map' ? written.reduce((map, [key, entry]) => withEntry(map, key, entry), node) : node
  return resources.map((resource) => writeFields(resource, specs, { made: { kind: 'map', at: first[1].key }, change }))
}
