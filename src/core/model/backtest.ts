// The backtest: what the gate would have said to each change of a history, and what that adds up to.

import type { FindingPlace, Level } from './finding.ts'
import type { Decision, Promotion } from './promotion.ts'

/** A finding as a backtest keeps it: put into words, without its places in files. */
export type BacktestFinding = FindingPlace & {
  readonly code: string
  readonly level: Level
  readonly message: string
  readonly waived: boolean
}

/** How far one promotion key would have told the images that entered one environment with a change. */
export type KeyTrial = {
  /** As the policy writes it. */
  readonly key: string
  readonly environment: string
  /** Images that entered; those outside the promotion rules are not counted. */
  readonly entered: number
  /** Of these, the ones that the key identifies. */
  readonly identified: number
  /** Of these, the ones that the environment before had run, now or earlier. */
  readonly found: number
  /** Of these, the ones that were live there when they entered. */
  readonly live: number
  /** Seconds of the longest stay there of each live one whose stay is known, ascending. */
  readonly stays: readonly number[]
}

/** One commit of the base branch that touches an overlay, judged as a change to its parent. */
export type BacktestChange = {
  readonly commit: string
  /** Seconds since the epoch: the committer's clock, never before the commit's parent. */
  readonly time: number
  readonly author: string
  readonly subject: string
  /** By place: one for each container that an image enters. */
  readonly promotions: readonly Promotion[]
  /** What the change brings; drift that was there before is only counted. */
  readonly findings: readonly BacktestFinding[]
  /** Findings of drift that was there before, by level. */
  readonly existing: { readonly errors: number; readonly warnings: number }
  /** Overlays that the change breaks: they could be rendered before it, or were not there. */
  readonly broken: number
  /** Places where neighbouring environments began and ceased to differ against the rules. */
  readonly drift: { readonly added: number; readonly removed: number }
  readonly trials: readonly KeyTrial[]
}

export type SoakTotals = {
  /** null: all environments together. */
  readonly environment: string | null
  /** Images that were live in the environment before when they entered. */
  readonly promotions: number
  /** Of these, the ones that were there already where the replay begins, so that their stay is not known. */
  readonly unknown: number
  /** Seconds, by nearest rank; null where no stay is known. */
  readonly percentiles: { readonly p10: number; readonly p25: number; readonly median: number; readonly p75: number; readonly p90: number } | null
  /** Shares of the known stays, from 0 to 1. */
  readonly underHour: number
  readonly underDay: number
}

export type WorstChange = {
  readonly commit: string
  readonly time: number
  readonly subject: string
  readonly errors: number
  /** Most frequent first. */
  readonly what: readonly { readonly code: string; readonly environment: string; readonly findings: number }[]
  /** The first error in words. */
  readonly message: string
}

/** Why changes would have been blocked; one change may count under several, except under `existingOnly`. */
export type BlockedTotals = {
  readonly changes: number
  readonly promotion: number
  readonly drift: number
  readonly render: number
  /** Of these, the ones that broke the render themselves. */
  readonly broke: number
  /** By nothing but drift that was there before. */
  readonly existingOnly: number
}

export type KeyTotals = Omit<KeyTrial, 'stays' | 'live' | 'environment'>

/** What the history suggests; null: nothing better than what the policy says. */
export type Suggestion = {
  readonly promotionKey: string | null
  /** Seconds; 0: no soak fits. null: too few stays are known. */
  readonly soak: number | null
  /** Share from 0 to 1 of the known stays that meet the soak, or an hour where none fits; null where there are none. */
  readonly met: number | null
  /** How many stays are known. */
  readonly stays: number
  readonly existingDrift: 'warn' | null
}

export type BacktestTotals = {
  /** First and last moment of the commits that were replayed, seconds since the epoch; null where there is none. */
  readonly from: number | null
  readonly to: number | null
  /** Commits replayed; `changes` of them touch an overlay. */
  readonly commits: number
  readonly changes: number
  readonly blocked: BlockedTotals
  /** Images that entered, by target environment in promotion order, then by decision. */
  readonly decisions: readonly { readonly environment: string; readonly decision: Decision; readonly promotions: number }[]
  /** Under this key, which is the policy's own unless that one shows no stay at all. */
  readonly soakKey: string
  readonly soak: readonly SoakTotals[]
  /** By month, `2025-03`, ascending; months without changes are left out. */
  readonly drift: readonly { readonly month: string; readonly added: number; readonly removed: number }[]
  readonly worst: readonly WorstChange[]
  readonly keys: readonly KeyTotals[]
  readonly suggestion: Suggestion
}

/** The whole answer of the command. */
export type Backtest = {
  readonly branch: string
  /** Names in promotion order. */
  readonly environments: readonly string[]
  /** The policy's own promotion key, as it writes it. */
  readonly key: string
  /** Commits before the first replayed one exist: what was live earlier is not known. */
  readonly older: boolean
  readonly kustomize: string | null
  readonly builds: number
  readonly changes: readonly BacktestChange[]
  readonly totals: BacktestTotals
}
