// Rendering for a long run: each distinct closure is built once, and only the renders of late are held in memory.

import type { Policy } from '../core/model/policy.ts'
import type { RenderOutcome } from '../core/model/render.ts'
import { refusalOf } from '../core/plan/blocked.ts'
import type { Build } from '../core/plan/plan.ts'
import { planBuilds } from '../core/plan/plan.ts'
import { readRender } from '../core/render/read-render.ts'
import type { Rendered, Rendering } from './rendering.ts'
import { flagsOf, readOutput } from './rendering.ts'
import type { GateEdges } from './trees.ts'

/** Where what kustomize printed is kept when it is no longer held. */
export type OutputStore = { readonly read: (key: string) => string | null; readonly write: (key: string, text: string) => void }

export type ReplayRendering = Rendering & {
  /** Forgets what was not asked for of late. Call it when nothing that was ensured is needed any more. */
  readonly trim: () => void
}

/** Resources held in memory: about 100 MB of them. */
const MOST_RESOURCES = 20_000

/** `edges` may change from call to call, as their temporary folders come and go. */
export function createReplayRendering(policy: Policy, edges: () => GateEdges, store: OutputStore): ReplayRendering {
  const known = new Map<string, Rendered>()
  const failures = new Map<string, Rendered>()
  let builds = 0
  let reused = 0

  const hold = (key: string, outcome: RenderOutcome, milliseconds: number): void => {
    // Failures are small and final, and nothing of them is on disk.
    if (outcome.kind === 'failed') failures.set(key, { outcome, milliseconds })
    else known.set(key, { outcome, milliseconds })
  }

  /** Whether it is held now; what is, becomes the newest. */
  const recall = (key: string): boolean => {
    if (failures.has(key)) return true
    const rendered = known.get(key)
    if (rendered !== undefined) {
      known.delete(key)
      known.set(key, rendered)
      return true
    }
    const printed = store.read(key)
    if (printed === null) return false
    hold(key, readRender(printed, []), 0)
    return true
  }

  const ensure = async (requests: readonly Build[]): Promise<void> => {
    const recalled = new Set(requests.map(({ closure }) => closure.key).filter(recall))
    const plan = planBuilds(requests, recalled)
    reused += plan.reused
    const allowed: Build[] = []
    for (const build of plan.builds) {
      const refusal = refusalOf(build.closure, policy)
      if (refusal === null) allowed.push(build)
      else hold(build.closure.key, refusal, 0)
    }
    if (allowed.length === 0) return
    builds += allowed.length
    const outputs = await edges().build(allowed, flagsOf(policy))
    allowed.forEach(({ closure }, index) => {
      const output = outputs[index]
      if (output === undefined) throw new Error(`no result for the build of ${closure.root}`)
      const outcome = readOutput(output, closure, policy)
      if (output.kind === 'ok' && outcome.kind === 'built') store.write(closure.key, output.stdout)
      hold(closure.key, outcome, output.milliseconds)
    })
  }

  const trim = (): void => {
    let resources = 0
    for (const { outcome } of known.values()) resources += sizeOf(outcome)
    for (const [key, { outcome }] of known) {
      if (resources <= MOST_RESOURCES) break
      known.delete(key)
      resources -= sizeOf(outcome)
    }
  }

  return { ensure, of: ({ key }) => known.get(key) ?? failures.get(key), builds: () => builds, reused: () => reused, trim }
}

function sizeOf(outcome: RenderOutcome): number {
  return outcome.kind === 'built' ? outcome.resources.length : 0
}
