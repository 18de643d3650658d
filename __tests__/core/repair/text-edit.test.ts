// Entries and items taken out and put in, in block and flow style, with the text's own line ends.

import { describe, expect, test } from '@jest/globals'
import { appendItem, applyEdits, insertEntry, linesOf, removeEntry, removeItem } from '../../../src/core/repair/text-edit.ts'
import type { Edit } from '../../../src/core/repair/text-edit.ts'
import type { WrittenList, WrittenMap } from '../../../src/core/repair/written.ts'
import { entryOf, readWritten } from '../../../src/core/repair/written.ts'

function mapIn(text: string): WrittenMap {
  const root = readWritten(text)[0]
  if (root?.kind !== 'map') throw new Error('no map')
  return root
}

function listIn(text: string): WrittenList {
  const list = entryOf(mapIn(text), 'list')
  if (list?.kind !== 'list') throw new Error('no list')
  return list
}

const after = (text: string, edit: Edit | null): string | null => (edit === null ? null : applyEdits(text, [edit]))

describe('taking out', () => {
  test.each([
    ['an entry with what is below it', 'a: 1\nb:\n  c: 2\n  d: |\n    x\ne: 3\n', 1, 'a: 1\ne: 3\n'],
    ['the last entry without a final line end', 'a: 1\nb: 2', 1, 'a: 1\n'],
    ['a comment goes with its line', 'a: 1\nb: 2 # two\nc: 3\n', 1, 'a: 1\nc: 3\n'],
    ['in flow style', '{a: 1, b: 2, c: 3}', 1, '{a: 1, c: 3}'],
    ['the first in flow style', '{a: 1, b: 2}', 0, '{b: 2}'],
    ['Windows line ends', 'a: 1\r\nb: 2\r\nc: 3\r\n', 1, 'a: 1\r\nc: 3\r\n']
  ])('%s', (_name, text, index, expected) => {
    expect(after(text, removeEntry(text, mapIn(text), index))).toBe(expected)
  })

  test.each([
    ['an item', 'list:\n  - a: 1\n    b: 2\n  - c\n', 0, 'list:\n  - c\n'],
    ['an item in flow style', 'list: [a, b]\n', 1, 'list: [a]\n'],
    ['not an item that shares its line', 'list:\n  - - a\n    - b\n', 0, 'list:\n']
  ])('%s', (_name, text, index, expected) => {
    expect(after(text, removeItem(text, listIn(text), index))).toBe(expected)
  })
})

describe('putting in', () => {
  test.each([
    ['an item', 'list:\n    - a\nb: 1\n', ['x: 1', 'y: 2'], 'list:\n    - a\n    - x: 1\n      y: 2\nb: 1\n'],
    ['an item at the end of a text without a final line end', 'list:\n- a', ['b'], 'list:\n- a\n- b'],
    ['an item in flow style', 'list: [a]\n', ['b'], 'list: [a, b]\n'],
    ['no lines into a flow list', 'list: [a]\n', ['b: 1', 'c: 2'], null],
    ['an item with Windows line ends', 'list:\r\n- a\r\n', ['b'], 'list:\r\n- a\r\n- b\r\n']
  ])('%s', (_name, text, source, expected) => {
    expect(after(text, appendItem(text, listIn(text), source))).toBe(expected)
  })

  test.each([
    ['an entry behind another', 'a: 1\nc: 3\n', ['b: 2'], 'a: 1\nb: 2\nc: 3\n'],
    ['an entry in flow style', '{a: 1, c: 3}', ['b: 2'], '{a: 1, b: 2, c: 3}'],
    ['an entry of several lines', '  a: 1\n', ['b:', '  c: 2'], '  a: 1\n  b:\n    c: 2\n']
  ])('%s', (_name, text, source, expected) => {
    expect(after(text, insertEntry(text, mapIn(text), 0, source))).toBe(expected)
  })
})

test('edits that overlap are refused', () => {
  expect(applyEdits('abc', [{ start: 0, end: 2, text: '' }, { start: 1, end: 3, text: '' }])).toBe(null)
})

test('the lines of a node lose what they are indented by', () => {
  expect(linesOf('  - a: 1\n    b: |\n      x\n\n    c: 2\n', 4, 35)).toEqual(['a: 1', 'b: |', '  x', '', 'c: 2'])
  expect(linesOf('    a: [1,\n  2]\n', 4, 14)).toBe(null)
})

test('nodes of an inline patch stand at their place in the file', () => {
  const text = 'patches:\r\n  - patch: |-\r\n      kind: A\r\n\r\n      b: two\r\n'
  const patch = entryOf(mapIn(text), 'patches')
  const block = patch?.kind === 'list' ? entryOf(patch.items[0], 'patch') : undefined
  const inner = block?.kind === 'scalar' ? block.inner()[0] : undefined
  const b = entryOf(inner, 'b')
  expect(b === undefined ? null : text.slice(b.start, b.end)).toBe('two')
})
