// `parity-gate backtest`: replays the history of the base branch and adds up what the gate would have said.

import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createEdges } from './builds.ts'
import type { BacktestRecord } from './core/backtest/record.ts'
import { readRecord, writeRecord } from './core/backtest/record.ts'
import { totalsOf } from './core/backtest/totals.ts'
import type { Backtest } from './core/model/backtest.ts'
import { UserError } from './core/model/error.ts'
import type { Policy } from './core/model/policy.ts'
import { heldTimes } from './core/promote/time-live.ts'
import type { RawInputs } from './core/policy/read-policy.ts'
import type { Settings } from './core/policy/settings.ts'
import type { Period } from './backtest-period.ts'
import { lookBack } from './backtest-period.ts'
import type { Journal } from './edges/backtest/journal.ts'
import { openJournal } from './edges/backtest/journal.ts'
import { keepOutputs } from './edges/cache/kept-outputs.ts'
import { openRunFolder } from './edges/files/run-folder.ts'
import type { Repository } from './edges/git/repository.ts'
import { openRepository } from './edges/git/repository.ts'
import { findKustomize } from './edges/kustomize/find-kustomize.ts'
import type { Kustomize } from './edges/kustomize/kustomize.ts'
import { replay } from './gate/replay.ts'
import { keyText } from './gate/replay-ledger.ts'
import type { GateEdges } from './gate/trees.ts'
import { readPolicyToday } from './policy-today.ts'
import { createProgress } from './progress.ts'
import type { Voice } from './progress.ts'

export type BacktestRun = {
  /** Folder of the repository. */
  readonly directory: string
  readonly inputs: RawInputs
  readonly settings: Settings
  readonly period: Period
  /** Go on where an earlier run with the same policy, kustomize and version of ours stopped. */
  readonly resume: boolean
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Seconds since the epoch. */
  readonly now: number
} & Voice

/** Replays; nothing in the checkout is touched. All that a user can mend is a UserError. */
export async function runBacktest(run: BacktestRun): Promise<Backtest> {
  const folder = openRunFolder(tmpdir())
  try {
    const repository = await openRepository(run.directory, { token: run.settings.githubToken, serverUrl: null, temporary: folder.path })
    return await replayBranch(run, repository, folder.path)
  } finally {
    folder.remove()
  }
}

async function replayBranch(run: BacktestRun, repository: Repository, temporary: string): Promise<Backtest> {
  const { settings, now, say } = run
  const policy = readPolicyToday(run, repository.root)
  const branch = settings.base ?? (await repository.defaultBranch())
  const tip = branch === null ? null : await repository.resolve(branch)
  if (branch === null || tip === null) {
    const help = 'Name the branch to replay, such as --base main.'
    throw new UserError('usage', branch === null ? 'the default branch of this repository cannot be told' : `\`${branch}\` is no revision of this repository`, { help })
  }
  const [newest] = (await repository.history(tip, now)).commits
  const { since, until } = lookBack(run.period, policy.history, now, newest?.committed ?? now)
  const history = await repository.history(tip, since)
  const times = heldTimes(history.commits, now)
  const timeOf = (commit: string): number => times.get(commit)?.time ?? now
  const oldest = history.commits.at(-1)
  if (oldest === undefined) throw new Error(`the history of ${tip} is empty`)
  const commits = history.commits.slice(0, -1).map((commit) => ({ ...commit, time: timeOf(commit.id) })).filter(({ time }) => time <= until).toReversed()
  const kustomize = await findKustomize({ input: settings.kustomize, repository: repository.root, environment: run.environment, temporary, say })
  const journal = openJournal(stateFile(run.environment, oldest.id, policy, kustomize), { fresh: !run.resume })
  const known = knownIn(journal)
  const ahead = commits.filter(({ id }) => !known.has(id)).length
  say(`replaying ${commits.length} commits of ${branch}${known.size > 0 && ahead < commits.length ? `, ${commits.length - ahead} of them known already` : ''}; state: ${journal.file}`)
  await repository.ensureCommits([oldest.id])
  const progress = createProgress(ahead, 'commits', run)
  let begun = false
  const done = (fresh: boolean): void => {
    // The first is the commit that the replay starts from.
    if (fresh && begun) progress.step()
    begun ||= fresh
  }
  const older = history.end === 'look-back'
  const key = keyText(policy.promotionKey)
  const { changes, environments, builds } = await replay(
    { start: await repository.tree(oldest.id), began: times.get(oldest.id) ?? { commit: oldest.id, time: since, clock: 'committed' }, commits, older, policy, known },
    {
      prefetch: repository.prefetch,
      treeFrom: repository.treeFrom,
      builders: createBuilders(repository, kustomize, temporary),
      outputs: keepOutputs(join(temporary, 'renders')),
      keep: (record) => journal.append(writeRecord(record)),
      done
    }
  )
  progress.end()
  const replayed = { commits: commits.length, from: commits[0]?.time ?? null, to: commits.at(-1)?.time ?? null, environments, key }
  return {
    branch,
    environments,
    key,
    older,
    kustomize: `${kustomize.version} (${kustomize.source})`,
    builds,
    changes,
    totals: totalsOf(changes, replayed)
  }
}

/** Builds write into a folder of their own; what the batch before has written is removed. */
function createBuilders(repository: Repository, kustomize: Kustomize, temporary: string): () => GateEdges {
  let folder: string | null = null
  return () => {
    if (folder !== null) rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    folder = mkdtempSync(join(temporary, 'batch-'))
    return createEdges({ repository, temporary: folder, say: () => undefined, find: () => Promise.resolve(kustomize) })
  }
}

/** One file for all that decides what is found: where the replay starts, the policy, kustomize, and ourselves. */
function stateFile(environment: BacktestRun['environment'], start: string, policy: Policy, kustomize: Kustomize): string {
  const cache = environment['XDG_CACHE_HOME'] ?? ''
  // XDG Base Directory Specification: a relative path is to be ignored.
  const folder = cache.startsWith('/') ? cache : join(environment['HOME'] ?? homedir(), '.cache')
  // The file that this is bundled into names those that it imports by their content, so that its own bytes tell of all of them.
  const ourselves = createHash('sha256').update(readFileSync(fileURLToPath(import.meta.url))).digest('hex')
  const key = createHash('sha256').update(JSON.stringify([start, policy, kustomize.version, ourselves])).digest('hex')
  return resolve(folder, 'parity-gate', `backtest-${key.slice(0, 16)}.jsonl`)
}

/** The last good line of each commit; damaged ones count for nothing. */
function knownIn(journal: Journal): ReadonlyMap<string, BacktestRecord> {
  const records = journal.lines.flatMap((line) => readRecord(line) ?? [])
  return new Map(records.map((record) => [record.commit, record]))
}
