// The evidence step with a switch and a clock: in the benchmark's bundle the gate imports this module instead of its own.

import * as own from '../../src/gate/evidence.ts'
import type { HistoryEdges } from '../../src/gate/trees.ts'
import { meter, timed } from './meter.ts'

export * from '../../src/gate/evidence.ts'

/** Without history: the same run, in which this step answers at once that nothing is known. */
export const gatherEvidence: typeof own.gatherEvidence = async (world, edges, moment) => {
  if (!meter.on) return own.NO_EVIDENCE
  return timed('other evidence', () => own.gatherEvidence(world, { ...edges, history: meteredHistory(edges.history) }, moment))
}

function meteredHistory(edges: HistoryEdges): HistoryEdges {
  return {
    blobText: edges.blobText,
    history: (tip, since) => timed('history log', () => edges.history(tip, since)),
    load: (blobs) => timed('contents', () => edges.load(blobs)),
    renames: (commit) => timed('renames', () => edges.renames(commit))
  }
}
