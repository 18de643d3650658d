// `parity-gate status`: what is live where since when, and what may be promoted now, from git alone.

import { tmpdir } from 'node:os'
import { createEdges } from './builds.ts'
import type { Board } from './core/model/board.ts'
import { UserError } from './core/model/error.ts'
import { matchGlob } from './core/model/glob.ts'
import type { RawInputs } from './core/policy/read-policy.ts'
import type { Settings } from './core/policy/settings.ts'
import { openRunFolder } from './edges/files/run-folder.ts'
import type { Repository } from './edges/git/repository.ts'
import { openRepository } from './edges/git/repository.ts'
import { findKustomize } from './edges/kustomize/find-kustomize.ts'
import { readBoard } from './gate/board.ts'
import { readPolicyToday } from './policy-today.ts'
import { createProgress } from './progress.ts'
import type { Voice } from './progress.ts'

export type StatusRun = {
  /** Folder of the repository. */
  readonly directory: string
  readonly inputs: RawInputs
  readonly settings: Settings
  /** Names or globs of applications; none: all. */
  readonly applications: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Seconds since the epoch. */
  readonly now: number
} & Voice

/** Reads the base branch as the checkout knows it; nothing in the checkout is touched. All that a user can mend is a UserError. */
export async function runStatus(run: StatusRun): Promise<Board> {
  const { settings, applications, now, say } = run
  const folder = openRunFolder(tmpdir())
  const temporary = folder.path
  try {
    const repository = await openRepository(run.directory, { token: settings.githubToken, serverUrl: null, temporary })
    const policy = readPolicyToday(run, repository.root)
    const live = await repository.tree(await tipOf(settings.base, repository))
    const find = () => findKustomize({ input: settings.kustomize, repository: repository.root, environment: run.environment, temporary, say })
    const edges = createEdges({ repository, temporary, memory: folder.memory, say: () => undefined, find })
    const wanted = (name: string): boolean => applications.length === 0 || applications.some((glob) => glob === name || matchGlob(glob, name))
    const board = await readBoard({ live, policy, extent: 'whole', wanted, now, progress: (total) => createProgress(total, 'applications', run) }, edges, repository)
    if (board.applications.length === 0) throw nothingToShow(applications)
    return board
  } finally {
    folder.remove()
  }
}

async function tipOf(base: string | null, repository: Repository): Promise<string> {
  const branch = base ?? (await repository.defaultBranch())
  if (branch === null) throw new UserError('usage', 'the default branch of this repository cannot be told', { help: 'Name the branch whose overlays are live, such as --base main.' })
  const tip = await repository.resolve(branch)
  if (tip === null) throw new UserError('usage', `\`${branch}\` is no revision of this repository`, { help: 'Name the branch whose overlays are live, such as --base main.' })
  await repository.ensureCommits([tip])
  return tip
}

function nothingToShow(applications: readonly string[]): UserError {
  if (applications.length > 0) return new UserError('usage', `no application is called ${applications.map((name) => `\`${name}\``).join(' or ')}`, { help: '`parity-gate status` without a name shows all of them.' })
  return new UserError('no-overlays', 'nothing in the repository looks like an overlay of an environment', { help: 'Say where they are: --overlays \'apps/{app}/overlays/{env}\'.' })
}
