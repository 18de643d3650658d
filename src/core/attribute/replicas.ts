// `replicas:` entries: `spec.replicas` of the four scalable kinds, by any name that the resource has had.

import { fieldOf, itemsOf, scalarOf, textOf, writeAt } from './traced.ts'
import type { Step } from './traced-resource.ts'

const SCALABLE = ['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet']

export const replicas: Step = (resources, layer) => {
  const entries = itemsOf(fieldOf(layer.root, 'replicas'))
  return resources.map((resource) => {
    if (!SCALABLE.includes(resource.kind) || resource.gone !== null) return resource
    return entries.reduce((current, entry) => {
      const name = textOf(entry, 'name')
      const count = scalarOf(entry, 'count')
      if (count === null || ![...current.earlier, current.current].some((naming) => naming.name === name)) return current
      const body = writeAt(current.body, ['spec', 'replicas'], { key: count.mark, value: count }, true)
      return body.kind === 'map' ? { ...current, body } : current
    }, resource)
  })
}
