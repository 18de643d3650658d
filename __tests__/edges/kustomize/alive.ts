// Whether processes are still there, for tests of what must be gone.

import { expect } from '@jest/globals'
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'

/** Gives the system two seconds to take them away. */
export async function expectGone(pids: readonly number[]): Promise<void> {
  for (let tries = 0; tries < 100 && pids.some(isAlive); tries++) await sleep(20)
  expect(pids.filter(isAlive)).toEqual([])
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    // A process that ended and waits for its parent to ask is gone for us.
    return process.platform !== 'linux' || !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
