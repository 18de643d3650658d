// Images of a repository that is new to the application: they have no environment before to come from.

import { imageBaseName, parseImage } from '../model/image.ts'
import { holds } from './entering.ts'
import type { ImageIdentity } from './identity.ts'
import type { PinnedOverlay, PromotionPolicy } from './pinned-overlay.ts'
import type { Pin } from './pins.ts'

/** A repository that no environment of the application had, pinned identically wherever it arrives, the first rungs included. */
export function isIntroduced(pin: Pin, identity: ImageIdentity, overlays: readonly PinnedOverlay[], policy: PromotionPolicy): boolean {
  const name = baseNameOf(pin)
  // What could not be rendered may have had it.
  if (overlays.some(({ unknown }) => unknown)) return false
  if (overlays.some((each) => [...each.before, ...each.live].some((other) => baseNameOf(other) === name))) return false
  const arrivals = overlays.flatMap((each) => each.head.filter((other) => baseNameOf(other) === name).map((other) => ({ each, other })))
  const first = overlays.filter((each) => each.previous.steps.length === 0).map(({ environment }) => environment.name)
  return (
    arrivals.every(({ each, other }) => holds(other, identity, each.environment, policy)) &&
    first.every((environment) => arrivals.some(({ each }) => each.environment.name === environment))
  )
}

/** The repository's last name, whatever the registry; the text itself where it is no reference. */
export function baseNameOf(pin: Pin): string {
  const parsed = parseImage(pin.image)
  return parsed === null ? pin.image : imageBaseName(parsed)
}
