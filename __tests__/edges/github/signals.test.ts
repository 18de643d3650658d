// What reports about environments, asked of a fake that holds requests and answers to GitHub's own description.

import { describe, expect, it } from '@jest/globals'
import type { SignalKind, SignalLook } from '../../../src/core/model/signal.ts'
import { SIGNAL_KINDS } from '../../../src/core/model/signal.ts'
import { openSignals } from '../../../src/edges/github/signals.ts'
import { startFakeGitHub, type FakeGitHub, type FakeGitHubOptions } from '../../support/fake-github.ts'

const [TIP, MIDDLE, PIN, OTHER] = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(40)) as [string, string, string, string]
const AT = '2026-11-18T11:00:00Z'
const LATER = '2026-11-18T12:00:00Z'
const seconds = (iso: string): number => Date.parse(iso) / 1000

type Ran = { readonly fake: FakeGitHub; readonly look: SignalLook }

async function ask(
  options: FakeGitHubOptions,
  { kinds = SIGNAL_KINDS, commits = [TIP, MIDDLE, PIN], checkName = null, twice = false, milliseconds = 20_000 }: { kinds?: readonly SignalKind[]; commits?: readonly string[]; checkName?: string | null; twice?: boolean; milliseconds?: number } = {}
): Promise<Ran> {
  const fake = await startFakeGitHub(options)
  const reader = openSignals({ token: fake.token, apiUrl: fake.url, repository: fake.repository }, { checkRunId: fake.jobCheckRunId, checkName }, milliseconds)
  const question = { commits, kinds, wanted: (_kind: SignalKind, name: string) => name.toLowerCase().includes('staging') }
  try {
    if (twice) await reader.look(question)
    return { fake, look: await reader.look(question) }
  } finally {
    await fake.close()
  }
}

const short = ({ records }: SignalLook): readonly string[] => records.map(({ kind, name, word, state, commit }) => `${kind} ${name} ${word} ${state} ${commit[0] ?? ''}`)

describe('what is found', () => {
  it('is what Flux, Argo CD and workflows write on the commits, newest first', async () => {
    const { look } = await ask({
      world: {
        statuses: [
          { commit: PIN, context: 'kustomization/shop-staging/1a2b3c4d', state: 'failure', at: AT, description: 'health check\nfailed' },
          { commit: PIN, context: 'kustomization/shop-staging/1a2b3c4d', state: 'success', at: LATER, description: 'reconciliation succeeded' },
          { commit: MIDDLE, context: 'continuous-delivery/shop-staging', state: 'pending', at: '2026-11-18T13:00:00Z' },
          { commit: OTHER, context: 'kustomization/shop-staging/1a2b3c4d', state: 'success', at: LATER },
          { commit: PIN, context: 'kustomization/shop-prod/1a2b3c4d', state: 'success', at: LATER }
        ],
        checks: [
          { commit: TIP, name: 'continuous-delivery/shop-staging', at: '2026-11-18T14:00:00Z', app: 'argocd-acme' },
          { commit: TIP, name: 'deploy staging', conclusion: 'skipped', at: '2026-11-18T15:00:00Z' },
          { commit: MIDDLE, name: 'deploy staging', status: 'in_progress', conclusion: null, at: '2026-11-18T16:00:00Z' }
        ]
      }
    })
    expect(short(look)).toEqual([
      'check deploy staging in_progress pending b',
      'check deploy staging skipped silent a',
      'check continuous-delivery/shop-staging success success a',
      'status continuous-delivery/shop-staging pending pending b',
      'status kustomization/shop-staging/1a2b3c4d success success c',
      'status kustomization/shop-staging/1a2b3c4d failure failed c'
    ])
    expect(look.records.at(-1)).toMatchObject({ description: 'health check failed', time: seconds(AT), url: expect.stringMatching(/^https:\/\/cd\.example\.com/) })
    expect(look).toMatchObject({ asked: 3, commits: 3, gaps: [] })
  })

  it('of an environment is the newest deployment, by its newest status: the ones before it are inactive', async () => {
    const { look, fake } = await ask({
      world: {
        deployments: [
          { commit: PIN, environment: 'staging', at: AT, statuses: [{ state: 'inactive', at: '2026-11-18T12:00:05Z' }, { state: 'success', at: AT }] },
          { commit: TIP, environment: 'staging', at: LATER, statuses: [{ state: 'in_progress', at: LATER }, { state: 'success', at: '2026-11-18T12:00:04Z' }] },
          { commit: MIDDLE, environment: 'staging-eu', at: LATER, statuses: [] },
          { commit: OTHER, environment: 'staging', at: '2026-11-19T00:00:00Z', statuses: [{ state: 'failure', at: '2026-11-19T00:00:00Z' }] },
          { commit: TIP, environment: 'production', at: LATER, statuses: [{ state: 'failure', at: LATER }] }
        ]
      }
    })
    expect(short(look)).toEqual(['deployment staging success success a', 'deployment staging-eu pending pending b'])
    expect(fake.requests.filter(({ path }) => path.endsWith('/statuses') && path.includes('/deployments/'))).toHaveLength(2)
  })

  it('lies behind further pages too', async () => {
    const noise = Array.from({ length: 150 }, (_, index) => ({ commit: TIP, context: `ci/${index}`, state: 'success', at: LATER }))
    const { look } = await ask({ world: { statuses: [...noise, { commit: TIP, context: 'staging', state: 'success', at: AT }] } })
    expect(short(look)).toEqual(['status staging success success a'])
  })
})

describe("the gate's own check runs never count", () => {
  it.each<[string, NonNullable<NonNullable<FakeGitHubOptions['world']>['checks']>[number]]>([
    ['by its mark', { commit: TIP, name: 'staging gate', at: AT, summary: '<!-- parity-gate -->\n\n## pass' }],
    ['by the name of a separate one', { commit: TIP, name: 'environments: staging', at: AT }],
    ['by the name of its job', { commit: TIP, name: 'gate of staging', at: AT, job: true }]
  ])('%s', async (_name, check) => {
    const { look } = await ask({ jobCheckRun: { name: 'gate of staging' }, world: { checks: [check] } }, { checkName: 'environments: staging' })
    expect(look.records).toEqual([])
  })

  it('not even where GitHub does not say what the name of its job is', async () => {
    const faults = [{ kind: 'status', status: 403, message: 'Resource not accessible by integration', path: /\/check-runs\/9000001$/ }] as const
    const { look } = await ask({ faults, jobCheckRun: { name: 'gate of staging' }, world: { checks: [{ commit: TIP, name: 'gate of staging', at: AT, job: true }] } })
    expect(look.records).toEqual([])
    expect(look.gaps).toEqual([{ kind: 'check', reason: '403: Resource not accessible by integration', permission: 'checks: read' }])
  })

  it('but another app may use the same name', async () => {
    const { look } = await ask({ jobCheckRun: { name: 'staging' }, world: { checks: [{ commit: TIP, name: 'staging', at: AT, app: 'argocd-acme' }] } })
    expect(look.records).toHaveLength(1)
  })
})

describe('requests', () => {
  it('are sent once, however often a commit is looked at, and only for what the policy names', async () => {
    const { fake } = await ask({}, { kinds: ['status'], twice: true })
    expect(fake.requests.map(({ path }) => path.split('/').slice(4).join('/'))).toEqual([TIP, MIDDLE, PIN].map((commit) => `commits/${commit}/statuses`))
  })

  it('are for the newest 50 commits, the introducing one among them', async () => {
    const many = [...Array.from({ length: 70 }, (_, index) => index.toString(16).padStart(40, '0')), PIN]
    const { fake, look } = await ask({ world: { statuses: [{ commit: PIN, context: 'staging', state: 'success', at: AT }] } }, { kinds: ['status'], commits: many })
    expect(look).toMatchObject({ asked: 50, commits: 71, gaps: [], records: [{ commit: PIN }] })
    expect(fake.requests).toHaveLength(50)
  })
})

describe('what cannot be read is a gap', () => {
  it.each<[SignalKind, FakeGitHubOptions]>([
    ['status', { denied: ['statuses'] }],
    ['check', { denied: ['checks'] }],
    ['deployment', { denied: ['deployments'] }]
  ])('without the permission for a %s', async (kind, options) => {
    const { look } = await ask(options)
    const permission = { status: 'statuses: read', check: 'checks: read', deployment: 'deployments: read' }[kind]
    expect(look.gaps).toEqual([{ kind, reason: '403: Resource not accessible by integration', permission }])
  })

  const statuses = { path: /commits\/\w+\/statuses$/, times: 99 }
  it.each<[string, FakeGitHubOptions, string]>([
    ['a rate limit', { faults: [{ ...statuses, kind: 'status', status: 403, message: 'API rate limit exceeded', headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '4102444800' } }] }, 'rate limit'],
    ['a secondary limit', { faults: [{ ...statuses, kind: 'status', status: 429, message: 'Slow down', headers: { 'retry-after': '600' } }] }, '429'],
    ['not found', { faults: [{ ...statuses, kind: 'status', status: 404, message: 'Not Found' }] }, '404'],
    ['HTML', { faults: [{ ...statuses, kind: 'html' }] }, 'not what GitHub answers'],
    ['5 MB too much', { faults: [{ ...statuses, kind: 'oversize', bytes: 10_000_000 }] }, 'larger than'],
    ['a reset', { faults: [{ ...statuses, kind: 'reset' }] }, ''],
    ['slowness', { faults: [{ ...statuses, kind: 'slow', milliseconds: 60_000 }] }, 'is over']
  ])('%s', async (_name, options, reason) => {
    const started = performance.now()
    const { look } = await ask({ ...options, world: { checks: [{ commit: PIN, name: 'staging', at: AT, app: 'argocd-acme' }] } }, { milliseconds: 4_000 })
    expect(performance.now() - started).toBeLessThan(9_000)
    expect(look.gaps).toEqual([{ kind: 'status', reason: expect.stringContaining(reason), permission: null }])
    expect(short(look)).toEqual(['check staging success success c'])
  })

  it('more check runs than anybody can look through', async () => {
    const checks = Array.from({ length: 320 }, (_, index) => ({ commit: TIP, name: `ci ${index}`, at: AT }))
    const { look } = await ask({ world: { checks } }, { kinds: ['check'] })
    expect(look.gaps).toEqual([{ kind: 'check', reason: 'aaaaaaa has more than 300 of them', permission: null }])
  })
})
