#!/usr/bin/env node
// Entry of the command line: the same engine and verdict without GitHub. Nothing else runs on import.

import process from 'node:process'
import { runCommand } from './command.ts'

const terminal = { stdout: (text: string) => process.stdout.write(text), stderr: (text: string) => process.stderr.write(text) }
try {
  process.exitCode = await runCommand(process.argv.slice(2), {
    ...terminal,
    environment: process.env,
    color: process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === '',
    live: process.stderr.isTTY && process.env['TERM'] !== 'dumb',
    columns: () => process.stderr.columns,
    directory: process.cwd()
  })
} catch (error) {
  process.exitCode = 1
  console.error('Parity Gate ended by a bug of its own; please report it with these lines.\n', error)
}
