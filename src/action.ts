// The Action's composition root: inputs and event → a run; then the report files, the summary, the check run and the exit status.

import { resolve } from 'node:path'
import { UserError } from './core/model/error.ts'
import { isProposed, type GateEvent } from './core/model/event.ts'
import type { Report } from './core/model/report.ts'
import { tipInAttempt } from './core/model/shard.ts'
import type { Tree } from './core/model/tree.ts'
import type { RawInputs } from './core/policy/read-policy.ts'
import type { Settings } from './core/policy/settings.ts'
import { readSettings } from './core/policy/settings.ts'
import { showDuration } from './core/report/duration.ts'
import type { Repository } from './edges/git/repository.ts'
import { escapeLog } from './edges/github/commands.ts'
import type { GitHubContext } from './edges/github/context.ts'
import { readContext } from './edges/github/context.ts'
import { readEvent } from './edges/github/event.ts'
import { rerunSoaked } from './edges/github/soaking-jobs.ts'
import { checkRunIdOf, deliver, readInputs } from './deliver.ts'
import type { GitHubRecords } from './gate/trees.ts'
import { githubRecords } from './github-records.ts'
import type { RevisionIds } from './revisions.ts'
import { revisionsOf, treesOf } from './revisions.ts'
import type { JudgedTrees } from './run.ts'
import { failedReport, findingOf, presentTime, runIn } from './run.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Runs the Action. Returns the exit status: 0 pass, 1 fail. */
export async function runAction(environment: Environment, write: (text: string) => void): Promise<number> {
  const say = (line: string): void => write(`${escapeLog(line)}\n`)
  const context = readContext(environment)
  const inputs = readInputs(environment)
  const reading = readSettings(inputs)
  const judged = reading.kind === 'invalid'
    ? { report: failedReport(reading.findings, false), published: context.sha }
    : await judge(environment, context, inputs, reading.settings, say)
  const { report } = judged
  const settings = reading.kind === 'ok' ? reading.settings : null
  const status = await deliver(report, { context, inputs, settings, published: judged.published }, write)
  // One shard is enough.
  if (environment['GITHUB_EVENT_NAME'] === 'schedule' && (settings?.shard?.index ?? 1) === 1) await tendSoaking(context, settings, say)
  return status
}

/** On schedule, pull requests that waited for nothing but soak are judged again when their time has come. */
async function tendSoaking({ apiUrl, repository, branch }: GitHubContext, settings: Settings | null, say: (line: string) => void): Promise<void> {
  const token = settings?.githubToken ?? null
  if (token === null || branch === null) return
  await rerunSoaked({ token, apiUrl, repository }, { branch, now: presentTime(), inWords: showDuration }, say)
}

type Judged = { readonly report: Report; readonly published: string }

async function judge(environment: Environment, context: GitHubContext, inputs: RawInputs, settings: Settings, say: (line: string) => void): Promise<Judged> {
  let published = context.sha
  try {
    const event = await readEvent(environment)
    if (isProposed(event)) published = event.headSha
    const trees = async (repository: Repository): Promise<JudgedTrees> => {
      const tip = tipInAttempt(settings.plannedTip, context.runAttempt)
      if (settings.plannedTip !== null && tip === null) say('The plan is of an earlier attempt of this run, so the base branch is asked again.')
      const ids = await revisionsOf(event, settings.base, repository, tip)
      published = ids.published
      return { revisions: await treesOf(ids, repository), published: await publishedTree(event, ids, repository, say) }
    }
    const report = await runIn({
      directory: resolve(environment['GITHUB_WORKSPACE'] ?? '.', settings.workingDirectory),
      inputs,
      settings,
      trust: isProposed(event) ? 'before' : 'head',
      everything: event.kind === 'schedule',
      workflow: context.workflowFile,
      serverUrl: context.serverUrl,
      environment,
      temporary: context.temporary,
      now: presentTime(),
      say,
      trees,
      ...githubOf(event, context, inputs, settings, say),
      ...(event.kind === 'push' ? { board: 'touched' as const } : event.kind === 'schedule' ? { board: 'all' as const } : {})
    })
    return { report, published }
  } catch (error) {
    if (error instanceof UserError) return { report: failedReport([findingOf(error)], settings.reportOnly), published }
    // A bug: the reports and the check must still say that this failed.
    say('Parity Gate ended by a bug of its own; please report it with these lines.')
    for (const line of (error instanceof Error ? (error.stack ?? error.message) : String(error)).split('\n')) say(line)
    return { report: failedReport([], false), published }
  }
}

/** The base branch as GitHub knows it; nothing without a token or a branch. */
function githubOf(event: GateEvent, context: GitHubContext, inputs: RawInputs, settings: Settings, say: (line: string) => void): { readonly github?: GitHubRecords } {
  const branch = baseBranch(event, context)
  const { githubToken: token, checkName } = settings
  if (token === null || branch === null) return {}
  const { apiUrl, repository } = context
  return { github: githubRecords({ token, apiUrl, repository }, branch, { checkRunId: checkRunIdOf(inputs), checkName }, say) }
}

function baseBranch(event: GateEvent, { branch }: GitHubContext): string | null {
  return isProposed(event) ? event.baseRef.replace(/^refs\/heads\//, '') : branch
}

/** Lines are read from the merge commit and shown on the pull request's head. */
async function publishedTree(
  event: GateEvent,
  { head, published }: RevisionIds,
  repository: Repository,
  say: (line: string) => void
): Promise<Tree | null> {
  if (event.kind !== 'pull_request' || head === published) return repository.tree(head)
  try {
    await repository.ensureCommits([published])
    return await repository.tree(published)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    say(`The pull request's head cannot be fetched, so annotations name files without lines: ${error.message}`)
    return null
  }
}
