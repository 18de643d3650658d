import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { createPatterns } from '../../../src/core/attribute/pattern.ts'
import { expressionOf } from '../../../src/core/model/expression.ts'

/** What kustomize puts around the name of an image. */
const IMAGE = '^%(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$'

describe('patterns that are read', () => {
  test.each<readonly [string, string, boolean]>([
    ['a.p', 'app', true],
    ['a|app', 'app', true],
    ['ap', 'app', false],
    ['web-[0-9]{1,3}', 'web-12', true],
    ['(?:a|b)-x', 'b-x', true],
    ['(web|api)-v\\d+', 'api-v2', true],
    ['[^a-c]+', 'xyz', true],
    ['(a+)+', 'aaa', true],
    ['(a|aa)*b', 'aaab', true],
    ['((a|b))+', 'abc', false],
    ['.*.*.*.*.*x', 'aaaax', true],
    ['(?i)app', 'APP', true],
    ['[[:alpha:]]+', 'app', true],
    ['a'.repeat(300), 'a'.repeat(300), true],
    ['a.c', 'a\nc', false],
    ['a', 'a\n', false]
  ])('%.40s on %.20j', (pattern, text, expected) => {
    expect(createPatterns().test(pattern)?.(text)).toBe(expected)
  })
})

describe('patterns that are not', () => {
  test.each([
    ['no pattern at all', 'a('],
    ['a stray closing parenthesis', 'a)'],
    ['a lookahead, which RE2 has not', '(?=a)b'],
    ['a backreference', '(a)\\1'],
    ['a very large one', '(?:a{40}){60}'],
    ['a very long one', 'a'.repeat(10_000)]
  ])('%s', (_, pattern) => {
    expect(createPatterns().test(pattern)).toBeNull()
  })
})

test('texts that are too long for a pattern do not match', () => {
  expect(createPatterns().test('.*')?.('a'.repeat(10_000))).toBe(true)
  expect(createPatterns().test('.*')?.('a'.repeat(100_000))).toBe(false)
  expect(createPatterns().test('[ab]{0,100}a*')?.('a'.repeat(1000))).toBe(false)
  expect(createPatterns().test('a.a', '%')?.('a'.repeat(100_000))).toBe(false)
})

test('names are read as RE2 reads them', () => {
  const letter = fc.constantFrom('a', 'b', '.', '-', '/', ':', '_', '1')
  const name = fc.string({ unit: letter, maxLength: 5 })
  const text = fc.string({ unit: fc.oneof(letter, fc.constantFrom('\n', '\r', '\u2028', '😀', '@', '{')), maxLength: 7 })
  fc.assert(
    fc.property(name, fc.constantFrom('^(?:%)$', '%', IMAGE), fc.array(text, { minLength: 1, maxLength: 8 }), (pattern, fixed, texts) => {
      const expected = expressionOf(fixed.replace('%', pattern))
      expect(texts.map((each) => createPatterns().test(pattern, fixed)?.(each))).toEqual(texts.map((each) => expected?.test(each)))
    }),
    { numRuns: 500 }
  )
})

test.each<readonly [string, string, boolean]>([
  ['docker.io/shop', 'docker.io/shop:1.2@sha256:ab', true],
  ['localhost:5000/shop', 'localhost:5000/shop', true],
  ['shop', 'other/shop:1', false],
  ['(.*/)?shop', 'other/shop:1', true],
  ['sh[o]p', 'shop:1/2', false]
])('the image name %s on %s', (pattern, image, expected) => {
  expect(createPatterns().test(pattern, IMAGE)?.(image)).toBe(expected)
})
