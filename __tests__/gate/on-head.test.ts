import { describe, expect, test } from '@jest/globals'
import type { Report } from '../../src/core/model/report.ts'
import { finding } from '../../src/core/model/finding.ts'
import { fileLocation, lineLocation } from '../../src/core/model/source.ts'
import type { Tree } from '../../src/core/model/tree.ts'
import { blankReport } from '../../src/core/model/blank-report.ts'
import { lineTranslation, onHead } from '../../src/gate/on-head.ts'
import { treeOf } from '../support/tree.ts'

const edges = { prefetch: () => Promise.resolve() }
const reportAt = (file: string, ...lines: readonly number[]): Report => ({
  ...blankReport(),
  findings: lines.map((line) =>
    finding('no-overlays', 'error', { looked: '', help: '' }, { location: lineLocation(file, line, 3), related: [{ location: lineLocation(file, line), note: 'here' }] })
  )
})
const shown = ({ findings }: Report): readonly unknown[] => findings.flatMap(({ location, related }) => [location, ...related.map((each) => each.location)])

describe('lineTranslation', () => {
  const cases: readonly [name: string, from: string, to: string, lines: readonly (number | null)[]][] = [
    ['the same text', 'a\nb\n', 'a\nb\n', [1, 2, 3]],
    ['lines added above by the base', 'new\na\nb\n', 'a\nb\n', [null, 1, 2]],
    ['lines that the base took out', 'a\nc\n', 'a\nb\nc\n', [1, 3]],
    ['a changed line has no counterpart', 'a\nB\nc\n', 'a\nb\nc\n', [1, null, 3]],
    ['nothing in common', 'a\nb', 'c\nd', [null, null]],
    ['an empty text', 'a', '', [null]]
  ]
  test.each(cases)('%s', (_, from, to, lines) => {
    const translate = lineTranslation(from, to)
    expect(lines.map((_line, index) => translate(index + 1))).toEqual(lines)
  })
  test('texts that have too little in common are not searched for long', () => {
    const text = (prefix: string): string => Array.from({ length: 20_000 }, (_, index) => `${prefix}${index}`).join('\n')
    expect(lineTranslation(text('a'), text('b'))(5)).toBeNull()
  })
})

describe('onHead', () => {
  const judged = treeOf({ 'a.yaml': 'base: 1\nx: 1\ny: 2\n', 'same.yaml': 'x: 1\n' })
  const published = treeOf({ 'a.yaml': 'x: 1\ny: 3\n', 'same.yaml': 'x: 1\n' })

  test('lines that only moved keep their column, others fall back to the file', async () => {
    expect(shown(await onHead(reportAt('a.yaml', 2, 3), judged, published, edges))).toEqual([
      lineLocation('a.yaml', 1, 3), lineLocation('a.yaml', 1), fileLocation('a.yaml'), fileLocation('a.yaml')
    ])
  })
  test('a range that something was put into falls back to the file', async () => {
    const report = reportAt('a.yaml', 1)
    const [first] = report.findings
    const wide = { ...report, findings: first === undefined ? [] : [{ ...first, related: [], location: { ...lineLocation('a.yaml', 1), endLine: 2 } }] }
    expect(shown(await onHead(wide, treeOf({ 'a.yaml': 'x\ny\n' }), treeOf({ 'a.yaml': 'x\nz\ny\n' }), edges))).toEqual([fileLocation('a.yaml')])
  })
  test('only files that differ are read', async () => {
    const asked: string[] = []
    const noisy = { prefetch: (_tree: Tree, paths: readonly string[]) => Promise.resolve(void asked.push(...paths)) }
    const report = reportAt('same.yaml', 1)
    expect(await onHead(report, judged, published, noisy)).toBe(report)
    expect(asked).toEqual([])
  })
  test('a repair moves along where its lines are the same, and is left out where they are not', async () => {
    const text = (...lines: readonly string[]): string => `${lines.join('\n')}\n`
    const old = ['a: 1', 'b: 2', 'c: 3', 'd: 4', 'e: 5']
    const fix = '--- a/a.yaml\n+++ b/a.yaml\n@@ -1,4 +1,4 @@\n a: 1\n b: 2\n-c: 3\n+c: 9\n d: 4\n'
    const fixAt = async (...lines: readonly string[]): Promise<string | null | undefined> => {
      const report = reportAt('other.yaml', 1)
      const withFix = { ...report, findings: report.findings.map((each) => ({ ...each, fix })) }
      return (await onHead(withFix, treeOf({ 'a.yaml': text(...old) }), treeOf({ 'a.yaml': text(...lines) }), edges)).findings[0]?.fix
    }
    expect(await fixAt(...old)).toBe(fix)
    expect(await fixAt('new: 0', ...old)).toBe(fix.replace('-1,4 +1,4', '-2,4 +2,4'))
    expect(await fixAt(...old, 'new: 0')).toBe(fix)
    expect(await fixAt('a: 1', 'b: 2', 'c: 7', 'd: 4', 'e: 5')).toBeNull()
    expect(await fixAt('a: 1', 'b: 2', 'new: 0', 'c: 3', 'd: 4')).toBeNull()
    expect((await onHead({ ...reportAt('same.yaml', 1), findings: reportAt('same.yaml', 1).findings.map((each) => ({ ...each, fix })) }, judged, null, edges)).findings[0]?.fix).toBeNull()
  })
  test('a repair at the end of the file needs the same end', async () => {
    const fix = '--- a/a.yaml\n+++ b/a.yaml\n@@ -1,2 +1,3 @@\n a: 1\n b: 2\n+c: 3\n'
    const fixAt = async (published: string): Promise<string | null | undefined> => {
      const report = reportAt('a.yaml', 1)
      return (await onHead({ ...report, findings: report.findings.map((each) => ({ ...each, fix })) }, treeOf({ 'a.yaml': 'a: 1\nb: 2\n' }), treeOf({ 'a.yaml': published }), edges)).findings[0]?.fix
    }
    expect(await fixAt('0: 0\na: 1\nb: 2\n')).toBe(fix.replace('-1,2 +1,3', '-2,2 +2,3'))
    expect(await fixAt('a: 1\nb: 2\nd: 4\n')).toBeNull()
  })
  test('a file that the head does not have, and a head that is not to be had', async () => {
    expect(shown(await onHead(reportAt('a.yaml', 2), judged, treeOf({}), edges))).toEqual([fileLocation('a.yaml'), fileLocation('a.yaml')])
    expect(shown(await onHead(reportAt('a.yaml', 2), judged, null, edges))).toEqual([fileLocation('a.yaml'), fileLocation('a.yaml')])
  })
})
