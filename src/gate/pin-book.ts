// The pins of every closure that was rendered: they are kept where the renders are not.

import type { Policy } from '../core/model/policy.ts'
import type { Pin } from '../core/promote/pins.ts'
import { pinsOf } from '../core/promote/pins.ts'
import type { Rendering } from './rendering.ts'
import type { Sited } from './survey.ts'

export type PinBook = {
  /** null: it could not be rendered. undefined: it was not rendered yet. */
  readonly of: (sited: Sited) => readonly Pin[] | null | undefined
}

/** Reads the pins of a closure when they are first asked for. */
export function createPinBook(rendering: Rendering, { imageFields }: Pick<Policy, 'imageFields'>): PinBook {
  const book = new Map<string, readonly Pin[] | null>()
  return {
    of: ({ overlay, closure }) => {
      const known = book.get(closure.key)
      if (known !== undefined) return known === null ? null : known.map((pin) => ({ ...pin, overlay }))
      const outcome = rendering.of(closure)
      if (outcome === undefined) return undefined
      const pins = outcome.kind === 'built' ? pinsOf(overlay, outcome.resources, imageFields).map(apart) : null
      book.set(closure.key, pins)
      return pins
    }
  }
}

/** With texts of its own: a part of a text keeps the whole of it in memory, here all that kustomize has printed. */
function apart({ overlay, ...pin }: Pin): Pin {
  return { overlay, ...structuredClone(pin) }
}
