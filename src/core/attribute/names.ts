// `namespace`, `namePrefix` and `nameSuffix` of a kustomization, and the same as transformers of their own.

import type { FieldSpec } from './field-specs.ts'
import { appliesTo } from './field-specs.ts'
import { writeFields } from './field-walk.ts'
import { composed, partsOf } from './rope.ts'
import type { Traced, TracedMap, TracedScalar } from './traced.ts'
import { itemsOf, nodeAt, scalarOf, scalarTextAt, tracedScalar, withEntry, writeAt } from './traced.ts'
import type { Step, TracedResource } from './traced-resource.ts'
import { renamed } from './traced-resource.ts'

/** Kinds that kustomize knows to have no namespace (its data of v1.21.2); all others get one, rightly or not. */
const CLUSTER_SCOPED = [
  'Namespace', 'Node', 'PersistentVolume', 'ComponentStatus', 'CustomResourceDefinition', 'APIService', 'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration', 'CertificateSigningRequest', 'ClusterRole', 'ClusterRoleBinding', 'PriorityClass', 'IngressClass',
  'RuntimeClass', 'StorageClass', 'CSIDriver', 'CSINode', 'VolumeAttachment', 'PodSecurityPolicy', 'FlowSchema',
  'PriorityLevelConfiguration'
]

/** Kinds whose names kustomize never prefixes. */
const KEEPS_NAME = ['CustomResourceDefinition', 'Namespace', 'APIService']

export type NamespaceRules = {
  readonly specs: readonly FieldSpec[]
  /** Fields that have a namespace keep it. */
  readonly unsetOnly: boolean
  /** Which subjects of bindings follow. */
  readonly subjects: 'defaultOnly' | 'allServiceAccounts' | 'none'
}

export const namespace: Step = (resources, layer) => {
  const written = scalarOf(layer.root, 'namespace')
  return written === null ? resources : withNamespace(resources, written, { specs: layer.specs.namespace, unsetOnly: false, subjects: 'defaultOnly' })
}

export function withNamespace(resources: readonly TracedResource[], written: TracedScalar, rules: NamespaceRules): readonly TracedResource[] {
  return resources.map((resource) => (resource.gone === null ? inNamespace(resource, written, rules) : resource))
}

function inNamespace(resource: TracedResource, written: TracedScalar, rules: NamespaceRules): TracedResource {
  const value = tracedScalar(written.text, written.mark)
  const set = (node: Traced): Traced => (rules.unsetOnly && node.kind === 'scalar' && node.text !== '' ? node : value)
  if (resource.kind === 'Namespace') {
    const named = rules.specs.some((spec) => spec.path.join('/') === 'metadata/name' && appliesTo(spec, resource))
    const isSet = !named || (rules.unsetOnly && resource.current.name !== '')
    return isSet ? resource : renamed(resource, { name: written.text, namespace: null }, 'name', value)
  }
  const keeps = CLUSTER_SCOPED.includes(resource.kind) || (rules.unsetOnly && resource.current.namespace !== null)
  const moved = keeps ? resource : renamed(resource, { name: resource.current.name, namespace: written.text }, 'namespace', value)
  const bound = isBinding(moved) ? { ...moved, body: withSubjects(moved.body, set, rules) } : moved
  const specs = rules.specs.filter((spec) => {
    const path = spec.path.join('/')
    return path !== 'metadata/namespace' && path !== 'metadata/name' && !(isBinding(resource) && path === 'subjects/namespace')
  })
  return writeFields(bound, specs, { made: { kind: 'scalar', at: written.mark }, change: set })
}

function isBinding(resource: TracedResource): boolean {
  return resource.kind === 'RoleBinding' || resource.kind === 'ClusterRoleBinding'
}

/** Unless told otherwise, every subject called `default` follows the namespace, whatever its kind. */
function withSubjects(body: TracedMap, set: (node: Traced) => Traced, rules: NamespaceRules): TracedMap {
  const entry = body.entries.get('subjects')
  if (entry?.value.kind !== 'list' || rules.subjects === 'none') return body
  const [key, wanted] = rules.subjects === 'defaultOnly' ? ['name', 'default'] : ['kind', 'ServiceAccount']
  const items = itemsOf(nodeAt(body, ['subjects'])).map((subject): Traced => {
    if (scalarTextAt(subject, [key ?? '']) !== wanted) return subject
    const value = set(nodeAt(subject, ['namespace']) ?? tracedScalar('', subject.mark))
    return writeAt(subject, ['namespace'], { key: value.mark, value }, true)
  })
  return withEntry(body, 'subjects', { key: entry.key, value: { ...entry.value, items } })
}

export const namePrefix: Step = (resources, layer) => withAffix(resources, scalarOf(layer.root, 'namePrefix'), 'before', layer.specs.namePrefix)

export const nameSuffix: Step = (resources, layer) => withAffix(resources, scalarOf(layer.root, 'nameSuffix'), 'after', layer.specs.nameSuffix)

export function withAffix(
  resources: readonly TracedResource[],
  affix: TracedScalar | null,
  where: 'before' | 'after',
  specs: readonly FieldSpec[]
): readonly TracedResource[] {
  if (affix === null) return resources
  const change = (node: Traced): Traced => {
    if (node.kind !== 'scalar') return node
    const own = { text: affix.text, mark: affix.mark }
    return composed(node, where === 'before' ? [own, ...partsOf(node)] : [...partsOf(node), own], affix.mark)
  }
  return resources.map((resource) => {
    if (KEEPS_NAME.includes(resource.kind) || resource.gone !== null) return resource
    return specs.reduce((current, spec) => {
      if (spec.path.join('/') !== 'metadata/name') return writeFields(current, [spec], { made: null, change })
      const name = nodeAt(current.body, ['metadata', 'name'])
      const next = appliesTo(spec, current) && name?.kind === 'scalar' ? change(name) : name
      return next?.kind !== 'scalar' || next === name ? current : renamed(current, { ...current.current, name: next.text }, 'name', next)
    }, resource)
  })
}
