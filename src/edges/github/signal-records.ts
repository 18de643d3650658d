// GitHub's statuses, check runs and deployments as signals: names and words cut to what GitHub allows, addresses only of the web.

import type { SignalKind, SignalRecord } from '../../core/model/signal.ts'
import { fieldsOf, idAt, textAt, timeAt, type Fields } from './json-fields.ts'
import { cutCharacters, TITLE_CHARACTERS } from './limits.ts'

/** null where it has no name or no time, so that it says nothing. */
export function statusRecord(status: Fields, commit: string): SignalRecord | null {
  const name = textAt(status, 'context')
  const time = timeAt(status, 'created_at')
  if (name === null || time === null) return null
  return record('status', name, textAt(status, 'state'), commit, time, textAt(status, 'target_url'), textAt(status, 'description'))
}

/** `now`, in seconds since the epoch, is the time of what is under way and has none of its own. */
export function checkRecord(check: Fields, commit: string, now: number): SignalRecord | null {
  const name = textAt(check, 'name')
  if (name === null) return null
  const completed = textAt(check, 'status') === 'completed'
  const word = textAt(check, completed ? 'conclusion' : 'status')
  const time = timeAt(check, completed ? 'completed_at' : 'started_at') ?? timeAt(check, 'started_at')
  // Without a time of its own a success proves nothing, and anything else is as new as can be.
  const moment = time ?? (word === 'success' ? 0 : now)
  const url = textAt(check, 'details_url') ?? textAt(check, 'html_url')
  return record('check', name, word, commit, moment, url, textAt(fieldsOf(check['output']), 'title'))
}

export type Deployment = {
  readonly id: number
  /** The GitHub environment. */
  readonly name: string
  readonly commit: string
  readonly time: number
  readonly description: string | null
}

export function deploymentOf(fields: Fields): Deployment | null {
  const id = idAt(fields, 'id')
  const name = textAt(fields, 'environment')
  const commit = textAt(fields, 'sha')
  const time = timeAt(fields, 'created_at')
  if (id === null || name === null || commit === null || time === null) return null
  return { id, name, commit, time, description: textAt(fields, 'description') }
}

export function isNewer(a: Deployment, b: Deployment): boolean {
  return a.time === b.time ? a.id > b.id : a.time > b.time
}

/** What the deployment's newest status says; one without a status has not begun. */
export function deploymentRecord({ name, commit, time, description }: Deployment, statuses: readonly Fields[]): SignalRecord {
  const last = statuses.toSorted((a, b) => timeOf(b) - timeOf(a) || (idAt(b, 'id') ?? 0) - (idAt(a, 'id') ?? 0))[0]
  if (last === undefined) return record('deployment', name, 'pending', commit, time, null, description)
  const url = ['log_url', 'environment_url', 'target_url'].map((key) => textAt(last, key)).find((each) => each !== null && each !== '')
  return record('deployment', name, textAt(last, 'state'), commit, timeOf(last), url ?? null, textAt(last, 'description'))
}

/** A status without a time is as old as can be. */
function timeOf(status: Fields): number {
  return timeAt(status, 'created_at') ?? 0
}

/** Statuses and deployments say `success`; of check runs a skipped or neutral one ran nothing (OpenAPI description, `conclusion`). */
const STATES: Readonly<Record<string, SignalRecord['state']>> = {
  success: 'success',
  pending: 'pending',
  queued: 'pending',
  in_progress: 'pending',
  waiting: 'pending',
  requested: 'pending',
  neutral: 'silent',
  skipped: 'silent',
  stale: 'silent'
}

function record(
  kind: SignalKind,
  name: string,
  said: string | null,
  commit: string,
  time: number,
  url: string | null,
  description: string | null
): SignalRecord {
  const word = said ?? 'nothing'
  return {
    kind,
    name: cutCharacters(name, TITLE_CHARACTERS),
    state: Object.hasOwn(STATES, word) ? (STATES[word] ?? 'failed') : 'failed',
    word: cutCharacters(word, 40),
    commit,
    time,
    url: url !== null && /^https?:\/\/\S{1,2000}$/.test(url) ? url : null,
    description: cutCharacters((description ?? '').replace(/\s+/g, ' ').trim(), TITLE_CHARACTERS)
  }
}
