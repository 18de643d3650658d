// The chain of first parents below a commit, as far as it is here, with the times that decide how far back it is read.

import { readParents } from './commits.ts'
import { gitIn, linesOf } from './private-git.ts'
import type { ObjectStore } from './batch.ts'
import type { PrivateRepository } from './private-repository.ts'
import { shallowCommits } from './private-repository.ts'
import { reasonOf } from './run.ts'

/** `committed`: the committer's clock as written, seconds since the epoch. */
export type ChainCommit = { readonly id: string; readonly committed: number }

export type Chain = {
  /** Newest first, from the tip; empty where the tip is not here, or its history is damaged. */
  readonly commits: readonly ChainCommit[]
  /** Whether older commits exist that are not here. */
  readonly cut: boolean
  /** Why `commits` is empty, in git's words. */
  readonly reason: string | null
}

/** Year 9999: beyond it no calendar counts, and a damaged commit can name any number. */
const LATEST = 253402300799

/** Walks the first parents in `history`. An absent or damaged history is no error here: it may still be fetched. */
export async function readChain(store: ObjectStore, history: PrivateRepository, tip: string): Promise<Chain> {
  const result = await gitIn(store, ['log', '--first-parent', '--format=%H %ct', '--end-of-options', tip, '--'])
  if (result.status !== 0) return { commits: [], cut: true, reason: reasonOf(result) }
  const commits = linesOf(result).map((line): ChainCommit => {
    const space = line.indexOf(' ')
    return { id: line.slice(0, space), committed: timeOf(line.slice(space + 1)) }
  })
  const last = commits.at(-1)
  if (last === undefined || commits[0]?.id !== tip) return { commits: [], cut: true, reason: 'it is not a commit' }
  // Git lists a root that lies exactly at the depth asked for as cut off, too.
  const cut = shallowCommits(history).has(last.id) && (await readParents(store, last.id)).length > 0
  return { commits, cut, reason: null }
}

/**
 * How many commits reach back to `since`: clocks can be wrong, so a commit counts as made no earlier than any of those
 * before it, and the oldest that was made since is where the look-back begins.
 */
export function countSince(commits: readonly ChainCommit[], since: number): number {
  return commits.findLastIndex(({ committed }) => committed >= since) + 1
}

/** Reads a time as git prints it; what is no time is 0. */
export function timeOf(text: string): number {
  const seconds = Number(text)
  return Number.isFinite(seconds) ? Math.min(Math.max(Math.trunc(seconds), 0), LATEST) : 0
}
