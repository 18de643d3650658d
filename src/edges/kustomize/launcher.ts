// A shell that starts one program after another: it is small, so the system has little to copy for each, which of our own process takes
// longer than a small build's reading and writing. What is waiting is started the moment the one before has ended.

import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, fstatSync, openSync, readSync, rmSync, statSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { guard } from '../files/leftovers.ts'
import { canLimitMemory, processorSeconds, SHELL, startFailure } from './memory-limit.ts'
import { couldNotStart, killGroup, LONGEST_TIMER, STDERR_END_BYTES, withGap, type ProgramRequest, type ProgramResult } from './run-program.ts'

/** As for one program, but that `args` are what comes before the last argument, which each job has of its own. */
export type LauncherOptions = Pick<ProgramRequest, 'command' | 'args' | 'environment' | 'folder' | 'maxBytes'> & {
  /** An existing folder for what the programs print; the caller removes it when the launcher is closed. */
  readonly output: string
  readonly memoryMegabytes: number
}

export type Launcher = {
  /** Never rejects; jobs run in the order in which they come, and each has its time from its own start. */
  readonly run: (argument: string, milliseconds: number) => Promise<ProgramResult>
  /** Jobs that have not ended. */
  readonly waiting: () => number
  readonly close: () => void
}

/** Whether there is a shell to launch with; an argument must be one line. */
export const canLaunch = canLimitMemory

// Each job is three lines: an output's number, processor seconds, and an argument. The subshell's `exec` makes the shell say what cannot be started.
const LOOP = `ulimit -d "$1" 2>/dev/null; ulimit -f "$2"; output=$3; shift 3
while IFS= read -r number && IFS= read -r seconds && IFS= read -r last; do
  (ulimit -t "$seconds" 2>/dev/null; exec "$0" "$@" "$last") >"$output/$number.out" 2>"$output/$number.err" </dev/null
  echo "$?"
done 2>/dev/null`
/** POSIX counts file sizes in blocks of 512 bytes; a shell that counts in larger ones lets more through, which is looked at again. */
const BLOCK = 512
/** A shell says 128 and the signal's number of a program that a signal has ended (POSIX 2.8.2). */
const BY_SIGNAL = 128
const NAMES = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]))

type Job = {
  readonly number: number
  readonly argument: string
  readonly milliseconds: number
  readonly resolve: (result: ProgramResult) => void
}

/** Starts a shell when the first job comes. */
export function createLauncher(options: LauncherOptions): Launcher {
  const { command, output, maxBytes } = options
  const jobs: Job[] = []
  let shell: ChildProcess | null = null
  let release = (): void => undefined
  let timer: NodeJS.Timeout | undefined
  let [began, numbers] = [0, 0]

  /** The first job runs since a moment, in milliseconds since the epoch. */
  const begin = (since: number): void => {
    clearTimeout(timer)
    const [first] = jobs
    if (first === undefined) return
    began = since
    // Where this process was too busy to look, it may have ended in time: what the shell has said is read before time is held against it.
    timer = setTimeout(() => setImmediate(() => jobs[0] === first && end('time', null, null)), Math.min(first.milliseconds, LONGEST_TIMER))
  }
  const send = ({ number, argument, milliseconds }: Job): void =>
    void shell?.stdin?.write(`${number}\n${processorSeconds(Math.min(milliseconds, LONGEST_TIMER))}\n${argument}\n`)
  const stop = (): void => {
    if (shell === null) return
    shell.removeAllListeners('exit')
    killGroup(shell)
    release()
    shell = null
  }
  const open = (): void => {
    const started = start(options)
    if (typeof started === 'string') return end('start', null, null, started)
    shell = started
    release = guard(() => killGroup(started))
    let said = ''
    started.stdout?.on('data', (chunk: Buffer) => {
      const lines = (said + chunk.toString('latin1')).split('\n')
      said = lines.pop() ?? ''
      for (const line of lines) finished(Number(line))
    })
    started.on('error', (error) => end('start', null, null, couldNotStart(SHELL, error)))
    // Somebody has ended the shell itself: the job that ran is lost, those behind it are not.
    started.on('exit', (_status, signal) => end('exit', null, signal ?? 'SIGKILL'))
    started.stdin?.on('error', () => undefined)
    jobs.forEach(send)
  }
  const finished = (status: number): void => {
    const signal = status > BY_SIGNAL ? (NAMES.get(status - BY_SIGNAL) ?? null) : null
    settle('exit', signal === null ? status : null, signal)
  }
  /** Ends the first job, and the shell with it. */
  const end = (why: ProgramResult['end'], exitCode: number | null, signal: string | null, said?: string): void => {
    stop()
    settle(why, exitCode, signal, said)
    if (jobs.length > 0) open()
  }
  const settle = (why: ProgramResult['end'], exitCode: number | null, signal: string | null, said?: string): void => {
    const job = jobs.shift()
    if (job === undefined) return
    const [out = '', err = ''] = ['out', 'err'].map((kind) => join(output, `${job.number}.${kind}`))
    // What has gone well printed last; this process may have been too busy to see it end.
    const ended = Math.max(began, Math.min(Date.now(), exitCode === 0 ? lastWritten(out) : Infinity))
    const stdout = readStart(out, maxBytes)
    const stderr = said ?? readEnds(err)
    for (const file of [out, err]) rmSync(file, { force: true })
    const milliseconds = Math.round(ended - began)
    begin(ended)
    const result = { exitCode, signal, stdout: stdout ?? Buffer.alloc(0), stderr, milliseconds }
    const cause = why === 'exit' ? startFailure(command, exitCode, stderr) : null
    if (cause !== null) job.resolve({ ...result, end: 'start', exitCode: null, stderr: couldNotStart(command, { code: cause }) })
    // The limit on files holds for what it writes to standard error, too.
    else job.resolve({ ...result, end: why === 'exit' && (stdout === null || signal === 'SIGXFSZ') ? 'size' : why })
  }

  return {
    run: (argument, milliseconds) =>
      new Promise((resolve) => {
        const job = { number: (numbers += 1), argument, milliseconds, resolve }
        jobs.push(job)
        if (shell === null) open()
        else send(job)
        if (jobs.length === 1) begin(Date.now())
      }),
    waiting: () => jobs.length,
    close: () => {
      clearTimeout(timer)
      stop()
    }
  }
}

/** The shell, or why there is none; some causes are told later, by its `error` event. */
function start({ command, args, environment, output, folder, maxBytes, memoryMegabytes }: LauncherOptions): ChildProcess | string {
  const blocks = Math.floor(maxBytes / BLOCK) + 1
  const own = [String(memoryMegabytes * 1024), String(blocks), output]
  try {
    return spawn(SHELL, ['-c', LOOP, command, ...own, ...args], { cwd: folder, env: { ...environment }, stdio: ['pipe', 'pipe', 'ignore'], detached: true })
  } catch (error) {
    // An argument with a NUL byte.
    return couldNotStart(command, error)
  }
}

/** Milliseconds since the epoch; Infinity where there is no file. */
function lastWritten(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Infinity
}

/** The whole file; null where it is too large; nothing where there is none. */
function readStart(file: string, maxBytes: number): Buffer | null {
  return withFile(file, Buffer.alloc(0), (handle, size) => (size > maxBytes ? null : readPart(handle, 0, size)))
}

/** The beginning and the end, where programs say what went wrong. */
function readEnds(file: string): string {
  return withFile(file, '', (handle, size) => {
    const head = readPart(handle, 0, Math.min(size, STDERR_END_BYTES))
    const from = Math.max(size - STDERR_END_BYTES, head.length)
    return withGap(head, readPart(handle, from, size - from), from - head.length)
  })
}

function readPart(handle: number, from: number, length: number): Buffer {
  const buffer = Buffer.alloc(length)
  return length === 0 ? buffer : buffer.subarray(0, readSync(handle, buffer, 0, length, from))
}

function withFile<T>(file: string, without: T, read: (handle: number, size: number) => T): T {
  let handle: number
  try {
    handle = openSync(file, 'r')
  } catch {
    // It ended before it printed anything.
    return without
  }
  try {
    return read(handle, fstatSync(handle).size)
  } finally {
    closeSync(handle)
  }
}
