// Regular expressions out of manifests: RE2's, as in kustomize, each held against many texts.

import { readExpression } from '../model/expression.ts'

/** Steps times letters: a change may bring thousands of patterns, and thousands of texts to hold them against. */
const MOST_WORK = 200_000

/** What nearly all patterns are: names. `.` is the only one that stands for others, so that nothing is tried twice. */
const PLAIN = /^[\w.:/-]{0,253}$/

/**
 * A test for texts; null where the pattern is none in RE2 (Go's syntax), or too large. A text that is too long for the pattern has no match.
 * fixed: text that is known to be harmless around the pattern, `%` standing for it.
 */
export function readPattern(pattern: string, fixed = '^(?:%)$'): ((text: string) => boolean) | null {
  // RE2 takes 5 ms until its first answer, and names need nothing of it.
  if (PLAIN.test(pattern)) {
    const expression = new RegExp(fixed.replace('%', () => pattern.replaceAll('.', '[^\\n]')), 'u')
    return (text) => text.length * pattern.length <= MOST_WORK && expression.test(text)
  }
  const reading = readExpression(fixed.replace('%', () => pattern))
  if (reading.kind !== 'expression') return null
  const { expression } = reading
  return (text) => text.length * expression.steps <= MOST_WORK && expression.test(text)
}
