// Between which moments a backtest replays.

import { UserError } from './core/model/error.ts'
import { isoDate } from './core/model/time.ts'
import { parseDuration } from './core/policy/duration.ts'

/** As written on the command line; null: not said. */
export type Period = { readonly since: string | null; readonly until: string | null }

const DATE = /^(\d{4})-(\d{2})-(\d{2})(T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})?)?$/
const DAY = 86_400

/**
 * Seconds since the epoch. A day means its beginning as `since` and its end as `until`, in UTC; a duration is so long before `now`.
 * Without `since` it begins `history` seconds before the end, or before the `newest` commit where that is older. UserError
 * `usage` for anything else.
 */
export function lookBack({ since, until }: Period, history: number, now: number, newest: number): { readonly since: number; readonly until: number } {
  const end = until === null ? now : Math.min(now, momentOf('--until', until, now, DAY - 1))
  const start = since === null ? Math.min(end, newest) - history : momentOf('--since', since, now, 0)
  if (start >= end) {
    throw new UserError('usage', `there is nothing between ${isoDate(start)} and ${isoDate(end)}`, { help: 'Let --since name an earlier day than --until.' })
  }
  return { since: start, until: end }
}

function momentOf(option: string, text: string, now: number, intoDay: number): number {
  const ago = parseDuration(text)
  if (ago !== null) return now - ago
  const match = DATE.exec(text)
  const time = match?.[4] ?? ''
  const zone = /[Z+-]/.test(time.slice(1)) ? '' : 'Z'
  const milliseconds = match === null ? Number.NaN : Date.parse(time === '' ? `${text}T00:00:00Z` : `${text}${zone}`)
  // A day that no month has, such as 2025-02-30, is none.
  const real = !Number.isNaN(milliseconds) && Number(match?.[3]) <= new Date(Date.UTC(Number(match?.[1]), Number(match?.[2]), 0)).getUTCDate()
  if (real) return Math.floor(milliseconds / 1000) + (time === '' ? intoDay : 0)
  throw new UserError('usage', `${option} is a date such as \`2025-01-31\`, or a duration such as \`90d\`, not \`${text}\``, { help: `Write ${option} 2025-01-31.` })
}
