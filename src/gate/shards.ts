// One job's share of the affected applications, and what it must tell for all jobs to make one report.

import type { Closure } from '../core/model/closure.ts'
import type { Finding } from '../core/model/finding.ts'
import { sha256Hex } from '../core/model/hash.ts'
import type { Overlay } from '../core/model/overlay.ts'
import type { ErrorCount, Report, ReportShard } from '../core/model/report.ts'
import type { Shard } from '../core/model/shard.ts'
import type { Tree } from '../core/model/tree.ts'
import type { Work } from '../core/plan/shards.ts'
import { costOf, sharesOf } from '../core/plan/shards.ts'
import type { Evaluation } from './evaluate.ts'
import type { Survey } from './survey.ts'

/** The applications that must be judged, with what they are expected to cost, in the order of discovery. */
export function workOf({ discovery, judged, at }: Survey): readonly Work[] {
  return discovery.applications.flatMap(({ name, overlays }) => {
    const own = overlays.filter((overlay) => judged.has(overlay))
    if (own.length === 0) return []
    const builds = own.flatMap((overlay): readonly { readonly tree: Tree; readonly closure: Closure }[] =>
      [at(overlay, 'head') ?? [], at(overlay, 'before') ?? []].flat())
    return [{ name, cost: costOf(builds) }]
  })
}

/** Names of the applications that each job takes. */
export type Shares = readonly (readonly string[])[]

export type Share = {
  /** The survey with what this job judges alone. */
  readonly survey: Survey
  /** What every job takes. */
  readonly shares: Shares
}

/** The same for equal surveys, so that every job finds out by itself what it takes. */
export function shareOf(survey: Survey, { index, of }: Shard): Share {
  const shares = sharesOf(workOf(survey), of)
  const own = new Set(shares[index - 1])
  const mine = (overlays: ReadonlySet<Overlay>): ReadonlySet<Overlay> => new Set([...overlays].filter(({ application }) => own.has(application)))
  return { survey: { ...survey, changed: mine(survey.changed), judged: mine(survey.judged) }, shares }
}

/** What decides a verdict, in a form that adds up: general findings may be found by every job. */
export function errorCount(findings: readonly Finding[]): ErrorCount {
  const errors = findings.filter(({ level, waiver }) => level === 'error' && waiver === null)
  const general = errors.filter(({ application }) => application === '')
  return {
    applications: errors.length - general.length,
    general: general.map(({ code, args, location }) => sha256Hex(JSON.stringify([code, args, location]))).sort()
  }
}

/**
 * What a shard tells beyond its own findings. `back`: its report if the whole change is nothing but rollbacks; `proposed`: what the
 * change's own policy makes of it.
 */
export function shardTold(own: Evaluation, back: Report | null, proposed: Evaluation | null): Pick<ReportShard, 'effect' | 'back' | 'proposed'> {
  const told = (evaluation: Evaluation): ReportShard['proposed'] => ({
    effect: evaluation.effect ?? 'other',
    errors: errorCount(evaluation.findings),
    back: errorCount((evaluation.back ?? evaluation).findings)
  })
  return {
    effect: own.effect ?? 'other',
    back: back === null ? null : { findings: back.findings, waivers: back.waivers },
    proposed: proposed === null ? null : told(proposed)
  }
}

/** A run that ended before the work was split. */
export function unsplit({ index, of }: Shard): ReportShard {
  return { index, of, plan: null, effect: 'other', back: null, proposed: null }
}
