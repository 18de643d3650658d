// Where Kubernetes types a field as a quantity (k8s.io/api v0.36.0, fields of type resource.Quantity and ResourceList).

import type { ResourceId } from '../model/resource.ts'

type QuantityField = {
  /** Kinds that have the field; null: any kind, as custom resources embed pod specs and resource requirements. */
  readonly kinds: readonly string[] | null
  /** The end of the field's trail; `*` is any one name, `[]` an item of a list. */
  readonly ends: readonly (readonly string[])[]
}

const WORKLOADS = [
  'Pod',
  'PodTemplate',
  'Deployment',
  'ReplicaSet',
  'ReplicationController',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob'
]

const QUANTITY_FIELDS: readonly QuantityField[] = [
  {
    kinds: null,
    ends: [
      ['resources', 'requests', '*'],
      ['resources', 'limits', '*'],
      ['emptyDir', 'sizeLimit'],
      ['resourceFieldRef', 'divisor']
    ]
  },
  { kinds: WORKLOADS, ends: [['spec', 'overhead', '*']] },
  { kinds: ['RuntimeClass'], ends: [['overhead', 'podFixed', '*']] },
  {
    kinds: ['HorizontalPodAutoscaler'],
    ends: [
      ['target', 'value'],
      ['target', 'averageValue'],
      // v2beta1 and v2beta2
      ['*', 'targetValue'],
      ['*', 'targetAverageValue'],
      ['object', 'averageValue'],
      ['scaleUp', 'tolerance'],
      ['scaleDown', 'tolerance']
    ]
  },
  { kinds: ['ResourceQuota'], ends: [['spec', 'hard', '*']] },
  {
    kinds: ['LimitRange'],
    ends: [
      ['limits', '[]', 'max', '*'],
      ['limits', '[]', 'min', '*'],
      ['limits', '[]', 'default', '*'],
      ['limits', '[]', 'defaultRequest', '*'],
      ['limits', '[]', 'maxLimitRequestRatio', '*']
    ]
  },
  { kinds: ['PersistentVolume'], ends: [['spec', 'capacity', '*']] },
  { kinds: ['CSIStorageCapacity'], ends: [['capacity'], ['maximumVolumeSize']] }
]

/** Whether a field holds a quantity. `trail`: field names from the resource's root, `[]` for an item of a list. */
export function isQuantityField(resource: ResourceId, trail: readonly string[]): boolean {
  return QUANTITY_FIELDS.some(
    ({ kinds, ends }) => (kinds === null || kinds.includes(resource.kind)) && ends.some((end) => endsWith(trail, end))
  )
}

function endsWith(trail: readonly string[], end: readonly string[]): boolean {
  const start = trail.length - end.length
  return start >= 0 && end.every((name, index) => name === '*' || name === trail[start + index])
}
