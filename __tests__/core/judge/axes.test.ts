import { environmentNamed } from '../../../src/core/model/environment.ts'
import { describe, expect, test } from '@jest/globals'
import { appliesBetween, customAxisCovers, imageDistanceOf, isAllowed } from '../../../src/core/judge/axes.ts'
import type { Difference } from '../../../src/core/model/difference.ts'
import type { Environment } from '../../../src/core/model/environment.ts'
import { parsePointer } from '../../../src/core/model/field-path.ts'
import type { Axis, BuiltInAxis, CustomAxis } from '../../../src/core/model/policy.ts'
import type { ResourceId, Value } from '../../../src/core/model/resource.ts'

const env = (name: string): Environment => (environmentNamed(name))
const KINDS: Readonly<Record<string, readonly [string, string]>> = {
  Deployment: ['apps', 'v1'],
  Rollout: ['argoproj.io', 'v1alpha1'],
  HorizontalPodAutoscaler: ['autoscaling', 'v2'],
  ScaledObject: ['keda.sh', 'v1alpha1'],
  ScaledJob: ['keda.sh', 'v1alpha1'],
  PodDisruptionBudget: ['policy', 'v1'],
  PodSecurityPolicy: ['policy', 'v1beta1'],
  ConfigMap: ['', 'v1'],
  Secret: ['', 'v1'],
  Ingress: ['networking.k8s.io', 'v1'],
  ExternalSecret: ['external-secrets.io', 'v1'],
  SealedSecret: ['bitnami.com', 'v1alpha1'],
  VaultStaticSecret: ['secrets.hashicorp.com', 'v1beta1'],
  HelmRelease: ['helm.toolkit.fluxcd.io', 'v2']
}
const id = (kind: string): ResourceId => ({ group: KINDS[kind]?.[0] ?? 'example.com', version: KINDS[kind]?.[1] ?? 'v1', kind, namespace: null, name: 'x' })

type Case = readonly [kind: string, pointer: string, left: Value | undefined, right: Value | undefined]

function allowed([kind, pointer, leftValue, rightValue]: Case, axes: readonly Axis[], parent?: Value): boolean {
  const [path = '', within = null] = pointer.split('#')
  const difference: Difference = {
    kind: leftValue === undefined || rightValue === undefined ? (path === '' ? 'missing-resource' : 'missing-field') : 'value',
    left: path === '' && leftValue === undefined ? null : id(kind),
    right: path === '' && rightValue === undefined ? null : id(kind),
    resource: id(kind),
    path: parsePointer(path),
    leftPath: null,
    rightPath: null,
    leftValue,
    rightValue,
    within,
    pairing: null
  }
  return isAllowed(difference, { axes, imageFields: [], environments: [env('staging'), env('prod')], parents: [parent, parent] })
}

const built = (name: BuiltInAxis): Axis => ({ kind: 'built-in', name })
const custom = (resource: string, ...paths: readonly string[]): CustomAxis => ({
  kind: 'custom',
  name: 'mine',
  resources: [{ kind: resource, group: null, name: null }],
  paths: paths.map(parsePointer),
  values: null,
  between: null
})

const IMAGE = '/spec/template/spec/containers/web/image'
const A = `sha256:${'a'.repeat(64)}`
const B = `sha256:${'b'.repeat(64)}`

describe('built-in axes', () => {
  test.each<[BuiltInAxis, Case, boolean]>([
    ['image', ['Deployment', IMAGE, 'web:1', 'web:2'], true],
    ['image', ['Deployment', IMAGE, `r.example.com:5000/web:1@${A}`, `r.example.com:5000/web:1@${B}`], true],
    ['image', ['Deployment', IMAGE, 'a.example.com/web:1', 'b.example.com/web:1'], false],
    ['image', ['Deployment', IMAGE, 'web:1', 'api:1'], false],
    ['image', ['Deployment', IMAGE, 'web:1', 'web:${TAG}'], false],
    ['image', ['Deployment', '/spec/template/spec/containers/web/imagePullPolicy', 'Always', 'Never'], false],
    ['image', ['Example', '/spec/job/ephemeralContainers/debug/image', 'web:1', 'web:2'], true],
    ['image', ['Example', '/spec/image', 'web:1', 'web:2'], false],
    ['image-registry', ['Deployment', IMAGE, 'a.example.com/x/web:1', 'b.example.com/y/web:2'], true],
    ['image-registry', ['Deployment', IMAGE, 'web:1', 'api:1'], false],
    ['image-repository', ['Deployment', IMAGE, 'web:1', 'api:1'], true],
    ['replicas', ['Rollout', '/spec/replicas', 1, 3], true],
    ['replicas', ['Deployment', '/spec/replicas', 1, undefined], true],
    ['replicas', ['Deployment', '/spec/template/replicas', 1, 3], false],
    ['autoscaling', ['HorizontalPodAutoscaler', '/spec/minReplicas', 1, 3], true],
    ['autoscaling', ['ScaledObject', '/spec/maxReplicaCount', 1, 3], true],
    ['autoscaling', ['HorizontalPodAutoscaler', '/spec/scaleTargetRef/name', 'a', 'b'], false],
    ['autoscaling', ['HorizontalPodAutoscaler', '', undefined, {}], false],
    ['disruption-budget', ['PodDisruptionBudget', '/spec/minAvailable', 1, '50%'], true],
    ['disruption-budget', ['PodDisruptionBudget', '/spec/selector/matchLabels/app', 'a', 'b'], false],
    ['resources', ['Deployment', '/spec/template/spec/containers/web/resources/limits/memory', '1Gi', '2Gi'], true],
    ['resources', ['Deployment', '/spec/template/spec/containers/web/resources', undefined, { limits: { memory: '1Gi' } }], true],
    ['resources', ['Deployment', '/spec/template/spec/containers/web/resources', undefined, { claims: [{ name: 'gpu' }] }], false],
    ['secret-path', ['ExternalSecret', '/spec/data/password/remoteRef/key', 'a', 'b'], true],
    ['secret-path', ['ExternalSecret', '/spec/data/password/remoteRef/property', 'a', 'b'], false],
    ['secret-path', ['ExternalSecret', '/spec/data/password', undefined, { remoteRef: { key: 'a' } }], false],
    ['secret-path', ['ExternalSecret', '/spec/secretStoreRef/name', 'a', 'b'], true],
    ['secret-path', ['SealedSecret', '/spec/encryptedData/password', 'AgB', 'AgC'], true],
    ['secret-path', ['SealedSecret', '/spec/encryptedData/password', 'AgB', undefined], false],
    ['secret-path', ['VaultStaticSecret', '/spec/path', 'a', 'b'], true],
    ['secret-path', ['Deployment', '/spec/template/metadata/annotations/vault.hashicorp.com~1agent-inject-secret-db', 'a', 'b'], true],
    ['secret-path', ['Deployment', '/spec/template/metadata/annotations/vault.hashicorp.com~1role', 'a', 'b'], false],
    ['secret-path', ['ConfigMap', '/data/x', '<path:kv/staging#password>', '<path:kv/prod#password>'], true],
    ['secret-path', ['ConfigMap', '/data/x', '<path:kv/staging#password>', '<path:kv/prod#user>'], false],
    ['secret-path', ['Deployment', '/spec/template/spec/containers/web/env/P/value', 'vault:kv/staging#P', 'vault:kv/prod#P'], true],
    ['secret-path', ['Deployment', '/spec/template/spec/containers/web/env/P/value', 'vault:kv/staging#P', 'vault:kv/prod#Q'], false],
    ['environment-name', ['Ingress', '/spec/rules/0/host', 'shop.staging.example.com', 'shop.prod.example.com'], true],
    ['environment-name', ['Ingress', '/spec/rules/0/host', 'shop.staging.example.com', 'shop.example.com'], false],
    ['environment-name', ['Ingress', '/spec/rules/0/host', 'staging-a', 'prod-b'], false],
    ['environment-name', ['ConfigMap', '/data/x', 'products', 'stagingucts'], false]
  ])('%s %j → %j', (axis, difference, expected) => expect(allowed(difference, [built(axis)])).toBe(expected))

  test('a HelmRelease names its image in parts', () => {
    const parent = { repository: 'r.example.com/web', tag: '1' }
    expect(allowed(['HelmRelease', '/spec/values/image/tag', '1', '2'], [built('image')], parent)).toBe(true)
    expect(allowed(['HelmRelease', '/spec/values/image/repository', 'r.example.com/web', 's.example.com/web'], [built('image')], parent)).toBe(false)
    expect(allowed(['HelmRelease', '/spec/values/image/repository', 'r.example.com/web', 's.example.com/web'], [built('image-registry')], parent)).toBe(true)
    expect(allowed(['HelmRelease', '/spec/values/version/tag', '1', '2'], [built('image')], { tag: '1' })).toBe(false)
  })
})

describe('custom axes', () => {
  test.each<[CustomAxis, Case, boolean]>([
    [custom('Ingress', '/spec/rules/*/host'), ['Ingress', '/spec/rules/0/host', 'a', 'b'], true],
    [custom('Ingress', '/spec/rules/*/host'), ['Ingress', '/spec/rules/0/http', {}, { paths: [] }], false],
    [custom('Ingress', '/spec/tls'), ['Ingress', '/spec/tls/0/hosts/0', 'a', 'b'], true],
    [custom('Ingress', '/spec/tls'), ['Ingress', '/spec/tls', undefined, [{ hosts: ['a'] }]], true],
    [custom('ConfigMap', '/data/A'), ['ConfigMap', '/data', undefined, { A: '1', B: '2' }], false],
    [custom('ConfigMap', '/data/*'), ['ConfigMap', '/data', undefined, { A: '1', B: '2' }], true],
    [custom('ConfigMap', '/data/application.yaml#/server/port'), ['ConfigMap', '/data/application.yaml#/server/port', 1, 2], true],
    [custom('ConfigMap', '/data/application.yaml'), ['ConfigMap', '/data/application.yaml#/server/port', 1, 2], true],
    [custom('ConfigMap', '/data/application.yaml#/server/port'), ['ConfigMap', '/data/application.yaml#/server/host', 'a', 'b'], false],
    [custom('Secret', '/data/*'), ['Secret', '/data/password', 'a', 'b'], true],
    [custom('Secret', '/data/*'), ['Secret', '/data/password', undefined, 'b'], false],
    [custom('Deployment', '/spec/template/spec/containers/*'), ['Deployment', '/spec/template/spec/containers/envoy', undefined, { name: 'envoy' }], false],
    [custom('HorizontalPodAutoscaler', ''), ['HorizontalPodAutoscaler', '', undefined, {}], true],
    [custom('HorizontalPodAutoscaler', ''), ['HorizontalPodAutoscaler', '/spec/minReplicas', 1, 2], false],
    [custom('*', '/spec/x'), ['Example', '/spec/x', 1, 2], true],
    [{ ...custom('*', '/spec/x'), between: ['prod', 'staging'] }, ['Example', '/spec/x', 1, 2], true],
    [{ ...custom('*', '/spec/x'), between: ['dev', 'staging'] }, ['Example', '/spec/x', 1, 2], false]
  ])('%j %j → %j', (axis, difference, expected) => expect(allowed(difference, [axis])).toBe(expected))
})

describe('several leaves', () => {
  const both = { host: 'a', path: 'b' }
  test('each must be allowed, by whatever axis', () => {
    const rule: Case = ['Ingress', '/spec/rules/0', undefined, both]
    const [host, path] = [custom('Ingress', '/spec/rules/*/host'), custom('Ingress', '/spec/rules/*/path')]
    expect([allowed(rule, [host]), allowed(rule, [path]), allowed(rule, [host, path])]).toEqual([false, false, true])
    expect(allowed(['Ingress', '/spec/rules/0', both, undefined], [host, path])).toBe(true)
  })

  test('an empty mapping or list is a field itself', () => {
    expect(allowed(['Ingress', '/spec/tls', undefined, []], [custom('Ingress', '/spec/tls')])).toBe(true)
    expect(allowed(['Ingress', '/spec/tls', {}, undefined], [custom('Ingress', '/spec/rules')])).toBe(false)
  })

  test('an axis for several kinds of resources', () => {
    const axis: CustomAxis = { ...custom('', '/spec/x'), resources: [{ kind: 'Service', group: null, name: null }, { kind: 'Ingress', group: null, name: null }] }
    expect(allowed(['Ingress', '/spec/x', 1, 2], [axis])).toBe(true)
    expect(allowed(['ConfigMap', '/spec/x', 1, 2], [axis])).toBe(false)
  })

  test('a container that is another one altogether is a value that differs', () => {
    expect(allowed(['Deployment', '/spec/containers/web', { name: 'web' }, 'x'], [custom('*', '/**')])).toBe(true)
    expect(allowed(['Deployment', '/spec/containers', undefined, ['x']], [custom('*', '/**')])).toBe(true)
  })

  test('a mapping against another one is one field, whatever it holds', () => {
    const difference: Case = ['Deployment', '/spec/template/spec/containers/web/resources', { limits: { cpu: 1 } }, { limits: { cpu: 2 } }]
    expect(allowed(difference, [built('resources')])).toBe(false)
    expect(allowed(difference, [custom('Deployment', '/spec/template/spec/containers/*/resources')])).toBe(true)
  })

  test('each leaf is on the side that has it', () => {
    expect(allowed(['Deployment', '/spec/x', { host: 'shop.staging' }, undefined], [built('environment-name')])).toBe(false)
    expect(allowed(['Deployment', '/spec/x', undefined, { host: 'shop.prod' }], [built('environment-name')])).toBe(false)
  })

  test('a mapping instead of another value is one field', () => {
    expect(allowed(['Deployment', '/spec/template/spec/containers/web/resources', 'x', { limits: { cpu: 1 } }], [built('resources')])).toBe(false)
    expect(allowed(['Ingress', '/spec/rules/0', 'x', both], [custom('Ingress', '/spec/rules/*/host'), custom('Ingress', '/spec/rules/*/path')])).toBe(false)
  })
})

describe('what no axis covers', () => {
  const everything = custom('*', '/**')
  test.each<[Case, boolean]>([
    [['Deployment', '/spec/template/spec/initContainers/envoy', { name: 'envoy' }, undefined], false],
    [['Deployment', '/spec/template/spec/ephemeralContainers/envoy', undefined, { name: 'envoy' }], false],
    [['Deployment', '/spec/template/spec/containers/envoy/command', undefined, ['x']], true],
    [['Secret', '/data/password', undefined, 'b'], false],
    [['ExternalSecret', '/spec/data/password', undefined, { remoteRef: { key: 'a' } }], false],
    [['Secret', '/type', undefined, 'b'], true],
    [['Secret', '/data/password', 'a', 'b'], true],
    [['Deployment', '', undefined, {}], false]
  ])('%j: %j', (difference, expected) => expect(allowed(difference, [everything])).toBe(expected))

  test('a whole resource only where a custom axis names it and its empty path', () => {
    const hpa: Case = ['HorizontalPodAutoscaler', '', undefined, {}]
    const axes: readonly Axis[] = [custom('HorizontalPodAutoscaler', ''), custom('HorizontalPodAutoscaler', '/spec', ''), custom('Deployment', ''), custom('HorizontalPodAutoscaler', '/spec'), built('autoscaling')]
    expect(axes.map((axis) => allowed(hpa, [axis]))).toEqual([true, true, false, false, false])
    expect(allowed(hpa, [{ ...custom('HorizontalPodAutoscaler', ''), between: ['dev', 'staging'] }])).toBe(false)
    expect(allowed(hpa, [{ ...custom('', ''), resources: [{ kind: 'Service', group: null, name: null }, { kind: 'HorizontalPodAutoscaler', group: null, name: null }] }])).toBe(true)
  })

  test('two equal values, which differ in what they mean, only where a custom axis says so', () => {
    const equal: Case = ['ConfigMap', '/spec/replicas', 1, 1]
    expect(allowed(equal, [built('replicas')])).toBe(false)
    expect(allowed(equal, [custom('ConfigMap', '/spec/replicas')])).toBe(true)
  })
})

test.each<[readonly [string, string], boolean]>([
  [['staging', 'prod'], true],
  [['prod', 'staging'], true],
  [['stg', 'live'], true],
  [['live', 'stg'], true],
  [['staging', 'staging'], false],
  [['prod', 'prod'], false],
  [['dev', 'prod'], false],
  [['staging', 'dev'], false],
  [['prod', 'dev'], false],
  [['dev', 'staging'], false]
])('an axis between %j is meant for staging and prod: %j', (between, expected) => {
  const pair = [environmentNamed('staging', ['stg']), environmentNamed('prod', ['live'])] as const
  expect(appliesBetween({ ...custom('*', '/x'), between }, pair)).toBe(expected)
  expect(appliesBetween(custom('*', '/x'), pair)).toBe(true)
})

test.each<[CustomAxis, string, boolean]>([
  [custom('*', '/spec/x'), '/spec/x', true],
  [custom('*', '/spec/x'), '/spec/x/y', true],
  [custom('*', '/spec/x'), '/spec', false],
  [custom('*', '/spec/x', '/spec/y'), '/spec/y', true],
  [custom('*', ''), '/spec', false],
  [custom('*', ''), '', false],
  [custom('*', ''), '/', false],
  [custom('*', '/data/app.yaml'), '/data/app.yaml#/x', true],
  [custom('*', '/data/app'), '/data/app.yaml', false]
])('%j covers %s: %j', (axis, field, expected) => expect(customAxisCovers(axis, parsePointer(field))).toBe(expected))

describe('built-in axes name their fields exactly', () => {
  test.each<[BuiltInAxis, Case, boolean]>([
    ['image', ['Deployment', '/spec/replicas', 1, 2], false],
    ['image-registry', ['Deployment', '/spec/replicas', 1, 2], false],
    ['image-registry', ['Deployment', IMAGE, 'web:1', 'web:2'], true],
    ['image-repository', ['Deployment', '/spec/replicas', 1, 2], false],
    ['image-repository', ['Deployment', IMAGE, 'web:1', 'web:${TAG}'], false],
    ['image', ['Deployment', IMAGE, undefined, 'web:2'], true],
    ['replicas', ['Deployment', '/status/replicas', 1, 2], false],
    ['replicas', ['Deployment', '/spec/replicas/x', 1, 2], false],
    ['replicas', ['Deployment', '/spec', 1, 2], false],
    ['replicas', ['Deployment', '/spec/minReadySeconds', 1, 2], false],
    ['autoscaling', ['HorizontalPodAutoscaler', '/spec/maxReplicas', 1, 2], true],
    ['autoscaling', ['HorizontalPodAutoscaler', '/spec/minReplicaCount', 1, 2], false],
    ['autoscaling', ['ScaledObject', '/spec/minReplicaCount', 1, 2], true],
    ['autoscaling', ['ScaledObject', '/spec/idleReplicaCount', 1, 2], true],
    ['autoscaling', ['ScaledJob', '/spec/minReplicaCount', 1, 2], true],
    ['autoscaling', ['ScaledJob', '/spec/maxReplicaCount', 1, 2], true],
    ['autoscaling', ['ScaledJob', '/spec/idleReplicaCount', 1, 2], false],
    ['autoscaling', ['Deployment', '/spec/maxReplicas', 1, 2], false],
    ['autoscaling', ['VerticalPodAutoscaler', '/spec/maxReplicas', 1, 2], false],
    ['disruption-budget', ['PodDisruptionBudget', '/spec/maxUnavailable', 1, 2], true],
    ['disruption-budget', ['Deployment', '/spec/maxUnavailable', 1, 2], false],
    ['disruption-budget', ['PodSecurityPolicy', '/spec/maxUnavailable', 1, 2], false],
    ['resources', ['Deployment', '/spec/template/spec/containers/web/resources/requests/cpu', 1, 2], true],
    ['resources', ['Deployment', '/spec/limits/cpu', 1, 2], false],
    ['resources', ['Deployment', '/spec/template/spec/containers/web/resources/claims/x', 1, 2], false],
    ['resources', ['Deployment', '/spec/template/spec/containers/web/resources', 'a', 'b'], false],
    ['secret-path', ['ConfigMap', '/data/x', 'a', 'b'], false],
    ['secret-path', ['ConfigMap', '/data/x', '<path:kv/a#b>', 1], false],
    ['secret-path', ['ConfigMap', '/data/x', 1, '<path:kv/a#b>'], false],
    ['secret-path', ['ConfigMap', '/data/x', undefined, '<path:kv/a#b>'], false],
    ['environment-name', ['ConfigMap', '/data/x', 'staging', undefined], false],
    ['environment-name', ['ConfigMap', '/data/x', undefined, 'prod'], false],
    ['environment-name', ['ConfigMap', '/data/x', 'prod', 'staging'], false]
  ])('%s %j → %j', (axis, difference, expected) => expect(allowed(difference, [built(axis)])).toBe(expected))

  test.each<[string, string, boolean]>([
    ['keda.sh', 'HorizontalPodAutoscaler', true],
    ['autoscaling', 'HorizontalPodAutoscaler', true],
    ['example.com', 'HorizontalPodAutoscaler', false]
  ])('autoscaling of %s %s: %j', (group, kind, expected) => {
    const resource = { ...id(kind), group }
    const one: Difference = { kind: 'value', left: resource, right: resource, resource, path: ['spec', 'minReplicas'], leftPath: null, rightPath: null, leftValue: 1, rightValue: 2, within: null, pairing: null }
    const context = { axes: [built('autoscaling')], imageFields: [], environments: [env('staging'), env('prod')], parents: [undefined, undefined] } as const
    expect(isAllowed(one, context)).toBe(expected)
    expect(imageDistanceOf(one, context)).toBeNull()
    const image = { ...one, path: parsePointer(IMAGE), leftValue: 'web:1', rightValue: 'api:1' }
    expect(imageDistanceOf(image, context)).toBe('repository')
    const budget = { ...one, resource: { ...resource, kind: 'PodDisruptionBudget' }, path: ['spec', 'minAvailable'] }
    expect(isAllowed(budget, { ...context, axes: [built('disruption-budget')] })).toBe(false)
  })
})
