// One `kustomize build` in a temporary tree: clean environment, bounded time, memory and output.

import { isUtf8 } from 'node:buffer'
import { mkdirSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { Network } from '../../core/model/network.ts'
import { cleanEnvironment } from './clean-environment.ts'
import { openEgress } from './egress.ts'
import type { Connect } from './forward-proxy.ts'
import type { Kustomize } from './kustomize.ts'
import { guard } from '../files/leftovers.ts'
import { goMemory } from './go-memory.ts'
import { canLaunch, createLauncher } from './launcher.ts'
import { canLimitMemory } from './memory-limit.ts'
import { runProgram, type ProgramResult } from './run-program.ts'

export type BuildRequest = {
  /** An existing folder for what the build itself keeps for a while; the system's unless said. */
  readonly temporary?: string
  /** Root of the temporary tree. */
  readonly directory: string
  /** Folder of the overlay relative to it; '' is the root. */
  readonly overlay: string
  readonly loadRestrictor: 'root-only' | 'none'
  readonly enableHelm: boolean
  /** Limits; a megabyte is 2^20 bytes of standard output. */
  readonly seconds: number
  readonly megabytes: number
  /** Of each process of the build, where the system can hold it to that. */
  readonly memoryMegabytes: number
  /** For a build that may fetch: the only hosts that it can reach, as `allow-remote` has it. Absent: nobody looks. */
  readonly hosts?: readonly string[]
  /** How hosts are reached; a connection of the system's unless said. */
  readonly connect?: Connect | undefined
  /** Kills the build when the run is aborted; the result is then `failed` by SIGKILL. */
  readonly signal?: AbortSignal
}

export type BuildResult = BuildEnd & {
  /** What it asked for outside; absent where `hosts` was. */
  readonly network?: Network
}

type BuildEnd =
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
  | { readonly kind: 'too-hungry'; readonly stderr: string; readonly milliseconds: number }

const MEGABYTE = 2 ** 20

/** Builds one overlay. Never rejects for what kustomize does; paths in stderr are kustomize's, absolute. */
export async function build(kustomize: Kustomize, request: BuildRequest): Promise<BuildResult> {
  // A folder of its own for each build: what a killed kustomize leaves there goes with it.
  const scratch = mkdtempSync(join(request.temporary ?? tmpdir(), 'parity-gate-build-'))
  const remove = (): void => removeFolder(scratch)
  const release = guard(remove)
  try {
    if (request.hosts === undefined) return await buildIn(scratch, kustomize, request)
    const home = join(scratch, 'home')
    mkdirSync(home)
    const egress = await openEgress(request.hosts, join(scratch, 'egress'), home, request.connect)
    try {
      const result = await buildIn(home, kustomize, request, egress.environment)
      return { ...result, network: egress.network() }
    } finally {
      egress.close()
    }
  } finally {
    release()
    remove()
  }
}

async function buildIn(home: string, kustomize: Kustomize, request: BuildRequest, more: Readonly<Record<string, string>> = {}): Promise<BuildResult> {
  const program = programOf(kustomize, request, home)
  const result = await runProgram({
    ...program,
    environment: { ...program.environment, ...more },
    args: [...program.args, join(request.directory, request.overlay)],
    milliseconds: request.seconds * 1000,
    maxBytes: request.megabytes * MEGABYTE,
    signal: request.signal
  })
  return judge(result)
}

/** Builds of one policy, a few at a time. */
export type Builders = {
  /** As `build` does. */
  readonly build: (request: BuildRequest) => Promise<BuildResult>
  readonly close: () => void
}

/**
 * Builds through launchers, each of which runs one build at a time: as many as asked for, whatever is asked of them at once. Of the
 * request its folders and its time count; the rest must be that of `common`. null where the system has no shell to launch with.
 */
export function openBuilders(kustomize: Kustomize, common: Omit<BuildRequest, 'directory' | 'overlay' | 'seconds'>, count: number): Builders | null {
  if (!canLaunch()) return null
  const folder = mkdtempSync(join(common.temporary ?? tmpdir(), 'parity-gate-builds-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  const release = guard(remove)
  const launchers = Array.from({ length: count }, (_, index) => {
    const [output, home] = [join(folder, String(index)), join(folder, String(index), 'home')]
    mkdirSync(home, { recursive: true })
    return createLauncher({ ...programOf(kustomize, common, home), output, maxBytes: common.megabytes * MEGABYTE })
  })
  return {
    build: async ({ directory, overlay, seconds }) => {
      const idle = launchers.reduce((least, each) => (each.waiting() < least.waiting() ? each : least))
      return judge(await idle.run(join(directory, overlay), seconds * 1000))
    },
    close: () => {
      for (const launcher of launchers) launcher.close()
      release()
      remove()
    }
  }
}

/** What is run, and in what; the folder of the overlay comes last. `home` is all that it may take for its own. */
function programOf(kustomize: Kustomize, request: Omit<BuildRequest, 'directory' | 'overlay' | 'seconds'>, home: string) {
  const { memoryMegabytes } = request
  return {
    command: kustomize.command,
    args: [...kustomize.args, ...flags(request)],
    environment: { ...cleanEnvironment(process.env.PATH, home, home), ...goMemory(kustomize.version, memoryMegabytes) },
    // Not the tree: nothing may be found there by a relative path.
    folder: home,
    memoryMegabytes
  }
}

/** Never `--enable-exec` or `--enable-alpha-plugins`: without them a build runs nothing but git and helm. */
function flags(request: Pick<BuildRequest, 'loadRestrictor' | 'enableHelm'>): readonly string[] {
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
      if (signal !== null) return failed(joinLines(stderr, `kustomize was killed by ${signal}${KILLERS[signal] ?? ''}`))
      if (exitCode !== 0 && canLimitMemory() && OUT_OF_MEMORY.test(stderr)) return { kind: 'too-hungry', stderr, milliseconds }
      if (exitCode !== 0) return failed(stderr === '' ? `kustomize ended with exit status ${exitCode} and said nothing` : stderr)
      // Bytes replaced while decoding could make two different outputs look equal.
      if (!isUtf8(result.stdout)) return failed(joinLines(stderr, 'kustomize printed bytes that are not UTF-8'))
      return { kind: 'ok', stdout: result.stdout.toString('utf8'), stderr, milliseconds }
  }
}

/** Nobody but the system, or who looks after the machine, ends a build like that. */
const KILLERS: Readonly<Record<string, string>> = {
  SIGKILL: ', most likely because the machine ran out of memory: allow fewer builds at once with parallelism, or take a larger machine'
}

/**
 * What Go's runtime says when the system gives it no more memory: `runtime/malloc.go`, `mem_linux.go`, `mpagealloc_64bit.go`; of 5.8.1 one
 * run in twenty crashes in the collector instead, which goes on without the span queue that it did not get (`runtime/mgcmark_greenteagc.go`).
 */
const OUT_OF_MEMORY = /^(?:(?:fatal error|runtime): .*(?:out of memory|cannot allocate memory|failed to reserve page summary memory)|runtime\.\(\*spanQueue\)\.tryDrain\()/m

/** Most builds leave it empty. */
function removeFolder(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

function joinLines(text: string, line: string): string {
  return text === '' || text.endsWith('\n') ? text + line : `${text}\n${line}`
}
