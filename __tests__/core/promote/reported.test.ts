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

function judge(records: readonly SignalRecord[], { signals = null, ...look }: Partial<SignalLook> & { signals?: Signals | null } = {}) {
  const environment = environmentNamed('staging', ['stg'], { signals })
  const ladder = [environmentNamed('dev'), environment, environmentNamed('prod')]
  const whole = { records, asked: 3, commits: 3, gaps: [], ...look }
  return judgeReported(whole, { environment, ladder, application: 'apps/shop', since: SINCE, now: at('20:00') })
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
