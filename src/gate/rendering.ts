// Builds what is asked for, each distinct closure once, reads what kustomize printed, and hands over the results as they come.

import type { Closure } from '../core/model/closure.ts'
import type { Policy } from '../core/model/policy.ts'
import type { Render, RenderFailure, RenderOutcome } from '../core/model/render.ts'
import { refusalOf } from '../core/plan/blocked.ts'
import { createSourceCheck } from '../core/plan/source-bounds.ts'
import type { Build } from '../core/plan/plan.ts'
import { planBuilds } from '../core/plan/plan.ts'
import { decodeRender, encodeRender } from '../core/render/kept-render.ts'
import { flagsOf, readOutput } from './build-output.ts'
import { createHeld } from './held.ts'
import type { KeptRenders } from './kept-renders.ts'
import { isMasked } from './kept-renders.ts'
import type { BuildOutput, GateEdges } from './trees.ts'

/** How a render came about, and how long kustomize took. */
export type Rendered = { readonly state: 'built' | 'cached' | 'failed'; readonly resources: number; readonly milliseconds: number }

export type Rendering = {
  /**
   * Begins what will most likely be asked for, and returns when kustomize has it; so that it gets on while the caller is busy. Never
   * rejects: what stands in the way of builds is met again by whoever asks for some.
   */
  readonly begin: (requests: readonly Build[]) => Promise<void>
  /** Builds what is not known yet. */
  readonly ensure: (requests: readonly Build[]) => Promise<void>
  /** Ensures groups of builds; `use` gets the index of each as soon as all of it is there. */
  readonly ensureInTurn: (groups: readonly (readonly Build[])[], use: (group: number) => void) => Promise<void>
  /** The outcome for a closure that was ensured; undefined for any other. */
  readonly of: (closure: Closure) => RenderOutcome | undefined
  readonly about: (closure: Closure) => Rendered | undefined
  /** Puts the true renders in the place of those in which values of Secrets are hashes. */
  readonly reveal: (requests: readonly Build[]) => Promise<void>
  readonly builds: () => number
  readonly cached: () => number
  readonly reused: () => number
}

/**
 * Starts with nothing built. The policy's rendering keys hold for the whole run. `kept`: renders of earlier runs; null: there are
 * none, or they do not tell what the policies ask.
 */
export function createRendering(policy: Policy, { build, outputs }: Pick<GateEdges, 'build' | 'outputs'>, kept: KeptRenders | null = null): Rendering {
  const held = createHeld(outputs)
  const goesOver = createSourceCheck(policy.limits)
  const known = new Map<string, Rendered>()
  const failures = new Map<string, RenderFailure>()
  const masked = new Set<string>()
  let [builds, cached, reused] = [0, 0, 0]
  let begun: Promise<void> = Promise.resolve()
  /** Keys of what was begun and has not been asked for. */
  const early = new Set<string>()

  const fail = (key: string, failure: RenderFailure, milliseconds: number): void => {
    failures.set(key, failure)
    known.set(key, { state: 'failed', resources: 0, milliseconds })
  }
  const hold = (key: string, render: Render, size: number, state: 'built' | 'cached', milliseconds: number): void => {
    held.put(key, render, size)
    if (isMasked(render)) masked.add(key)
    known.set(key, { state, resources: render.resources.length, milliseconds })
  }
  const take = (built: Build, output: BuildOutput, masks: boolean): void => {
    const { key } = built.closure
    const outcome = readOutput(output, built, policy)
    if (outcome.kind === 'failed') return fail(key, outcome, output.milliseconds)
    const render = kept === null || !masks ? outcome : kept.write(key, outcome)
    if (render !== outcome) outputs.write(trueName(key), encodeRender(outcome))
    hold(key, render, output.kind === 'ok' ? output.stdout.length : 0, 'built', output.milliseconds)
  }
  const recall = ({ closure: { key } }: Build): boolean => {
    const found = kept?.read(key) ?? null
    if (found === null) return false
    cached += 1
    hold(key, found.render, found.size, 'cached', 0)
    return true
  }

  /** Whether nothing speaks against a build; what does is its failure. */
  const passes = ({ closure }: Build, failure: RenderFailure | null): boolean => {
    if (failure !== null) fail(closure.key, failure, 0)
    return failure === null
  }

  /** What is not known yet and may be built, in the order of the requests. */
  const missing = async (requests: readonly Build[]): Promise<readonly Build[]> => {
    const plan = planBuilds(requests, new Set([...known.keys()].filter((key) => !early.has(key))))
    reused += plan.reused
    const allowed = plan.builds.filter((each) => !early.delete(each.closure.key) && passes(each, refusalOf(each.closure, policy)))
    await kept?.prepare(allowed)
    return allowed
  }

  const run = async (wanted: readonly Build[], masks: boolean, arrived: (build: Build) => void, handed?: () => void): Promise<void> => {
    if (wanted.length === 0) return
    // Reads the sources before kustomize does, which has no bounds of its own.
    const admit = (each: Build): boolean => passes(each, goesOver(each.tree, each.closure))
    await build(wanted, flagsOf(policy), admit, (output, index) => {
      const built = wanted[index]
      if (built === undefined) return
      if (output !== null) {
        builds += 1
        take(built, output, masks)
      }
      arrived(built)
    }, handed)
  }

  const renderInTurn = async (groups: readonly (readonly Build[])[], use: (group: number) => void, handed?: () => void): Promise<void> => {
    const unknown = new Set(await missing(groups.flat()))
    const lost: Build[] = []
    const waiting: (readonly [group: number, keys: readonly string[]])[] = []
    const awaited = new Set<string>()
    for (const [group, requests] of groups.entries()) {
      for (const request of requests) {
        const { key } = request.closure
        if (!unknown.has(request) || known.has(key) || awaited.has(key) || recall(request)) continue
        lost.push(request)
        awaited.add(key)
      }
      const keys = requests.map(({ closure }) => closure.key).filter((key) => awaited.has(key))
      if (keys.length === 0) use(group)
      else waiting.push([group, keys])
    }
    const arrived = ({ closure }: Build): void => {
      awaited.delete(closure.key)
      for (let [first] = waiting; first?.[1].every((key) => !awaited.has(key)) === true; [first] = waiting) {
        waiting.shift()
        use(first[0])
      }
    }
    await run(lost, true, arrived, handed)
    if (waiting.length > 0) throw new Error(`${awaited.size} builds have no result`)
  }

  const begin = (requests: readonly Build[]): Promise<void> =>
    new Promise((handed) => {
      const distinct = planBuilds(requests, new Set()).builds
      const noted = (): void => {
        for (const { closure: { key } } of distinct) if (known.has(key)) early.add(key)
      }
      begun = renderInTurn([distinct], () => undefined, handed).then(noted, noted)
      void begun.then(handed)
    })

  const ensureInTurn: Rendering['ensureInTurn'] = async (groups, use) => {
    await begun
    await renderInTurn(groups, use)
  }

  const reveal = async (requests: readonly Build[]): Promise<void> => {
    const hidden = planBuilds(requests.filter(({ closure }) => masked.has(closure.key)), new Set()).builds
    const again = hidden.filter(({ closure: { key } }) => {
      masked.delete(key)
      const text = outputs.read(trueName(key))
      const render = text === null ? null : decodeRender(text)
      if (text !== null && render !== null) held.put(key, render, text.length)
      return render === null
    })
    await run(again, false, () => undefined)
  }

  return {
    begin,
    ensure: (requests) => ensureInTurn([requests], () => undefined),
    ensureInTurn,
    of: ({ key }) => (known.has(key) ? (failures.get(key) ?? held.get(key)) : undefined),
    about: ({ key }) => known.get(key),
    reveal,
    builds: () => builds,
    cached: () => cached,
    reused: () => reused
  }
}

/** Under which a render is put away with the values of its Secrets: for this run alone. */
function trueName(key: string): string {
  return `${key}00`
}
