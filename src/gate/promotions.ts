// Gathers the pins of one application at the three revisions and has them decided.

import { previousOverlays } from '../core/discover/pairs.ts'
import type { Application, Overlay } from '../core/model/overlay.ts'
import type { Policy } from '../core/model/policy.ts'
import type { RenderFailure } from '../core/model/render.ts'
import { decidePromotions } from '../core/promote/decide.ts'
import type { PinnedOverlay } from '../core/promote/pinned-overlay.ts'
import type { Pin } from '../core/promote/pins.ts'
import { tooManyImages } from './judging-effort.ts'
import type { PinBook } from './pin-book.ts'
import type { Sited, Survey } from './survey.ts'
import type { Revisions } from './trees.ts'

/** The builds at the live revision that this application's promotions ask for: what comes before each changed overlay. */
export function liveBuilds(application: Application, survey: Survey): readonly Sited[] {
  return application.overlays
    .filter((overlay) => survey.changed.has(overlay) && survey.at(overlay, 'head') !== null)
    .flatMap((overlay) => previousOverlays(overlay, application, survey.discovery.environments).steps)
    .flatMap(({ overlays }) => overlays.flatMap((overlay) => survey.at(overlay, 'live') ?? []))
}

/** Everything that the application was before and is live, sibling variants included. */
export function earlierBuilds(application: Application, survey: Survey): readonly Sited[] {
  return application.overlays.flatMap((overlay) => [survey.at(overlay, 'before') ?? [], survey.at(overlay, 'live') ?? []].flat())
}

/** Whether, by what is rendered so far, an image would be new to the application. */
export function introduces(application: Application, survey: Survey, pins: PinBook, policy: Policy): boolean {
  if (!application.overlays.some((overlay) => survey.changed.has(overlay))) return false
  const moment = { live: '', today: '', now: 0, ledger: null, reports: null }
  const { promotions } = decidePromotions(decidable(application, survey, pins, policy).overlays, policy, moment)
  return promotions.some(({ decision }) => decision === 'introduced')
}

/** No overlays, but the reason, where deciding about their pins takes more than the policy allows. */
export type Decidable = { readonly overlays: readonly PinnedOverlay[]; readonly failure: RenderFailure | null }

export function decidable(application: Application, survey: Survey, pins: PinBook, policy: Policy): Decidable {
  const overlays = pinnedOverlays(application, survey, pins)
  const failure = tooManyImages(overlays, policy)
  return { overlays: failure === null ? overlays : [], failure }
}

/** The application's overlays with their pins at the three revisions, as far as those are rendered. */
export function pinnedOverlays(application: Application, survey: Survey, book: PinBook): readonly PinnedOverlay[] {
  const pins = (overlay: Overlay, revision: keyof Revisions): readonly Pin[] | null => {
    const sited = survey.at(overlay, revision)
    const known = sited === null ? [] : book.of(sited)
    return known === undefined ? [] : known
  }
  return application.overlays.flatMap((overlay): readonly PinnedOverlay[] => {
    const environment = survey.discovery.environments.find(({ name }) => name === overlay.environment)
    if (environment === undefined) return []
    const [before, live, head] = [pins(overlay, 'before'), pins(overlay, 'live'), pins(overlay, 'head')]
    return [{
      overlay,
      environment,
      before: before ?? [],
      live: live ?? [],
      head: head ?? [],
      unknown: before === null || live === null,
      previous: previousOverlays(overlay, application, survey.discovery.environments)
    }]
  })
}
