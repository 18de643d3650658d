import fc from 'fast-check'
import { expect, test } from '@jest/globals'
import { logicalLines, readProperties } from '../../../src/core/compare/properties.ts'

test.each<[string, Record<string, string> | undefined]>([
  ['a=1\nb = 2\nc: 3\nd 4\n', { a: '1', b: '2', c: '3', d: '4' }],
  ['# comment\n! other\n\n  a=1  ', { a: '1  ' }],
  ['a=1\\\n   2\\\n  3', { a: '123' }],
  ['a\\=b=c\\nd', { 'a=b': 'c\nd' }],
  ['a=\\u00e9', { a: 'é' }],
  ['a=1\r\na=2', { a: '2' }],
  ['a', { a: '' }],
  ['', {}],
  ['=1', undefined]
])('reads %j', (text, expected) => expect(readProperties(text)).toEqual(expected))

/** Joins line after line, and looks at the end of what is joined each time. */
function joined(text: string): readonly string[] {
  const lines: string[] = []
  let open = ''
  for (const raw of text.split(/\r\n|\n|\r/)) {
    const line = raw.trimStart()
    if (open === '' && (line === '' || /^[#!]/.test(line))) continue
    const all = open + line
    const continues = (/\\*$/.exec(all)?.[0].length ?? 0) % 2 === 1
    open = continues ? all.slice(0, -1) : ''
    if (!continues) lines.push(all)
  }
  return open === '' ? lines : [...lines, open]
}

test('lines are joined as if each were looked at with all before it', () => {
  const text = fc.array(fc.constantFrom('a', '=', '\\', '\\', '\n', '\n', '\r', ' ', '#', '!'), { maxLength: 30 }).map((each) => each.join(''))
  fc.assert(fc.property(text, (each) => expect(logicalLines(each)).toEqual(joined(each))), { numRuns: 2000 })
})

test.each([
  ['a million lines that are one', `k=${'a\\\n'.repeat(1_000_000)}`],
  ['a million backslashes', `k=${'\\'.repeat(1_000_000)}x`]
])('%s', (_, text) => {
  expect(Object.keys(readProperties(text) ?? {})).toEqual(['k'])
})
