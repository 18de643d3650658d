// Runs programs and says what they cost, their children included.

import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { DEFAULT_LIMITS } from '../../src/core/model/policy.ts'
import { cleanEnvironment } from '../../src/edges/kustomize/clean-environment.ts'
import { goMemory } from '../../src/edges/kustomize/go-memory.ts'
import type { Kustomize } from '../../src/edges/kustomize/kustomize.ts'
import { childrenTime } from '../processor-time.ts'

/** Milliseconds; `processor` is user and system time. */
export type Spent = { readonly wall: number; readonly processor: number }

export type Ran = Spent & { readonly status: number | null; readonly stdout: string; readonly stderr: string }

export type Program = {
  readonly command: string
  readonly args: readonly string[]
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** On standard input. */
  readonly input?: string
  /** Else standard output and error go to /dev/null. */
  readonly keep: boolean
}

const MOST_BYTES = 2 ** 30

/** Waits for it, whatever its exit status; throws if it cannot be started. */
export function run({ command, args, folder, environment, input = '', keep }: Program): Ran {
  const output = keep ? 'pipe' : 'ignore'
  const worked = childrenTime()
  const began = performance.now()
  const { status, stdout, stderr, error } = spawnSync(command, [...args], {
    cwd: folder,
    env: { ...environment },
    input,
    encoding: 'utf8',
    maxBuffer: MOST_BYTES,
    stdio: ['pipe', output, output]
  })
  const [wall, processor] = [performance.now() - began, childrenTime() - worked]
  if (error !== undefined) throw error
  return { wall, processor, status, stdout: stdout ?? '', stderr: stderr ?? '' }
}

/** What the gate gives each build under the default limits; the home folder is in `temporary`. */
export function childEnvironment({ version }: Kustomize, temporary: string): Readonly<Record<string, string>> {
  return { ...plainEnvironment(temporary), ...goMemory(version, DEFAULT_LIMITS.memoryMegabytes) }
}

/** The same without what is said to Go. */
export function plainEnvironment(temporary: string): Readonly<Record<string, string>> {
  const home = join(temporary, 'home')
  mkdirSync(home, { recursive: true })
  return cleanEnvironment(process.env.PATH, home, home)
}

/** Bare builds, some at a time, output to /dev/null. Throws where one fails. */
export function buildAll(
  { command, args }: Kustomize,
  overlays: readonly string[],
  { folder, environment, jobs }: { readonly folder: string; readonly environment: Program['environment']; readonly jobs: number }
): Spent {
  const input = overlays.map((overlay) => `${overlay}\n`).join('')
  const ran = run({ command: 'xargs', args: [`-P${jobs}`, '-n1', command, ...args], folder, environment, input, keep: false })
  if (ran.status !== 0) throw new Error(`bare builds failed: ${command} in ${folder}`)
  return ran
}
