// A scenario is a whole world: a repository, a change, and what the gate says to it. Real git, real kustomize.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Finding } from '../../src/core/model/finding.ts'
import type { Report } from '../../src/core/model/report.ts'
import { shortResourceId } from '../../src/core/model/resource.ts'
import type { RawInputs } from '../../src/core/policy/read-policy.ts'
import { readSettings } from '../../src/core/policy/settings.ts'
import type { GitHubRecords } from '../../src/gate/trees.ts'
import { treesOf } from '../../src/revisions.ts'
import { failedReport, runIn } from '../../src/run.ts'

/** Contents by path; null deletes. */
export type Files = Readonly<Record<string, string | Uint8Array | null>>

export type Scenario = {
  /** Commits of the base branch on top of `before`, oldest first, with the time of each: ISO 8601, UTC. */
  readonly history?: readonly (readonly [time: string, files: Files])[]
  /** What the base branch begins with, committed on 2026-11-01 where there is a history. */
  readonly before: Files
  /** What the change writes or deletes; none: the repository as it is, compared with nothing. */
  readonly change?: Files
  /** What the base branch got meanwhile, on top of `before`; none: nothing. */
  readonly meanwhile?: Files
  readonly inputs?: RawInputs
  /** ISO date, UTC: the end of that day is now. Or the time itself. */
  readonly today?: string
  /** What GitHub knows about the base branch, given the repository; none: there is no token to ask it with. */
  readonly github?: (directory: string) => GitHubRecords
}

const IDENTITY = { GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.com', GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@example.com' }

/** Runs git in a folder and returns what it prints, trimmed. */
export function git(directory: string, ...args: readonly string[]): string {
  return execFileSync('git', [...args], { cwd: directory, encoding: 'utf8', env: { ...process.env, ...IDENTITY }, stdio: ['ignore', 'pipe', 'pipe'] }).trim()
}

const BEGINNING = '2026-11-01T00:00:00Z'

/** Writes files and commits them, at that time if one is given; returns the commit. */
export function commit(directory: string, files: Files, message = 'change', time?: string): string {
  for (const [path, content] of Object.entries(files)) {
    const file = join(directory, path)
    if (content === null) rmSync(file, { recursive: true })
    else {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, content)
    }
  }
  git(directory, 'add', '-A', '-f')
  const date = time === undefined ? {} : { GIT_AUTHOR_DATE: time, GIT_COMMITTER_DATE: time }
  execFileSync('git', ['commit', '-q', '--allow-empty', '-m', message], { cwd: directory, env: { ...process.env, ...IDENTITY, ...date } })
  return git(directory, 'rev-parse', 'HEAD')
}

/** An empty repository in a temporary folder. */
export function newRepository(): string {
  const directory = mkdtempSync(join(tmpdir(), 'parity-gate-scenario-'))
  git(directory, 'init', '-q', '-b', 'main')
  return directory
}

/** Builds the world and judges it with one kustomize. */
export async function judge(scenario: Scenario, kustomize: string): Promise<Report> {
  const directory = newRepository()
  try {
    const { history = [] } = scenario
    let before = commit(directory, scenario.before, 'before', history.length === 0 ? undefined : BEGINNING)
    for (const [time, files] of history) before = commit(directory, files, `on ${time}`, time)
    let live = before
    if (scenario.meanwhile !== undefined) {
      live = commit(directory, scenario.meanwhile, 'meanwhile')
      git(directory, 'checkout', '-q', '-B', 'change', before)
    }
    const head = scenario.change === undefined ? before : commit(directory, scenario.change, 'change')
    const ids = scenario.change === undefined ? { head, before: null, live: null } : { head, before, live }
    return await judgeIn(directory, ids, scenario.inputs ?? {}, kustomize, scenario.today ?? '2026-11-20', scenario.github?.(directory))
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Judges revisions of an existing repository. */
export async function judgeIn(
  directory: string,
  ids: { readonly head: string; readonly before: string | null; readonly live: string | null },
  inputs: RawInputs,
  kustomize: string,
  today: string,
  github?: GitHubRecords
): Promise<Report> {
  const reading = readSettings({ ...inputs, kustomize })
  if (reading.kind === 'invalid') return failedReport(reading.findings, false)
  return runIn({
    directory,
    inputs,
    settings: reading.settings,
    trust: ids.before === null ? 'head' : 'before',
    everything: ids.before === null,
    workflow: '.github/workflows/parity-gate.yaml',
    serverUrl: null,
    environment: process.env,
    now: endOf(today),
    ...(github === undefined ? {} : { github }),
    temporary: tmpdir(),
    say: () => undefined,
    trees: async (repository) => {
      const revisions = await treesOf(ids, repository)
      return { revisions, published: revisions.head }
    }
  })
}

/** The last second of an ISO date in UTC, so that what was committed on it lies in the past; a time is that time. */
export function endOf(date: string): number {
  return Date.parse(date.includes('T') ? date : `${date}T23:59:59Z`) / 1000
}

/** A finding in one line: `error drift-value staging→prod ConfigMap/app /data/RATE 100 250 @ file:7`. */
export function line(finding: Finding): string {
  const { code, level, environment, variant, against, resource, path, values, location, existing, waiver } = finding
  const place = [environment, variant].filter((part) => part !== null && part !== '').join('/')
  const parts = [
    waiver === null ? level : 'waived',
    existing ? 'existing' : '',
    code,
    against === null ? place : `${against}→${place}`,
    resource === null ? '' : shortResourceId(resource),
    path ?? '',
    Object.values(values).map((value) => value ?? '∅').join(' | '),
    location === null ? '' : `@ ${location.file}${location.confidence === 'file' ? '' : `:${location.line}`}`
  ]
  return parts.filter((part) => part !== '').join(' ')
}

/** Verdict first, then every finding. */
export function lines(report: Report): readonly string[] {
  return [report.verdict, ...report.findings.map(line)]
}
