// Processor time of this process and of all that it has started and waited for.

import { existsSync, readFileSync } from 'node:fs'
import process from 'node:process'

const STAT = '/proc/self/stat'
/** Linux counts these fields in hundredths of a second on all of its usual builds (proc_pid_stat(5), USER_HZ). */
const TICK_MILLISECONDS = 10

/** User and system time in milliseconds; children are left out where the system has no `/proc`. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000 + childrenTime()
}

/** Of children that have ended and been waited for, with theirs; 0 where the system has no `/proc`. */
export function childrenTime(): number {
  if (!existsSync(STAT)) return 0
  const text = readFileSync(STAT, 'utf8')
  // The second field is the program's name in parentheses and may hold anything; the third begins what is counted here.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [user, system] = [fields[13], fields[14]].map(Number)
  return ((user ?? 0) + (system ?? 0)) * TICK_MILLISECONDS
}
