// Which segment of a kustomization's path names its environment, found from known words and from what stands beside it.

import { once, remembered } from '../model/memo.ts'
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

/** The environments that stand side by side in a folder. */
type Siblings = ReadonlyMap<string, ReadonlySet<string>>

/**
 * Places every folder that lies in an environment's. Of several candidates in one path the one below a container folder
 * with other environments beside it wins, then the one with most environments beside it, then the last. A word that
 * stands alone among other names (`apps/integration` beside `apps/catalog`) is a name.
 */
export function placeFolders(folders: readonly string[], words: readonly Word[]): ReadonlyMap<string, Place> {
  const speech = speechOf(words)
  const candidates = new Map(folders.map((folder) => [folder, spokenSegments(folder, speech)]))
  const siblings = siblingsOf(candidates.values())
  const chosen = new Map<string, Place>()
  candidates.forEach((places, folder) => {
    const best = choose(places, siblings)
    if (best !== undefined) chosen.set(folder, best)
  })
  // In most repositories every environment has others beside it, and nobody asks for these.
  const others = once(() => othersBeside(candidates))
  const crowded = once(() => new Set([...chosen.values()].filter((place) => crowd(place, siblings) > 1).flatMap((place) => ancestors(place))))
  const stands = (place: Place): boolean =>
    belowContainer(place) ||
    crowd(place, siblings) > 1 ||
    ([...(others().get(place.parent) ?? [])].every((name) => SHARED.test(name)) && !crowded().has(place.folder))
  return new Map([...chosen].filter(([, place]) => stands(place)))
}

export function belowContainer(place: Place): boolean {
  return isContainer(place.segments[place.index - 1] ?? '')
}

/** What a segment says, alone and below a container; folders share most of their segments. */
type Speech = (segment: string, joined: boolean) => Spoken | null

function speechOf(words: readonly Word[]): Speech {
  const alone = remembered((segment: string) => spokenIn(segment, words, false))
  const joined = remembered((segment: string) => spokenIn(segment, words, true))
  return (segment, below) => (below ? joined(segment) : alone(segment))
}

/** The segments of a path that name an environment, in their order. */
export function spokenPlaces(path: string, words: readonly Word[]): readonly Place[] {
  return spokenSegments(path, (segment, joined) => spokenIn(segment, words, joined))
}

function spokenSegments(path: string, speech: Speech): readonly Place[] {
  const segments = path.split('/')
  const places: Place[] = []
  let [start, below] = [0, false]
  segments.forEach((segment, index) => {
    const spoken = speech(segment, below)
    const end = start + segment.length
    if (spoken !== null) {
      const { environment, word, before, after } = spoken
      places.push({ environment, word, before, after, segments, index, folder: path.slice(0, end), parent: path.slice(0, Math.max(start - 1, 0)) })
    }
    start = end + 1
    below = isContainer(segment)
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

function siblingsOf(candidates: Iterable<readonly Place[]>): Siblings {
  const found = new Map<string, Set<string>>()
  for (const places of candidates) {
    for (const { parent, environment } of places) {
      const known = found.get(parent)
      if (known === undefined) found.set(parent, new Set([environment]))
      else known.add(environment)
    }
  }
  return found
}

/** By folder, what stands in it that names no environment. */
function othersBeside(candidates: ReadonlyMap<string, readonly Place[]>): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>()
  for (const [path, places] of candidates) {
    eachSegment(path, (segment, parent, _, index) => {
      if (places.some((place) => place.index === index)) return
      found.set(parent, (found.get(parent) ?? new Set()).add(segment))
    })
  }
  return found
}

function crowd(place: Place, siblings: Siblings): number {
  return siblings.get(place.parent)?.size ?? 0
}

function choose(places: readonly Place[], siblings: Siblings): Place | undefined {
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
