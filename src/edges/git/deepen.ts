// Fetches as much of a branch's history as a look-back needs, and no more.

import { UserError } from '../../core/model/error.ts'
import type { ObjectStore } from './batch.ts'
import type { FetchFailure } from './fetch.ts'
import { noRemote, tryFetch } from './fetch.ts'
import type { Chain } from './first-parents.ts'
import { countSince, readChain } from './first-parents.ts'
import { shortId } from './object-id.ts'
import type { PrivateRepository } from './private-repository.ts'
import { restoreShallow, shallowCommits } from './private-repository.ts'
import type { Remote } from './remote.ts'

/** Where history is read and fetched to: commits and trees, without contents where the server allows it. */
export type HistoryPlace = {
  readonly store: ObjectStore
  readonly history: PrivateRepository
  readonly remote: () => Remote | null
}

/**
 * So many commits in a row must be older than the look-back before older ones are taken not to matter: a single one can be
 * dated wrongly. Git's own walks by date are as careful (SLOP in its revision.c is 5).
 */
const OLDER_IN_A_ROW = 8
/** Looking a little further than asked mostly brings those too, which saves a second fetch. */
const EXTRA_SECONDS = 7 * 24 * 60 * 60
/** Git takes this depth for all there is. */
export const WHOLE_DEPTH = 2147483647
/** First by date; then so many commits more each time: a server may not know dates, and a merge of old work ends a walk by them. */
const STEPS = ['by-date', OLDER_IN_A_ROW, 64, 512, 4096, WHOLE_DEPTH] as const

/**
 * The first parents of `tip` back to `since` (seconds since the epoch) and at least one older commit, if there is one.
 * UserError `history-unavailable` where that is not to be had.
 */
export async function deepenChain(place: HistoryPlace, tip: string, since: number): Promise<Chain> {
  const what = `the history of \`${shortId(tip)}\``
  const wasShallow = shallowCommits(place.history).size > 0
  let chain = await readChain(place.store, place.history, tip)
  for (const step of STEPS) {
    const older = chain.commits.length - countSince(chain.commits, since)
    if (!chain.cut || older >= OLDER_IN_A_ROW) return chain
    // A complete history in which something is missing is not cut off but broken: to ask for more would hide that.
    if (chain.reason !== null && !wasShallow && !isAbsent(chain.reason)) throw unreadable(tip, chain.reason)
    const from = place.remote()
    if (from === null && older > 0) return chain
    if (from === null) throw noRemote(chain.reason === null ? `${what} before \`${shortId(lastOf(chain) ?? tip)}\`` : what)
    const depth = step === 'by-date' ? depthByDate(place, from, chain, since) : [depthOf(chain, step)]
    if (depth === null) continue
    const boundary = shallowCommits(place.history)
    const failure = await fetchMore(place, from, [...new Set([lastOf(chain) ?? tip, tip])], depth, what)
    if (failure !== null && (step !== 'by-date' || isFinal(failure))) throw failure.error
    const deeper = await readChain(place.store, place.history, tip)
    // An origin that is shallow itself answers a question by date as if it were complete, and its own boundary is lost here.
    if (deeper.reason !== null && chain.reason === null) restoreShallow(place.history, boundary)
    else chain = deeper
  }
  if (chain.reason !== null) throw unreadable(tip, chain.reason)
  if (!chain.cut || countSince(chain.commits, since) < chain.commits.length) return chain
  throw new UserError('history-unavailable', `${what} ends at \`${shortId(lastOf(chain) ?? tip)}\`, at \`origin\` too`, {
    help: '`origin` is itself a shallow clone. Complete it (`git fetch --unshallow` there), or make the repository that it was cloned from `origin`.'
  })
}

/** Says that what is here of the history cannot be read. */
export function unreadable(tip: string, reason: string): UserError {
  return new UserError('history-unavailable', `cannot read the history of \`${shortId(tip)}\`: ${reason}`, {
    help: 'Name a commit of this repository. If `git fsck` finds objects missing or damaged, clone the repository again.'
  })
}

/** Options for all commits since a moment; none where everything below the tip is here; null where a walk by date would find nothing. */
function depthByDate(place: HistoryPlace, from: Remote, chain: Chain, since: number): readonly string[] | null {
  if (shallowCommits(place.history).size === 0 && !from.partial) return []
  const earliest = Math.trunc(since) - EXTRA_SECONDS
  const last = chain.commits.at(-1)
  if (last !== undefined && last.committed < earliest) return null
  return earliest > 0 ? [`--shallow-since=@${earliest} +0000`] : [`--depth=${WHOLE_DEPTH}`]
}

function depthOf(chain: Chain, commits: number): string {
  return commits === WHOLE_DEPTH || chain.reason !== null ? `--depth=${commits}` : `--deepen=${commits}`
}

/** Asks from where the chain is cut, because commits made above it in the checkout are unknown to the server; else from the tip. */
async function fetchMore(
  { history }: HistoryPlace,
  from: Remote,
  wants: readonly string[],
  depth: readonly string[],
  what: string
): Promise<FetchFailure | null> {
  let failure: FetchFailure | null = null
  for (const want of wants) {
    for (const filter of ['--filter=blob:none', '--no-filter']) {
      const request = { into: history, refspecs: [want], options: [filter, ...depth], fromNothing: from.partial, what }
      failure = await tryFetch(from, request)
      if (failure?.kind !== 'filter') break
    }
    // An old server hands out what it advertises: the tip of a branch, not a commit below it.
    if (failure?.kind !== 'refused') return failure
  }
  return failure
}

/** Whether another way of asking the same server cannot help. */
function isFinal({ kind }: FetchFailure): boolean {
  return kind === 'credentials' || kind === 'refused' || kind === 'time'
}

/** Whether it is the tip itself that is not here. */
function isAbsent(reason: string): boolean {
  return reason.startsWith('fatal: bad object')
}

function lastOf(chain: Chain): string | undefined {
  return chain.commits.at(-1)?.id
}
