// Runs the bundle as GitHub's runner runs a step of a JavaScript action.

import { spawn, type ChildProcess } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunnerEvent } from './events.ts'
import type { FakeGitHub } from './fake-github.ts'
import { keptAnnotations, keptSummary, readLog, readOutputs, type LogAnnotation, type WorkflowCommand } from './runner-log.ts'

export const BUNDLE = join(import.meta.dirname, '..', '..', 'dist', 'index.js')

export type ActionOptions = {
  /** dist/index.js unless said. */
  readonly main?: string
  /** The Action itself, run in this process in place of a step's: for many runs. Nothing then goes to standard error. */
  readonly action?: (environment: Readonly<Record<string, string>>, write: (text: string) => void) => Promise<number>
  /** The Node that runs it; the one that runs the test unless said. */
  readonly node?: string
  readonly workspace: string
  readonly event: RunnerEvent
  /** By their names in action.yml. Defaults are not applied, except the two that are expressions: token and check run id. */
  readonly inputs?: Readonly<Record<string, string>>
  /** Added to the environment of the step; undefined takes a variable away. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  readonly github?: FakeGitHub
  /** `github.token`; the fake's unless said. null: none. */
  readonly token?: string | null
  /** Told of the step's process when it begins, such as to kill it. */
  readonly started?: (child: ChildProcess) => void
  /** Milliseconds after which the step is killed. */
  readonly timeout?: number
}

export type ActionRun = {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
  /** Of both streams: standard output's first. */
  readonly commands: readonly WorkflowCommand[]
  /** What the runner keeps of them. */
  readonly annotations: readonly LogAnnotation[]
  readonly outputs: Readonly<Record<string, string>>
  /** null: larger than the runner takes, so nobody would see it. */
  readonly summary: string | null
  /** What the step wrote to GITHUB_ENV: nothing, if it is a good one. */
  readonly environmentFile: string
  readonly milliseconds: number
}

/** `INPUT_` and the name in upper case; blanks become `_`, hyphens stay (actions/runner, ActionRunner.cs and Handler.cs). */
export function inputVariable(name: string): string {
  return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`
}

/**
 * Runs one step and reads what it leaves as the runner would.
 * RUNNER_TEMP is a fresh folder, removed afterwards: read files of it in `inspect`, or give the step another folder by an input.
 */
export async function runAction(options: ActionOptions, inspect?: (temporary: string) => Promise<void>): Promise<ActionRun> {
  const root = await mkdtemp(join(tmpdir(), 'parity-gate-runner-'))
  try {
    const temporary = join(root, '_temp')
    const commandFiles = join(temporary, '_runner_file_commands')
    const home = join(root, 'home')
    for (const folder of [commandFiles, home, join(root, '_tool')]) await mkdir(folder, { recursive: true })
    const files = { GITHUB_OUTPUT: 'output', GITHUB_STEP_SUMMARY: 'summary', GITHUB_STATE: 'state', GITHUB_ENV: 'env', GITHUB_PATH: 'path' }
    const fileVariables: Record<string, string> = {}
    for (const [variable, name] of Object.entries(files)) {
      fileVariables[variable] = join(commandFiles, name)
      await writeFile(join(commandFiles, name), '')
    }
    const eventPath = join(temporary, 'event.json')
    await writeFile(eventPath, JSON.stringify(options.event.payload))

    const environment = withoutUndefined({
      PATH: process.env['PATH'],
      LANG: process.env['LANG'],
      HOME: home,
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_ACTOR: 'octocat',
      GITHUB_API_URL: options.github?.url ?? 'http://127.0.0.1:9',
      GITHUB_EVENT_NAME: options.event.name,
      GITHUB_EVENT_PATH: eventPath,
      GITHUB_JOB: 'parity',
      GITHUB_REF: options.event.ref,
      GITHUB_REPOSITORY: options.github?.repository ?? 'acme/shop',
      GITHUB_RUN_ATTEMPT: '1',
      GITHUB_RUN_ID: '1001',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_SHA: options.event.sha,
      GITHUB_WORKFLOW: 'gate',
      GITHUB_WORKFLOW_REF: `${options.github?.repository ?? 'acme/shop'}/.github/workflows/gate.yml@${options.event.ref}`,
      GITHUB_WORKSPACE: options.workspace,
      RUNNER_OS: 'Linux',
      RUNNER_ARCH: 'X64',
      RUNNER_TEMP: temporary,
      RUNNER_TOOL_CACHE: join(root, '_tool'),
      ...fileVariables,
      ...inputVariables(options),
      ...options.environment
    })

    const started = performance.now()
    const step = options.action === undefined ? await execute(options, environment) : await executeHere(options.action, environment)
    const milliseconds = Math.round(performance.now() - started)
    await inspect?.(temporary)
    const commands = [...readLog(step.stdout).commands, ...readLog(step.stderr).commands]
    return {
      ...step,
      commands,
      annotations: keptAnnotations(commands, options.workspace),
      outputs: readOutputs(await readFile(join(commandFiles, 'output'), 'utf8')),
      summary: keptSummary(await readFile(join(commandFiles, 'summary'), 'utf8')),
      environmentFile: await readFile(join(commandFiles, 'env'), 'utf8'),
      milliseconds
    }
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

function inputVariables(options: ActionOptions): Record<string, string> {
  const token = options.token === undefined ? (options.github?.token ?? '') : (options.token ?? '')
  const inputs = { 'github-token': token, 'check-run-id': String(options.github?.jobCheckRunId ?? ''), ...options.inputs }
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [inputVariable(name), value]))
}

type Step = { readonly exitCode: number | null; readonly stdout: string; readonly stderr: string }

function execute(options: ActionOptions, environment: Readonly<Record<string, string>>): Promise<Step> {
  return new Promise((resolve, reject) => {
    const child = spawn(options.node ?? process.execPath, [options.main ?? BUNDLE], {
      cwd: options.workspace,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeout ?? 120_000,
      killSignal: 'SIGKILL'
    })
    options.started?.(child)
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.on('error', reject)
    child.on('close', (exitCode) =>
      resolve({ exitCode, stdout: Buffer.concat(out).toString('utf8'), stderr: Buffer.concat(err).toString('utf8') })
    )
  })
}

async function executeHere(action: NonNullable<ActionOptions['action']>, environment: Readonly<Record<string, string>>): Promise<Step> {
  let stdout = ''
  const exitCode = await action(environment, (text) => (stdout += text))
  return { exitCode, stdout, stderr: '' }
}

function withoutUndefined(variables: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined))
}
