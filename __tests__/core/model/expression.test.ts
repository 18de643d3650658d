import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { boundPattern } from '../../../src/core/model/bound.ts'
import { environmentNamed } from '../../../src/core/model/environment.ts'
import type { Expression } from '../../../src/core/model/expression.ts'
import { countSteps, expressionOf, LONGEST_SOURCE, readExpression } from '../../../src/core/model/expression.ts'

function compiled(source: string): Expression {
  const expression = expressionOf(source)
  if (expression === null) throw new Error(`${source} is not read: ${JSON.stringify(readExpression(source))}`)
  return expression
}

const firstGroup = (expression: Expression, text: string): string | null => expression.captures(text)?.[0] ?? null

describe('what an expression means', () => {
  test.each<readonly [string, string, boolean]>([
    ['b', 'abc', true],
    ['^b', 'a\nb', false],
    ['a$', 'a\n', false],
    ['^a.c$', 'a\nc', false],
    ['(?s)^a.c$', 'a\nc', true],
    ['^.$', '😀', true],
    ['^é+$', 'éé', true],
    ['^\\p{L}+$', 'жé', true],
    ['staging', 'STAGING', false],
    ['(?i)staging', 'STAGING', true],
    ['\\bprod\\b', 'shop-prod.example', true],
    ['\\bprod\\b', 'product', false],
    ['^\\/a\\-b\\.c$', '/a-b.c', true],
    ['^a{2,3}$', 'aaaa', false],
    ['a{b', 'a{b', true],
    ['(?<commit>[0-9a-f]+)', 'xyz-1f', true],
    ['(?P<commit>[0-9a-f]+)', 'xyz', false]
  ])('%s on %j', (source, text, expected) => {
    expect(compiled(source).test(text)).toBe(expected)
  })

  test.each<readonly [string, string, string | null]>([
    ['-([0-9a-f]{8})$', 'main-0a1b2c3d', '0a1b2c3d'],
    ['-([0-9a-f]{8})$', 'main', null],
    ['a(b)?', 'a', null],
    ['(x*)', 'ax', ''],
    ['(a|ab)(c|bcd)', 'abcd', 'a'],
    ['(a+?)', 'aaa', 'a'],
    ['(?:a)b', 'ab', null]
  ])('the first group of %s in %s', (source, text, expected) => {
    expect(firstGroup(compiled(source), text)).toBe(expected)
  })

  test.each<readonly [string, number]>([['a', 0], ['(a)|(b)', 2], ['(?:a)((b)(?<c>c))', 3], ['\\(a\\)[(]', 0], ['|', 0]])('the groups of %s', (source, groups) => {
    expect(compiled(source).groups).toBe(groups)
  })
})

test.each([
  ['(?=a)b', 'invalid or unsupported Perl syntax', '(?='],
  ['(?<!a)b', 'invalid named capture', '(?<!a)b'],
  ['(a)\\1', 'invalid escape sequence', '\\1'],
  ['a(', 'missing closing )', 'a('],
  ['(a{40}){40}', 'invalid repeat count', '{40}']
])('%s is none', (source, code, at) => {
  expect(readExpression(source)).toEqual({ kind: 'malformed', code, at })
})

describe('the same as JavaScript, where both know the syntax', () => {
  const atom = fc.constantFrom('a', 'b', '-', '\\.', '.', '[ab]', '[^a]', '[a-c.]', '\\d', '\\w', '\\W', '1')
  const place = fc.constantFrom('^', '$', '\\b', '\\B')
  const repetition = fc.constantFrom('', '*', '+', '?', '{2}', '{1,3}', '*?', '+?', '??')
  const sequence = fc.array(fc.tuple(atom, repetition).map(([one, times]) => one + times), { minLength: 1, maxLength: 5 }).map((parts) => parts.join(''))
  const { any } = fc.letrec<{ any: string }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      sequence,
      place,
      fc.tuple(tie('any'), tie('any')).map(([left, right]) => left + right),
      fc.tuple(tie('any'), tie('any')).map(([left, right]) => `(?:${left}|${right})`),
      fc.tuple(tie('any'), repetition).map(([inner, times]) => `(?:${inner})${times}`)
    )
  }))
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '-', '.', '1', '\n'), maxLength: 12 })

  test('whether it is found', () => {
    fc.assert(
      fc.property(any, fc.array(text, { minLength: 1, maxLength: 5 }), (source, texts) => {
        const expression = compiled(source)
        const ours = new RegExp(source)
        expect(texts.map(expression.test)).toEqual(texts.map((each) => ours.test(each)))
      }),
      { numRuns: 500 }
    )
  })

  test('what its first group holds', () => {
    fc.assert(
      fc.property(sequence, sequence, sequence, text, (before, group, after, each) => {
        const source = `${before}(${group})${after}`
        expect(firstGroup(compiled(source), each)).toBe(new RegExp(source).exec(each)?.[1] ?? null)
      }),
      { numRuns: 500 }
    )
  })
})

// Each of these takes JavaScript's engine years. That the test ends is what it shows.
describe('what would hang', () => {
  const long = 'a'.repeat(100_000)
  test.each<readonly [string, string, string, string]>([
    ['a repetition within a repetition', '(a+)+$', `${long}!`, long],
    ['two levels of them', '^((a*)*)*[bc]$', long, `${long}b`],
    ['a choice of the same', '^(a|a)*[bc]$', long, `${long}c`],
    ['choices that overlap', '^(a|aa)+[bc]$', long, `${long}b`],
    ['many repetitions side by side', `^(${'a*'.repeat(20)})[bc]$`, long, `${long}b`],
    ['optional ones before as many', `^(${'a?'.repeat(30)})a{30}[bc]$`, long, `${'a'.repeat(30)}b`],
    ['a name in several parts', '^([a-z0-9]+-?)*\\.example\\.com$', `${long}.example.org`, `${long}.example.com`]
  ])('%s', (_name, source, misses, hits) => {
    const expression = compiled(source)
    expect([misses, hits].map(expression.test)).toEqual([false, true])
    expect([misses, hits].map((text) => firstGroup(expression, text))).toEqual([null, expect.any(String)])
  })

  test('a long choice of names', () => {
    const names = Array.from({ length: 300 }, (_, index) => `w${index}`)
    expect(compiled(`^(?:${names.join('|')})$`).test('w299')).toBe(true)
    expect(compiled(`^(?:${names.join('|')})$`).test('w300')).toBe(false)
  })
})

describe('what is too large', () => {
  const TOO_LARGE = { kind: 'too-large', most: 2000 }

  test.each([
    ['a choice of 10,000', Array.from({ length: 10_000 }, (_, index) => `w${index}`).join('|')],
    ['many counted repetitions', 'a{1000}'.repeat(143)],
    ['repetitions that multiply', '(?:(?:ab){30}){30}'],
    ['in groups that are never closed', '(a{1000}'.repeat(3)],
    ['more than a thousand of a thousand', '(a{1000}){1000}'],
    ['a long one of one step', `[${'a'.repeat(LONGEST_SOURCE)}]`],
    ['classes that hold parentheses', '(?:[)({]{500}\\){600}){2}']
  ])('%s', (_, source) => {
    expect(readExpression(source)).toEqual(TOO_LARGE)
  })

  test.each<readonly [string, number]>([
    ['abc', 3],
    ['ab{10}c', 12],
    ['(?:ab){10}', 40],
    ['(?P<n>a)(?<m>b)(?i:c)(d)', 12],
    ['(?i)a', 5],
    ['a{2,7}', 7],
    ['a{3,}', 3],
    ['a{0}', 1],
    ['[a-z{9}]{5}', 5],
    ['[]{9}]{5}', 5],
    ['[^]{9}]{5}', 5],
    ['[[:alpha:]{9}]{5}', 5],
    ['[\\]{9}]{5}', 5],
    ['\\Q({9}\\E\\{9', 6],
    ['\\pL{4}', 5],
    ['\\p{Greek}{4}', 4],
    ['\\x{41}{4}', 4]
  ])('the steps of %s', (source, steps) => {
    expect(countSteps(source)).toBe(steps)
  })

  test('RE2 builds no more than some of its own to each counted step', () => {
    const part = fc.constantFrom('a', '.', '[ab]', '\\d', '(', '(?:', ')', ')', '*', '?', '|', '{2}', '{3,9}', '{5,}', '{40}')
    fc.assert(
      fc.property(fc.array(part, { maxLength: 14 }), (parts) => {
        const source = parts.join('')
        const expression = expressionOf(source)
        if (expression !== null) expect(expression.steps).toBeLessThanOrEqual(3 * countSteps(source) + 4)
      }),
      { numRuns: 1000 }
    )
  })

  test('a text that is too long for its steps has no match', () => {
    const many = compiled('(a{1000})')
    expect(many.test('a'.repeat(9_000))).toBe(true)
    expect(many.test('a'.repeat(10_000))).toBe(false)
    expect(firstGroup(many, 'a'.repeat(10_000))).toBeNull()
    expect(compiled('^a+$').test('a'.repeat(1_000_000))).toBe(true)
  })
})

describe('the bound of an axis', () => {
  test("the environment's words stand for nothing but themselves", () => {
    const pattern = boundPattern('^{env}-{env}$', environmentNamed('p.od', ['li-ve']))
    expect(['p.od-li-ve', 'p.od-p.od', 'pxod-p.od', 'p.od'].map((text) => pattern?.test(text))).toEqual([true, true, false, false])
  })

  test('too many words are too large', () => {
    const many = environmentNamed('prod', Array.from({ length: 500 }, (_, index) => `alias-${index}`))
    expect(boundPattern('^{env}$', many)).toBeNull()
    expect(boundPattern('^(?:{env}){40}$', environmentNamed('prod', Array.from({ length: 10 }, (_, index) => `alias-${index}`)))).toBeNull()
    expect(boundPattern('^x$', many)?.test('x')).toBe(true)
  })
})

test('what is forgotten is compiled again', () => {
  const first = expressionOf('^first$')
  expect(expressionOf('^first$')).toBe(first)
  for (let index = 0; index < 100; index++) expressionOf(`^other-${index}$`)
  expect(expressionOf('^first$')).not.toBe(first)
  expect(expressionOf('^first$')?.test('first')).toBe(true)
})
