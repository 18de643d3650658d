// Pins by what tells them apart, so that none is held against all others: an application may have a hundred thousand.

import { groupBy } from '../model/group.ts'
import { imageBaseName, parseImage } from '../model/image.ts'
import { rememberedFor } from '../model/memo.ts'
import type { PromotionKey } from '../model/policy.ts'
import type { Pin } from './pins.ts'
import { placeOf } from './stays.ts'

/** The repository's last name, whatever the registry; the text itself where it is no reference. */
export function baseNameOf(image: string): string {
  const parsed = parseImage(image)
  return parsed === null ? image : imageBaseName(parsed)
}

/** The distinct images with that last name, in the order of the pins. */
export function imagesNamed(pins: readonly Pin[], name: string): readonly string[] {
  return imagesByName(pins).get(name) ?? []
}

/** The distinct images among which the image is, if it is there at all, whatever the environments; in the order of the pins. */
export function imagesLike(pins: readonly Pin[], image: string, { kind }: PromotionKey): readonly string[] {
  return kind === 'digest' ? (byDigest(pins).get(digestOf(image)) ?? []) : imagesNamed(pins, baseNameOf(image))
}

/** The first pin at a place. */
export function pinAt(pins: readonly Pin[], place: string): Pin | undefined {
  return byPlace(pins).get(place)
}

/** The distinct images of each last name. */
export const imagesByName = rememberedFor((pins: readonly Pin[]) => groupBy(imagesOf(pins), baseNameOf))

const byDigest = rememberedFor((pins: readonly Pin[]) => groupBy(imagesOf(pins), digestOf))

const byPlace = rememberedFor((pins: readonly Pin[]) => new Map(pins.toReversed().map((pin) => [placeOf(pin), pin])))

function imagesOf(pins: readonly Pin[]): readonly string[] {
  return [...new Set(pins.map(({ image }) => image))]
}

/** The text itself where it has none. */
function digestOf(image: string): string {
  return parseImage(image)?.digest ?? image
}
