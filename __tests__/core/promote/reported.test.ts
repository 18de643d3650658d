import { describe, expect, test } from '@jest/globals'
import { environmentNamed, type Signals } from '../../../src/core/model/environment.ts'
import type { SignalLook, SignalRecord } from '../../../src/core/model/signal.ts'
import { judgeReported, reportsOn, signalKinds } from '../../../src/core/promote/reported.ts'

const at = (clock: string): number => Date.parse(`2026-11-18T${clock}:00Z`) / 1000
const SINCE = at('10:00')

function record(over: Partial<SignalRecord> = {}): SignalRecord {
  const base = { kind: 'status', name: 'kustomization/shop-staging/1a2b3c4d', state: 'success', word: 'success' } as const
  return { ...base, commit: 'a'.repeat(40), time: at('11:00'), url: null, description: '', ...over }
}

const FAILED = { state: 'failed', word: 'failure' } as const
const PENDING = { state: 'pending', word: 'in_progress' } as const

function judge(records: readonly SignalRecord[], { signals = null, application = 'apps/shop', ...look }: Partial<SignalLook> & { signals?: Signals | null; application?: string } = {}) {
  const environment = environmentNamed('staging', ['stg'], { signals })
  const ladder = [environmentNamed('dev'), environment, environmentNamed('prod')]
  const whole = { records, asked: 3, commits: 3, gaps: [], ...look }
  return judgeReported(whole, { environment, ladder, application, since: SINCE, now: at('20:00') })
}

describe('the newest record decides', () => {
  test.each<[string, readonly SignalRecord[], 'proven' | 'unproven', string]>([
    ['Flux: success', [record({ description: 'reconciliation succeeded' })], 'proven', 'the status `kustomization/shop-staging/1a2b3c4d` says success on aaaaaaa since 2026-11-18 11:00 UTC'],
    ['Argo CD: a status', [record({ name: 'continuous-delivery/shop-stg' })], 'proven', 'continuous-delivery/shop-stg'],
    ['Argo CD: a deployment', [record({ kind: 'deployment', name: 'Staging' })], 'proven', 'the deployment to `Staging` says success'],
    ['a check run', [record({ kind: 'check', name: 'deploy (staging)' })], 'proven', 'the check run'],
    ['at the very second of the pin', [record({ time: SINCE })], 'proven', 'success'],
    ['a failure', [record({ ...FAILED, description: 'health check failed' })], 'unproven', 'says failure (2026-11-18 11:00 UTC): health check failed'],
    ['an older success does not help', [record({ time: at('11:00') }), record({ ...FAILED, time: at('12:00') })], 'unproven', 'failure'],
    ['nor does an older failure harm', [record({ ...FAILED, time: at('11:00') }), record({ time: at('12:00') })], 'proven', 'success'],
    ['on whatever commit', [record({ commit: 'b'.repeat(40), time: at('11:00') }), record({ ...FAILED, time: at('12:00') })], 'unproven', 'failure'],
    ['of whatever kind', [record(), record({ ...FAILED, kind: 'deployment', name: 'staging', time: at('12:00') })], 'unproven', 'the deployment to `staging`'],
    ['of two at once the doubtful one', [record(), record({ ...FAILED })], 'unproven', 'failure'],
    ['still running', [record(), record({ ...PENDING, kind: 'check', name: 'staging', time: at('12:00') })], 'unproven', 'in_progress'],
    ['inactive', [record({ kind: 'deployment', name: 'staging', state: 'failed', word: 'inactive' })], 'unproven', 'inactive'],
    ['a skipped one says nothing', [record(), record({ kind: 'check', name: 'staging', state: 'silent', word: 'skipped', time: at('12:00') })], 'proven', 'success'],
    ['older than the pin', [record({ time: at('09:59') })], 'unproven', 'is older than the pin (2026-11-18 09:59 UTC)'],
    ['dated in the future', [record({ time: at('20:02') })], 'unproven', 'dated in the future'],
    ['another environment', [record({ name: 'kustomization/shop-prod/1a2b3c4d' })], 'unproven', 'no commit statuses named `staging` or `stg`, no check runs'],
    ["another application's, where the own one failed", [record(FAILED), record({ name: 'kustomization/orders-staging/1', time: at('12:00') })], 'unproven', 'shop-staging'],
    ["another application's, where none names the own one", [record({ name: 'kustomization/orders-staging/1' })], 'proven', 'orders-staging'],
    ['nothing at all', [], 'unproven', 'on the 3 commits since it came']
  ])('%s', (_name, records, kind, words) => {
    const reported = judge(records)
    expect(reported.kind).toBe(kind)
    expect(reported.evidence).toContain(words)
  })
})

describe('what could not be read', () => {
  test('leaves it unproven, whatever else says success, and names the permission', () => {
    const gaps = [{ kind: 'deployment', reason: '403: Resource not accessible by integration', permission: 'deployments: read' }] as const
    expect(judge([record()], { gaps })).toMatchObject({ kind: 'unproven', evidence: expect.stringContaining('grant the job `deployments: read`') })
  })

  test('does not matter where the policy does not ask for it', () => {
    const gaps = [{ kind: 'deployment', reason: 'no answer', permission: null }] as const
    const signals = { statuses: ['*staging*'], checks: [], deployments: [] }
    expect(judge([record()], { gaps, signals }).kind).toBe('proven')
  })

  test('is said where not every commit was asked for', () => {
    expect(judge([], { asked: 50, commits: 400 }).evidence).toContain('50 of 400 commits')
  })
})

describe('names', () => {
  test.each<[string, boolean]>([
    ['staging', true],
    ['Staging', true],
    ['kustomization/shop-stg/9f', true],
    ['deploy to staging (eu)', true],
    ['staging2', false],
    ['nostaging', false],
    ['pre-staging', false]
  ])('%s reports about staging by its words: %s', (name, reports) => {
    const staging = environmentNamed('staging', ['stg'])
    expect(reportsOn(staging, [environmentNamed('pre-staging'), staging])('status', name)).toBe(reports)
  })

  test('by globs, each kind by its own, whatever the case; `/` is an ordinary character', () => {
    const environment = environmentNamed('staging', [], { signals: { statuses: ['kustomization/*-eu/*'], checks: [], deployments: ['Production'] } })
    const reports = reportsOn(environment, [environment])
    expect(reports('status', 'kustomization/shop-EU/1a2b')).toBe(true)
    expect(reports('status', 'staging')).toBe(false)
    expect(reports('check', 'kustomization/shop-eu/1a2b')).toBe(false)
    expect(reports('deployment', 'production')).toBe(true)
    expect(signalKinds(environment)).toEqual(['status', 'deployment'])
  })
})

describe('in words', () => {
  const evidence = (...given: Parameters<typeof judge>): string => judge(...given).evidence
  const named = '`staging` or `stg`'

  test('nothing found: what was looked for, and where', () => {
    const looked = `no commit statuses named ${named}, no check runs named ${named}, no deployments named ${named} on`
    expect(evidence([])).toBe(`${looked} the 3 commits since it came`)
    expect(evidence([], { asked: 1, commits: 1 })).toBe(`${looked} the commit that brought it`)
    expect(evidence([], { asked: 50, commits: 400 })).toBe(`${looked} 50 of 400 commits, the newest and the introducing one`)
    expect(evidence([], { signals: { statuses: ['a/*', 'b'], checks: [], deployments: ['Staging'] } })).toBe('no commit statuses named `a/*` or `b`, no deployments named `Staging` on the 3 commits since it came')
    expect(evidence([record({ name: 'staging', time: at('09:59') })])).toBe(`${looked} the 3 commits since it came; the status \`staging\` is older than the pin (2026-11-18 09:59 UTC)`)
  })

  test('what is older is shown, the newest of it, not what another application has since', () => {
    const own = { name: 'shop-staging' }
    const records = [record({ ...own, time: at('09:00') }), record({ ...own, time: at('09:30') }), record({ name: 'orders-staging', time: SINCE })]
    expect(evidence(records)).toMatch(/; the status `shop-staging` is older than the pin \(2026-11-18 09:30 UTC\)$/)
    expect(evidence([record({ ...own, state: 'silent', time: at('09:00') })])).not.toContain('older')
  })

  test('the newest record, whole', () => {
    const name = 'staging'
    const commit = `1234567${'0'.repeat(33)}`
    expect(evidence([record({ name, ...FAILED, commit })])).toBe('the newest record, the status `staging` on 1234567, says failure (2026-11-18 11:00 UTC)')
    expect(evidence([record({ name, ...FAILED, commit, description: 'no' })])).toBe('the newest record, the status `staging` on 1234567, says failure (2026-11-18 11:00 UTC): no')
    expect(evidence([record({ name, time: at('20:02') })])).toBe('the status `staging` is dated in the future (2026-11-18 20:02 UTC)')
  })

  test('what could not be read', () => {
    const gap = { kind: 'deployment', reason: 'no answer', permission: null } as const
    expect(evidence([], { gaps: [gap] })).toBe('deployments could not be read (no answer)')
    expect(evidence([], { gaps: [{ ...gap, permission: 'deployments: read' }] })).toBe("deployments could not be read (no answer); grant the job `deployments: read`, or leave them out of the environment's `signals`")
  })

  test('a minute ahead of our clock is not the future', () => {
    expect(judge([record({ time: at('20:01') })]).kind).toBe('proven')
    expect(judge([record({ time: at('20:01') + 1 })]).kind).toBe('unproven')
  })
})

describe('records that name the application are preferred', () => {
  const failed = (name: string): SignalRecord => record({ ...FAILED, name })
  const other = record({ name: 'orders-staging', time: at('12:00') })
  test.each<[string, string, readonly SignalRecord[], 'proven' | 'unproven']>([
    ['by the last part of its name', 'teams/a/shop', [failed('shop-staging'), other], 'unproven'],
    ['not by another part', 'shop/a/b', [failed('shop-staging'), other], 'proven'],
    ['whatever the case', 'apps/Shop', [failed('SHOP-staging'), other], 'unproven'],
    ['wherever it stands', 'apps/shop', [failed('staging/shop'), other], 'unproven'],
    ['as a whole word', 'apps/shop', [failed('workshop-staging'), other], 'proven'],
    ['of the same kind', 'apps/shop', [failed('shop-staging'), { ...other, kind: 'check' }], 'proven'],
    ['none, where the application has no name', '', [failed('staging-'), other], 'proven']
  ])('%s', (_name, application, records, kind) => expect(judge(records, { application }).kind).toBe(kind))
})

test('a word of the ladder that begins with another one is not that one', () => {
  const [staging, longer] = [environmentNamed('staging'), environmentNamed('staging-eu')]
  expect(reportsOn(staging, [staging, longer])('status', 'shop/staging-eu')).toBe(false)
  expect(reportsOn(staging, [staging, longer])('status', 'shop/staging-us')).toBe(true)
  expect(reportsOn(longer, [staging, longer])('status', 'shop/staging-eu')).toBe(true)
})

test('check runs by their own globs', () => {
  const environment = environmentNamed('staging', [], { signals: { statuses: [], checks: ['deploy *'], deployments: [] } })
  expect(reportsOn(environment, [environment])('check', 'deploy eu')).toBe(true)
  expect(signalKinds(environment)).toEqual(['check'])
  expect(signalKinds(environmentNamed('staging'))).toEqual(['status', 'check', 'deployment'])
})
