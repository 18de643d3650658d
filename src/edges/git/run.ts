// Runs git: a clean environment, a time limit for the whole process group, which dies with this process, and errors without credentials.

import { spawn, spawnSync } from 'node:child_process'
import { UserError } from '../../core/model/error.ts'
import { guard } from '../files/leftovers.ts'
import { systemCode } from '../files/system-error.ts'
import type { Environment } from './environment.ts'
import { withoutSecrets } from './secrets.ts'

export type GitCall = {
  readonly directory: string
  readonly environment: Environment
  readonly input?: string
  /** Seconds after which the process and its children are killed. */
  readonly seconds?: number
  /** Bytes of output after which a synchronous call is ended. */
  readonly mostOutput?: number
  /** Never shown in `errors`. */
  readonly secrets?: readonly string[]
}

export type GitResult = {
  /** -1: ended by a signal. */
  readonly status: number
  readonly output: Buffer
  /** Standard error without credentials; the last part of it where it is long. */
  readonly errors: string
  readonly timedOut: boolean
  /** Whether it was ended because it printed too much; the rest of `output` is missing then. */
  readonly tooLong: boolean
}

const DEFAULT_SECONDS = 60
const LONGEST_ERRORS = 16 * 1024
const LONGEST_SYNC_OUTPUT = 1024 * 1024 * 1024

/** Runs `git` to its end whatever its status; `onOutput` takes the output piece by piece in place of `output`. UserError without git. */
export function runGit(args: readonly string[], call: GitCall, onOutput?: (chunk: Buffer) => void): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const ownGroup = process.platform !== 'win32'
    const child = spawn('git', args, { cwd: call.directory, env: call.environment, detached: ownGroup, windowsHide: true })
    const chunks: Buffer[] = []
    let errors = ''
    let timedOut = false
    let failure: { readonly error: unknown } | null = null

    const kill = (): void => {
      try {
        if (ownGroup && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
        else child.kill('SIGKILL')
      } catch {
        // It has ended meanwhile.
      }
    }
    const release = guard(kill)
    const timer = setTimeout(() => {
      timedOut = true
      kill()
    }, (call.seconds ?? DEFAULT_SECONDS) * 1000)

    child.stdout.on('data', (chunk: Buffer) => {
      if (onOutput === undefined) chunks.push(chunk)
      else if (failure === null) {
        try {
          onOutput(chunk)
        } catch (error) {
          failure = { error }
          kill()
        }
      }
    })
    child.stderr.setEncoding('utf8')
    child.stderr.on('data', (text: string) => {
      errors = (errors + text).slice(-LONGEST_ERRORS)
    })
    // A process that ends before it has read everything says why on standard error.
    child.stdin.on('error', () => undefined)
    child.stdin.end(call.input ?? '')

    child.on('error', (error) => {
      clearTimeout(timer)
      release()
      reject(notStarted(error))
    })
    child.on('close', (status) => {
      clearTimeout(timer)
      release()
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- handed on as it was thrown
      if (failure !== null) reject(failure.error)
      else resolve({ status: status ?? -1, output: Buffer.concat(chunks), errors: shown(errors, call), timedOut, tooLong: false })
    })
  })
}

/** As runGit, for the few reads that the pure stages ask for synchronously. */
export function runGitSync(args: readonly string[], call: GitCall): GitResult {
  const { error, status, stdout, stderr } = spawnSync('git', args, {
    cwd: call.directory,
    env: call.environment,
    input: call.input ?? '',
    timeout: (call.seconds ?? DEFAULT_SECONDS) * 1000,
    killSignal: 'SIGKILL',
    maxBuffer: call.mostOutput ?? LONGEST_SYNC_OUTPUT,
    windowsHide: true
  })
  const timedOut = systemCode(error) === 'ETIMEDOUT'
  const tooLong = systemCode(error) === 'ENOBUFS'
  if (error !== undefined && !timedOut && !tooLong) throw notStarted(error)
  return { status: status ?? -1, output: stdout, errors: shown(stderr.toString('utf8').slice(-LONGEST_ERRORS), call), timedOut, tooLong }
}

/** Git's words in one line, for the end of an error message: `fatal: …` where there is such a line, else the last one. */
export function reasonOf(result: GitResult): string {
  if (result.timedOut) return 'it took too long'
  if (result.tooLong) return 'it printed too much'
  const lines = result.errors.split('\n').map((line) => line.trim()).filter((line) => line !== '')
  const telling = lines.findLast((line) => /^(?:fatal|error|remote error|ERROR):?/.test(line)) ?? lines.at(-1)
  return telling ?? (result.status === -1 ? 'git was killed' : `git ended with status ${result.status}`)
}

function shown(errors: string, call: GitCall): string {
  return withoutSecrets(errors, call.secrets)
}

const NOT_STARTED: Readonly<Record<string, string>> = {
  ENOENT: '`git` was not found',
  EACCES: '`git` may not be executed',
  ENOEXEC: '`git` is not a program for this machine'
}

function notStarted(error: Error): Error {
  const problem = NOT_STARTED[systemCode(error)]
  if (problem === undefined) return error
  return new UserError('usage', problem, { help: 'Install git 2.31 or later and put it on PATH; in a container job, use an image that has git.' })
}
