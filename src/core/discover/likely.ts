// What a change will most likely make necessary to build, told from the changed paths alone: looking at the whole repository takes as
// long as some builds. Whoever uses this must not rely on it; discovery decides.

import { folderOf } from '../model/repo-path.ts'
import type { Tree } from '../model/tree.ts'
import { differingPaths } from '../model/tree.ts'
import type { KustomizationIndex } from './kustomizations.ts'
import { spokenPlaces, type Place } from './places.ts'
import { exclusion, type DiscoveryPolicy } from './revision.ts'
import { KNOWN_LADDER, wordsOf, type Word } from './words.ts'

/** A change to more overlays than this has enough to build, so that nothing is gained. */
const MOST_CHANGED = 2

export type ChangedTrees = { readonly head: Tree; readonly before: Tree; readonly headIndex: KustomizationIndex; readonly policy: DiscoveryPolicy }

/**
 * Each folder with a kustomization around a changed file, followed by its counterparts: the folders that are called as it is but for
 * the environment. Nothing where patterns say what overlays are, which is told fast, or where the change is large.
 */
export function likelyOverlays({ head, before, headIndex, policy }: ChangedTrees): readonly (readonly string[])[] {
  if (policy.overlays !== null) return []
  const excluded = exclusion(policy.exclude)
  const changed = new Set<string>()
  for (const path of differingPaths(head, before)) {
    const folder = kustomizationAround(path, headIndex)
    if (folder !== null && !excluded(folder)) changed.add(folder)
    if (changed.size > MOST_CHANGED) return []
  }
  const words = wordsOf(policy.environments ?? KNOWN_LADDER)
  return [...changed].flatMap((folder) => {
    const counterparts = counterpartsOf(folder, headIndex, words).filter((path) => !excluded(path))
    return counterparts.length === 0 ? [] : [[folder, ...counterparts]]
  })
}

/** The nearest folder above a file that is no component and has a kustomization that can be read. */
function kustomizationAround(path: string, { byFolder }: KustomizationIndex): string | null {
  for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) {
    const found = byFolder.get(folder)
    if (found !== undefined) return found.component ? null : folder
  }
  return null
}

function counterpartsOf(folder: string, index: KustomizationIndex, words: readonly Word[]): readonly string[] {
  for (const place of spokenPlaces(folder, words).toReversed()) {
    const found = [...index.byFolder.keys()].filter((other) => isCounterpart(other, folder, place, words))
    if (found.length > 0) return isPart(folder, place, index) ? [] : found
  }
  return []
}

/** Whether a path differs in the environment's segment alone, and there only by the environment. */
function isCounterpart(other: string, folder: string, place: Place, words: readonly Word[]): boolean {
  const [start, below] = [place.parent === '' ? '' : `${place.parent}/`, folder.slice(place.folder.length)]
  if (!other.startsWith(start) || !other.endsWith(below) || other.length <= start.length + below.length) return false
  const end = other.length - below.length
  if (other.indexOf('/', start.length) !== (below === '' ? -1 : end)) return false
  const spoken = spokenPlaces(other, words).find(({ index }) => index === place.index)
  return spoken !== undefined && spoken.environment !== place.environment && spoken.before === place.before && spoken.after === place.after
}

/** Whether a kustomization stands between the environment's folder and this one, which most likely uses it. */
function isPart(folder: string, place: Place, { byFolder }: KustomizationIndex): boolean {
  for (let above = folderOf(folder); above.length >= place.folder.length; above = folderOf(above)) if (byFolder.has(above)) return true
  return false
}
