import { expect, test } from '@jest/globals'
import { once, remembered } from '../../../src/core/model/memo.ts'

test('once makes its value at the first call', () => {
  let calls = 0
  const value = once(() => (calls += 1) && null)
  expect([calls, value(), value(), calls]).toEqual([0, null, null, 1])
})

test('remembered asks once for each key, whatever the answer', () => {
  const asked: string[] = []
  const answer = remembered((key: string) => {
    asked.push(key)
    return key === 'none' ? undefined : key.length
  })
  expect([answer('ab'), answer('none'), answer('ab'), answer('none')]).toEqual([2, undefined, 2, undefined])
  expect(asked).toEqual(['ab', 'none'])
})
