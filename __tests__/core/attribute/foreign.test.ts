// Resources that are not in the repository: the entry that brings them, and the lines of this build that write into them.

import { describe, expect, test } from '@jest/globals'
import { originOf } from '../../../src/core/attribute/origin.ts'
import type { Value } from '../../../src/core/model/resource.ts'
import { text } from '../../support/text.ts'
import type { Files } from './world.ts'
import { renderedPath, sourceOf } from './world.ts'

const ROOT = 'overlays/prod'
const REMOTE = text`
  resources:
  - github.com/org/repo//base?ref=v1
  namePrefix: p-
  labels:
  - pairs:
      team: red
  patches:
  - target: {kind: Deployment, name: web}
    patch: |-
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 7
`

function at(kustomization: string, pointer: string, value: Value, name = 'p-web', files: Files = {}): string {
  const all: Files = { [`${ROOT}/kustomization.yaml`]: kustomization, ...files }
  const resource = { group: 'apps', version: 'v1', kind: 'Deployment', namespace: null, name }
  const location = originOf({ source: sourceOf(all, ROOT), resource, path: renderedPath(pointer), within: null, value })
  return location.confidence === 'exact' ? `${location.file}:${location.line}` : `${location.file} (${location.confidence})`
}
const FILE = `${ROOT}/kustomization.yaml (file)`

describe('a remote base', () => {
  test.each<readonly [string, string, string, Value, string]>([
    ['brings the resource', REMOTE, '', {}, `${ROOT}/kustomization.yaml:2`],
    ['brings a field that nothing here writes', REMOTE, '/spec/paused', true, `${ROOT}/kustomization.yaml:2`],
    ['gets a label', REMOTE, '/metadata/labels/team', 'red', `${ROOT}/kustomization.yaml:6`],
    ['is patched under its own name', REMOTE, '/spec/replicas', 7, `${ROOT}/kustomization.yaml:14`],
    ['has another value than the patch gives', REMOTE, '/spec/replicas', 8, FILE],
    ['may hold images that an entry rewrites', `${REMOTE}images: [{name: a, newTag: b}]\n`, '/spec/template/spec/containers/0/image', 'a:b', FILE],
    ['may hold what a var stands for', `${REMOTE}vars: [{name: A, objref: {kind: X, name: y}}]\n`, '/spec/paused', true, FILE]
  ])('%s', (_, kustomization, pointer, value, expected) => {
    expect(at(kustomization, pointer, value)).toBe(expected)
  })

  test('one of two may have brought it', () => {
    const two = REMOTE.replace('- github', '- github.com/org/other//base?ref=v1\n- github')
    expect(at(two, '/spec/paused', true)).toBe(FILE)
    expect(at(two, '/metadata/labels/team', 'red')).toBe(`${ROOT}/kustomization.yaml:7`)
  })

  test('two under different prefixes are told apart by the name', () => {
    const files = { 'other/kustomization.yaml': 'namePrefix: o-\nresources:\n- github.com/org/other//base?ref=v1\n' }
    const both = REMOTE.replace('resources:', 'resources:\n- ../../other')
    expect(at(both, '/spec/paused', true, 'p-o-web', files)).toBe(FILE)
    expect(at(both, '/spec/paused', true, 'p-web', files)).toBe(`${ROOT}/kustomization.yaml:3`)
  })
})

test('what a chart brings is never guessed, what is written into it is known', () => {
  const chart = 'helmCharts: [{name: c, repo: https://x.io}]\ncommonAnnotations:\n  owner: shop\n'
  expect(at(chart, '/spec/paused', true)).toBe(FILE)
  expect(at(chart, '/metadata/annotations/owner', 'shop')).toBe(`${ROOT}/kustomization.yaml:3`)
})
