// Gathers the pins of one application at the three revisions and has them decided.

import { previousOverlays } from '../core/discover/pairs.ts'
import type { Application, Overlay } from '../core/model/overlay.ts'
import type { Policy } from '../core/model/policy.ts'
import type { RenderOutcome } from '../core/model/render.ts'
import type { Build } from '../core/plan/plan.ts'
import { decidePromotions } from '../core/promote/decide.ts'
import type { PinnedOverlay } from '../core/promote/pinned-overlay.ts'
import type { Pin } from '../core/promote/pins.ts'
import { pinsOf } from '../core/promote/pins.ts'
import type { Rendering } from './rendering.ts'
import type { Sited, Survey } from './survey.ts'
import type { Revisions } from './trees.ts'

/** The builds at the live revision that this application's promotions ask for: what comes before each changed overlay. */
export function liveBuilds(application: Application, survey: Survey): readonly Build[] {
  return application.overlays
    .filter((overlay) => survey.changed.has(overlay) && survey.at(overlay, 'head') !== null)
    .flatMap((overlay) => previousOverlays(overlay, application, survey.discovery.environments).steps)
    .flatMap(({ overlays }) => overlays.flatMap((overlay) => survey.at(overlay, 'live') ?? []))
}

/** Everything that the application was before and is live, sibling variants included. */
export function earlierBuilds(application: Application, survey: Survey): readonly Build[] {
  return application.overlays.flatMap((overlay) => [survey.at(overlay, 'before') ?? [], survey.at(overlay, 'live') ?? []].flat())
}

/** Whether, by what is rendered so far, an image would be new to the application. */
export function introduces(application: Application, survey: Survey, rendering: Rendering, policy: Policy): boolean {
  if (!application.overlays.some((overlay) => survey.changed.has(overlay))) return false
  const moment = { live: '', today: '', now: 0, ledger: null, reports: null }
  const { promotions } = decidePromotions(pinnedOverlays(application, survey, rendering, policy), policy, moment)
  return promotions.some(({ decision }) => decision === 'introduced')
}

/** The application's overlays with their pins at the three revisions, as far as those are rendered. */
export function pinnedOverlays(application: Application, survey: Survey, rendering: Rendering, policy: Policy): readonly PinnedOverlay[] {
  const pins = (overlay: Overlay, revision: keyof Revisions): readonly Pin[] => pinsAt(survey.at(overlay, revision), rendering, policy)
  return application.overlays.flatMap((overlay): readonly PinnedOverlay[] => {
    const environment = survey.discovery.environments.find(({ name }) => name === overlay.environment)
    if (environment === undefined) return []
    return [{
      overlay,
      environment,
      before: pins(overlay, 'before'),
      live: pins(overlay, 'live'),
      head: pins(overlay, 'head'),
      unknown: (['before', 'live'] as const).some((revision) => outcomeAt(survey.at(overlay, revision), rendering)?.kind === 'failed'),
      previous: previousOverlays(overlay, application, survey.discovery.environments)
    }]
  })
}

function pinsAt(sited: Sited | null, rendering: Rendering, policy: Policy): readonly Pin[] {
  const outcome = outcomeAt(sited, rendering)
  return sited === null || outcome?.kind !== 'built' ? [] : pinsOf(sited.overlay, outcome.resources, policy.imageFields)
}

function outcomeAt(sited: Sited | null, rendering: Rendering): RenderOutcome | undefined {
  return sited === null ? undefined : rendering.of(sited.closure)?.outcome
}
