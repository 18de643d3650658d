// Runs the sharded example workflow as GitHub would: jobs by need, the matrix, artifacts; the gate's steps run in this process.

import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { parse } from 'yaml'
import { runAction } from '../../src/action.ts'
import { UserError } from '../../src/core/model/error.ts'
import { runMergeAction } from '../../src/merge-action.ts'
import { runPlanAction } from '../../src/plan-action.ts'
import type { RunnerEvent } from './events.ts'
import { inputVariable } from './runner.ts'
import { readOutputs } from './runner-log.ts'

type Step = { readonly id?: string; readonly uses: string; readonly with?: Readonly<Record<string, unknown>>; readonly 'continue-on-error'?: boolean }
type Job = {
  readonly if?: string
  readonly needs?: string | readonly string[]
  readonly outputs?: Readonly<Record<string, string>>
  readonly strategy?: { readonly matrix: string }
  readonly steps: readonly Step[]
}
export type Result = 'success' | 'failure' | 'cancelled' | 'skipped'
type Outputs = Readonly<Record<string, string>>

export type WorkflowOptions = {
  readonly workspace: string
  readonly event: RunnerEvent
  readonly inputs: Readonly<Record<string, string>>
  /** Instead of what `plan` gives. */
  readonly matrix?: readonly string[]
  /** Jobs that end otherwise than by their steps, by name and shard. */
  readonly ends?: Readonly<Record<string, Result>>
  /** Only failed jobs are run again: the plan is that of the attempt before. */
  readonly again?: boolean
  /** What happens before a job starts, by name or shard. */
  readonly meanwhile?: (job: string) => void
  /** Where the last job shows its verdict; without it nobody is there. */
  readonly github?: { readonly url: string; readonly token: string; readonly jobCheckRunId: number | null }
}

export type WorkflowRun = {
  readonly results: Readonly<Record<string, Result>>
  /** What the last job has to show. */
  readonly outputs: Outputs
  readonly summary: string
  readonly log: string
  readonly matrix: string
}

/** `needs` and `if: always()` as GitHub reads them; steps are checkout, the gate's three actions, and the artifacts' two. */
export async function runWorkflow(file: string, options: WorkflowOptions): Promise<WorkflowRun> {
  const { jobs } = parse(readFileSync(file, 'utf8')) as { readonly jobs: Readonly<Record<string, Job>> }
  const root = mkdtempSync(join(tmpdir(), 'parity-gate-workflow-'))
  const artifacts = join(root, 'artifacts')
  mkdirSync(artifacts)
  const done = new Map<string, { readonly result: Result; readonly outputs: Outputs }>()
  let last = { outputs: {} as Outputs, summary: '', log: '' }
  try {
    for (const [name, job] of Object.entries(jobs)) {
      const needs = Object.fromEntries([job.needs ?? []].flat().map((each) => [each, done.get(each) ?? { result: 'skipped' as const, outputs: {} }]))
      if (job.if !== '${{ always() }}' && Object.values(needs).some(({ result }) => result !== 'success')) {
        done.set(name, { result: 'skipped', outputs: {} })
        continue
      }
      const matrix = job.strategy === undefined ? [null] : (JSON.parse(evaluate(job.strategy.matrix, { needs }) as string) as { readonly shard: readonly string[] }).shard
      const results: Result[] = []
      let outputs: Outputs = {}
      for (const [index, shard] of matrix.entries()) {
        const end = options.ends?.[shard ?? name]
        if (end !== undefined) {
          results.push(end)
          continue
        }
        options.meanwhile?.(shard ?? name)
        const attempt = options.again === true && name !== 'plan' ? 2 : 1
        const ran = await runJob(job, { needs, shard, index, attempt, root: join(root, `${name}-${index}`), artifacts }, options)
        results.push(ran.result)
        last = ran
        const context = { needs, steps: ran.steps }
        outputs = Object.fromEntries(Object.entries(job.outputs ?? {}).map(([key, value]) => [key, evaluate(value, context) as string]))
      }
      if (name === 'plan' && options.matrix !== undefined) outputs = { ...outputs, matrix: JSON.stringify({ shard: options.matrix }) }
      const worst = (['failure', 'cancelled'] as const).find((each) => results.includes(each)) ?? 'success'
      done.set(name, { result: worst, outputs })
    }
    return { ...last, results: Object.fromEntries([...done].map(([name, { result }]) => [name, result])), matrix: done.get('plan')?.outputs['matrix'] ?? '' }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

type Context = { readonly needs: unknown; readonly steps?: Readonly<Record<string, { readonly outputs: Outputs }>>; readonly shard?: string | null; readonly index?: number; readonly attempt?: number }

/** The expressions that the workflow has. */
function evaluate(text: unknown, { needs, steps = {}, shard = null, index = 0, attempt = 1 }: Context): unknown {
  if (typeof text !== 'string') return text
  const jobs = needs as Readonly<Record<string, { readonly outputs: Outputs }>>
  return text.replaceAll(/\$\{\{ (.*?) \}\}/g, (_whole, expression: string) => {
    if (expression === 'matrix.shard') return shard ?? ''
    if (expression === 'strategy.job-index') return String(index)
    if (expression === 'github.run_attempt') return String(attempt)
    if (expression === 'toJSON(needs)') return JSON.stringify(needs)
    const step = /^steps\.(\w+)\.outputs\.([\w-]+)$/.exec(expression)
    if (step !== null) return steps[step[1] ?? '']?.outputs[step[2] ?? ''] ?? ''
    const needed = /^(?:fromJSON\()?needs\.(\w+)\.outputs\.(\w+)\)?$/.exec(expression)
    if (needed !== null) return jobs[needed[1] ?? '']?.outputs[needed[2] ?? ''] ?? ''
    throw new Error(`the test knows no expression ${expression}`)
  })
}

type Place = Context & { readonly root: string; readonly artifacts: string }
type Ran = { readonly result: Result; readonly steps: Readonly<Record<string, { readonly outputs: Outputs }>>; readonly outputs: Outputs; readonly summary: string; readonly log: string }

async function runJob(job: Job, place: Place, options: WorkflowOptions): Promise<Ran> {
  const steps: Record<string, { readonly outputs: Outputs }> = {}
  let last = { outputs: {} as Outputs, summary: '', log: '' }
  mkdirSync(place.root, { recursive: true })
  // A job without a checkout starts in an empty folder.
  const checkedOut = job.steps.some(({ uses }) => uses.startsWith('actions/checkout@'))
  const workspace = checkedOut ? options.workspace : join(place.root, 'workspace')
  mkdirSync(workspace, { recursive: true })
  for (const step of job.steps) {
    const inputs = Object.fromEntries(Object.entries(step.with ?? {}).map(([name, value]) => [name, String(evaluate(value, { ...place, steps }))]))
    const passed = await runStep(step.uses, inputs, place, workspace, options, (ran) => {
      last = ran
      if (step.id !== undefined) steps[step.id] = { outputs: ran.outputs }
    })
    if (!passed && step['continue-on-error'] !== true) return { result: 'failure', steps, ...last }
  }
  return { result: 'success', steps, ...last }
}

async function runStep(
  uses: string,
  inputs: Readonly<Record<string, string>>,
  { root, artifacts, attempt = 1 }: Place,
  workspace: string,
  options: WorkflowOptions,
  told: (ran: Omit<Ran, 'result' | 'steps'>) => void
): Promise<boolean> {
  if (uses.startsWith('actions/checkout@')) return true
  if (uses.startsWith('actions/upload-artifact@')) {
    const { name = '', path = '' } = inputs
    if (!existsSync(path)) return false
    mkdirSync(join(artifacts, name))
    cpSync(path, join(artifacts, name, basename(path)))
    return true
  }
  if (uses.startsWith('actions/download-artifact@')) {
    cpSync(artifacts, join(workspace, inputs['path'] ?? ''), { recursive: true })
    return true
  }
  const run = { 'OWNER/parity-gate': runAction, 'OWNER/parity-gate/plan': runPlanAction, 'OWNER/parity-gate/merge': runMergeAction }[uses.replace(/@.*$/, '')]
  if (run === undefined) throw new Error(`the test knows no action ${uses}`)
  const file = (name: string, content = ''): string => {
    writeFileSync(join(root, name), content)
    return join(root, name)
  }
  const { github } = options
  const published = github === undefined || run !== runMergeAction ? {} : { 'github-token': github.token, 'check-run-id': String(github.jobCheckRunId) }
  const own = run === runAction ? { ...options.inputs, ...inputs } : { ...published, ...inputs }
  const [output, summary] = [file('output'), file('summary')]
  let log = ''
  const environment = {
    PATH: process.env['PATH'],
    GITHUB_ACTIONS: 'true',
    GITHUB_API_URL: github?.url ?? 'http://127.0.0.1:9',
    GITHUB_EVENT_NAME: options.event.name,
    GITHUB_EVENT_PATH: file('event.json', JSON.stringify(options.event.payload)),
    GITHUB_OUTPUT: output,
    GITHUB_REF: options.event.ref,
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_RUN_ATTEMPT: String(attempt),
    GITHUB_SHA: options.event.sha,
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: root,
    ...Object.fromEntries(Object.entries(own).map(([name, value]) => [inputVariable(name), value]))
  }
  const status = await run(environment, (text) => (log += text)).catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error
    log += error.message
    return 1
  })
  told({ outputs: readOutputs(readFileSync(output, 'utf8')), summary: readFileSync(summary, 'utf8'), log })
  return status === 0
}
