// Regular expressions in a policy: RE2's, as in Go and kustomize, because JavaScript's can take forever.

import { expressionOf, readExpression } from '../model/expression.ts'
import { quote } from './problem.ts'

/** What a policy may hold; the words of environments that `{env}` stands for come on top. */
const LONGEST = 1000

/** The next action where an expression cannot be used, and why another language's may not do. */
export const EXPRESSION_HELP =
  "RE2's syntax counts, as in Go and kustomize (https://github.com/google/re2/wiki/Syntax), so that no expression can hang a run: " +
  'without lookahead, lookbehind and back references'

/** What Go calls an error, in the words of this project; the others say it well enough. */
const WORDS: Readonly<Record<string, string>> = {
  'missing closing )': 'unterminated group',
  'missing closing ]': 'unterminated character class',
  'unexpected )': 'unmatched `)`',
  'missing argument to repetition operator': 'nothing to repeat',
  'invalid repeat count': 'a repetition that is none, or of more than 1000',
  'invalid or unsupported Perl syntax': 'a group that RE2 does not have',
  'invalid named capture': 'the name of a group must be letters, digits and `_`',
  'duplicate capture group name': 'two groups of one name',
  'invalid character class range': 'a range or class of characters that RE2 does not have',
  'invalid escape sequence': 'an escape that RE2 does not have',
  'invalid nested repetition operator': 'a repetition of a repetition',
  'trailing backslash at end of expression': 'nothing behind the last `\\`',
  'expression nests too deeply': 'groups that nest too deeply'
}

/** What JavaScript has and RE2 has not, by how it begins: neither can be searched for in time linear in the text. */
const FOREIGN: readonly (readonly [RegExp, string])[] = [
  [/^\(\?[=!]/, 'a lookahead'],
  [/^\(\?<[=!]/, 'a lookbehind'],
  [/^\\[1-9k]/, 'a back reference']
]

/** What is wrong with the source, or null where it can be used. */
export function expressionProblem(source: string): string | null {
  if (source.length > LONGEST) return `it is longer than ${LONGEST} characters`
  const reading = readExpression(source)
  if (reading.kind === 'expression') return null
  if (reading.kind === 'too-large') return `its repetitions multiply to more than ${reading.most} steps`
  const at = reading.at ?? ''
  for (const [begins, name] of FOREIGN) {
    const foreign = begins.exec(at)
    if (foreign !== null) return `RE2 has no such thing as ${name}, ${quote(foreign[0])}`
  }
  const words = WORDS[reading.code] ?? reading.code
  return at === '' || at === source || reading.code.startsWith('missing closing') ? words : `${words}: ${quote(at)}`
}

/** How many groups capture. The source must compile. */
export function groupCount(source: string): number {
  return expressionOf(source)?.groups ?? 0
}
