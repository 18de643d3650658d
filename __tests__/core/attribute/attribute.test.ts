// The two places of a finding, and which of them comes first.

import { describe, expect, test } from '@jest/globals'
import type { AttributionWorld } from '../../../src/core/attribute/attribute.ts'
import { attribute } from '../../../src/core/attribute/attribute.ts'
import type { Difference } from '../../../src/core/model/difference.ts'
import type { Draft, Subject } from '../../../src/core/model/draft.ts'
import { formatPointer } from '../../../src/core/model/field-path.ts'
import type { Finding } from '../../../src/core/model/finding.ts'
import { finding } from '../../../src/core/model/finding.ts'
import type { Overlay } from '../../../src/core/model/overlay.ts'
import type { ResourceId } from '../../../src/core/model/resource.ts'
import { lineLocation } from '../../../src/core/model/source.ts'
import { text } from '../../support/text.ts'
import type { Files } from './world.ts'
import { BASE, renderedPath, sourceOf } from './world.ts'

const overlay = (environment: string): Overlay => ({ application: 'shop', environment, variant: null, path: `overlays/${environment}` })
const STAGING = overlay('staging')
const PROD = overlay('prod')
const DEPLOYMENT: ResourceId = { group: 'apps', version: 'v1', kind: 'Deployment', namespace: null, name: 'app' }
const CONFIG: ResourceId = { group: '', version: 'v1', kind: 'ConfigMap', namespace: null, name: 'c' }

type Given = string | number | undefined

function difference(kind: Difference['kind'], resource: ResourceId, pointer: string, left: Given, right: Given): Difference {
  const path = renderedPath(pointer)
  return {
    kind,
    left: resource,
    right: resource,
    resource,
    path: path.map(String),
    leftPath: left === undefined ? null : path,
    rightPath: right === undefined ? null : path,
    leftValue: left,
    rightValue: right,
    within: null,
    pairing: null
  }
}

const drift = (found: Difference, rest: Partial<Finding<'drift-value'>> = {}): Draft => ({
  finding: finding('drift-value', 'error', { pairing: null, note: null }, { path: formatPointer(found.path), ...rest }),
  subject: { kind: 'difference', left: STAGING, right: PROD, difference: found }
})

function places(draft: Draft, files: Files, changed: readonly string[] = [], rest: Partial<AttributionWorld> = {}): readonly string[] {
  const plain = 'resources: [../../base]\n'
  const all: Files = { 'overlays/staging/kustomization.yaml': plain, 'overlays/prod/kustomization.yaml': plain, ...BASE, ...files }
  const world: AttributionWorld = { source: (each) => sourceOf(all, each.path), changed: new Set(changed), ...rest }
  const [found] = attribute([draft], world)
  const show = (location: { readonly file: string; readonly line: number; readonly confidence: string } | null | undefined): string =>
    location ? `${location.file}${location.confidence === 'file' ? '' : `:${location.line}`}` : 'nowhere'
  return [show(found?.location), ...(found?.related ?? []).map(({ location, note }) => `${show(location)} ${note}`)]
}

const replicas = (count: number): Files => ({ 'overlays/prod/kustomization.yaml': text`
  resources: [../../base]
  replicas:
  - name: app
    count: ${count}
` })
const REPLICAS = difference('value', DEPLOYMENT, '/spec/replicas', 2, 5)

describe('the place inside the change comes first', () => {
  test('the overlay', () => {
    expect(places(drift(REPLICAS), replicas(5), ['overlays/prod/kustomization.yaml'])).toEqual([
      'overlays/prod/kustomization.yaml:4',
      'base/deployment.yaml:8 the counterpart in `staging`'
    ])
  })
  test('the base under an environment that does not pin the value', () => {
    expect(places(drift(REPLICAS), replicas(5), ['base/deployment.yaml'])).toEqual([
      'base/deployment.yaml:8',
      'overlays/prod/kustomization.yaml:4 the counterpart in `prod`'
    ])
  })
  test('on equal terms the later environment', () => {
    expect(places(drift(REPLICAS), replicas(5))[0]).toBe('overlays/prod/kustomization.yaml:4')
  })
})

describe('what takes a field away comes before what holds it', () => {
  const removing = text`
    resources: [../../base]
    patches:
    - target: {kind: Deployment}
      patch: |-
        - op: remove
          path: /spec/replicas
  `
  const files = { 'overlays/staging/kustomization.yaml': removing }
  const found = drift(difference('missing-field', DEPLOYMENT, '/spec/replicas', undefined, 2))
  test('in the earlier environment too', () => {
    expect(places(found, files)).toEqual(['overlays/staging/kustomization.yaml:6', 'base/deployment.yaml:8 the counterpart in `prod`'])
  })
  test('unless only the other line is inside the change', () => {
    expect(places(found, files, ['base/deployment.yaml'])).toEqual(['base/deployment.yaml:8', 'overlays/staging/kustomization.yaml:6 `staging` removes it here'])
  })
})

test('inside the change a known line comes before a file, and a file before a known line outside', () => {
  const files = {
    'overlays/staging/kustomization.yaml': 'resources: [../../base]\nconfigMapGenerator:\n- name: c\n  literals: [A=1]\n',
    'overlays/prod/kustomization.yaml': 'resources: [../../base]\nconfigMapGenerator:\n- name: d\n  literals: [A=1]\n'
  }
  const missing = drift(whole(CONFIG, null))
  const [staging, prod] = ['overlays/staging/kustomization.yaml', 'overlays/prod/kustomization.yaml']
  expect(places(missing, files, [staging, prod])[0]).toBe(`${staging}:3`)
  expect(places(missing, files, [prod])).toEqual([prod, `${staging}:3 the counterpart in \`staging\``])
  expect(places(missing, files)[0]).toBe(`${staging}:3`)
})

const generator = (literals: string): string => `resources: [../../base]\nconfigMapGenerator:\n- name: c\n  literals:\n${literals}`

describe('what is missing', () => {
  test('a literal: the generator that would hold it', () => {
    const files = {
      'overlays/staging/kustomization.yaml': generator('  - A=1\n  - B=2\n'),
      'overlays/prod/kustomization.yaml': generator('  - A=1\n')
    }
    expect(places(drift(difference('missing-field', CONFIG, '/data/B', '2', undefined)), files)).toEqual([
      'overlays/staging/kustomization.yaml:6',
      'overlays/prod/kustomization.yaml:3 `prod` has no counterpart: it would go here'
    ])
  })
  test('a field that only the base could hold: the overlay', () => {
    const patch = text`
      resources: [../../base]
      patches:
      - target: {kind: Deployment}
        patch: |-
          - op: add
            path: /spec/paused
            value: true
    `
    const found = { ...difference('missing-field', DEPLOYMENT, '/spec/paused', 'x', undefined), leftValue: true }
    expect(places(drift(found), { 'overlays/staging/kustomization.yaml': patch })).toEqual([
      'overlays/staging/kustomization.yaml:7',
      'overlays/prod/kustomization.yaml `prod` has no counterpart'
    ])
  })
  test('a removed field: the operation', () => {
    const patch = text`
      resources: [../../base]
      patches:
      - target: {kind: Deployment}
        patch: |-
          - op: remove
            path: /spec/replicas
    `
    const found = difference('missing-field', DEPLOYMENT, '/spec/replicas', 2, undefined)
    expect(places(drift(found), { 'overlays/prod/kustomization.yaml': patch })).toEqual([
      'overlays/prod/kustomization.yaml:6',
      'base/deployment.yaml:8 the counterpart in `staging`'
    ])
  })
  test('a literal that the change took out of a file: that file, even where the generator is in another', () => {
    const files = {
      'overlays/staging/kustomization.yaml': 'configMapGenerator:\n- {name: c, envs: [a.env]}\n',
      'overlays/prod/kustomization.yaml': 'configMapGenerator:\n- {name: c, envs: [a.env]}\n',
      'overlays/staging/a.env': 'A=1\nB=2\n',
      'overlays/prod/a.env': 'A=1\n'
    }
    const found = places(drift(difference('missing-field', CONFIG, '/data/B', '2', undefined)), files, ['overlays/prod/a.env'])
    expect(found).toEqual(['overlays/prod/a.env', 'overlays/staging/a.env:2 the counterpart in `staging`'])
  })
})

const whole = (left: ResourceId | null, right: ResourceId | null): Difference => ({
  ...difference('missing-resource', left ?? right ?? CONFIG, '', undefined, undefined),
  left,
  right,
  path: [],
  leftPath: null,
  rightPath: null
})

describe('a resource in one environment only', () => {
  const policy = text`
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata:
      name: deny
  `
  const id: ResourceId = { group: 'networking.k8s.io', version: 'v1', kind: 'NetworkPolicy', namespace: null, name: 'deny' }

  test('its document, and the other overlay', () => {
    const files = { 'overlays/prod/kustomization.yaml': 'resources: [../../base, deny.yaml]\n', 'overlays/prod/deny.yaml': policy }
    expect(places(drift(whole(null, id)), files, ['overlays/prod/deny.yaml'])).toEqual([
      'overlays/prod/deny.yaml:2',
      'overlays/staging/kustomization.yaml `staging` has no counterpart'
    ])
  })
  test('deleted by a patch, under a prefix on the other side', () => {
    const indented = policy.replace(/^(?=.)/gm, '    ')
    const files = {
      'base/kustomization.yaml': 'resources: [deployment.yaml, deny.yaml]\n',
      'base/deny.yaml': policy,
      'overlays/staging/kustomization.yaml': 'resources: [../../base]\nnamePrefix: stg-\n',
      'overlays/prod/kustomization.yaml': `resources: [../../base]\npatches:\n- patch: |-\n${indented}    $patch: delete\n`
    }
    expect(places(drift(whole({ ...id, name: 'stg-deny' }, null)), files)).toEqual([
      'overlays/prod/kustomization.yaml:8',
      'base/deny.yaml:2 the counterpart in `staging`'
    ])
  })
})

describe('other subjects', () => {
  const image = (subject: Subject, rest: Partial<Finding<'image-unpinned'>> = {}): Draft => ({
    finding: finding('image-unpinned', 'error', { container: 'main', image: 'x', previous: [], why: '' }, rest),
    subject
  })
  const field: Subject = {
    kind: 'field',
    overlay: PROD,
    resource: DEPLOYMENT,
    path: renderedPath('/spec/template/spec/containers/0/image'),
    value: 'shop/app:v2'
  }
  const files = { 'overlays/prod/kustomization.yaml': text`
    resources: [../../base]
    images:
    - name: shop/app
      newTag: v2
  ` }

  test('a field', () => {
    expect(places(image(field), files)).toEqual(['overlays/prod/kustomization.yaml:4'])
  })
  test('a field whose position in the render is another container’s', () => {
    const path = renderedPath('/spec/template/spec/containers/1/image')
    const named = image({ ...field, path }, { path: '/spec/template/spec/containers/main/image' })
    expect(places(named, files)).toEqual(['overlays/prod/kustomization.yaml:4'])
  })
  test('an overlay', () => {
    expect(places(image({ kind: 'overlay', overlay: PROD }), files)).toEqual(['overlays/prod/kustomization.yaml'])
  })
  test('an overlay that is not there any more', () => {
    expect(places(image({ kind: 'overlay', overlay: PROD }), files, [], { source: () => null })).toEqual(['nowhere'])
  })
  test('what has its location, or none, stays as it is', () => {
    expect(places(image(field, { location: lineLocation('x', 7) }), files)).toEqual(['x:7'])
    expect(places(image({ kind: 'none' }), files)).toEqual(['nowhere'])
  })
})
