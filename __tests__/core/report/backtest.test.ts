import { describe, expect, it } from '@jest/globals'
import { totalsOf } from '../../../src/core/backtest/totals.ts'
import type { Backtest, BacktestChange } from '../../../src/core/model/backtest.ts'
import { backtestJson } from '../../../src/core/report/backtest-json.ts'
import { backtestText } from '../../../src/core/report/backtest.ts'
import { change, found, promotion, trial } from '../backtest/change.ts'

const HOUR = 3600
const TIME = Date.UTC(2025, 2, 1) / 1000

function backtest(changes: readonly BacktestChange[], rest: Partial<Backtest> = {}): Backtest {
  const key = rest.key ?? 'tag'
  const environments = ['dev', 'staging', 'prod']
  const replayed = { commits: changes.length + 1, from: TIME, to: TIME + 86_400, environments, key }
  return { branch: 'origin/main', environments, key, older: false, kustomize: 'v5.8.1 (PATH)', builds: 12, changes, totals: totalsOf(changes, replayed), ...rest }
}

const plain = (value: Backtest): string => backtestText(value, { color: false })

describe('backtest as text', () => {
  it('says how much would have been blocked and why, and lays tables out', () => {
    const stays = Array<number>(20).fill(30 * HOUR)
    const text = plain(
      backtest([
        change({ promotions: [promotion('prod', 'shop:1', 'live'), promotion('staging', 'shop:2', 'live')], trials: [trial('tag', stays, { live: 21, entered: 24, identified: 22 })] }),
        change({
          commit: 'abcdef0'.padEnd(40, '0'),
          time: TIME,
          subject: 'Ship it',
          promotions: [promotion('prod', 'shop:3', 'not-live')],
          findings: [found('image-not-live'), found('drift-value'), found('drift-value', { path: '/x' })],
          drift: { added: 1200, removed: 0 }
        }),
        change({ findings: [found('render-failed')], broken: 0 })
      ])
    )
    expect(text).toBe(`origin/main, 2025-03-01 to 2025-03-02: 4 commits, 3 of them touch an overlay
2 of 3 changes would have been blocked (67 %): 1 by promotion, 1 by new drift, 1 by what could not be rendered (broken before)
judged by the policy of today, promotion key tag · 12 builds with kustomize v5.8.1 (PATH)

Images that entered an environment
                                            staging  prod
  live in the environment before  live            1     1
  never live there                not-live        ·     1

How long they had been live in the environment before (tag)
               images      p10      p25   median      p75      p90  < 1 h  < 24 h
  before prod      21  1 d 6 h  1 d 6 h  1 d 6 h  1 d 6 h  1 d 6 h    0 %     0 %

  not counted: 1 image of which nobody knows since when

Drift between neighbouring environments, by month
           added  removed
  2025-03  1,200        0

The 2 worst commits
  abcdef0  2025-03-01  3 errors    Ship it
    2 drift-value in prod, 1 image-not-live in prod
    first: image-not-live in words
  ${'0'.repeat(7)}  2025-01-10  1 error     change
    1 render-failed in prod
    render-failed in words

What could identify an image
                      images  identified  ran in the environment before
  tag (the policy's)      24          22                      20 (83 %)

The policy that would have fitted
  tag tells images apart as well as any key that was tried.
  100 % of the images had been live in the environment before for 1 d:

    soak: 24h`)
  })

  it('suggests another key, no soak where none fits, and a warning for drift that was there before', () => {
    const trials = [trial('digest', [], { entered: 12 }), trial("/it's-([a-f]+)/", Array<number>(12).fill(60))]
    const text = plain(backtest([change({ trials, existing: { errors: 2, warnings: 0 } })], { key: 'digest' }))
    expect(text.slice(text.indexOf('The policy that'))).toBe(`The policy that would have fitted
  Under /it's-([a-f]+)/, 12 of 12 images had run in the environment before; under digest, 0 of 12:

    promotion-key: '/it''s-([a-f]+)/'

  No soak fits: only 0 % of the images had been live in the environment before for an hour.
  Some changes were blocked only by drift that was there before; this makes it a warning until it is gone:

    existing-drift: warn`)
  })

  it('an empty history', () => {
    expect(plain(backtest([], { totals: totalsOf([], { commits: 0, from: null, to: null, environments: [], key: 'tag' }), builds: 0 }))).toBe(`origin/main: 0 commits, 0 of them touch an overlay
0 of 0 changes would have been blocked
judged by the policy of today, promotion key tag

The policy that would have fitted
  No key that was tried finds any image in the environment before.
  No stay in an environment before is known: too little to suggest a soak.`)
  })

  it('shows nothing hidden: names, subjects and messages are written out', () => {
    const bad = '\u001b[31m\u202eevil\nline'
    const text = plain(backtest([change({ subject: bad, promotions: [promotion(bad, bad, 'live')], findings: [found('drift-value', { message: bad, environment: bad })], trials: [trial(bad, [1])] })], { branch: bad }))
    expect(text).not.toContain('\u001b')
    expect(text).not.toContain('\u202e')
    expect(text).not.toContain('evil\nline')
    expect(backtestText(backtest([]), { color: true })).toContain('\u001b[1m')
  })
})

describe('backtest as JSON', () => {
  it('has the schema, each change and the totals; the same again gives the same bytes', () => {
    const one = change({ time: TIME, promotions: [promotion('prod', 'shop:1', 'live')], findings: [found('drift-value', { waived: true })], trials: [trial('tag', Array<number>(10).fill(5 * HOUR))] })
    const json = backtestJson(backtest([one, change({ existing: { errors: 1, warnings: 0 } })]))
    expect(json).toBe(backtestJson(backtest([one, change({ commit: (JSON.parse(json) as { changes: { commit: string }[] }).changes[1]?.commit ?? '', existing: { errors: 1, warnings: 0 } })])))
    const value = JSON.parse(json) as Readonly<Record<string, unknown>>
    expect(Object.keys(value)).toEqual(['schema', 'branch', 'environments', 'promotionKey', 'olderHistory', 'kustomize', 'changes', 'totals'])
    expect(value).toMatchObject({
      schema: 'parity-gate/backtest/v1',
      changes: [
        { time: '2025-03-01T00:00:00Z', verdict: 'pass', promotions: [{ application: 'shop', environment: 'prod', decision: 'live', to: 'shop:1' }], findings: [{ code: 'drift-value', waived: true }] },
        { verdict: 'fail' }
      ],
      totals: { from: '2025-03-01T00:00:00Z', commits: 3, changes: 2, suggestion: { soak: 4 * HOUR, policy: ['soak: 4h', 'existing-drift: warn'] } }
    })
  })
})
