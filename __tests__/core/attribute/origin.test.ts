// Where no line is certain, none is given; what is found is in the scenarios of origins.

import { describe, expect, test } from '@jest/globals'
import { originOf } from '../../../src/core/attribute/origin.ts'
import { text } from '../../support/text.ts'
import type { Files } from './world.ts'
import { BASE, renderedPath, sourceOf } from './world.ts'

const ROOT = 'overlays/prod'

function show(location: { readonly file: string; readonly line: number; readonly confidence: string }): string {
  return location.confidence === 'exact' ? `${location.file}:${location.line}` : `${location.file} (${location.confidence})`
}

describe('where the line cannot be told, the overlay’s file is named', () => {
  const at = (kustomization: string, pointer: string, value: string | number, files: Files = {}): string => {
    const all: Files = { ...BASE, [`${ROOT}/kustomization.yaml`]: `resources: [../../base]\n${kustomization}`, ...files }
    const resource = { group: 'apps', version: 'v1', kind: 'Deployment', namespace: null, name: 'app' }
    return show(originOf({ source: sourceOf(all, ROOT), resource, path: renderedPath(pointer), within: null, value }))
  }
  const FILE = `${ROOT}/kustomization.yaml (file)`

  test.each<readonly [string, string, string, string | number, Files]>([
    ['a value that nothing explains', '', '/spec/replicas', 4, {}],
    ['a transformer that may have written it', 'transformers: [t.yaml]\n', '/spec/replicas', 2, {}],
    [
      'a replacement whose target may be it',
      text`
        replacements:
        - source: {kind: Deployment, fieldPath: spec.x}
          targets:
          - {select: {kind: Deployment}, fieldPaths: [spec.replicas]}
      `,
      '/spec/replicas',
      2,
      {}
    ],
    ['a patch that is not there', 'patches: [{path: missing.yaml}]\n', '/spec/replicas', 2, {}],
    [
      'a patch that may rename',
      text`
        patches:
        - target: {kind: Deployment}
          options: {allowNameChange: true}
          patch: "{apiVersion: apps/v1, kind: Deployment, metadata: {name: b}}"
      `,
      '/spec/replicas',
      2,
      {}
    ],
    [
      'a selector that is not understood',
      'patches:\n- target: {labelSelector: "app > 1"}\n  path: p.yaml\n',
      '/spec/replicas',
      2,
      { [`${ROOT}/p.yaml`]: 'kind: X\n' }
    ],
    ['two resources that could be it', 'resources: [../../base, ../../base]\n', '/spec/replicas', 2, {}],
    ['a base that is no YAML', '', '/spec/replicas', 2, { 'base/deployment.yaml': `${BASE['base/deployment.yaml']}}: {` }]
  ])('%s', (_, kustomization, pointer, value, files) => {
    expect(at(kustomization, pointer, value, files)).toBe(FILE)
  })

  test('a replacement of something else is no doubt', () => {
    const other = 'replacements:\n- source: {kind: Deployment}\n  targets:\n  - {select: {kind: Service}, fieldPaths: [spec.replicas]}\n'
    expect(at(other, '/spec/replicas', 2)).toBe('base/deployment.yaml:8')
  })

  test('an anchor inside itself ends', () => {
    const text = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: &a {name: app, x: *a}\nspec: {replicas: 2}\n'
    expect(at('', '/spec/replicas', 2, { 'base/deployment.yaml': text })).toBe('base/deployment.yaml:4')
  })
})
