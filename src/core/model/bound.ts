// The bound that a custom axis puts on the values of its fields.

import type { Environment } from './environment.ts'
import { environmentWords } from './environment.ts'
import { escapeRegExp } from './text.ts'

/** The bound for one environment: `{env}` stands for any of its own words. */
export function boundPattern(bound: string, environment: Environment): RegExp {
  const words = environmentWords(environment).map(escapeRegExp).join('|')
  return new RegExp(bound.replaceAll('{env}', `(?:${words})`))
}
