// Differences of a pair → drift: which code, what is shown, and what makes two drifts the same one.

import { describe, expect, test } from '@jest/globals'
import type { JudgedDraft, JudgedSide } from '../../../src/core/judge/judge-pair.ts'
import { judgePair } from '../../../src/core/judge/judge-pair.ts'
import type { Difference } from '../../../src/core/model/difference.ts'
import { environmentNamed } from '../../../src/core/model/environment.ts'
import { parsePointer } from '../../../src/core/model/field-path.ts'
import type { Policy } from '../../../src/core/model/policy.ts'
import { DEFAULT_POLICY } from '../../../src/core/model/policy.ts'
import type { Mapping, ResourceId } from '../../../src/core/model/resource.ts'
import { formatResourceId } from '../../../src/core/model/resource.ts'

const WEB: ResourceId = { group: 'apps', version: 'v1', kind: 'Deployment', namespace: null, name: 'web' }
const CONFIG: ResourceId = { group: '', version: 'v1', kind: 'ConfigMap', namespace: null, name: 'config' }
const SECRET: ResourceId = { group: '', version: 'v1', kind: 'Secret', namespace: null, name: 'secret' }
const RELEASE: ResourceId = { group: 'helm.toolkit.fluxcd.io', version: 'v2', kind: 'HelmRelease', namespace: null, name: 'web' }
const IMAGE = '/spec/template/spec/containers/web/image'

const side = (environment: string, bodies: ReadonlyMap<string, Mapping> = new Map()): JudgedSide => ({
  overlay: { application: 'shop', environment, variant: environment === 'prod' ? 'eu' : null, path: `overlays/${environment}` },
  environment: environmentNamed(environment),
  bodies
})
const [STAGING, PROD] = [side('staging'), side('prod')]

const difference = (resource: ResourceId, pointer: string, leftValue: Difference['leftValue'], rightValue: Difference['rightValue'], more: Partial<Difference> = {}): Difference => ({
  kind: leftValue === undefined || rightValue === undefined ? 'missing-field' : 'value',
  left: resource,
  right: resource,
  resource,
  path: parsePointer(pointer),
  leftPath: parsePointer(pointer),
  rightPath: parsePointer(pointer),
  leftValue,
  rightValue,
  within: null,
  pairing: null,
  ...more
})
const missing = (resource: ResourceId, side: 'left' | 'right', more: Partial<Difference> = {}): Difference =>
  difference(resource, '', {}, {}, { kind: 'missing-resource', [side]: null, [`${side}Value`]: undefined, [`${side}Path`]: null, ...more })

const judge = (differences: readonly Difference[], policy: Partial<Policy> = {}, left = STAGING, right = PROD): readonly JudgedDraft[] =>
  judgePair(left, right, differences, { ...DEFAULT_POLICY, ...policy })
const finding = (one: Difference, policy?: Partial<Policy>) => judge([one], policy)[0]?.draft.finding
const identity = (one: Difference, left = STAGING, right = PROD): string | undefined => judge([one], {}, left, right)[0]?.identity

describe('judgePair', () => {
  test('says what differs, and where, of the later environment against the earlier', () => {
    const one = difference(CONFIG, '/data/A', '1', '2', { pairing: 'position' })
    expect(judge([one])[0]?.draft).toEqual({
      finding: expect.objectContaining({
        code: 'drift-value',
        level: 'error',
        application: 'shop',
        environment: 'prod',
        variant: 'eu',
        against: 'staging',
        resource: 'v1/ConfigMap/config',
        path: '/data/A',
        values: { staging: '1', prod: '2' },
        args: { pairing: 'position', note: null }
      }),
      subject: { kind: 'difference', left: STAGING.overlay, right: PROD.overlay, difference: one }
    })
  })

  test('what the axes allow is nothing', () => {
    expect(judge([difference(WEB, IMAGE, 'web:1', 'web:2'), difference(WEB, '/spec/replicas', 1, 3)])).toEqual([])
    expect(judge([difference(WEB, '/spec/replicas', 1, 3)], { axes: [] })).toHaveLength(1)
  })

  test.each<[string, Difference, object]>([
    ['a field in the earlier one only', difference(CONFIG, '/data/A', '1', undefined, { pairing: 'merge-key' }), { code: 'drift-missing-field', level: 'error', values: { staging: '1', prod: null }, args: { missingIn: 'prod', pairing: 'merge-key' } }],
    ['a field in the later one only', difference(CONFIG, '/data/A', undefined, '1'), { code: 'drift-missing-field', values: { staging: null, prod: '1' }, args: { missingIn: 'staging', pairing: null } }],
    ['a resource in the earlier one only', missing(CONFIG, 'right'), { code: 'drift-missing-resource', level: 'error', path: '', values: { staging: 'present', prod: null }, args: { missingIn: 'prod' } }],
    ['a resource in the later one only', missing(CONFIG, 'left'), { code: 'drift-missing-resource', path: '', values: { staging: null, prod: 'present' }, args: { missingIn: 'staging' } }],
    ['another repository', difference(WEB, IMAGE, 'web:1', 'api:1'), { code: 'drift-image-repository', level: 'error', values: { staging: 'web:1', prod: 'api:1' } }],
    ['another registry', difference(WEB, IMAGE, 'a.example.com/web:1', 'b.example.com/web:1'), { code: 'drift-image-repository' }],
    ['an image that is none', difference(WEB, IMAGE, 'web:1', 'web:${TAG}'), { code: 'drift-value' }],
    ['another order', difference(WEB, '/spec/args', ['a', 'b'], ['b', 'a'], { kind: 'order' }), { code: 'drift-value', values: { staging: '["a","b"]', prod: '["b","a"]' }, args: { pairing: null, note: 'order' } }],
    ['inside an embedded document', difference(CONFIG, '/data/app.yaml', 1, 2, { within: '/port' }), { code: 'drift-value', path: '/data/app.yaml#/port' }],
    ['a namespace that goes its own way', difference(CONFIG, '/metadata/namespace', 'shop', 'other'), { args: { pairing: null, note: 'namespace' } }],
    ['what is below a namespace is none', difference(CONFIG, '/metadata/namespace/x', 'shop', 'other'), { args: { pairing: null, note: null } }],
    ['nor is the namespace of something else', difference(CONFIG, '/spec/namespace', 'shop', 'other'), { args: { pairing: null, note: null } }],
    ['nor is other metadata', difference(CONFIG, '/metadata/generateName', 'shop', 'other'), { args: { pairing: null, note: null } }]
  ])('%s', (_name, one, expected) => expect(finding(one)).toMatchObject(expected))
})

describe('a Secret', () => {
  test.each(['data', 'stringData'])('its values in `%s` are never shown', (field) => {
    expect(finding(difference(SECRET, `/${field}/password`, 'c3RhZ2luZw==', 'cHJvZA=='))).toMatchObject({ code: 'drift-value', values: { staging: 'differs', prod: 'differs' }, args: { pairing: null, note: 'secret' } })
    const [only] = judge([difference(SECRET, `/${field}/password`, undefined, 'cHJvZA==')])
    expect(only?.draft.finding).toMatchObject({ code: 'drift-secret-keys', values: { staging: null, prod: 'differs' }, args: { missingIn: 'staging', key: 'password' } })
  })

  test('nor is what `kubectl apply` repeats of them', () => {
    const path = '/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration'
    expect(finding(difference(SECRET, path, '{"data":{"a":"MQ=="}}', '{}'))).toMatchObject({ values: { staging: 'differs', prod: 'differs' } })
    const annotations = { a: '1', 'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"a":"MQ=="}}' }
    const found = judge([difference(SECRET, '/metadata/annotations', undefined, annotations)]).map(({ draft }) => [draft.finding.path, draft.finding.values['prod']])
    expect(found).toEqual([['/metadata/annotations/a', '1'], [path, 'differs']])
  })

  test('its type is', () => {
    expect(finding(difference(SECRET, '/type', 'Opaque', 'kubernetes.io/tls'))?.values).toEqual({ staging: 'Opaque', prod: 'kubernetes.io/tls' })
  })

  test.each<['left' | 'right', string]>([['left', 'staging'], ['right', 'prod']])('all of its data missing on the %s is each key of it', (absent, missingIn) => {
    const data = { user: 'dQ==', password: 'cA==' }
    const one = difference(SECRET, '/data', data, data, { kind: 'missing-field', [`${absent}Value`]: undefined, [`${absent}Path`]: null })
    const found = judge([one]).map(({ draft }) => draft)
    expect(found.map((draft) => draft.finding)).toMatchObject([
      { code: 'drift-secret-keys', level: 'error', path: '/data/password', args: { missingIn, key: 'password' } },
      { code: 'drift-secret-keys', path: '/data/user', args: { missingIn, key: 'user' } }
    ])
    const [first] = found
    const there = absent === 'left' ? 'right' : 'left'
    expect(first?.subject).toMatchObject({ difference: { path: ['data', 'password'], [`${absent}Path`]: null, [`${there}Path`]: ['data', 'password'], [`${there}Value`]: 'cA==' } })
    expect((first?.subject as { readonly difference: Difference }).difference[`${absent}Value`]).toBeUndefined()
  })

  test('other mappings that are missing stay whole', () => {
    expect(judge([difference(CONFIG, '/data', undefined, { A: '1', B: '2' })])).toHaveLength(1)
    expect(judge([difference(SECRET, '/metadata/labels', undefined, { a: '1', b: '2' })])).toHaveLength(1)
    expect(judge([difference(SECRET, '/data', { a: 'MQ==', b: 'MQ==' }, 'x')])).toHaveLength(1)
  })
})

describe('the parts of an image in the values of a Helm release', () => {
  const release = (image: Mapping): ReadonlyMap<string, Mapping> => new Map([[formatResourceId(RELEASE), { spec: { values: { image } } }]])
  const tag = (more: Partial<Difference> = {}): Difference => difference(RELEASE, '/spec/values/image/tag', '1', '2', more)
  const [left, right] = [side('staging', release({ repository: 'shop/web', tag: '1' })), side('prod', release({ repository: 'shop/web', tag: '2' }))]

  test.each<[string, Difference, JudgedSide, JudgedSide, number]>([
    ['are known by the mapping that holds them', tag(), left, right, 0],
    ['on the left alone', tag({ right: null }), left, STAGING, 0],
    ['on the right alone', tag({ left: null }), STAGING, right, 0],
    ['on the right alone, the field being missing on the left', tag({ leftPath: null }), left, right, 0],
    ['nowhere', tag(), STAGING, PROD, 1],
    ['nor where no path leads there', tag({ leftPath: [], rightPath: null }), left, right, 1],
    ['nor where the resource is missing', tag({ left: null, right: null }), left, right, 1]
  ])('%s', (_name, one, a, b, count) => expect(judge([one], {}, a, b)).toHaveLength(count))
})

test('an axis sees both environments', () => {
  const hosts = difference(CONFIG, '/data/HOST', 'web.staging.example.com', 'web.prod.example.com')
  expect(judge([hosts], { axes: [{ kind: 'built-in', name: 'environment-name' }] })).toEqual([])
})

describe('identity: two drifts are one where code, pair, resource, path and values are', () => {
  const base = difference(CONFIG, '/data/A', '1', '2')

  test('the same again', () => expect(identity({ ...base, pairing: 'position' })).toBe(identity(base)))

  test.each<[string, string | undefined]>([
    ['another left value', identity({ ...base, leftValue: '3' })],
    ['another right value', identity({ ...base, rightValue: '3' })],
    ['the values the other way round', identity({ ...base, leftValue: '2', rightValue: '1' })],
    ['a number instead of its text', identity({ ...base, leftValue: 1 })],
    ['absent on the left', identity({ ...base, kind: 'missing-field', leftValue: undefined })],
    ['absent on the right', identity({ ...base, kind: 'missing-field', rightValue: undefined })],
    ['the resource absent on the left', identity({ ...base, left: null })],
    ['the resource absent on the right', identity({ ...base, right: null })],
    ['another path', identity(difference(CONFIG, '/data/B', '1', '2'))],
    ['inside a document', identity({ ...base, within: '/A' })],
    ['another resource', identity(difference({ ...CONFIG, name: 'other' }, '/data/A', '1', '2'))],
    ['another variant', identity(base, STAGING, { ...PROD, overlay: { ...PROD.overlay, variant: 'us' } })],
    ['another variant of the earlier one', identity(base, { ...STAGING, overlay: { ...STAGING.overlay, variant: 'us' } })],
    ['another application', identity(base, STAGING, { ...PROD, overlay: { ...PROD.overlay, application: 'blog' } })],
    ['another pair', identity(base, side('dev'))]
  ])('%s', (_name, other) => {
    expect(other).toEqual(expect.any(String))
    expect(other).not.toBe(identity(base))
  })

  test('absent is neither empty nor null', () => {
    const kinds = [undefined, '', null].map((leftValue) => identity({ ...base, kind: 'value', leftValue }))
    expect(new Set(kinds).size).toBe(3)
  })

  test('of a resource that is missing, what it holds does not matter, but where it is missing', () => {
    expect(identity(missing(WEB, 'left', { rightValue: { spec: { image: 'web:2' } } }))).toBe(identity(missing(WEB, 'left', { rightValue: { spec: { image: 'web:1' } } })))
    expect(identity(missing(WEB, 'left'))).not.toBe(identity(missing(WEB, 'right')))
  })
})
