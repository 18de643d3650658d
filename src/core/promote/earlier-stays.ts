// What else the history of an application lets in, or warns of: rollbacks, other variants, images that were rolled back.

import type { StayProof } from '../model/finding.ts'
import type { ImageStays, Stay } from '../model/ledger.ts'
import type { Overlay } from '../model/overlay.ts'
import { byOverlay } from '../model/overlay.ts'
import { proofOf } from './evidence.ts'
import type { PinnedOverlay } from './pinned-overlay.ts'
import { samePlace } from './pinned-overlay.ts'

/** A stay and the overlay that had it. */
export type Found = { readonly overlay: Overlay; readonly stay: Stay }

/**
 * The newest finished stay in the place that the image would enter. Another variant's past proves no rollback: what never ran in
 * this region or cluster would not go back there. A stay that still runs proves none either: on a run after the merge it would be
 * what this very change brought.
 */
export function rollbackOf(target: PinnedOverlay, overlays: readonly PinnedOverlay[], stays: ImageStays): Found | null {
  const own = samePlace(target, overlays).flatMap((each) => foundIn(each, stays))
  return newest(own.filter(({ stay }) => stay.until !== null))
}

/** The stay that runs for longest in another variant of the environment. */
export function fanOutOf(target: PinnedOverlay, overlays: readonly PinnedOverlay[], stays: ImageStays): Found | null {
  const { environment, variant } = target.overlay
  const siblings = overlays.filter(({ overlay }) => overlay.environment === environment && overlay.variant !== variant)
  const running = siblings.flatMap((each) => foundIn(each, stays)).filter(({ stay }) => stay.until === null)
  return running.toSorted((a, b) => a.stay.since.time - b.stay.since.time || byOverlay(a.overlay, b.overlay))[0] ?? null
}

/**
 * Where an image was rolled back: the last stay of some overlay ended by a return to what ran before it. Of several the newest; null
 * where it is not suspect.
 */
export function suspicionOf(stays: ImageStays): Found | null {
  const last = [...stays].flatMap(([overlay, own]) => own.slice(-1).map((stay) => ({ overlay, stay })))
  return newest(last.filter(({ stay }) => stay.until !== null && stay.rolledBack))
}

/** As findings tell it. */
export function proofIn({ overlay, stay }: Found): StayProof {
  return proofOf(overlay.environment, overlay.variant, stay)
}

function foundIn({ overlay }: PinnedOverlay, stays: ImageStays): readonly Found[] {
  return (stays.get(overlay) ?? []).map((stay) => ({ overlay, stay }))
}

function newest(found: readonly Found[]): Found | null {
  return found.toSorted((a, b) => (b.stay.until?.time ?? 0) - (a.stay.until?.time ?? 0) || byOverlay(a.overlay, b.overlay))[0] ?? null
}
