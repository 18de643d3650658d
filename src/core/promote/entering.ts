// Which pins enter an environment with the change, and which of them the rules let alone or refuse outright.

import type { Environment } from '../model/environment.ts'
import { matchGlob } from '../model/glob.ts'
import { imageName, parseImage } from '../model/image.ts'
import type { DeniedImage } from '../model/policy.ts'
import type { ImageIdentity, Unpinned } from './identity.ts'
import { identityOf, sameImage } from './identity.ts'
import type { PinnedOverlay, PromotionPolicy } from './pinned-overlay.ts'
import { samePlace } from './pinned-overlay.ts'
import { imagesLike } from './pin-index.ts'
import type { Pin } from './pins.ts'

/** A pin that enters. */
export type Entry = { readonly target: PinnedOverlay; readonly pin: Pin; readonly identity: ImageIdentity | Unpinned }

/**
 * The pins of head whose identity no container of that application, environment and variant had before; what nothing identifies
 * enters where its text is new. In the order of overlays and pins.
 */
export function entriesOf(overlays: readonly PinnedOverlay[], policy: PromotionPolicy): readonly Entry[] {
  return overlays.flatMap((target) => {
    const places = samePlace(target, overlays)
    return target.head.flatMap((pin): readonly Entry[] => {
      const identity = identityOf(pin.image, policy.promotionKey, target.environment)
      const was = (other: string): boolean =>
        identity.kind === 'unpinned' ? other === pin.image : isImage(other, identity, target.environment, policy)
      return places.some(({ before }) => imagesLike(before, pin.image, policy.promotionKey).some(was)) ? [] : [{ target, pin, identity }]
    })
  })
}

/** Whether one of the pins of an environment is the image; `identity` is that of `image` where it comes from. */
export function holds(pins: readonly Pin[], image: string, identity: ImageIdentity, environment: Environment, policy: PromotionPolicy): boolean {
  return imagesLike(pins, image, policy.promotionKey).some((other) => isImage(other, identity, environment, policy))
}

/** Whether a reference, where an environment has it, is that image. */
export function isImage(image: string, identity: ImageIdentity, environment: Environment, policy: PromotionPolicy): boolean {
  const other = identityOf(image, policy.promotionKey, environment)
  return other.kind === 'identity' && sameImage(identity, other)
}

/** Whether `exempt-images` names the repository. */
export function isExempt(image: string, { exemptImages }: PromotionPolicy): boolean {
  const parsed = parseImage(image)
  return parsed !== null && exemptImages.some((glob) => matchGlob(glob, imageName(parsed)))
}

/** The entry of the deny list that holds on that ISO date; null where there is none. */
export function denialOf(image: string, { deniedImages }: PromotionPolicy, today: string): DeniedImage | null {
  const digest = parseImage(image)?.digest ?? null
  if (digest === null) return null
  return deniedImages.find((denied) => denied.digest === digest && (denied.expires === null || denied.expires >= today)) ?? null
}
