// A seeded source of randomness: the same seed gives the same worlds and the same mutations on every machine.

export type Random = {
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly next: () => number
  /** A whole number from 0 to count - 1. */
  readonly below: (count: number) => number
  readonly chance: (probability: number) => boolean
  readonly pick: <T>(items: readonly T[]) => T
  readonly shuffle: <T>(items: readonly T[]) => readonly T[]
  /** A short word that occurs nowhere else: letters and digits, a letter first and last. */
  readonly token: () => string
}

const LETTERS = 'bcdfghjkmnpqrtvwxz'

/** mulberry32 (public domain, Tommy Ettinger), started from an FNV-1a hash of the seed text. */
export function randomOf(seed: string): Random {
  let state = 0x811c9dc5
  for (const character of seed) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (count: number): number => Math.floor(next() * count)
  const pick = <T>(items: readonly T[]): T => {
    const item = items[below(items.length)]
    if (item === undefined) throw new Error('nothing to pick from')
    return item
  }
  const shuffle = <T>(items: readonly T[]): readonly T[] => {
    const mixed = items.map((item) => ({ item, order: next() }))
    return mixed.sort((a, b) => a.order - b.order).map(({ item }) => item)
  }
  const letter = (): string => pick([...LETTERS])
  const token = (): string => `${letter()}${letter()}${below(10)}${letter()}${letter()}${below(10)}${letter()}`
  return { next, below, chance: (probability) => next() < probability, pick, shuffle, token }
}
