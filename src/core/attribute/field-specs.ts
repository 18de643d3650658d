// Field specs: which fields of which kinds each transformer of kustomize writes, by default and by `configurations`.

import type { Traced } from './traced.ts'
import { fieldOf, itemsOf, textOf } from './traced.ts'
import type { TracedResource } from './traced-resource.ts'

/** '' matches every group, version or kind. Segments that end in `[]` are lists; others may be lists too. */
export type FieldSpec = {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly path: readonly string[]
  readonly create: boolean
}

export type SpecName =
  | 'namePrefix' | 'nameSuffix' | 'namespace' | 'commonLabels' | 'labels' | 'templateLabels' | 'commonAnnotations' | 'images' | 'replicas'
  | 'nameReference' | 'varReference'

export type FieldSpecs = Readonly<Record<SpecName, readonly FieldSpec[]>>

/** `path [kind[.group][@version]] [create]`, the path's own blanks and slashes escaped nowhere: the builtin ones have none. */
function specs(create: boolean, path: string, ...kinds: readonly string[]): readonly FieldSpec[] {
  return (kinds.length === 0 ? [''] : kinds).map((written) => {
    const [name = '', version = ''] = written.split('@')
    const [kind = '', ...group] = name.split('.')
    return { group: group.join('.'), version, kind, path: path.split('/'), create }
  })
}

const WORKLOADS = ['ReplicationController@v1', 'Deployment', 'ReplicaSet', 'DaemonSet']
const AFFINE = ['Deployment.apps', 'StatefulSet.apps']
const AFFINITY = ['podAffinity', 'podAntiAffinity'].flatMap((kind) => [
  ...specs(false, `spec/template/spec/affinity/${kind}/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels`, ...AFFINE),
  ...specs(false, `spec/template/spec/affinity/${kind}/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels`, ...AFFINE)
])

const METADATA_LABELS: readonly FieldSpec[] = [
  ...specs(true, 'metadata/labels'),
  ...specs(true, 'spec/template/metadata/labels', ...WORKLOADS, 'StatefulSet.apps', 'Job.batch'),
  ...specs(true, 'spec/volumeClaimTemplates[]/metadata/labels', 'StatefulSet.apps'),
  ...specs(true, 'spec/jobTemplate/metadata/labels', 'CronJob.batch'),
  ...specs(true, 'spec/jobTemplate/spec/template/metadata/labels', 'CronJob.batch')
]

const POD_SPECS: readonly (readonly [string, readonly string[]])[] = [
  ['spec/jobTemplate/spec/template/spec', ['CronJob']],
  ['spec/template/spec', ['DaemonSet', 'Deployment', 'Job', 'ReplicaSet', 'StatefulSet']],
  ['spec', ['Pod']]
]
const IN_CONTAINER = ['args', 'command', 'env/value', 'volumeMounts/mountPath']
const NFS_AT = ['CronJob', 'spec/jobTemplate/spec/template/volumes/nfs/server'] as const

/** kustomize's own (api/internal/konfig/builtinpluginconsts), alike from 4.5.4 to 5.8.1 but for the images of volumes (5.7). */
export const BUILT_IN_SPECS: FieldSpecs = {
  namePrefix: specs(false, 'metadata/name'),
  nameSuffix: specs(false, 'metadata/name'),
  namespace: [
    ...specs(true, 'metadata/name', 'Namespace'),
    ...specs(true, 'spec/service/namespace', 'APIService.apiregistration.k8s.io'),
    ...specs(false, 'spec/conversion/webhook/clientConfig/service/namespace', 'CustomResourceDefinition.apiextensions.k8s.io')
  ],
  commonLabels: [
    ...specs(true, 'spec/selector', 'Service@v1', 'ReplicationController@v1'),
    ...specs(true, 'spec/selector/matchLabels', 'Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet.apps'),
    ...AFFINITY,
    ...specs(false, 'spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels', ...AFFINE),
    ...specs(false, 'spec/selector/matchLabels', 'Job.batch', 'PodDisruptionBudget.policy'),
    ...specs(false, 'spec/jobTemplate/spec/selector/matchLabels', 'CronJob.batch'),
    ...specs(false, 'spec/podSelector/matchLabels', 'NetworkPolicy.networking.k8s.io'),
    ...specs(false, 'spec/ingress/from/podSelector/matchLabels', 'NetworkPolicy.networking.k8s.io'),
    ...specs(false, 'spec/egress/to/podSelector/matchLabels', 'NetworkPolicy.networking.k8s.io'),
    ...METADATA_LABELS
  ],
  labels: [],
  templateLabels: METADATA_LABELS,
  commonAnnotations: [
    ...specs(true, 'metadata/annotations'),
    ...specs(true, 'spec/template/metadata/annotations', ...WORKLOADS, 'StatefulSet', 'Job.batch'),
    ...specs(true, 'spec/jobTemplate/metadata/annotations', 'CronJob.batch'),
    ...specs(true, 'spec/jobTemplate/spec/template/metadata/annotations', 'CronJob.batch')
  ],
  images: ['spec', 'spec/template/spec'].flatMap((pod) => [
    ...specs(true, `${pod}/containers[]/image`),
    ...specs(true, `${pod}/initContainers[]/image`),
    ...specs(true, `${pod}/volumes[]/image/reference`)
  ]),
  replicas: specs(true, 'spec/replicas', 'Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'),
  nameReference: [],
  varReference: [
    ...POD_SPECS.flatMap(([pod, kinds]) => [
      ...['containers', 'initContainers'].flatMap((list) => IN_CONTAINER.flatMap((field) => specs(false, `${pod}/${list}/${field}`, ...kinds))),
      ...specs(false, `${pod}/volumes/nfs/server`, ...kinds.filter((kind) => kind !== 'StatefulSet' && kind !== NFS_AT[0]))
    ]),
    ...specs(false, NFS_AT[1], NFS_AT[0]),
    ...specs(false, 'spec/template/metadata/annotations', 'Deployment'),
    ...['spec/rules/host', 'spec/tls/hosts', 'spec/tls/secretName'].flatMap((path) => specs(false, path, 'Ingress')),
    ...['spec/ports/port', 'spec/ports/targetPort'].flatMap((path) => specs(false, path, 'Service')),
    ...specs(false, 'spec/volumeClaimTemplates/spec/nfs/server', 'StatefulSet'),
    ...specs(false, 'spec/nfs/server', 'PersistentVolume'),
    ...specs(false, 'metadata/labels'),
    ...specs(false, 'metadata/annotations')
  ]
}

/** A list of field specs as written in a manifest. */
export function readSpecs(list: Traced | undefined): readonly FieldSpec[] {
  return itemsOf(list).map((item) => ({
    group: textOf(item, 'group') ?? '',
    version: textOf(item, 'version') ?? '',
    kind: textOf(item, 'kind') ?? '',
    path: splitPath(textOf(item, 'path') ?? '', '/'),
    create: textOf(item, 'create') === 'true'
  }))
}

/** One file of `configurations` on top of what is there. */
export function withConfiguration(known: FieldSpecs, document: Traced): FieldSpecs {
  const added = (name: SpecName): readonly FieldSpec[] =>
    name === 'nameReference'
      ? itemsOf(fieldOf(document, name)).flatMap((referral) => readSpecs(fieldOf(referral, 'fieldSpecs')))
      : readSpecs(fieldOf(document, name))
  return united(known, added)
}

export function mergedSpecs(known: FieldSpecs, more: FieldSpecs): FieldSpecs {
  return united(known, (name) => more[name])
}

function united(known: FieldSpecs, added: (name: SpecName) => readonly FieldSpec[]): FieldSpecs {
  const one = (name: SpecName): readonly FieldSpec[] => mergeAll(known[name], added(name))
  return {
    namePrefix: one('namePrefix'),
    nameSuffix: one('nameSuffix'),
    namespace: one('namespace'),
    commonLabels: one('commonLabels'),
    labels: one('labels'),
    templateLabels: one('templateLabels'),
    commonAnnotations: one('commonAnnotations'),
    images: one('images'),
    replicas: one('replicas'),
    nameReference: one('nameReference'),
    varReference: one('varReference')
  }
}

/** As kustomize merges them: a spec that is there already is not added again. */
export function mergeAll(known: readonly FieldSpec[], more: readonly FieldSpec[]): readonly FieldSpec[] {
  const result = [...known]
  for (const spec of more) if (!result.some((each) => same(each, spec))) result.push(spec)
  return result
}

function same(a: FieldSpec, b: FieldSpec): boolean {
  return a.group === b.group && a.version === b.version && a.kind === b.kind && a.path.join('/') === b.path.join('/')
}

export function appliesTo(spec: FieldSpec, resource: TracedResource): boolean {
  return (
    (spec.kind === '' || spec.kind === resource.kind) &&
    (spec.group === '' || spec.group === resource.group) &&
    (spec.version === '' || spec.version === resource.version)
  )
}

/** kustomize's own splitting: a backslash keeps a delimiter, a leading one is dropped. */
export function splitPath(path: string, delimiter: string): readonly string[] {
  const pieces = path.split(delimiter)
  if (pieces.length > 1 && pieces[0] === '') pieces.shift()
  const result: string[] = []
  for (const piece of pieces) {
    const last = result.at(-1)
    if (last?.endsWith('\\')) result[result.length - 1] = last.slice(0, -1) + delimiter + piece
    else result.push(piece)
  }
  return result
}
