// What becomes of a report in a job of GitHub Actions: report files, log, job summary, outputs, check run.

import { rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Report } from './core/model/report.ts'
import { formatShard } from './core/model/shard.ts'
import { isAccepted } from './core/model/verdict.ts'
import { INPUTS } from './core/policy/inputs.ts'
import type { RawInputs } from './core/policy/read-policy.ts'
import type { Settings } from './core/policy/settings.ts'
import { annotations } from './core/report/annotations.ts'
import { checkOutput } from './core/report/check-output.ts'
import { reportJson } from './core/report/json.ts'
import { jobSummary } from './core/report/summary.ts'
import { terminalReport } from './core/report/terminal.ts'
import { reasonOf } from './edges/files/system-error.ts'
import { createFolders } from './edges/files/create-folders.ts'
import { escapeLog } from './edges/github/commands.ts'
import type { GitHubContext } from './edges/github/context.ts'
import { publish } from './edges/github/publish.ts'
import { setOutput, writeSummary } from './edges/github/runner-files.ts'

export type Delivery = {
  readonly context: GitHubContext
  readonly inputs: RawInputs
  /** null: the inputs are invalid, and the report says so. */
  readonly settings: Settings | null
  /** The commit that a check run belongs to. */
  readonly published: string
  /** Whether the report was put together from those of other jobs. */
  readonly ofShards?: boolean
}

/** Hands a report to the job, and the job's exit status to the caller: 0 pass, 1 fail. */
export async function deliver(report: Report, delivery: Delivery, write: (text: string) => void): Promise<number> {
  const { context, inputs, settings, published, ofShards } = delivery
  await leaveReports(report, context, settings, (line) => write(`${escapeLog(line)}\n`))
  write(`${terminalReport(report, { color: false, quiet: false }).split('\n').map(escapeLog).join('\n')}\n`)
  if (report.shard === undefined) {
    await publish(
      { verdict: report.verdict, reportOnly: report.reportOnly, check: checkOutput(report, ofShards), annotations: annotations(report) },
      {
        // Also where the other inputs are invalid, so that the check can say so.
        token: inputs['github-token'] ?? null,
        apiUrl: context.apiUrl,
        repository: context.repository,
        sha: published,
        checkRunId: checkRunIdOf(inputs),
        checkName: settings?.checkName ?? null
      },
      (line) => write(`${line}\n`)
    )
  } else write(`This is shard ${formatShard(report.shard)}: annotations, job summary and the one verdict come from the job that merges the reports.\n`)
  return isAccepted(report) ? 0 : 1
}

/** Inputs as the runner passes them; an empty one is unset. */
export function readInputs(environment: Readonly<Record<string, string | undefined>>): RawInputs {
  const inputs: Record<string, string> = {}
  for (const { name } of INPUTS) {
    const value = readInput(environment, name)
    if (value !== null) inputs[name] = value
  }
  return inputs
}

/** One input of a step, trimmed; null where it is unset or empty. */
export function readInput(environment: Readonly<Record<string, string | undefined>>, name: string): string | null {
  const value = environment[`INPUT_${name.toUpperCase()}`]?.trim() ?? ''
  return value === '' ? null : value
}

export function checkRunIdOf(inputs: RawInputs): number | null {
  const id = Number(inputs['check-run-id'])
  return Number.isSafeInteger(id) ? id : null
}

/** They explain the verdict and do not decide it: what the disk refuses is said, and the run goes on to its check and its exit status. */
async function leaveReports(report: Report, context: GitHubContext, settings: Settings | null, say: (line: string) => void): Promise<void> {
  const directory = resolve(settings?.reportDirectory ?? join(context.temporary, 'parity-gate-report'))
  const left = await writeReport(reportJson(report), directory, say)
  if (context.summaryFile !== null && report.shard === undefined && !(await writeSummary(context.summaryFile, jobSummary(report)))) {
    say('The job summary was not written: its file (GITHUB_STEP_SUMMARY) is full or cannot be written. Every finding is in this log.')
  }
  const count = (level: 'error' | 'warning'): number => report.findings.filter((each) => each.level === level && each.waiver === null).length
  const outputs = {
    verdict: report.verdict,
    errors: String(count('error')),
    warnings: String(count('warning')),
    ...(left ? { 'report-directory': directory } : {})
  }
  try {
    for (const [name, value] of Object.entries(outputs)) await setOutput(context.outputFile, name, value)
  } catch (error) {
    say(`The outputs of this step are not set: the file for them (GITHUB_OUTPUT) cannot be written (${reasonOf(error)}). The exit status of the step is the verdict.`)
  }
}

/** Whether it is there; half a report is none. */
async function writeReport(text: string, directory: string, say: (line: string) => void): Promise<boolean> {
  const file = join(directory, 'report.json')
  try {
    createFolders(directory)
    await writeFile(file, text)
    return true
  } catch (error) {
    await rm(file, { force: true }).catch(() => undefined)
    say(`\`report.json\` could not be written into \`${directory}\`: ${reasonOf(error)}. Let \`report-directory\` name a folder that this job may write to and that has room.`)
    return false
  }
}
