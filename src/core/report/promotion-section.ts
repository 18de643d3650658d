// Promotions for people: what enters which environment, and why it may or may not.

import type { Finding } from '../model/finding.ts'
import type { Decision, Promotion } from '../model/promotion.ts'
import { byPromotion } from '../model/promotion.ts'
import type { Report } from '../model/report.ts'
import { showDuration } from './duration.ts'
import { code, sentence } from './markdown.ts'
import { placeName, quote, shortRevision, shortVersion } from './quote.ts'
import { boundedTable } from './bounded-table.ts'
import type { TableSize } from './bounded-table.ts'
import { clockName, time } from './stay-words.ts'

/** A promotion in the words of every report; identifiers in backticks. */
export type PromotionRow = {
  readonly promotion: Promotion
  readonly place: string
  readonly from: string
  readonly to: string
  /** Whether it may enter: by the finding's level where it has one. */
  readonly outcome: 'allowed' | 'noted' | 'warned' | 'refused' | 'waived'
  readonly decision: string
  /** Where, since when, for how long, who says so, and by whose clock; '' where nothing is shown. */
  readonly evidence: string
  /** How long it was live there, on its own: `18 h 59 min`; '' where that was not asked. */
  readonly stay: string
}

const MARKS: Readonly<Record<PromotionRow['outcome'], string>> = {
  allowed: '✅',
  noted: '✅',
  warned: '⚠️',
  refused: '❌',
  waived: '☑️'
}

/** In the order of applications, ladder, variant, resource and container. */
export function promotionRows(report: Report): readonly PromotionRow[] {
  const findings = new Map(report.findings.flatMap((finding) => keyOfFinding(finding)))
  const rung = (promotion: Promotion): number => report.environments.indexOf(promotion.overlay.environment)
  return report.promotions
    .toSorted(byPromotion)
    .toSorted((a, b) => (a.overlay.application === b.overlay.application ? rung(a) - rung(b) : 0))
    .map((promotion) => rowOf(promotion, findings.get(keyOf(promotion)) ?? null))
}

/** The Markdown section; '' where nothing is promoted. What was refused comes first where not all rows fit. */
export function promotionSection(report: Report, size: TableSize): string {
  const all = promotionRows(report)
  if (all.length === 0) return ''
  const rows = all.length <= size.rows ? all : all.toSorted((a, b) => Number(b.outcome === 'refused') - Number(a.outcome === 'refused'))
  const head = ['', 'Application', 'Environment', 'Container', 'Image', 'Decision', 'Evidence']
  const row = (index: number): readonly string[] => rows.slice(index, index + 1).flatMap(cellsOf)
  return `### Promotions\n\n${boundedTable(head, rows.length, row, size)}`
}

function cellsOf(row: PromotionRow): readonly string[] {
  return [
    MARKS[row.outcome],
    code(row.promotion.overlay.application),
    code(row.place),
    code(row.promotion.container),
    `${code(row.promotion.image)}<br>${row.promotion.from === null ? 'new' : code(row.from)} → ${code(row.to)}`,
    sentence(row.decision),
    sentence(row.evidence)
  ]
}

function rowOf(promotion: Promotion, finding: Finding | null): PromotionRow {
  return {
    promotion,
    place: placeName(promotion.overlay.environment, promotion.overlay.variant),
    from: promotion.from === null ? 'none' : shortVersion(promotion.from),
    to: shortVersion(promotion.to),
    outcome: outcomeOf(promotion, finding),
    decision: decisionOf(promotion, finding),
    evidence: evidenceOf(promotion),
    stay: stayOf(promotion)
  }
}

function outcomeOf(promotion: Promotion, finding: Finding | null): PromotionRow['outcome'] {
  if (finding === null) return promotion.code === null ? 'allowed' : 'refused'
  if (finding.waiver !== null) return 'waived'
  return finding.level === 'error' ? 'refused' : finding.level === 'warning' ? 'warned' : 'noted'
}

function decisionOf(promotion: Promotion, finding: Finding | null): string {
  const before = finding !== null && 'previous' in finding.args ? finding.args.previous.map((name) => quote(name)).join(' and ') : ''
  if (finding?.code === 'image-unproven' && finding.args.missing === 'history') return `nobody knows since when it has been live in ${before}`
  return DECISIONS[promotion.decision](before === '' ? 'the environment before' : before, promotion.evidence?.environment ?? null)
}

const DECISIONS: Readonly<Record<Decision, (before: string, shownBy: string | null) => string>> = {
  live: (_before, shownBy) => (shownBy === null ? 'live in the environment before' : `live in ${quote(shownBy)}`),
  superseded: (_before, shownBy) => `was live in ${shownBy === null ? 'the environment before' : quote(shownBy)}, replaced there since`,
  rollback: () => 'goes back to what ran here before',
  'fan-out': () => 'live in another variant of this environment',
  introduced: () => 'new to the application',
  'first-environment': () => 'first environment',
  exempt: () => 'exempt',
  'same-change': (before) => `enters ${before} only in this change`,
  'not-live': (before) => `not live in ${before}`,
  soaking: (before) => `not long enough in ${before}`,
  denied: () => 'on the deny list',
  suspect: () => 'was rolled back before',
  unpinned: () => 'nothing to identify it by',
  unproven: (before) => `nothing reports that it ran in ${before}`
}

function evidenceOf({ evidence, decision }: Promotion): string {
  if (evidence === null) return ''
  const { environment, since, soaked, level, commit, clock } = evidence
  // A commit declares; that it also runs is reported by somebody else.
  const by = `${level === 'reported' ? 'reported to run, brought' : 'declared'} by ${quote(shortRevision(commit))}`
  const vouched = clock === null ? '' : `, ${clockName(clock)}`
  return `in ${quote(environment)}${since === null ? '' : span(since, soaked, PAST.includes(decision))}, ${by}${vouched}`
}

/** Decisions that rest on a stay which has ended. */
const PAST: readonly Decision[] = ['superseded', 'rollback']

function span(since: string, soaked: number | null, past: boolean): string {
  if (soaked === null) return ` since ${time(since)}`
  return past ? ` for ${showDuration(soaked)} from ${time(since)}` : ` since ${time(since)} (${showDuration(soaked)})`
}

function stayOf({ evidence }: Promotion): string {
  if (evidence === null || evidence.soaked === null) return ''
  return `${showDuration(evidence.soaked)}${evidence.clock === 'committed' ? ', unproven' : ''}`
}

function keyOf(promotion: Promotion): string {
  const { overlay, code: findingCode, resource, container } = promotion
  return JSON.stringify([findingCode, overlay.application, overlay.environment, overlay.variant, resource, container])
}

function keyOfFinding(finding: Finding): readonly (readonly [string, Finding])[] {
  if (!('container' in finding.args)) return []
  const { application, environment, variant, resource } = finding
  return [[JSON.stringify([finding.code, application, environment, variant, resource, finding.args.container]), finding]]
}
