// The cases of the benchmark, by name, and what each needs of the program that it measures.

import type { Bench, GateRan } from './bench.ts'
import { audit, knows } from './bench.ts'
import { inShards, warmCache } from './again.ts'
import type { Figure } from './figure.ts'
import { figure } from './figure.ts'
import { againstBare, againstLoop } from './full-audit.ts'
import { promotionChange } from './promotion.ts'
import { startUp } from './start-up.ts'
import { ratioOf, spreadOf } from './statistics.ts'
import type { Written } from './written.ts'

/** In the order in which they run; the last two print tables of their own. */
export const CASES = ['bare', 'loop', 'promotion', 'cache', 'memory', 'shards', 'start-up', 'growth', 'child-environment'] as const

export type CaseName = (typeof CASES)[number]

/** The loop takes minutes with more. */
const LOOP_MOST = 100
const MEMORY_RATIO = 1.5
const MEMORY_MEGABYTES = 400

/** Those that end in figures with a target. `skipped` is told why a case is left out. */
export function figuresOf(bench: Bench, chosen: ReadonlySet<CaseName>, repository: (count: number) => Written, skipped: (why: string) => void): readonly Figure[] {
  const { sizes } = bench
  const largest = sizes.at(-1) ?? 1
  const ends = [...new Set([sizes[0] ?? 1, largest])]
  const figures: Figure[] = []
  const audits = new Map<number, readonly GateRan[]>()
  for (const size of chosen.has('bare') ? sizes : []) {
    const against = againstBare(bench, repository(size))
    figures.push(...against.figures)
    audits.set(size, against.audits)
  }
  if (chosen.has('loop')) figures.push(...sizes.filter((size) => size <= LOOP_MOST).flatMap((size) => againstLoop(bench, repository(size))))
  if (chosen.has('promotion')) figures.push(...ends.flatMap((size) => promotionChange(bench, repository(size))))
  if (chosen.has('cache')) {
    if (knows(bench, 'cache-directory')) figures.push(...warmCache(bench, repository(largest)))
    else skipped('cache: this program has no `--cache-directory`')
  }
  if (chosen.has('memory')) figures.push(...memory(bench, repository, audits))
  if (chosen.has('shards')) {
    if (knows(bench, '--shard')) figures.push(...inShards(bench, repository(largest)))
    else skipped('shards: this program has no `--shard`')
  }
  if (chosen.has('start-up')) figures.push(...startUp(bench, repository(largest)))
  return figures
}

/** At the largest size and at the one below it, of the audits that have been run already or of new ones. */
function memory(bench: Bench, repository: (count: number) => Written, audits: ReadonlyMap<number, readonly GateRan[]>): readonly Figure[] {
  const { sizes, runs, say } = bench
  const [below, largest] = [sizes.at(-2) ?? sizes.at(-1) ?? 1, sizes.at(-1) ?? 1]
  const peaks = (size: number): readonly number[] =>
    (audits.get(size) ?? Array.from({ length: runs }, () => audit(bench, repository(size)))).map((ran) => ran.memory)
  const [small, large] = [peaks(below), peaks(largest)]
  say(`memory: ${large.map(Math.round).join(', ')} MB at ${largest} applications, ${small.map(Math.round).join(', ')} MB at ${below}`)
  const note = `${Math.round(spreadOf(large).median)} MB and ${Math.round(spreadOf(small).median)} MB`
  return [
    figure(`peak memory, ${largest} applications ÷ ${below}`, 3 * largest, ratioOf(large, small), '', MEMORY_RATIO, note),
    figure('peak memory of a full audit', 3 * largest, spreadOf(large), 'MB', MEMORY_MEGABYTES, '')
  ]
}
