// The lists that Kubernetes merges by key or keeps as sets; all others are replaced whole and pair by position.

/** Keys in the order of the API, or `set` for lists of scalars without an order. */
export type MergeRule = readonly string[] | 'set'

/**
 * By the last two parts of a list's trail (`[]` after a list on the way). Source: +listType, +listMapKey and
 * patchMergeKey of the Go types of k8s.io/api v0.36.0; no two kinds disagree about a row.
 */
export const MERGE_KEYS: ReadonlyMap<string, MergeRule> = new Map<string, MergeRule>([
  ['allocatedResourcesStatus[]/resources', ['resourceID']],
  ['containerStatuses[]/allocatedResourcesStatus', ['name']],
  ['containerStatuses[]/volumeMounts', ['mountPath']],
  ['containers[]/env', ['name']],
  ['containers[]/ports', ['containerPort', 'protocol']],
  ['containers[]/volumeDevices', ['devicePath']],
  ['containers[]/volumeMounts', ['mountPath']],
  ['devices[]/conditions', ['type']],
  ['endpoints[]/addresses', 'set'],
  ['ephemeralContainerStatuses[]/allocatedResourcesStatus', ['name']],
  ['ephemeralContainerStatuses[]/volumeMounts', ['mountPath']],
  ['ephemeralContainers[]/env', ['name']],
  ['ephemeralContainers[]/ports', ['containerPort', 'protocol']],
  ['ephemeralContainers[]/volumeDevices', ['devicePath']],
  ['ephemeralContainers[]/volumeMounts', ['mountPath']],
  ['exitCodes/values', 'set'],
  ['initContainerStatuses[]/allocatedResourcesStatus', ['name']],
  ['initContainerStatuses[]/volumeMounts', ['mountPath']],
  ['initContainers[]/env', ['name']],
  ['initContainers[]/ports', ['containerPort', 'protocol']],
  ['initContainers[]/volumeDevices', ['devicePath']],
  ['initContainers[]/volumeMounts', ['mountPath']],
  ['metadata/finalizers', 'set'],
  ['metadata/ownerReferences', ['uid']],
  ['nodeAllocatableResourceClaimStatuses[]/containers', 'set'],
  ['nonResourceRules[]/nonResourceURLs', 'set'],
  ['nonResourceRules[]/verbs', 'set'],
  ['onExitCodes/values', 'set'],
  ['resourceRules[]/apiGroups', 'set'],
  ['resourceRules[]/namespaces', 'set'],
  ['resourceRules[]/resources', 'set'],
  ['resourceRules[]/verbs', 'set'],
  ['resources/claims', ['name']],
  ['secrets', ['name']],
  ['spec/containers', ['name']],
  ['spec/drivers', ['name']],
  ['spec/ephemeralContainers', ['name']],
  ['spec/hostAliases', ['ip']],
  ['spec/imagePullSecrets', ['name']],
  ['spec/initContainers', ['name']],
  ['spec/matchConditions', ['name']],
  ['spec/podCIDRs', 'set'],
  ['spec/ports', ['port', 'protocol']],
  ['spec/resourceClaims', ['name']],
  ['spec/schedulingGates', ['name']],
  ['spec/topologySpreadConstraints', ['topologyKey', 'whenUnsatisfiable']],
  ['spec/validationActions', 'set'],
  ['spec/variables', ['name']],
  ['spec/volumeLifecycleModes', 'set'],
  ['spec/volumes', ['name']],
  ['status/addresses', ['type']],
  ['status/conditions', ['type']],
  ['status/devices', ['driver', 'device', 'pool', 'shareID']],
  ['status/hostIPs', ['ip']],
  ['status/podIPs', ['ip']],
  ['status/reservedFor', ['uid']],
  ['status/resourceClaimStatuses', ['name']],
  ['uncountedTerminatedPods/failed', 'set'],
  ['uncountedTerminatedPods/succeeded', 'set'],
  ['webhooks', ['name']],
  ['webhooks[]/matchConditions', ['name']]
])

/** Rows that hold for a pod spec wherever a custom resource embeds one, by the list's own name. */
export const POD_SPEC_LISTS: ReadonlySet<string> = new Set([
  'containers',
  'initContainers',
  'ephemeralContainers',
  'volumes',
  'hostAliases',
  'imagePullSecrets',
  'topologySpreadConstraints',
  'resourceClaims',
  'schedulingGates'
])


/** Rows of the metadata and the requirements that every kind shares. */
export const SHARED_ROWS: ReadonlySet<string> = new Set([
  'metadata/finalizers',
  'metadata/ownerReferences',
  'resources/claims',
  'status/conditions'
])

/** What the API server fills in where a key is left out. */
export const KEY_DEFAULTS: Readonly<Record<string, string>> = { protocol: 'TCP' }

/** Keys that may be left out. */
export const OPTIONAL_KEYS: ReadonlySet<string> = new Set(['shareID'])

/** API groups that the table speaks for. */
export const BUILT_IN_GROUPS: ReadonlySet<string> = new Set([
  '',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'apps',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'extensions',
  'flowcontrol.apiserver.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
  'storagemigration.k8s.io'
])

/** Lists of well-known custom resources whose order means nothing, with what names an item there. */
export const CUSTOM_KEYS: readonly { readonly group: string; readonly list: string; readonly key: string }[] = [
  // external-secrets.io: each item fills one key of the secret.
  { group: 'external-secrets.io', list: 'data', key: 'secretKey' }
]

/** What may name the items of any other custom resource's list, in this order, where it is unique on both sides. */
export const UNIQUE_KEYS: readonly string[] = ['name', 'key', 'id']
