import { expect, test } from '@jest/globals'
import { readProperties } from '../../../src/core/compare/properties.ts'

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
