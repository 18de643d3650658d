// Runs the command line in this process, in a repository, and listens.

import process from 'node:process'
import { runCommand } from '../../src/command.ts'
import { newestKustomize } from './kustomize.ts'

const BUILDING = ['check', 'status', 'backtest']

export type CommandRun = { readonly status: number; readonly stdout: string; readonly stderr: string }

/** Runs one command in a folder. Those that build get the newest kustomize, unless they name one themselves. */
export async function command(directory: string, args: readonly string[]): Promise<CommandRun> {
  let stdout = ''
  let stderr = ''
  const own = !BUILDING.includes(args[0] ?? '') || args.includes('--kustomize') ? [] : ['--kustomize', newestKustomize().command]
  const status = await runCommand([...args.slice(0, 1), ...own, ...args.slice(1)], {
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
    color: false,
    environment: process.env,
    directory
  })
  return { status, stdout, stderr }
}
