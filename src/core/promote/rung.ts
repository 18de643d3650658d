// What one environment on the way says about an image: whether it runs it, or ran it, and whether that was long enough.

import type { Environment } from '../model/environment.ts'
import type { StayProof } from '../model/finding.ts'
import type { ImageStays, Stay } from '../model/ledger.ts'
import type { Evidence } from '../model/promotion.ts'
import { isoTime } from '../model/time.ts'
import { lengthOf, proofOf } from './evidence.ts'
import type { PreviousStep } from './pinned-overlay.ts'
import { mergeStays } from './time-live.ts'

/** What controllers report about a stay; `what` was found, or is missing, continues a sentence. */
export type Reported = { readonly proven: boolean; readonly what: string }

/** Asked for a stay in an environment before; null where nobody was asked about it. */
export type Reports = (environment: string, stay: Stay) => Reported | null

export type Rung = { readonly step: PreviousStep } & (
  | { readonly state: 'never' }
  /** There now, long enough, and proven as the policy asks. `stay`: null where the history was not asked. */
  | { readonly state: 'live'; readonly stay: Stay | null; readonly level: Evidence['level'] }
  /** The same, but it has been replaced there. */
  | { readonly state: 'superseded'; readonly stay: Stay; readonly level: Evidence['level'] }
  /** It is, or was, there too briefly. `until`: when that will be long enough, seconds; null where it is no longer there. */
  | { readonly state: 'short'; readonly stay: Stay; readonly until: number | null }
  /** The evidence is missing that the policy asks for, or nobody knows since when it has been there. */
  | { readonly state: 'unproven'; readonly missing: 'report' | 'history'; readonly what: string }
)

type Asked = {
  /** Whether the tip of the base branch has it there. */
  readonly live: boolean
  /** null: the history was not asked. */
  readonly stays: ImageStays | null
  /** Seconds. */
  readonly required: number
  /** Of the environment that the image would enter. */
  readonly evidence: Environment['evidence']
  readonly reports: Reports | null
  /** Seconds since the epoch. */
  readonly now: number
}

/** Judges one step. What the tip does not show is not live, whatever the ledger says. */
export function rungOf(step: PreviousStep, asked: Asked): Rung {
  const { live, stays, required, now } = asked
  const known = stays === null ? [] : mergeStays(step.overlays.map((overlay) => stays.get(overlay) ?? []))
  const running = live ? (known.find(({ until }) => until === null) ?? null) : null
  const longest = longestStay(known.filter(({ until }) => live || until !== null), now)
  const counts = running !== null && lengthOf(running, now) >= required ? running : longest
  if (live && running === null && (counts === null || lengthOf(counts, now) < required)) {
    if (required === 0 && asked.evidence === 'declared') return { step, state: 'live', stay: null, level: 'declared' }
    return { step, state: 'unproven', missing: 'history', what: `since when it has been live in \`${step.environment}\` is not known` }
  }
  if (counts === null) return { step, state: 'never' }
  if (lengthOf(counts, now) < required) {
    return { step, state: 'short', stay: running ?? counts, until: running === null ? null : running.since.time + required }
  }
  const state = live ? 'live' : 'superseded'
  if (asked.evidence === 'declared') return { step, state, stay: counts, level: 'declared' }
  const reported = asked.reports?.(step.environment, running ?? counts) ?? null
  if (reported?.proven === true) return { step, state, stay: counts, level: 'reported' }
  const since = (running ?? counts).since
  const nothing = `no status, check or deployment for \`${step.environment}\` since ${isoTime(since.time)}`
  return { step, state: 'unproven', missing: 'report', what: reported?.what ?? nothing }
}

/** A stay in a step as findings tell it; several variants that count together have no name. */
export function stepProof({ environment, overlays }: PreviousStep, stay: Stay): StayProof {
  const [only, ...more] = overlays
  return proofOf(environment, more.length === 0 ? (only?.variant ?? null) : null, stay)
}

/** The longest stay, the newest one of several; null where there is none. */
function longestStay(stays: readonly Stay[], now: number): Stay | null {
  let found: Stay | null = null
  for (const stay of stays) if (found === null || lengthOf(stay, now) >= lengthOf(found, now)) found = stay
  return found
}
