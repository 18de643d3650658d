// Regular expressions that people write in policies and manifests: RE2's, as Go and kustomize read them, in time linear in the text.

import { RE2JS, RE2JSSyntaxException } from 're2js'

/** Steps of an expression: RE2 itself would go to a million, and a step may cost 20 ns for each letter of a text. */
const MOST_STEPS = 2000

/** Characters of an expression's source; a class takes several for one step. */
export const LONGEST_SOURCE = 4 * MOST_STEPS

/** Steps times letters, up to 0.3 s where every step is tried at every letter. An ordinary expression of 50 steps has texts of 200 kB. */
const MOST_WORK = 10_000_000

/** A policy has few; what RE2 remembers of the texts may grow to 8 MB for each. */
const MOST_KEPT = 64

export type Expression = {
  /** How much there is to try at one letter of a text. */
  readonly steps: number
  /** Steps that a text takes, whether it matches or not. */
  readonly cost: (text: string) => number
  /** How many groups capture. */
  readonly groups: number
  /** Whether it is found in the text, anywhere. A text that is too long for the steps has no match. */
  readonly test: (text: string) => boolean
  /** What each group holds, null where it took no part; null without a match. */
  readonly captures: (text: string) => readonly (string | null)[] | null
}

export type ExpressionReading =
  | { readonly kind: 'expression'; readonly expression: Expression }
  /** `code`: what Go's regexp/syntax calls the error; `at`: the part of the source that is meant, or null. */
  | { readonly kind: 'malformed'; readonly code: string; readonly at: string | null }
  | { readonly kind: 'too-large'; readonly most: number }

const kept = new Map<string, ExpressionReading>()

/** Compiles an expression, which looks anywhere in a text unless `^` and `$` say otherwise; no flags but those it sets itself. */
export function readExpression(source: string): ExpressionReading {
  const reading = kept.get(source) ?? compile(source)
  // The one that was asked for last goes last.
  kept.delete(source)
  kept.set(source, reading)
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_KEPT) break
    kept.delete(oldest)
  }
  return reading
}

/** The expression; null where it cannot be used. */
export function expressionOf(source: string): Expression | null {
  const reading = readExpression(source)
  return reading.kind === 'expression' ? reading.expression : null
}

function compile(source: string): ExpressionReading {
  // Before RE2 has built them: 500 letters can ask for 100,000 steps, and half a second.
  if (source.length > LONGEST_SOURCE || countSteps(source) > MOST_STEPS) return { kind: 'too-large', most: MOST_STEPS }
  try {
    const compiled = RE2JS.compile(source)
    const steps = compiled.programSize()
    const fits = (text: string): boolean => text.length * steps <= MOST_WORK
    const groups = compiled.groupCount()
    const captures = (text: string): readonly (string | null)[] | null => {
      if (!fits(text)) return null
      const matcher = compiled.matcher(text)
      return matcher.find() ? Array.from({ length: groups }, (_, at) => matcher.group(at + 1)) : null
    }
    const test = (text: string): boolean => fits(text) && compiled.test(text)
    // What is too long for a match is not tried.
    const cost = (text: string): number => (fits(text) ? Math.max(1, text.length) * steps : 1)
    return { kind: 'expression', expression: { steps, cost, groups, test, captures } }
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) return { kind: 'malformed', code: error.error, at: error.input }
    throw error
  }
}

/** One piece of an expression as RE2 reads it: a quotation, an escape, a class, a group's beginning, a repetition that counts, or a character. */
const PIECE = /\\Q([^]*?)(?:\\E|$)|\\[pPx]\{[^}]*\}|\\[^]|\[\^?\]?(?:\[:\^?\w+:\]|\\[^]|[^\]\\])*\]|\((?:\?[^():>]*[:>])?|\{(\d+)(?:,(\d*))?\}|[^]/gu

/** How many characters and classes there are to compare with, and two for each group, as often as they are repeated. RE2 adds some of its own. */
export function countSteps(source: string): number {
  const outer: number[] = []
  let sum = 0
  let last = 0
  for (const [piece, quoted, least, most] of source.matchAll(PIECE)) {
    if (least !== undefined) {
      last *= Math.max(Number(least), Number(most ?? 0), 1)
      continue
    }
    sum += last
    last = quoted === undefined ? 1 : quoted.length
    if (piece.startsWith('(')) {
      outer.push(sum)
      sum = 0
    } else if (piece === ')') {
      last = sum + 1
      sum = outer.pop() ?? 0
    }
  }
  return outer.reduce((total, before) => total + before, sum + last)
}
