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

/** The base branch's tip as the plan of a run found it, for all its shards to judge by. */
export type PlannedTip = {
  readonly commit: string
  /** GitHub's number of the attempt in which the plan was made. */
  readonly attempt: number
}

/** As the sub-action `plan` hands it over, for the input `shard`: `2/8@COMMIT/ATTEMPT`. */
export function formatPlannedTip({ commit, attempt }: PlannedTip): string {
  return `${commit}/${String(attempt)}`
}

/**
 * The commit to judge by; null: the branch must be asked. A re-run of failed jobs alone keeps the plan of an earlier attempt, and must
 * see what happened since (docs/sharding.md, "One tip for all").
 */
export function tipInAttempt(planned: PlannedTip | null, attempt: number | null): string | null {
  return planned !== null && planned.attempt === attempt ? planned.commit : null
}
