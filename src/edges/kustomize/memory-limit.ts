// Hard limits on the memory and the processor time of a program and of all that it starts, where the system has them: Linux.

import { existsSync } from 'node:fs'
import { cpus } from 'node:os'
import process from 'node:process'
import { once } from '../../core/model/memo.ts'

export type Invocation = { readonly command: string; readonly args: readonly string[] }

/**
 * The shell is everywhere and sets the limit by itself; `exec` leaves nothing of it behind. Not `-v`: Go reserves address space that it
 * never uses (kustomize 5.8.1 1.6 GB, others less), whereas `-d` counts what may be written to (getrlimit(2), since Linux 4.7). A
 * lower limit that is in force already stays.
 */
const LIMITED = 'ulimit -d "$1" 2>/dev/null; ulimit -t "$2" 2>/dev/null; shift 2; exec "$0" "$@"'
export const SHELL = '/bin/sh'

/** Whether `limited` limits anything here. */
export const canLimitMemory = once(() => process.platform === 'linux' && existsSync(SHELL))

/** Beyond what a program can use of all processors before we end it. */
const SPARE_SECONDS = 10

/**
 * Processor seconds (`ulimit -t`) that a program cannot reach as long as we are there to end it in time. Where we are not, because
 * somebody has killed us, one that hangs ends all the same.
 */
export function processorSeconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 1000) * processors() + SPARE_SECONDS
}

/** To ask takes a third of a millisecond, and every build would. */
const processors = once(() => Math.max(1, cpus().length))

/** The program, with so much memory and processor time for each of its processes; itself where nothing sets limits. A megabyte is 2^20 bytes. */
export function limited({ command, args }: Invocation, megabytes: number, seconds: number): Invocation {
  if (!canLimitMemory()) return { command, args }
  return { command: SHELL, args: ['-c', LIMITED, command, String(megabytes * 1024), String(seconds), ...args] }
}

/** By what POSIX gives a shell that could not start a program (2.8.2, Exit Status for Commands). */
const CODES: Readonly<Record<number, string>> = { 126: 'EACCES', 127: 'ENOENT' }

/** The system's code where not the program but the shell before it ended, since there is none to start; else null. */
export function startFailure(command: string, exitCode: number | null, stderr: string): string | null {
  const own = stderr.startsWith(`${command}: `) && /^[^\n]*: exec: [^\n]*\n?$/.test(stderr.slice(command.length))
  return own && canLimitMemory() ? (CODES[exitCode ?? 0] ?? null) : null
}
