// What is live where since when, and what may be promoted now: the same decisions, asked ahead.

import type { BoardNext, BoardOverlay, BoardPin } from '../model/board.ts'
import type { Environment } from '../model/environment.ts'
import { environmentWords } from '../model/environment.ts'
import type { ImageStays, Ledger, Stay } from '../model/ledger.ts'
import type { Overlay } from '../model/overlay.ts'
import type { Decision } from '../model/promotion.ts'
import { formatResourceId } from '../model/resource.ts'
import { byKeys } from '../model/text.ts'
import { decidePromotions } from './decide.ts'
import { holds } from './entering.ts'
import { identityOf } from './identity.ts'
import type { PinnedOverlay, PromotionPolicy } from './pinned-overlay.ts'
import type { Pin } from './pins.ts'
import { rungOf } from './rung.ts'
import type { PromotionMoment } from './situation.ts'
import { soakFor } from './soak.ts'
import { isSought, soughtImage } from './stays.ts'

export type BoardInput = {
  /** All overlays of one application in promotion order, with what is live in them. */
  readonly overlays: readonly PinnedOverlay[]
  /** Stays by overlay: of every image, or only of those that are live. */
  readonly stays: ReadonlyMap<Overlay, readonly Stay[]>
  /** Whether they are of every image. */
  readonly whole: boolean
  readonly policy: PromotionPolicy
  readonly moment: Omit<PromotionMoment, 'ledger'>
}

/** The application's overlays in the order given. */
export function boardOf(input: BoardInput): readonly BoardOverlay[] {
  return input.overlays.map((each) => ({
    overlay: each.overlay,
    pins: each.unknown ? null : each.live.map((pin) => pinOf(pin, each, input)).toSorted(byPin),
    rollbacks: input.whole ? (input.stays.get(each.overlay) ?? []).filter(({ rolledBack }) => rolledBack).length : null
  }))
}

const byPin = byKeys<BoardPin>((pin) => pin.resource, (pin) => pin.container, (pin) => pin.image)

function pinOf(pin: Pin, at: PinnedOverlay, input: BoardInput): BoardPin {
  const { policy } = input
  const identity = identityOf(pin.image, policy.promotionKey, at.environment)
  const stays = identity.kind === 'unpinned' ? new Map<Overlay, readonly Stay[]>() : staysOf(pin.image, at.environment, input)
  const running = stays.get(at.overlay)?.find(({ until }) => until === null) ?? null
  const targets = identity.kind === 'unpinned' ? [] : input.overlays.filter((target) => takesFrom(target, at) && !target.unknown)
  return {
    resource: formatResourceId(pin.resource),
    container: pin.container,
    image: pin.image,
    since: running?.since ?? null,
    earlier: running?.earlier ?? false,
    next: targets.flatMap((target) => nextOf(pin, at, target, stays, input))
  }
}

function takesFrom(target: PinnedOverlay, from: PinnedOverlay): boolean {
  return target.previous.steps.some(({ overlays }) => overlays.includes(from.overlay))
}

/** What a promotion of the pin would be told; nothing where the target runs the image, or the rules let it alone. */
function nextOf(pin: Pin, from: PinnedOverlay, target: PinnedOverlay, stays: ImageStays, input: BoardInput): readonly BoardNext[] {
  const { policy, moment, overlays } = input
  // A tag that names the environment it comes from would name the other one there.
  const environment: Environment = { ...target.environment, aliases: [...target.environment.aliases, ...environmentWords(from.environment)] }
  const identity = identityOf(pin.image, policy.promotionKey, environment)
  if (identity.kind === 'unpinned' || holds(target.live, pin.image, identity, environment, policy)) return []
  const asked: PinnedOverlay = { ...target, environment, before: target.live, head: [pin] }
  const world = overlays.map((each) => (each === target ? asked : { ...each, before: each.live, head: [] }))
  const ledger: Ledger = { stays: () => stays, limit: null }
  const [promotion] = decidePromotions(world, policy, { ...moment, ledger }).promotions
  if (promotion === undefined || promotion.decision === 'exempt') return []
  return [{ overlay: target.overlay, decision: promotion.decision, until: untilOf(promotion.decision, target, stays, input) }]
}

function untilOf(decision: Decision, target: PinnedOverlay, stays: ImageStays, { policy, moment }: BoardInput): number | null {
  if (decision !== 'soaking') return null
  const required = soakFor(target.environment, policy)
  const asked = { live: true, stays, required, evidence: target.environment.evidence, reports: moment.reports, now: moment.now }
  const short = target.previous.steps.map((step) => rungOf(step, asked)).flatMap((rung) => (rung.state === 'short' && rung.until !== null ? [rung.until] : []))
  if (short.length === 0) return null
  return target.previous.mode === 'any' ? Math.min(...short) : Math.max(...short)
}

/** The image's stays everywhere, as the environment that runs it understands the reference. */
function staysOf(image: string, environment: Environment, { overlays, stays, policy }: BoardInput): ImageStays {
  const sought = soughtImage(image, policy.promotionKey, environment)
  const found = overlays.map(({ overlay, environment: other }) => {
    const same = (stays.get(overlay) ?? []).filter((stay) => isSought(sought, soughtImage(stay.image, policy.promotionKey, other)))
    return [overlay, same] as const
  })
  return new Map(found.filter(([, same]) => same.length > 0))
}
