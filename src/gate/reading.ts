// Renders what must be judged, and reads each application's renders as soon as they are all there, so that they need not be kept.

import type { JudgedDraft } from '../core/judge/judge-pair.ts'
import { unresolvedVariables } from '../core/judge/flux-variables.ts'
import type { Draft } from '../core/model/draft.ts'
import type { Application, Overlay } from '../core/model/overlay.ts'
import type { Policy } from '../core/model/policy.ts'
import type { RenderFailure } from '../core/model/render.ts'
import { headFailures, unjudged } from './failures.ts'
import { judgeParity } from './parity.ts'
import { judgingEffort, tooMuchWork } from './judging-effort.ts'
import type { PinBook } from './pin-book.ts'
import { earlierBuilds, introduces, liveBuilds } from './promotions.ts'
import type { Rendering } from './rendering.ts'
import type { Sited, Survey } from './survey.ts'
import type { TimeLimit } from './time-limit.ts'
import type { Revisions } from './trees.ts'

/** What an application's renders say. */
export type Reading = {
  /** Drift at head. */
  readonly now: readonly JudgedDraft[]
  /** Identities of the drift before the change. */
  readonly then: ReadonlySet<string>
  readonly failures: ReadonlyMap<Overlay, RenderFailure>
  /** Of overlays with values that Flux puts in later. */
  readonly variables: ReadonlyMap<Overlay, Draft>
}

/** Of the judged applications, in their order. */
export type Readings = ReadonlyMap<Application, Reading>

export type ReadingWorld = {
  readonly survey: Survey
  readonly revisions: Revisions
  readonly rendering: Rendering
  readonly pins: PinBook
  /** With its environments' names resolved. */
  readonly policy: Policy
  readonly time: TimeLimit
}

/**
 * Head and before of what is judged, with what is live in the environments before; then, where an image would be new to its application,
 * what all of the application had. The pins of all that are in the book afterwards.
 */
export async function readApplications(world: ReadingWorld): Promise<Readings> {
  const { survey, revisions, rendering, pins, policy } = world
  const applications = survey.discovery.applications.filter(({ overlays }) => overlays.some((overlay) => survey.judged.has(overlay)))
  const compares = revisions.before !== null
  const groups = applications.map((application) => [...judgedBuilds(application, survey), ...(compares ? liveBuilds(application, survey) : [])])
  const readings = new Map<Application, Reading>()
  const hidden: Application[] = []
  await rendering.ensureInTurn(groups, (group) => {
    const application = applications[group]
    if (application === undefined) return
    for (const sited of groups[group] ?? []) pins.of(sited)
    const reading = readApplication(application, world)
    readings.set(application, reading)
    if (tellsSecrets(reading)) hidden.push(application)
  })
  // Hashes tell whether values of Secrets differ, and nothing of how.
  await rendering.reveal(hidden.flatMap((application) => judgedBuilds(application, survey)))
  for (const application of hidden) readings.set(application, readApplication(application, world))
  const introducing = compares ? applications.filter((application) => introduces(application, survey, pins, policy)) : []
  await rendering.ensure(introducing.flatMap((application) => earlierBuilds(application, survey)))
  // They may have come in another order.
  return new Map(applications.flatMap((application) => [[application, readings.get(application) ?? readApplication(application, world)]]))
}

function judgedBuilds({ overlays }: Application, survey: Survey): readonly Sited[] {
  const judged = overlays.filter((overlay) => survey.judged.has(overlay))
  return judged.flatMap((overlay) => [survey.at(overlay, 'head') ?? [], survey.at(overlay, 'before') ?? []].flat())
}

function readApplication(application: Application, { survey, revisions, rendering, policy, time }: ReadingWorld): Reading {
  if (time.passed()) return unread(unjudged(application, survey, rendering, time.failure))
  const effort = judgingEffort(policy)
  const now = judgeParity(application, 'head', survey, rendering, policy, effort)
  const then = now.length === 0 || revisions.before === null || effort.spent() ? [] : judgeParity(application, 'before', survey, rendering, policy, effort)
  if (effort.spent()) return unread(unjudged(application, survey, rendering, tooMuchWork(policy)))
  const variables = new Map<Overlay, Draft>()
  for (const overlay of application.overlays) {
    const sited = survey.judged.has(overlay) ? survey.at(overlay, 'head') : null
    const outcome = sited === null ? undefined : rendering.of(sited.closure)
    const draft = outcome?.kind === 'built' ? unresolvedVariables(overlay, outcome.resources) : null
    if (draft !== null) variables.set(overlay, draft)
  }
  return { now, then: new Set(then.map(({ identity }) => identity)), failures: headFailures(application, survey, rendering), variables }
}

function unread(failures: Reading['failures']): Reading {
  return { now: [], then: new Set(), failures, variables: new Map() }
}

function tellsSecrets({ now }: Reading): boolean {
  return now.some(({ draft: { finding } }) => finding.resource?.startsWith('v1/Secret/') === true)
}
