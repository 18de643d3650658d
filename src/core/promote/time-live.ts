// How long an image was live: the stays of several overlays as one, and the times of commits made fit to be compared.

import type { HistoryCommit } from '../model/history.ts'
import type { Moment, Stay } from '../model/ledger.ts'

/**
 * The stays of one image in several overlays that count together, oldest first: it is live while any of them has it, and
 * its stay ends when the last one drops it. Intervals that overlap or touch are one.
 */
export function mergeStays(lists: readonly (readonly Stay[])[]): readonly Stay[] {
  const merged: Stay[] = []
  for (const stay of lists.flat().toSorted((a, b) => a.since.time - b.since.time || endOf(a) - endOf(b))) {
    const last = merged.at(-1)
    if (last === undefined || stay.since.time > endOf(last)) merged.push(stay)
    else merged[merged.length - 1] = joined(last, stay)
  }
  return merged
}

/**
 * When each commit came to the branch, for commits newest first: as `proven` says, else by the committer's clock, held
 * between the parent's time and `now`, because it may be wrong.
 */
export function heldTimes(
  commits: readonly Pick<HistoryCommit, 'id' | 'committed'>[],
  now: number,
  proven: ReadonlyMap<string, Moment> = new Map()
): ReadonlyMap<string, Moment> {
  const moments = new Map<string, Moment>()
  let parent = Number.NEGATIVE_INFINITY
  for (const { id, committed } of commits.toReversed()) {
    const moment = proven.get(id) ?? { commit: id, time: Math.min(now, Math.max(parent, committed)), clock: 'committed' }
    moments.set(id, moment)
    parent = Math.max(parent, moment.time)
  }
  return moments
}

function joined(first: Stay, second: Stay): Stay {
  const [a, b] = [endOf(first), endOf(second)]
  const last = b > a ? second : first
  return {
    ...first,
    earlier: first.earlier || (second.earlier && second.since.time === first.since.time),
    until: last.until,
    rolledBack: a === b ? first.rolledBack || second.rolledBack : last.rolledBack
  }
}

function endOf({ until }: Stay): number {
  return until?.time ?? Number.POSITIVE_INFINITY
}
