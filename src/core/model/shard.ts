// A shard: one of several jobs that share the affected applications of a change.

export type Shard = {
  /** From 1. */
  readonly index: number
  readonly of: number
}

/** A matrix makes at most 256 jobs (docs.github.com, "Workflow syntax", `jobs.<job_id>.strategy.matrix`). */
export const MOST_SHARDS = 256

/** As the input `shard` has it: `2/8`. */
export function formatShard({ index, of }: Shard): string {
  return `${String(index)}/${String(of)}`
}
