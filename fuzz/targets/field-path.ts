// Field paths and globs over them: a first line of pattern, a second of path, and every other reader of paths beside them.

import { fieldPathOf } from '../../src/core/attribute/field-path.ts'
import { createPatterns } from '../../src/core/attribute/pattern.ts'
import { formatPointer, parsePointer } from '../../src/core/model/field-path.ts'
import { matchFieldPath, matchGlob, matchName } from '../../src/core/model/glob.ts'
import { joinPath } from '../../src/core/model/repo-path.ts'
import { compilePattern } from '../../src/core/discover/patterns.ts'
import { wordsOf } from '../../src/core/discover/words.ts'
import { environmentNamed } from '../../src/core/model/environment.ts'
import { parsePathPattern, parseResourcePattern } from '../../src/core/policy/place-pattern.ts'
import { insist, insistEqual, insistInside } from '../insist.ts'

const WORDS = wordsOf(['dev', 'staging', 'prod'].map((name) => environmentNamed(name)))

export function fieldPath(data: Buffer): void {
  const [first = '', second = '', third = ''] = data.toString('utf8').split('\n')
  for (const text of [first, second]) {
    const segments = text === '' ? [] : text.split(' ')
    insistEqual(parsePointer(formatPointer(segments)), segments, 'read what was written')
    const pattern = parsePathPattern(text)
    if (pattern !== null) insistEqual(formatPointer(pattern), text, 'write what was read')
    parseResourcePattern(text)
    fieldPathOf(text)
    createPatterns().test(text)
  }
  const joined = joinPath(third, second)
  if (joined !== null && !third.startsWith('/') && third === (joinPath('', third) ?? '')) insistInside(joined, 'joined')
  globs(parsePointer(first), parsePointer(second))
  matchGlob(first, second)
  matchName(first, second)
  compilePattern(first, WORDS)
}

/** A pattern without anything magic matches itself and nothing else; `*` in place of a segment matches it still. */
function globs(pattern: readonly string[], path: readonly string[]): void {
  const matches = matchFieldPath(pattern, path)
  if (!pattern.some((segment) => /[*?[\]\\]/.test(segment))) {
    insist(matches === (JSON.stringify(pattern) === JSON.stringify(path)), `${JSON.stringify(pattern)} matches ${JSON.stringify(path)}: ${matches}`)
  }
  const stars = path.map(() => '*')
  insist(path.includes('') || matchFieldPath(stars, path), `${JSON.stringify(stars)} does not match ${JSON.stringify(path)}`)
}
