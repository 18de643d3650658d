// The folder in which a run keeps all that is temporary, and one in memory. They go with the run; what one left that was killed, the next removes.

import { createHash } from 'node:crypto'
import { lstatSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { UserError } from '../../core/model/error.ts'
import { once } from '../../core/model/memo.ts'
import { guard } from './leftovers.ts'
import { memoryFolder } from './memory-folder.ts'
import { reasonOf, systemCode } from './system-error.ts'

export type RunFolder = {
  readonly path: string
  /** For small files that do not stay; null where the system keeps none in memory, or has no room there. */
  readonly memory: string | null
  /** Never throws: what cannot be removed is the next run's to remove. */
  readonly remove: () => void
}

/** Where our process ids mean something, and whose folder it is. */
const NAME = /^parity-gate-([0-9a-f]{8})-(\d{1,10})-[A-Za-z0-9]{6}$/

/**
 * Makes a folder below `parent`, and one in memory, after those of runs that are dead have been removed from there. They are removed when
 * this process is told to stop. UserError `usage` where none can be made.
 */
export function openRunFolder(parent: string): RunFolder {
  const made: string[] = []
  const discard = (): void => made.forEach(discardFolder)
  const open = (place: string): string => {
    sweep(place)
    const path = make(place)
    made.push(path)
    return path
  }
  // Before there is a folder: from here on a signal waits until this function has returned.
  const release = guard(discard)
  try {
    return {
      path: open(resolve(parent)),
      memory: openIn(memoryFolder(), open),
      remove: () => {
        discard()
        release()
      }
    }
  } catch (error) {
    discard()
    release()
    throw error
  }
}

/** Nobody needs one in memory: where there is none, the disk has room. */
function openIn(place: string | null, open: (place: string) => string): string | null {
  try {
    return place === null ? null : open(place)
  } catch {
    return null
  }
}

function make(place: string): string {
  try {
    return mkdtempSync(join(place, `parity-gate-${machine()}-${process.pid}-`))
  } catch (error) {
    throw new UserError('usage', `no temporary folder can be made in \`${place}\`: ${reasonOf(error)}`, {
      help: 'Let TMPDIR, and in a job of GitHub Actions RUNNER_TEMP, name a folder that may be written to and has room.',
      cause: error
    })
  }
}

/** What SIGKILL and the lack of memory leave: nobody but the next run can remove it. A link is never followed. */
function sweep(place: string): void {
  for (const name of namesIn(place)) {
    const [, of, pid] = NAME.exec(name) ?? []
    if (of === machine() && !isAlive(Number(pid)) && isOurs(join(place, name))) discardFolder(join(place, name))
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Containers share folders but not their process ids: a run in another one looks dead from here. */
const machine = once((): string => createHash('sha256').update(`${hostname()} ${processSpace()}`).digest('hex').slice(0, 8))

function processSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    // Not Linux: one space of process ids for the whole machine.
    return ''
  }
}

/** An id that another process has got meanwhile keeps the folder for one run longer. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemCode(error) !== 'ESRCH'
  }
}

/** Anybody can make a folder of such a name where all may write. */
function isOurs(path: string): boolean {
  try {
    const found = lstatSync(path)
    return found.isDirectory() && (process.getuid === undefined || found.uid === process.getuid())
  } catch {
    return false
  }
}

function discardFolder(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 3 })
  } catch {
    // Somebody else's process still writes there.
  }
}
