// What the changes of a history add up to.

import type { BacktestChange, BacktestFinding, BacktestTotals, BlockedTotals, KeyTotals, KeyTrial, SoakTotals, WorstChange } from '../model/backtest.ts'
import { byText } from '../model/text.ts'
import { isoDate } from '../model/time.ts'
import { byImage } from './images.ts'
import { percentile, shareBelow } from './percentile.ts'
import { bestKey, betterKey, suggest } from './suggestion.ts'

const HOUR = 3_600
const MOST_WORST = 10

export type Replayed = {
  /** Commits replayed, those that touch no overlay included. */
  readonly commits: number
  readonly from: number | null
  readonly to: number | null
  /** Names in promotion order. */
  readonly environments: readonly string[]
  /** The policy's own promotion key. */
  readonly key: string
}

/** Adds up changes given oldest first. */
export function totalsOf(changes: readonly BacktestChange[], replayed: Replayed): BacktestTotals {
  const keys = keyTotals(changes)
  const blocked = blockedTotals(changes)
  const own = keys.find(({ key }) => key === replayed.key)
  const soakKey = (own?.found ?? 0) > 0 ? replayed.key : (bestKey(keys)?.key ?? replayed.key)
  const trials = changes.flatMap((change) => change.trials)
  const better = betterKey(replayed.key, keys)
  return {
    from: replayed.from,
    to: replayed.to,
    commits: replayed.commits,
    changes: changes.length,
    blocked,
    decisions: decisionTotals(changes, replayed.environments),
    soakKey,
    soak: soakTotals(trials.filter(({ key }) => key === soakKey), replayed.environments),
    drift: driftByMonth(changes),
    worst: worstChanges(changes),
    keys,
    suggestion: suggest(better, staysOf(trials, better ?? soakKey), blocked)
  }
}

/** Findings of level error that no waiver lets through. */
function openErrors(findings: readonly BacktestFinding[]): readonly BacktestFinding[] {
  return findings.filter(({ level, waived }) => level === 'error' && !waived)
}

/** Whether the gate would have failed. */
function isBlocked(change: BacktestChange): boolean {
  return change.existing.errors > 0 || openErrors(change.findings).length > 0
}

function blockedTotals(changes: readonly BacktestChange[]): BlockedTotals {
  const blocked = changes.filter(isBlocked)
  const having = (test: (code: string) => boolean): number => blocked.filter(({ findings }) => openErrors(findings).some(({ code }) => test(code))).length
  return {
    changes: blocked.length,
    promotion: having((code) => code.startsWith('image-')),
    drift: having(isDriftCode),
    render: having((code) => !code.startsWith('image-') && !isDriftCode(code)),
    broke: blocked.filter(({ broken }) => broken > 0).length,
    existingOnly: blocked.filter(({ findings }) => openErrors(findings).length === 0).length
  }
}

function isDriftCode(code: string): boolean {
  return code.startsWith('drift-') || code === 'axis-bound' || code === 'cross-environment-reference'
}

function decisionTotals(changes: readonly BacktestChange[], environments: readonly string[]): BacktestTotals['decisions'] {
  const counts = new Map<string, BacktestTotals['decisions'][number]>()
  for (const change of changes) {
    for (const { overlay, decision } of byImage(change.promotions)) {
      const key = JSON.stringify([overlay.environment, decision])
      const promotions = (counts.get(key)?.promotions ?? 0) + 1
      counts.set(key, { environment: overlay.environment, decision, promotions })
    }
  }
  const rung = (name: string): number => (environments.includes(name) ? environments.indexOf(name) : environments.length)
  return [...counts.values()].sort(
    (a, b) => rung(a.environment) - rung(b.environment) || byText(a.environment, b.environment) || byText(a.decision, b.decision)
  )
}

function keyTotals(changes: readonly BacktestChange[]): readonly KeyTotals[] {
  const totals = new Map<string, KeyTotals>()
  for (const { key, entered, identified, found } of changes.flatMap(({ trials }) => trials)) {
    const sum = totals.get(key) ?? { key, entered: 0, identified: 0, found: 0 }
    totals.set(key, { key, entered: sum.entered + entered, identified: sum.identified + identified, found: sum.found + found })
  }
  return [...totals.values()]
}

function staysOf(trials: readonly KeyTrial[], wanted: string): readonly number[] {
  return trials.filter(({ key }) => key === wanted).flatMap(({ stays }) => stays).toSorted((a, b) => a - b)
}

function soakTotals(trials: readonly KeyTrial[], environments: readonly string[]): readonly SoakTotals[] {
  const row = (environment: string | null): SoakTotals => {
    const own = trials.filter((trial) => environment === null || trial.environment === environment)
    const live = own.reduce((sum, trial) => sum + trial.live, 0)
    const stays = own.flatMap((trial) => trial.stays).toSorted((a, b) => a - b)
    const at = (rank: number): number => percentile(stays, rank)
    return {
      environment,
      promotions: live,
      unknown: live - stays.length,
      percentiles: stays.length === 0 ? null : { p10: at(10), p25: at(25), median: at(50), p75: at(75), p90: at(90) },
      underHour: shareBelow(stays, HOUR),
      underDay: shareBelow(stays, 24 * HOUR)
    }
  }
  const rows = environments.map(row).filter(({ promotions }) => promotions > 0)
  return rows.length > 1 ? [...rows, row(null)] : rows
}

function driftByMonth(changes: readonly BacktestChange[]): BacktestTotals['drift'] {
  const months = new Map<string, { added: number; removed: number }>()
  for (const { time, drift } of changes) {
    const month = isoDate(time).slice(0, 7)
    const sum = months.get(month) ?? { added: 0, removed: 0 }
    months.set(month, { added: sum.added + drift.added, removed: sum.removed + drift.removed })
  }
  return [...months].map(([month, sums]) => ({ month, ...sums })).sort((a, b) => byText(a.month, b.month))
}

function worstChanges(changes: readonly BacktestChange[]): readonly WorstChange[] {
  return changes
    .map((change) => ({ change, errors: openErrors(change.findings) }))
    .filter(({ errors }) => errors.length > 0)
    .sort((a, b) => b.errors.length - a.errors.length || a.change.time - b.change.time || byText(a.change.commit, b.change.commit))
    .slice(0, MOST_WORST)
    .map(({ change: { commit, time, subject }, errors }) => ({
      commit,
      time,
      subject,
      errors: errors.length,
      what: kindsOf(errors),
      message: errors[0]?.message ?? ''
    }))
}

function kindsOf(errors: readonly BacktestFinding[]): WorstChange['what'] {
  const kinds = new Map<string, WorstChange['what'][number]>()
  for (const { code, environment } of errors) {
    const key = JSON.stringify([code, environment])
    kinds.set(key, { code, environment, findings: (kinds.get(key)?.findings ?? 0) + 1 })
  }
  return [...kinds.values()].sort((a, b) => b.findings - a.findings || byText(a.code, b.code) || byText(a.environment, b.environment))
}
