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
  const reaches = (real: string, other: string): boolean => reach(real, read).some((layer) => layer.folder === other)
  const parts = new Set<PlacedFolder>()
  for (const user of folders) {
    for (const { folder: real } of reach(user.real, read)) {
      const others = byReal.get(real)
      if (others === undefined || real === user.real || reaches(real, user.real)) continue
      for (const used of others) if (isPart(used.place, user.place)) parts.add(used)
    }
  }
  return folders.filter((folder) => !parts.has(folder))
}

function isPart(used: Place, user: Place): boolean {
  if (used.environment === user.environment) return true
  const sideBySide = used.index === used.segments.length - 1 && used.parent === user.parent
  return !(sideBySide && used.folder !== user.folder)
}
