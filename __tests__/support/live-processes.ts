// Processes that a run has left: those whose command line, environment or folder names a path that only that run has.

import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'

/** Command lines of the processes that have to do with one of these paths, without this one; none where the system does not tell. */
function processesOf(paths: readonly string[]): readonly string[] {
  if (paths.length === 0 || !existsSync('/proc/self/cmdline')) return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      const said = [() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'), () => readFileSync(`/proc/${pid}/environ`, 'utf8'), () => readlinkSync(`/proc/${pid}/cwd`)].map(textOf)
      return said.some((text) => paths.some((path) => text.includes(path))) ? [(said[0] ?? '').replaceAll('\0', ' ')] : []
    })
}

/** The same, of those that do not end within so many seconds. */
export async function lastingProcessesOf(paths: readonly string[], seconds = 2): Promise<readonly string[]> {
  let found = processesOf(paths)
  for (let tries = 0; tries < seconds * 20 && found.length > 0; tries++) {
    await sleep(50)
    found = processesOf(paths)
  }
  return found
}

/** '' of a process that has ended meanwhile, or is somebody else's. */
function textOf(read: () => string): string {
  try {
    return read()
  } catch {
    return ''
  }
}
