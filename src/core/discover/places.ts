// Which segment of a kustomization's path names its environment, found from known words and from what stands beside it.

import { isContainer, spokenIn, type Spoken, type Word } from './words.ts'

export type Place = Spoken & {
  readonly segments: readonly string[]
  /** Position of the environment's segment. */
  readonly index: number
}

/** Folders that stand beside environments without being one. */
export const SHARED = /^_?(?:base|bases|common|components?|shared|default|defaults|templates?|lib|libs|resources|patches|variants|config)$/i

type Siblings = { readonly environments: Set<string>; readonly others: Set<string> }

/**
 * Places every folder that lies in an environment's. Of several candidates in one path the one below a container folder
 * with other environments beside it wins, then the one with most environments beside it, then the last. A word that
 * stands alone among other names (`apps/integration` beside `apps/catalog`) is a name.
 */
export function placeFolders(folders: readonly string[], words: readonly Word[]): ReadonlyMap<string, Place> {
  const candidates = new Map(folders.map((folder) => [folder, spokenSegments(folder, words)]))
  const siblings = siblingsOf(candidates)
  const chosen = new Map<string, Place>()
  for (const [folder, places] of candidates) {
    const best = choose(places, siblings)
    if (best !== undefined) chosen.set(folder, best)
  }
  const crowded = new Set([...chosen.values()].filter((place) => crowd(place, siblings) > 1).flatMap((place) => ancestors(place)))
  return new Map([...chosen].filter(([, place]) => stands(place, siblings, crowded)))
}

/** The path of the environment's own folder. */
export function environmentFolder(place: Place): string {
  return place.segments.slice(0, place.index + 1).join('/')
}

/** The folder that the environment's folder lies in; '' is the root. */
export function parentFolder(place: Place): string {
  return place.segments.slice(0, place.index).join('/')
}

export function belowContainer(place: Place): boolean {
  return isContainer(place.segments[place.index - 1] ?? '')
}

function spokenSegments(folder: string, words: readonly Word[]): readonly Place[] {
  const segments = folder.split('/')
  return segments.flatMap((segment, index) => {
    const spoken = spokenIn(segment, words, isContainer(segments[index - 1] ?? ''))
    return spoken === null ? [] : [{ ...spoken, segments, index }]
  })
}

function siblingsOf(candidates: ReadonlyMap<string, readonly Place[]>): ReadonlyMap<string, Siblings> {
  const found = new Map<string, Siblings>()
  for (const place of [...candidates.values()].flat()) {
    const parent = parentFolder(place)
    const siblings = found.get(parent) ?? { environments: new Set(), others: new Set() }
    siblings.environments.add(place.environment)
    found.set(parent, siblings)
  }
  for (const [folder, places] of candidates) {
    const segments = folder.split('/')
    segments.forEach((segment, index) => {
      const named = places.some((place) => place.index === index)
      if (!named) found.get(segments.slice(0, index).join('/'))?.others.add(segment)
    })
  }
  return found
}

function crowd(place: Place, siblings: ReadonlyMap<string, Siblings>): number {
  return siblings.get(parentFolder(place))?.environments.size ?? 0
}

function choose(places: readonly Place[], siblings: ReadonlyMap<string, Siblings>): Place | undefined {
  const strong = (place: Place): number => (belowContainer(place) && crowd(place, siblings) > 1 ? 1 : 0)
  return [...places].sort((a, b) => strong(b) - strong(a) || crowd(b, siblings) - crowd(a, siblings) || b.index - a.index)[0]
}

/** Folders above a place that would be environments only by name, were it not for the environments inside them. */
function ancestors(place: Place): readonly string[] {
  return place.segments.slice(0, place.index).map((_, index) => place.segments.slice(0, index + 1).join('/'))
}

function stands(place: Place, siblings: ReadonlyMap<string, Siblings>, crowded: ReadonlySet<string>): boolean {
  if (belowContainer(place) || crowd(place, siblings) > 1) return true
  const others = [...(siblings.get(parentFolder(place))?.others ?? [])]
  return others.every((name) => SHARED.test(name)) && !crowded.has(environmentFolder(place))
}
