// Which images' histories the decisions ask for, and whether an answer depends on them.

import type { Environment } from '../model/environment.ts'
import type { Ledger } from '../model/ledger.ts'
import { byKeys } from '../model/text.ts'
import { rollbackOf, suspicionOf } from './earlier-stays.ts'
import type { Entry } from './entering.ts'
import { denialOf, entriesOf, holds, isExempt } from './entering.ts'
import { isIntroduced } from './introduced.ts'
import type { Overlay } from '../model/overlay.ts'
import type { PinnedOverlay, PreviousStep, PromotionPolicy } from './pinned-overlay.ts'
import { isEnough } from './pinned-overlay.ts'
import { soakFor } from './soak.ts'

/** A reference that is promoted, and the environment that it enters: under tag keys that one's words are no part of the identity. */
export type WantedImage = { readonly image: string; readonly environment: Environment }

/**
 * The images whose history the decisions may ask for: of everything that enters and is not exempt, denied on that ISO date or
 * unpinned. In the first environment too, where an image may be suspect. Sorted by image and environment, each once.
 */
export function imagesToLookUp(overlays: readonly PinnedOverlay[], policy: PromotionPolicy, today: string): readonly WantedImage[] {
  const wanted = openEntries(overlays, policy, today).map(({ pin, target }) => ({ image: pin.image, environment: target.environment }))
  const distinct = new Map(wanted.map((each) => [JSON.stringify([each.image, each.environment.name]), each]))
  return [...distinct.values()].toSorted(byKeys((each) => each.image, (each) => each.environment.name))
}

/**
 * Whether the history can change an answer and not only a warning: an image must have soaked, must be reported, may be refused as
 * suspect, or is not live where it must come from, so that only the history can still let it in.
 */
export function needsHistory(overlays: readonly PinnedOverlay[], policy: PromotionPolicy, today: string): boolean {
  const pinned = new Map(overlays.map((each) => [each.overlay, each]))
  return openEntries(overlays, policy, today).some(({ target, pin, identity }) => {
    if (identity.kind === 'unpinned') return false
    if (policy.suspect === 'deny') return true
    const { environment, previous } = target
    if (previous.steps.length === 0) return false
    const live = previous.steps.filter((step) => isLiveIn(step, pin, identity, pinned, policy))
    if (isEnough(live.length, target)) return soakFor(environment, policy) > 0 || environment.evidence === 'reported'
    return environment.introduction === 'deny' || !isIntroduced(pin, identity, overlays, policy)
  })
}

/** Whether no image that waits for an answer is live, at the tip, in an environment before: only what ran earlier can let it in. */
export function mayGoBack(overlays: readonly PinnedOverlay[], policy: PromotionPolicy, today: string): boolean {
  const pinned = new Map(overlays.map((each) => [each.overlay, each]))
  return openEntries(overlays, policy, today).every(({ target, pin, identity }) =>
    target.previous.steps.every((step) => !isLiveIn(step, pin, identity, pinned, policy))
  )
}

/** Whether the ledger proves for every image that waits for an answer that it goes back, so that nothing else decides. */
export function allGoBack(overlays: readonly PinnedOverlay[], policy: PromotionPolicy, today: string, ledger: Ledger): boolean {
  const entries = openEntries(overlays, policy, today)
  return entries.every(({ target, pin }) => {
    const stays = ledger.stays(pin.image, target.environment.name)
    return target.previous.steps.length === 0 || (suspicionOf(stays) === null && rollbackOf(target, overlays, stays) !== null)
  })
}

function isLiveIn(
  step: PreviousStep,
  { image }: Entry['pin'],
  identity: Entry['identity'],
  pinned: ReadonlyMap<Overlay, PinnedOverlay>,
  policy: PromotionPolicy
): boolean {
  if (identity.kind === 'unpinned') return false
  return step.overlays.some((overlay) => {
    const before = pinned.get(overlay)
    return before !== undefined && holds(before.live, image, identity, before.environment, policy)
  })
}

function openEntries(overlays: readonly PinnedOverlay[], policy: PromotionPolicy, today: string): readonly Entry[] {
  return entriesOf(overlays, policy).filter(
    ({ pin, identity }) => identity.kind === 'identity' && !isExempt(pin.image, policy) && denialOf(pin.image, policy, today) === null
  )
}
