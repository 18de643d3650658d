// Evidence from history as whole worlds: what the base branch ran, and since when, lets an image in or keeps it out.

import { rmSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import type { Report } from '../../src/core/model/report.ts'
import { wordsOf } from '../../src/core/report/words.ts'
import { newestKustomize } from '../support/kustomize.ts'
import { decisions, deployment, digest, OVERLAY, overlays, shop } from '../support/ladder.ts'
import { records } from '../support/records.ts'
import type { Files, Scenario } from '../support/scenario.ts'
import { commit, git, judge, judgeIn, newRepository } from '../support/scenario.ts'

/** What is decided, and, where a row is about the words, all that is said about images and their history. */
type Case = readonly [name: string, scenario: Scenario, decided: readonly string[], said?: readonly string[]]

/** The images of one Deployment, in one environment. */
const pin = (environment: string, ...images: readonly string[]): Files => overlays({ [environment]: deployment(...images) })
const dev = (...images: readonly string[]): Files => pin('dev', ...images)
const staging = (...images: readonly string[]): Files => pin('staging', ...images)
const prod = (...images: readonly string[]): Files => pin('prod', ...images)

const [A, B, C] = [shop('a'), shop('b'), shop('c')]
const proxy = (letter: string): string => `registry.example.com/proxy:1@${digest(letter)}`
const [X, Y, Z] = [proxy('d'), proxy('e'), proxy('f')]
const ALL_A: Files = { ...staging(A), ...prod(A) }

/** What the base branch got when: days and times of November 2026, UTC. It begins on the 1st; now is the last second of the 20th. */
type Merged = Readonly<Record<string, Files>>

/** The policy, what all begins with, what was merged when, and the change. */
const world = (policy: string, before: Files, merged: Merged, change: Files, more: Partial<Scenario> = {}): Scenario => ({
  before: { ...before, '.github/parity-gate.yaml': `version: 1\n${policy}` },
  history: Object.entries(merged).map(([time, files]) => [`2026-11-${time.replace(' ', 'T')}:00Z`, files]),
  change,
  ...more
})

const prodIs = (rule: string): string => `environments: [staging, {name: prod, ${rule}}]\n`
const SOAK = prodIs('soak: 24h')
const PLAIN = 'environments: [staging, prod]\n'
const LADDER = 'environments: [dev, staging, prod]\n'

const LIVE = ['pass', 'prod Deployment/shop c0 live in staging']
const SUPERSEDED = ['pass', 'prod Deployment/shop c0 superseded in staging']
const SOAKS = ['fail', 'prod Deployment/shop c0 soaking in staging image-soaking']
const NOT_LIVE = ['fail', 'prod Deployment/shop c0 not-live image-not-live']
const ROLLBACK = ['pass', 'prod Deployment/shop c0 rollback in prod image-rollback']
const UNPROVEN = ['fail', 'prod Deployment/shop c0 unproven image-unproven']

const NEW = '`registry.example.com/shop:1@sha256:bbbbbbbbbbbb`'
const OLD = '`registry.example.com/shop:1@sha256:aaaaaaaaaaaa`'
const OWN_CLOCK = "(unproven: the committer's own clock)"

const replicas = (environment: string, count: number): Files => ({
  [`apps/shop/overlays/${environment}/kustomization.yaml`]: `${OVERLAY}replicas: [{name: shop, count: ${count}}]\n`
})

const SOAKING: readonly Case[] = [
  ['long enough', world(SOAK, ALL_A, { '19 05:00': staging(B) }, prod(B)), LIVE, []],
  [
    'not long enough: how long it has been there, how long is missing, and when it turns green',
    world(SOAK, ALL_A, { '20 05:00': staging(B) }, prod(B)),
    SOAKS,
    [`image-soaking: ${NEW} has been live in \`staging\` for 18 h 59 min of the 1 d that \`prod\` asks for; 5 h are missing, until 2026-11-21 05:00 UTC ${OWN_CLOCK}`]
  ],
  ['when the moment has come it is green', world(SOAK, ALL_A, { '20 05:00': staging(B) }, prod(B), { today: '2026-11-21T05:00:00Z' }), LIVE],
  ['and not a second before', world(SOAK, ALL_A, { '20 05:00': staging(B) }, prod(B), { today: '2026-11-21T04:59:59Z' }), SOAKS],
  [
    'by GitHub\'s clock, where it has one: what was committed long ago was merged today',
    world(SOAK, ALL_A, { '12 00:00': staging(B) }, prod(B), { github: (directory) => records(directory, [], 8 * 86_400) }),
    SOAKS,
    [`image-soaking: ${NEW} has been live in \`staging\` for 23 h 59 min of the 1 d that \`prod\` asks for; 1 s are missing, until 2026-11-21 00:00 UTC`]
  ],
  [
    'a change of another container does not end it',
    world(SOAK, { ...staging(A, X), ...prod(A, X) }, { '18 05:00': staging(B, X), '20 12:00': staging(B, Y) }, prod(B, X)),
    LIVE
  ],
  ['a change of configuration does not end it', world(SOAK, ALL_A, { '18 05:00': staging(B), '20 12:00': replicas('staging', 3) }, prod(B)), LIVE],
  ['going to another container does not end it', world(SOAK, { ...staging(A), ...prod(A) }, { '18 05:00': staging(B, A), '20 12:00': staging(A, B) }, prod(B, A)), LIVE],
  [
    'the longest stay counts, also when it is over and a new one has begun',
    world(SOAK, ALL_A, { '10 00:00': staging(B), '14 00:00': staging(C), '20 12:00': staging(B) }, prod(B)),
    LIVE
  ],
  [
    'two stays that are too short are not added up',
    world(SOAK, ALL_A, { '18 00:00': staging(B), '18 20:00': staging(C), '20 05:00': staging(B) }, prod(B)),
    SOAKS,
    [`image-soaking: ${NEW} has been live in \`staging\` for 18 h 59 min of the 1 d that \`prod\` asks for; 5 h are missing, until 2026-11-21 05:00 UTC ${OWN_CLOCK}`]
  ],
  [
    'no longer there: no time is promised',
    world(SOAK, ALL_A, { '18 00:00': staging(B), '18 20:00': staging(C) }, prod(B)),
    SOAKS,
    [`image-soaking: ${NEW} was live in \`staging\` for only 20 h of the 1 d that \`prod\` asks for, until 2026-11-18 20:00 UTC, and is no longer there ${OWN_CLOCK}`]
  ],
  [
    'for all environments but the first',
    world(`${LADDER}soak: 24h\n`, { ...dev(A), ...ALL_A }, { '20 05:00': dev(B) }, { ...dev(C), ...staging(B) }),
    ['fail', 'dev Deployment/shop c0 first-environment', 'staging Deployment/shop c0 soaking in dev image-soaking']
  ],
  ["an environment's own soak goes before the one for all", world(`${prodIs('soak: 2h')}soak: 24h\n`, ALL_A, { '20 05:00': staging(B) }, prod(B)), LIVE],
  ['by input, for one environment', world(PLAIN, ALL_A, { '20 05:00': staging(B) }, prod(B), { inputs: { soak: 'prod=24h' } }), SOAKS],
  [
    'in each of the environments that it comes after: the one that takes longest is named',
    world(
      'environments: [dev, {name: qa, after: dev}, {name: staging, after: dev}, {name: prod, after: [qa, staging], soak: 24h}]\n',
      { ...dev(B), ...pin('qa', A), ...ALL_A },
      { '19 00:00': staging(B), '20 05:00': pin('qa', B) },
      prod(B)
    ),
    ['fail', 'prod Deployment/shop c0 soaking in qa image-soaking']
  ],
  [
    'in any of them',
    world(
      'environments: [dev, {name: qa, after: dev}, {name: staging, after: dev}, {name: prod, after-any: [qa, staging], soak: 24h}]\n',
      { ...dev(B), ...pin('qa', A), ...ALL_A },
      { '19 00:00': staging(B), '20 05:00': pin('qa', B) },
      prod(B)
    ),
    LIVE
  ]
]

const REPLACED: Merged = { '10 08:30': staging(B), '14 10:00': staging(C) }
const REPLACED_TIMES = `from 2026-11-10 08:30 UTC to 2026-11-14 10:00 UTC (4 d 1 h) and has been replaced there, brought by \`COMMIT\`, taken out by \`COMMIT\` ${OWN_CLOCK}`

const SUPERSEDING: readonly Case[] = [
  ['allowed without a word, where the policy says nothing', world(SOAK, ALL_A, REPLACED, prod(B)), SUPERSEDED, []],
  [
    'warned of',
    world(prodIs('soak: 24h, superseded: warn'), ALL_A, REPLACED, prod(B)),
    ['pass', 'prod Deployment/shop c0 superseded in staging image-superseded'],
    [`image-superseded: ${NEW} in container \`c0\` of \`prod\` was live in \`staging\` ${REPLACED_TIMES}`]
  ],
  ['denied', world(prodIs('soak: 24h, superseded: deny'), ALL_A, REPLACED, prod(B)), ['fail', 'prod Deployment/shop c0 superseded in staging image-superseded']],
  [
    'denied, but another region runs it: a rule that refuses does not hide one that admits',
    world(prodIs('superseded: deny'), { ...ALL_A, ...pin('prod-eu', A) }, { ...REPLACED, '15 00:00': pin('prod-eu', B) }, prod(B)),
    ['pass', 'prod Deployment/shop c0 fan-out in prod image-fan-out']
  ]
]

/** Prod ran B for some days, and went on to C; staging never saw it. */
const WENT_ON: Merged = { '10 08:30': prod(B), '14 10:00': prod(C) }
/** Prod ran B for some days, and went back to A. */
const WENT_BACK: Merged = { '10 08:30': prod(B), '14 10:00': prod(A) }
const SUSPECT = `image-suspect: ${NEW} in container \`c0\` of \`prod\` was rolled back out of \`prod\` on 2026-11-14 10:00 UTC by \`COMMIT\``

const ROLLBACKS: readonly Case[] = [
  [
    'needs no soak, and says what it goes back to',
    world(SOAK, ALL_A, WENT_ON, prod(B)),
    ROLLBACK,
    [
      `image-rollback: ${NEW} goes back into container \`c0\` of \`prod\`, where it was live from 2026-11-10 08:30 UTC to 2026-11-14 10:00 UTC (4 d 1 h), brought by \`COMMIT\`, taken out by \`COMMIT\` ${OWN_CLOCK}`
    ]
  ],
  ['needs no report', world(prodIs('evidence: reported'), ALL_A, WENT_ON, prod(B)), ROLLBACK],
  ['to what staging has run all the time needs no proof: it is live there', world(SOAK, ALL_A, WENT_ON, prod(A)), LIVE],
  [
    'of one container, while the other takes what is live in staging',
    world(PLAIN, { ...staging(A, Z), ...prod(A, X) }, { '10 08:30': prod(B, X), '14 10:00': prod(C, X) }, prod(B, Z)),
    ['pass', 'prod Deployment/shop c0 rollback in prod image-rollback', 'prod Deployment/shop c1 live in staging']
  ],
  [
    'of one container does not let in what the other brings',
    world(PLAIN, { ...staging(A, X), ...prod(A, X) }, { '10 08:30': prod(B, X), '14 10:00': prod(C, X) }, prod(B, Z)),
    ['fail', 'prod Deployment/shop c0 rollback in prod image-rollback', 'prod Deployment/shop c1 not-live image-not-live']
  ],
  [
    'to a digest that is denied',
    world(`${PLAIN}denied-images: [{digest: "${digest('b')}", reason: CVE-2026-0001}]\n`, ALL_A, WENT_ON, prod(B)),
    ['fail', 'prod Deployment/shop c0 denied image-denied']
  ],
  [
    'to a suspect digest is none: it left prod by a rollback itself',
    world(PLAIN, ALL_A, WENT_BACK, prod(B)),
    [...NOT_LIVE, `warning image-suspect staging→prod Deployment/shop /spec/template/spec/containers/c0/image ${A} | ${B} @ apps/shop/overlays/prod/app.yaml:10`],
    [
      `image-not-live: ${NEW} would enter container \`c0\` of \`prod\`, but is not live in \`staging\`; live there: ${OLD}`,
      SUSPECT
    ]
  ],
  [
    'from B to A where prod ran A, B, A, B: A was replaced, not rolled back',
    world(PLAIN, { ...staging(C), ...prod(A) }, { '10 08:30': prod(B), '14 10:00': prod(A), '16 10:00': prod(B) }, prod(A)),
    ROLLBACK
  ],
  [
    'to what only another region ran is none',
    world(PLAIN, { ...staging(C), ...pin('prod-eu', A), ...pin('prod-us', A) }, { '10 08:30': pin('prod-eu', B), '14 10:00': pin('prod-eu', C) }, pin('prod-us', B)),
    [
      'fail',
      'prod/us Deployment/shop c0 not-live image-not-live'
    ]
  ]
]

/** What staging does not have, from the start: drift that was there before any change. */
const DRIFTING: Files = {
  ...ALL_A,
  ...Object.fromEntries(
    Object.entries(prod(A)).map(([path, text]) => [path, path.endsWith('prod/kustomization.yaml') ? `${String(text)}configMapGenerator: [{name: extra, literals: [A=1]}]\n` : text])
  )
}
const onlyManifest = (files: Files): Files => Object.fromEntries(Object.entries(files).filter(([path]) => path.endsWith('app.yaml')))
const drift = (level: string): string => `${level} existing drift-missing-resource staging→prod ConfigMap/extra ∅ | present @ apps/shop/overlays/prod/kustomization.yaml:2`
const DRIFT_HISTORY: Merged = { '10 08:30': onlyManifest(prod(B)), '14 10:00': onlyManifest(prod(C)) }

const AT_NIGHT: readonly Case[] = [
  ['nothing but a rollback is not held up by drift that was there', world(SOAK, DRIFTING, DRIFT_HISTORY, onlyManifest(prod(B))), [...ROLLBACK, drift('warning')]],
  [
    'nor in two applications at once',
    world(
      SOAK,
      { ...DRIFTING, ...overlays({ staging: deployment(X), prod: deployment(X) }, 'cart') },
      { '10 08:30': { ...onlyManifest(prod(B)), ...overlays({ prod: deployment(Y) }, 'cart') }, '14 10:00': { ...onlyManifest(prod(C)), ...overlays({ prod: deployment(Z) }, 'cart') } },
      { ...onlyManifest(prod(B)), ...overlays({ prod: deployment(Y) }, 'cart') }
    ),
    ['pass', 'prod Deployment/shop c0 rollback in prod image-rollback', 'prod Deployment/shop c0 rollback in prod image-rollback', drift('warning')]
  ],
  [
    'a rollback that changes the configuration too is',
    world(SOAK, DRIFTING, DRIFT_HISTORY, { 'apps/shop/overlays/prod/app.yaml': deployment(B).replace('spec:\n', 'spec:\n  replicas: 2\n') }),
    ['fail', 'prod Deployment/shop c0 rollback in prod image-rollback', drift('error')]
  ],
  ['and so is a promotion', world(SOAK, DRIFTING, { '18 00:00': staging(B) }, onlyManifest(prod(B))), ['fail', 'prod Deployment/shop c0 live in staging', drift('error')]]
]

const SUSPECTS: readonly Case[] = [
  [
    'rolled back out of prod, it enters staging: a warning',
    world(LADDER, { ...dev(B), ...ALL_A }, WENT_BACK, staging(B)),
    ['pass', 'staging Deployment/shop c0 live in dev image-suspect'],
    [SUSPECT.replace('of `prod` was', 'of `staging` was')]
  ],
  ['or refused', world(`${LADDER}suspect: deny\n`, { ...dev(B), ...ALL_A }, WENT_BACK, staging(B)), ['fail', 'staging Deployment/shop c0 suspect image-suspect']],
  ['refused in the first environment too', world(`${LADDER}suspect: deny\n`, { ...dev(A), ...ALL_A }, WENT_BACK, dev(B)), ['fail', 'dev Deployment/shop c0 suspect image-suspect']],
  [
    'rolled back out of staging, where it was long enough: superseded, and a warning',
    world(SOAK, ALL_A, { '10 08:30': staging(B), '14 10:00': staging(A) }, prod(B)),
    ['pass', 'prod Deployment/shop c0 superseded in staging image-suspect']
  ],
  ['live in staging again, it is suspect no more', world(`${SOAK}suspect: deny\n`, ALL_A, { '10 08:30': staging(B), '14 10:00': staging(A), '16 10:00': staging(B) }, prod(B)), LIVE]
]

const REGIONS: Files = { ...staging(A), ...pin('prod-eu', A), ...pin('prod-us', A) }
const FAN_OUT: readonly Case[] = [
  [
    'what another region runs, with the proof',
    world(SOAK, REGIONS, { '18 10:22': pin('prod-eu', B) }, pin('prod-us', B)),
    ['pass', 'prod/us Deployment/shop c0 fan-out in prod image-fan-out'],
    [`image-fan-out: ${NEW} enters container \`c0\` of \`prod/us\` and is live in \`prod/eu\` since 2026-11-18 10:22 UTC, brought by \`COMMIT\` ${OWN_CLOCK}`]
  ],
  [
    'refused where the policy wants every region to take from staging',
    world(prodIs('fan-out: deny'), REGIONS, { '18 10:22': pin('prod-eu', B) }, pin('prod-us', B)),
    ['fail', 'prod/us Deployment/shop c0 not-live image-not-live']
  ],
  ['what another region ran once is none', world(SOAK, REGIONS, { '18 10:22': pin('prod-eu', B), '19 00:00': pin('prod-eu', C) }, pin('prod-us', B)), ['fail', 'prod/us Deployment/shop c0 not-live image-not-live']]
]

const DECEMBER = { today: '2026-12-20' }
const LIMIT = 'the history was looked at back to `2026-11-14`'
const LOOK_BACK: readonly Case[] = [
  [
    'what staging ran before that is not known, and the finding says how far was looked',
    world(`${PLAIN}history: 30d\n`, ALL_A, REPLACED, prod(B), DECEMBER),
    NOT_LIVE,
    [`image-not-live: ${NEW} would enter container \`c0\` of \`prod\`, but is not live in \`staging\`; live there: \`registry.example.com/shop:1@sha256:cccccccccccc\`; ${LIMIT}`]
  ],
  ['looking further, it is', world(`${PLAIN}history: 60d\n`, ALL_A, REPLACED, prod(B), DECEMBER), SUPERSEDED],
  ['what has been there since before that soaked for all of it', world(`${SOAK}history: 30d\n`, ALL_A, { '10 08:30': staging(B) }, prod(B), DECEMBER), LIVE],
  [
    'a soak that is longer than the look-back could never be shown',
    world(`${prodIs('soak: 35d')}history: 30d\n`, ALL_A, { '10 08:30': staging(B) }, prod(B), DECEMBER),
    ['fail', 'error config-invalid @ .github/parity-gate.yaml:3']
  ]
]

const SHARED: Files = {
  'apps/shop/base/kustomization.yaml': 'resources: [app.yaml]\n',
  'apps/shop/base/app.yaml': deployment('shop')
}
const images = (letter: string): string => `images: [{name: shop, newName: registry.example.com/shop, newTag: "1", digest: "${digest(letter)}"}]\n`
const ownPin = (environment: string, letter: string): Files => ({ [`apps/shop/overlays/${environment}/kustomization.yaml`]: `resources: [../../base]\n${images(letter)}` })
const release = (letter: string): Files => ({ 'apps/shop/release/kustomization.yaml': `resources: [../base]\n${images(letter)}` })
const component = (letter: string): Files => ({
  'apps/shop/components/pin/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n${images(letter)}`
})
const onRelease: Files = { ...SHARED, ...release('a'), 'apps/shop/overlays/staging/kustomization.yaml': 'resources: [../../release]\n', ...ownPin('prod', 'a') }
const onComponent: Files = {
  ...SHARED,
  ...component('a'),
  'apps/shop/overlays/staging/kustomization.yaml': 'resources: [../../base]\ncomponents: [../../components/pin]\n',
  ...ownPin('prod', 'a')
}
const moved: Files = {
  'apps/shop/overlays/staging': null,
  ...Object.fromEntries(Object.entries(staging(B)).map(([path, text]) => [path.replace('overlays/staging', 'envs/staging'), text]))
}

const ELSEWHERE: readonly Case[] = [
  ['in a base, long enough', world(SOAK, onRelease, { '18 00:00': release('b') }, ownPin('prod', 'b')), LIVE],
  ['in a base, too short', world(SOAK, onRelease, { '20 05:00': release('b') }, ownPin('prod', 'b')), SOAKS],
  ['in a base, replaced', world(SOAK, onRelease, { '10 08:30': release('b'), '14 10:00': release('c') }, ownPin('prod', 'b')), SUPERSEDED],
  ['in a component, long enough', world(SOAK, onComponent, { '18 00:00': component('b') }, ownPin('prod', 'b')), LIVE],
  ['in a component, too short', world(SOAK, onComponent, { '20 05:00': component('b') }, ownPin('prod', 'b')), SOAKS],
  ['in an overlay that was moved: its stay goes on', world(SOAK, ALL_A, { '18 00:00': staging(B), '20 12:00': moved }, prod(B)), LIVE]
]

const SHORT = 'registry.example.com/shop:1@sha256:bbbb'
const reported = 'environments: [{name: staging, signals: {deployments: [staging]}}, {name: prod, evidence: reported}]\n'
const deployed = (time: string, state: 'success' | 'failed' = 'success') => ({ behind: 1, time: `2026-11-${time.replace(' ', 'T')}:00Z`, state })

const DOUBTFUL: readonly Case[] = [
  [
    'a commit dated in the future has been there for no time at all',
    world(SOAK, ALL_A, { '25 00:00': staging(B) }, prod(B)),
    SOAKS,
    [`image-soaking: ${NEW} has been live in \`staging\` for 0 s of the 1 d that \`prod\` asks for; 1 d are missing, until 2026-11-21 23:59 UTC ${OWN_CLOCK}`]
  ],
  ['nor does a commit dated in the future age those after it', world(SOAK, ALL_A, { '25 00:00': replicas('staging', 3), '20 05:00': staging(B) }, prod(B)), SOAKS],
  ['a commit dated before its parent came after it', world(SOAK, ALL_A, { '20 05:00': replicas('staging', 3), '02 00:00': staging(B) }, prod(B)), SOAKS],
  ['a digest of the wrong length is none', world(SOAK, { ...staging(SHORT), ...prod(A) }, { '18 00:00': replicas('staging', 3) }, prod(SHORT)), ['fail', 'prod Deployment/shop c0 unpinned image-unpinned']],
  [
    'evidence that is reported, and no token to ask with',
    world(reported, ALL_A, { '18 00:00': staging(B) }, prod(B)),
    UNPROVEN,
    [`image-unproven: ${NEW} is pinned in \`staging\`, but nothing reports that it ran there: no GitHub was asked, as this run has no token for it`]
  ],
  ['a deployment that succeeded since', world(reported, ALL_A, { '18 00:00': staging(B), '18 10:00': replicas('staging', 3) }, prod(B), { github: (directory) => records(directory, [deployed('18 10:05')]) }), LIVE],
  [
    'a later one that failed',
    world(reported, ALL_A, { '18 00:00': staging(B), '18 10:00': replicas('staging', 3) }, prod(B), {
      github: (directory) => records(directory, [deployed('18 10:05'), deployed('18 10:06', 'failed')])
    }),
    UNPROVEN
  ],
  [
    'one that is older than the pin',
    world(reported, ALL_A, { '18 00:00': staging(B), '18 10:00': replicas('staging', 3) }, prod(B), { github: (directory) => records(directory, [deployed('17 10:05')]) }),
    UNPROVEN
  ]
]

const GROUPS: readonly (readonly [string, readonly Case[]])[] = [
  ['soak', SOAKING],
  ['superseded', SUPERSEDING],
  ['rollback', ROLLBACKS],
  ['at night', AT_NIGHT],
  ['suspect', SUSPECTS],
  ['fan-out', FAN_OUT],
  ['a look-back that ends', LOOK_BACK],
  ['images that are set', ELSEWHERE],
  ['doubtful evidence', DOUBTFUL]
]

/** `code: message` of what is said about images and their history; commit ids differ from run to run. */
function said(report: Report): readonly string[] {
  const told = report.findings.filter(({ code }) => code.startsWith('image-') || code === 'history-unavailable')
  return told.map((finding) => `${finding.code}: ${wordsOf(finding).message.replace(/`[0-9a-f]{7,40}`/g, '`COMMIT`')}`)
}

/** A repository whose commits are as given, for a test that does more to it than a scenario can say. */
async function inRepository<T>(use: (directory: string, at: (time: string, files: Files) => string) => Promise<T>): Promise<T> {
  const directory = newRepository()
  try {
    return await use(directory, (time, files) => commit(directory, files, `on ${time}`, `2026-11-${time.replace(' ', 'T')}:00Z`))
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

describe.each([newestKustomize()])('kustomize $version', ({ command }) => {
  describe.each(GROUPS)('%s', (_group, cases) => {
    test.each(cases)('%s', async (_name, scenario, decided, ...[words]) => {
      const report = await judge(scenario, command)
      expect(decisions(report)).toEqual(decided)
      if (words !== undefined) expect(said(report)).toEqual(words)
    })
  })

  test('the evidence names the commit, since when, how long, and whose clock says so', async () => {
    const report = await judge(world(SOAK, ALL_A, { '18 10:22': staging(B) }, prod(B)), command)
    expect(report.promotions.map(({ evidence }) => evidence)).toEqual([
      { level: 'declared', environment: 'staging', commit: report.live, since: '2026-11-18T10:22:00Z', soaked: 221_879, clock: 'committed' }
    ])
  })

  test('the exact revert of a change is a rollback', () =>
    inRepository(async (directory, at) => {
      at('01 00:00', { ...staging(C), ...prod(A), '.github/parity-gate.yaml': `version: 1\n${SOAK}` })
      const live = at('18 00:00', prod(B))
      git(directory, 'revert', '--no-edit', 'HEAD')
      const report = await judgeIn(directory, { head: git(directory, 'rev-parse', 'HEAD'), before: live, live }, {}, command, '2026-11-20')
      expect(decisions(report)).toEqual(ROLLBACK)
    }))

  test('a branch that was rewritten: what was thrown away was never live', () =>
    inRepository(async (directory, at) => {
      at('01 00:00', { ...ALL_A, '.github/parity-gate.yaml': `version: 1\n${SOAK}` })
      at('10 00:00', staging(B))
      git(directory, 'reset', '-q', '--hard', 'HEAD~1')
      const live = at('11 00:00', staging(C))
      const report = await judgeIn(directory, { head: at('19 00:00', prod(B)), before: live, live }, {}, command, '2026-11-20')
      expect(decisions(report)).toEqual(NOT_LIVE)
    }))

  const shallow: readonly (readonly [name: string, policy: string, files: Files, decided: readonly string[]])[] = [
    ['an error where it must have soaked', SOAK, prod(B), [...UNPROVEN, 'error history-unavailable']],
    ['an error where only history could let it in', PLAIN, prod(C), [...NOT_LIVE, 'error history-unavailable']],
    ['a warning where only a warning was at stake', PLAIN, prod(B), [...LIVE, 'warning history-unavailable']]
  ]
  test.each(shallow)('a shallow clone whose remote is gone: %s', (_name, policy, files, decided) =>
    inRepository(async (origin, at) => {
      at('01 00:00', { ...ALL_A, '.github/parity-gate.yaml': `version: 1\n${policy}` })
      at('18 00:00', staging(B))
      await inRepository(async (directory) => {
        git(directory, 'fetch', '-q', '--depth=1', `file://${origin}`, 'main')
        git(directory, 'reset', '-q', '--hard', 'FETCH_HEAD')
        const live = git(directory, 'rev-parse', 'HEAD')
        const report = await judgeIn(directory, { head: commit(directory, files), before: live, live }, {}, command, '2026-11-20')
        expect(decisions(report)).toEqual(decided)
      })
    })
  )
})
