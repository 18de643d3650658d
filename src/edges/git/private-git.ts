// Runs git in a private repository, whose own configuration alone counts.

import type { ObjectStore } from './batch.ts'
import type { GitResult } from './run.ts'
import { runGit } from './run.ts'

/** A walk through a long history on a busy machine takes its time. */
const SECONDS = 300

/** As runGit, whatever the status; `onOutput` takes the output piece by piece, `input` is what it reads. */
export function gitIn(store: ObjectStore, args: readonly string[], onOutput?: (chunk: Buffer) => void, input: string = ''): Promise<GitResult> {
  const call = { directory: store.gitDir, environment: store.environment, seconds: SECONDS, input }
  return runGit([`--git-dir=${store.gitDir}`, ...args], call, onOutput)
}

/** The lines of the output that are not empty. */
export function linesOf(result: GitResult): readonly string[] {
  return result.output.toString('utf8').split('\n').filter((line) => line !== '')
}
