// How values are written in place of others: quotes kept, and set where plain text would be read as something else.

import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parse } from 'yaml'
import { assignment, scalarSource } from '../../../src/core/repair/scalar-text.ts'

describe('a scalar', () => {
  test.each([
    ['text', 'plain', 'text'],
    ['two words', 'plain', 'two words'],
    ['registry.example.com:5000/shop', 'plain', 'registry.example.com:5000/shop'],
    ['1.20', 'plain', '"1.20"'],
    ['yes', 'plain', '"yes"'],
    ['2026-11-20', 'plain', '"2026-11-20"'],
    ['a: b', 'plain', '"a: b"'],
    ['a #b', 'plain', '"a #b"'],
    ['', 'plain', '""'],
    ['it', 'double', '"it"'],
    ["it's", 'single', "'it''s'"],
    [4, 'plain', '4'],
    [4, 'double', '4'],
    [true, 'plain', 'true'],
    [null, 'plain', null],
    ['two\nlines', 'plain', null],
    ['text', 'block', null]
  ] as const)('%j in place of a %s one', (value, style, expected) => {
    expect(scalarSource(value, style)).toBe(expected)
  })

  test('reads back as what was written, by YAML 1.1 and 1.2, alone and in a flow list', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom('plain' as const, 'double' as const, 'single' as const), (value, style) => {
        const source = scalarSource(value, style)
        if (source === null) return
        for (const version of ['1.1', '1.2'] as const) expect(parse(`a: ${source}\nb: [${source}, x]\n`, { version })).toEqual({ a: value, b: [value, 'x'] })
      })
    )
  })
})

test.each([
  ['KEY=old', 'new', 'KEY=new'],
  ['KEY="old"', 'new', 'KEY="new"'],
  ["KEY='old'", 'a=b', "KEY='a=b'"],
  ['KEY="old"', 'a "b"', null],
  ['KEY=old', '"quoted"', null],
  ['KEY=', 'new', 'KEY=new'],
  ['no key', 'new', null]
])('the literal %s with %s', (written, value, expected) => {
  expect(assignment(written, value)).toBe(expected)
})
