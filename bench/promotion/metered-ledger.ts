// The ledger with a clock: in the benchmark's bundle the evidence step imports this module instead of the gate's own.

import * as own from '../../src/gate/ledger.ts'
import { meter, timed } from './meter.ts'

export * from '../../src/gate/ledger.ts'

export const openLedger: typeof own.openLedger = async (request) => {
  const { of, ensure } = request.rendering
  const rendering = {
    of,
    ensure: (builds: Parameters<typeof ensure>[0]) => {
      meter.builds += new Set(builds.filter(({ closure }) => of(closure) === undefined).map(({ closure }) => closure.key)).size
      return timed('builds', () => ensure(builds))
    }
  }
  const ask = await timed('ledger', () => own.openLedger({ ...request, rendering }))
  return (question) => timed('ledger', () => ask(question))
}
