// A promotion is a pin that enters an environment with this change, and what was decided about it.

import type { Code } from './finding.ts'
import type { Clock } from './ledger.ts'
import type { Overlay } from './overlay.ts'
import { byKeys } from './text.ts'

/** In the order in which they are looked at (docs/promotion.md, "The order of decisions"). */
export const DECISIONS = [
  'exempt',
  'denied',
  'unpinned',
  'suspect',
  'first-environment',
  'live',
  'rollback',
  'superseded',
  'fan-out',
  'introduced',
  'soaking',
  'unproven',
  'same-change',
  'not-live'
] as const

export type Decision = (typeof DECISIONS)[number]

/** What proves that an image was live: git alone, or a report as well. */
export const PROOFS = ['declared', 'reported'] as const

export type Evidence = {
  readonly level: (typeof PROOFS)[number]
  /** The environment in which the image was found. */
  readonly environment: string
  /** The commit that brought it; where the history was not asked, the revision that shows it. */
  readonly commit: string
  /** ISO 8601 UTC, when the stay began that proves it; null where the history was not asked. */
  readonly since: string | null
  /** Length of that stay in seconds; null where the history was not asked. */
  readonly soaked: number | null
  /** The less reliable one of the clocks that its times were read from; null where the history was not asked. */
  readonly clock: Clock | null
}

export type Promotion = {
  readonly overlay: Overlay
  /** Formatted as in findings. */
  readonly resource: string
  readonly container: string
  /** The image's name without tag and digest. */
  readonly image: string
  /** Full reference before the change; null for a first pin. */
  readonly from: string | null
  readonly to: string
  readonly decision: Decision
  /** The finding's code, or null where the decision needs none. */
  readonly code: Code | null
  readonly evidence: Evidence | null
}

export const byPromotion = byKeys<Promotion>(
  (p) => p.overlay.application,
  (p) => p.overlay.environment,
  (p) => p.overlay.variant ?? '',
  (p) => p.resource,
  (p) => p.container,
  (p) => p.to
)
