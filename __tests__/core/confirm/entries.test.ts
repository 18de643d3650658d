// Taking an entry out of a text leaves the rest as it was, whatever style it is written in.

import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { applyEdits, editedTexts } from '../../../src/core/confirm/edit.ts'
import type { Entry } from '../../../src/core/confirm/entries.ts'
import { entriesOf } from '../../../src/core/confirm/entries.ts'
import { linesOf } from '../../../src/core/confirm/suspects.ts'

const TEXTS: Readonly<Record<string, string>> = {
  'block style': 'a: 1\nb:\n  - x: 1\n    y: 2\n  - z\nc:\n- p\n- q: {r: s}\n# the end\n',
  'flow style': 'a: {b: [1, 2, 3], c: {d: e}, f: "g, h"}\ni: [{j: k}, l]\n',
  JSON: '{\n  "a": [1, {"b": "c\\"d"}],\n  "e": {"f": null, "g": true}\n}\n',
  'comments and blank lines': '# first\na: 1 # one\n\n# second\nb:\n  # inside\n  - c # see\n\n  - d\n',
  'values of several lines': 'a: |\n  one\n  two\nb: >-\n  three\n  four\nc: "five\n  six"\nd: seven\n',
  'keys with nothing': 'a:\nb: {c: , d: 1}\ne: ~\n',
  'lists of maps that end deeper than they begin':
    'charts:\n  - name: a\n    values:\n      x: 1\n      y:\n        z: 2\n  - name: b\n    values:\n      only: 3\nvars:\n- name: c\n  of:\n    d: e\nlast: 4\n',
  'quoted keys and tags': "'a b': 1\n\"c\": !!str 2\ne: &x 3\n"
}

type Data = { readonly [key: string]: Data } | readonly Data[] | string | number | boolean | null

/** Every entry with the path of keys and positions that leads to it. */
function all(entries: readonly Entry[], path: readonly (string | number)[] = []): readonly (readonly [Entry, readonly (string | number)[]])[] {
  return entries.flatMap((entry, index) => {
    const own = [...path, entry.key ?? index]
    return [[entry, own] as const, ...(entry.kind === 'scalar' ? [] : all(entry.entries, own))]
  })
}

function without(data: Data, path: readonly (string | number)[]): Data {
  const [key, ...rest] = path
  if (Array.isArray(data)) {
    const list = data as readonly Data[]
    return rest.length === 0 ? list.filter((_, index) => index !== key) : list.map((each, index) => (index === key ? without(each, rest) : each))
  }
  const map = data as Readonly<Record<string, Data>>
  const pairs = Object.entries(map).flatMap(([name, each]) => (name !== key ? [[name, each] as const] : rest.length === 0 ? [] : [[name, without(each, rest)] as const]))
  return Object.fromEntries(pairs)
}

/** What becomes empty may read as null, which kustomize takes for nothing as well. */
function withoutEmpty(data: Data): Data {
  if (Array.isArray(data)) return data.length === 0 ? null : (data as readonly Data[]).map(withoutEmpty)
  if (typeof data !== 'object' || data === null) return data
  const pairs = Object.entries(data).map(([key, each]) => [key, withoutEmpty(each)] as const)
  return pairs.length === 0 ? null : Object.fromEntries(pairs)
}

describe('each entry alone can be taken out', () => {
  test.each(Object.entries(TEXTS))('%s', (_, text) => {
    const [document] = entriesOf('a.yaml', text)
    const data = parse(text) as Data
    const found = all(document?.entries ?? [])
    expect(found.length).toBeGreaterThanOrEqual(3)
    for (const [entry, path] of found) {
      const left = applyEdits(text, [{ file: 'a.yaml', ...entry.span, text: '' }])
      expect([path, withoutEmpty(parse(left) as Data)]).toEqual([path, withoutEmpty(without(data, path))])
    }
  })
})

test.each(Object.entries(TEXTS))('neighbours of a list can be taken out together: %s', (_, text) => {
  const [document] = entriesOf('a.yaml', text)
  const data = parse(text) as Data
  for (const [list, path] of all(document?.entries ?? []).filter(([{ kind }]) => kind === 'list')) {
    const left = applyEdits(text, list.entries.slice(-2).map(({ file, span }) => ({ file, ...span, text: '' })))
    const [last, before] = [list.entries.length - 1, list.entries.length - 2]
    const expected = without(before < 0 ? data : without(data, [...path, last]), [...path, Math.max(0, before)])
    expect([path, withoutEmpty(parse(left) as Data)]).toEqual([path, withoutEmpty(expected)])
  }
})

test('lines and bodies', () => {
  const text = 'a: 1\nb:\n  - "two"\n  - x: three\nc:\n  four\n'
  const shown = all(entriesOf('a.yaml', text)[0]?.entries ?? []).map(([{ key, line, body }]) => [key, line, body === null ? null : text.slice(body.start, body.end)])
  expect(shown).toEqual([['a', 1, '1'], ['b', 2, null], [null, 3, 'two'], [null, 4, null], ['x', 4, 'three'], ['c', 6, 'four']])
})

describe('a patch within a block', () => {
  const text = 'patches:\n- patch: |-\n    - op: add\n      path: /a\n    - op: remove\n      path: /b\n\n  target: {kind: X}\n- path: y.yaml\n'
  const patch = entriesOf('kustomization.yaml', text)[0]?.entries[0]?.entries[0]?.entries[0]
  const operations = patch?.entries[0]?.entries ?? []

  test('has its own entries with the lines of the file', () => {
    expect(operations.map(({ line, kind }) => [line, kind])).toEqual([[3, 'map'], [5, 'map']])
  })
  test('loses one of them without touching what is around', () => {
    const left = (index: number): unknown => parse(applyEdits(text, operations.slice(index, index + 1).map(({ file, span }) => ({ file, ...span, text: '' }))))
    const rest = { target: { kind: 'X' } }
    expect(left(0)).toEqual({ patches: [{ patch: '- op: remove\n  path: /b', ...rest }, { path: 'y.yaml' }] })
    expect(left(1)).toMatchObject({ patches: [{ patch: expect.stringMatching(/^- op: add\n {2}path: \/a\n?$/), ...rest }, { path: 'y.yaml' }] })
  })
})

test('documents of a file', () => {
  const text = 'a: 1\n---\nb: 2\n---\n# nothing\n'
  expect(entriesOf('a.yaml', text).map(({ line, kind }) => [line, kind])).toEqual([[1, 'map'], [3, 'map']])
  expect(entriesOf('a.yaml', 'a: [')).toEqual([])
})

test('lines of an env file', () => {
  const text = '# comment\nA=1\n\nB=2'
  expect(linesOf('a.env', text).map(({ line, span, text: shown }) => [line, text.slice(span.start, span.end), shown])).toEqual([[2, 'A=1\n', 'A=1'], [4, 'B=2', 'B=2']])
})

test('edits of several files; of overlapping ones the outer', () => {
  const edits = [{ file: 'a', start: 2, end: 3, text: 'X' }, { file: 'a', start: 1, end: 4, text: '' }, { file: 'b', start: 0, end: 0, text: '>' }, { file: 'a', start: 5, end: 5, text: '!' }]
  expect([...editedTexts(edits, () => 'abcdef')]).toEqual([['a', 'ae!f'], ['b', '>abcdef']])
})
