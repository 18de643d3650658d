import { describe, expect, test } from '@jest/globals'
import type { Moment, Stay } from '../../../src/core/model/ledger.ts'
import { heldTimes, mergeStays } from '../../../src/core/promote/time-live.ts'

const moment = (time: number): Moment => ({ commit: `c${time}`, time, clock: 'committed' })
const stay = (since: number, until: number | null, more: Partial<Stay> = {}): Stay => ({
  image: 'web',
  since: moment(since),
  earlier: false,
  until: until === null ? null : moment(until),
  rolledBack: false,
  ...more
})
const spans = (stays: readonly Stay[]): readonly string[] =>
  stays.map(({ since, until, earlier, rolledBack }) => `${earlier ? '…' : ''}${since.time}–${until?.time ?? ''}${rolledBack ? ' rolled back' : ''}`)

describe('mergeStays', () => {
  test.each<[string, readonly (readonly Stay[])[], readonly string[]]>([
    ['nothing', [[], []], []],
    ['apart', [[stay(1, 2)], [stay(3, 4)]], ['1–2', '3–4']],
    ['overlapping', [[stay(1, 3)], [stay(2, 5)]], ['1–5']],
    ['touching: it moved from one to the other', [[stay(1, 3)], [stay(3, 5)]], ['1–5']],
    ['one within the other', [[stay(1, 9)], [stay(2, 3, { rolledBack: true })]], ['1–9']],
    ['running', [[stay(1, null)], [stay(2, 3), stay(5, null)]], ['1–']],
    ['rolled back where it ended last', [[stay(1, 3)], [stay(2, 5, { rolledBack: true })]], ['1–5 rolled back']],
    ['there before', [[stay(1, 3, { earlier: true })], [stay(1, 5)]], ['…1–5']],
    ['in whatever order they are given', [[stay(5, 6)], [stay(1, 2)], [stay(3, 4)]], ['1–2', '3–4', '5–6']],
    ['there before, where both come at once', [[stay(1, 3)], [stay(1, 5, { earlier: true })]], ['…1–5']],
    ['both end at once, the second one rolled back', [[stay(1, 5)], [stay(2, 5, { rolledBack: true })]], ['1–5 rolled back']],
    ['both end at once, the first one rolled back', [[stay(1, 5, { rolledBack: true })], [stay(2, 5)]], ['1–5 rolled back']],
    ['the first one rolled back, but it went on elsewhere', [[stay(1, 5, { rolledBack: true })], [stay(2, 6)]], ['1–6']],
    ['later than one that was there before', [[stay(0, 3)], [stay(1, 5, { earlier: true })]], ['0–5']]
  ])('%s', (_, lists, expected) => expect(spans(mergeStays(lists))).toEqual(expected))
})

test('of stays that come at once the shorter one gives the image; of those that end at once the first one the commit', () => {
  expect(mergeStays([[stay(1, 5, { image: 'long' })], [stay(1, 3, { image: 'short' })]]).map(({ image }) => image)).toEqual(['short'])
  const other = { ...moment(5), commit: 'other' }
  expect(mergeStays([[stay(1, 5)], [stay(2, 5, { until: other })]])[0]?.until?.commit).toBe('c5')
})

describe('heldTimes', () => {
  const times = (committed: readonly number[], now: number, proven: Readonly<Record<string, number>> = {}): readonly string[] => {
    const commits = committed.map((time, index) => ({ id: `c${index}`, committed: time })).toReversed()
    const known = new Map(Object.entries(proven).map(([commit, time]): [string, Moment] => [commit, { commit, time, clock: 'merged' }]))
    return [...heldTimes(commits, now, known).values()].map(({ commit, time, clock }) => `${commit} ${time} ${clock}`)
  }

  test('no commit is older than its parent, nor younger than now', () => {
    expect(times([10, 30, 20, 999, 40], 100)).toEqual(['c0 10 committed', 'c1 30 committed', 'c2 30 committed', 'c3 100 committed', 'c4 100 committed'])
  })

  test('what is proven stands, and holds those after it', () => {
    expect(times([10, 20, 21], 100, { c1: 50 })).toEqual(['c0 10 committed', 'c1 50 merged', 'c2 50 committed'])
  })
})
