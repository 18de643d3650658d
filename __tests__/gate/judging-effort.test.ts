// Expressions that are each within bounds, over values that are too: together they are too much, and nobody gets a pass for it.

import { expect, test } from '@jest/globals'
import { judgeBounds } from '../../src/core/judge/axis-bounds.ts'
import { createEffort } from '../../src/core/model/effort.ts'
import { environmentNamed } from '../../src/core/model/environment.ts'
import { newestKustomize } from '../support/kustomize.ts'
import type { Files } from '../support/scenario.ts'
import { judge } from '../support/scenario.ts'

const POLICY = '.github/parity-gate.yaml'

function policy(axes: number, expression: string): string {
  const list = Array.from({ length: axes }, (_, at) => `- {name: a${at}, resources: [ConfigMap], paths: [/data/*], values: '${expression}${at}'}\n`)
  return `version: 1\nallowed-axes:\n${list.join('')}limits: {judge-megasteps: 1}\n`
}

function application(name: string, values: number): Files {
  const data = Array.from({ length: values }, (_, at) => `  key-${at}: "${'a'.repeat(100)}"\n`).join('')
  return Object.fromEntries(
    ['staging', 'prod'].flatMap((environment) => [
      [`apps/${name}/overlays/${environment}/kustomization.yaml`, 'resources: [config.yaml]\n'],
      [`apps/${name}/overlays/${environment}/config.yaml`, `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: config}\ndata:\n${data}`]
    ])
  )
}

test('the application is not judged, the limit is named, and the others are judged', async () => {
  const before = { [POLICY]: policy(10, '^a*|') }
  const { verdict, findings } = await judge({ before, change: { ...application('large', 200), ...application('small', 1) } }, newestKustomize().command)
  expect(verdict).toBe('fail')
  expect(findings.map(({ application: name, code, environment, args }) => [name, code, environment, 'limit' in args ? args.limit : null])).toEqual([
    ['apps/large', 'limit-exceeded', 'prod', 'judge-megasteps'],
    ['apps/large', 'limit-exceeded', 'staging', 'judge-megasteps']
  ])
})

test('without effort no bound holds for free: what is left over is not looked at', () => {
  const id = { group: '', version: 'v1', kind: 'ConfigMap', namespace: null, name: 'config' }
  const body = { data: Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`k${at}`, 'a'.repeat(1000)])) }
  const axis = { kind: 'custom', name: 'a', resources: [{ kind: '*', group: null, name: null }], paths: [['data', '*']], values: '^(?:a?){200}$', between: null } as const
  const overlay = { application: 'a', environment: 'prod', variant: null, path: 'a/prod' }
  const effort = createEffort(10_000_000)
  judgeBounds({ overlay, environment: environmentNamed('prod'), resources: [{ id, canonical: id, body }] }, { axes: [axis] }, effort)
  expect(effort.spent()).toBe(true)
})

/** Deployments of as many containers as there are images, in both environments. */
function runs(name: string, images: readonly string[]): Files {
  const containers = images.map((image, at) => `      - {name: c${at}, image: "${image}"}\n`).join('')
  const workload = `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n${containers}`
  return Object.fromEntries(
    ['staging', 'prod'].flatMap((environment) => [
      [`apps/${name}/overlays/${environment}/kustomization.yaml`, 'resources: [web.yaml]\n'],
      [`apps/${name}/overlays/${environment}/web.yaml`, workload]
    ])
  )
}

test.each([
  ['an expression of many steps', "promotion-key: '/^(?:[a-z]?){100}([0-9]+)$/'\n", Array.from({ length: 60 }, (_, at) => `r.io/app${at}:${'a'.repeat(100)}1`)],
  ['many tags of one repository', 'promotion-key: tag\n', Array.from({ length: 200 }, (_, at) => `r.io/app:${at}1`)]
])('%s: promotions are not decided, the limit is named, and those of others are', async (_, key, images) => {
  const before = { [POLICY]: `version: 1\n${key}limits: {judge-megasteps: 1}\n` }
  const change = { ...runs('large', images), ...runs('small', ['r.io/web:1']) }
  const { verdict, findings, promotions } = await judge({ before, change }, newestKustomize().command)
  expect(verdict).toBe('fail')
  const told = findings.filter(({ level }) => level === 'error')
  expect(told.map(({ application: name, code, environment, args }) => [name, code, environment, 'limit' in args ? args.limit : null])).toEqual([
    ['apps/large', 'limit-exceeded', 'prod', 'judge-megasteps'],
    ['apps/large', 'limit-exceeded', 'staging', 'judge-megasteps']
  ])
  expect(promotions.map(({ overlay, decision }) => [overlay.application, decision])).toEqual([
    ['apps/small', 'introduced'],
    ['apps/small', 'first-environment']
  ])
})
