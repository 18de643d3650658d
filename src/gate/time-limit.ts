// The time of a run in all: what is not judged when it has passed is not judged any more, and that is an error.

import type { Finding } from '../core/model/finding.ts'
import { finding } from '../core/model/finding.ts'
import type { Limits } from '../core/model/policy.ts'
import type { RenderFailure } from '../core/model/render.ts'
import type { GateEdges } from './trees.ts'

export type TimeLimit = {
  readonly passed: () => boolean
  /** Why an overlay could not be judged. */
  readonly failure: RenderFailure
  /** What is said beside findings that were judged in time, when there was none left to look for their lines. */
  readonly untold: Finding
}

export function timeLimit({ totalSeconds }: Limits, { elapsed }: Pick<GateEdges, 'elapsed'>): TimeLimit {
  const reason = `the run took more than ${totalSeconds} s, so that findings may lack their lines and repairs`
  return {
    passed: () => elapsed() >= totalSeconds,
    failure: outOfTime(totalSeconds),
    untold: finding('limit-exceeded', 'warning', { reason, limit: 'total-seconds' })
  }
}

/** A build that has not ended, or a render that nobody has judged, when the time had passed. */
export function outOfTime(totalSeconds: number): RenderFailure {
  const reason = `the run took more than ${totalSeconds} s before this was judged`
  return { kind: 'failed', code: 'limit-exceeded', reason, file: null, line: null, limit: 'total-seconds' }
}
