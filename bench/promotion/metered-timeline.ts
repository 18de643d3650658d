// The timelines with a clock: in the benchmark's bundle the evidence step imports this module instead of the gate's own.

import * as own from '../../src/gate/timeline.ts'
import { timed } from './meter.ts'

export * from '../../src/gate/timeline.ts'

export const readTimelines: typeof own.readTimelines = (request) => timed('timelines', () => own.readTimelines(request))
