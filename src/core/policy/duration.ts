// Durations as people write them in a policy: `24h`, `1d12h`, `180d`.

import type { Field } from './field.ts'
import { mismatch } from './field.ts'
import type { Complain } from './problem.ts'

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400, w: 604800 }
const TEN_YEARS = 10 * 366 * 86400
const HELP = 'write whole numbers with a unit, the largest first: `30m`, `24h`, `7d`, `1d12h`'

/** Seconds, or null where the text is no duration: whole numbers with a unit, largest unit first, at most ten years. */
export function parseDuration(text: string): number | null {
  const match = /^(?:(\d{1,9})w)?(?:(\d{1,9})d)?(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s)?$/.exec(text)
  if (match === null || text === '') return null
  const seconds = ['w', 'd', 'h', 'm', 's'].reduce((sum, unit, i) => sum + Number(match[i + 1] ?? 0) * (SECONDS[unit] ?? 0), 0)
  return seconds <= TEN_YEARS ? seconds : null
}

/** Seconds, from `least` to `most`, both written as durations and included. */
export function readDuration(field: Field, least: string, most: string, complain: Complain): number | null {
  const seconds = field.node.kind === 'text' ? parseDuration(field.node.value.trim()) : null
  if (seconds === null) return mismatch(field, 'a duration such as `24h`', HELP, complain)
  if (seconds >= (parseDuration(least) ?? 0) && seconds <= (parseDuration(most) ?? 0)) return seconds
  return mismatch(field, `a duration from \`${least}\` to \`${most}\``, `write one from \`${least}\` to \`${most}\``, complain)
}
