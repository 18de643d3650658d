// Attribution with a switch and a clock: in the benchmark's bundle the gate imports this module instead of its own.

import * as own from '../../src/core/attribute/attribute.ts'

/** What the measurement of speed sets and reads. */
export const meter = { on: true, milliseconds: 0 }

export type { Attributed, AttributionWorld } from '../../src/core/attribute/attribute.ts'

export const attributed: typeof own.attributed = (drafts, world) => {
  if (!meter.on) return drafts.map(({ finding }) => ({ finding, open: [], state: null }))
  const started = performance.now()
  try {
    return own.attributed(drafts, world)
  } finally {
    meter.milliseconds += performance.now() - started
  }
}

export const attribute: typeof own.attribute = (drafts, world) => attributed(drafts, world).map(({ finding }) => finding)
