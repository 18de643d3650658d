import { expect, it, test } from '@jest/globals'
import { nestingOf } from '../../../src/core/discover/nesting.ts'

function nesting(uses: Readonly<Record<string, readonly string[]>>): ReturnType<typeof nestingOf> {
  return nestingOf('a', (folder) => ({ uses: (uses[folder] ?? []).map((used) => ({ folder: used, role: 'resources' as const })) }))
}

it.each([
  ['alone', {}, { depth: 1, loads: 1 }],
  ['a chain', { a: ['b'], b: ['c'] }, { depth: 3, loads: 3 }],
  ['a diamond', { a: ['b', 'c'], b: ['d'], c: ['d'] }, { depth: 3, loads: 5 }],
  ['a cycle', { a: ['b'], b: ['a'] }, { depth: 2, loads: 2 }]
])('%s', (_name, uses, expected) => {
  expect(nesting(uses)).toEqual(expected)
})

test('diamonds over diamonds are counted without being walked', () => {
  const name = (at: number): string => (at === 0 ? 'a' : `n${at}`)
  const uses = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [name(at), [name(at + 1), name(at + 1)]]))
  expect(nesting(uses)).toEqual({ depth: 61, loads: 2 ** 61 - 1 })
})
