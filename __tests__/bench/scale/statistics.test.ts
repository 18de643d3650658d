import { describe, expect, test } from '@jest/globals'
import { median } from '../../../bench/median.ts'
import { figure, figureTable, isMissed, missedLines } from '../../../bench/scale/figure.ts'
import { inTurn } from '../../../bench/scale/full-audit.ts'
import { HELP, readOptions } from '../../../bench/scale/options.ts'
import { differenceOf, growthPower, ratioOf, spreadOf } from '../../../bench/scale/statistics.ts'

test.each([[[], 0], [[3], 3], [[9, 1, 5], 5], [[4, 1, 3, 2], 2.5]])('the median of %j is %d', (numbers, expected) => {
  expect(median(numbers)).toBe(expected)
})

describe('measured in turn', () => {
  test('ratios and differences are of pairs: a slow minute takes both of a pair and changes nothing', () => {
    expect(ratioOf([11, 110, 12], [10, 100, 10])).toEqual({ median: 1.1, low: 1.1, high: 1.2 })
    expect(differenceOf([5, 50, 7], [4, 48, 7])).toEqual({ median: 1, low: 0, high: 2 })
    expect(() => ratioOf([1], [])).toThrow('pairs')
    expect(() => spreadOf([])).toThrow('least')
  })

  test('each side is first in every other round', () => {
    const order: string[] = []
    let count = 0
    const { ours, others } = inTurn(3, () => order.push('a') && (count += 1), () => order.push('b') && -count, () => undefined)
    expect(order.join('')).toBe('abbaab')
    expect(ours).toEqual([1, 2, 3])
    expect(others).toEqual([-1, -1, -3])
  })

  test.each([[1, (x: number) => 3 * x], [2, (x: number) => 0.5 * x * x], [0, () => 7]])('growth by the power %d', (power, of) => {
    expect(growthPower([1, 2, 5, 20].map((x) => ({ x, y: of(x) })))).toBeCloseTo(power)
  })
})

test('a figure over its target is marked in the table and named at the end', () => {
  const missed = figure('wall', 30, { median: 1.234, low: 1.2, high: 1.3 }, '', 1.1, '12.3 s and 10.0 s')
  const met = figure('added', 30, { median: 0.5, low: 0.4, high: 0.6 }, 's', 0.5, '')
  const told = figure('only told', 30, { median: 9, low: 9, high: 9 }, 'MB', null, '')
  expect([missed, met, told].map(isMissed)).toEqual([true, false, false])
  expect(figureTable([missed, met, told]).split('\n').slice(2)).toEqual([
    '| wall | 30 | 1.23 | 1.20 to 1.30 | ≤ 1.10 | **no** | 12.3 s and 10.0 s |',
    '| added | 30 | 0.50 s | 0.40 s to 0.60 s | ≤ 0.50 s | yes |  |',
    '| only told | 30 | 9 MB | 9 MB to 9 MB |  |  |  |'
  ])
  expect(missedLines([missed, met])).toBe('- missed: wall, 30 overlays: 1.23 instead of at most 1.10')
  expect(missedLines([met, told])).toBe('')
})

describe('options', () => {
  test('sizes are sorted and each once; cases are known ones', () => {
    expect(readOptions(['--sizes', '20,5,20', '--only', 'bare,loop', '--kustomize', 'a', '--kustomize', 'b'])).toMatchObject({ sizes: [5, 20], kustomize: ['a', 'b'], runs: 5, seed: '1' })
    expect([...readOptions(['--only', 'growth']).only]).toEqual(['growth'])
    expect(readOptions([]).only.size).toBe(9)
  })

  test.each([[['--sizes', '10,x'], '--sizes'], [['--runs', '0'], '--runs'], [['--only', 'all'], 'growth'], [['--what'], '--what']])('%j is refused', (args, words) => {
    expect(() => readOptions(args)).toThrow(words)
  })

  test('the help names every option', () => {
    for (const option of ['kustomize', 'sizes', 'runs', 'only', 'seed', 'program', 'action', 'plots', 'out', 'keep']) expect(HELP).toContain(`--${option}`)
  })
})
