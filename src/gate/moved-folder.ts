// Where an overlay was before a commit moved it, by git's own rename detection.

import { environmentWords, type Environment } from '../core/model/environment.ts'
import type { PathChange } from '../core/model/history.ts'
import { isKustomizationFile, KUSTOMIZATION_NAMES } from '../core/model/kustomization.ts'
import type { Overlay } from '../core/model/overlay.ts'
import { folderOf } from '../core/model/repo-path.ts'
import { byText } from '../core/model/text.ts'

export type Move = {
  /** The overlay's folder after the commit. */
  readonly folder: string
  readonly overlay: Overlay
  readonly environments: readonly Environment[]
  readonly changes: readonly PathChange[]
  /** Of each file that the commit adds, where git says that it was before. */
  readonly moved: ReadonlyMap<string, string>
}

/**
 * The folder whose kustomization the commit took away and put into this one; where git pairs that file with nothing, the one that
 * most other files came from. null where there is none, or where it is another environment's: that past is not this one's.
 */
export function earlierFolder({ folder, overlay, environments, changes, moved }: Move): string | null {
  const deleted = changes.filter(({ after }) => after === null).map(({ path }) => path)
  const gone = new Set(deleted.filter(isKustomizationFile).map(folderOf))
  const votes = new Map<string, number>()
  for (const [after, before] of moved) {
    if (!after.startsWith(folder === '' ? '' : `${folder}/`)) continue
    const rest = folder === '' ? after : after.slice(folder.length + 1)
    const kustomization = KUSTOMIZATION_NAMES.includes(rest) && isKustomizationFile(before)
    const from = kustomization ? folderOf(before) : before.endsWith(`/${rest}`) ? before.slice(0, -rest.length - 1) : null
    if (from === null || !gone.has(from)) continue
    // The kustomization's own origin outweighs all other files.
    votes.set(from, (votes.get(from) ?? 0) + (kustomization ? moved.size + 1 : 1))
  }
  const [best] = [...votes].toSorted(([a, first], [b, second]) => second - first || byText(a, b))
  return best === undefined || isForeign(best[0], overlay, environments) ? null : best[0]
}

/** Whether a folder names another environment, and not the overlay's own. */
function isForeign(folder: string, { environment }: Overlay, environments: readonly Environment[]): boolean {
  const tokens = new Set(folder.split('/').flatMap((segment) => [segment, ...segment.split(/[-_.]/)]))
  const names = (each: Environment): boolean => environmentWords(each).some((word) => tokens.has(word))
  const named = environments.filter(names).map(({ name }) => name)
  return named.length > 0 && !named.includes(environment)
}
