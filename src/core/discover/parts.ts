// Only leaves are overlays: what another kustomization of the same environment uses is a part of it.

import { groupBy } from '../model/group.ts'
import { reach, type LayerReader } from './closure.ts'
import type { Place } from './places.ts'

export type PlacedFolder = {
  readonly path: string
  /** The folder that the path leads to, links followed. */
  readonly real: string
  readonly place: Place
}

/**
 * The placed folders that are deployed by themselves. A part is what a kustomization of the same environment uses, and
 * what one of another environment uses unless both are environments side by side (a prod that builds on staging does
 * not make staging less of an environment). Two that use each other are both kept, so that kustomize can refuse them.
 */
export function leavesOf(folders: readonly PlacedFolder[], read: LayerReader): readonly PlacedFolder[] {
  const byReal = groupBy(folders, (folder) => folder.real)
  const users = usersOf([...byReal.keys()], read)
  const parts = new Set<PlacedFolder>()
  for (const [real, placed] of byReal) {
    if (!users.has(real)) continue
    const mutual = new Set(reach(real, read).map(({ folder }) => folder))
    for (const user of above(real, users)) {
      if (mutual.has(user)) continue
      for (const { place } of byReal.get(user) ?? []) {
        for (const used of placed) if (isPart(used.place, place)) parts.add(used)
      }
    }
  }
  return folders.filter((folder) => !parts.has(folder))
}

type Users = ReadonlyMap<string, readonly string[]>

/** Who uses a folder directly, of the given folders and all that these use. */
function usersOf(folders: readonly string[], read: LayerReader): Users {
  const users = new Map<string, string[]>()
  const seen = new Set(folders)
  for (const folder of seen) {
    for (const use of read(folder).uses) {
      seen.add(use.folder)
      const known = users.get(use.folder)
      if (known === undefined) users.set(use.folder, [folder])
      else known.push(folder)
    }
  }
  return users
}

/** All that use a folder, directly or not. */
function above(folder: string, users: Users): ReadonlySet<string> {
  const found = new Set(users.get(folder))
  for (const user of found) for (const next of users.get(user) ?? []) found.add(next)
  return found
}

function isPart(used: Place, user: Place): boolean {
  if (used.environment === user.environment) return true
  const sideBySide = used.index === used.segments.length - 1 && used.parent === user.parent
  return !(sideBySide && used.folder !== user.folder)
}
