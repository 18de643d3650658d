// Regular expressions out of manifests: RE2's, as in kustomize, each held against many texts.

import { createEffort } from '../model/effort.ts'
import { readExpression } from '../model/expression.ts'
import { remembered } from '../model/memo.ts'

/** Steps times letters of one pattern and one text. */
const MOST_WORK = 200_000

/** Of all patterns of an overlay, 20 s where every step is tried at every letter: thousands of them may meet thousands of resources. */
const MOST_WORK_IN_ALL = 1_000_000_000

/** Letters that could be looked at in the time, and with the memory, that a step takes to be compiled. */
const COMPILED = 1000

/** What nearly all patterns are: names. `.` is the only one that stands for others, so that nothing is tried twice. */
const PLAIN = /^[\w.:/-]{0,253}$/

type Test = (text: string) => boolean

export type Patterns = {
  /**
   * A test for texts; null where the pattern is none in RE2 (Go's syntax), or too large. A text that is too long for the pattern has no
   * match. `fixed`: text that is known to be harmless around the pattern, `%` standing for it.
   */
  readonly test: (pattern: string, fixed?: string) => Test | null
  /** Takes steps for what is read beside the patterns; false once there are none left. */
  readonly spend: (steps: number) => boolean
  /** Whether they have taken all that they may: there is no pattern and no match any more, and what came of them is not known. */
  readonly spent: () => boolean
}

/** The patterns of one overlay, each compiled once. */
export function createPatterns(most: number = MOST_WORK_IN_ALL): Patterns {
  const effort = createEffort(most)
  const compile = (pattern: string, fixed: string): Test | null => {
    // RE2 takes 5 ms until its first answer, and names need nothing of it.
    if (PLAIN.test(pattern)) {
      const expression = new RegExp(fixed.replace('%', () => pattern.replaceAll('.', '[^\\n]')), 'u')
      return (text) => text.length * pattern.length <= MOST_WORK && effort.spend(text.length + pattern.length) && expression.test(text)
    }
    const reading = readExpression(fixed.replace('%', () => pattern))
    if (reading.kind !== 'expression') return null
    const { steps, test } = reading.expression
    effort.spend(steps * COMPILED)
    return (text) => text.length * steps <= MOST_WORK && effort.spend(text.length * steps) && test(text)
  }
  const compiled = remembered((fixed: string) => remembered((pattern: string) => compile(pattern, fixed)))
  return {
    test: (pattern, fixed = '^(?:%)$') => (effort.spent() ? null : compiled(fixed)(pattern)),
    spend: effort.spend,
    spent: effort.spent
  }
}
