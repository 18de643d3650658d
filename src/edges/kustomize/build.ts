// One `kustomize build` in a temporary tree: clean environment, bounded time, memory and output.

import { isUtf8 } from 'node:buffer'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { cleanEnvironment } from './clean-environment.ts'
import type { Kustomize } from './kustomize.ts'
import { guard } from './leftovers.ts'
import { runProgram, type ProgramResult } from './run-program.ts'

export type BuildRequest = {
  /** Root of the temporary tree. */
  readonly directory: string
  /** Folder of the overlay relative to it; '' is the root. */
  readonly overlay: string
  readonly loadRestrictor: 'root-only' | 'none'
  readonly enableHelm: boolean
  /** Limits; a megabyte is 2^20 bytes of standard output. */
  readonly seconds: number
  readonly megabytes: number
  /** Kills the build when the run is aborted; the result is then `failed` by SIGKILL. */
  readonly signal?: AbortSignal
}

export type BuildResult =
  /** Text on stderr is a warning of kustomize's here. */
  | { readonly kind: 'ok'; readonly stdout: string; readonly stderr: string; readonly milliseconds: number }
  | {
      readonly kind: 'failed'
      readonly exitCode: number | null
      readonly signal: string | null
      readonly stderr: string
      readonly milliseconds: number
    }
  | { readonly kind: 'timeout'; readonly stderr: string; readonly milliseconds: number }
  | { readonly kind: 'too-large'; readonly stderr: string; readonly milliseconds: number }

const MEGABYTE = 2 ** 20

/** Builds one overlay. Never rejects for what kustomize does; paths in stderr are kustomize's, absolute. */
export async function build(kustomize: Kustomize, request: BuildRequest): Promise<BuildResult> {
  // Own folders for each build: what a killed kustomize leaves in TMPDIR goes with them.
  const scratch = mkdtempSync(join(tmpdir(), 'parity-gate-build-'))
  const remove = (): void => rmSync(scratch, { recursive: true, force: true, maxRetries: 3 })
  const release = guard(remove)
  try {
    const home = join(scratch, 'home')
    const temporary = join(scratch, 'tmp')
    mkdirSync(home)
    mkdirSync(temporary)
    const result = await runProgram({
      command: kustomize.command,
      args: [...kustomize.args, ...flags(request), join(request.directory, request.overlay)],
      environment: { ...cleanEnvironment(process.env.PATH, home, temporary), ...GO_MEMORY },
      // Not the tree: nothing may be found there by a relative path.
      folder: home,
      milliseconds: request.seconds * 1000,
      maxBytes: request.megabytes * MEGABYTE,
      signal: request.signal
    })
    return judge(result)
  } finally {
    release()
    remove()
  }
}

/** Never `--enable-exec` or `--enable-alpha-plugins`: without them a build runs nothing but git and helm. */
function flags(request: BuildRequest): readonly string[] {
  return [
    ...(request.loadRestrictor === 'none' ? ['--load-restrictor', 'LoadRestrictionsNone'] : []),
    ...(request.enableHelm ? ['--enable-helm'] : [])
  ]
}

function judge(result: ProgramResult): BuildResult {
  const { exitCode, signal, stderr, milliseconds } = result
  const failed = (text: string): BuildResult => ({ kind: 'failed', exitCode, signal, stderr: text, milliseconds })
  switch (result.end) {
    case 'time':
      return { kind: 'timeout', stderr, milliseconds }
    case 'size':
      return { kind: 'too-large', stderr, milliseconds }
    case 'abort':
      return failed(joinLines(stderr, 'the run was stopped before this build ended'))
    case 'start':
      return failed(stderr)
    case 'exit':
      if (signal !== null) return failed(joinLines(stderr, `kustomize was killed by ${signal}`))
      if (exitCode !== 0) return failed(stderr === '' ? `kustomize ended with exit status ${exitCode} and said nothing` : stderr)
      // Bytes replaced while decoding could make two different outputs look equal.
      if (!isUtf8(result.stdout)) return failed(joinLines(stderr, 'kustomize printed bytes that are not UTF-8'))
      return { kind: 'ok', stdout: result.stdout.toString('utf8'), stderr, milliseconds }
  }
}

function joinLines(text: string, line: string): string {
  return text === '' || text.endsWith('\n') ? text + line : `${text}\n${line}`
}

/**
 * Most builds end before a collection of garbage would pay: it starts only near this limit, which is soft. Four builds a
 * core fit into the machine's memory; a build that truly needs more gets it, more slowly.
 */
const GO_MEMORY = { GOGC: 'off', GOMEMLIMIT: `${goMemoryMegabytes(machineMemory(), availableParallelism())}MiB` }

/** Between 128 MiB and 1 GiB. Memory in bytes. */
export function goMemoryMegabytes(memory: number, cores: number): number {
  return Math.round(Math.min(1024, Math.max(128, memory / MEGABYTE / (4 * cores))))
}

function machineMemory(): number {
  // In a container the limit of its control group; 0 or a huge number where there is none.
  const constrained = process.constrainedMemory()
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem()
}
