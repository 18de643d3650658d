// Where two lines of history parted, fetching as much of it as that takes.

import { UserError } from '../../core/model/error.ts'
import type { ObjectStore } from './batch.ts'
import { missingObjects } from './batch.ts'
import { WHOLE_DEPTH } from './deepen.ts'
import { DAMAGED_HELP, fetchInto, noRemote } from './fetch.ts'
import { shortId } from './object-id.ts'
import { gitIn, linesOf } from './private-git.ts'
import type { PrivateRepository } from './private-repository.ts'
import { shallowCommits } from './private-repository.ts'
import type { Remote } from './remote.ts'
import { reasonOf } from './run.ts'

/** How far below the known commits to look, in turn; most changes are found in the first step. */
const DEPTHS = [64, 512, 4096]

/**
 * The best common ancestor of two commits. `history` holds commits and trees only (`--filter=blob:none` where the server
 * allows it), apart from the revisions that are read. UserError `history-unavailable` where there is no common ancestor.
 */
export async function findMergeBase(
  store: ObjectStore,
  history: PrivateRepository,
  remote: () => Remote | null,
  a: string,
  b: string
): Promise<string> {
  const known = await knownMergeBase(store, history, a, b)
  if (known !== null) return known
  const what = `the history of \`${shortId(a)}\` and \`${shortId(b)}\``
  const starts = await fetchFrom(store, history, [a, b])
  if (starts.length > 0) {
    const from = remote()
    if (from === null) throw noRemote(what)
    for (const depth of shallowCommits(history).size === 0 ? [null] : [...DEPTHS, WHOLE_DEPTH]) {
      const options = ['--filter=blob:none', ...(depth === null ? [] : [`--depth=${depth}`])]
      await fetchInto(from, { into: history, refspecs: starts, options, fromNothing: from.partial, what })
      const found = await knownMergeBase(store, history, a, b)
      if (found !== null) return found
    }
  }
  throw new UserError('history-unavailable', `\`${shortId(a)}\` and \`${shortId(b)}\` have no common ancestor`, {
    help: 'Name a base that the change started from (`base`, on the command line `--base`).'
  })
}

/** The merge base, if what is here proves it: beyond it, neither side may be cut off. */
async function knownMergeBase(store: ObjectStore, history: PrivateRepository, a: string, b: string): Promise<string | null> {
  const result = await gitIn(store, ['merge-base', a, b])
  const [base = ''] = result.output.toString('utf8').split('\n')
  if (result.status !== 0 || base === '') return null
  const shallow = shallowCommits(history)
  if (shallow.size === 0) return base
  const beyond = await gitIn(store, ['rev-list', a, b, '--not', base])
  if (beyond.status !== 0) {
    throw new UserError('history-unavailable', `cannot tell what \`${shortId(a)}\` and \`${shortId(b)}\` have in common: ${reasonOf(beyond)}`, { help: DAMAGED_HELP })
  }
  return linesOf(beyond).some((commit) => shallow.has(commit)) ? null : base
}

/**
 * The commits to fetch history from: where a side is cut off, else the commit itself if it is not here. Commits made in
 * the checkout above the cut are unknown to the server, so they cannot be asked for.
 */
async function fetchFrom(store: ObjectStore, history: PrivateRepository, sides: readonly string[]): Promise<readonly string[]> {
  const missing = await missingObjects(store, sides.map((side) => `${side}^{commit}`))
  const here = sides.filter((side) => !missing.includes(`${side}^{commit}`))
  const shallow = shallowCommits(history)
  const walked = here.length === 0 || shallow.size === 0 ? [] : linesOf(await gitIn(store, ['rev-list', ...here]))
  const cut = walked.filter((commit) => shallow.has(commit))
  return [...new Set([...sides.filter((side) => !here.includes(side)), ...cut])].sort()
}
