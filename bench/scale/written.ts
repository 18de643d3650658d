// A world in git: its branch, and each change as a commit on top of it.

import { mkdirSync, rmSync } from 'node:fs'
import { fullClone, git, writeOrigin } from '../repository.ts'
import { ENVIRONMENTS, overlayFolder } from './application.ts'
import type { World } from './world.ts'

export type Written = {
  /** A full clone at the branch's tip. */
  readonly directory: string
  /** Relative to it, application by application. */
  readonly overlays: readonly string[]
  /** Commit ids. */
  readonly tip: string
  readonly promotion: string
  readonly notes: string
}

/** The commits' time; a run's present is later. */
const TIME = Date.parse('2026-11-01T12:00:00Z') / 1000

/** `folder` is made, and must not exist. */
export function writeWorld(world: World, folder: string): Written {
  mkdirSync(folder, { recursive: true })
  const commits = [{ time: TIME - 3600, author: 'Ada', subject: 'Begin', files: world.files }]
  const branches = [{ name: 'promotion', files: world.promotion }, { name: 'notes', files: world.notes }]
  const { origin, tip, changes } = writeOrigin(folder, commits, branches, TIME)
  const directory = fullClone(folder, origin, tip)
  const overlays = world.applications.flatMap((application) => ENVIRONMENTS.map((environment) => overlayFolder(application, environment)))
  return { directory, overlays, tip, promotion: changes.get('promotion') ?? tip, notes: changes.get('notes') ?? tip }
}

/** Another checkout of the same repository, in a new folder. */
export function checkout({ directory }: Written, revision: string, folder: string): string {
  rmSync(folder, { recursive: true, force: true })
  git(directory, ['worktree', 'prune'])
  git(directory, ['worktree', 'add', '-q', '--detach', folder, revision])
  return folder
}
