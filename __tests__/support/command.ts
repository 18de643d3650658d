// Runs the command line in this process, in a repository, and listens.

import process from 'node:process'
import { runCommand } from '../../src/command.ts'
import { kustomizeBinaries } from './kustomize.ts'

export type CommandRun = { readonly status: number; readonly stdout: string; readonly stderr: string }

/** Runs one command in a folder. `check` gets the newest kustomize, unless it names one itself. */
export async function command(directory: string, args: readonly string[]): Promise<CommandRun> {
  let stdout = ''
  let stderr = ''
  const own = args[0] !== 'check' || args.includes('--kustomize') ? [] : ['--kustomize', kustomizeBinaries().at(-1)?.command ?? '']
  const status = await runCommand([...args.slice(0, 1), ...own, ...args.slice(1)], {
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
    color: false,
    environment: process.env,
    directory
  })
  return { status, stdout, stderr }
}
