// What the decision about one pin looks at, and the place of its findings.

import type { Finding, FindingPlace } from '../model/finding.ts'
import { formatPointer } from '../model/field-path.ts'
import type { Ledger } from '../model/ledger.ts'
import type { Overlay } from '../model/overlay.ts'
import type { Decision, Evidence } from '../model/promotion.ts'
import { formatResourceId } from '../model/resource.ts'
import type { PinnedOverlay, PromotionPolicy } from './pinned-overlay.ts'
import { baseNameOf, imagesNamed } from './pin-index.ts'
import type { Pin } from './pins.ts'
import type { Reports } from './rung.ts'

export type PromotionMoment = {
  /** The commit whose pins are live. */
  readonly live: string
  /** ISO date, UTC. */
  readonly today: string
  /** Seconds since the epoch. */
  readonly now: number
  /** null: the history was not asked, or is not to be had. */
  readonly ledger: Ledger | null
  /** null: nobody was asked what is reported. */
  readonly reports: Reports | null
}

export type Situation = {
  readonly target: PinnedOverlay
  readonly pinned: ReadonlyMap<Overlay, PinnedOverlay>
  readonly overlays: readonly PinnedOverlay[]
  readonly policy: PromotionPolicy
  readonly moment: PromotionMoment
}

/** What is decided about a pin. */
export type Outcome = { readonly decision: Decision; readonly finding: Finding | null; readonly evidence: Evidence | null }

type CommonArgs = { readonly container: string; readonly image: string; readonly previous: readonly string[] }

/** What all findings about an image say. */
export function argsOf(pin: Pin, { previous }: PinnedOverlay): CommonArgs {
  return { container: pin.container, image: pin.image, previous: previous.steps.map(({ environment }) => environment) }
}

/** The place of a pin that enters. The other environment is the last of those before. */
export function findingPlace(pin: Pin, situation: Situation): FindingPlace & Pick<Finding, 'values'> {
  const { overlay, previous } = situation.target
  const against = previous.steps.at(-1)?.environment ?? null
  const there = sameRepositoryLive(pin, situation).join(', ')
  return {
    application: overlay.application,
    environment: overlay.environment,
    variant: overlay.variant,
    against,
    resource: formatResourceId(pin.resource),
    path: formatPointer(pin.field),
    values: { ...(against === null ? {} : { [against]: there === '' ? null : there }), [overlay.environment]: pin.image }
  }
}

/** The images of the same repository that are live in the environments before, sorted, each once. */
export function sameRepositoryLive(pin: Pin, { target, pinned }: Situation): readonly string[] {
  const overlays = target.previous.steps.flatMap((step) => step.overlays)
  const name = baseNameOf(pin.image)
  const live = overlays.flatMap((overlay) => imagesNamed(pinned.get(overlay)?.live ?? [], name))
  return [...new Set(live)].toSorted()
}
