// Randomness that a seed repeats.

/** Equally distributed numbers from 0 (inclusive) to 1 (exclusive), the same for the same seed: mulberry32 (public domain, Tommy Ettinger). */
export function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
