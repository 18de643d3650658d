// The two places of a finding in whole runs: what comes first, what is related, and what one line causes is one annotation.

import { describe, expect, test } from '@jest/globals'
import type { SourceLocation } from '../../src/core/model/source.ts'
import { annotations } from '../../src/core/report/annotations.ts'
import { reportJson } from '../../src/core/report/json.ts'
import { newestKustomize } from '../support/kustomize.ts'
import type { Files, Scenario } from '../support/scenario.ts'
import { judge } from '../support/scenario.ts'
import { text } from '../support/text.ts'

const KUSTOMIZE = newestKustomize().command
const [STAGING, PROD] = ['overlays/staging/kustomization.yaml', 'overlays/prod/kustomization.yaml']
const PLAIN = 'resources: [../../base]\n'
const SHOP: Files = {
  'base/kustomization.yaml': text`
    resources: [deployment.yaml]
    configMapGenerator:
    - name: shop
      literals:
      - RATE=100
  `,
  'base/deployment.yaml': text`
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: shop
    spec:
      minReadySeconds: 5
      selector: {matchLabels: {app: shop}}
      template:
        metadata: {labels: {app: shop}}
        spec:
          containers: [{name: shop, image: shop}]
  `,
  [STAGING]: PLAIN,
  [PROD]: PLAIN
}
const DELETES = `${PLAIN}${text`
  patches:
  - target: {kind: Deployment}
    patch: |-
      - op: remove
        path: /spec/minReadySeconds
`}`
const PINS = `${PLAIN}${text`
  patches:
  - target: {kind: Deployment}
    patch: |-
      - op: replace
        path: /spec/minReadySeconds
        value: 5
`}`
const GENERATES = (name: string): string => `${PLAIN}configMapGenerator:\n- name: ${name}\n  literals: [A=1]\n`

type Case = { readonly name: string; readonly scenario: Scenario; readonly places: readonly string[] }

const CASES: readonly Case[] = [
  {
    name: 'one environment deletes what the other has from the base: the deleting line',
    scenario: { before: SHOP, change: { [STAGING]: DELETES } },
    places: [`${STAGING}:6, base/deployment.yaml:6 the counterpart in \`prod\``]
  },
  {
    name: 'the same where nothing tells what has changed',
    scenario: { before: { ...SHOP, [STAGING]: DELETES } },
    places: [`${STAGING}:6, base/deployment.yaml:6 the counterpart in \`prod\``]
  },
  {
    name: 'the base changes below an environment that pins the value: the line of the base',
    scenario: { before: { ...SHOP, [PROD]: PINS }, change: { 'base/deployment.yaml': String(SHOP['base/deployment.yaml']).replace('Seconds: 5', 'Seconds: 9') } },
    places: [`base/deployment.yaml:6, ${PROD}:7 the counterpart in \`prod\``]
  },
  {
    name: 'a literal that one environment adds: its line, and the generator that would hold the other one',
    scenario: {
      before: { ...SHOP, [PROD]: `${PLAIN}configMapGenerator:\n- name: shop\n  behavior: merge\n  literals: [RATE=100]\n` },
      change: { [STAGING]: `${PLAIN}configMapGenerator:\n- name: shop\n  behavior: merge\n  literals:\n  - NEW=1\n` }
    },
    places: [`${STAGING}:6, ${PROD}:3 \`prod\` has no counterpart: it would go here`]
  },
  {
    name: 'a generator that the change renames: the new name, and the file that has lost the old one',
    scenario: { before: { ...SHOP, [STAGING]: GENERATES('more'), [PROD]: GENERATES('more') }, change: { [PROD]: GENERATES('most') } },
    places: [`${PROD}, ${STAGING}:3 the counterpart in \`staging\``, `${PROD}:3, ${STAGING} \`staging\` has no counterpart`]
  },
  {
    name: 'a replacement that the change adds: its entry, beside what it copies',
    scenario: {
      before: { ...SHOP, 'base/deployment.yaml': String(SHOP['base/deployment.yaml']).replace('  name: shop\n', '  name: shop\n  labels: {rate: "100"}\n') },
      change: {
        [PROD]: `${PLAIN}${text`
          replacements:
          - source: {kind: Deployment, fieldPath: spec.minReadySeconds}
            targets:
            - select: {kind: Deployment}
              fieldPaths:
              - metadata.labels.rate
        `}`
      }
    },
    places: [`${PROD}:7, base/deployment.yaml:5 the counterpart in \`staging\`, base/deployment.yaml:7 the replacement copies this`]
  },
  {
    name: 'a patch that kustomize refuses: its entry',
    scenario: {
      before: SHOP,
      change: {
        [PROD]: `${PLAIN}${text`
          patches:
          - patch: '[{"op": "add", "path": "/metadata/labels", "value": {"a": "b"}}]'
            target: {kind: Deployment}
          - patch: |-
              - op: remove
                path: /spec/nowhere
            target: {kind: Deployment}
        `}`
      }
    },
    places: [`${PROD}:7`]
  }
]

const at = (location: SourceLocation | null): string =>
  location === null ? 'nowhere' : `${location.file}${location.confidence === 'file' ? '' : `:${location.line}`}`

describe('which place comes first', () => {
  test.each(CASES)('$name', async ({ scenario, places }) => {
    const { findings } = await judge(scenario, KUSTOMIZE)
    const shown = findings.map(({ location, related }) => [at(location), ...related.map((each) => `${at(each.location)} ${each.note}`)].join(', '))
    expect(shown.toSorted()).toEqual([...places].sort())
  })
})

test('what one line writes into many fields is one annotation with the list, and an entry for each in report.json', async () => {
  const labels = `${PLAIN}commonAnnotations:\n  owner: them\n`
  const more = Array.from({ length: 10 }, (_each, index) => `---\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: account-${index}\n`).join('')
  const before: Files = { ...SHOP, [STAGING]: labels, [PROD]: labels, 'base/deployment.yaml': `${String(SHOP['base/deployment.yaml'])}${more}` }
  const report = await judge({ before, change: { [PROD]: labels.replace('them', 'us') } }, KUSTOMIZE)
  // The Deployment has it on its pods too, and there is a ConfigMap.
  expect(report.findings.map(({ location }) => at(location))).toEqual(Array.from({ length: 13 }, () => `${PROD}:3`))
  expect(annotations(report).map(({ path, startLine }) => [path, startLine])).toEqual([[PROD, 3]])
  expect((JSON.parse(reportJson(report)) as { readonly findings: readonly unknown[] }).findings).toHaveLength(13)
})
