// What one build printed, or how it ended, as an outcome; and what a policy says about how to build.

import { once } from '../core/model/memo.ts'
import type { Policy } from '../core/model/policy.ts'
import type { RenderOutcome } from '../core/model/render.ts'
import { unreadSchema, withPointers } from '../core/plan/lfs-pointers.ts'
import type { Build } from '../core/plan/plan.ts'
import { strayed } from '../core/plan/strayed.ts'
import { explainFailure } from '../core/render/explain-failure.ts'
import { hideSecrets } from '../core/render/hide-secrets.ts'
import { readRender } from '../core/render/read-render.ts'
import { secretTexts } from '../core/render/secret-texts.ts'
import { outOfTime } from './time-limit.ts'
import type { BuildFlags, BuildOutput } from './trees.ts'

/** What a policy says about how overlays are built. */
export function flagsOf({ loadRestrictor, enableHelm, allowRemote, limits, parallelism }: Policy): BuildFlags {
  const { buildSeconds, outputMegabytes, memoryMegabytes, totalSeconds } = limits
  return { loadRestrictor, enableHelm, allowRemote, buildSeconds, outputMegabytes, memoryMegabytes, totalSeconds, parallelism }
}

/** The outcome of a build. What kustomize quotes of Secrets is taken out of its words, warnings included. */
export function readOutput(output: BuildOutput, build: Build, policy: Policy): RenderOutcome {
  const texts = once(() => secretTexts(build))
  const hide = (words: string): string => hideSecrets(words, texts(), build.closure.files.map(({ path }) => path))
  // Whatever else it printed or said: it would be another render where nothing is in the way.
  const refused = output.network === undefined ? null : strayed(output.network, build.closure)
  if (refused !== null) return { ...refused, reason: hide(refused.reason) }
  switch (output.kind) {
    case 'ok': {
      const unread = unreadSchema(build)
      if (unread !== null) return unread
      const outcome = readRender(output.stdout, warningsOf(output.stderr).map((line) => (DEPRECATION.test(line) ? line : hide(line))))
      if (outcome.kind === 'failed') return { ...outcome, reason: hide(outcome.reason) }
      return outcome.resources.length > policy.limits.resources ? tooMany(policy.limits.resources) : outcome
    }
    case 'failed':
      return withPointers(explainFailure(output.stderr, { temporary: output.temporary, overlay: build.closure.root }, hide), build)
    case 'limit': {
      const { buildSeconds, outputMegabytes, memoryMegabytes, totalSeconds } = policy.limits
      const failure = { kind: 'failed', file: null, line: null, limit: output.limit } as const
      if (output.limit === 'build-seconds') return { ...failure, code: 'render-timeout', reason: `kustomize did not end within ${buildSeconds} s` }
      if (output.limit === 'output-megabytes') return { ...failure, code: 'limit-exceeded', reason: `kustomize printed more than ${outputMegabytes} MB` }
      if (output.limit === 'memory-megabytes') return { ...failure, code: 'limit-exceeded', reason: `kustomize wanted more than ${memoryMegabytes} MB of memory` }
      return outOfTime(totalSeconds)
    }
  }
}

/** Most builds say no more, and nothing of the sources is in it. */
const DEPRECATION = /^# Warning: '\w+' is deprecated\./

function tooMany(resources: number): RenderOutcome {
  return { kind: 'failed', code: 'limit-exceeded', reason: `the overlay renders to more than ${resources} resources`, file: null, line: null, limit: 'resources' }
}

function warningsOf(stderr: string): readonly string[] {
  return stderr.split('\n').filter((line) => line.trim() !== '')
}
