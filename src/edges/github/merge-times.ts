// When commits came to a branch, by GitHub's clock: the pull request's merge, else the push. What GitHub does not say is left out.

import { commitAt, fieldsOf, isCommit, textAt, timeAt, type Fields } from './json-fields.ts'
import { ACTIVITY_PAGES, MERGES_ASKED, MERGE_TIMES_MILLISECONDS } from './limits.ts'
import { because, type ClientTarget } from './octokit.ts'
import { openReader, type Reader } from './reader.ts'

/** Seconds since the epoch. `merged`: the pull request's `merged_at`; `pushed`: the branch's activity. */
export type MergeTime = { readonly time: number; readonly clock: 'merged' | 'pushed' }

export type MergeTimesQuestion = {
  readonly commits: readonly string[]
  /** Short name of the branch. */
  readonly branch: string
  /** The branch's first-parent commits, newest first, as far as they are known; tells which push brought a commit. */
  readonly order: readonly string[]
}

/** Requests under way at once: few, because a refusal of the first ones stops the rest. */
const AT_ONCE = 6

/** How far GitHub's clock may be ahead of ours: more than this is no time at which something was merged. */
const CLOCK_SKEW_SECONDS = 60

/**
 * Asks GitHub when commits came to the branch. A commit is absent where neither its pull request nor a push is known: the caller
 * has the committer's clock, which nobody vouches for. Whatever fails ends in one line to `say` and in absent commits, never in
 * an exception, and never later than the budget (10 s by default). `now`: milliseconds since the epoch.
 */
export async function mergeTimes(
  target: ClientTarget,
  question: MergeTimesQuestion,
  say: (line: string) => void,
  { milliseconds = MERGE_TIMES_MILLISECONDS, now = Date.now() }: { readonly milliseconds?: number; readonly now?: number } = {}
): Promise<ReadonlyMap<string, MergeTime>> {
  const places = new Map(question.order.map((id, index) => [id, index]))
  const wanted = [...new Set(question.commits)].filter(isCommit).toSorted((a, b) => placeOf(places, a) - placeOf(places, b))
  if (wanted.length === 0) return new Map()
  const reader = await openReader(target, milliseconds, 'asking when commits were merged')
  const search: Search = { reader, repository: target.repository, branch: question.branch, places, latest: now / 1000 + CLOCK_SKEW_SECONDS }

  const merges = await fromPulls(search, wanted)
  const rest = wanted.filter((commit) => !merges.times.has(commit))
  const pushes = rest.length === 0 ? NOTHING : await fromActivity(search, rest)
  const times = new Map([...merges.times, ...pushes.times])
  const missing = wanted.filter((commit) => !times.has(commit))
  const failures = [...new Set([...merges.failures, ...pushes.failures])]
  if (failures.length > 0) say(sentence(wanted.length, pushes.times.size, missing.length, failures))
  return times
}

type Search = {
  readonly reader: Reader
  readonly repository: string
  readonly branch: string
  /** Index in the first-parent history, newest first. */
  readonly places: ReadonlyMap<string, number>
  /** Seconds since the epoch after which no time is believed. */
  readonly latest: number
}

type Found = { readonly times: ReadonlyMap<string, MergeTime>; readonly failures: readonly string[] }

const NOTHING: Found = { times: new Map(), failures: [] }

/** One request a commit, newest first. Where GitHub refuses or does not answer, the rest is not asked. */
async function fromPulls(search: Search, commits: readonly string[]): Promise<Found> {
  const times = new Map<string, MergeTime>()
  const failures = new Set<string>()
  const asked = commits.slice(0, MERGES_ASKED)
  if (asked.length < commits.length) failures.add(`only the newest ${MERGES_ASKED} are asked for their pull requests`)
  for (let start = 0; start < asked.length; start += AT_ONCE) {
    const batch = asked.slice(start, start + AT_ONCE)
    const answers = await Promise.all(batch.map((commit) => search.reader.list({ path: `/commits/${commit}/pulls`, pages: 1 })))
    let refused = false
    for (const [index, answer] of answers.entries()) {
      const commit = batch[index] ?? ''
      if (answer.ok) {
        const merged = mergedAt(search, commit, answer.value.items)
        if (merged === 'future') failures.add('a pull request says that it was merged in the future')
        else if (merged !== null) times.set(commit, { time: merged, clock: 'merged' })
        continue
      }
      const { kind } = answer.failure
      failures.add(`pull requests: ${because(answer.failure, 'pull-requests: read')}`)
      // A commit that GitHub does not know says nothing about the others.
      if (kind !== 'missing' && kind !== 'refused') refused = true
    }
    if (refused) break
  }
  return { times, failures: [...failures] }
}

/**
 * Of the merged pull requests into the branch: the one whose merge commit this is (merge, squash, a rebase's last commit), else
 * the nearest one that ends at a newer commit of the branch, because a rebase merge brings all its commits at once.
 */
function mergedAt(search: Search, commit: string, pulls: readonly Fields[]): number | 'future' | null {
  const own = search.places.get(commit)
  const candidates = pulls.flatMap((pull) => {
    const base = fieldsOf(pull['base'])
    const repository = textAt(fieldsOf(base['repo']), 'full_name')
    const time = timeAt(pull, 'merged_at')
    if (time === null || textAt(base, 'ref') !== search.branch) return []
    if (repository !== null && repository.toLowerCase() !== search.repository.toLowerCase()) return []
    const merge = commitAt(pull, 'merge_commit_sha')
    if (merge === null || merge === commit) return [{ time, distance: merge === null ? Infinity : 0 }]
    if (own === undefined) return [{ time, distance: Infinity }]
    const place = search.places.get(merge)
    return place !== undefined && place < own ? [{ time, distance: own - place }] : []
  })
  // Of equally near ones the later time: it makes a stay shorter, never longer.
  const best = candidates.toSorted((a, b) => (a.distance === b.distance ? b.time - a.time : a.distance - b.distance))[0]
  if (best === undefined) return null
  return best.time > search.latest ? 'future' : best.time
}

/**
 * The newest push that brought each commit: it ends at the commit, or the commit lies between where the branch was before and
 * after it. GitHub lists a branch's activity newest first.
 */
async function fromActivity(search: Search, commits: readonly string[]): Promise<Found> {
  const times = new Map<string, MergeTime>()
  const failures: string[] = []
  const oldest = Math.max(...commits.map((commit) => placeOf(search.places, commit)))
  let seen = 0
  const take = (items: readonly Fields[]): boolean => {
    for (const entry of items.slice(seen)) for (const commit of broughtBy(search, entry, commits)) {
      const time = timeAt(entry, 'timestamp')
      if (time === null || times.has(commit)) continue
      if (time > search.latest) failures.push('a push says that it happened in the future')
      else times.set(commit, { time, clock: 'pushed' })
    }
    const last = items.at(-1)
    seen = items.length
    const end = last === undefined ? undefined : search.places.get(textAt(last, 'after') ?? '')
    return times.size === commits.length || (end !== undefined && end > oldest)
  }
  const answer = await search.reader.list({
    path: '/activity',
    query: { ref: `refs/heads/${search.branch}` },
    pages: ACTIVITY_PAGES,
    enough: take
  })
  if (!answer.ok) failures.push(`the branch's activity: ${because(answer.failure, 'contents: read')}`)
  else if (!answer.value.complete) failures.push(`only the newest ${seen} pushes were looked at`)
  return { times, failures }
}

function broughtBy(search: Search, entry: Fields, commits: readonly string[]): readonly string[] {
  const after = commitAt(entry, 'after')
  if (after === null || textAt(entry, 'ref') !== `refs/heads/${search.branch}`) return []
  const newest = search.places.get(after)
  const before = textAt(entry, 'before') ?? ''
  // Zeros: the branch was made by this push, with all that it had.
  const oldest = /^0+$/.test(before) ? Infinity : search.places.get(before)
  return commits.filter((commit) => {
    if (commit === after) return true
    const place = search.places.get(commit)
    return newest !== undefined && oldest !== undefined && place !== undefined && newest <= place && place < oldest
  })
}

function placeOf(places: ReadonlyMap<string, number>, commit: string): number {
  return places.get(commit) ?? Number.MAX_SAFE_INTEGER
}

function sentence(all: number, pushed: number, missing: number, failures: readonly string[]): string {
  const why = failures.join('; ')
  const unproven = "the committer's clock, unproven, stands in"
  if (all === 1) {
    const way = pushed > 0 ? 'the push tells it' : missing > 0 ? unproven : 'the time is known all the same'
    return `GitHub did not say when the commit that counts was merged (${why}): ${way}.`
  }
  const ways = [...(pushed > 0 ? [`the push tells it for ${pushed}`] : []), ...(missing > 0 ? [`${unproven} for ${missing}`] : [])]
  const rest = ways.length === 0 ? 'every time is known all the same' : ways.join('; ')
  return `GitHub did not say of all ${all} commits when they were merged (${why}): ${rest}.`
}
