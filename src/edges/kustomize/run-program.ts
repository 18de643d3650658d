// Runs one program as a process group of its own, with bounded time and output, so that nothing it starts outlives it.

import { spawn, type ChildProcess } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import process from 'node:process'
import { guard } from '../files/leftovers.ts'
import { limited, processorSeconds, startFailure } from './memory-limit.ts'
import { systemCode, systemMessage } from '../files/system-error.ts'

export type ProgramRequest = {
  /** Absolute path. */
  readonly command: string
  readonly args: readonly string[]
  /** The child's whole environment: nothing of ours is added. */
  readonly environment: Readonly<Record<string, string>>
  /** The child's working directory; it must exist. */
  readonly folder: string
  readonly milliseconds: number
  /** Of standard output. */
  readonly maxBytes: number
  /** Of writable memory for each process of the group, where the system can hold it to that; without it as much as there is. */
  readonly memoryMegabytes?: number
  /** Ends the program when it is aborted. */
  readonly signal?: AbortSignal | undefined
}

/** Why it ended: by itself, one of our bounds, the run's abort, or it never started. */
export type ProgramEnd = 'exit' | 'time' | 'size' | 'abort' | 'start'

export type ProgramResult = {
  readonly end: ProgramEnd
  readonly exitCode: number | null
  readonly signal: string | null
  readonly stdout: Buffer
  /** The first and last 64 KiB; for `start`, why it could not be started. */
  readonly stderr: string
  readonly milliseconds: number
}

export const STDERR_END_BYTES = 64 * 1024
/** How long after the program's own end its pipes may stay open in the hands of something that left its group. */
const PIPE_GRACE_MILLISECONDS = 1000
/** Node runs a timer of more than 2^31 - 1 ms at once. */
export const LONGEST_TIMER = 2_147_483_647

/** Never rejects. Standard input is empty; time-out, size and abort kill the whole process group. */
export function runProgram(request: ProgramRequest): Promise<ProgramResult> {
  const started = performance.now()
  const spent = (): number => Math.round(performance.now() - started)
  const unstarted = (end: ProgramEnd, why: string): ProgramResult => {
    return { end, exitCode: null, signal: null, stdout: Buffer.alloc(0), stderr: why, milliseconds: spent() }
  }
  if (request.signal?.aborted === true) return Promise.resolve(unstarted('abort', ''))
  return new Promise((resolve) => {
    const child = start(request)
    if (typeof child === 'string') return resolve(unstarted('start', child))
    const release = guard(() => killGroup(child))
    const stdout: Buffer[] = []
    const stderr = keepEnds(STDERR_END_BYTES)
    let bytes = 0
    let end: ProgramEnd = 'exit'
    let grace: NodeJS.Timeout | undefined
    const stop = (why: ProgramEnd): void => {
      if (end !== 'exit') return
      end = why
      killGroup(child)
    }
    const abort = (): void => stop('abort')
    const timer = setTimeout(() => stop('time'), Math.min(request.milliseconds, LONGEST_TIMER))
    const finish = (result: ProgramResult): void => {
      clearTimeout(timer)
      clearTimeout(grace)
      request.signal?.removeEventListener('abort', abort)
      release()
      resolve(result)
    }
    request.signal?.addEventListener('abort', abort)
    child.stdout?.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > request.maxBytes) stop('size')
      else stdout.push(chunk)
    })
    child.stderr?.on('data', stderr.add)
    child.on('error', (error) => {
      if (child.pid === undefined) finish(unstarted('start', couldNotStart(request.command, error)))
    })
    child.on('exit', () => {
      clearTimeout(timer)
      // What it left running in its group would keep the pipes open.
      killGroup(child)
      grace = setTimeout(() => {
        child.stdout?.destroy()
        child.stderr?.destroy()
      }, PIPE_GRACE_MILLISECONDS)
    })
    child.on('close', (exitCode, signal) => {
      if (child.pid === undefined) return
      const why = request.memoryMegabytes === undefined ? null : startFailure(request.command, exitCode, stderr.text())
      if (why !== null) return finish(unstarted('start', couldNotStart(request.command, { code: why })))
      finish({ end, exitCode, signal, stdout: Buffer.concat(stdout), stderr: stderr.text(), milliseconds: spent() })
    })
  })
}

/** The child, or why there is none. A missing file is told later, by the child's `error` event. */
function start(request: ProgramRequest): ChildProcess | string {
  try {
    const { command, args } = request.memoryMegabytes === undefined ? request : limited(request, request.memoryMegabytes, processorSeconds(Math.min(request.milliseconds, LONGEST_TIMER)))
    return spawn(command, [...args], {
      cwd: request.folder,
      env: { ...request.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      windowsHide: true
    })
  } catch (error) {
    // An argument with a NUL byte, an argument list that is too long.
    return couldNotStart(request.command, error)
  }
}

/** Ends a child that `detached` made the leader of a group, and all of the group. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    // A negative id is the group that `detached` made.
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // No such group any more, or a system without groups.
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  }
}

const CAUSES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file, or the interpreter or loader that it names is missing',
  EACCES: 'it may not be executed',
  ENOEXEC: 'it is not a program for this machine'
}

/** `error`: with a system's `code`. */
export function couldNotStart(command: string, error: unknown): string {
  const cause = CAUSES[systemCode(error)]
  return `${command} could not be started: ${cause === undefined ? systemMessage(error) : `${cause} (${systemCode(error)})`}`
}

/** Collects text of any length and keeps its beginning and its end, where programs say what went wrong. */
function keepEnds(bytes: number): { add: (chunk: Buffer) => void; text: () => string } {
  let head = Buffer.alloc(0)
  let tail = Buffer.alloc(0)
  let dropped = 0
  const add = (chunk: Buffer): void => {
    const room = bytes - head.length
    if (room > 0) head = Buffer.concat([head, chunk.subarray(0, room)])
    const rest = Buffer.concat([tail, chunk.subarray(Math.max(room, 0))])
    tail = rest.subarray(Math.max(rest.length - bytes, 0))
    dropped += rest.length - tail.length
  }
  return { add, text: () => withGap(head, tail, dropped) }
}

/** The beginning and the end of a text of which so many bytes between them are not there. */
export function withGap(head: Buffer, tail: Buffer, dropped: number): string {
  if (dropped === 0) return Buffer.concat([head, tail]).toString('utf8')
  return `${head.toString('utf8')}\n[… ${dropped} bytes left out …]\n${tail.toString('utf8')}`
}
