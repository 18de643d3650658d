// `namespace`, `namePrefix` and `nameSuffix` of a kustomization.

import { itemsOf, nodeAt, scalarOf, scalarTextAt, tracedScalar, withEntry, writeAt } from './traced.ts'
import type { Traced, TracedMap, TracedScalar } from './traced.ts'
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

export const namespace: Step = (resources, layer) => {
  const written = scalarOf(layer.root, 'namespace')
  if (written === null) return resources
  return resources.map((resource) => (resource.gone === null ? inNamespace(resource, written) : resource))
}

function inNamespace(resource: TracedResource, written: TracedScalar): TracedResource {
  const { name } = resource.current
  if (resource.kind === 'Namespace') return renamed(resource, { name: written.text, namespace: null }, 'name', written.mark)
  if (!CLUSTER_SCOPED.includes(resource.kind)) {
    const moved = renamed(resource, { name, namespace: written.text }, 'namespace', written.mark)
    return isBinding(resource) ? { ...moved, body: withDefaultSubjects(moved.body, written) } : moved
  }
  return isBinding(resource) ? { ...resource, body: withDefaultSubjects(resource.body, written) } : resource
}

function isBinding(resource: TracedResource): boolean {
  return resource.kind === 'RoleBinding' || resource.kind === 'ClusterRoleBinding'
}

/** Every subject called `default` follows the namespace, whatever its kind. */
function withDefaultSubjects(body: TracedMap, written: TracedScalar): TracedMap {
  const entry = body.entries.get('subjects')
  if (entry?.value.kind !== 'list') return body
  const items = itemsOf(nodeAt(body, ['subjects'])).map((subject): Traced => {
    if (scalarTextAt(subject, ['name']) !== 'default') return subject
    return writeAt(subject, ['namespace'], { key: written.mark, value: tracedScalar(written.text, written.mark) }, true)
  })
  return withEntry(body, 'subjects', { key: entry.key, value: { ...entry.value, items } })
}

export const namePrefix: Step = (resources, layer) => {
  const prefix = scalarOf(layer.root, 'namePrefix')
  return prefix === null ? resources : resources.map((resource) => rename(resource, (name) => prefix.text + name, prefix))
}

export const nameSuffix: Step = (resources, layer) => {
  const suffix = scalarOf(layer.root, 'nameSuffix')
  return suffix === null ? resources : resources.map((resource) => rename(resource, (name) => name + suffix.text, suffix))
}

function rename(resource: TracedResource, change: (name: string) => string, written: TracedScalar): TracedResource {
  if (KEEPS_NAME.includes(resource.kind) || resource.gone !== null) return resource
  return renamed(resource, { ...resource.current, name: change(resource.current.name) }, 'name', written.mark)
}
