// Replays a history, oldest commit first: each commit is judged as a change to its parent, on what was known at its moment.

import type { BacktestRecord, Observed } from '../core/backtest/record.ts'
import type { BacktestChange } from '../core/model/backtest.ts'
import type { HistoryCommit } from '../core/model/history.ts'
import type { Moment } from '../core/model/ledger.ts'
import type { Overlay } from '../core/model/overlay.ts'
import type { Policy } from '../core/model/policy.ts'
import type { Tree, TreeEntry } from '../core/model/tree.ts'
import type { Build } from '../core/plan/plan.ts'
import { resolveEnvironmentNames } from '../core/policy/check-environments.ts'
import { judgedFiles } from './comment-waivers.ts'
import type { ReplayedCommit } from './replay-judge.ts'
import { judgeCommit } from './replay-judge.ts'
import { createReplayLedger } from './replay-ledger.ts'
import type { PinBook } from './pin-book.ts'
import { createPinBook } from './pin-book.ts'
import { createReplayPromotions } from './replay-promotions.ts'
import { createRendering } from './rendering.ts'
import { createSurveyor } from './replay-survey.ts'
import type { Survey } from './survey.ts'
import type { GateEdges, OutputStore } from './trees.ts'

export type ReplayRequest = {
  /** The tree that the replay starts from, and its moment. */
  readonly start: Tree
  readonly began: Moment
  /** Oldest first, each a child of the one before, the first one of the start. */
  readonly commits: readonly (HistoryCommit & { readonly time: number })[]
  /** Whether history exists before the start. */
  readonly older: boolean
  readonly policy: Policy
  /** What an earlier run has found, by commit. */
  readonly known: ReadonlyMap<string, BacktestRecord>
}

export type ReplayEdges = Pick<GateEdges, 'prefetch'> & {
  /** Edges for the next builds; what the ones before have written may be removed. */
  readonly builders: () => GateEdges
  readonly treeFrom: (revision: string, entries: ReadonlyMap<string, TreeEntry>) => Tree
  readonly outputs: OutputStore
  /** Takes what was found at a commit, in the order of the commits; the start's first. */
  readonly keep: (record: BacktestRecord) => void
  /** Called when a commit is done; `fresh`: it was not known. */
  readonly done: (fresh: boolean) => void
}

export type Replay = {
  readonly changes: readonly BacktestChange[]
  /** The ladder as the last commit has it. */
  readonly environments: readonly string[]
  readonly builds: number
}

type Waiting = { readonly id: string; readonly time: number; readonly touched: ReplayedCommit | null }

/** Commits looked at together, so that their builds share the machine's cores; `MOST_WAITING` counts those that touch nothing, too. */
const MOST_AT_ONCE = 12
const MOST_WAITING = 200
/** A replay takes as long as it takes; one build has its own limit. */
const NO_LIMIT = 1e9

/** Replays. What one commit breaks is in its findings; only a bug or a UserError throws. */
export async function replay(request: ReplayRequest, edges: ReplayEdges): Promise<Replay> {
  const { known, began } = request
  const policy = { ...request.policy, limits: { ...request.policy.limits, totalSeconds: NO_LIMIT } }
  let builders: GateEdges | null = null
  const rendering = createRendering(policy, { ...edges, build: (...builds) => (builders ??= edges.builders()).build(...builds) })
  const pins = createPinBook(rendering, policy)
  const ledger = createReplayLedger(request.older)
  const surveyor = createSurveyor(request.start, policy, edges, edges.treeFrom)
  const changes: BacktestChange[] = []
  let environments: readonly string[] = []
  let waiting: Waiting[] = []

  const take = (record: BacktestRecord, moment: Moment, fresh: boolean): void => {
    if (fresh) edges.keep(record)
    if (record.environments.length > 0) environments = record.environments
    if (record.change !== null) changes.push(record.change)
    ledger.observe(moment, record.observed)
    edges.done(fresh)
  }
  const judgeWaiting = async (): Promise<void> => {
    await rendering.ensure(waiting.flatMap(({ touched }) => (touched === null ? [] : neededBuilds(touched.survey, pins))))
    for (const { id, time, touched } of waiting) {
      const moment: Moment = { commit: id, time, clock: 'committed' }
      if (touched === null) {
        take({ commit: id, environments: [], change: null, observed: [] }, moment, true)
        continue
      }
      const { survey, revisions } = touched
      const own = resolveEnvironmentNames(policy, survey.discovery.environments)
      if (own.inlineWaivers !== 'false') await edges.prefetch(revisions.head, judgedFiles(survey))
      const change = await judgeCommit(touched, own, rendering, createReplayPromotions(own, pins, ledger))
      const names = survey.discovery.environments.map(({ name }) => name)
      const record = { commit: id, environments: names, change, observed: observedIn(survey, [...survey.changed], pins) }
      take(record, moment, true)
    }
    waiting = []
    builders = null
  }

  const first = known.get(began.commit) ?? (await startingRecord())
  take(first, began, !known.has(began.commit))
  for (const commit of request.commits) {
    const { id, time } = commit
    const record = known.get(id)
    if (record !== undefined) {
      await judgeWaiting()
      surveyor.pass(id, commit.changes)
      take(record, { commit: id, time, clock: 'committed' }, false)
      continue
    }
    const looked = await surveyor.step(id, commit.changes)
    waiting.push({ id, time, touched: looked === null ? null : { commit, time, ...looked } })
    if (waiting.filter(({ touched }) => touched !== null).length >= MOST_AT_ONCE || waiting.length >= MOST_WAITING) await judgeWaiting()
  }
  await judgeWaiting()
  return { changes, environments, builds: rendering.builds() }

  async function startingRecord(): Promise<BacktestRecord> {
    const survey = await surveyor.start()
    const overlays = survey.discovery.applications.flatMap((application) => application.overlays)
    for (let at = 0; at < overlays.length; at += MOST_AT_ONCE) {
      const some = overlays.slice(at, at + MOST_AT_ONCE)
      await rendering.ensure(some.flatMap((overlay) => survey.at(overlay, 'head') ?? []))
      // The book keeps the pins, so that the renders need not stay.
      observedIn(survey, some, pins)
    }
    builders = null
    const names = survey.discovery.environments.map(({ name }) => name)
    return { commit: began.commit, environments: names, change: null, observed: observedIn(survey, overlays, pins) }
  }
}

/** Renders to compare, and, of the applications that change, those of which the pins are not known. */
function neededBuilds(survey: Survey, pins: PinBook): readonly Build[] {
  const compared = [...survey.judged].flatMap((overlay) => [survey.at(overlay, 'head') ?? [], survey.at(overlay, 'before') ?? []].flat())
  const touched = survey.discovery.applications.filter(({ overlays }) => overlays.some((overlay) => survey.changed.has(overlay)))
  const pinned = touched.flatMap(({ overlays }) =>
    overlays.flatMap((overlay) => (['head', 'live'] as const).flatMap((revision) => survey.at(overlay, revision) ?? []))
  )
  return [...compared, ...pinned.filter((sited) => pins.of(sited) === undefined)]
}

/** What overlays run at head; nothing where they are gone. */
function observedIn(survey: Survey, overlays: readonly Overlay[], pins: PinBook): readonly Observed[] {
  return overlays.map((overlay) => {
    const sited = survey.at(overlay, 'head')
    const found = sited === null ? [] : (pins.of(sited) ?? null)
    const { application, environment, variant, path } = overlay
    const kept = found?.map(({ resource: { group, version, kind, namespace, name }, container, image }) => ({ resource: { group, version, kind, namespace, name }, container, image }))
    return { overlay: { application, environment, variant, path }, pins: kept ?? null }
  })
}
