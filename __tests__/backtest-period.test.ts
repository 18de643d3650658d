import { describe, expect, it } from '@jest/globals'
import { lookBack } from '../src/backtest-period.ts'

const at = (text: string): number => Date.parse(text) / 1000
const NOW = at('2025-06-15T12:00:00Z')
const DAY = 86_400

describe('period of a backtest', () => {
  it.each([
    ['nothing said: the look-back before now', null, null, NOW - 180 * DAY, NOW],
    ['days are whole, in UTC', '2025-01-31', '2025-02-01', at('2025-01-31T00:00:00Z'), at('2025-02-01T23:59:59Z')],
    ['one day', '2025-01-31', '2025-01-31', at('2025-01-31T00:00:00Z'), at('2025-01-31T23:59:59Z')],
    ['moments with a zone', '2025-01-31T10:00:00+02:00', '2025-01-31T10:00Z', at('2025-01-31T08:00:00Z'), at('2025-01-31T10:00:00Z')],
    ['moments without one are UTC', '2025-01-31T10:00', '2025-01-31T11:00:30', at('2025-01-31T10:00:00Z'), at('2025-01-31T11:00:30Z')],
    ['durations before now', '90d', '1d12h', NOW - 90 * DAY, NOW - 1.5 * DAY],
    ['only until: the look-back before that', null, '2025-03-31', at('2025-03-31T23:59:59Z') - 180 * DAY, at('2025-03-31T23:59:59Z')],
    ['nothing is later than now', '2025-06-01', '2030-01-01', at('2025-06-01T00:00:00Z'), NOW]
  ])('%s', (_name, since, until, from, to) => {
    expect(lookBack({ since, until }, 180 * DAY, NOW, NOW)).toEqual({ since: from, until: to })
  })

  it('without since it looks back from the newest commit, be it long ago', () => {
    const newest = at('2024-01-01T00:00:00Z')
    expect(lookBack({ since: null, until: null }, 180 * DAY, NOW, newest)).toEqual({ since: newest - 180 * DAY, until: NOW })
    expect(lookBack({ since: null, until: '2023-12-31' }, DAY, NOW, newest).since).toBe(at('2023-12-30T23:59:59Z'))
  })

  it.each([
    ['yesterday', null],
    ['2025-02-30', null],
    ['2025-13-01', null],
    ['01/31/2025', null],
    ['2025-01-31T25:00', null],
    ['', null],
    ['2025-02-01', '2025-01-31'],
    ['2030-01-01', null]
  ])('--since %j --until %j is refused', (since, until) => {
    expect(() => lookBack({ since, until }, 180 * DAY, NOW, NOW)).toThrow(expect.objectContaining({ code: 'usage' }))
  })
})
