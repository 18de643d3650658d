// A full audit with a warm cache beside one with an empty one, and one in shards beside one in a single process.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Bench, GateRan } from './bench.ts'
import { audit, runGate } from './bench.ts'
import type { Figure } from './figure.ts'
import { figure, seconds } from './figure.ts'
import { beside, inTurn } from './full-audit.ts'
import { ratioOf } from './statistics.ts'
import type { Written } from './written.ts'

/** Targets. */
const WARM_RATIO = 0.08
const SHARDED_RATIO = 1.1

const SHARDS = 4

/** Each cold run fills an empty folder, which the warm run beside it finds. */
export function warmCache(bench: Bench, written: Written): readonly Figure[] {
  const { runs, say } = bench
  const cache = join(bench.folder, 'cache')
  const options = ['--cache-directory', cache]
  const [cold, warm]: [number[], number[]] = [[], []]
  for (let run = 1; run <= runs; run += 1) {
    rmSync(cache, { recursive: true, force: true })
    cold.push(audit(bench, written, options).wall)
    warm.push(audit(bench, written, options).wall)
    say(`cache, ${written.overlays.length} overlays: run ${run} of ${runs}: cold ${seconds(cold.at(-1) ?? 0)}, warm ${seconds(warm.at(-1) ?? 0)}`)
  }
  rmSync(cache, { recursive: true, force: true })
  return [figure('full audit, warm cache ÷ cold: wall', written.overlays.length, ratioOf(warm, cold), '', WARM_RATIO, beside(warm, cold))]
}

/** The shards run one after another, as if each had the machine to itself; then `merge`. */
export function inShards(bench: Bench, written: Written): readonly Figure[] {
  const { kustomize, folder, runs, say } = bench
  const { directory, overlays } = written
  const reports = Array.from({ length: SHARDS }, (_, index) => join(folder, `shard-${index + 1}.json`))
  const sharded = (): number => {
    const each = reports.map((report, index): GateRan => {
      const shard = ['--shard', `${index + 1}/${SHARDS}`, '--format', 'json', '--output', report]
      return runGate(bench, directory, ['check', '--all', '--kustomize', kustomize.command, ...shard])
    })
    return [...each, runGate(bench, directory, ['merge', ...reports])].reduce((sum, { processor }) => sum + processor, 0)
  }
  const { ours, others } = inTurn(runs, sharded, () => audit(bench, written).processor, (run, a, b) =>
    say(`shards, ${overlays.length} overlays: run ${run} of ${runs}: processor ${seconds(a)} in ${SHARDS} shards, ${seconds(b)} in one process`)
  )
  return [figure(`${SHARDS} shards and \`merge\` ÷ one process: processor time`, overlays.length, ratioOf(ours, others), '', SHARDED_RATIO, beside(ours, others))]
}
