// The ledger: in which intervals an image was live in an overlay, on the base branch.

import type { Overlay } from './overlay.ts'

/**
 * From the most to the least reliable. `merged`: when GitHub says the pull request was merged; `pushed`: when the push arrived;
 * `committed`: the committer's clock, unproven.
 */
export const CLOCKS = ['merged', 'pushed', 'committed'] as const

export type Clock = (typeof CLOCKS)[number]

/** When a commit came to the base branch. */
export type Moment = {
  readonly commit: string
  /** Seconds since the epoch, UTC. */
  readonly time: number
  readonly clock: Clock
}

/** An unbroken time in which some container of an overlay ran an image. */
export type Stay = {
  /** The reference as rendered when it came. */
  readonly image: string
  readonly since: Moment
  /** It was there already where the history that was looked at begins, so it has been there for longer. */
  readonly earlier: boolean
  /** When the last container dropped it; null while it is live. */
  readonly until: Moment | null
  /** Whether it ended by a return to what the same container had run before it came for the first time. */
  readonly rolledBack: boolean
}

/** The stays of one image in every overlay of an application, oldest first; an overlay that never had it is absent. */
export type ImageStays = ReadonlyMap<Overlay, readonly Stay[]>

export type Ledger = {
  /**
   * By the reference that is promoted: under the policy's key equal images have equal stays. `environment` is the name of the one that
   * it enters, whose own words are no part of a tag's identity.
   */
  readonly stays: (image: string, environment?: string) => ImageStays
  /** Where the look-back ends if older history exists, seconds since the epoch; null where all of it was looked at. */
  readonly limit: number | null
}
