// Real repositories to run on, where they are at hand: clones of the bundles beside this checkout.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { Report } from '../../src/core/model/report.ts'
import type { RawInputs } from '../../src/core/policy/read-policy.ts'
import { newestKustomize } from './kustomize.ts'
import { git, judgeIn } from './scenario.ts'

const BUNDLES = join(import.meta.dirname, '../../../shared/corpus')
const KUSTOMIZE = newestKustomize().command

export const CORPUS_PRESENT = existsSync(BUNDLES)
if (!CORPUS_PRESENT) process.stderr.write(`corpus in tests: there are no bundles at ${BUNDLES}; runs on real repositories are left out\n`)

export type CorpusRepository = {
  readonly directory: string
  readonly remove: () => void
}

/** A clone of a bundle in a temporary folder. */
export function cloneBundle(name: string): CorpusRepository {
  const directory = mkdtempSync(join(tmpdir(), 'parity-gate-corpus-'))
  git(directory, 'clone', '-q', join(BUNDLES, `${name}.bundle`), '-b', 'main', '.')
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) }
}

/** The commit whose message starts with the text; there must be one. */
export function commitSaying(directory: string, text: string): string {
  const found = git(directory, 'log', '--format=%H %s', '--fixed-strings', `--grep=${text}`)
    .split('\n')
    .filter((line) => line.slice(41).startsWith(text))
  const [only, ...more] = found
  if (only === undefined || more.length > 0) throw new Error(`${found.length} commits say ${text}`)
  return only.slice(0, 40)
}

/** A commit on top, at the same time, with the given policy: what the repository would look like if it used the gate. */
export function underPolicy(directory: string, commit: string, policy: string): string {
  const time = git(directory, 'log', '-1', '--format=%cI', commit)
  const environment = { ...process.env, GIT_AUTHOR_DATE: time, GIT_COMMITTER_DATE: time, GIT_INDEX_FILE: join(directory, '.git', 'policy-index'), GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.com', GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@example.com' }
  const run = (args: readonly string[], input?: string): string =>
    execFileSync('git', [...args], { cwd: directory, encoding: 'utf8', env: environment, ...(input === undefined ? {} : { input }) }).trim()
  const blob = run(['hash-object', '-w', '--stdin'], policy)
  run(['read-tree', commit])
  run(['update-index', '--add', '--cacheinfo', `100644,${blob},.github/parity-gate.yaml`])
  return run(['commit-tree', run(['write-tree']), '-p', commit, '-m', 'under a policy'])
}

/** Judges everything there is at a commit. */
export function judgeAll(directory: string, commit: string, policy: string, inputs: RawInputs = {}): Promise<Report> {
  return judgeIn(directory, { head: underPolicy(directory, commit, policy), before: null, live: null }, inputs, KUSTOMIZE, '2026-11-20')
}

/** Judges a commit of the history as a change to its first parent, on the day of the commit. */
export function replay(directory: string, commit: string, policy: string): Promise<Report> {
  const before = underPolicy(directory, `${commit}^`, policy)
  const today = git(directory, 'log', '-1', '--format=%cd', '--date=format-local:%Y-%m-%d', commit)
  return judgeIn(directory, { head: underPolicy(directory, commit, policy), before, live: before }, {}, KUSTOMIZE, today)
}
