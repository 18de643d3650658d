// What a place in a resource is, as far as equality there has rules of its own.

import type { ResourceId, Value } from '../model/resource.ts'
import { isMapping } from '../model/resource.ts'
import { fieldOf, type Place, trailOf } from './place.ts'
import { isQuantityField } from './quantity-fields.ts'

/** `label`: the value of a label, an annotation or a selector. `free`: text of the application's own, no field of Kubernetes. */
export type Position = { readonly label: boolean; readonly namespace: boolean; readonly quantity: boolean; readonly free: boolean }

const METADATA_NAME_LABEL = 'kubernetes.io/metadata.name'

const DATA_KINDS: ReadonlySet<string> = new Set(['ConfigMap', 'Secret'])
const DATA: ReadonlySet<string> = new Set(['data', 'binaryData', 'stringData'])
const SELECTORS: ReadonlySet<string> = new Set(['matchLabels', 'selector', 'nodeSelector'])
/** Values for templates of others: Flux HelmRelease, Argo CD Application. */
const VALUES: ReadonlySet<string> = new Set(['values', 'valuesObject', 'valuesInline'])
const VALUES_GROUPS: ReadonlySet<string> = new Set(['helm.toolkit.fluxcd.io', 'argoproj.io'])
const ARGUMENTS: ReadonlySet<string> = new Set(['args', 'command'])

/** Classifies a leaf (or, for labels, what stands for one) of a resource. */
export function positionOf(place: Place, resource: ResourceId): Position {
  const trail = trailOf(place)
  const content = isContent(trail, resource)
  const label = !content && isLabel(trail)
  return {
    label,
    namespace: !content && (label ? isMetadataName(place) : isNamespaceField(place)),
    quantity: !content && !label && isQuantityField(resource, trail),
    free: content || isArgument(trail)
  }
}

/** Whether a mapping holds labels, annotations or a selector's labels. */
export function isLabelMap(place: Place, resource: ResourceId): boolean {
  const trail = trailOf(place)
  return !isContent(trail, resource) && (isLabelsField(trail) || trail.at(-1) === 'matchLabels')
}

/** A Secret's or ConfigMap's data, and values for somebody else's template. */
function isContent(trail: readonly string[], resource: ResourceId): boolean {
  if (resource.group === '' && DATA_KINDS.has(resource.kind)) return DATA.has(trail[0] ?? '')
  // The `values` of a match expression are a list.
  return VALUES_GROUPS.has(resource.group) && trail.some((field, index) => VALUES.has(field) && (trail[index + 1] ?? '[]') !== '[]')
}

/** A container's environment values, arguments and command. */
function isArgument(trail: readonly string[]): boolean {
  const last = trail.at(-1)
  return (last === 'value' && trail.at(-3) === 'env') || (last === '[]' && ARGUMENTS.has(trail.at(-2) ?? ''))
}

function isLabel(trail: readonly string[]): boolean {
  const holder = trail.at(-2) ?? ''
  if (trail.at(-1) === '[]') return holder === 'values' && trail.at(-4) === 'matchExpressions'
  return SELECTORS.has(holder) || isLabelsField(trail.slice(0, -1))
}

/** `metadata.labels`, `podMetadata.annotations` and their like. */
function isLabelsField(trail: readonly string[]): boolean {
  const last = trail.at(-1)
  return (last === 'labels' || last === 'annotations') && /(?:^m|M)etadata$/.test(trail.at(-2) ?? '')
}

/** A label whose value is a namespace's name: the label that the API server sets on each, and selectors of it. */
function isMetadataName(place: Place): boolean {
  if (place.field !== null) return place.field === METADATA_NAME_LABEL
  const expression = place.parent?.parent
  return [expression?.left, expression?.right].every((side) => textOf(side, 'key') === METADATA_NAME_LABEL)
}

/** A `namespace` field of metadata, of a subject, or of a reference, which is a mapping that also names something. */
function isNamespaceField(place: Place): boolean {
  if (place.field !== 'namespace') return false
  const holder = place.parent
  if (holder === null) return false
  if (holder.field === 'metadata') return true
  return [holder.left, holder.right].every((side) => textOf(side, 'name') !== null)
}

function textOf(value: Value | undefined, field: string): string | null {
  const found = isMapping(value) ? fieldOf(value, field) : undefined
  return typeof found === 'string' ? found : null
}
