// The sub-action `merge`, and `parity-gate merge` in a job of GitHub Actions: the one verdict is published like that of a whole run.

import { readSettings } from './core/policy/settings.ts'
import type { RawInputs } from './core/policy/read-policy.ts'
import { unsuccessfulJobs } from './core/report/needs.ts'
import { UserError } from './core/model/error.ts'
import { isProposed } from './core/model/event.ts'
import type { GitHubContext } from './edges/github/context.ts'
import { readContext } from './edges/github/context.ts'
import { readEvent } from './edges/github/event.ts'
import type { Report } from './core/model/report.ts'
import { deliver, readInput, readInputs } from './deliver.ts'
import { mergeFiles, reportsBelow } from './merge.ts'
import { failedReport } from './run.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Where the shards' artifacts are downloaded to, unless the input `reports` says otherwise. */
const USUAL_FOLDER = 'parity-gate-reports'

/** Returns the exit status: 0 pass, 1 fail. */
export async function runMergeAction(environment: Environment, write: (text: string) => void): Promise<number> {
  const inputs = readInputs(environment)
  const needs = readInput(environment, 'needs')
  const directory = environment['GITHUB_WORKSPACE'] ?? '.'
  const files = await reportsBelow(readInput(environment, 'reports') ?? USUAL_FOLDER, directory)
  const report = await mergeFiles({ files, directory, mistakes: needs === null ? [] : unsuccessfulJobs(needs) })
  return publishMerged(report, inputs, environment, write)
}

/** Summary, outputs and check run, to the commit that the event is about. */
export async function publishMerged(report: Report, inputs: RawInputs, environment: Environment, write: (text: string) => void): Promise<number> {
  const context = readContext(environment)
  const reading = readSettings(inputs)
  const settings = reading.kind === 'ok' ? reading.settings : null
  const final = reading.kind === 'ok' ? report : failedReport(reading.findings, false)
  return deliver(final, { context, inputs, settings, published: await publishedCommit(environment, context), ofShards: true }, write)
}

async function publishedCommit(environment: Environment, { sha }: GitHubContext): Promise<string> {
  try {
    const event = await readEvent(environment)
    return isProposed(event) ? event.headSha : sha
  } catch (error) {
    if (error instanceof UserError) return sha
    throw error
  }
}
