// What an overlay ran, commit by commit → the unbroken times in which an image was live there.

import type { Environment } from '../model/environment.ts'
import type { Moment, Stay } from '../model/ledger.ts'
import { remembered } from '../model/memo.ts'
import type { PromotionKey } from '../model/policy.ts'
import { byText } from '../model/text.ts'
import type { ImageIdentity } from './identity.ts'
import { identityOf, sameImage } from './identity.ts'
import type { Pin } from './pins.ts'

/** What one commit made of an overlay; null where it does not render: nobody knows, so what was live stays live. */
export type Observation = { readonly moment: Moment; readonly pins: readonly Pin[] | null }

/** An overlay's observations, oldest first. */
export type Observed = {
  readonly observations: readonly Observation[]
  /** Whether the first one is where the look-back begins rather than the history itself. */
  readonly earlier: boolean
  readonly key: PromotionKey
  /** The environment that the overlay belongs to. */
  readonly environment: Environment
}

/** An image that is asked for. Without an identity only the same text is the same image. */
export type Sought = { readonly image: string; readonly identity: ImageIdentity | null }

/** Reads the image that is asked for; `environment` is the one that runs it or is to run it. */
export function soughtImage(image: string, key: PromotionKey, environment: Environment): Sought {
  const identity = identityOf(image, key, environment)
  return { image, identity: identity.kind === 'identity' ? identity : null }
}

/** Whether two are one image. */
export function isSought(sought: Sought, other: Sought): boolean {
  if (sought.identity === null || other.identity === null) return sought.image === other.image
  return sameImage(sought.identity, other.identity)
}

/** A container's place in a render: pins of later commits at the same place follow on each other. */
export function placeOf(pin: Pin): string {
  const { group, kind, name } = pin.resource
  return JSON.stringify([group, kind, name, pin.container])
}

/**
 * The stays of one image, oldest first. It is live from the commit whose render first has it until the one whose render no
 * longer does, in whatever container.
 */
export function staysOf(sought: Sought, observed: Observed): readonly Stay[] {
  return staysIn(sought, observed, readerOf(observed))
}

/**
 * The stays of every image that was ever observed, by when they began, then by image. Images that nothing identifies are
 * told apart by their text.
 */
export function allStays(observed: Observed): readonly Stay[] {
  const read = readerOf(observed)
  const images = new Map<string, Sought>()
  for (const { pins } of observed.observations) {
    for (const { image } of pins ?? []) {
      const found = read(image)
      const name = found.identity === null ? image : JSON.stringify(found.identity)
      if (!images.has(name)) images.set(name, found)
    }
  }
  const order = new Map(observed.observations.map(({ moment }, index) => [moment.commit, index]))
  const stays: Stay[] = []
  for (const sought of images.values()) {
    for (const stay of staysIn(sought, observed, read)) {
      // A tag with and without its digest are one image, and this is one stay.
      const known = stays.some((other) => sameSpan(stay, other) && isSought(sought, read(other.image)))
      if (!known) stays.push(stay)
    }
  }
  const began = ({ since }: Stay): number => order.get(since.commit) ?? 0
  return stays.toSorted((a, b) => began(a) - began(b) || byText(a.image, b.image))
}

function sameSpan(a: Stay, b: Stay): boolean {
  return a.since.commit === b.since.commit && a.until?.commit === b.until?.commit
}

type Reader = (image: string) => Sought

/** Each text is read once. */
function readerOf({ key, environment }: Observed): Reader {
  return remembered((image) => soughtImage(image, key, environment))
}

function staysIn(sought: Sought, { observations, earlier }: Observed, read: Reader): readonly Stay[] {
  const stays: Stay[] = []
  let arrived: number | null = null
  let begun: Stay | null = null
  let held: readonly Pin[] = []
  for (const [index, { moment, pins }] of observations.entries()) {
    if (pins === null) continue
    const found = pins.filter((pin) => isSought(sought, read(pin.image)))
    const [first] = found.toSorted((a, b) => byText(placeOf(a), placeOf(b)))
    if (first !== undefined) {
      arrived ??= index
      begun ??= { image: first.image, since: moment, earlier: earlier && index === 0, until: null, rolledBack: false }
    } else if (begun !== null) {
      // Older is what was there before it came for the first time: to go on again to what it once replaced is no way back.
      const older = observations.slice(0, arrived ?? 0)
      stays.push({ ...begun, until: moment, rolledBack: returns(held, pins, older, read) })
      begun = null
    }
    held = found
  }
  return begun === null ? stays : [...stays, begun]
}

/** Whether some container that held the image until its end went back to what it had run when that was not known yet. */
function returns(held: readonly Pin[], next: readonly Pin[], older: readonly Observation[], read: Reader): boolean {
  const places = new Set(held.map(placeOf))
  const followers = next.filter((pin) => places.has(placeOf(pin)))
  return followers.some((pin) => {
    const place = placeOf(pin)
    const image = read(pin.image)
    return older.some(({ pins }) => pins?.some((old) => placeOf(old) === place && isSought(image, read(old.image))) ?? false)
  })
}
