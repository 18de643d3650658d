// The built-in axes: what each of them lets differ.

import type { BuiltInAxis } from '../model/policy.ts'
import type { ResourceId } from '../model/resource.ts'
import type { FieldPath } from '../model/field-path.ts'
import type { Environment } from '../model/environment.ts'
import type { Value } from '../model/resource.ts'
import { replaceOwnWords } from './environment-words.ts'
import type { ImageDistance } from './image-field.ts'
import { isSecretSource, withoutSecretPaths } from './secret-source.ts'

/** One field that differs, with what the axes must know about it. */
export type FieldDifference = {
  readonly resource: ResourceId
  readonly field: FieldPath
  readonly left: Value | undefined
  readonly right: Value | undefined
  readonly environments: readonly [Environment, Environment]
  /** For image fields: how far the two are apart; null for other fields and for what is no image. */
  readonly image: ImageDistance | null
}

const AUTOSCALING: Readonly<Record<string, readonly string[]>> = {
  HorizontalPodAutoscaler: ['minReplicas', 'maxReplicas'],
  ScaledObject: ['minReplicaCount', 'maxReplicaCount', 'idleReplicaCount'],
  ScaledJob: ['minReplicaCount', 'maxReplicaCount']
}
const AUTOSCALING_GROUPS = ['autoscaling', 'keda.sh']

const ALLOWS: Readonly<Record<BuiltInAxis, (difference: FieldDifference) => boolean>> = {
  image: ({ image }) => image === 'version',
  'image-registry': ({ image }) => image === 'version' || image === 'registry',
  'image-repository': ({ image }) => image !== null,
  replicas: ({ field }) => isSpecField(field, ['replicas']),
  autoscaling: ({ resource, field }) =>
    AUTOSCALING_GROUPS.includes(resource.group) && isSpecField(field, AUTOSCALING[resource.kind] ?? []),
  'disruption-budget': ({ resource, field }) =>
    resource.group === 'policy' && resource.kind === 'PodDisruptionBudget' && isSpecField(field, ['minAvailable', 'maxUnavailable']),
  resources: ({ field }) =>
    field.some((segment, index) => segment === 'resources' && ['requests', 'limits'].includes(field[index + 1] ?? '')),
  'secret-path': ({ resource, field, left, right }) => isSecretSource(resource, field) || differsInSecretPath(field, left, right),
  'environment-name': ({ left, right, environments: [leftEnvironment, rightEnvironment] }) =>
    typeof left === 'string' &&
    typeof right === 'string' &&
    replaceOwnWords(left, leftEnvironment) === replaceOwnWords(right, rightEnvironment)
}

/** Whether a built-in axis lets this field differ. */
export function builtInAllows(axis: BuiltInAxis, difference: FieldDifference): boolean {
  return ALLOWS[axis](difference)
}

function isSpecField(field: FieldPath, names: readonly string[]): boolean {
  return field.length === 2 && field[0] === 'spec' && names.includes(field[1] ?? '')
}

function differsInSecretPath(field: FieldPath, left: Value | undefined, right: Value | undefined): boolean {
  if (typeof left !== 'string' || typeof right !== 'string') return false
  return withoutSecretPaths(left, field) === withoutSecretPaths(right, field)
}
