// Which statuses, checks and deployments report about an environment.

import type { Signals } from '../model/environment.ts'
import { readSeveral } from './axis.ts'
import type { Field } from './field.ts'
import { label, readMapping, readText } from './field.ts'
import type { Complain } from './problem.ts'
import { quote, quoteAll } from './problem.ts'

const SIGNAL_KEYS = ['statuses', 'checks', 'deployments'] as const
const HELP = 'name what reports about this environment, as in `deployments: [production]`'
/** GitHub's own bound on a status context and on an environment's name. */
const LONGEST = 255

/** At least one of the three; what is left out reports nothing. */
export function readSignals(field: Field, complain: Complain): Signals | null {
  const members = readMapping(field, 'the signals', SIGNAL_KEYS, complain)
  if (members === null) return null
  if (SIGNAL_KEYS.every((key) => members.get(key) === null)) {
    // An unknown key has been told, and is probably meant to be one of these.
    if (field.node.kind === 'mapping' && field.node.entries.length > 0) return null
    complain(field.node.at, `${label(field)} must have at least one of ${quoteAll(SIGNAL_KEYS, 'and')}`, HELP)
    return null
  }
  const names = (key: (typeof SIGNAL_KEYS)[number]): readonly string[] =>
    readSeveral(members.get(key), 'names', (item, tell) => readName(item, tell), complain) ?? []
  return { statuses: names('statuses'), checks: names('checks'), deployments: names('deployments') }
}

/** A name or a glob over names, `/` in it being an ordinary character. */
function readName(item: Field, complain: Complain): string | null {
  const text = readText(item, 'text with a name or a glob', HELP, complain)
  if (text === null || (text.length <= LONGEST && !/\p{Cc}/u.test(text))) return text
  complain(item.node.at, `${label(item)}: ${quote(text)} cannot be the name of anything on GitHub`, `write one line of at most ${LONGEST} characters`)
  return null
}
