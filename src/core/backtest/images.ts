// What a person counts as one promotion: an image that enters an overlay, however many containers run it.

import type { Promotion } from '../model/promotion.ts'

/** One promotion for each overlay, image and decision, in the order given. */
export function byImage(promotions: readonly Promotion[]): readonly Promotion[] {
  const seen = new Map<string, Promotion>()
  for (const promotion of promotions) {
    const { overlay, to, decision } = promotion
    const key = JSON.stringify([overlay.application, overlay.environment, overlay.variant, to, decision])
    if (!seen.has(key)) seen.set(key, promotion)
  }
  return [...seen.values()]
}
