// Which segment of a kustomization's path names its environment, found from known words and from what stands beside it.

import { isContainer, spokenIn, type Spoken, type Word } from './words.ts'

export type Place = Spoken & {
  readonly segments: readonly string[]
  /** Position of the environment's segment. */
  readonly index: number
  /** The path of the environment's own folder. */
  readonly folder: string
  /** The folder that the environment's folder lies in; '' is the root. */
  readonly parent: string
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

export function belowContainer(place: Place): boolean {
  return isContainer(place.segments[place.index - 1] ?? '')
}

function spokenSegments(path: string, words: readonly Word[]): readonly Place[] {
  const segments = path.split('/')
  const places: Place[] = []
  eachSegment(path, (segment, parent, folder, index) => {
    const spoken = spokenIn(segment, words, isContainer(segments[index - 1] ?? ''))
    if (spoken !== null) places.push({ ...spoken, segments, index, folder, parent })
  })
  return places
}

/** Tells each segment of a path with the folder that it lies in and the one that it is. */
export function eachSegment(path: string, tell: (segment: string, parent: string, folder: string, index: number) => void): void {
  let start = 0
  for (let index = 0; start <= path.length; index += 1) {
    const slash = path.indexOf('/', start)
    const end = slash < 0 ? path.length : slash
    tell(path.slice(start, end), path.slice(0, Math.max(start - 1, 0)), path.slice(0, end), index)
    start = end + 1
  }
}

function siblingsOf(candidates: ReadonlyMap<string, readonly Place[]>): ReadonlyMap<string, Siblings> {
  const found = new Map<string, Siblings>()
  for (const { parent, environment } of [...candidates.values()].flat()) {
    const siblings = found.get(parent) ?? { environments: new Set(), others: new Set() }
    siblings.environments.add(environment)
    found.set(parent, siblings)
  }
  for (const [path, places] of candidates) {
    eachSegment(path, (segment, parent, _, index) => {
      if (!places.some((place) => place.index === index)) found.get(parent)?.others.add(segment)
    })
  }
  return found
}

function crowd(place: Place, siblings: ReadonlyMap<string, Siblings>): number {
  return siblings.get(place.parent)?.environments.size ?? 0
}

function choose(places: readonly Place[], siblings: ReadonlyMap<string, Siblings>): Place | undefined {
  if (places.length < 2) return places[0]
  const strong = (place: Place): number => (belowContainer(place) && crowd(place, siblings) > 1 ? 1 : 0)
  return [...places].sort((a, b) => strong(b) - strong(a) || crowd(b, siblings) - crowd(a, siblings) || b.index - a.index)[0]
}

/** Folders above a place that would be environments only by name, were it not for the environments inside them. */
function ancestors(place: Place): readonly string[] {
  const found: string[] = []
  eachSegment(place.parent, (_, __, folder) => found.push(folder))
  return found
}

function stands(place: Place, siblings: ReadonlyMap<string, Siblings>, crowded: ReadonlySet<string>): boolean {
  if (belowContainer(place) || crowd(place, siblings) > 1) return true
  const others = [...(siblings.get(place.parent)?.others ?? [])]
  return others.every((name) => SHARED.test(name)) && !crowded.has(place.folder)
}
