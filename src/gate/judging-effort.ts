// What one application may take to be judged by the policy's axes: the same in every run and every shard.

import type { Effort } from '../core/model/effort.ts'
import { createEffort } from '../core/model/effort.ts'
import type { Policy } from '../core/model/policy.ts'
import type { RenderFailure } from '../core/model/render.ts'

const MEGA = 1_000_000

/** Of an application's head and of what it was before, together. */
export function judgingEffort({ limits }: Pick<Policy, 'limits'>): Effort {
  return createEffort(limits.judgeMegasteps * MEGA)
}

export function tooMuchWork({ limits }: Pick<Policy, 'limits'>): RenderFailure {
  const reason = `to hold its values against the axes takes more than ${limits.judgeMegasteps} million steps`
  return { kind: 'failed', code: 'limit-exceeded', reason, file: null, line: null, limit: 'judge-megasteps' }
}
