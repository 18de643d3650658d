// What reports about environments: statuses, check runs and deployments of a branch's commits, read once and kept for the run.

import { readGateMark } from '../../core/model/gate-mark.ts'
import { once, remembered } from '../../core/model/memo.ts'
import { SIGNAL_KINDS, type SignalGap, type SignalKind, type SignalLook, type SignalRecord } from '../../core/model/signal.ts'
import { byKeys } from '../../core/model/text.ts'
import { fieldsOf, idAt, isCommit, textAt, type Fields } from './json-fields.ts'
import { SIGNAL_COMMITS, SIGNAL_PAGES, SIGNALS_MILLISECONDS } from './limits.ts'
import { lacksPermission, type Answer, type ClientTarget, type RequestFailure } from './octokit.ts'
import { openReader, type Listing, type Reader } from './reader.ts'
import { checkRecord, deploymentOf, deploymentRecord, isNewer, statusRecord, type Deployment } from './signal-records.ts'

/** Check runs that are the gate's own: it must never be its own evidence. */
export type OwnChecks = { readonly checkRunId: number | null; readonly checkName: string | null }

export type SignalQuestion = {
  /** First-parent commits of the branch, newest first; the last one brought the pin. */
  readonly commits: readonly string[]
  readonly kinds: readonly SignalKind[]
  /** Whether a name reports about the environment in question. */
  readonly wanted: (kind: SignalKind, name: string) => boolean
}

export type SignalReader = {
  /** Never throws for what GitHub does: what could not be read is in `gaps`. */
  readonly look: (question: SignalQuestion) => Promise<SignalLook>
}

/** Requests under way at once: few, because a refusal of the first ones stops the rest. */
const AT_ONCE = 6

const PERMISSIONS: Readonly<Record<SignalKind, string>> = { status: 'statuses: read', check: 'checks: read', deployment: 'deployments: read' }

/** Opens no connection before the first look; from then on all looks together have the budget (30 s by default). */
export function openSignals(target: ClientTarget, own: OwnChecks, milliseconds: number = SIGNALS_MILLISECONDS): SignalReader {
  let opened: Promise<Source> | null = null
  return {
    look: async (question) => {
      opened ??= openReader(target, milliseconds, 'reading what reports about environments').then((reader) => sourceOf(reader, own))
      return look(await opened, question)
    }
  }
}

type Source = {
  readonly statuses: (commit: string) => Promise<Answer<Listing>>
  readonly checks: (commit: string) => Promise<Answer<Listing>>
  readonly deployments: () => Promise<Answer<Listing>>
  readonly deploymentStatuses: (id: number) => Promise<Answer<Listing>>
  readonly isOwn: (check: Fields) => Promise<Answer<boolean>>
}

function sourceOf(reader: Reader, own: OwnChecks): Source {
  const pages = SIGNAL_PAGES
  const ownName = remembered(async (id: number): Promise<Answer<string | null>> => {
    const run = await reader.one(`/check-runs/${id}`)
    if (run.ok) return { ok: true, value: textAt(run.value, 'name') }
    // Without an answer the gate's own success could pass for a report; without such a check run there is none to mistake.
    return run.failure.kind === 'missing' ? { ok: true, value: null } : run
  })
  // Newest first, so what lies beyond the pages is older than what was read.
  const deployments = once(() => reader.list({ path: '/deployments', pages }))
  return {
    statuses: remembered((commit) => reader.list({ path: `/commits/${commit}/statuses`, pages })),
    checks: remembered((commit) => reader.list({ path: `/commits/${commit}/check-runs`, query: { filter: 'latest' }, key: 'check_runs', pages })),
    deployments,
    deploymentStatuses: remembered((id) => reader.list({ path: `/deployments/${id}/statuses`, pages: 1 })),
    isOwn: async (check) => {
      const id = idAt(check, 'id')
      const name = textAt(check, 'name')
      if ((id !== null && id === own.checkRunId) || (name !== null && name === own.checkName)) return { ok: true, value: true }
      if (readGateMark(textAt(fieldsOf(check['output']), 'summary') ?? '') !== null) return { ok: true, value: true }
      // The same job on another commit, where it could not leave its mark.
      const byActions = textAt(fieldsOf(check['app']), 'slug') === 'github-actions'
      if (own.checkRunId === null || !byActions) return { ok: true, value: false }
      const known = await ownName(own.checkRunId)
      return known.ok ? { ok: true, value: name === known.value } : known
    }
  }
}

async function look(source: Source, question: SignalQuestion): Promise<SignalLook> {
  const commits = [...new Set(question.commits)].filter(isCommit)
  const introducing = commits.at(-1)
  const asked = commits.length <= SIGNAL_COMMITS || introducing === undefined ? commits : [...commits.slice(0, SIGNAL_COMMITS - 1), introducing]
  const found = await Promise.all(
    SIGNAL_KINDS.filter((kind) => question.kinds.includes(kind)).map((kind) => {
      switch (kind) {
        case 'status':
          return ofCommits(asked, kind, (commit) => statusesOf(source, commit, question))
        case 'check':
          return ofCommits(asked, kind, (commit) => checksOf(source, commit, question))
        case 'deployment':
          return deploymentsOf(source, new Set(commits), question)
      }
    })
  )
  return {
    records: found.flatMap(({ records }) => records).toSorted(newestFirst),
    asked: asked.length,
    commits: commits.length,
    gaps: found.flatMap(({ gaps }) => gaps)
  }
}

const byPlace = byKeys<SignalRecord>(({ kind }) => kind, ({ name }) => name, ({ commit }) => commit, ({ word }) => word)

function newestFirst(a: SignalRecord, b: SignalRecord): number {
  return b.time - a.time || byPlace(a, b)
}

type Found = { readonly records: readonly SignalRecord[]; readonly gaps: readonly SignalGap[] }

/** In the order given; the first commit that cannot be read ends it, because a gap already leaves everything unproven. */
async function ofCommits(
  commits: readonly string[],
  kind: SignalKind,
  read: (commit: string) => Promise<Answer<readonly SignalRecord[]>>
): Promise<Found> {
  const records: SignalRecord[] = []
  for (let start = 0; start < commits.length; start += AT_ONCE) {
    for (const answer of await Promise.all(commits.slice(start, start + AT_ONCE).map(read))) {
      if (!answer.ok) return { records, gaps: [gapOf(kind, answer.failure)] }
      records.push(...answer.value)
    }
  }
  return { records, gaps: [] }
}

function gapOf(kind: SignalKind, failure: RequestFailure): SignalGap {
  return { kind, reason: failure.message, permission: lacksPermission(failure) ? PERMISSIONS[kind] : null }
}

/** GitHub lists a commit's statuses newest first, so what lies beyond the pages is older than what was read. */
async function statusesOf(source: Source, commit: string, { wanted }: SignalQuestion): Promise<Answer<readonly SignalRecord[]>> {
  const answer = await source.statuses(commit)
  if (!answer.ok) return answer
  const records = answer.value.items.flatMap((status) => statusRecord(status, commit) ?? []).filter(({ name }) => wanted('status', name))
  return { ok: true, value: records }
}

async function checksOf(source: Source, commit: string, { wanted }: SignalQuestion): Promise<Answer<readonly SignalRecord[]>> {
  const answer = await source.checks(commit)
  if (!answer.ok) return answer
  if (!answer.value.complete) {
    return { ok: false, failure: { kind: 'unavailable', message: `${commit.slice(0, 7)} has more than ${answer.value.items.length} of them` } }
  }
  const records: SignalRecord[] = []
  for (const check of answer.value.items) {
    const record = checkRecord(check, commit, Math.floor(Date.now() / 1000))
    if (record === null || !wanted('check', record.name)) continue
    const own = await source.isOwn(check)
    if (!own.ok) return own
    if (!own.value) records.push(record)
  }
  return { ok: true, value: records }
}

/**
 * Of each environment the newest deployment of the commits, as its newest status says: a later success makes GitHub call the
 * deployments before it inactive, which says nothing against the later one.
 */
async function deploymentsOf(source: Source, commits: ReadonlySet<string>, { wanted }: SignalQuestion): Promise<Found> {
  const answer = await source.deployments()
  if (!answer.ok) return { records: [], gaps: [gapOf('deployment', answer.failure)] }
  const newest = new Map<string, Deployment>()
  for (const fields of answer.value.items) {
    const deployment = deploymentOf(fields)
    if (deployment === null || !commits.has(deployment.commit) || !wanted('deployment', deployment.name)) continue
    const known = newest.get(deployment.name)
    if (known === undefined || isNewer(deployment, known)) newest.set(deployment.name, deployment)
  }
  const records: SignalRecord[] = []
  for (const deployment of newest.values()) {
    const statuses = await source.deploymentStatuses(deployment.id)
    if (!statuses.ok) return { records, gaps: [gapOf('deployment', statuses.failure)] }
    records.push(deploymentRecord(deployment, statuses.value.items))
  }
  return { records, gaps: [] }
}
