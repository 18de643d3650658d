import { describe, expect, it, test } from '@jest/globals'
import fc from 'fast-check'
import type { Scalar } from '../../../src/core/model/resource.ts'
import { sameQuantity } from '../../../src/core/compare/quantity.ts'

describe('sameQuantity', () => {
  test.each<[Scalar, Scalar]>([
    ['1', 1],
    ['1', '1000m'],
    [0.5, '500m'],
    ['1Ki', '1024'],
    ['1Gi', '1024Mi'],
    ['1.5Gi', '1536Mi'],
    ['1G', '1e9'],
    ['1E', '1e18'],
    ['1M', '1000k'],
    ['0', '0Ki'],
    ['-1', '-1000m'],
    ['+1', '1'],
    ['.5', '0.500'],
    ['1.', '1'],
    ['100n', '0.1u'],
    [12345678901234567890n, '12345678901234567890'],
    ['1', '1E0']
  ])('%s is %s', (a, b) => expect([sameQuantity(a, b), sameQuantity(b, a)]).toEqual([true, true]))

  test.each<[Scalar, Scalar]>([
    ['1', '1001m'],
    ['1Ki', '1k'],
    ['1', '-1'],
    ['1', 'one'],
    ['x', 'x'],
    ['', ''],
    ['.', '.'],
    ['1 ', '1'],
    ['1KI', '1Ki'],
    ['1', null],
    [true, '1'],
    ['1'.repeat(100), '1'.repeat(100)],
    ['9007199254740993', 9007199254740992]
  ])('%s is not %s', (a, b) => expect([sameQuantity(a, b), sameQuantity(b, a)]).toEqual([false, false]))

  it('agrees with the arithmetic of thousandths', () => {
    const units: readonly (readonly [string, bigint])[] = [
      ['m', 1n],
      ['', 1000n],
      ['k', 10n ** 6n],
      ['Ki', 1024000n],
      ['M', 10n ** 9n],
      ['Mi', 1024n ** 2n * 1000n]
    ]
    const amount = fc.tuple(fc.integer({ min: -2000, max: 2000 }), fc.constantFrom(...units))
    fc.assert(
      fc.property(amount, amount, ([a, [unitA, sizeA]], [b, [unitB, sizeB]]) => {
        expect(sameQuantity(`${a}${unitA}`, `${b}${unitB}`)).toBe(BigInt(a) * sizeA === BigInt(b) * sizeB)
      })
    )
  })

  it('is not slowed by hostile exponents', () => {
    expect(sameQuantity('1e999999999', '10e999999998')).toBe(true)
  })
})
