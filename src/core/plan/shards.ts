// Splitting work among jobs: what each application is expected to cost, and who takes which.

import type { Policy } from '../model/policy.ts'
import { MOST_SHARDS } from '../model/shard.ts'
import { sha256Hex } from '../model/hash.ts'
import { byText } from '../model/text.ts'
import type { Build } from './plan.ts'

/** An application to judge. `cost`: expected milliseconds of one processor. */
export type Work = { readonly name: string; readonly cost: number }

/** Milliseconds of one build, measured with kustomize 4.5.4 and 5.8.1 (docs/sharding.md, "Who takes what"). */
const BUILD = 50
/** What any strategic merge patch adds: kustomize then parses the schema of the Kubernetes API. */
const PATCHED = 90
/** What a file adds; about right up to some hundred resources, where builds begin to grow faster. */
const FILE = 1

/** Field names of kustomizations that may hold strategic merge patches, in any case. */
const PATCHES = /^\s*["']?(?:patches|patchesStrategicMerge)["']?\s*:/im

/** Expected milliseconds of all builds, equal closures once. Asks for the texts of kustomization files alone. */
export function costOf(builds: readonly Build[]): number {
  const distinct = new Map(builds.map((build) => [build.closure.key, build]))
  return [...distinct.values()].reduce((sum, { tree, closure }) => {
    const patched = closure.kustomizations.some((file) => PATCHES.test(tree.text(file) ?? ''))
    return sum + BUILD + (patched ? PATCHED : 0) + closure.files.length * FILE
  }, 0)
}

/**
 * The names that each of `of` jobs takes, sorted: longest processing time first, equal ones by name, each to the job with least to
 * do, of these the first (R. L. Graham, "Bounds on Multiprocessing Timing Anomalies", 1969: at most 4/3 of the best split). The
 * order in which work is given makes no difference. Jobs may be left without any.
 */
export function sharesOf(work: readonly Work[], of: number): readonly (readonly string[])[] {
  const jobs = Array.from({ length: of }, () => ({ load: 0, names: new Array<string>() }))
  for (const { name, cost } of work.toSorted((a, b) => b.cost - a.cost || byText(a.name, b.name))) {
    const job = jobs.reduce((least, each) => (each.load < least.load ? each : least))
    job.load += cost
    job.names.push(name)
  }
  return jobs.map(({ names }) => names.sort(byText))
}

/** Starting a job (runner, checkout, kustomize) takes about this long, so that less work of its own is not worth one. Milliseconds. */
const WORTH_A_JOB = 60_000

/**
 * How many jobs are worth starting: at most `most`, no more than there are applications, and each with a minute of expected work of one
 * processor. At least one, because GitHub refuses an empty matrix.
 */
export function shardsWorthStarting(work: readonly Work[], most: number): number {
  const cost = work.reduce((sum, each) => sum + each.cost, 0)
  return Math.max(1, Math.min(most, MOST_SHARDS, work.length, Math.ceil(cost / WORTH_A_JOB)))
}

/** A name of the split: jobs that have equal ones take each application once, and judge by the same policies. */
export function planDigest(shares: readonly (readonly string[])[], policies: readonly Policy[]): string {
  return sha256Hex(JSON.stringify([shares, policies]))
}
