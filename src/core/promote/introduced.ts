// Images of a repository that is new to the application: they have no environment before to come from.

import { isImage } from './entering.ts'
import type { ImageIdentity } from './identity.ts'
import type { PinnedOverlay, PromotionPolicy } from './pinned-overlay.ts'
import { baseNameOf, imagesNamed } from './pin-index.ts'
import type { Pin } from './pins.ts'

/** A repository that no environment of the application had, pinned identically wherever it arrives, the first rungs included. */
export function isIntroduced(pin: Pin, identity: ImageIdentity, overlays: readonly PinnedOverlay[], policy: PromotionPolicy): boolean {
  const name = baseNameOf(pin.image)
  // What could not be rendered may have had it.
  if (overlays.some(({ unknown }) => unknown)) return false
  if (overlays.some(({ before, live }) => imagesNamed(before, name).length > 0 || imagesNamed(live, name).length > 0)) return false
  const arrivals = overlays.flatMap(({ head, environment }) => imagesNamed(head, name).map((image) => ({ image, environment })))
  const first = overlays.filter((each) => each.previous.steps.length === 0).map(({ environment }) => environment.name)
  return (
    arrivals.every(({ image, environment }) => isImage(image, identity, environment, policy)) &&
    first.every((name) => arrivals.some(({ environment }) => environment.name === name))
  )
}
