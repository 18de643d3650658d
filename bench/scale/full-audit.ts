// A full audit beside bare builds of the same overlays, and beside what is usually done instead.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Bench, GateRan } from './bench.ts'
import { audit, tell } from './bench.ts'
import type { Figure } from './figure.ts'
import { figure, seconds } from './figure.ts'
import type { Spent } from './run.ts'
import { buildAll, childEnvironment, plainEnvironment, run } from './run.ts'
import { differenceOf, ratioOf, spreadOf } from './statistics.ts'
import type { Written } from './written.ts'

const LEAST_JOBS = 2
const JOBS = [LEAST_JOBS, 4, 8] as const
/** Targets. */
const BARE_RATIO = 1.1
const USUAL_RATIO = 0.4

/** Also warms the disk's cache: one audit that is checked, one run of bare builds for each number of jobs. */
export function againstBare(bench: Bench, written: Written): { readonly figures: readonly Figure[]; readonly audits: readonly GateRan[] } {
  const { kustomize, folder, runs, say } = bench
  const { directory, overlays } = written
  const { told } = tell(bench, directory, ['check', '--all', '--kustomize', kustomize.command])
  if (told.verdict !== 'pass' || told.stats.overlays !== overlays.length || told.stats.builds !== overlays.length) {
    throw new Error(`expected ${overlays.length} overlays, each built once, and the verdict pass; got ${JSON.stringify(told.stats)}, ${told.verdict}`)
  }
  const bare = (jobs: number): Spent => buildAll(kustomize, overlays, { folder: directory, environment: childEnvironment(kustomize, folder), jobs })
  const tried = JOBS.map((jobs) => {
    const spent = bare(jobs)
    say(`full audit, ${overlays.length} overlays: bare builds by xargs -P${jobs}: ${seconds(spent.wall)}`)
    return { jobs, ...spent }
  })
  const best = tried.toSorted((a, b) => a.wall - b.wall)[0]?.jobs ?? JOBS[0]
  const { ours, others } = inTurn(runs, () => audit(bench, written), () => bare(best), (run, a, b) =>
    say(`full audit, ${overlays.length} overlays: run ${run} of ${runs}: ${seconds(a.wall)}, bare ${seconds(b.wall)}; processor ${seconds(a.processor)}, bare ${seconds(b.processor)}`)
  )
  const against = (part: keyof Spent): Figure => {
    const [a, b] = [ours.map((spent) => spent[part]), others.map((spent) => spent[part])]
    const name = `full audit ÷ bare builds (\`xargs -P${best}\`): ${part === 'wall' ? 'wall' : 'processor time'}`
    return figure(name, overlays.length, ratioOf(a, b), '', BARE_RATIO, beside(a, b))
  }
  return { figures: [against('processor'), against('wall')], audits: ours }
}

/** One by one into files, then `diff` and `grep` between neighbours; nothing said to Go, as in a script. */
const LOOP = `while read -r application; do
  for environment in dev staging prod; do "$@" "$application/$environment" > "$OUT/$environment.yaml" || exit 1; done
  diff "$OUT/dev.yaml" "$OUT/staging.yaml" | grep '^[<>]'
  diff "$OUT/staging.yaml" "$OUT/prod.yaml" | grep '^[<>]'
done
exit 0`

export function againstLoop(bench: Bench, written: Written): readonly Figure[] {
  const { kustomize, folder, runs, say } = bench
  const { directory, overlays } = written
  const out = join(folder, 'usual-way')
  mkdirSync(out, { recursive: true })
  const applications = [...new Set(overlays.map((overlay) => overlay.slice(0, overlay.lastIndexOf('/'))))]
  const input = applications.map((application) => `${application}\n`).join('')
  const usual = (): Spent => {
    const args = ['-c', LOOP, 'loop', kustomize.command, ...kustomize.args]
    const ran = run({ command: 'sh', args, folder: directory, environment: { ...plainEnvironment(folder), OUT: out }, input, keep: false })
    if (ran.status !== 0) throw new Error('the usual way failed')
    return ran
  }
  // What no audit can be faster than: the builds alone.
  const bare: number[] = []
  const { ours, others } = inTurn(runs, () => audit(bench, written), usual, (run, a, b) => {
    bare.push(buildAll(kustomize, overlays, { folder: directory, environment: childEnvironment(kustomize, folder), jobs: LEAST_JOBS }).wall)
    say(`usual way, ${overlays.length} overlays: run ${run} of ${runs}: ${seconds(a.wall)}, loop ${seconds(b.wall)}, bare ${seconds(bare.at(-1) ?? 0)}`)
  })
  const [a, b] = [ours.map(({ wall }) => wall), others.map(({ wall }) => wall)]
  return [
    figure('full audit ÷ shell loop of builds and `diff`: wall', overlays.length, ratioOf(a, b), '', USUAL_RATIO, beside(a, b)),
    figure(`bare builds (\`xargs -P${LEAST_JOBS}\`) ÷ the same loop: wall`, overlays.length, ratioOf(bare, b), '', null, beside(bare, b))
  ]
}

/** Runs both `runs` times in turn, each first in every other round, so that neither always finds what the other leaves. */
export function inTurn<A, B>(runs: number, our: () => A, other: () => B, done: (run: number, a: A, b: B) => void): { readonly ours: readonly A[]; readonly others: readonly B[] } {
  const [ours, others]: [A[], B[]] = [[], []]
  for (let run = 1; run <= runs; run += 1) {
    const early = run % 2 === 1 ? our() : null
    const b = other()
    const a = early ?? our()
    ours.push(a)
    others.push(b)
    done(run, a, b)
  }
  return { ours, others }
}

/** Two lists of milliseconds, in medians. */
export function beside(ours: readonly number[], others: readonly number[]): string {
  return `${seconds(spreadOf(ours).median)} and ${seconds(spreadOf(others).median)}`
}

/** In seconds. */
export function addedSeconds(ours: readonly number[], others: readonly number[]): ReturnType<typeof differenceOf> {
  return differenceOf(ours.map((value) => value / 1000), others.map((value) => value / 1000))
}
