// Builds overlays with entries left out or marked, for as long as the policy's `confirm-seconds` last: one allowance for the whole run.

import type { Edit } from '../core/confirm/edit.ts'
import { editedTexts } from '../core/confirm/edit.ts'
import type { Policy } from '../core/model/policy.ts'
import type { RenderOutcome } from '../core/model/render.ts'
import { refusalOf } from '../core/plan/blocked.ts'
import { flagsOf, readOutput } from './rendering.ts'
import type { Sited } from './survey.ts'
import type { GateEdges } from './trees.ts'

export type Laboratory = {
  /** What the overlay renders to with the edits; null where there is no time for it, or the policy forbids the build. */
  readonly render: (sited: Sited, edits: readonly Edit[]) => Promise<RenderOutcome | null>
  /** Whether the allowance is used up. */
  readonly spent: () => boolean
}

/** Starts the allowance at the first experiment; only the time that experiments take counts. */
export function createLaboratory(policy: Policy, edges: Pick<GateEdges, 'buildEdited'>, now: () => number = () => performance.now()): Laboratory {
  const known = new Map<string, RenderOutcome>()
  let left = policy.limits.confirmSeconds * 1000
  const render: Laboratory['render'] = async (sited, edits) => {
    const key = JSON.stringify([sited.tree.revision, sited.closure.root, sited.closure.key, edits])
    const outcome = known.get(key)
    if (outcome !== undefined) return outcome
    if (left <= 0 || refusalOf(sited.closure, policy) !== null) return null
    const started = now()
    const flags = { ...flagsOf(policy), buildSeconds: Math.min(policy.limits.buildSeconds, left / 1000) }
    const texts = editedTexts(edits, (file) => sited.tree.text(file) ?? '')
    const output = await edges.buildEdited(sited, texts, flags)
    left -= now() - started
    // What was cut short says nothing about the edits.
    if (output.kind === 'limit' && left <= 0) return null
    const read = readOutput(output, sited.closure, policy)
    known.set(key, read)
    return read
  }
  return { render, spent: () => left <= 0 }
}
