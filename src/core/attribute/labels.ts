// `labels`, `commonLabels` and `commonAnnotations`: which paths they write in which kinds (kustomize's builtin field specs).

import type { Traced, TracedEntry } from './traced.ts'
import { fieldOf, itemsOf, textOf, tracedScalar, writeAt } from './traced.ts'
import type { Step, TracedResource } from './traced-resource.ts'
import { doubted } from './traced-resource.ts'

type Place = { readonly path: readonly string[]; readonly create: boolean }

const place = (path: string, create: boolean): Place => ({ path: path.split('/'), create })

const WORKLOADS = ['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet', 'ReplicationController']
const TEMPLATE = place('spec/template/metadata', true)
const JOB_TEMPLATE = [place('spec/jobTemplate/metadata', true), place('spec/jobTemplate/spec/template/metadata', true)]

const SELECTORS: Readonly<Record<string, readonly Place[]>> = {
  Service: [place('spec/selector', true)],
  ReplicationController: [place('spec/selector', true)],
  Deployment: [place('spec/selector/matchLabels', true)],
  ReplicaSet: [place('spec/selector/matchLabels', true)],
  DaemonSet: [place('spec/selector/matchLabels', true)],
  StatefulSet: [place('spec/selector/matchLabels', true)],
  Job: [place('spec/selector/matchLabels', false)],
  CronJob: [place('spec/jobTemplate/spec/selector/matchLabels', false)],
  PodDisruptionBudget: [place('spec/selector/matchLabels', false)],
  NetworkPolicy: [
    place('spec/podSelector/matchLabels', false),
    place('spec/ingress/[]/from/[]/podSelector/matchLabels', false),
    place('spec/egress/[]/to/[]/podSelector/matchLabels', false)
  ]
}
const AFFINITY_OF = 'spec/template/spec/affinity'
const AFFINITY = ['podAffinity', 'podAntiAffinity'].flatMap((kind) => [
  place(`${AFFINITY_OF}/${kind}/preferredDuringSchedulingIgnoredDuringExecution/[]/podAffinityTerm/labelSelector/matchLabels`, false),
  place(`${AFFINITY_OF}/${kind}/requiredDuringSchedulingIgnoredDuringExecution/[]/labelSelector/matchLabels`, false)
])
const SPREAD = place('spec/template/spec/topologySpreadConstraints/[]/labelSelector/matchLabels', false)

/** The metadata of pod templates below a workload. */
function templates(kind: string): readonly Place[] {
  if (WORKLOADS.includes(kind) || kind === 'Job') return [TEMPLATE]
  return kind === 'CronJob' ? JOB_TEMPLATE : []
}

function templateLabels(kind: string): readonly Place[] {
  const places = templates(kind).map(({ path, create }) => ({ path: [...path, 'labels'], create }))
  return kind === 'StatefulSet' ? [...places, place('spec/volumeClaimTemplates/[]/metadata/labels', true)] : places
}

function selectorLabels(kind: string): readonly Place[] {
  const places = Object.hasOwn(SELECTORS, kind) ? (SELECTORS[kind] ?? []) : []
  return kind === 'Deployment' || kind === 'StatefulSet' ? [...places, ...AFFINITY, SPREAD] : places
}

const METADATA_LABELS = place('metadata/labels', true)
const METADATA_ANNOTATIONS = place('metadata/annotations', true)

export const labels: Step = (resources, layer) =>
  itemsOf(fieldOf(layer.root, 'labels')).reduce((current, entry) => {
    const selectors = textOf(entry, 'includeSelectors') === 'true'
    const inTemplates = selectors || textOf(entry, 'includeTemplates') === 'true'
    return current.map((resource) => {
      const places = [METADATA_LABELS]
      if (inTemplates) places.push(...templateLabels(resource.kind))
      if (selectors) places.push(...selectorLabels(resource.kind))
      return withPairs(withFieldDoubts(resource, entry), fieldOf(entry, 'pairs'), places)
    })
  }, resources)

export const commonLabels: Step = (resources, layer) =>
  resources.map((resource) => {
    const places = [METADATA_LABELS, ...templateLabels(resource.kind), ...selectorLabels(resource.kind)]
    return withPairs(resource, fieldOf(layer.root, 'commonLabels'), places)
  })

export const commonAnnotations: Step = (resources, layer) =>
  resources.map((resource) => {
    const inTemplates = templates(resource.kind).map(({ path, create }) => ({ path: [...path, 'annotations'], create }))
    return withPairs(resource, fieldOf(layer.root, 'commonAnnotations'), [METADATA_ANNOTATIONS, ...inTemplates])
  })

/** Own field specs may write anywhere that their path leads to. */
function withFieldDoubts(resource: TracedResource, entry: Traced): TracedResource {
  return itemsOf(fieldOf(entry, 'fields')).reduce((current, field) => {
    const path = (textOf(field, 'path') ?? '').split('/')
    const known = path.findIndex((segment) => segment === '' || segment.endsWith('[]') || segment === '*')
    return doubted(current, known < 0 ? path : path.slice(0, known))
  }, resource)
}

function withPairs(resource: TracedResource, pairs: Traced | undefined, places: readonly Place[]): TracedResource {
  if (pairs?.kind !== 'map' || resource.gone !== null) return resource
  let body: Traced = resource.body
  for (const [key, entry] of pairs.entries) {
    const written: TracedEntry = {
      key: entry.key,
      value: entry.value.kind === 'scalar' ? entry.value : tracedScalar('', entry.key)
    }
    for (const { path, create } of places) body = writeAt(body, [...path, key], written, create)
  }
  return body.kind === 'map' ? { ...resource, body } : resource
}
