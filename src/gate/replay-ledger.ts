// The ledger while a history is replayed: it grows with every commit, and is asked as of that moment.

import type { Observed } from '../core/backtest/record.ts'
import type { Environment } from '../core/model/environment.ts'
import type { ImageStays, Ledger, Moment, Stay } from '../core/model/ledger.ts'
import type { Application, Overlay } from '../core/model/overlay.ts'
import type { PromotionKey } from '../core/model/policy.ts'
import type { Pin } from '../core/promote/pins.ts'
import type { Observation, Sought } from '../core/promote/stays.ts'
import { isSought, soughtImage, staysOf } from '../core/promote/stays.ts'

export type ReplayLedger = {
  /** Notes what overlays run from a commit on. Call it oldest commit first. */
  readonly observe: (moment: Moment, observed: readonly Observed[]) => void
  /** The ledger of one application under a key, as of `now`, as far back as `since` (both seconds since the epoch). */
  readonly of: (application: Application, environments: readonly Environment[], key: PromotionKey, since: number) => Ledger
}

type Place = {
  readonly observations: Observation[]
  /** Whether the overlay was there already where the replay begins, and older history exists. */
  readonly earlier: boolean
  /** Every image that it ever ran. */
  readonly images: Set<string>
  /** The last pins as text, to leave out what changes none of them. */
  last: string | null
}

/** `older`: whether history exists before the first moment that is observed. */
export function createReplayLedger(older: boolean): ReplayLedger {
  const places = new Map<string, Place>()
  const readings = new Map<string, Sought>()
  let first: Moment | null = null

  const read = (image: string, key: PromotionKey, environment: Environment): Sought => {
    const name = `${keyText(key)} ${environment.name} ${image}`
    const known = readings.get(name) ?? soughtImage(image, key, environment)
    readings.set(name, known)
    return known
  }

  const observe: ReplayLedger['observe'] = (moment, observed) => {
    first ??= moment
    for (const { overlay, pins } of observed) {
      const name = placeName(overlay)
      const place: Place = places.get(name) ?? { observations: [], earlier: older && moment === first, images: new Set(), last: null }
      places.set(name, place)
      // What does not render leaves live what was live.
      if (pins === null) continue
      const text = JSON.stringify(pins)
      if (text === place.last) continue
      place.last = text
      place.observations.push({ moment, pins: pins.map((pin): Pin => ({ ...pin, overlay, path: [], field: [] })) })
      for (const { image } of pins) place.images.add(image)
    }
  }

  const of: ReplayLedger['of'] = (application, environments, key, since) => {
    const answers = new Map<string, ImageStays>()
    const staysIn = (image: string, overlay: Overlay): readonly Stay[] => {
      const place = places.get(placeName(overlay))
      const environment = environments.find(({ name }) => name === overlay.environment)
      if (place === undefined || environment === undefined) return []
      // The reference may be written for any environment: its own words are no part of the identity there.
      for (const reading of environments.map((each) => read(image, key, each))) {
        if (![...place.images].some((other) => isSought(reading, read(other, key, environment)))) continue
        const begin = Math.max(0, place.observations.findLastIndex(({ moment }) => moment.time <= since))
        const observations = place.observations.slice(begin)
        const stays = staysOf(reading, { observations, earlier: begin > 0 || place.earlier, key, environment })
        if (stays.length > 0) return stays
      }
      return []
    }
    const stays = (image: string): ImageStays => {
      const known = answers.get(image)
      if (known !== undefined) return known
      const found = application.overlays.map((overlay) => [overlay, staysIn(image, overlay)] as const)
      const answer = new Map(found.filter(([, own]) => own.length > 0))
      answers.set(image, answer)
      return answer
    }
    const start = first?.time ?? since
    return { stays, limit: start < since ? since : older ? start : null }
  }

  return { observe, of }
}

/** An overlay that moves to another folder stays the same place. */
function placeName({ application, environment, variant }: Overlay): string {
  return JSON.stringify([application, environment, variant])
}

/** A promotion key as the policy writes it. */
export function keyText(key: PromotionKey): string {
  return key.kind === 'regex' ? `/${key.source}/` : key.kind
}
