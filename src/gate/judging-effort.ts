// What one application may take to be judged: the same in every run and every shard.

import type { Effort } from '../core/model/effort.ts'
import { createEffort } from '../core/model/effort.ts'
import type { Policy } from '../core/model/policy.ts'
import type { RenderFailure } from '../core/model/render.ts'
import { decidingWork } from '../core/promote/deciding-work.ts'
import type { PinnedOverlay } from '../core/promote/pinned-overlay.ts'

const MEGA = 1_000_000

/** For the axes: of an application's head and of what it was before, together. */
export function judgingEffort({ limits }: Pick<Policy, 'limits'>): Effort {
  return createEffort(limits.judgeMegasteps * MEGA)
}

export function tooMuchWork({ limits }: Pick<Policy, 'limits'>): RenderFailure {
  return beyond(limits, 'to hold its values against the axes')
}

/** Why the promotions of an application are not decided; null where they can be. */
export function tooManyImages(overlays: readonly PinnedOverlay[], { promotionKey, limits }: Pick<Policy, 'promotionKey' | 'limits'>): RenderFailure | null {
  const work = decidingWork(overlays, { promotionKey })
  return work > limits.judgeMegasteps * MEGA ? beyond(limits, 'to hold its images against each other and `promotion-key`') : null
}

function beyond({ judgeMegasteps }: Policy['limits'], what: string): RenderFailure {
  const reason = `${what} takes more than ${judgeMegasteps} million steps`
  return { kind: 'failed', code: 'limit-exceeded', reason, file: null, line: null, limit: 'judge-megasteps' }
}
