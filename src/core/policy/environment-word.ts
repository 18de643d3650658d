// The words that may name an environment.

import type { Field } from './field.ts'
import { label, readText } from './field.ts'
import type { Complain } from './problem.ts'
import { quote } from './problem.ts'

export const NAME_HELP = 'write the word that stands in paths: letters, digits, `-`, `_` and `.`'

/** A name or alias: at most 63 letters, digits, `-`, `_` and `.`, the first and the last one a letter or digit. */
export function readWord(field: Field, complain: Complain): string | null {
  const word = readText(field, 'text with an environment\'s name', NAME_HELP, complain)
  if (word === null) return null
  if (word.length <= 63 && /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(word)) return word
  complain(field.node.at, `${label(field)}: ${quote(word)} cannot be an environment's name`, NAME_HELP)
  return null
}
