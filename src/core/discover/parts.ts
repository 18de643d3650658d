// Only leaves are overlays: what another kustomization of the same environment uses is a part of it.

import { reach, type LayerReader } from './closure.ts'
import { environmentFolder, parentFolder, type Place } from './places.ts'

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
  const byReal = new Map<string, PlacedFolder[]>()
  for (const folder of folders) byReal.set(folder.real, [...(byReal.get(folder.real) ?? []), folder])
  const reached = new Map(folders.map((folder) => [folder.real, new Set(reach(folder.real, read).map((layer) => layer.folder))]))
  const parts = new Set<PlacedFolder>()
  for (const user of folders) {
    for (const real of reached.get(user.real) ?? []) {
      if (real === user.real || reached.get(real)?.has(user.real) === true) continue
      for (const used of byReal.get(real) ?? []) if (isPart(used.place, user.place)) parts.add(used)
    }
  }
  return folders.filter((folder) => !parts.has(folder))
}

function isPart(used: Place, user: Place): boolean {
  if (used.environment === user.environment) return true
  const sideBySide = used.index === used.segments.length - 1 && parentFolder(used) === parentFolder(user)
  return !(sideBySide && environmentFolder(used) !== environmentFolder(user))
}
