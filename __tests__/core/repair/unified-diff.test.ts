// Diffs that `git apply` takes, whatever the line ends, and that show no line that must not be shown.

import { describe, expect, test } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addedLines, unifiedDiff } from '../../../src/core/repair/unified-diff.ts'

const NONE: ReadonlySet<number> = new Set()

describe('git apply makes the one text of the other', () => {
  test.each([
    ['one line of many', 'a\nb\nc\nd\ne\nf\ng\nh\n', 'a\nb\nc\nd\nX\nf\ng\nh\n'],
    ['the first line', 'a\nb\n', 'X\nb\n'],
    ['no final line end', 'a\nb', 'a\nX'],
    ['a line behind a text without a final line end', 'a', 'a\nb'],
    ['Windows line ends', 'a\r\nb\r\nc\r\n', 'a\r\nX\r\nc\r\n'],
    ['two places', Array.from({ length: 30 }, (_, i) => `${i}\n`).join(''), Array.from({ length: 30 }, (_, i) => (i === 3 || i === 25 ? 'X\n' : `${i}\n`)).join('')],
    ['letters beyond ASCII', 'ä\nö\n', 'ä\nü\n']
  ])('%s', (_name, before, after) => {
    const directory = mkdtempSync(join(tmpdir(), 'parity-gate-diff-'))
    try {
      const diff = unifiedDiff('my file.yaml', before, after, NONE)
      writeFileSync(join(directory, 'my file.yaml'), before)
      execFileSync('git', ['apply', '-'], { cwd: directory, input: diff ?? '' })
      expect(readFileSync(join(directory, 'my file.yaml'), 'utf8')).toBe(after)
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  })
})

test('fewer lines of context where one of them must not be shown, and no diff where the change itself is one', () => {
  const before = 'a\nb\nsecret\nd\ne\nf\n'
  const after = 'a\nb\nsecret\nd\nX\nf\n'
  expect(unifiedDiff('f', before, after, new Set([3]))).toBe('--- a/f\n+++ b/f\n@@ -4,3 +4,3 @@\n d\n-e\n+X\n f\n')
  expect(unifiedDiff('f', before, after, new Set([4]))).toBe(null)
  expect(unifiedDiff('f', before, after, new Set([5]))).toBe(null)
})

test.each([
  ['equal texts', 'f', 'a\n', 'a\n'],
  ['a name that needs quotes', 'a"b', 'a\n', 'b\n'],
  ['a file that is not UTF-8', 'f', '\uFFFD\na\n', '\uFFFD\nb\n'],
  ['more than a repair', 'f', 'a\n', 'x'.repeat(10_001)]
])('no diff for %s', (_name, file, before, after) => {
  expect(unifiedDiff(file, before, after, NONE)).toBe(null)
})

test.each([
  [undefined, 'a\nb', [1, 2]],
  ['a\nb\n', 'a\nx\nb\n', [2]],
  ['a\nb\n', 'a\nc\n', [2]],
  ['a\nb\n', 'a\n', []]
])('lines that %j did not have', (before, now, expected) => {
  expect([...(addedLines(before, now) ?? [])]).toEqual(expected)
})
