// A repair as a unified diff that `git apply` takes.

import { createTwoFilesPatch, diffArrays } from 'diff'

/** A repair is a few lines; what is larger is no repair but a rewrite. In UTF-16 units. */
const LARGEST = 10_000
/** Beyond this many changed lines two files are taken for different ones: the search grows with the square of it. */
const MOST_EDITS = 3000

/**
 * From one text of a file to another, or null: nothing changes, it is too large, the name would need quotes, the file is not UTF-8, or
 * the lines around it would show one that must not be shown. secret: lines (from 1) of the text before. Three lines of context where
 * they may be shown, else fewer.
 */
export function unifiedDiff(file: string, before: string, after: string, secret: ReadonlySet<number>): string | null {
  if (before === after || /["\\\p{Cc}]/u.test(file) || before.includes('\uFFFD')) return null
  for (const context of [3, 2, 1]) {
    const written = createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after, undefined, undefined, { context })
    const patch = written.slice(written.indexOf('\n') + 1)
    if (patch.length <= LARGEST && !shows(patch, secret)) return patch
  }
  return null
}

/** A file that is not there yet; null: too large, or its name would need quotes. */
export function newFileDiff(file: string, text: string): string | null {
  if (text === '' || /["\\\p{Cc}]/u.test(file) || text.includes('\uFFFD')) return null
  const written = createTwoFilesPatch('/dev/null', `b/${file}`, '', text)
  const patch = written.slice(written.indexOf('\n') + 1)
  return patch.length <= LARGEST ? patch : null
}

function shows(patch: string, secret: ReadonlySet<number>): boolean {
  let line = 0
  return patch.split('\n').some((text) => {
    const hunk = /^@@ -(\d+)/.exec(text)
    if (hunk !== null) {
      line = Number(hunk[1])
      return false
    }
    if (line === 0 || !/^[ -]/.test(text)) return false
    line += 1
    return secret.has(line - 1)
  })
}

/** Lines (from 1) of a text that its earlier one did not have; null where the two are too different to tell. */
export function addedLines(before: string | undefined, now: string): ReadonlySet<number> | null {
  const lines = now.split('\n')
  if (before === undefined) return new Set(lines.map((_line, index) => index + 1))
  const changes = diffArrays(before.split('\n'), lines, { maxEditLength: MOST_EDITS })
  if (changes === undefined) return null
  const found = new Set<number>()
  let line = 1
  for (const { added, removed, count } of changes) {
    if (added) for (let at = 0; at < count; at += 1) found.add(line + at)
    if (!removed) line += count
  }
  return found
}
