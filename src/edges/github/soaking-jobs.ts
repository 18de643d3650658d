// Gate jobs that failed for nothing but soak: run again once their moment has come, since no other run may set a job's conclusion.

import { readGateMark } from '../../core/model/gate-mark.ts'
import { showMoment } from '../../core/model/time.ts'
import { commitAt, fieldsOf, idAt, textAt, type Fields } from './json-fields.ts'
import { CHECK_PAGES, PULL_PAGES, RERUN_MILLISECONDS } from './limits.ts'
import { because, type Answer, type ClientTarget, type RequestFailure } from './octokit.ts'
import { openReader, type Reader } from './reader.ts'

export type RerunQuestion = {
  /** Short name of the branch that the pull requests go to. */
  readonly branch: string
  /** Seconds since the epoch. */
  readonly now: number
  /** Seconds as people say them, such as `18 h 59 min`. */
  readonly inWords: (seconds: number) => string
}

/** A pull request's failed gate that waits for soak. `ofShards`: its job judged nothing itself. */
type Soaking = { readonly checkRunId: number; readonly until: number; readonly ofShards: boolean }

/**
 * Looks through the open pull requests into the branch and runs each gate job again that failed for nothing but soak and whose
 * time has come. One line to `say` for each pull request that waits or cannot be looked at, one for the others together. Wants
 * `pull-requests: read`, `checks: read` and `actions: write`; never throws for what GitHub does.
 */
export async function rerunSoaked(
  target: ClientTarget,
  question: RerunQuestion,
  say: (line: string) => void,
  milliseconds: number = RERUN_MILLISECONDS
): Promise<void> {
  const reader = await openReader(target, milliseconds, 'running soaked checks again')
  const query = { state: 'open', base: question.branch, sort: 'updated', direction: 'desc' }
  const pulls = await reader.list({ path: '/pulls', query, pages: PULL_PAGES })
  if (!pulls.ok) {
    say(`No soaked check is run again: open pull requests cannot be listed (${because(pulls.failure, 'pull-requests: read')}).`)
    return
  }
  if (!pulls.value.complete) say(`Only the ${pulls.value.items.length} open pull requests that changed last are looked through.`)
  let idle = 0
  for (const pull of pulls.value.items) {
    const line = await tend(reader, pull, question)
    if (line === null) idle += 1
    else say(line)
  }
  if (idle === pulls.value.items.length) say('No open pull request waits for soak.')
  else if (idle > 0) say(idle === 1 ? '1 other open pull request waits for no soak.' : `${idle} other open pull requests wait for no soak.`)
}

/** What became of one pull request, in a line; null where it waits for no soak. */
async function tend(reader: Reader, pull: Fields, question: RerunQuestion): Promise<string | null> {
  const number = idAt(pull, 'number')
  const head = commitAt(fieldsOf(pull['head']), 'sha')
  if (number === null || head === null) return 'A pull request is left alone: its number or head is not told.'
  const checks = await reader.list({
    path: `/commits/${head}/check-runs`,
    query: { filter: 'latest' },
    key: 'check_runs',
    pages: CHECK_PAGES
  })
  if (!checks.ok) return `#${number}: its checks cannot be read (${because(checks.failure, 'checks: read')}).`
  const soaking = latestOf(checks.value.items).flatMap(soakingOf).toSorted((a, b) => a.until - b.until || a.checkRunId - b.checkRunId)
  const due = soaking.filter(({ until }) => until <= question.now)
  const [next] = soaking
  if (next === undefined) return null
  if (due.length === 0) return `#${number}: its images soak for another ${question.inWords(next.until - question.now)}, until ${showMoment(next.until)}.`
  const results: Result[] = []
  for (const gate of due) results.push(await rerun(reader, gate, head))
  const done = results.filter(({ kind }) => kind === 'done').length
  if (done > 0) return `#${number}: run again, its images have soaked since ${showMoment(due[0]?.until ?? next.until)}.`
  const refusal = results.find((result) => result.kind === 'refused')
  if (refusal?.kind === 'refused') return `#${number}: has soaked, but cannot be run again (${because(refusal.failure, 'actions: write')}).`
  return `#${number}: has soaked, but no failed job belongs to its check run; run it again by hand.`
}

/** Of each app and name the newest: a pull request that was closed and opened again has older ones on the same commit. */
function latestOf(checks: readonly Fields[]): readonly Fields[] {
  const latest = new Map<string, Fields>()
  for (const check of checks) {
    const key = JSON.stringify([textAt(fieldsOf(check['app']), 'slug'), textAt(check, 'name')])
    const known = latest.get(key)
    if (known === undefined || (idAt(check, 'id') ?? 0) > (idAt(known, 'id') ?? 0)) latest.set(key, check)
  }
  return [...latest.values()]
}

/** The gate's own failed check run with a mark that says until when; of what Actions made, for only that has a job. */
function soakingOf(check: Fields): readonly Soaking[] {
  const checkRunId = idAt(check, 'id')
  const mark = readGateMark(textAt(fieldsOf(check['output']), 'summary') ?? '')
  const until = mark?.soakingUntil ?? null
  const failed = textAt(check, 'status') === 'completed' && textAt(check, 'conclusion') === 'failure'
  const byActions = textAt(fieldsOf(check['app']), 'slug') === 'github-actions'
  return checkRunId !== null && until !== null && failed && byActions ? [{ checkRunId, until, ofShards: mark?.ofShards === true }] : []
}

type Result = { readonly kind: 'done' } | { readonly kind: 'no-job' } | { readonly kind: 'refused'; readonly failure: RequestFailure }

/** Running a job again runs those that need it, and none that it needs: what shards have judged, only the whole run judges again. */
async function rerun(reader: Reader, { checkRunId, ofShards }: Soaking, head: string): Promise<Result> {
  const job = await jobOf(reader, checkRunId, head)
  if (!job.ok) return { kind: 'refused', failure: job.failure }
  const id = job.value === null ? null : idAt(job.value, ofShards ? 'run_id' : 'id')
  if (id === null) return { kind: 'no-job' }
  const answer = await reader.post(`/actions/${ofShards ? 'runs' : 'jobs'}/${id}/rerun`)
  return answer.ok ? { kind: 'done' } : { kind: 'refused', failure: answer.failure }
}

/**
 * The job that a check run belongs to. On github.com the two have one id (zerocracy/judges-action#2204 tried it on many), but the
 * documentation only promises that a job's `check_run_url` ends in its check run's id, so that is what counts. A check run that was
 * written separately belongs to none.
 */
async function jobOf(reader: Reader, checkRunId: number, head: string): Promise<Answer<Fields | null>> {
  const same = await reader.one(`/actions/jobs/${checkRunId}`)
  if (same.ok && isJobOf(same.value, checkRunId)) return same
  if (!same.ok && same.failure.kind !== 'missing') return same
  const runs = await reader.list({ path: '/actions/runs', query: { head_sha: head }, key: 'workflow_runs', pages: 1 })
  if (!runs.ok) return runs
  for (const run of runs.value.items) {
    const id = idAt(run, 'id')
    if (id === null || textAt(run, 'conclusion') !== 'failure') continue
    const jobs = await reader.list({ path: `/actions/runs/${id}/jobs`, query: { filter: 'latest' }, key: 'jobs', pages: 1 })
    if (!jobs.ok) return jobs
    const job = jobs.value.items.find((each) => isJobOf(each, checkRunId))
    if (job !== undefined) return { ok: true, value: job }
  }
  return { ok: true, value: null }
}

function isJobOf(job: Fields, checkRunId: number): boolean {
  return idAt(job, 'id') !== null && (textAt(job, 'check_run_url') ?? '').endsWith(`/check-runs/${checkRunId}`)
}
