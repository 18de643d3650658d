// Patches by the thousand whose targets are expressions: their lines may not be found, in bounded time, and never wrong ones.

import fc from 'fast-check'
import { expect, test } from '@jest/globals'
import { createPatterns } from '../../../src/core/attribute/pattern.ts'
import { matchSelector, requirementsOf } from '../../../src/core/attribute/target.ts'
import { createTracer } from '../../../src/core/attribute/tracer.ts'
import { sourceOf } from './world.ts'

const MANY = 400

const patch = (at: number, pattern: string): string => `- target: {kind: ConfigMap, name: '${pattern}'}
  patch: '[{op: replace, path: /data/a, value: "${at}"}]'
`

function world(letters: number, pattern: (at: number) => string) {
  const name = (at: number): string => `c${'x'.repeat(letters)}${at}`
  const documents = Array.from({ length: MANY }, (_, at) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name(at)}}\ndata: {a: before}\n`)
  const patches = Array.from({ length: MANY }, (_, at) => patch(at, pattern(at)))
  return sourceOf({ 'overlays/prod/kustomization.yaml': `resources: [all.yaml]\npatches:\n${patches.join('')}`, 'overlays/prod/all.yaml': documents.join('---\n') }, 'overlays/prod')
}

test.each([
  ['cheap', 40, (at: number) => `c.*x${at}`, true],
  ['dear', 200, (at: number) => `c(?:x|[a-z]){0,${200 + (at % 7)}}x*${at}`, false]
])('%s expressions', (_, letters, pattern, certain) => {
  const source = world(letters, pattern)
  const began = performance.now()
  const found = createTracer().ofKind(source, 'ConfigMap')
  expect(performance.now() - began).toBeLessThan(45_000)
  expect(found).toHaveLength(MANY)
  expect(found.every(({ doubts }) => (doubts.length === 0) === certain)).toBe(true)
})

test('what selectors take counts', () => {
  const patterns = createPatterns(100_000)
  const selector = Array.from({ length: 1000 }, (_, at) => `k${at}!=v`).join(',')
  expect(matchSelector(selector, undefined, patterns)).toBe('yes')
  expect(matchSelector(selector, undefined, patterns)).toBe('unknown')
  expect(patterns.spent()).toBe(true)
})

test('a selector of many thousand requirements is read in time that grows with it', () => {
  expect(requirementsOf('a=b,'.repeat(500_000))).toHaveLength(500_001)
})

test('requirements end where an expression that looks ahead ends them', () => {
  const selector = fc.array(fc.constantFrom(',', '(', ')', 'a', ' in '), { maxLength: 14 }).map((parts) => parts.join(''))
  fc.assert(fc.property(selector, (each) => expect(requirementsOf(each)).toEqual(each.split(/,(?![^(]*\))/))), { numRuns: 2000 })
})
