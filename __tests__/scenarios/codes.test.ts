// Every finding code is given by a real run, and what the documentation shows as its example is what such a run says.

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import type { Code, Finding } from '../../src/core/model/finding.ts'
import type { Report } from '../../src/core/model/report.ts'
import { BUILD_EXPLANATIONS } from '../../src/core/report/explain-builds.ts'
import { DRIFT_EXPLANATIONS } from '../../src/core/report/explain-drift.ts'
import { IMAGE_EXPLANATIONS } from '../../src/core/report/explain-images.ts'
import { POLICY_EXPLANATIONS } from '../../src/core/report/explain-policy.ts'
import { exampleDigest } from '../../src/core/report/explanation.ts'
import { wordsOf } from '../../src/core/report/words.ts'
import { readSettings } from '../../src/core/policy/settings.ts'
import { runIn } from '../../src/run.ts'
import { treesOf } from '../../src/revisions.ts'
import { newestKustomize } from '../support/kustomize.ts'
import { deploymentOf } from '../support/ladder.ts'
import { records } from '../support/records.ts'
import type { Files, Scenario } from '../support/scenario.ts'
import { commit, git, judge, newRepository, endOf } from '../support/scenario.ts'

const KUSTOMIZE = newestKustomize().command
const EXAMPLES = { ...DRIFT_EXPLANATIONS, ...IMAGE_EXPLANATIONS, ...BUILD_EXPLANATIONS, ...POLICY_EXPLANATIONS }
const SCRIPTS = mkdtempSync(join(tmpdir(), 'parity-gate-codes-'))
afterAll(() => rmSync(SCRIPTS, { recursive: true, force: true }))

const [STAGING, PROD] = ['apps/shop/overlays/staging', 'apps/shop/overlays/prod']
const POLICY = '.github/parity-gate.yaml'
const OLD = `images: [{name: ghcr.io/acme/shop, newTag: 1.4.0, digest: "${exampleDigest('3f1d0c9a12ab')}"}]\n`
const NEW = `images: [{name: ghcr.io/acme/shop, newTag: 1.5.0, digest: "${exampleDigest('9b2e77aa01cd')}"}]\n`

const DEPLOYMENT = deploymentOf(`        - name: shop
          image: ghcr.io/acme/shop
          resources:
            limits:
              memory: 512Mi
`)
const INGRESS = (host: string): string => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  rules:
    - host: ${host}
`
const SECRET = (...keys: readonly (readonly [key: string, path: string])[]): string => `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: shop}
spec:
  data:
${keys.map(([key, path]) => `    - secretKey: ${key}\n      remoteRef: {key: ${path}}\n`).join('')}`

/** An overlay on the base with the old image, or with other lines instead of its `images:`. */
const overlay = (more = '', resources = '', images = OLD): string => `resources:\n  - ../../base\n${resources}${images}${more}`

const BASE: Files = {
  'apps/shop/base/kustomization.yaml': 'resources: [deployment.yaml]\nconfigMapGenerator:\n  - {name: shop, literals: [RATE_LIMIT=250]}\n',
  'apps/shop/base/deployment.yaml': DEPLOYMENT
}
const SHOP: Files = {
  ...BASE,
  [`${STAGING}/kustomization.yaml`]: overlay(),
  [`${PROD}/kustomization.yaml`]: overlay()
}

const pinned = (environment: string, image: string): Files => ({ [`${environment}/kustomization.yaml`]: overlay('', '', image) })
const OTHER = OLD.replace('1.4.0', '1.6.0').replace('3f1d0c9a12ab', 'c0ffee000000')
/** Staging gets the new image in the morning, GitHub says when, and noon is past. */
const SINCE_MORNING: Pick<Scenario, 'history' | 'github' | 'today'> = {
  history: [['2026-11-20T09:10:00Z', pinned(STAGING, NEW)]],
  github: records,
  today: '2026-11-20T12:20:00Z'
}
/** An environment that ran the new image for some days of November, and another one then. */
const inNovember = (environment: string, next: string): Pick<Scenario, 'history' | 'github'> => ({
  history: [['2026-11-10T08:30:00Z', pinned(environment, NEW)], ['2026-11-14T10:00:00Z', pinned(environment, next)]],
  github: records
})
const change = (files: Files, more: Partial<Scenario> = {}): Scenario => ({ before: SHOP, change: files, ...more })
const inBoth = (file: string, staging: string, prod: string): Files => ({
  [`${STAGING}/kustomization.yaml`]: overlay('', `  - ${file}\n`),
  [`${PROD}/kustomization.yaml`]: overlay('', `  - ${file}\n`),
  [`${STAGING}/${file}`]: staging,
  [`${PROD}/${file}`]: prod
})
const withPolicy = (text: string, files: Files, more: Partial<Scenario> = {}): Scenario => ({
  before: { ...SHOP, [POLICY]: `version: 1\n${text}` },
  change: files,
  ...more
})

const literal = (value: string): string => `configMapGenerator:\n  - {name: shop, behavior: merge, literals: [RATE_LIMIT=${value}]}\n`
const PATCH = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\nspec: {template: {spec: {containers: [{name: shop, resources: {limits: {memory: null}}}]}}}\n'
const WAIVER = (more: string): string => `waivers:\n  - application: apps/shop\n    path: /data/FEATURE_X\n    reason: gradual rollout, CHG-1234\n    owner: team-shop\n    ${more}\n`
const inRegion = (images = OLD): string => overlay('', '', images).replace('../../base', '../../../base')
const pinnedIn = (region: string, images: string): Files => ({ [`${PROD}/${region}/kustomization.yaml`]: inRegion(images) })
const REGIONS: Files = Object.fromEntries(
  ['staging/eu', 'staging/us', 'prod/eu'].map((path) => [`apps/shop/overlays/${path}/kustomization.yaml`, inRegion()])
)

/** Runs that every build is a run of this script in. */
function script(name: string, body: string): string {
  const file = join(SCRIPTS, name)
  writeFileSync(file, `#!/bin/sh\nif [ "$1" = version ]; then echo v5.8.1; exit 0; fi\n${body}\n`)
  chmodSync(file, 0o755)
  return file
}

const SCENARIOS: Readonly<Partial<Record<Code, Scenario>>> = {
  'drift-value': change({ [`${STAGING}/kustomization.yaml`]: overlay(literal('100')) }),
  'drift-missing-field': change({ [`${PROD}/kustomization.yaml`]: overlay('patches: [{path: limits.yaml}]\n'), [`${PROD}/limits.yaml`]: PATCH }),
  'drift-missing-resource': change({
    [`${PROD}/kustomization.yaml`]: overlay('', '  - deny-all.yaml\n'),
    [`${PROD}/deny-all.yaml`]: 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny-all}\nspec: {podSelector: {}}\n'
  }),
  'drift-image-repository': change({
    [`${PROD}/kustomization.yaml`]: overlay('', '', NEW.replace('newTag: 1.5.0', 'newName: ghcr.io/acme/shop-patched, newTag: 1.4.1'))
  }),
  'drift-secret-keys': change(inBoth('secret.yaml', SECRET(['DB_PASSWORD', 'kv/staging/shop'], ['PAYMENT_TOKEN', 'kv/staging/shop']), SECRET(['DB_PASSWORD', 'kv/prod/shop']))),
  'axis-bound': withPolicy(
    "allowed-axes:\n  - image\n  - name: ingress-host\n    resources: [Ingress]\n    paths: [/spec/rules/*/host]\n    values: '^[a-z-]+\\.{env}\\.example\\.com$'\n",
    inBoth('ingress.yaml', INGRESS('shop.staging.example.com'), INGRESS('shop.staging.example.com'))
  ),
  'cross-environment-reference': change(inBoth('secret.yaml', SECRET(['DB_PASSWORD', 'kv/staging/shop']), SECRET(['DB_PASSWORD', 'kv/staging/shop']))),
  'image-not-live': change({ [`${PROD}/kustomization.yaml`]: overlay('', '', NEW) }),
  'image-same-change': change({ [`${STAGING}/kustomization.yaml`]: overlay('', '', NEW), [`${PROD}/kustomization.yaml`]: overlay('', '', NEW) }),
  'image-unpinned': change({ [`${PROD}/kustomization.yaml`]: overlay('', '', 'images: [{name: ghcr.io/acme/shop, newTag: latest}]\n') }),
  'image-denied': withPolicy(`denied-images: [{digest: "${exampleDigest('9b2e77aa01cd')}", reason: CVE-2026-0001, expires: 2027-01-31}]\n`, {
    [`${PROD}/kustomization.yaml`]: overlay('', '', NEW)
  }),
  'image-introduced': change({
    'apps/shop/base/deployment.yaml': `${DEPLOYMENT}        - name: proxy\n          image: docker.io/envoyproxy/envoy:v1.31@${exampleDigest('9b2e77aa01cd')}\n`
  }),
  'image-soaking': withPolicy('soak: {prod: 24h}\n', pinned(PROD, NEW), SINCE_MORNING),
  'image-suspect': change(pinned(PROD, NEW), inNovember(PROD, OLD)),
  'image-unproven': withPolicy('environments: [{name: staging, signals: {deployments: [staging]}}, {name: prod, evidence: reported}]\n', pinned(PROD, NEW), SINCE_MORNING),
  'image-superseded': withPolicy('environments: [staging, {name: prod, superseded: warn}]\nsoak: 24h\n', pinned(PROD, NEW), inNovember(STAGING, OTHER)),
  'image-rollback': withPolicy('soak: 24h\n', pinned(PROD, NEW), inNovember(PROD, OTHER)),
  'image-fan-out': {
    ...SINCE_MORNING,
    before: { ...BASE, ...REGIONS, ...pinnedIn('us', OLD), [POLICY]: 'version: 1\nsoak: 24h\n' },
    history: [['2026-11-20T09:10:00Z', pinnedIn('eu', NEW)]],
    change: pinnedIn('us', NEW)
  },
  'render-failed': change({ [`${PROD}/kustomization.yaml`]: overlay('pacthes: [{path: replicas.yaml}]\n') }),
  'render-blocked': change({ [`${PROD}/kustomization.yaml`]: overlay('', '  - github.com/example/manifests//shop?ref=v1\n') }),
  // kustomize itself refuses two of one API version; with two, each cluster takes the last one.
  'render-invalid': change({
    [`${PROD}/kustomization.yaml`]: overlay('', '  - a.yaml\n  - b.yaml\n'),
    [`${PROD}/a.yaml`]: 'apiVersion: example.com/v1\nkind: Fleet\nmetadata: {name: shop}\n',
    [`${PROD}/b.yaml`]: 'apiVersion: example.com/v2\nkind: Fleet\nmetadata: {name: shop}\n'
  }),
  'render-timeout': withPolicy('limits: {build-seconds: 1}\n', { [`${PROD}/kustomization.yaml`]: overlay(literal('1')) }),
  'limit-exceeded': withPolicy('limits: {output-megabytes: 1}\n', { [`${PROD}/kustomization.yaml`]: overlay(literal('1')) }),
  'overlay-removed': change({ [PROD]: null }),
  'no-counterpart': {
    before: { ...BASE, ...REGIONS },
    change: { 'apps/shop/overlays/prod/asia/kustomization.yaml': inRegion() }
  },
  'unresolved-variable': change(inBoth('ingress.yaml', INGRESS('shop.${CLUSTER_DOMAIN}'), INGRESS('shop.${CLUSTER_DOMAIN}'))),
  'no-overlays': {
    before: Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`apps/app-${at}/overlays/prod/kustomization.yaml`, 'resources: []\n'])),
    inputs: { overlays: 'app/{app}/overlays/{env}' }
  },
  'waiver-invalid': change({ [`${PROD}/kustomization.yaml`]: `${overlay()}# parity-gate: allow\n${literal('100')}` }),
  'waiver-expired': withPolicy(WAIVER('expires: 2026-11-07'), { [`${PROD}/kustomization.yaml`]: overlay(literal('100')) }),
  'waiver-unused': withPolicy(WAIVER('expires: 2027-11-07'), { [`${PROD}/kustomization.yaml`]: overlay(literal('100')) }),
  'config-invalid': change({ [POLICY]: 'version: 1\nexisting-drfit: warn\n' }),
  'policy-changed': { before: { ...SHOP, [POLICY]: 'version: 1\n' }, change: { [POLICY]: 'version: 1\nexisting-drift: warn\n' } }
}

const RUNS: Readonly<Partial<Record<Code, () => Promise<Report>>>> = {
  'render-timeout': () => run('render-timeout', script('slow', 'sleep 60')),
  'limit-exceeded': () => run('limit-exceeded', script('loud', 'yes "a: 1" | head -c 2000000')),
  'history-unavailable': withoutHistory
}

async function run(code: Code, kustomize = KUSTOMIZE): Promise<Report> {
  const scenario = SCENARIOS[code]
  if (scenario === undefined) throw new Error(`no scenario for ${code}`)
  return judge(scenario, kustomize)
}

/** A depth-1 clone whose origin is gone: the commit to compare with is nowhere. */
async function withoutHistory(): Promise<Report> {
  const origin = newRepository()
  const directory = newRepository()
  try {
    const before = commit(origin, SHOP, 'before')
    commit(origin, { 'README.md': 'hello\n' }, 'change')
    git(directory, 'fetch', '-q', '--depth=1', `file://${origin}`, 'main')
    git(directory, 'checkout', '-q', '-B', 'main', 'FETCH_HEAD')
    const reading = readSettings({ kustomize: KUSTOMIZE })
    if (reading.kind === 'invalid') throw new Error('invalid settings')
    return await runIn({
      directory,
      inputs: {},
      settings: reading.settings,
      trust: 'before',
      everything: false,
      workflow: null,
      serverUrl: null,
      environment: process.env,
      now: endOf('2026-11-20'),
      temporary: tmpdir(),
      say: () => undefined,
      trees: async (repository) => {
        await repository.ensureCommits([before])
        const revisions = await treesOf({ head: await repository.head(), before, live: before }, repository)
        return { revisions, published: revisions.head }
      }
    })
  } finally {
    for (const folder of [origin, directory]) rmSync(folder, { recursive: true, force: true })
  }
}

/** What a run cannot have in common with the documentation: commit ids, limits that nobody wants to wait for, words of kustomize 4. */
function asDocumented(message: string): string {
  return message
    .replace(/(?<=commit `)[0-9a-f]{12}/, '4d1f0a6b2c3d')
    .replace(/(?<=brought by `)[0-9a-f]{7}/, '4d1f0a6')
    .replace(/(?<=(?:taken out| UTC) by `)[0-9a-f]{7}/, '7b90c1e')
    .replace('within 1 s', 'within 120 s')
    .replace('than 1 MB', 'than 64 MB')
    .replace('`json: unknown field', '`invalid Kustomization: json: unknown field')
}

const GIVEN = (Object.keys(EXAMPLES) as Code[]).toSorted()
const covered = [...new Set([...Object.keys(SCENARIOS), ...Object.keys(RUNS)])].toSorted()

test('every code is covered', () => {
  expect(covered).toEqual(GIVEN)
})

describe('the documented example', () => {
  test.each(GIVEN)('%s', async (code) => {
    const report = await (RUNS[code] ?? (() => run(code)))()
    const found = report.findings.filter((each) => each.code === code)
    const example: Finding = EXAMPLES[code].finding
    expect(found.map((each) => asDocumented(wordsOf(each).message))).toContain(wordsOf(example).message)
    expect(found.map(({ level }) => level)).toContain(example.level)
    expect(report.verdict).toBe(report.findings.some(({ level, waiver }) => level === 'error' && waiver === null) ? 'fail' : 'pass')
  })
})
