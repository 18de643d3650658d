// The helm that tests run with, where there is one.

import { execFileSync } from 'node:child_process'
import process from 'node:process'

let known: { readonly command: string | null } | null = null

/** PARITY_GATE_TEST_HELM, else what is on PATH; null where neither runs, which is said on standard error once. */
export function helmBinary(): string | null {
  known ??= { command: find() }
  return known.command
}

function find(): string | null {
  const named = process.env.PARITY_GATE_TEST_HELM ?? ''
  const command = (named === '' ? ['helm'] : [named]).find(runs) ?? null
  if (command === null) process.stderr.write('helm in tests: there is none, and what needs it is left out (PARITY_GATE_TEST_HELM says where one is)\n')
  return command
}

function runs(command: string): boolean {
  try {
    return execFileSync(command, ['version', '--short'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).startsWith('v3.')
  } catch {
    return false
  }
}
