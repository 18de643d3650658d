// Lines that only an experiment can tell, in whole runs: builtin transformers of the rarer kind, and builds that fail for reasons kustomize does not name.

import { describe, expect, test } from '@jest/globals'
import type { Finding } from '../../src/core/model/finding.ts'
import type { Report } from '../../src/core/model/report.ts'
import { newestKustomize } from '../support/kustomize.ts'
import type { Files } from '../support/scenario.ts'
import { judge } from '../support/scenario.ts'

const KUSTOMIZE = newestKustomize().command
const [STAGING, PROD] = ['apps/shop/overlays/staging', 'apps/shop/overlays/prod']
const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
  annotations: {tier: web, team: a}
spec:
  replicas: 2
  template:
    spec:
      containers:
      - {name: shop, image: "registry.example.com/shop:1"}
`
const OVERLAY = 'resources:\n- ../../base\n'
const BEFORE: Files = {
  // The experiments must not depend on how busy the machine is.
  '.github/parity-gate.yaml': 'version: 1\nlimits: {confirm-seconds: 60}\n',
  'apps/shop/base/kustomization.yaml': 'resources: [deployment.yaml]\n',
  'apps/shop/base/deployment.yaml': DEPLOYMENT,
  [`${STAGING}/kustomization.yaml`]: OVERLAY,
  [`${PROD}/kustomization.yaml`]: OVERLAY
}

/** What is not followed in the sources: it may have written any field. */
const adding = (value: string, pointer = 'metadata/annotations/tier'): string =>
  `apiVersion: builtin\nkind: ValueAddTransformer\nmetadata: {name: add}\nvalue: ${value}\ntargets:\n- selector: {kind: Deployment}\n  fieldPath: ${pointer}\n`
const inProd = (kustomization: string, more: Files = {}): Files => ({ [`${PROD}/kustomization.yaml`]: OVERLAY + kustomization, ...more })

const places = (report: Report): readonly string[] => report.findings.map(placed)
function placed({ code, path, location, waiver }: Finding): string {
  const line = location === null || location.confidence === 'file' ? '' : `:${location.line} ${location.confidence}`
  return `${waiver === null ? '' : 'waived '}${code} ${path ?? ''} @ ${location?.file ?? ''}${line}`
}

const run = (change: Files, inputs: Readonly<Record<string, string>> = {}, before: Files = BEFORE): Promise<Report> => judge({ before, change, inputs }, KUSTOMIZE)

describe('confirmed', () => {
  test('the scalar that a transformer writes, and another field of the same overlay', async () => {
    const change = inProd('transformers: [add.yaml]\npatches:\n- target: {kind: Deployment}\n  patch: |-\n    - op: replace\n      path: /metadata/annotations/team\n      value: b\n', { [`${PROD}/add.yaml`]: adding('gold') })
    expect(places(await run(change))).toEqual([
      `drift-value /metadata/annotations/team @ ${PROD}/kustomization.yaml:9 confirmed`,
      `drift-value /metadata/annotations/tier @ ${PROD}/add.yaml:4 confirmed`
    ])
  })

  test('an image finding: the tag, in the place that the change has made doubtful', async () => {
    const change = inProd('transformers: [add.yaml]\nimages:\n- name: registry.example.com/shop\n  newTag: "2"\n', { [`${PROD}/add.yaml`]: adding('x', 'metadata/annotations/more') })
    const report = await run(change, { 'promotion-key': 'tag' })
    expect(places(report)).toContain(`image-not-live ${'/spec/template/spec/containers/shop/image'} @ ${PROD}/kustomization.yaml:6 confirmed`)
  })

  test('a waiver comment on the confirmed line waives', async () => {
    const change = inProd('transformers: [add.yaml]\n', { [`${PROD}/add.yaml`]: adding('gold # parity-gate: allow -- only prod sells gold') })
    const report = await run(change)
    expect([report.verdict, ...places(report)]).toEqual(['pass', `waived drift-value /metadata/annotations/tier @ ${PROD}/add.yaml:4 confirmed`])
  })

  test('without time the file', async () => {
    const before = { ...BEFORE, '.github/parity-gate.yaml': 'version: 1\nlimits: {confirm-seconds: 0}\n' }
    const change = inProd('transformers: [add.yaml]\n', { [`${PROD}/add.yaml`]: adding('gold') })
    expect(places(await run(change, {}, before))).toEqual([`drift-value /metadata/annotations/tier @ ${PROD}/kustomization.yaml`])
  })
})

describe('builds that fail', () => {
  test('the entry that kustomize names', async () => {
    const change = inProd('patches:\n- path: fine.yaml\n- path: gone.yaml\n', { [`${PROD}/fine.yaml`]: 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\n' })
    expect(places(await run(change))).toEqual([`render-failed  @ ${PROD}/kustomization.yaml:5 exact`])
  })

  test('a kustomization.yml that is no YAML, and the entry that leads there', async () => {
    const change = { 'apps/shop/base/kustomization.yaml': null, 'apps/shop/base/kustomization.yml': 'resources: [deployment.yaml\n', [`${STAGING}/kustomization.yaml`]: `${OVERLAY}# touched\n` }
    const report = await run(change)
    expect(places(report)).toEqual(['render-failed  @ apps/shop/base/kustomization.yml:1 exact', 'render-failed  @ apps/shop/base/kustomization.yml:1 exact'])
    expect(report.findings.map(({ related }) => related.map(({ location }) => `${location.file}:${location.line}`))).toEqual([
      [`${PROD}/kustomization.yaml:2`], [`${STAGING}/kustomization.yaml:2`]
    ])
  })

  test('words that name no entry: the one without which the overlay renders', async () => {
    const odd = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\nspec:\n  template:\n    spec:\n      containers: {a: b}\n'
    const change = inProd('patches:\n- path: fine.yaml\n- path: odd.yaml\n', { [`${PROD}/fine.yaml`]: 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\n', [`${PROD}/odd.yaml`]: odd })
    const report = await run(change)
    expect(places(report)).toEqual([`render-failed  @ ${PROD}/odd.yaml:7 confirmed`])
    expect(report.findings[0]?.args).toMatchObject({ reason: expect.stringContaining('expected SequenceNode but got MappingNode') })
  })
})
