// What GitHub holds about commits that ran somewhere: commit statuses, check runs, deployments, as controllers and jobs write them.

export type SignalKind = 'status' | 'check' | 'deployment'

export const SIGNAL_KINDS: readonly SignalKind[] = ['status', 'check', 'deployment']

export type SignalRecord = {
  readonly kind: SignalKind
  /** A status's context, a check run's name, or the GitHub environment of a deployment. */
  readonly name: string
  /** `silent`: a skipped or neutral check, which ran nothing and says nothing. */
  readonly state: 'success' | 'failed' | 'pending' | 'silent'
  /** GitHub's own word for it: `failure`, `inactive`, `timed_out`. */
  readonly word: string
  readonly commit: string
  /** The record's own time, seconds since the epoch. */
  readonly time: number
  /** Where it leads, or null. */
  readonly url: string | null
  /** What its writer says about it; '' for nothing. */
  readonly description: string
}

/** A kind of signal that could not be read, or not to its end. */
export type SignalGap = {
  readonly kind: SignalKind
  readonly reason: string
  /** What the token lacks, as in a workflow: `statuses: read`; null where that is not the reason. */
  readonly permission: string | null
}

/** What was found on some commits of a branch. */
export type SignalLook = {
  /** Newest first by their own time. */
  readonly records: readonly SignalRecord[]
  /** How many commits were asked for, of how many; statuses and checks cost requests for each. */
  readonly asked: number
  readonly commits: number
  readonly gaps: readonly SignalGap[]
}
