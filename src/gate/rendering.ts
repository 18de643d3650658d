// Builds what is asked for, each distinct closure once, and reads what kustomize printed.

import type { Closure } from '../core/model/closure.ts'
import type { Policy } from '../core/model/policy.ts'
import type { RenderOutcome } from '../core/model/render.ts'
import { refusalOf } from '../core/plan/blocked.ts'
import type { Build } from '../core/plan/plan.ts'
import { planBuilds } from '../core/plan/plan.ts'
import { explainFailure } from '../core/render/explain-failure.ts'
import { readRender } from '../core/render/read-render.ts'
import type { BuildFlags, BuildOutput, GateEdges } from './trees.ts'

/** A render, how it came about and how long kustomize took. */
export type Rendered = { readonly outcome: RenderOutcome; readonly milliseconds: number }

export type Rendering = {
  /** Builds what is not known yet. */
  readonly ensure: (requests: readonly Build[]) => Promise<void>
  /** The outcome for a closure that was ensured; undefined for any other. */
  readonly of: (closure: Closure) => Rendered | undefined
  readonly builds: () => number
  readonly reused: () => number
}

/** Starts with nothing built. The policy's rendering keys hold for the whole run. */
export function createRendering(policy: Policy, edges: GateEdges): Rendering {
  const known = new Map<string, Rendered>()
  let builds = 0
  let reused = 0
  const ensure = async (requests: readonly Build[]): Promise<void> => {
    const plan = planBuilds(requests, new Set(known.keys()))
    reused += plan.reused
    const allowed: Build[] = []
    for (const build of plan.builds) {
      const refusal = refusalOf(build.closure, policy)
      if (refusal === null) allowed.push(build)
      else known.set(build.closure.key, { outcome: refusal, milliseconds: 0 })
    }
    if (allowed.length === 0) return
    builds += allowed.length
    const outputs = await edges.build(allowed, flagsOf(policy))
    allowed.forEach((build, index) => {
      const output = outputs[index]
      if (output === undefined) throw new Error(`no result for the build of ${build.closure.root}`)
      known.set(build.closure.key, { outcome: readOutput(output, build.closure, policy), milliseconds: output.milliseconds })
    })
  }
  return { ensure, of: (closure) => known.get(closure.key), builds: () => builds, reused: () => reused }
}

/** What a policy says about how overlays are built. */
export function flagsOf({ loadRestrictor, enableHelm, limits, parallelism }: Policy): BuildFlags {
  const { buildSeconds, outputMegabytes, totalSeconds } = limits
  return { loadRestrictor, enableHelm, buildSeconds, outputMegabytes, totalSeconds, parallelism }
}

/** The outcome of what one build printed. */
export function readOutput(output: BuildOutput, closure: Closure, policy: Policy): RenderOutcome {
  switch (output.kind) {
    case 'ok':
      return readRender(output.stdout, warningsOf(output.stderr))
    case 'failed':
      return explainFailure(output.stderr, { temporary: output.temporary, overlay: closure.root })
    case 'limit': {
      const { buildSeconds, outputMegabytes, totalSeconds } = policy.limits
      const failure = { kind: 'failed', file: null, line: null, limit: output.limit } as const
      if (output.limit === 'build-seconds') return { ...failure, code: 'render-timeout', reason: `kustomize did not end within ${buildSeconds} s` }
      if (output.limit === 'output-megabytes') return { ...failure, code: 'limit-exceeded', reason: `kustomize printed more than ${outputMegabytes} MB` }
      return { ...failure, code: 'limit-exceeded', reason: `all builds together took more than ${totalSeconds} s` }
    }
  }
}

function warningsOf(stderr: string): readonly string[] {
  return stderr.split('\n').filter((line) => line.trim() !== '')
}
