// What GitHub knows about a scenario's base branch, in memory: merge times, and signals that somebody reported.

import type { SignalLook } from '../../src/core/model/signal.ts'
import type { GitHubRecords } from '../../src/gate/trees.ts'
import { git } from './scenario.ts'

/** A deployment to staging: the commit that it is of, by how many first parents it lies behind the tip, and when it ended how. */
export type Deployed = { readonly behind: number; readonly time: string; readonly state: 'success' | 'failed' }

/**
 * Every commit came to the base branch when its committer says, or `later` seconds after that, and GitHub vouches for it. Deployments to
 * the GitHub environment `staging` are as given.
 */
export function records(directory: string, deployments: readonly Deployed[] = [], later = 0): GitHubRecords {
  return {
    mergeTimes: (commits) =>
      Promise.resolve(
        new Map(commits.map((id) => [id, { time: Number(git(directory, 'log', '-1', '--format=%ct', id)) + later, clock: 'merged' as const }]))
      ),
    signals: ({ commits, kinds, wanted }): Promise<SignalLook> => {
      const known = deployments.map(({ behind, time, state }) => ({
        kind: 'deployment' as const,
        name: 'staging',
        state,
        word: state === 'success' ? 'success' : 'failure',
        commit: git(directory, 'rev-parse', `HEAD~${behind}`),
        time: Date.parse(time) / 1000,
        url: null,
        description: ''
      }))
      const found = known.filter(({ commit, kind, name }) => commits.includes(commit) && kinds.includes(kind) && wanted(kind, name))
      return Promise.resolve({ records: found.toSorted((a, b) => b.time - a.time), asked: commits.length, commits: commits.length, gaps: [] })
    }
  }
}
