// Builds that fail, and the entry that kustomize's words mean. «» marks the place, ‹› the other one.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { failedEntry } from '../../../src/core/attribute/failed-entry.ts'
import { explainFailure } from '../../../src/core/render/explain-failure.ts'
import { kustomizeBinaries } from '../../support/kustomize.ts'
import type { Files } from './world.ts'
import { sourceOf } from './world.ts'

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: app}
spec:
  replicas: 2
  template: {spec: {containers: [{name: main, image: 'shop/app:1.0'}]}}
`
const BASE: Files = { 'base/kustomization.yaml': 'resources: [deployment.yaml]\n', 'base/deployment.yaml': DEPLOYMENT }
const PROD = 'overlays/prod'
const COMPONENT = 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n'
const prod = (kustomization: string, more: Files = {}): Files => ({ ...BASE, [`${PROD}/kustomization.yaml`]: `resources:\n- ../../base\n${kustomization}`, ...more })
const patchOf = (name: string): string => `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\n`
const operation = (line: string): Files => prod(`patches:\n- target: {kind: Deployment}\n  patch: |-\n    - {op: add, path: /spec/paused, value: true}\n    - op: ${line}\n`)
const generator = (entry: string): Files => prod(`configMapGenerator:\n- {name: ok, literals: [A=1]}\n- ${entry}\n`)
const replacement = (entry: string): Files => prod(`replacements:\n- source: {kind: Deployment, name: app, fieldPath: spec.replicas}\n  targets: [{select: {kind: Deployment}, fieldPaths: [spec.minReadySeconds], options: {create: true}}]\n${entry}`)

type Case = readonly [name: string, files: Files, only?: 'v4' | 'v5']

const CASES: readonly Case[] = [
  ['a resource that is not there', prod('- «nope.yaml»\n')],
  ['a folder that is not there', prod('- «../../nope»\n')],
  ['a resource that is not there, below', { ...prod(''), 'base/kustomization.yaml': 'resources:\n- deployment.yaml\n- «gone.yaml»\n' }],
  ['a folder without a kustomization', prod('- «../../empty»\n', { 'empty/readme.yaml': 'a: b\n' })],
  ['a folder with two kustomizations', prod('- «../../two»\n', { 'two/kustomization.yaml': 'resources: []\n', 'two/kustomization.yml': 'resources: []\n' })],
  ['an empty kustomization', prod('- «../../empty»\n', { 'empty/kustomization.yaml': '# ‹nothing›\n' }), 'v5'],
  ['a cycle', { ...prod(''), 'base/kustomization.yaml': 'resources:\n- «../overlays/prod»\n' }],
  ['a resource out of reach', prod('- «../../other.yaml»\n', { 'other.yaml': DEPLOYMENT.replace('app', 'other') })],
  ['a field that kustomize does not know', prod('«patchess»:\n- path: x.yaml\n')],
  ['a field that it does not know, within an entry', prod('images:\n- name: shop/app\n  «newTagg»: v1\n')],
  ['a field of the wrong type', prod('«patches»: {a: b}\n')],
  ['a kustomization that is no YAML', prod('«patches»: [\n- a: b\n')],
  ['one below in a .yml file', { 'base/kustomization.yml': '«resources»: [deployment.yaml\n', [`${PROD}/kustomization.yaml`]: 'resources:\n- ‹../../base›\n' }],
  ['a resource that is no YAML', prod('- ‹bad.yaml›\n', { [`${PROD}/bad.yaml`]: 'a: b\nc: [d\n«e: f»\n' })],
  ['its second document', prod('- ‹bad.yaml›\n', { [`${PROD}/bad.yaml`]: `${DEPLOYMENT}---\n«kind: ConfigMap»\n  x: {name: x\n` })],
  ['a resource without a name', prod('- ‹bad.yaml›\n', { [`${PROD}/bad.yaml`]: 'apiVersion: v1\nkind: «ConfigMap»\n' })],
  ['a resource that is there already', prod('- «more.yaml»\n', { [`${PROD}/more.yaml`]: `${DEPLOYMENT.replace('app}', 'other}')}---\n${DEPLOYMENT.replace('app}', '‹app›}')}` })],
  ['a strategic merge patch of nothing', prod(`patches:\n- patch: |-\n${patchOf('«nope»').replaceAll(/^/gm, '    ').trimEnd()}\n`)],
  ['the same in a file', prod('patches:\n- path: fine.yaml\n- path: «patch.yaml»\n', { [`${PROD}/patch.yaml`]: patchOf('‹nope›'), [`${PROD}/fine.yaml`]: patchOf('app') })],
  ['the same in patchesStrategicMerge', prod('patchesStrategicMerge:\n- «patch.yaml»\n', { [`${PROD}/patch.yaml`]: patchOf('‹nope›') })],
  ['a patch file that is not there', prod('patches:\n- target: {kind: Deployment}\n  path: «gone.yaml»\n')],
  ['the same in patchesStrategicMerge ', prod('patchesStrategicMerge:\n- «gone.yaml»\n')],
  ['the same in a component', prod('components: [../../part]\n', { 'part/kustomization.yaml': `${COMPONENT}patches:\n- path: «gone.yaml»\n` })],
  ['a patch file that is no YAML', prod('patches:\n- path: «patch.yaml»\n', { [`${PROD}/patch.yaml`]: 'a: b\nc: [\n‹d: e›\n' })],
  ['a patch that is no YAML', prod('patches:\n- «target»: {kind: Deployment}\n  patch: "a: ["\n')],
  ['a patch written twice', prod('patches:\n- «path: patch.yaml»\n  patch: "a: b"\n', { [`${PROD}/patch.yaml`]: '‹a: b›\n' })],
  ['a removal of what is not there', operation('remove\n      path: «/spec/nowhere»')],
  ['a replacement of what is not there', operation('replace\n      path: «/spec/no/where»\n      value: 1')],
  ['an addition to what is not there', operation('add\n      path: «/spec/no/where»\n      value: 1')],
  ['a test that fails', operation('test\n      path: «/spec/replicas»\n      value: 7')],
  ['an operation that does not exist', operation('«put»\n      path: /spec/replicas')],
  ['an operation in a file', prod('patches:\n- target: {kind: Deployment}\n  path: ‹patch.yaml›\n', { [`${PROD}/patch.yaml`]: '- op: remove\n  path: «/spec/nowhere»\n' })],
  ['a generator that merges into nothing', generator('{name: «gone», behavior: merge, literals: [A=1]}')],
  ['a generator of a file that is not there', generator('{name: g, files: [a=«gone.txt»]}')],
  ['a generator of an env file that is not there', generator('{name: g, envs: [«gone.env»]}')],
  ['a literal without a value', generator('name: g\n  literals:\n  - B=1\n  - «A»')],
  ['a key given twice', generator('name: g\n  literals:\n  - A=1\n  - «A=2»')],
  ['replicas of nothing', prod('replicas:\n- {name: app, count: 2}\n- {name: «nope», count: 3}\n')],
  ['a replacement from nothing', replacement('- source:\n    kind: ConfigMap\n    name: «gone»\n    fieldPath: data.a\n  targets: [{select: {kind: Deployment}, fieldPaths: [spec.replicas]}]\n')],
  ['a replacement from a field that is not there', replacement('- source:\n    kind: Deployment\n    name: app\n    fieldPath: «spec.nope»\n  targets: [{select: {kind: Deployment}, fieldPaths: [spec.replicas]}]\n')],
  ['a replacement of a field that is not there', replacement('- source: {kind: Deployment, name: app, fieldPath: spec.replicas}\n  targets:\n  - select: {kind: Deployment}\n    fieldPaths:\n    - «spec.a.b.c»\n'), 'v5'],
  ['a component that is not there', prod('components:\n- «../../part»\n')],
  ['a component that is none', prod('components:\n- «../../part»\n', { 'part/kustomization.yaml': '‹resources: []›\n' })],
  ['a transformer that is not there', prod('transformers:\n- «gone.yaml»\n')],
  ['a plugin', prod('transformers:\n- «more.yaml»\n', { [`${PROD}/more.yaml`]: 'apiVersion: x/v1\nkind: Thing\nmetadata: {name: x}\n' })],
  ['a chart', prod('helmCharts:\n- «name»: shop\n  repo: https://charts.example.com\n- name: other\n  repo: https://charts.example.com\n')],
  ['a key twice in a mapping', prod('- more.yaml\n', { [`${PROD}/more.yaml`]: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  a: b\n  «a: c»\n' })],
  ['a variable of nothing', prod('vars:\n- name: «X»\n  objref: {kind: ConfigMap, name: nope, apiVersion: v1}\n')],
  ['configurations that are not there', prod('configurations:\n- «gone.yaml»\n')],
  ['words that mean two entries: the kustomization', prod('patches:\n- {target: {kind: Deployment}, patch: "[{op: remove, path: /spec/nowhere}]"}\n- target: {kind: Deployment}\n  patch: "[{op: remove, path: /spec/nowhere}]"\n')],
  ['words that mean nothing: the kustomization', prod('patches:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: app}\n    spec: {template: {spec: {containers: {a: b}}}}\n')]
]

const TEMPORARY = realpathSync(tmpdir())

function fail(files: Files, command: string): ReturnType<typeof explainFailure> {
  const folder = mkdtempSync(join(TEMPORARY, 'parity-gate-failed-'))
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    execFileSync(command, ['build', join(folder, PROD)], { env: { HOME: folder, PATH: '' }, stdio: 'pipe' })
    throw new Error('the build did not fail')
  } catch (error) {
    const stderr = (error as { readonly stderr?: Buffer }).stderr
    if (stderr === undefined) throw error
    return explainFailure(stderr.toString('utf8'), { temporary: folder, overlay: PROD })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const plain = (text: string): string => text.replaceAll(/[«»‹›]/g, '')

function marked(files: Files, mark: string): string | null {
  const [place] = Object.entries(files).flatMap(([path, text]) => {
    const index = text.split('\n').findIndex((line) => line.includes(mark))
    return index < 0 ? [] : [`${path}:${index + 1}`]
  })
  return place ?? null
}

describe.each(kustomizeBinaries())('kustomize $version', ({ version, command }) => {
  test.each(CASES.filter(([, , only]) => only === undefined || version.startsWith(only)))('%s', (_, files) => {
    const written = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, plain(text)]))
    const failure = fail(written, command)
    const found = failedEntry(failure, sourceOf(written, PROD))
    const show = (place: { readonly file: string; readonly line: number; readonly confidence: string } | undefined): string | null =>
      place === undefined ? null : place.confidence === 'file' ? place.file : `${place.file}:${place.line}`
    const place = marked(files, '«')
    expect([show(found?.location), failure.reason]).toEqual([place ?? `${PROD}/kustomization.yaml`, expect.anything()])
    const [other] = found?.related ?? []
    const expected = marked(files, '‹')
    // A file that kustomize could not read as a whole has no line of its own.
    const seen = other?.location.confidence === 'file' ? `${other.location.file}:1` : show(other?.location)
    expect(seen).toBe(expected)
    expect(failure.reason).not.toMatch(/0x[0-9a-f]{6}/)
  })
})
