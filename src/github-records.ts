// What the gate may ask of GitHub about the base branch, as one thing: merge times, and what reports about environments.

import { mergeTimes } from './edges/github/merge-times.ts'
import type { ClientTarget } from './edges/github/octokit.ts'
import type { OwnChecks } from './edges/github/signals.ts'
import { openSignals } from './edges/github/signals.ts'
import type { GitHubRecords } from './gate/trees.ts'

/** `branch`: short name of the base branch. Asks nothing before it is asked; what fails ends in a line to `say`. */
export function githubRecords(target: ClientTarget, branch: string, own: OwnChecks, say: (line: string) => void): GitHubRecords {
  const signals = openSignals(target, own)
  return {
    mergeTimes: (commits, order) => mergeTimes(target, { commits, branch, order }, say),
    signals: (question) => signals.look(question)
  }
}
