// What a run has to say, before it is put into words.

import type { Board } from './board.ts'
import type { Fetched } from './fetched.ts'
import type { AppliedWaiver, Finding } from './finding.ts'
import type { Promotion } from './promotion.ts'
import type { Shard } from './shard.ts'

export type Verdict = 'pass' | 'fail'

export type RenderState = 'built' | 'cached' | 'reused' | 'skipped' | 'failed'

export type ReportOverlay = {
  readonly environment: string
  readonly variant: string | null
  readonly path: string
  readonly render: RenderState
  readonly resources: number
  readonly milliseconds: number
}

export type ReportApplication = { readonly name: string; readonly affected: boolean; readonly overlays: readonly ReportOverlay[] }

/** A waiver in force and how many findings it lets through. */
export type ReportWaiver = AppliedWaiver & { readonly findings: number }

export type Stats = {
  readonly overlays: number
  readonly affected: number
  readonly builds: number
  readonly cached: number
  readonly reused: number
  readonly milliseconds: number
}

/** What a change does beyond moving files: nothing at all, nothing but proven rollbacks, or something else. */
export type ChangeEffect = 'none' | 'rollbacks' | 'other'

/** Errors that no waiver lets through, so that those of several shards can be added up. */
export type ErrorCount = {
  /** Those about an application, which only one shard judges. */
  readonly applications: number
  /** Names of the others, which several shards may have found; sorted. */
  readonly general: readonly string[]
}

/** What one shard tells beyond its own judgement, so that all of them together make the report of one process. */
export type ReportShard = Shard & {
  /** Equal in shards that have split the same work under the same policy; null where the run ended before it was split. */
  readonly plan: string | null
  /** What the shard's share of the change does. Existing drift holds nothing up where the whole change is nothing but rollbacks. */
  readonly effect: ChangeEffect
  /** Findings and waivers if the whole change is that; null where they would be the same. */
  readonly back: { readonly findings: readonly Finding[]; readonly waivers: readonly ReportWaiver[] } | null
  /** What the change's own policy makes of the share, likewise in both cases; null where it is the deciding one. */
  readonly proposed: { readonly effect: ChangeEffect; readonly errors: ErrorCount; readonly back: ErrorCount } | null
}

export type Report = {
  readonly verdict: Verdict
  readonly reportOnly: boolean
  /** Commit ids; null where there is none (no base to compare with). `head` may say `working tree`. */
  readonly before: string | null
  readonly live: string | null
  readonly head: string | null
  /** Version and where it came from, such as `v5.8.1 (PATH)`; null where the run ended before it was found. */
  readonly kustomize: string | null
  /** Names in promotion order. */
  readonly environments: readonly string[]
  readonly applications: readonly ReportApplication[]
  readonly findings: readonly Finding[]
  readonly promotions: readonly Promotion[]
  readonly waivers: readonly ReportWaiver[]
  /** Repository globs outside the promotion rules. */
  readonly exemptImages: readonly string[]
  /** What was detected rather than said: lines of policy to paste; empty where everything was said. */
  readonly detected: readonly string[]
  /** Whether the change touches any overlay at all. */
  readonly touched: boolean
  readonly stats: Stats
  /** What builds have fetched over the network; sorted by host, address and ref. */
  readonly fetched: readonly Fetched[]
  /** What is live where, for runs after a merge; null: it was not asked for. */
  readonly board: Board | null
  /** Absent where one process judged everything. */
  readonly shard?: ReportShard
}
