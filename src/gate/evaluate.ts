// One judgement of the change under one policy: what drifted, what was promoted, on which lines, and what is waived.

import { attribute, attributed } from '../core/attribute/attribute.ts'
import { inlineWaivers } from '../core/attribute/inline-waivers.ts'
import { applyWaivers } from '../core/judge/waivers.ts'
import { markExisting } from '../core/judge/existing.ts'
import type { Draft } from '../core/model/draft.ts'
import type { Finding } from '../core/model/finding.ts'
import { finding } from '../core/model/finding.ts'
import type { InlineWaiver } from '../core/model/inline-waiver.ts'
import type { Application, Overlay } from '../core/model/overlay.ts'
import type { Policy } from '../core/model/policy.ts'
import type { Promotion } from '../core/model/promotion.ts'
import type { ChangeEffect, ReportWaiver } from '../core/model/report.ts'
import { neighbourPairs } from '../core/discover/pairs.ts'
import type { Decided } from '../core/promote/decide.ts'
import { decidePromotions } from '../core/promote/decide.ts'
import type { ChangedRender } from '../core/promote/only-rollbacks.ts'
import { effectOf, onlyRollbacks } from '../core/promote/only-rollbacks.ts'
import { answer } from './confirm.ts'
import type { Gathered } from './evidence.ts'
import { failureDraft, liveFailures } from './failures.ts'
import type { Laboratory } from './laboratory.ts'
import type { PinBook } from './pin-book.ts'
import { pinnedOverlays } from './promotions.ts'
import type { Reading, Readings } from './reading.ts'
import type { Rendering } from './rendering.ts'
import { withRepairs } from './repairs.ts'
import type { Sited, Survey } from './survey.ts'
import { applicationAt } from './survey.ts'
import type { Revisions } from './trees.ts'
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
  /** Paths that the change touches. */
  readonly changedPaths: ReadonlySet<string>
  /** What the history tells about the images that enter. */
  readonly evidence: Pick<Gathered, 'of'>
  /** Applications that all shards judge together, by name; null where one process judges everything. */
  readonly everyShare: readonly string[] | null
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
  const { revisions, survey, readings, everyShare, today } = judgement
  const drafts: Draft[] = []
  for (const [application, reading] of readings) {
    drafts.push(...markExisting(reading.now, reading.then, policy))
    drafts.push(...(decided.get(application)?.drafts ?? []))
    drafts.push(...alone(applicationAt(application, 'head', survey), survey))
    for (const overlay of application.overlays) drafts.push(...(await overlayDrafts(overlay, reading, survey, laboratory)))
  }
  drafts.push(...survey.discovery.removed.map(({ overlay, why }) => removedDraft(overlay, why)))
  const wrote = writtenLines(revisions)
  const located = await locate(drafts, judgement, wrote, laboratory)
  const { findings, waivers } = applyWaivers(located, {
    policy: policy.waivers,
    comments: commentWaivers(judgement, policy),
    today,
    judged: everyShare ?? [...readings.keys()].map(({ name }) => name),
    applications: survey.discovery.applications.map(({ name }) => name)
  })
  return { findings: withRepairs(findings, drafts, promotions, judgement, wrote), waivers }
}

/** What enters with the change, and what stands in its way; nothing where there is no revision to compare with. */
function promotionsOf(application: Application, { revisions, survey, rendering, pins, evidence, today, now }: Judgement, policy: Policy): Decided {
  if (revisions.before === null) return { promotions: [], drafts: [], rollbacks: [] }
  const live = (revisions.live ?? revisions.before).revision
  const decided = decidePromotions(pinnedOverlays(application, survey, pins), policy, { live, today, now, ...evidence.of(application) })
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
  { survey, rendering, changedPaths: changed }: Judgement,
  wrote: WrittenLines,
  laboratory: Laboratory | null
): Promise<readonly Finding[]> {
  const source = (overlay: Overlay): Sited | null => survey.at(overlay, 'head') ?? survey.at(overlay, 'before')
  const world = { source, changed, wrote }
  const first = attributed(drafts, world)
  const open = first.flatMap((each) => each.open)
  const answers = laboratory === null || open.length === 0 ? null : await answer(open, survey, rendering, laboratory)
  return answers === null || answers.size === 0 ? first.map(({ finding }) => finding) : attribute(drafts, { ...world, answers })
}

async function overlayDrafts(overlay: Overlay, reading: Reading, survey: Survey, laboratory: Laboratory | null): Promise<readonly Draft[]> {
  const failure = reading.failures.get(overlay)
  const sited = survey.at(overlay, 'head')
  if (failure !== undefined && sited !== null) return [await failureDraft(overlay, failure, sited, laboratory)]
  const variables = reading.variables.get(overlay)
  return variables === undefined ? [] : [variables]
}

function removedDraft(overlay: Overlay, why: 'gone' | 'unrecognised'): Draft {
  return { finding: finding('overlay-removed', 'warning', { path: overlay.path, why }, placeOf(overlay)), subject: { kind: 'none' } }
}

function alone(application: Application, { discovery, judged }: Survey): readonly Draft[] {
  return neighbourPairs(application, discovery.environments)
    .alone.filter(({ overlay }) => judged.has(overlay))
    .map(({ overlay, against }) => ({
      finding: finding('no-counterpart', 'notice', { path: overlay.path }, { ...placeOf(overlay), against }),
      subject: { kind: 'overlay', overlay }
    }))
}

function placeOf({ application, environment, variant }: Overlay): Pick<Finding, 'application' | 'environment' | 'variant'> {
  return { application, environment, variant }
}

/** Comments in the files of the judged overlays; under `inline-waivers: base` only those that were there before. */
function commentWaivers({ revisions, survey }: Judgement, policy: Policy): readonly InlineWaiver[] {
  if (policy.inlineWaivers === 'false') return []
  const files = new Set([...survey.judged].flatMap((overlay) => survey.at(overlay, 'head')?.closure.files.map(({ path }) => path) ?? []))
  const found = inlineWaivers(revisions.head, [...files].toSorted())
  if (policy.inlineWaivers === 'true') return found
  const { before } = revisions
  if (before === null) return found
  const merged = new Set(inlineWaivers(before, [...new Set(found.map(({ file }) => file))]).map(textOf))
  return found.filter((comment) => merged.has(textOf(comment)))
}

function textOf({ file, reason, until }: InlineWaiver): string {
  return JSON.stringify([file, reason, until])
}
