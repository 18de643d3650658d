// Builds overlays with entries left out or marked, for as long as the policy's `confirm-seconds` last: one allowance for the whole run.

import type { Edit } from '../core/confirm/edit.ts'
import { editedTexts } from '../core/confirm/edit.ts'
import type { Policy } from '../core/model/policy.ts'
import type { RenderOutcome } from '../core/model/render.ts'
import { refusalOf } from '../core/plan/blocked.ts'
import { flagsOf, readOutput } from './build-output.ts'
import type { Sited } from './survey.ts'
import type { GateEdges } from './trees.ts'

export type Laboratory = {
  /** What the overlay renders to with the edits; null where there is no time for it, or the policy forbids the build. */
  readonly render: (sited: Sited, edits: readonly Edit[]) => Promise<RenderOutcome | null>
  /** Whether the allowance is used up. */
  readonly spent: () => boolean
  /** How many questions may be asked at once. */
  readonly atOnce: number
  /** Experiments that have been built. */
  readonly builds: () => number
}

/** Where the policy does not say how many builds may run at once: what the smallest public runners have cores for. */
const AT_ONCE = 4

/** Starts the allowance at the first experiment; only time in which at least one is under way counts, and it counts once. */
export function createLaboratory(policy: Policy, edges: Pick<GateEdges, 'buildEdited'>, now: () => number = () => performance.now()): Laboratory {
  const known = new Map<string, Promise<RenderOutcome | null>>()
  let [allowance, since, running, builds] = [policy.limits.confirmSeconds * 1000, 0, 0, 0]
  const left = (): number => (running === 0 ? allowance : allowance - (now() - since))
  const timed = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running === 0) since = now()
    running += 1
    try {
      return await work()
    } finally {
      if (running === 1) allowance = left()
      running -= 1
    }
  }
  const build = async (sited: Sited, edits: readonly Edit[]): Promise<RenderOutcome | null> => {
    const flags = { ...flagsOf(policy), buildSeconds: Math.min(policy.limits.buildSeconds, left() / 1000) }
    const texts = editedTexts(edits, (file) => sited.tree.text(file) ?? '')
    builds += 1
    const output = await timed(() => edges.buildEdited(sited, texts, flags))
    if (output.kind === 'limit' && output.limit === 'total-seconds') allowance = 0
    // What was cut short says nothing about the edits.
    return output.kind === 'limit' && left() <= 0 ? null : readOutput(output, sited, policy)
  }
  const render: Laboratory['render'] = (sited, edits) => {
    const key = JSON.stringify([sited.tree.revision, sited.closure.root, sited.closure.key, edits])
    const outcome = known.get(key)
    if (outcome !== undefined) return outcome
    if (left() <= 0 || refusalOf(sited.closure, policy) !== null) return Promise.resolve(null)
    const made = build(sited, edits)
    known.set(key, made)
    return made
  }
  return { render, spent: () => left() <= 0, atOnce: policy.parallelism ?? AT_ONCE, builds: () => builds }
}
