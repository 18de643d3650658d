// One judgement of the change under one policy: what drifted, what was promoted, on which lines, and what is waived.

import { attribute, attributed } from '../core/attribute/attribute.ts'
import { applyWaivers, policyWaivers } from '../core/judge/waivers.ts'
import { mostImportant } from '../core/judge/findings-bound.ts'
import { markExisting } from '../core/judge/existing.ts'
import type { Draft } from '../core/model/draft.ts'
import type { Finding } from '../core/model/finding.ts'
import type { Application, Overlay } from '../core/model/overlay.ts'
import type { Policy } from '../core/model/policy.ts'
import type { Promotion } from '../core/model/promotion.ts'
import type { ChangeEffect, ReportWaiver } from '../core/model/report.ts'
import { differingPaths } from '../core/model/tree.ts'
import type { Decided } from '../core/promote/decide.ts'
import { decidePromotions } from '../core/promote/decide.ts'
import type { ChangedRender } from '../core/promote/only-rollbacks.ts'
import { effectOf, onlyRollbacks } from '../core/promote/only-rollbacks.ts'
import { commentWaivers } from './comment-waivers.ts'
import { answer } from './confirm.ts'
import type { Gathered } from './evidence.ts'
import { failureDraft, liveFailures, undecided } from './failures.ts'
import type { Laboratory } from './laboratory.ts'
import type { PinBook } from './pin-book.ts'
import { decidable } from './promotions.ts'
import type { Reading, Readings } from './reading.ts'
import type { Rendering } from './rendering.ts'
import { withRepairs } from './repairs.ts'
import type { Sited, Survey } from './survey.ts'
import { applicationAt } from './survey.ts'
import type { TimeLimit } from './time-limit.ts'
import type { Revisions } from './trees.ts'
import { aloneDrafts, removedDrafts } from './uncompared.ts'
import type { WrittenLines } from './written-lines.ts'
import { writtenLines } from './written-lines.ts'

/** What is told, and what is waived. */
type Conclusion = { readonly findings: readonly Finding[]; readonly waivers: readonly ReportWaiver[] }

export type Evaluation = Conclusion & {
  readonly promotions: readonly Promotion[]
  /** What the share of a sharded run does; null where one process judges everything. */
  readonly effect: ChangeEffect | null
  /** In a sharded run: the same if the whole change is nothing but rollbacks; null where that makes no difference. */
  readonly back: Conclusion | null
}

export type Judgement = {
  readonly revisions: Revisions
  readonly survey: Survey
  readonly rendering: Rendering
  readonly pins: PinBook
  readonly readings: Readings
  /** What the history tells about the images that enter. */
  readonly evidence: Pick<Gathered, 'of'>
  /** Applications that all shards judge together, by name; null where one process judges everything. */
  readonly everyShare: readonly string[] | null
  readonly time: TimeLimit
  /** ISO date, UTC. */
  readonly today: string
  /** Seconds since the epoch. */
  readonly now: number
}

/** Judges all that was rendered. Without a laboratory no experiments are made: the same renders and policy give the same findings. */
export async function evaluate(judgement: Judgement, policy: Policy, laboratory: Laboratory | null): Promise<Evaluation> {
  const { readings, everyShare } = judgement
  const decided = new Map([...readings.keys()].map((application) => [application, promotionsOf(application, judgement, policy)]))
  const rollbacks = [...decided.values()].flatMap((each) => each.rollbacks)
  const promotions = [...decided.values()].flatMap((each) => each.promotions)
  const under = (existingDrift: Policy['existingDrift']): Promise<Conclusion> => conclude(judgement, decided, promotions, { ...policy, existingDrift }, laboratory)
  const changed = changedRenders(judgement)
  // What goes back to what ran before is not held up by drift that was there all the time.
  if (everyShare === null) return { ...(await under(onlyRollbacks(changed, rollbacks) ? 'warn' : policy.existingDrift)), promotions, effect: null, back: null }
  // A shard does not know what the others do.
  const effect = effectOf(changed, rollbacks)
  const back = effect === 'other' || policy.existingDrift === 'warn' ? null : await under('warn')
  return { ...(await under(policy.existingDrift)), promotions, effect, back }
}

/** The findings, with their places, waivers and repairs. */
async function conclude(
  judgement: Judgement,
  decided: ReadonlyMap<Application, Decided>,
  promotions: readonly Promotion[],
  policy: Policy,
  laboratory: Laboratory | null
): Promise<Conclusion> {
  const { revisions, survey, readings, everyShare, time, today } = judgement
  const drafts: Draft[] = []
  const untold: Finding[] = []
  const waive = policyWaivers(policy.waivers, today)
  for (const [application, reading] of readings) {
    const own = [
      ...markExisting(reading.now, reading.then, policy),
      ...(decided.get(application)?.drafts ?? []),
      ...aloneDrafts(applicationAt(application, 'head', survey), survey)
    ]
    for (const overlay of application.overlays) own.push(...(await overlayDrafts(overlay, reading, survey, laboratory)))
    const told = mostImportant(own, policy.limits.findings, waive)
    for (const each of told.drafts) drafts.push(each)
    for (const each of told.untold) untold.push(each)
  }
  drafts.push(...removedDrafts(survey.discovery))
  const wrote = writtenLines(revisions)
  const located = await locate(drafts, judgement, wrote, laboratory)
  const late = drafts.length > 0 && time.passed()
  const { findings, waivers } = applyWaivers(located, {
    policy: policy.waivers,
    comments: commentWaivers(revisions, survey, policy),
    today,
    judged: everyShare ?? [...readings.keys()].map(({ name }) => name),
    applications: survey.discovery.applications.map(({ name }) => name),
    untold
  })
  return { findings: late ? [...findings, time.untold] : withRepairs(findings, drafts, promotions, judgement, wrote), waivers }
}

/** What enters with the change, and what stands in its way; nothing where there is no revision to compare with. */
function promotionsOf(application: Application, { revisions, survey, rendering, pins, evidence, today, now }: Judgement, policy: Policy): Decided {
  if (revisions.before === null) return { promotions: [], drafts: [], rollbacks: [] }
  const { overlays, failure } = decidable(application, survey, pins, policy)
  if (failure !== null) return { promotions: [], drafts: undecided(application, survey, failure), rollbacks: [] }
  const live = (revisions.live ?? revisions.before).revision
  const decided = decidePromotions(overlays, policy, { live, today, now, ...evidence.of(application) })
  const missing = decided.promotions.some(({ decision }) => decision === 'not-live' || decision === 'same-change')
  return missing ? { ...decided, drafts: [...decided.drafts, ...liveFailures(application, survey, rendering, revisions.head)] } : decided
}

/** Every overlay that the change touches, as it rendered before and renders now; read when it is looked at. */
export function changedRenders({ survey, rendering }: Pick<Judgement, 'survey' | 'rendering'>): readonly ChangedRender[] {
  const resources = (overlay: Overlay, revision: 'before' | 'head'): ChangedRender['head'] => {
    const sited = survey.at(overlay, revision)
    const outcome = sited === null ? undefined : rendering.of(sited.closure)
    return outcome?.kind === 'built' ? outcome.resources : null
  }
  return [...survey.changed].map((overlay) => ({
    overlay,
    get before() {
      return resources(overlay, 'before')
    },
    get head() {
      return resources(overlay, 'head')
    }
  }))
}

/** Gives the findings their places; what the sources do not tell is asked by experiment. */
async function locate(
  drafts: readonly Draft[],
  { revisions: { before, head }, survey, rendering, time }: Judgement,
  wrote: WrittenLines,
  laboratory: Laboratory | null
): Promise<readonly Finding[]> {
  if (drafts.length === 0) return []
  const source = (overlay: Overlay): Sited | null => survey.at(overlay, 'head') ?? survey.at(overlay, 'before')
  const changed = before === null ? new Set<string>() : differingPaths(before, head)
  const world = { source, changed, wrote }
  const first = attributed(drafts, { ...world, late: time.passed })
  const open = first.flatMap((each) => each.open)
  const answers = laboratory === null || open.length === 0 || time.passed() ? null : await answer(open, survey, rendering, laboratory)
  return answers === null || answers.size === 0 ? first.map(({ finding }) => finding) : attribute(drafts, { ...world, answers })
}

async function overlayDrafts(overlay: Overlay, reading: Reading, survey: Survey, laboratory: Laboratory | null): Promise<readonly Draft[]> {
  const failure = reading.failures.get(overlay)
  const sited = survey.at(overlay, 'head')
  if (failure !== undefined && sited !== null) return [await failureDraft(sited, failure, laboratory)]
  const variables = reading.variables.get(overlay)
  return variables === undefined ? [] : [variables]
}
