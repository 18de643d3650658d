// What the decisions know of one overlay: its pins at the three revisions, and where its images must come from.

import type { Environment } from '../model/environment.ts'
import type { Overlay } from '../model/overlay.ts'
import type { Policy } from '../model/policy.ts'
import type { Pin } from './pins.ts'

/** The pins of an overlay at the three revisions; empty where it did not exist or could not be rendered. */
export type PinnedOverlay = {
  readonly overlay: Overlay
  readonly environment: Environment
  readonly before: readonly Pin[]
  readonly live: readonly Pin[]
  readonly head: readonly Pin[]
  /** Whether it was there before or is live, but could not be rendered, so that nobody knows what it ran. */
  readonly unknown: boolean
  /** The rungs that an image must have been live in, each with the overlays that count there. None: the first rung. */
  readonly previous: { readonly mode: 'all' | 'any'; readonly steps: readonly PreviousStep[] }
}

export type PreviousStep = { readonly environment: string; readonly overlays: readonly Overlay[] }

export type PromotionPolicy = Pick<Policy, 'promotionKey' | 'exemptImages' | 'deniedImages' | 'suspect' | 'soak'>

/** The overlays of the same application, environment and variant: the place that an image enters, itself included. */
export function samePlace({ overlay }: PinnedOverlay, overlays: readonly PinnedOverlay[]): readonly PinnedOverlay[] {
  // An overlay that is moved is one that goes and one that comes.
  return overlays.filter((each) => each.overlay.environment === overlay.environment && each.overlay.variant === overlay.variant)
}

/** Whether the named environments, of those that come before, are as many as the ladder asks for. */
export function isEnough(environments: number, { previous }: PinnedOverlay): boolean {
  return previous.mode === 'any' ? environments > 0 : environments === previous.steps.length
}
