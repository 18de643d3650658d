// A hard limit on the memory of a program and of all that it starts, where the system has one: Linux.

import { existsSync } from 'node:fs'
import process from 'node:process'
import { once } from '../../core/model/memo.ts'

export type Invocation = { readonly command: string; readonly args: readonly string[] }

/**
 * The shell is everywhere and sets the limit by itself; `exec` leaves nothing of it behind. Not `-v`: Go reserves address space that it
 * never uses (kustomize 5.8.1 1.6 GB, others less), whereas `-d` counts what may be written to (getrlimit(2), since Linux 4.7). A
 * lower limit that is in force already stays.
 */
const LIMITED = 'ulimit -d "$1" 2>/dev/null; shift; exec "$0" "$@"'
export const SHELL = '/bin/sh'

/** Whether `limited` limits anything here. */
export const canLimitMemory = once(() => process.platform === 'linux' && existsSync(SHELL))

/** The program, with so much memory for each of its processes; itself where the system has no such limit. A megabyte is 2^20 bytes. */
export function limited({ command, args }: Invocation, megabytes: number): Invocation {
  if (!canLimitMemory()) return { command, args }
  return { command: SHELL, args: ['-c', LIMITED, command, String(megabytes * 1024), ...args] }
}

/** By what POSIX gives a shell that could not start a program (2.8.2, Exit Status for Commands). */
const CODES: Readonly<Record<number, string>> = { 126: 'EACCES', 127: 'ENOENT' }

/** The system's code where not the program but the shell before it ended, since there is none to start; else null. */
export function startFailure(command: string, exitCode: number | null, stderr: string): string | null {
  const own = stderr.startsWith(`${command}: `) && /^[^\n]*: exec: [^\n]*\n?$/.test(stderr.slice(command.length))
  return own && canLimitMemory() ? (CODES[exitCode ?? 0] ?? null) : null
}
