// Names of applications and variants where nobody said them: what varies over the same base is a variant, the rest a name.

import { groupBy } from '../model/group.ts'
import { folderOf } from '../model/repo-path.ts'
import { belowContainer, type Place } from './places.ts'
import { withoutWords } from './words.ts'

export type Unnamed = {
  readonly path: string
  readonly place: Place
  /** What it builds on (bases.ts). */
  readonly bases: readonly string[]
  /** The words of its environment. */
  readonly words: readonly string[]
}

/** Parts of the path beside the environment's word: joined before it, joined after it, then the folders below. */
export type Slot = { readonly text: string; readonly role: 'name' | 'variant' }

export type Named = {
  readonly path: string
  readonly place: Place
  readonly application: string
  readonly variant: string | null
  readonly slots: readonly Slot[]
}

/** Names every overlay. Two that would be one environment and variant of one application are told apart by their folders. */
export function nameOverlays(overlays: readonly Unnamed[]): readonly Named[] {
  const groups = groupBy(overlays, (overlay) => prefixOf(overlay.place))
  const named = [...groups.values()].flatMap((group) => nameGroup([...clusters(group)]))
  const apart = separate(named, withContainer)
  return apart === named ? named : separate(apart, withWord)
}

/** The path above the environment's folder without the container folder. */
function prefixOf(place: Place): string {
  return belowContainer(place) ? folderOf(place.parent) : place.parent
}

function slotTexts(overlay: Unnamed): readonly string[] {
  const { before, after, segments, index } = overlay.place
  return [before, after, ...segments.slice(index + 1)]
}

/** Names the applications below one prefix; where several would have one name, what would be a variant names them. */
function nameGroup(groups: readonly (readonly Unnamed[])[]): readonly Named[] {
  const named = groups.map((cluster) => nameCluster(cluster, false))
  if (named.length === 1) return named.flat()
  const uses = groupBy(named.flatMap((cluster) => [...new Set(cluster.map((overlay) => overlay.application))]), (name) => name)
  return named.flatMap((cluster, at) => {
    const plain = cluster.some((overlay) => overlay.slots.every((slot) => slot.text === ''))
    const shared = cluster.some((overlay) => (uses.get(overlay.application)?.length ?? 0) > 1)
    return shared && !plain ? nameCluster(groups[at] ?? [], true) : cluster
  })
}

/** Of a path that has nothing beside the environment's word, as most do. */
const NO_SLOTS: readonly Slot[] = ['', ''].map((text) => ({ text, role: 'name' }))

function nameCluster(cluster: readonly Unnamed[], apart: boolean): readonly Named[] {
  if (cluster.every(({ place: { before, after, segments, index } }) => before === '' && after === '' && index === segments.length - 1)) {
    return cluster.map(({ path, place }) => ({ path, place, application: prefixOf(place) || '.', variant: null, slots: NO_SLOTS }))
  }
  const rows = cluster.map((overlay) => slotTexts(overlay))
  const width = Math.max(...rows.map((row) => row.length))
  const constant = Array.from({ length: width }, (_, at) => rows.every((row) => (row[at] ?? '') === (rows[0]?.[at] ?? '')))
  return cluster.map((overlay, row) => {
    const slots = (rows[row] ?? []).map((text, at): Slot => {
      const ownWord = withoutWords(text, overlay.words) !== text
      return { text, role: (apart || constant[at] === true) && !ownWord ? 'name' : 'variant' }
    })
    const name = [prefixOf(overlay.place), ...texts(slots, 'name')].filter((part) => part !== '').join('/')
    const variant = texts(slots, 'variant').join('/')
    const { path, place } = overlay
    return { path, place, application: name === '' ? '.' : name, variant: variant === '' ? null : variant, slots }
  })
}

function texts(slots: readonly Slot[], role: Slot['role']): readonly string[] {
  return slots.filter((slot) => slot.role === role && slot.text !== '').map((slot) => slot.text)
}

/** Overlays below one prefix that are the same application: equal beside the environment's word, or on the same base. */
function clusters(group: readonly Unnamed[]): Iterable<readonly Unnamed[]> {
  // As most are: an application's environments on one base.
  const [first] = group
  if (first !== undefined && first.bases.length > 0 && group.every(({ bases }) => sameTexts(bases, first.bases))) return [group]
  const union = createUnion()
  const sets = new Map<string, readonly string[]>()
  for (const overlay of group) {
    const extra = slotTexts(overlay).map((text) => withoutWords(text, overlay.words))
    union.join(`path ${overlay.path}`, `extra ${JSON.stringify(extra)}`)
    if (overlay.bases.length === 0) continue
    const key = `bases ${JSON.stringify(overlay.bases)}`
    sets.set(key, overlay.bases)
    union.join(`path ${overlay.path}`, key)
  }
  for (const [key, bases] of sets) {
    const wider = supersets(bases, sets)
    const [nearest] = wider
    if (nearest !== undefined && isChain(wider.map(([, set]) => set))) union.join(key, nearest[0])
  }
  return groupBy(group, (overlay) => union.root(`path ${overlay.path}`)).values()
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, at) => text === b[at])
}

function supersets(
  bases: readonly string[],
  sets: ReadonlyMap<string, readonly string[]>
): readonly (readonly [string, readonly string[]])[] {
  return [...sets].filter(([, set]) => set.length > bases.length && contains(set, bases)).sort(([, a], [, b]) => a.length - b.length)
}

// A base that several different applications share (`common`) says nothing about which of them an overlay belongs to.
function isChain(sets: readonly (readonly string[])[]): boolean {
  return sets.every((set, at) => at === 0 || contains(set, sets[at - 1] ?? []))
}

function contains(set: readonly string[], part: readonly string[]): boolean {
  return part.every((base) => set.includes(base))
}

function createUnion(): { readonly join: (a: string, b: string) => void; readonly root: (a: string) => string } {
  const parents = new Map<string, string>()
  const root = (item: string): string => {
    let at = item
    for (let parent = parents.get(at); parent !== undefined; parent = parents.get(at)) at = parent
    if (at !== item) parents.set(item, at)
    return at
  }
  const join = (a: string, b: string): void => {
    const [left, right] = [root(a), root(b)]
    if (left !== right) parents.set(left, right)
  }
  return { join, root }
}

/** Renames the overlays that are not told apart by application, environment and variant; the same list where there are none. */
function separate(named: readonly Named[], rename: (overlay: Named, crowded: boolean) => Named): readonly Named[] {
  const cells = groupBy(named, ({ application, place, variant }) => [application, place.environment, variant ?? ''].join('\0'))
  const crowded = new Set([...cells.values()].filter((group) => group.length > 1).flat())
  if (crowded.size === 0) return named
  const crowdedNames = new Set([...crowded].map((overlay) => overlay.application))
  return named.map((overlay) => (crowdedNames.has(overlay.application) ? rename(overlay, crowded.has(overlay)) : overlay))
}

function withContainer(overlay: Named): Named {
  if (!belowContainer(overlay.place)) return overlay
  return { ...overlay, application: [overlay.place.parent, ...texts(overlay.slots, 'name')].join('/') }
}

function withWord(overlay: Named, crowded: boolean): Named {
  return crowded ? { ...overlay, variant: [overlay.place.word, ...texts(overlay.slots, 'variant')].join('/') } : overlay
}
