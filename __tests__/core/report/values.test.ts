import { describe, expect, test } from '@jest/globals'
import { utf8Length } from '../../../src/core/report/bytes.ts'
import { showDuration, showTime } from '../../../src/core/report/duration.ts'
import { count, showPair, showText } from '../../../src/core/report/values.ts'
import { visible } from '../../../src/core/report/visible.ts'

describe('showText', () => {
  test.each([
    ['plain', 'plain'],
    ['one\n', 'one\\n'],
    ['one\ntwo', 'one … 1 more line'],
    ['one\ntwo\nthree\nfour\n', 'one … 3 more lines'],
    ['\u202egnp.exe', '\\u202egnp.exe'],
    ['a\u001b[31mb', 'a\\u001b[31mb']
  ])('%j', (text, shown) => {
    expect(showText(text)).toBe(shown.replace('one\\n', 'one'))
  })

  test('a long line is cut and says by how much', () => {
    expect(showText('x'.repeat(1_320))).toBe(`${'x'.repeat(120)} … 1,200 more characters`)
  })

  test('no surrogate pair is torn apart', () => {
    const shown = showText(`${'x'.repeat(119)}😀 and more`)
    expect(shown).toBe(`${'x'.repeat(119)} … 11 more characters`)
  })
})

describe('showPair', () => {
  test('short values are shown whole', () => {
    expect(showPair('100', '250')).toEqual(['100', '250'])
  })

  test('texts of several lines are shown from the first line that differs', () => {
    expect(showPair('a: 1\nb: 2\nc: 3\n', 'a: 1\nb: 9\nc: 3\n')).toEqual(['line 2: b: 2 … 1 more line', 'line 2: b: 9 … 1 more line'])
    expect(showPair('a\nb', 'a\nb\nc')).toEqual(['2 lines, then nothing', 'line 3: c'])
    expect(showPair('a', 'a\nb')).toEqual(['1 line, then nothing', 'line 2: b'])
  })

  test('long lines are shown from shortly before the difference', () => {
    const [left, right] = showPair(`${'x'.repeat(500)}left`, `${'x'.repeat(500)}right`)
    expect(left).toBe(`… ${'x'.repeat(20)}left`)
    expect(right).toBe(`… ${'x'.repeat(20)}right`)
  })
})

describe('visible', () => {
  test.each([
    ['tab\there', 'tab\\there'],
    ['a\r\nb', 'a\\r\\nb'],
    ['\u0000\u009b\u007f', '\\u0000\\u009b\\u007f'],
    ['zero\u200bwidth\ufeff', 'zero\\u200bwidth\\ufeff'],
    ['no\u00a0break', 'no\\u00a0break'],
    ['\u2066rtl\u2069', '\\u2066rtl\\u2069'],
    ['\ud800 alone', '\\ud800 alone'],
    ['tag \u{e0041}', 'tag \\u{e0041}'],
    ['Grüße 東京 😀', 'Grüße 東京 😀']
  ])('%j', (text, shown) => {
    expect(visible(text)).toBe(shown)
    expect(visible(shown)).toBe(shown)
  })
})

test.each([
  [0, '0 s'],
  [-3, '0 s'],
  [0.42, '0.4 s'],
  [1.874, '1.8 s'],
  [59.9, '59 s'],
  [60, '1 min'],
  [61, '1 min 1 s'],
  [3_600, '1 h'],
  [68_350, '18 h 59 min'],
  [86_400, '1 d'],
  [86_400 * 3 + 3_599, '3 d'],
  [86_400 * 400 + 7_200, '400 d 2 h'],
  [Number.NaN, '0 s']
])('showDuration(%d) is %s', (seconds, text) => {
  expect(showDuration(seconds)).toBe(text)
})

test.each([
  ['2026-11-18T10:22:04Z', '2026-11-18 10:22 UTC'],
  ['2026-11-18T10:22:04.123Z', '2026-11-18 10:22 UTC'],
  ['2026-11-18T10:22:04+02:00', '2026-11-18T10:22:04+02:00']
])('showTime(%s)', (iso, text) => {
  expect(showTime(iso)).toBe(text)
})

test.each(['', 'ascii', 'Grüße', '東京', '😀', '\ud800', '\udc00x', 'x\ud83d', 'a😀b\u200b'])('utf8Length(%j)', (text) => {
  expect(utf8Length(text)).toBe(Buffer.byteLength(text, 'utf8'))
})

test('count', () => {
  expect([count(0, 'error'), count(1, 'error'), count(20_000, 'error')]).toEqual(['0 errors', '1 error', '20,000 errors'])
})
