// Variables that Flux puts in later, told in time that grows with the text.

import fc from 'fast-check'
import { expect, test } from '@jest/globals'
import { variablesIn } from '../../../src/core/judge/flux-variables.ts'

test.each<[string, readonly string[]]>([
  ['${a}', ['a']],
  ['x ${a:=b} ${c_1}', ['a', 'c_1']],
  ['${a ${b}', ['a']],
  ['${a\n}', []],
  ['${1a} $a} ${}', []],
  ['${a', []]
])('%j', (text, names) => {
  expect(variablesIn(text)).toEqual(names)
})

test('they are those of one expression over the whole text', () => {
  const text = fc.array(fc.constantFrom('$', '{', '${', '}', 'a', '_', '1', ':', '\n', 'é'), { maxLength: 20 }).map((each) => each.join(''))
  const slow = (each: string): readonly (string | undefined)[] => [...each.matchAll(/\$\{([_a-zA-Z][_a-zA-Z0-9]*)[^}\n]*\}/g)].map(([, name]) => name)
  fc.assert(fc.property(text, (each) => expect(variablesIn(each)).toEqual(slow(each))), { numRuns: 2000 })
})

test('a million that do not end', () => {
  expect(variablesIn('${a'.repeat(1_000_000))).toEqual([])
})
