// When commits came to the base branch, by GitHub's clock.

import type { History } from '../core/model/history.ts'
import type { Moment } from '../core/model/ledger.ts'
import type { GitHubRecords } from './trees.ts'

/** The moments of the commits that GitHub vouches for; see heldTimes. Where there is no commit to ask about, nobody is asked. */
export async function provenTimes(
  commits: ReadonlySet<string>,
  history: History,
  mergeTimes: GitHubRecords['mergeTimes']
): Promise<ReadonlyMap<string, Moment>> {
  if (commits.size === 0) return new Map()
  const times = await mergeTimes([...commits].toSorted(), history.commits.map(({ id }) => id))
  return new Map([...times].map(([commit, { time, clock }]) => [commit, { commit, time, clock }]))
}
