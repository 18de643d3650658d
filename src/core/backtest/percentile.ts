// Percentiles of what was observed.

/** The value at a rank from 0 to 100 by the nearest-rank method; `sorted` is ascending and not empty, else 0. */
export function percentile(sorted: readonly number[], rank: number): number {
  const index = Math.ceil((rank / 100) * sorted.length) - 1
  return sorted[Math.min(Math.max(index, 0), sorted.length - 1)] ?? 0
}

/** Share from 0 to 1 of the values below a bound; 0 of none. */
export function shareBelow(values: readonly number[], bound: number): number {
  return values.length === 0 ? 0 : values.filter((value) => value < bound).length / values.length
}
