import { describe, expect, it } from '@jest/globals'
import { percentile, shareBelow } from '../../../src/core/backtest/percentile.ts'
import { suggest } from '../../../src/core/backtest/suggestion.ts'
import { totalsOf } from '../../../src/core/backtest/totals.ts'
import { change, found, promotion, trial } from './change.ts'

const HOUR = 3600
const REPLAYED = { commits: 9, from: 1, to: 2, environments: ['dev', 'staging', 'prod'], key: 'tag' }
const UNBLOCKED = { changes: 0, promotion: 0, drift: 0, render: 0, broke: 0, existingOnly: 0 }

describe('percentiles', () => {
  it.each([
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 10, 1],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 50, 5],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 90, 9],
    [[1, 2, 3], 50, 2],
    [[7], 10, 7],
    [[7], 90, 7],
    [[], 50, 0]
  ])('of %j at %i is %i, by nearest rank', (values, rank, expected) => {
    expect(percentile(values, rank)).toBe(expected)
  })

  it('shares count what is strictly below', () => {
    expect(shareBelow([HOUR - 1, HOUR, 2 * HOUR, 30], HOUR)).toBe(0.5)
    expect(shareBelow([], HOUR)).toBe(0)
  })
})

describe('totals', () => {
  it('an image counts once for an overlay, however many containers run it', () => {
    const twice = [promotion('prod', 'shop:2', 'live'), promotion('prod', 'shop:2', 'live', 'worker'), promotion('prod', 'web:1', 'not-live')]
    const { decisions } = totalsOf([change({ promotions: [...twice, promotion('dev', 'shop:3', 'first-environment')] }), change({ promotions: twice })], REPLAYED)
    expect(decisions).toEqual([
      { environment: 'dev', decision: 'first-environment', promotions: 1 },
      { environment: 'prod', decision: 'live', promotions: 2 },
      { environment: 'prod', decision: 'not-live', promotions: 2 }
    ])
  })

  it('tells why changes would have been blocked, and counts what only existing drift blocks apart', () => {
    const { blocked } = totalsOf(
      [
        change({ findings: [found('image-not-live'), found('drift-value')] }),
        change({ findings: [found('axis-bound')], existing: { errors: 3, warnings: 0 } }),
        change({ findings: [found('render-failed')], broken: 2 }),
        change({ existing: { errors: 1, warnings: 0 } }),
        change({ findings: [found('drift-value', { waived: true }), found('image-introduced', { level: 'warning' })], existing: { errors: 0, warnings: 9 } })
      ],
      REPLAYED
    )
    expect(blocked).toEqual({ changes: 4, promotion: 1, drift: 2, render: 1, broke: 1, existingOnly: 1 })
  })

  it('adds drift up by month, in UTC', () => {
    const at = (day: string, added: number, removed: number): ReturnType<typeof change> => change({ time: Date.parse(day) / 1000, drift: { added, removed } })
    const { drift } = totalsOf([at('2025-01-31T23:59:59Z', 3, 0), at('2025-02-01T00:00:00Z', 0, 1), at('2025-02-11T00:00:00Z', 2, 1)], REPLAYED)
    expect(drift).toEqual([
      { month: '2025-01', added: 3, removed: 0 },
      { month: '2025-02', added: 2, removed: 2 }
    ])
  })

  it('the ten worst: most errors first, then oldest; drift that was there before is not theirs', () => {
    const many = Array.from({ length: 12 }, (_none, index) => change({ time: 100 + index, findings: [found('drift-value')] }))
    const worst = change({ time: 200, subject: 'worst', findings: [found('drift-value'), found('image-not-live'), found('image-not-live', { path: '/other' })] })
    const old = change({ existing: { errors: 50, warnings: 0 } })
    const totals = totalsOf([old, ...many, worst], REPLAYED)
    expect(totals.worst).toHaveLength(10)
    expect(totals.worst[0]).toEqual({
      commit: worst.commit,
      time: 200,
      subject: 'worst',
      errors: 3,
      what: [
        { code: 'image-not-live', environment: 'prod', findings: 2 },
        { code: 'drift-value', environment: 'prod', findings: 1 }
      ],
      message: 'drift-value in words'
    })
    expect(totals.worst[1]?.time).toBe(100)
    expect(totals.worst.some(({ commit }) => commit === old.commit)).toBe(false)
  })

  it('soak by target environment, with those apart of which nobody knows since when', () => {
    const { soak, soakKey } = totalsOf(
      [
        change({ trials: [trial('tag', [HOUR / 2, 2 * HOUR], { live: 3, found: 4 }), trial('digest', [], { entered: 3 })] }),
        change({ trials: [trial('tag', [48 * HOUR], { environment: 'staging' })] })
      ],
      REPLAYED
    )
    expect(soakKey).toBe('tag')
    const row = (each: (typeof soak)[number]): unknown => [each.environment, each.promotions, each.unknown, each.percentiles?.median, each.underHour, each.underDay]
    expect(soak.map(row)).toEqual([
      ['staging', 1, 0, 48 * HOUR, 0, 0],
      ['prod', 3, 1, HOUR / 2, 0.5, 1],
      [null, 4, 1, 2 * HOUR, 1 / 3, 2 / 3]
    ])
  })

  it('shows soak under another key where the own one found nothing', () => {
    const totals = totalsOf([change({ trials: [trial('digest', [], { entered: 5 }), trial('tag', [HOUR])] })], { ...REPLAYED, key: 'digest' })
    expect(totals.soakKey).toBe('tag')
    expect(totals.suggestion.promotionKey).toBe('tag')
  })

  it('nothing at all', () => {
    const totals = totalsOf([], { ...REPLAYED, commits: 0, from: null, to: null })
    expect(totals).toMatchObject({ changes: 0, decisions: [], soak: [], drift: [], worst: [], keys: [], suggestion: { promotionKey: null, soak: null, stays: 0 } })
  })
})

describe('suggested soak', () => {
  const stays = (short: number, long: number, seconds: number): readonly number[] => [...Array<number>(short).fill(60), ...Array<number>(long).fill(seconds)]
  it.each([
    ['the longest that 95 % meet', stays(5, 95, 80 * HOUR), 72 * HOUR],
    ['exactly as long is long enough', stays(0, 20, 24 * HOUR), 24 * HOUR],
    ['a minute less is not', stays(0, 20, 24 * HOUR - 60), 4 * HOUR],
    ['none fits', stays(6, 94, 80 * HOUR), 0],
    ['too few stays to tell', stays(0, 9, 80 * HOUR), null]
  ])('%s', (_name, known, expected) => {
    expect(suggest(null, known, UNBLOCKED).soak).toBe(expected)
  })

  it('says how many meet it, of an hour where none fits', () => {
    expect(suggest(null, stays(6, 94, 80 * HOUR), UNBLOCKED).met).toBe(0.94)
    expect(suggest(null, [], UNBLOCKED).met).toBe(null)
  })
})

describe('suggested key', () => {
  const keysOf = (numbers: Readonly<Record<string, number>>, own: string): string | null => {
    const trials = Object.entries(numbers).map(([key, count]) => trial(key, [], { entered: 100, found: count }))
    return totalsOf([change({ trials })], { ...REPLAYED, key: own }).suggestion.promotionKey
  }
  it.each([
    ['stays where it tells most', { digest: 10, tag: 50, '/x/': 50 }, 'tag', null],
    ['another where it tells clearly more', { digest: 0, tag: 10, '/x/': 50 }, 'tag', '/x/'],
    ['not for a few more', { digest: 0, tag: 48, '/x/': 50 }, 'tag', null],
    ['the stricter of two that tell the same', { digest: 0, tag: 50, '/x/': 50 }, 'digest', 'tag'],
    ['none where none tells anything', { digest: 0, tag: 0 }, 'digest', null]
  ])('%s', (_name, numbers, own, expected) => {
    expect(keysOf(numbers, own)).toBe(expected)
  })
})
