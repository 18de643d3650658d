// How long images must have been live in the environment before: one duration for all, or one for each environment.

import type { SoakRule } from '../model/policy.ts'
import { lineLocation } from '../model/source.ts'
import { byText } from '../model/text.ts'
import { readDuration } from './duration.ts'
import { readWord } from './environment-word.ts'
import type { Field } from './field.ts'
import { label, mismatch } from './field.ts'
import type { Complain, Position } from './problem.ts'
import { quote } from './problem.ts'

/** As long as the ledger looks back when nothing else is said: no longer stay could be shown. */
const LONGEST = '180d'
const EXPECTED = 'a duration such as `24h`, or several such as `prod=24h`'
const HELP = 'write `24h` for all environments, `prod=24h` for one, or a mapping from environment to duration'

type Part = { readonly environment: Field | null; readonly duration: Field; readonly at: Position | null }

/** Seconds; what an environment says of itself. */
export function readOwnSoak(field: Field, complain: Complain): number | null {
  return readDuration(field, '0s', LONGEST, complain)
}

/**
 * `24h` is for all environments, `prod=24h` for the one that images enter; several as text with commas or new lines, or
 * as a list; or a mapping from environment to duration. `file` is where it is written; null for an input.
 */
export function readSoak(field: Field, file: string | null, complain: Complain): readonly SoakRule[] | null {
  const parts = partsOf(field)
  if (parts === null || parts.length === 0) return mismatch(field, EXPECTED, HELP, complain)
  const seen = new Set<string | null>()
  const rules = parts.flatMap(({ environment, duration, at }): SoakRule[] => {
    const name = environment === null ? null : readWord(environment, complain)
    const seconds = readOwnSoak(duration, complain)
    if (seconds === null || (environment !== null && name === null)) return []
    if (seen.has(name)) {
      const twice = name === null ? 'has two durations for all environments' : `names the environment ${quote(name)} twice`
      complain(at, `${label(field)} ${twice}`, 'remove one of the two')
      return []
    }
    seen.add(name)
    return [{ environment: name, seconds, ...(file === null || at === null ? {} : { location: lineLocation(file, at.line, at.column) }) }]
  })
  return rules.toSorted((a, b) => byText(a.environment ?? '', b.environment ?? ''))
}

/** Null where the value is of no sort that could hold durations. */
function partsOf(field: Field): readonly Part[] | null {
  const { node } = field
  switch (node.kind) {
    case 'mapping':
      return node.entries.map(({ key, at, value }) => ({
        environment: { ...field, node: { kind: 'text', value: key, at } },
        duration: { ...field, name: `${field.name}.${key}`, node: value },
        at
      }))
    case 'list':
      return node.items.map((item) => (item.kind === 'text' ? written(field, item.value, item.at) : unnamed({ ...field, node: item })))
    case 'text':
      return node.value
        .split(/[,\n]/)
        .filter((part) => part.trim() !== '')
        .map((part) => written(field, part, node.at))
    default:
      return null
  }
}

/** `prod=24h`, or `24h`. */
function written(field: Field, text: string, at: Position | null): Part {
  const part = (value: string): Field => ({ ...field, node: { kind: 'text', value: value.trim(), at } })
  const equals = text.indexOf('=')
  if (equals < 0) return unnamed(part(text))
  return { environment: part(text.slice(0, equals)), duration: part(text.slice(equals + 1)), at }
}

function unnamed(duration: Field): Part {
  return { environment: null, duration, at: duration.node.at }
}
