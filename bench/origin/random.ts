// A seeded source of randomness: the same seed gives the same worlds and the same mutations on every machine.

import { random } from '../../__tests__/support/random.ts'

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

/** Started from an FNV-1a hash of the seed text. */
export function randomOf(seed: string): Random {
  let hash = 0x811c9dc5
  for (const character of seed) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0
  const next = random(hash)
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
