// What stands in the place of something else: `$patch: replace` takes out what the former map or item had besides.

import { expect, test } from '@jest/globals'
import { traceOrigin } from '../../../src/core/attribute/origin.ts'
import { createTracer } from '../../../src/core/attribute/tracer.ts'
import type { ResourceId } from '../../../src/core/model/resource.ts'
import { text } from '../../support/text.ts'
import { renderedPath, sourceOf } from './world.ts'

const ROOT = 'overlays/prod'
const RESOURCE: ResourceId = { group: 'apps', version: 'v1', kind: 'Deployment', namespace: null, name: 'app' }
const IDENTITY = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app}\n'
const MAIN = '/spec/template/spec/containers/0'

function absent(patch: string, pointer: string): string {
  const files = {
    'base/kustomization.yaml': 'resources: [deployment.yaml]\n',
    'base/deployment.yaml': `${IDENTITY}${text`
      spec:
        strategy: {type: Recreate, rollingUpdate: {maxSurge: 1}}
        template:
          spec:
            containers:
            - name: main
              image: a:1
              resources: {limits: {cpu: 1, memory: 1Gi}}
    `}`,
    [`${ROOT}/kustomization.yaml`]: 'resources: [../../base]\npatches: [{path: patch.yaml}]\n',
    [`${ROOT}/patch.yaml`]: `${IDENTITY}${patch}`
  }
  const path = renderedPath(pointer)
  const keys = path.map((segment) => (segment === 0 ? 'main' : String(segment)))
  const query = { source: sourceOf(files, ROOT), resource: RESOURCE, path, keys, within: null, value: undefined }
  const { location, state } = traceOrigin(query, createTracer())
  return `${state} ${location.file}:${location.line}`
}

const LIST = text`
  spec:
    template:
      spec:
        containers:
        - $patch: replace
        - name: main
          image: a:2
          resources: {limits: {cpu: 1}}
`
const MAP = text`
  spec:
    strategy:
      $patch: replace
      rollingUpdate: {maxUnavailable: 1}
`

test.each<readonly [string, string, string, string]>([
  ['a field of the item that was replaced', LIST, `${MAIN}/resources/limits/memory`, `removed ${ROOT}/patch.yaml:8`],
  ['a key of the map that was replaced', MAP, '/spec/strategy/type', `removed ${ROOT}/patch.yaml:6`],
  ['a key deeper in it', MAP, '/spec/strategy/rollingUpdate/maxSurge', `removed ${ROOT}/patch.yaml:6`],
  ['what neither has', LIST, `${MAIN}/resources/limits/storage`, `absent ${ROOT}/patch.yaml:11`]
])('%s', (_, patch, pointer, expected) => expect(absent(patch, pointer)).toBe(expected))
