import { describe, expect, test } from '@jest/globals'
import { readPattern } from '../../../src/core/attribute/pattern.ts'

describe('patterns that are read', () => {
  test.each<readonly [string, string, boolean]>([
    ['a.p', 'app', true],
    ['a|app', 'app', true],
    ['ap', 'app', false],
    ['web-[0-9]{1,3}', 'web-12', true],
    ['(?:a|b)-x', 'b-x', true],
    ['(web|api)-v\\d+', 'api-v2', true],
    ['[^a-c]+', 'xyz', true]
  ])('%s on %s', (pattern, text, expected) => {
    expect(readPattern(pattern)?.(text)).toBe(expected)
  })
})

describe('patterns that are not', () => {
  test.each([
    ['a repetition within a repetition', '(a+)+'],
    ['a choice that repeats', '(a|aa)*b'],
    ['the same one level deeper', '((a|b))+'],
    ['many repetitions', '.*.*.*.*.*x'],
    ['no pattern at all', 'a('],
    ['a stray closing parenthesis', 'a)'],
    ['a lookahead, which RE2 has not', '(?=a)b'],
    ['flags, which JavaScript has not there', '(?i)app'],
    ['a backreference', '(a)\\1'],
    ['a class by name', '[[:alpha:]]+'],
    ['a very long one', 'a'.repeat(300)]
  ])('%s', (_, pattern) => {
    expect(readPattern(pattern)).toBeNull()
  })
})

test('texts that are too long match nothing', () => {
  expect(readPattern('.*')?.('a'.repeat(1000))).toBe(false)
})
