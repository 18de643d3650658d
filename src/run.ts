// One run in a repository: opens it, reads the revisions, judges, and leaves nothing behind. Shared by the Action and the command line.

import { resolve } from 'node:path'
import { blankReport } from './core/model/blank-report.ts'
import type { Board } from './core/model/board.ts'
import type { Report } from './core/model/report.ts'
import { UserError } from './core/model/error.ts'
import type { Finding } from './core/model/finding.ts'
import { finding } from './core/model/finding.ts'
import { fileLocation, lineLocation } from './core/model/source.ts'
import { isoDate } from './core/model/time.ts'
import type { Shard } from './core/model/shard.ts'
import type { Tree } from './core/model/tree.ts'
import type { RawInputs } from './core/policy/read-policy.ts'
import type { Settings } from './core/policy/settings.ts'
import { createEdges } from './builds.ts'
import type { RenderCache } from './edges/cache/cache.ts'
import { openCache } from './edges/cache/cache.ts'
import { refuseInside } from './edges/cache/outside.ts'
import { refusalOf } from './edges/files/refusal.ts'
import type { RunFolder } from './edges/files/run-folder.ts'
import { openRunFolder } from './edges/files/run-folder.ts'
import type { Repository } from './edges/git/repository.ts'
import { openRepository } from './edges/git/repository.ts'
import { findKustomize } from './edges/kustomize/find-kustomize.ts'
import type { Kustomize } from './edges/kustomize/kustomize.ts'
import { finish, runGate } from './gate.ts'
import { readBoard } from './gate/board.ts'
import { choosePolicies } from './gate/policies.ts'
import { unsplit } from './gate/shards.ts'
import type { PolicySource } from './gate/policies.ts'
import { createProgress } from './progress.ts'
import type { Voice } from './progress.ts'
import type { GateEdges, GitHubRecords, Revisions } from './gate/trees.ts'

export type Run = {
  /** Folder of the repository to judge. */
  readonly directory: string
  readonly inputs: RawInputs
  readonly settings: Settings
  readonly trust: PolicySource['trust']
  readonly everything: boolean
  readonly workflow: string | null
  readonly serverUrl: string | null
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Seconds since the epoch. */
  readonly now: number
  /** What GitHub knows about the base branch; without it times are the committers' and nothing is reported. */
  readonly github?: GitHubRecords
  /** Where a temporary folder may be made. */
  readonly temporary: string
  /** Whether the report also shows what is live where: for the applications that the change touches, or for all. */
  readonly board?: 'touched' | 'all'
  /** How to find kustomize, where not in the documented order for this run alone. */
  readonly find?: () => Promise<Kustomize>
  /** Which trees to judge. */
  readonly trees: (repository: Repository) => Promise<JudgedTrees>
} & Voice

/** Megabytes that renders may take between runs: a repository of GitHub's has 10 GB of cache in all. */
const MOST_CACHED = 1024

export type JudgedTrees = {
  readonly revisions: Revisions
  /** The files of the commit that annotations belong to; null where they are not to be had. */
  readonly published: Tree | null
}

/** Judges. A user's mistake, and what the machine refuses, becomes a finding of the report, so that there always is one; a bug throws. */
export async function runIn(run: Run): Promise<Report> {
  const started = Date.now()
  let folder: RunFolder | null = null
  let cache: RenderCache | null = null
  try {
    folder = openRunFolder(run.temporary)
    const temporary = folder.path
    const { githubToken: token, kustomize: input, shard } = run.settings
    const repository = await openRepository(run.directory, { token, serverUrl: run.serverUrl, temporary })
    const { revisions, published } = await run.trees(repository)
    const find = (): Promise<Kustomize> =>
      findKustomize({ input, repository: repository.root, environment: run.environment, temporary, say: run.say })
    cache = await cacheOf(run, repository)
    const edges = createEdges({ repository, temporary, memory: folder.memory, say: run.say, show: run.show ?? null, find: run.find ?? find, cache })
    const request = {
      revisions,
      published,
      policy: { inputs: run.inputs, config: run.settings.config, trust: run.trust },
      everything: run.everything,
      reportOnly: run.settings.reportOnly,
      workflow: run.workflow,
      today: isoDate(run.now),
      now: run.now,
      shard
    }
    const report = await runGate(request, edges, { history: repository, github: run.github ?? null })
    // A shard knows a part of the applications; the job that merges the reports builds nothing.
    const board = run.board === undefined || shard !== null ? null : await boardAfter(run, run.board, report, revisions, edges, repository)
    return { ...report, board, stats: { ...report.stats, milliseconds: Date.now() - started } }
  } catch (error) {
    const mistake = error instanceof UserError ? error : refusalOf(error)
    if (mistake === null) throw error
    return failedReport([findingOf(mistake)], run.settings.reportOnly, run.settings.shard)
  } finally {
    folder?.remove()
    cache?.close()
  }
}

/** Where renders are kept between runs; null where nobody says. UserError `config-invalid` for a place that cannot be one. */
function cacheOf({ settings, say }: Run, repository: Repository): Promise<RenderCache> | null {
  if (settings.cacheDirectory === null) return null
  const directory = resolve(settings.cacheDirectory)
  refuseInside(repository.root, directory)
  return openCache(directory, { maxMegabytes: MOST_CACHED, say })
}

/** What is live after the change. It decides nothing, so what it cannot tell is only said. */
async function boardAfter(run: Run, extent: 'touched' | 'all', report: Report, { head }: Revisions, edges: GateEdges, repository: Repository): Promise<Board | null> {
  const touched = new Set(report.applications.filter(({ affected }) => extent === 'all' || affected).map(({ name }) => name))
  if (touched.size === 0) return null
  const { deciding } = choosePolicies({ inputs: run.inputs, config: run.settings.config, trust: 'head' }, { head, before: null, live: null })
  try {
    const request = {
      live: head,
      policy: deciding,
      extent: 'now' as const,
      wanted: (name: string) => touched.has(name),
      now: run.now,
      progress: (total: number) => createProgress(total, 'applications', run),
      // The same clock as a pull request is judged by.
      ...(run.github === undefined ? {} : { mergeTimes: run.github.mergeTimes })
    }
    return await readBoard(request, edges, repository)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    run.say(`What is live where is not shown: ${error.message}`)
    return null
  }
}

/** The report of a run that could not judge: it fails, whatever was found. */
export function failedReport(findings: readonly Finding[], reportOnly: boolean, shard: Shard | null = null): Report {
  return { ...finish(blankReport({ reportOnly, findings })), verdict: 'fail', ...(shard === null ? {} : { shard: unsplit(shard) }) }
}

/** A user's mistake as a finding: what, where and the next action. */
export function findingOf(error: UserError): Finding {
  const location = error.file === null ? null : error.line === null ? fileLocation(error.file) : lineLocation(error.file, error.line, error.column)
  switch (error.code) {
    case 'history-unavailable':
      return finding('history-unavailable', 'error', { what: error.message, help: error.help }, { location })
    case 'no-overlays':
      return finding('no-overlays', 'error', { looked: error.message, help: error.help }, { location })
    case 'config-invalid':
    case 'kustomize-missing':
    case 'usage':
      return finding('config-invalid', 'error', { problem: error.message, help: error.help }, { location })
  }
}

/** The present, in seconds since the epoch. */
export function presentTime(): number {
  return Math.floor(Date.now() / 1000)
}
