// Stays as evidence: what a report shows of them.

import type { StayProof } from '../model/finding.ts'
import type { Clock, Stay } from '../model/ledger.ts'
import { CLOCKS } from '../model/ledger.ts'
import type { Evidence } from '../model/promotion.ts'
import { isoTime } from '../model/time.ts'

/** The length of a stay in seconds; while it is live, until now. Never negative: clocks may be wrong. */
export function lengthOf({ since, until }: Stay, now: number): number {
  return Math.max(0, Math.floor((until?.time ?? now) - since.time))
}

/** The less reliable one of the clocks that a stay's two ends were read from. */
export function clockOf({ since, until }: Stay): Clock {
  return until !== null && CLOCKS.indexOf(until.clock) > CLOCKS.indexOf(since.clock) ? until.clock : since.clock
}

/** What lets an image in: the stay that shows it, or, where none is known, the commit that is live. */
export function evidenceOf(
  environment: string,
  stay: Stay | null,
  level: Evidence['level'],
  { live, now }: { readonly live: string; readonly now: number }
): Evidence {
  if (stay === null) return { level, environment, commit: live, since: null, soaked: null, clock: null }
  const { since } = stay
  return { level, environment, commit: since.commit, since: isoTime(since.time), soaked: lengthOf(stay, now), clock: clockOf(stay) }
}

/** The stay as findings tell it. */
export function proofOf(environment: string, variant: string | null, stay: Stay): StayProof {
  const { since, earlier, until } = stay
  return {
    environment,
    variant,
    commit: since.commit,
    since: isoTime(since.time),
    earlier,
    until: until === null ? null : isoTime(until.time),
    ended: until?.commit ?? null,
    clock: clockOf(stay)
  }
}
