// What it takes to decide the promotions of one application, known before it is done: the same in every run and every shard.

import type { Environment } from '../model/environment.ts'
import { environmentWords } from '../model/environment.ts'
import { expressionOf } from '../model/expression.ts'
import { parseImage } from '../model/image.ts'
import type { PromotionKey } from '../model/policy.ts'
import type { PinnedOverlay, PromotionPolicy } from './pinned-overlay.ts'
import { baseNameOf, imagesByName } from './pin-index.ts'

/** To look at one image, or to take one word out of a tag, takes as long as so many steps of an expression. */
const LOOKING = 25

/** A step takes several times as long where the groups of an expression are asked for, and not only whether it matches. */
const CAPTURING = 5

/** Steps: each image read under the promotion key, and each pin of head held against the images of its repository's last name. */
export function decidingWork(overlays: readonly PinnedOverlay[], { promotionKey }: Pick<PromotionPolicy, 'promotionKey'>): number {
  let steps = 0
  const counts = new Map<string, number>()
  for (const { environment, before, live, head } of overlays) {
    const read = readingCost(promotionKey, environment)
    for (const pins of new Set([before, live, head])) {
      for (const [name, images] of imagesByName(pins)) {
        counts.set(name, (counts.get(name) ?? 0) + images.length)
        for (const image of images) steps += read(image)
      }
    }
  }
  for (const { head } of overlays) for (const { image } of head) steps += LOOKING * (counts.get(baseNameOf(image)) ?? 0)
  return steps
}

function readingCost(key: PromotionKey, environment: Environment): (image: string) => number {
  if (key.kind !== 'regex') {
    const cost = LOOKING * (1 + environmentWords(environment).length)
    return () => cost
  }
  const expression = expressionOf(key.source)
  return (image) => LOOKING + CAPTURING * (expression?.cost(parseImage(image)?.tag ?? '') ?? 0)
}
