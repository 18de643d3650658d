// The base branch's history back to a moment, fetched as far as it is missing.

import { UserError } from '../../core/model/error.ts'
import type { History, HistoryCommit } from '../../core/model/history.ts'
import { commitsWithoutTree } from './blobs.ts'
import type { HistoryPlace } from './deepen.ts'
import { deepenChain, unreadable } from './deepen.ts'
import { fetchInto } from './fetch.ts'
import type { Chain } from './first-parents.ts'
import { countSince } from './first-parents.ts'
import type { LoggedCommit } from './history-log.ts'
import { readLog } from './history-log.ts'
import { isObjectId, shortId } from './object-id.ts'

/** So few commits are read sooner than another process has started. */
const LEAST_PART = 1500
const MOST_PARTS = 4

/**
 * The first-parent history of `tip`, a full id: the commits made since `since` (seconds since the epoch) and the one before
 * them, whose tree is where the history starts. UserError `history-unavailable` rather than a shorter history.
 */
export async function readHistory(place: HistoryPlace, tip: string, since: number): Promise<History> {
  if (!isObjectId(tip)) {
    throw new UserError('history-unavailable', `\`${tip}\` is not a full commit id`, {
      help: 'Name the commit by all of its hexadecimal digits.'
    })
  }
  const chain = await deepenChain(place, tip, since)
  const count = Math.min(countSince(chain.commits, since) + 1, chain.commits.length)
  const logged = await readChanges(place, tip, chain, count)
  if (logged.length !== count) throw unreadable(tip, `${logged.length} of ${count} commits could be read`)
  const last = count - 1
  const commits = logged.map((commit, index): HistoryCommit => ({
    ...commit,
    parent: index < last ? (chain.commits[index + 1]?.id ?? null) : null,
    changes: index < last ? commit.changes : []
  }))
  return { commits, end: chain.cut || count < chain.commits.length ? 'look-back' : 'root' }
}

/** A partial clone can lack trees of commits that it has: they are fetched, and read again. */
async function readChanges(place: HistoryPlace, tip: string, chain: Chain, count: number): Promise<readonly LoggedCommit[]> {
  const first = await readParts(place, chain, count)
  if (typeof first !== 'string') return first
  const from = place.remote()
  if (from?.partial !== true) throw unreadable(tip, first)
  const ids = chain.commits.slice(0, count).map(({ id }) => id)
  const [newest] = await commitsWithoutTree(place.store, ids)
  const want = newest ?? tip
  await fetchInto(from, {
    into: place.history,
    refspecs: [want],
    options: ['--filter=blob:none', `--depth=${count - ids.indexOf(want)}`],
    fromNothing: true,
    what: `the folders of the history of \`${shortId(tip)}\``
  })
  const second = await readParts(place, chain, count)
  if (typeof second === 'string') throw unreadable(tip, second)
  return second
}

/** Comparing trees is most of the work, so a long history is read in parts, side by side. Git's reason where one fails. */
async function readParts(place: HistoryPlace, { commits }: Chain, count: number): Promise<readonly LoggedCommit[] | string> {
  const size = Math.max(Math.ceil(count / MOST_PARTS), LEAST_PART)
  const starts = commits.slice(0, count).flatMap(({ id }, index) => (index % size === 0 ? [{ id, left: count - index }] : []))
  const parts = await Promise.all(starts.map(({ id, left }) => readLog(place.store, id, Math.min(size, left))))
  const failed = parts.find((part) => typeof part === 'string')
  return failed ?? parts.flatMap((part) => (typeof part === 'string' ? [] : part))
}
