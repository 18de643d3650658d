#!/usr/bin/env node
// Entry of the command line: the same engine and verdict without GitHub. Nothing else runs on import.

import process from 'node:process'
import { runCommand } from './command.ts'
import { USAGE } from './commands/exit-status.ts'
import { hasCode, reasonOf } from './edges/files/system-error.ts'

let isLost = false
process.stdout.on('error', (error) => {
  // Who reads has seen enough, as `head` has: the verdict stands. What is lost otherwise must not end as a pass.
  if (hasCode(error, 'EPIPE') || isLost) return
  isLost = true
  process.exitCode = USAGE
  console.error(`error: the output cannot be written: ${reasonOf(error)}\n  help: Make room where it goes, or write it elsewhere, and run again.`)
})
process.stderr.on('error', () => undefined)

const terminal = { stdout: (text: string) => process.stdout.write(text), stderr: (text: string) => process.stderr.write(text) }
try {
  const status = await runCommand(process.argv.slice(2), {
    ...terminal,
    environment: process.env,
    color: process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === '',
    live: process.stderr.isTTY && process.env['TERM'] !== 'dumb',
    columns: () => process.stderr.columns,
    directory: process.cwd()
  })
  process.exitCode = isLost ? USAGE : status
} catch (error) {
  process.exitCode = 1
  console.error('Parity Gate ended by a bug of its own; please report it with these lines.\n', error)
}
