// The policy at work: whose policy decides, axes, waivers, existing drift, and what is not available yet.

import { describe, expect, test } from '@jest/globals'
import { wordsOf } from '../../src/core/report/words.ts'
import { newestKustomize } from '../support/kustomize.ts'
import { deployment, digest, overlays, shop } from '../support/ladder.ts'
import type { Files, Scenario } from '../support/scenario.ts'
import { judge, lines } from '../support/scenario.ts'

type Case = readonly [name: string, scenario: Scenario, expected: readonly string[]]

const KUSTOMIZE = newestKustomize().command
const FILE = '.github/parity-gate.yaml'
const policy = (text: string): Files => ({ [FILE]: `version: 1\n${text}` })

/** A ConfigMap with one setting. */
const config = (rate: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop}\ndata:\n  RATE_LIMIT: "${rate}"\n`
const SAME = overlays({ dev: config('100'), staging: config('100'), prod: config('100') })
const PROD_250 = overlays({ prod: config('250') })
const DRIFT = 'drift-value staging→prod ConfigMap/shop /data/RATE_LIMIT 100 | 250 @ apps/shop/overlays/prod/app.yaml:5'
const AXIS = 'allowed-axes: [{name: rate, resources: [ConfigMap], paths: [/data/RATE_LIMIT]}]\n'
const changed = (errors: number): string => `warning policy-changed @ ${FILE} (with the changed one: ${errors === 0 ? 'pass' : `fail, ${errors}`})`

const TRUST: readonly Case[] = [
  ['the policy of before allows it', { before: { ...SAME, ...policy(AXIS) }, change: PROD_250 }, ['pass']],
  ["a change cannot loosen its own judge", { before: { ...SAME, ...policy('existing-drift: fail\n') }, change: { ...PROD_250, ...policy(AXIS) } }, ['fail', `error ${DRIFT}`, changed(0)]],
  ['no file before: the defaults decide', { before: SAME, change: { ...PROD_250, ...policy(AXIS) } }, ['fail', `error ${DRIFT}`, changed(0)]],
  ['a change that tightens sees what would be', { before: { ...SAME, ...PROD_250, ...policy(AXIS) }, change: { ...overlays({ dev: config('100'), prod: config('300') }), ...policy('allowed-axes: []\n') } }, ['pass', changed(1)]],
  ['a change that removes the policy file', { before: { ...SAME, ...policy(AXIS) }, change: { ...PROD_250, [FILE]: null } }, ['pass', 'warning policy-changed (with the changed one: fail, 1)']],
  ['a policy file that only moves a comment changes nothing', { before: { ...SAME, ...policy('') }, change: policy('# hello\n') }, ['pass', changed(0)]],
  [
    'the file of before is invalid, and the change repairs it: defaults decide',
    { before: { ...SAME, [FILE]: 'version: 1\nexisting-drfit: warn\n' }, change: { ...PROD_250, ...policy(AXIS) } },
    ['fail', `error ${DRIFT}`, `warning policy-changed @ ${FILE} (earlier-invalid)`, changed(0)]
  ],
  [
    'the file of before is invalid: inputs decide',
    { before: { ...SAME, [FILE]: 'version: 2\n' }, change: { ...PROD_250, ...policy('') }, inputs: { 'allowed-axes': 'ConfigMap: /data/RATE_LIMIT' } },
    ['pass', `warning policy-changed @ ${FILE} (earlier-invalid)`, changed(0)]
  ],
  ["the change's file is invalid: nothing is judged", { before: { ...SAME, ...policy(AXIS) }, change: { ...PROD_250, ...policy('allowed-axes: 7\n') } }, ['fail', `error config-invalid @ ${FILE}:2`]],
  ['an input wins over the file', { before: { ...SAME, ...policy(AXIS) }, change: PROD_250, inputs: { 'allowed-axes': 'image' } }, ['fail', `error ${DRIFT}`]],
  ["without a base, the judged revision's own file counts", { before: { ...SAME, ...PROD_250, ...policy(AXIS) } }, ['pass']],
  [
    "the change's own policy opens no gate for rendering",
    {
      before: SAME,
      change: { ...policy('enable-helm: true\n'), 'apps/shop/overlays/prod/kustomization.yaml': 'resources: [../../base, app.yaml]\nhelmCharts: [{name: minio, version: 1.0.0}]\n' }
    },
    ['fail', 'error render-blocked prod @ apps/shop/overlays/prod/kustomization.yaml:2', changed(1)]
  ],
  [
    'the workflow that runs the gate',
    { before: { ...SAME, '.github/workflows/parity-gate.yaml': 'on: push\n' }, change: { '.github/workflows/parity-gate.yaml': 'on: pull_request\n' } },
    ['pass', 'warning policy-changed @ .github/workflows/parity-gate.yaml (workflow)']
  ],
  ['a policy file of another name', { before: { ...SAME, 'gate.yaml': `version: 1\n${AXIS}` }, change: PROD_250, inputs: { config: 'gate.yaml' } }, ['pass']],
  ['a policy file of another name that is not there', { before: SAME, change: PROD_250, inputs: { config: 'gate.yaml' } }, ['fail', 'error config-invalid']]
]

const ingress = (host: string): string => `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: shop}\nspec:\n  rules:\n    - host: ${host}\n`
const HOSTS = (dev: string, staging: string, prod: string): Files => overlays({ dev: ingress(dev), staging: ingress(staging), prod: ingress(prod) })
const BOUND = "allowed-axes: [{name: host, resources: [Ingress], paths: [/spec/rules/*/host], values: '^shop\\.{env}\\.example\\.com$'}]\n"
const GOOD = HOSTS('shop.dev.example.com', 'shop.staging.example.com', 'shop.prod.example.com')
const touch: Files = { 'apps/shop/base/account.yaml': 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: shop, labels: {a: b}}\n' }

/** One axis, a world that needs it, and whether it is enough. */
const axis = (name: string, of: (environment: string) => string): Scenario => ({
  before: { ...overlays({ dev: of('dev'), staging: of('staging'), prod: of('prod') }) },
  inputs: { 'allowed-axes': name }
})
const hpa = (environment: string): string => `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: shop}\nspec: {minReplicas: ${environment.length}, maxReplicas: ${environment.length + 5}, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}}\n`
const pdb = (environment: string): string => `apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: shop}\nspec: {minAvailable: ${environment.length}, selector: {matchLabels: {app: shop}}}\n`
const secret = (environment: string): string => `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: shop}\nspec: {data: [{secretKey: a, remoteRef: {key: kv/${environment}/shop}}]}\n`
const host = (environment: string): string => ingress(`shop.${environment}.example.com`)
const cpu = (environment: string): string => deployment(shop('a')).replace(/\}\n$/, `, resources: {limits: {memory: ${environment.length}Gi}}}\n`)
const replicas = (environment: string): string => deployment(shop('a')).replace('spec:\n', `spec:\n  replicas: ${environment.length}\n`)
const registry = (environment: string): string => deployment(`${environment}.example.com/shop@${digest('a')}`)
const repository = (environment: string): string => deployment(`registry.example.com/${environment}-shop@${digest('a')}`)
const version = (environment: string): string => deployment(`registry.example.com/shop:${environment.length}@${digest('a')}`)

const BUILT_IN: readonly (readonly [axis: string, of: (environment: string) => string])[] = [
  ['image', version],
  ['image-registry', registry],
  ['image-repository', repository],
  ['replicas', replicas],
  ['autoscaling', hpa],
  ['disruption-budget', pdb],
  ['resources', cpu],
  ['secret-path', secret],
  ['environment-name', host]
]

const AXES: readonly Case[] = [
  ['a bound that every environment keeps', { before: { ...GOOD, ...policy(BOUND) }, change: touch }, ['pass']],
  [
    "a bound that prod breaks with staging's name",
    { before: { ...GOOD, ...policy(BOUND) }, change: HOSTS('shop.dev.example.com', 'shop.staging.example.com', 'shop.staging.example.com') },
    ['fail', 'error axis-bound prod Ingress/shop /spec/rules/0/host shop.staging.example.com @ apps/shop/overlays/prod/app.yaml:6']
  ],
  [
    "an alias is the environment's own name in a bound",
    { before: { ...HOSTS('shop.dev.example.com', 'shop.stg.example.com', 'shop.prod.example.com'), ...policy(`environments: [dev, {name: staging, aliases: [stg]}, prod]\n${BOUND}`) }, change: touch },
    ['pass']
  ],
  [
    'an axis between staging and prod only',
    { before: { ...HOSTS('a', 'a', 'a'), ...policy('allowed-axes: [{name: host, resources: [Ingress], paths: [/spec/rules/*/host], between: [staging, prod]}]\n') }, change: HOSTS('a', 'b', 'c') },
    ['fail', 'error drift-value dev→staging Ingress/shop /spec/rules/0/host a | b @ apps/shop/overlays/staging/app.yaml:6']
  ],
  [
    'an axis lets a field be absent on one side',
    { before: { ...SAME, ...policy(AXIS) }, change: overlays({ prod: config('100').replace('  RATE_LIMIT: "100"\n', '  OTHER: "1"\n') }) },
    ['fail', 'error drift-missing-field staging→prod ConfigMap/shop /data/OTHER ∅ | 1 @ apps/shop/overlays/prod/app.yaml:5']
  ],
  [
    "the path '' lets a resource exist on one side only",
    { before: { ...SAME, ...policy("allowed-axes: [{name: ingress, resources: [Ingress], paths: ['']}]\n") }, change: overlays({ prod: `${config('100')}---\n${ingress('a')}` }) },
    ['pass']
  ],
  [
    "and without it, it may not",
    { before: { ...SAME, ...policy('allowed-axes: [{name: ingress, resources: [Ingress], paths: [/spec]}]\n') }, change: overlays({ prod: `${config('100')}---\n${ingress('a')}` }) },
    ['fail', 'error drift-missing-resource staging→prod Ingress/shop ∅ | present @ apps/shop/overlays/prod/app.yaml:8']
  ],
  ['the short form of an input', { before: SAME, change: PROD_250, inputs: { 'allowed-axes': 'image\nConfigMap/shop: /data/RATE_*' } }, ['pass']],
  ['of another resource', { before: SAME, change: PROD_250, inputs: { 'allowed-axes': 'ConfigMap/cart: /data/RATE_*' } }, ['fail', `error ${DRIFT}`]],
  ['no axis at all', { before: overlays({ dev: replicas('dev'), prod: replicas('dev') }), change: overlays({ prod: replicas('prod') }), inputs: { 'allowed-axes': 'image' } }, [
    'fail',
    'error drift-value dev→prod Deployment/shop /spec/replicas 3 | 4 @ apps/shop/overlays/prod/app.yaml:5'
  ]],
  ['an axis between environments that do not exist', { before: { ...SAME, ...policy('allowed-axes: [{name: x, resources: [ConfigMap], paths: [/data], between: [qa, prod]}]\n') }, change: PROD_250 }, [
    'fail',
    `error config-invalid @ ${FILE}:2`,
    `error ${DRIFT}`
  ]]
]

const waiver = (more: string, expires = '2026-12-31'): string => `waivers:\n  - {reason: CHG-1, owner: team-shop, expires: ${expires}${more}}\n`
const waived = `waived ${DRIFT}`
const waive = (text: string, change: Files = PROD_250): Scenario => ({ before: { ...SAME, ...policy(text) }, change })

const WAIVERS: readonly Case[] = [
  ['in force', waive(waiver(', application: apps/shop, resource: ConfigMap/shop, path: /data/RATE_LIMIT')), ['pass', waived]],
  ['for everything', waive(waiver('')), ['pass', waived]],
  ['by globs', waive(waiver(', application: "apps/*", resource: "Config*", path: "/data/*", code: "drift-*"')), ['pass', waived]],
  ['of another application', waive(waiver(', application: apps/cart')), ['fail', `error ${DRIFT}`, `warning waiver-unused @ ${FILE}:3`]],
  ['of another environment', waive(waiver(', environments: [staging]')), ['fail', `error ${DRIFT}`, `warning waiver-unused @ ${FILE}:3`]],
  ['of another resource', waive(waiver(', resource: ConfigMap/cart')), ['fail', `error ${DRIFT}`, `warning waiver-unused @ ${FILE}:3`]],
  ['of another path', waive(waiver(', path: /data/RATE')), ['fail', `error ${DRIFT}`, `warning waiver-unused @ ${FILE}:3`]],
  ['of another code', waive(waiver(', code: drift-missing-field')), ['fail', `error ${DRIFT}`, `warning waiver-unused @ ${FILE}:3`]],
  ['on its last day', waive(waiver('', '2026-11-20')), ['pass', waived, `notice waiver-expired @ ${FILE}:3`]],
  ['about to expire', waive(waiver('', '2026-12-04')), ['pass', waived, `notice waiver-expired @ ${FILE}:3`]],
  ['not about to expire yet', waive(waiver('', '2026-12-05')), ['pass', waived]],
  ['expired', waive(waiver('', '2026-11-19')), ['fail', `error ${DRIFT}`, `warning waiver-expired @ ${FILE}:3`]],
  ['unused', waive(waiver(''), touch), ['pass', `warning waiver-unused @ ${FILE}:3`]],
  ['of an application that was not judged', { before: { ...SAME, ...overlays({ dev: config('1'), prod: config('1') }, 'cart'), ...policy(waiver(', application: apps/cart')) }, change: touch }, ['pass']],
  ['of an environment that does not exist', waive(waiver(', environments: [qa]')), ['fail', `error config-invalid @ ${FILE}:3`, `error ${DRIFT}`, `warning waiver-unused @ ${FILE}:3`]],
  ['added by the change itself', { before: SAME, change: { ...PROD_250, ...policy(waiver('')) } }, ['fail', `error ${DRIFT}`, changed(0)]],
  [
    'promotion, by its code only',
    { before: { ...overlays({ dev: deployment(shop('a')), prod: deployment(shop('a')) }), ...policy(waiver(', code: image-not-live')) }, change: overlays({ prod: deployment(shop('b')) }) },
    ['pass', `waived image-not-live dev→prod Deployment/shop /spec/template/spec/containers/c0/image ${shop('a')} | ${shop('b')} @ apps/shop/overlays/prod/app.yaml:10`]
  ],
  [
    'a waiver for everything is none for promotion',
    { before: { ...overlays({ dev: deployment(shop('a')), prod: deployment(shop('a')) }), ...policy(waiver('')) }, change: overlays({ prod: deployment(shop('b')) }) },
    ['fail', `error image-not-live dev→prod Deployment/shop /spec/template/spec/containers/c0/image ${shop('a')} | ${shop('b')} @ apps/shop/overlays/prod/app.yaml:10`, `warning waiver-unused @ ${FILE}:3`]
  ],
  [
    'rendering is never waived',
    { before: { ...SAME, ...policy(waiver(', code: "*"')) }, change: { 'apps/shop/overlays/prod/kustomization.yaml': 'resources: [../../base, none.yaml]\n' } },
    ['fail', 'error render-failed prod @ apps/shop/overlays/prod/kustomization.yaml:1', `warning waiver-unused @ ${FILE}:3`]
  ]
]

const COMMENTED = overlays({ prod: config('250').replace('"250"', '"250"  # parity-gate: allow -- CHG-1') })
const INLINE = 'drift-value staging→prod ConfigMap/shop /data/RATE_LIMIT 100 | 250 @ apps/shop/overlays/prod/app.yaml:5'
const until = (date: string): Files => overlays({ prod: config('250').replace('"250"', `"250"  # parity-gate: allow -- CHG-1 until ${date}`) })
const other: Files = { 'apps/shop/overlays/prod/kustomization.yaml': '# hello\nresources: [../../base, app.yaml]\n' }

const INLINE_WAIVERS: readonly Case[] = [
  ['true: written by the change itself', { before: SAME, change: COMMENTED }, ['pass', `waived ${INLINE}`]],
  ['base: written by the change itself', { before: { ...SAME, ...policy('inline-waivers: base\n') }, change: COMMENTED }, ['fail', `error ${INLINE}`]],
  ['base: merged before', { before: { ...SAME, ...COMMENTED, ...policy('inline-waivers: base\n') }, change: other }, ['pass', `waived existing ${INLINE}`]],
  ['false', { before: { ...SAME, ...COMMENTED, ...policy('inline-waivers: false\n') }, change: other }, ['fail', `error existing ${INLINE}`]],
  ['until a day that has not come', { before: SAME, change: until('2027-01-01') }, ['pass', `waived ${INLINE}`]],
  ['until a day that has passed', { before: SAME, change: until('2026-11-01') }, ['fail', `error ${INLINE}`, 'warning waiver-expired @ apps/shop/overlays/prod/app.yaml:5']],
  ['without a reason', { before: SAME, change: overlays({ prod: config('250').replace('"250"', '"250"  # parity-gate: allow') }) }, ['fail', 'error waiver-invalid @ apps/shop/overlays/prod/app.yaml:5', `error ${INLINE}`]],
  ['on the line above', { before: SAME, change: overlays({ prod: config('250').replace('  RATE', '  # parity-gate: allow -- CHG-1\n  RATE') }) }, ['pass', `waived ${INLINE.replace(':5', ':6')}`]],
  [
    'never for promotion',
    { before: overlays({ dev: deployment(shop('a')), prod: deployment(shop('a')) }), change: overlays({ prod: `${deployment(shop('b')).trimEnd()}  # parity-gate: allow -- CHG-1\n` }) },
    [
      'fail',
      `error image-not-live dev→prod Deployment/shop /spec/template/spec/containers/c0/image ${shop('a')} | ${shop('b')} @ apps/shop/overlays/prod/app.yaml:10`,
      'warning waiver-unused @ apps/shop/overlays/prod/app.yaml:10'
    ]
  ]
]

const EXISTING: Files = { ...SAME, ...PROD_250 }
const EXISTING_DRIFT: readonly Case[] = [
  ['fails by default', { before: EXISTING, change: touch }, ['fail', `error existing ${DRIFT}`]],
  ['is a warning', { before: EXISTING, change: touch, inputs: { 'existing-drift': 'warn' } }, ['pass', `warning existing ${DRIFT}`]],
  [
    'what is new fails all the same',
    { before: EXISTING, change: overlays({ prod: `${config('250')}  NEW: "1"\n` }), inputs: { 'existing-drift': 'warn' } },
    ['fail', 'error drift-missing-field staging→prod ConfigMap/shop /data/NEW ∅ | 1 @ apps/shop/overlays/prod/app.yaml:6', `warning existing ${DRIFT}`]
  ],
  [
    'another value at the same place is new',
    { before: EXISTING, change: overlays({ prod: config('300') }), inputs: { 'existing-drift': 'warn' } },
    ['fail', `error ${DRIFT.replace('250', '300')}`]
  ],
  [
    'with a policy that is waived, it is waived',
    { before: { ...EXISTING, ...policy(waiver('')) }, change: touch },
    ['pass', `waived existing ${DRIFT}`]
  ],
  [
    'a resource of one environment only stays the same drift when its image moves',
    { before: overlays({ dev: `${config('1')}---\n${deployment(shop('a'))}`, prod: config('1') }), change: overlays({ dev: `${config('1')}---\n${deployment(shop('b'))}` }), inputs: { 'existing-drift': 'warn' } },
    ['pass', 'warning existing drift-missing-resource dev→prod Deployment/shop present | ∅ @ apps/shop/overlays/dev/app.yaml:8']
  ],
  ['of an application that the change does not touch is not judged', { before: { ...EXISTING, ...overlays({ dev: config('1'), prod: config('1') }, 'cart') }, change: { 'apps/cart/base/account.yaml': touch['apps/shop/base/account.yaml'] ?? '' } }, ['pass']]
]

const GROUPS: readonly (readonly [string, readonly Case[]])[] = [
  ['trust', TRUST],
  ['axes', AXES],
  ['waivers', WAIVERS],
  ['inline waivers', INLINE_WAIVERS],
  ['existing drift', EXISTING_DRIFT]
]

describe.each(GROUPS)('%s', (_group, cases) => {
  test.each(cases)('%s', async (_name, scenario, expected) => {
    const report = await judge(scenario, KUSTOMIZE)
    const shown = report.findings.map((finding, at) => {
      const line = lines(report)[at + 1] ?? ''
      if (finding.code !== 'policy-changed') return line
      const { what, verdict, errors } = finding.args
      return `${line} (${verdict === null ? what : `with the changed one: ${verdict}${errors === 0 ? '' : `, ${errors}`}`})`
    })
    expect([report.verdict, ...shown]).toEqual(expected)
  })
})

describe('built-in axes', () => {
  test.each(BUILT_IN)('%s lets differ what it says', async (name, of) => {
    expect(lines(await judge(axis(name, of), KUSTOMIZE))).toEqual(['pass'])
  })

  test.each(BUILT_IN)('%s: without it, that is drift', async (name, of) => {
    const others = BUILT_IN.map(([other]) => other).filter((other) => other !== name && !other.startsWith('image') && other !== 'environment-name')
    const report = await judge(axis(others.join('\n'), of), KUSTOMIZE)
    expect(report.verdict).toBe('fail')
  })
})

test('waivers in force are in the report with their number of findings', async () => {
  const report = await judge(waive(waiver(', application: apps/shop')), KUSTOMIZE)
  expect(report.waivers).toEqual([
    { reason: 'CHG-1', owner: 'team-shop', expires: '2026-12-31', source: 'policy', findings: 1, location: expect.objectContaining({ file: FILE, line: 3 }) }
  ])
})

test('report-only says so and keeps the verdict', async () => {
  const report = await judge({ before: SAME, change: PROD_250, inputs: { 'report-only': 'true' } }, KUSTOMIZE)
  expect(report).toMatchObject({ verdict: 'fail', reportOnly: true })
})

describe('rules about history', () => {
  test.each(['soak: 0s', 'history: 180d', 'suspect: warn', 'environments: [{name: dev}, {name: staging}, {name: prod, superseded: allow, fan-out: allow, evidence: declared}]'])(
    'a default may be written: %s',
    async (text) => {
      expect(lines(await judge({ before: { ...SAME, ...policy(`${text}\n`) }, change: touch }, KUSTOMIZE))).toEqual(['pass'])
    }
  )

  test('a soak of an environment that was not detected is a mistake', async () => {
    const report = await judge({ before: { ...SAME, ...policy('soak: {production: 24h, pord: 1h}\n') }, change: touch }, KUSTOMIZE)
    expect(lines(report)).toEqual(['fail', `error config-invalid @ ${FILE}:2`])
    const [told] = report.findings.map((finding) => wordsOf(finding))
    expect(told?.message).toContain('`soak` names the environment `pord`, which does not exist')
    expect(told?.help).toContain('did you mean `prod`?')
  })

  test('so it is as an input', async () => {
    const report = await judge({ before: SAME, change: touch, inputs: { soak: 'pord=1h' } }, KUSTOMIZE)
    expect(lines(report)).toEqual(['fail', 'error config-invalid'])
    expect(report.findings.map((finding) => wordsOf(finding).message).join()).toContain('input `soak` names the environment `pord`')
  })
})
