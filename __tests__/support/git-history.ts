// A repository's past as the ledger reads it: real git, real kustomize, and every build counted.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEdges } from '../../src/builds.ts'
import type { Environment } from '../../src/core/model/environment.ts'
import { environmentNamed } from '../../src/core/model/environment.ts'
import type { HistoryCommit } from '../../src/core/model/history.ts'
import type { Moment, Stay } from '../../src/core/model/ledger.ts'
import type { Application, Overlay } from '../../src/core/model/overlay.ts'
import type { Policy } from '../../src/core/model/policy.ts'
import { DEFAULT_POLICY } from '../../src/core/model/policy.ts'
import type { Observation } from '../../src/core/promote/stays.ts'
import { soughtImage, staysOf } from '../../src/core/promote/stays.ts'
import { pinsOf } from '../../src/core/promote/pins.ts'
import { heldTimes } from '../../src/core/promote/time-live.ts'
import type { Repository } from '../../src/edges/git/repository.ts'
import { openRepository } from '../../src/edges/git/repository.ts'
import { createLedger, fullLedger } from '../../src/gate/ledger.ts'
import type { Rendering } from '../../src/gate/rendering.ts'
import { createRendering } from '../../src/gate/rendering.ts'
import { survey } from '../../src/gate/survey.ts'
import type { Timelines } from '../../src/gate/timeline.ts'
import { readTimelines } from '../../src/gate/timeline.ts'
import { newestKustomize } from './kustomize.ts'
import { commit, git, type Files } from './scenario.ts'

export type PastOptions = {
  readonly policy?: Partial<Policy>
  /** Seconds since the epoch: where the look-back begins. */
  readonly since?: number
  readonly now?: number
}

export type Past = {
  readonly application: Application
  readonly environments: readonly Environment[]
  readonly commits: readonly HistoryCommit[]
  readonly timelines: Timelines
  readonly rendering: Rendering
  readonly moments: ReadonlyMap<string, Moment>
  readonly repository: Repository
  readonly policy: Policy
  /** Builds that the ledger has asked for so far; the tip's own are not among them. */
  readonly builds: () => number
  readonly overlay: (environment: string) => Overlay
  /** The ledger's stays of an image that enters an environment, by environment. */
  readonly stays: (image: string, entering?: string) => Promise<Readonly<Record<string, readonly Stay[]>>>
  readonly full: () => Promise<ReadonlyMap<Overlay, readonly Stay[]>>
  /** The same by a `kustomize build` of every commit. */
  readonly oracle: (images: readonly string[], entering?: string) => Promise<ReadonlyMap<string, Readonly<Record<string, readonly Stay[]>>>>
  readonly close: () => Promise<void>
}

/** Time of the first commit of a test's history, and what each one adds: an hour. */
export const START = Date.UTC(2026, 0, 1) / 1000
export const HOUR = 3600

/** Commits at a time of its own, in seconds since the epoch. */
export function commitAt(directory: string, time: number, files: Files, message = 'change'): string {
  return timed(time, () => commit(directory, files, message))
}

/** Runs git commands that make commits, all at one time. */
export function timed<T>(time: number, run: () => T): T {
  const before = [process.env.GIT_COMMITTER_DATE, process.env.GIT_AUTHOR_DATE]
  process.env.GIT_COMMITTER_DATE = process.env.GIT_AUTHOR_DATE = `${time} +0000`
  try {
    return run()
  } finally {
    for (const [index, name] of ['GIT_COMMITTER_DATE', 'GIT_AUTHOR_DATE'].entries()) {
      const value = before[index]
      if (value === undefined) Reflect.deleteProperty(process.env, name)
      else process.env[name] = value
    }
  }
}

/** Opens the past of HEAD. Its overlays are rendered at the tip, as they are wherever a change is judged. */
export async function openPast(directory: string, { policy: more = {}, since = 0, now = START + 10_000 * HOUR }: PastOptions = {}): Promise<Past> {
  const temporary = mkdtempSync(join(tmpdir(), 'parity-gate-past-'))
  const policy: Policy = { ...DEFAULT_POLICY, ...more }
  const repository = await openRepository(directory, { temporary, token: null, serverUrl: null })
  const edges = createEdges({
    repository,
    find: () => Promise.resolve({ ...newestKustomize(), args: ['build'], source: 'test' }),
    temporary,
    say: () => undefined
  })
  const rendering = createRendering(policy, edges)
  const tip = await repository.tree(git(directory, 'rev-parse', 'HEAD'))
  const { discovery, at } = await survey({ head: tip, before: tip, live: tip }, policy, true, edges)
  const [application] = discovery.applications
  if (application === undefined) throw new Error('no application in the test repository')
  const { overlays } = application
  const { environments } = discovery
  await rendering.ensure(overlays.flatMap((overlay) => at(overlay, 'live') ?? []))
  const atTip = rendering.builds()
  const history = await repository.history(tip.revision, since)
  const timelines = await readTimelines({ overlays, environments, tip, placeholders: policy.placeholders, history, edges: repository })
  const moments = heldTimes(history.commits, now)
  const request = { overlays, environments, timelines, rendering, policy, edges: repository, moments }
  const environmentOf = (name: string): Environment => environments.find((each) => each.name === name) ?? environmentNamed(name)
  const byEnvironment = (stays: ReadonlyMap<Overlay, readonly Stay[]>): Readonly<Record<string, readonly Stay[]>> =>
    Object.fromEntries([...stays].filter(([, found]) => found.length > 0).map(([{ environment, variant }, found]) => [variant === null ? environment : `${environment}/${variant}`, found]))

  const oracle: Past['oracle'] = async (images, entering = 'prod') => {
    const slow = createRendering(policy, edges)
    const observed = new Map<Overlay, Observation[]>(overlays.map((overlay) => [overlay, []]))
    for (const { id } of history.commits.toReversed()) {
      const tree = await repository.tree(id)
      const found = await survey({ head: tree, before: tree, live: tree }, policy, true, edges)
      for (const overlay of overlays) {
        const then = found.discovery.applications.flatMap((each) => each.overlays).find((each) => each.environment === overlay.environment && each.variant === overlay.variant)
        const sited = then === undefined ? null : found.at(then, 'head')
        if (sited !== null) await slow.ensure([sited])
        const outcome = sited === null ? null : slow.of(sited.closure)
        const pins = outcome === null ? [] : outcome?.kind === 'built' ? pinsOf(overlay, outcome.resources, policy.imageFields) : null
        const moment = moments.get(id)
        if (moment !== undefined) observed.get(overlay)?.push({ moment, pins })
      }
    }
    return new Map(
      images.map((image) => {
        const sought = soughtImage(image, policy.promotionKey, environmentOf(entering))
        const stays = overlays.map((overlay): [Overlay, readonly Stay[]] => [
          overlay,
          staysOf(sought, { observations: observed.get(overlay) ?? [], earlier: history.end === 'look-back', key: policy.promotionKey, environment: environmentOf(overlay.environment) })
        ])
        return [image, byEnvironment(new Map(stays))]
      })
    )
  }

  return {
    application,
    environments,
    commits: history.commits,
    timelines,
    rendering,
    moments,
    repository,
    policy,
    builds: () => rendering.builds() - atTip,
    overlay: (environment) => {
      const found = overlays.find((each) => each.environment === environment)
      if (found === undefined) throw new Error(`no overlay for ${environment}`)
      return found
    },
    stays: async (image, entering = 'prod') => byEnvironment((await createLedger({ ...request, wanted: [{ image, environment: environmentOf(entering) }] })).stays(image)),
    full: () => fullLedger(request),
    oracle,
    close: async () => {
      await repository.close()
      rmSync(temporary, { recursive: true, force: true })
    }
  }
}
