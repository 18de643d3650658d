// How long images took from one environment to the next.

import type { LeadTime } from '../model/board.ts'
import { groupBy } from '../model/group.ts'
import type { Stay } from '../model/ledger.ts'
import type { Overlay } from '../model/overlay.ts'
import { isExempt } from './entering.ts'
import { identityOf } from './identity.ts'
import type { PinnedOverlay, PromotionPolicy } from './pinned-overlay.ts'

/** One image of one application that was first in `from` and then in `to`. */
export type Passage = { readonly from: string; readonly to: string; readonly seconds: number }

/**
 * The images of one application that went from an environment to one that takes images from it, and from the first to the last one.
 * Left out is what was there where the look-back begins, as it is not known since when, and what came to both at once.
 */
export function passagesOf(overlays: readonly PinnedOverlay[], stays: ReadonlyMap<Overlay, readonly Stay[]>, policy: PromotionPolicy): readonly Passage[] {
  const firsts = new Map<string, ReadonlyMap<string, Stay>>()
  for (const { environment } of overlays) {
    if (!firsts.has(environment.name)) firsts.set(environment.name, firstStays(environment.name, overlays, stays, policy))
  }
  return stepsOf(overlays).flatMap(([from, to]) => {
    const there = firsts.get(from)
    return [...(firsts.get(to) ?? [])].flatMap(([image, stay]): readonly Passage[] => {
      const before = there?.get(image)
      const unknown = before === undefined || before.earlier || stay.earlier
      if (unknown || before.since.commit === stay.since.commit || stay.since.time < before.since.time) return []
      return [{ from, to, seconds: stay.since.time - before.since.time }]
    })
  })
}

/** Median and worst of each step, in the order in which the steps are met. */
export function leadTimes(passages: readonly Passage[]): readonly LeadTime[] {
  const steps = groupBy(passages, ({ from, to }) => JSON.stringify([from, to]))
  return [...steps.values()].flatMap((own) => {
    const seconds = own.map((passage) => passage.seconds).toSorted((a, b) => a - b)
    const [first] = own
    const [median, worst] = [seconds[Math.floor((seconds.length - 1) / 2)], seconds.at(-1)]
    return first === undefined || median === undefined || worst === undefined ? [] : [{ from: first.from, to: first.to, images: own.length, median, worst }]
  })
}

/** Neighbours as the ladder has them; where there are more than two rungs, also the whole way. */
function stepsOf(overlays: readonly PinnedOverlay[]): readonly (readonly [string, string])[] {
  const steps = new Map<string, readonly [string, string]>()
  const add = (from: string, to: string): void => {
    steps.set(JSON.stringify([from, to]), [from, to])
  }
  for (const { environment, previous } of overlays) for (const step of previous.steps) add(step.environment, environment.name)
  const [first, last] = [overlays[0], overlays.at(-1)]
  if (steps.size > 1 && first !== undefined && last !== undefined && first.environment !== last.environment) add(first.environment.name, last.environment.name)
  return [...steps.values()]
}

/** The first stay of each image in any overlay of the environment. */
function firstStays(
  name: string,
  overlays: readonly PinnedOverlay[],
  stays: ReadonlyMap<Overlay, readonly Stay[]>,
  policy: PromotionPolicy
): ReadonlyMap<string, Stay> {
  const firsts = new Map<string, Stay>()
  for (const { overlay, environment } of overlays) {
    if (environment.name !== name) continue
    for (const stay of stays.get(overlay) ?? []) {
      if (isExempt(stay.image, policy)) continue
      const identity = identityOf(stay.image, policy.promotionKey, environment)
      if (identity.kind === 'unpinned') continue
      const image = identity.key === null ? (identity.digest ?? '') : `${identity.name ?? ''}:${identity.key}`
      const known = firsts.get(image)
      if (known === undefined || stay.since.time < known.since.time) firsts.set(image, stay)
    }
  }
  return firsts
}
