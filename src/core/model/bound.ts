// The bound that a custom axis puts on the values of its fields.

import type { Environment } from './environment.ts'
import { environmentWords } from './environment.ts'
import type { Expression } from './expression.ts'
import { expressionOf, LONGEST_SOURCE } from './expression.ts'
import { escapeRegExp } from './text.ts'

/**
 * The bound for one environment: `{env}` stands for any of its own words. null where they make it larger than an expression may be, which
 * checkEnvironmentNames tells: no value holds such a bound.
 */
export function boundPattern(bound: string, environment: Environment): Expression | null {
  const words = environmentWords(environment).map(escapeRegExp).join('|')
  const pieces = bound.split('{env}')
  return (pieces.length - 1) * words.length > LONGEST_SOURCE ? null : expressionOf(pieces.join(`(?:${words})`))
}
