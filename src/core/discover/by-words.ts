// Overlays where nobody has said where they are: known words in paths.

import { environmentWords, type Environment } from '../model/environment.ts'
import type { Overlay } from '../model/overlay.ts'
import { basesOf } from './bases.ts'
import { nameOverlays, type Named } from './naming.ts'
import type { LayerUse } from './layer.ts'
import { leavesOf, type PlacedFolder } from './parts.ts'
import { eachSegment, placeFolders, SHARED, type Place } from './places.ts'
import { candidatesOf, type Recognised, type Revision } from './revision.ts'
import { overlayLines, unknownLines } from './suggestion.ts'
import { wordsOf } from './words.ts'

/** Overlays by the words in their paths: leaves only, named by where they stand and what they build on. */
export function byWords(head: Revision, before: Revision | null, ladder: readonly Environment[]): Recognised {
  const folders = candidatesOf(head, before)
  // Places are told from both revisions together, so that what a change removes still counts as a sibling.
  const places = placeFolders(folders, wordsOf(ladder))
  const leaves = (revision: Revision | null): ReadonlyMap<string, PlacedFolder> => {
    if (revision === null) return new Map()
    const placed = [...revision.candidates].flatMap(([path, real]) => {
      const place = places.get(path)
      return place === undefined ? [] : [{ path, real, place }]
    })
    return new Map(leavesOf(placed, revision.read).map((folder) => [folder.path, folder]))
  }
  const headLeaves = leaves(head)
  const beforeLeaves = before !== null && hasSameUses(head, before) ? headLeaves : leaves(before)
  const words = new Map(ladder.map((environment) => [environment.name, environmentWords(environment)]))
  const unnamed = [...new Map([...beforeLeaves, ...headLeaves]).values()].map((folder) => {
    const own = words.get(folder.place.environment) ?? []
    const read = headLeaves.has(folder.path) || before === null ? head.read : before.read
    return { path: folder.path, place: folder.place, words: own, bases: basesOf(folder, own, read) }
  })
  const named = nameOverlays(unnamed)
  const lines = named.length === 0 ? [] : overlayLines(named, ladder, folders)
  return {
    overlays: new Map(named.map((overlay) => [overlay.path, toOverlay(overlay)])),
    inHead: new Set(headLeaves.keys()),
    inBefore: new Set(beforeLeaves.keys()),
    detected: [...lines, ...unknownLines(besideEnvironments(head, places, named))],
    unmatched: []
  }
}

/** Whether both revisions have the same candidates, and these use one another in the same way: then they have the same leaves. */
function hasSameUses(head: Revision, before: Revision): boolean {
  if (!sameCandidates(head, before)) return false
  const folders = new Set(head.candidates.values())
  for (const folder of folders) {
    const [layer, earlier] = [head.read(folder), before.read(folder)]
    if (layer !== earlier && !sameFolders(layer.uses, earlier.uses)) return false
    for (const use of layer.uses) folders.add(use.folder)
  }
  return true
}

function sameCandidates({ candidates }: Revision, { candidates: others }: Revision): boolean {
  return candidates === others || (candidates.size === others.size && [...candidates].every(([path, real]) => others.get(path) === real))
}

function sameFolders(a: readonly LayerUse[], b: readonly LayerUse[]): boolean {
  return a.length === b.length && a.every((use, at) => use.folder === b[at]?.folder)
}

function toOverlay(named: Named): Overlay {
  return { application: named.application, environment: named.place.environment, variant: named.variant, path: named.path }
}

/** Environment-like folders beside those of overlays: nobody uses them, and their word is not known. */
function besideEnvironments(head: Revision, places: ReadonlyMap<string, Place>, named: readonly Named[]): readonly string[] {
  const used = new Set<string>()
  for (const real of head.candidates.values()) for (const use of head.read(real).uses) used.add(use.folder)
  const parents = new Set(named.map((overlay) => overlay.place.parent))
  const known = new Set(named.map((overlay) => overlay.place.folder))
  const beside = [...head.candidates].flatMap(([path, real]) => {
    if (places.has(path) || used.has(real)) return []
    let first: string | null = null
    eachSegment(path, (segment, parent, folder) => {
      if (parents.has(parent) && !SHARED.test(segment)) first ??= folder
    })
    return first === null || known.has(first) ? [] : [first]
  })
  return [...new Set(beside)].sort()
}
