// Where a commit's kustomizations were before it moved them.

import { UserError } from '../../core/model/error.ts'
import { KUSTOMIZATION_NAMES } from '../../core/model/kustomization.ts'
import { byText } from '../../core/model/text.ts'
import { SUBMODULE_MODE } from '../../core/model/tree.ts'
import type { ObjectStore } from './batch.ts'
import { missingObjects } from './batch.ts'
import { readParents } from './commits.ts'
import type { RawChange } from './history-log.ts'
import { readRawChanges } from './history-log.ts'
import { shortId } from './object-id.ts'
import { gitIn } from './private-git.ts'
import { reasonOf } from './run.ts'

/** The names that kustomize looks for, at any depth. */
const KUSTOMIZATIONS = KUSTOMIZATION_NAMES.map((name) => `:(glob)**/${name}`)

/** Looks through `store`, which sees all that is here; `cutOff` tells whether a commit's parents were never fetched. */
export type RenamePlace = {
  readonly store: ObjectStore
  readonly cutOff: (commit: string) => boolean
  readonly load: (blobs: readonly string[]) => Promise<void>
}

/**
 * New path → old path of the kustomizations that the commit moved, by git's rename detection against its first parent; by
 * new path. Empty for a root and where the history that is known starts. UserError `history-unavailable`.
 */
export async function findRenames(place: RenamePlace, commit: string): Promise<ReadonlyMap<string, string>> {
  const [parent] = await readParents(place.store, commit)
  if (parent === undefined) return new Map()
  const isMissing = (await missingObjects(place.store, [`${parent}^{tree}`])).length > 0
  if (isMissing && place.cutOff(commit)) return new Map()
  const plain = await compare(place.store, parent, commit, ['--no-renames'])
  const removed = plain.filter(({ before, after }) => after === null && before?.mode !== SUBMODULE_MODE)
  const added = plain.filter(({ before, after }) => before === null && after?.mode !== SUBMODULE_MODE)
  if (removed.length === 0 || added.length === 0) return new Map()
  // Git compares contents, and must not find them missing.
  await place.load([...removed, ...added].flatMap(({ before, after }) => [before, after].flatMap((entry) => entry?.blob ?? [])))
  const moved = await compare(place.store, parent, commit, ['-M', '--diff-filter=RC'])
  const pairs = moved.map((change): readonly [string, string] => [change.path, origin(change, removed)])
  return new Map(pairs.toSorted(([a], [b]) => byText(a, b)))
}

async function compare(store: ObjectStore, parent: string, commit: string, options: readonly string[]): Promise<readonly RawChange[]> {
  const args = ['diff-tree', '-r', '--raw', '--no-abbrev', '-z', ...options, '--end-of-options', parent, commit, '--', ...KUSTOMIZATIONS]
  const result = await gitIn(store, args)
  if (result.status === 0) return readRawChanges(result.output)
  throw new UserError('history-unavailable', `cannot compare \`${shortId(commit)}\` with its parent: ${reasonOf(result)}`, {
    help: 'If `git fsck` finds objects missing or damaged, clone the repository again.'
  })
}

/**
 * Overlays of several environments can be equal to the byte, and among equal files git takes any: then the one whose path
 * has most in common is meant (`apps/web/prod` became `web/overlays/prod`, not the equal `apps/web/staging`).
 */
function origin(change: RawChange, removed: readonly RawChange[]): string {
  const known = change.from ?? change.path
  const equals = removed.filter(({ before }) => before?.blob === change.after?.blob)
  const parts = new Set(change.path.split('/'))
  const common = (path: string): number => path.split('/').filter((part) => parts.has(part)).length
  return equals.reduce((best, { path }) => (common(path) > common(best) ? path : best), known)
}
