// The board: which image runs where since when, what may be promoted next, and how long promotions took.

import type { Moment } from './ledger.ts'
import type { Overlay } from './overlay.ts'
import type { Decision } from './promotion.ts'

/** An overlay of a later environment that does not run the image yet, and what a promotion there would be told now. */
export type BoardNext = {
  readonly overlay: Overlay
  readonly decision: Decision
  /** Seconds since the epoch when it will have been live long enough; null unless `soaking` has an end. */
  readonly until: number | null
}

export type BoardPin = {
  /** Formatted as in findings. */
  readonly resource: string
  readonly container: string
  /** The reference as rendered. */
  readonly image: string
  /** When it came to the base branch; null where nothing identifies the image. */
  readonly since: Moment | null
  /** It was there already where the look-back begins. */
  readonly earlier: boolean
  /** Sorted by ladder and variant. */
  readonly next: readonly BoardNext[]
}

export type BoardOverlay = {
  readonly overlay: Overlay
  /** Sorted by resource and container; null where the overlay cannot be rendered. */
  readonly pins: readonly BoardPin[] | null
  /** How often an image left it by a rollback; null where only what is live was looked at. */
  readonly rollbacks: number | null
}

/** From the first day in one environment to the first day in a later one, over all images that were in both. */
export type LeadTime = {
  readonly from: string
  readonly to: string
  readonly images: number
  /** Seconds. */
  readonly median: number
  readonly worst: number
}

export type BoardApplication = {
  readonly name: string
  /** In promotion order. */
  readonly overlays: readonly BoardOverlay[]
  readonly leadTimes: readonly LeadTime[]
}

export type Board = {
  /** Names in promotion order. */
  readonly environments: readonly string[]
  readonly applications: readonly BoardApplication[]
  /** Over all applications. */
  readonly leadTimes: readonly LeadTime[]
  /** The commit whose pins are live. */
  readonly commit: string
  /** Seconds since the epoch. */
  readonly now: number
  /** Where the look-back ends, seconds since the epoch; null where all of the history was looked at. */
  readonly limit: number | null
  /** Who brought each commit that the board names: author and first line of the message. */
  readonly commits: ReadonlyMap<string, { readonly author: string; readonly subject: string }>
}
