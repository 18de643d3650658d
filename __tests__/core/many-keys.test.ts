// Files within all bounds, with a hundred thousand entries: each reader looks at each of them once, so that seconds are plenty.

import { describe, expect, test } from '@jest/globals'
import { performance } from 'node:perf_hooks'
import { foldedSpans } from '../../src/core/attribute/folded.ts'
import { markInside } from '../../src/core/attribute/inside-value.ts'
import { wholeFile } from '../../src/core/attribute/source-text.ts'
import { parseSource } from '../../src/core/attribute/parse-source.ts'
import { mergeResource } from '../../src/core/attribute/strategic-merge.ts'
import { tracedMap, tracedScalar } from '../../src/core/attribute/traced.ts'
import { entriesOf } from '../../src/core/confirm/entries.ts'
import { closureOf } from '../../src/core/discover/closure.ts'
import { readKustomizations } from '../../src/core/discover/kustomizations.ts'
import { readPolicy } from '../../src/core/policy/read-policy.ts'
import { secretTexts } from '../../src/core/render/secret-texts.ts'
import type { Written } from '../../src/core/repair/written.ts'
import { readWritten } from '../../src/core/repair/written.ts'
import { treeOf } from '../support/tree.ts'

const MANY = 100_000
/** Milliseconds; comparing each with every other takes minutes. */
const PLENTY = 30_000

const numbers = Array.from({ length: MANY }, (_, at) => at)
const keys = (indent: string): string => numbers.map((at) => `${indent}key-${String(at).padStart(6, '0')}: "value ${at}"\n`).join('')
const head = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n'
const TEXTS = {
  'a key a line': `${head}data:\n${keys('  ')}`,
  'all on one line': `${head}data: {${numbers.map((at) => `key-${at}: "value ${at}"`).join(', ')}}\n`,
  'a file within': `${head}data:\n  a.yaml: |\n${keys('    ')}`
}

function deep(node: Written): number {
  if (node.kind === 'map') return node.entries.reduce((sum, { value }) => sum + deep(value), 0)
  return node.kind === 'list' ? node.items.reduce((sum, item) => sum + deep(item), 0) : 1 + node.inner().reduce((sum, inner) => sum + deep(inner), 0)
}

function soon<T>(work: () => T): T {
  const start = performance.now()
  const result = work()
  expect(performance.now() - start).toBeLessThan(PLENTY)
  return result
}

describe.each(Object.entries(TEXTS))('%s', (_, text) => {
  test('entries that can be taken out', () => {
    const count = (entries: ReturnType<typeof entriesOf>): number => entries.reduce((sum, each) => sum + 1 + count(each.entries), 0)
    expect(count(soon(() => entriesOf('f.yaml', text)))).toBeGreaterThan(MANY)
  }, 4 * PLENTY)

  test('what may be a Secret\'s', () => {
    for (const kind of ['ConfigMap', 'Secret']) {
      const tree = treeOf({ 'over/kustomization.yaml': 'resources: [f.yaml]', 'over/f.yaml': text.replace('ConfigMap', kind) })
      const closure = closureOf(tree, readKustomizations(tree), 'over', { placeholders: [] })
      const found = soon(() => secretTexts({ tree, closure }))
      expect(found.has('value 5')).toBe(kind === 'Secret')
    }
  }, 4 * PLENTY)

  test('where values come from, and how they are mended', () => {
    expect(soon(() => parseSource(wholeFile('f.yaml', text)))).toHaveLength(1)
    expect(soon(() => readWritten(text).reduce((sum, root) => sum + deep(root), 0))).toBeGreaterThan(MANY)
  }, 4 * PLENTY)
})

test.each([
  ['YAML', (at: number) => `key-${at}: value ${at}\n`],
  ['properties', (at: number) => `key-${at}=value ${at}\n`]
])('the lines of many differences in one value: %s', (_, line) => {
  const some = numbers.slice(0, 20_000)
  const inner = wholeFile('f.yaml', some.map(line).join(''))
  const scalar = tracedScalar(inner.text, { file: 'f.yaml', line: 1, column: 1 }, { inner })
  const marks = soon(() => some.map((at) => markInside(scalar, `/key-${at}`, `value ${at}`)))
  expect(marks.map((mark) => (mark === null || mark === 'absent' ? null : mark.line))).toEqual(some.map((at) => at + 1))
}, 4 * PLENTY)

test('a patch of as many fields', () => {
  const mark = { file: 'p.yaml', line: 1, column: 1 }
  const patch = tracedMap(new Map(numbers.map((at) => [`k${at}`, { key: mark, value: tracedScalar(String(at), mark) }])), mark)
  const context = { group: '', kind: 'ConfigMap', customSchema: false, doubt: () => undefined }
  const merged = soon(() => mergeResource(tracedMap(new Map(), mark), patch, context))
  expect(merged.kind === 'kept' && merged.node.kind === 'map' ? merged.node.entries.size : 0).toBe(MANY)
}, 4 * PLENTY)

test('folded lines', () => {
  const lines = numbers.map((at) => `line ${at}`)
  const spans = soon(() => foldedSpans(`${lines.join('\n')}\n`, lines.flatMap((line) => [`  ${line}`, '']), 2, 'folded'))
  expect(spans?.[MANY - 1]).toEqual([{ column: 1, line: 2 * MANY }])
}, 4 * PLENTY)

test('a policy with as many keys as it may have', () => {
  const text = `version: 1\nimage-fields:\n- resources: [A]\n  paths:\n${numbers.slice(0, 40_000).map((at) => `  - /spec/key-${at}\n`).join('')}`
  expect(soon(() => readPolicy({ inputs: {}, file: { path: 'p.yaml', text } })).kind).toBe('ok')
}, 4 * PLENTY)
