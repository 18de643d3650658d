// One pull request that promotes one image, beside the bare builds that it needs.

import { join } from 'node:path'
import { git } from '../repository.ts'
import type { Bench } from './bench.ts'
import { runGate, tell } from './bench.ts'
import type { Figure } from './figure.ts'
import { figure, seconds } from './figure.ts'
import { addedSeconds, beside, inTurn } from './full-audit.ts'
import { buildAll, childEnvironment } from './run.ts'
import { spreadOf } from './statistics.ts'
import type { Written } from './written.ts'
import { checkout } from './written.ts'

/** Targets. */
const ADDED_SECONDS = 0.5
const BUILDS = 4

export function promotionChange(bench: Bench, written: Written): readonly Figure[] {
  const { kustomize, runs, say } = bench
  const { directory, overlays, tip, promotion } = written
  const [changed = ''] = git(directory, ['diff', '--name-only', tip, promotion]).split('\n')
  const prod = changed.slice(0, changed.lastIndexOf('/'))
  const before = checkout(written, tip, join(bench.folder, 'before'))
  /** The changed overlay at both revisions; then what it is compared with, down the ladder, which is the same at both. */
  const first = overlays.indexOf(prod)
  const candidates = [join(directory, prod), ...[first, first - 1, first - 2].map((index) => join(before, overlays[index] ?? prod))]
  git(directory, ['checkout', '-q', '--detach', promotion])
  try {
    const args = ['check', '--base', tip, '--kustomize', kustomize.command]
    const { told } = tell(bench, directory, args)
    if (told.verdict !== 'pass' || told.promotions.map(({ decision }) => decision).join() !== 'live') throw new Error(`not one live promotion: ${JSON.stringify(told.promotions)}`)
    // As many as the gate has built: what it does not need is not counted for it.
    const needed = candidates.slice(0, told.stats.builds)
    const bare = (): ReturnType<typeof buildAll> => buildAll(kustomize, needed, { folder: directory, environment: childEnvironment(bench.kustomize, bench.folder), jobs: 2 })
    bare()
    const { ours, others } = inTurn(runs, () => runGate(bench, directory, args), bare, (run, a, b) =>
      say(`promotion, ${overlays.length} overlays: run ${run} of ${runs}: ${seconds(a.wall)}, bare ${seconds(b.wall)}`)
    )
    const [a, b] = [ours.map(({ wall }) => wall), others.map(({ wall }) => wall)]
    return [
      figure(`promotion − its ${needed.length} bare builds: wall`, overlays.length, addedSeconds(a, b), 's', ADDED_SECONDS, beside(a, b)),
      figure('promotion: builds', overlays.length, spreadOf([told.stats.builds]), 'builds', BUILDS, '')
    ]
  } finally {
    git(directory, ['checkout', '-q', '--detach', tip])
  }
}
