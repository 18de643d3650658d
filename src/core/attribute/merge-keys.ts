// Which lists a strategic merge patch merges rather than replaces: Kubernetes' schema of v1.21.2, the one in every kustomize since 4.5.

/** Keys that identify an item; `set`: a list of scalars without duplicates; null: replaced whole. */
export type ListMerge = readonly string[] | 'set' | null

const NAME = ['name']
const POD_SPEC: Readonly<Record<string, string>> = {
  Pod: 'spec',
  PodTemplate: 'template/spec',
  CronJob: 'spec/jobTemplate/spec/template/spec',
  Job: 'spec/template/spec',
  Deployment: 'spec/template/spec',
  ReplicaSet: 'spec/template/spec',
  DaemonSet: 'spec/template/spec',
  StatefulSet: 'spec/template/spec',
  ReplicationController: 'spec/template/spec'
}
const IN_POD_SPEC: Readonly<Record<string, readonly string[]>> = {
  containers: NAME,
  initContainers: NAME,
  ephemeralContainers: NAME,
  volumes: NAME,
  imagePullSecrets: NAME,
  hostAliases: ['ip'],
  topologySpreadConstraints: ['topologyKey', 'whenUnsatisfiable']
}
const IN_CONTAINER: Readonly<Record<string, readonly string[]>> = {
  env: NAME,
  ports: ['containerPort', 'protocol'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath']
}
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  'Service spec/ports': ['port', 'protocol'],
  'ServiceAccount secrets': NAME,
  'MutatingWebhookConfiguration webhooks': NAME,
  'ValidatingWebhookConfiguration webhooks': NAME
}
const BUILT_IN_GROUPS = ['', 'apps', 'batch', 'policy', 'autoscaling', 'extensions']

/** How the list at a path of keys (list items left out) merges in a resource of that group and kind. */
export function listMerge(group: string, kind: string, path: readonly string[]): ListMerge {
  if (!BUILT_IN_GROUPS.includes(group) && !group.endsWith('.k8s.io')) return null
  const joined = path.join('/')
  if (joined.endsWith('metadata/finalizers')) return 'set'
  if (joined.endsWith('metadata/ownerReferences')) return ['uid']
  const podSpec = Object.hasOwn(POD_SPEC, kind) ? POD_SPEC[kind] : undefined
  if (podSpec !== undefined && joined.startsWith(`${podSpec}/`)) {
    const [field = '', inner, deeper] = joined.slice(podSpec.length + 1).split('/')
    if (inner === undefined) return Object.hasOwn(IN_POD_SPEC, field) ? (IN_POD_SPEC[field] ?? null) : null
    if (deeper !== undefined || !/^(c|initC|ephemeralC)ontainers$/.test(field)) return null
    if (field === 'ephemeralContainers' && inner === 'ports') return null
    return Object.hasOwn(IN_CONTAINER, inner) ? (IN_CONTAINER[inner] ?? null) : null
  }
  return ELSEWHERE[`${kind} ${joined}`] ?? null
}
