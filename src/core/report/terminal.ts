// The report for a terminal: findings by application as linters print them, promotions, the verdict last.

import { byFinding } from '../model/finding.ts'
import type { Finding, Level } from '../model/finding.ts'
import type { Report } from '../model/report.ts'
import type { FolderOf } from './folders.ts'
import { foldersOf } from './folders.ts'
import { groupBy } from '../model/group.ts'
import { promotionRows } from './promotion-section.ts'
import type { PromotionRow } from './promotion-section.ts'
import { tallyOf, verdictLine } from './tally.ts'
import { count } from './values.ts'
import { fetchedWords } from './words-fetched.ts'
import { visible, visibleLines } from './visible.ts'
import type { Cause } from './cause.ts'
import { causesOf } from './cause.ts'
import { placeName, placeOf, shortRevision } from './quote.ts'

export type TerminalOptions = {
  readonly color: boolean
  /** Errors and the verdict only. */
  readonly quiet: boolean
}

type Paint = (style: Style, text: string) => string
type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'blue' | 'green'

/** Above this many findings only the first choice of each help is shown. */
const LONGEST_LIST = 20

// Select Graphic Rendition, ECMA-48 section 8.3.117.
const STYLES: Readonly<Record<Style, string>> = { bold: '1', dim: '2', red: '31', yellow: '33', blue: '34', green: '32' }
const COLORS: Readonly<Record<Level, Style>> = { error: 'red', warning: 'yellow', notice: 'blue' }
const SIGNS: Readonly<Record<PromotionRow['outcome'], readonly [string, Style]>> = {
  allowed: ['ok', 'green'],
  noted: ['ok', 'green'],
  warned: ['warning', 'yellow'],
  refused: ['error', 'red'],
  waived: ['waived', 'dim']
}

/**
 * Lines without a final line end. Control characters of manifests are written out; the only escape sequences are our own,
 * and none without color.
 */
export function terminalReport(report: Report, options: TerminalOptions): string {
  const paint: Paint = options.color ? (style, text) => `\u001b[${STYLES[style]}m${text}\u001b[0m` : (_style, text) => text
  const folders = foldersOf(report)
  const wanted = (finding: Finding): boolean => finding.waiver === null && (!options.quiet || finding.level === 'error')
  const findings = report.findings.filter(wanted).toSorted(byFinding)
  const groups = [...groupBy(findings, (finding) => finding.application)].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  const short = findings.length > LONGEST_LIST
  const parts = [
    ...groups.map(([application, own]) => group(application, own, folders, short, paint)),
    ...(options.quiet ? [] : [promotions(report, paint), notes(report, paint)]),
    ...(options.quiet || findings.length === 0 ? [] : [hint(findings)]),
    verdict(report, paint)
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function group(application: string, findings: readonly Finding[], folders: FolderOf, short: boolean, paint: Paint): string {
  const title = application === '' ? 'This run' : visible(application)
  const said = new Set<string>()
  const entries = causesOf(findings, folders).map((cause) => {
    const first = !said.has(cause.help)
    said.add(cause.help)
    return entry(cause, first ? (short ? (cause.help.split('\n\n')[0] ?? '') : cause.help) : 'as above', paint)
  })
  return [paint('bold', title), ...entries].join('\n\n')
}

function entry({ first, location, messages, related, fixes }: Cause, help: string, paint: Paint): string {
  const place = location === null ? '' : `${visible(where(location))}  `
  const lines = [
    `  ${place}${paint(COLORS[first.level], first.level)}  ${paint('dim', first.code)}`,
    ...messages.map((message) => `    ${codes(message, paint)}`),
    ...related.map((line) => paint('dim', `    ${line}`)),
    ...labelled('help: ', help),
    ...fixes.flatMap((fix) => visibleLines(fix.trimEnd()).split('\n').map((line) => `      ${colored(line, paint)}`))
  ]
  return lines.join('\n')
}

function where({ file, line, column, confidence }: NonNullable<Finding['location']>): string {
  if (confidence === 'file') return file
  return column === null ? `${file}:${String(line)}` : `${file}:${String(line)}:${String(column)}`
}

/** The label before the first line, the others below its text. */
function labelled(label: string, text: string): readonly string[] {
  if (text === '') return []
  const paragraphs = text.split('\n').filter((line) => line !== '')
  return paragraphs.map((line, index) => `    ${index === 0 ? label : ' '.repeat(label.length)}${line}`)
}

function codes(message: string, paint: Paint): string {
  return message.split('`').map((part, index) => (index % 2 === 1 ? paint('bold', `\`${part}\``) : part)).join('')
}

function colored(line: string, paint: Paint): string {
  if (line.startsWith('+')) return paint('green', line)
  return line.startsWith('-') ? paint('red', line) : line
}

function promotions(report: Report, paint: Paint): string {
  const rows = promotionRows(report)
  if (rows.length === 0) return ''
  const cells = rows.map((row) => [
    SIGNS[row.outcome][0],
    row.promotion.overlay.application,
    placeName(row.promotion.overlay.environment, row.promotion.overlay.variant),
    row.promotion.container,
    `${row.from} → ${row.to}`,
    `${row.decision.replaceAll('`', '')}${row.stay === '' ? '' : ` (${row.stay})`}`
  ].map(visible))
  const widest = (column: number): number => cells.reduce((most, row) => Math.max(most, [...(row[column] ?? '')].length), 0)
  const widths = (cells[0] ?? []).map((_cell, column) => widest(column))
  const lines = cells.map((row, index) => {
    const style = SIGNS[rows[index]?.outcome ?? 'allowed'][1]
    const padded = row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - [...cell].length))
    return `  ${[paint(style, padded[0] ?? ''), ...padded.slice(1)].join('  ').trimEnd()}`
  })
  return [paint('bold', 'Promotions'), ...lines].join('\n')
}

/** Waivers in force, exempt images, what was detected, and what it was judged with. */
function notes(report: Report, paint: Paint): string {
  const waivers = report.waivers.map(
    (waiver) =>
      [
        `waived: ${count(waiver.findings, 'finding')} by ${placeOf(waiver.location)}`,
        ...(waiver.owner === null ? [] : [`owner ${waiver.owner}`]),
        ...(waiver.expires === null ? [] : [`until ${waiver.expires}`])
      ].join(', ') + `: ${waiver.reason}`
  )
  const exempt = report.exemptImages.length === 0 ? [] : [`exempt images: ${report.exemptImages.join(', ')}`]
  const fetched = fetchedWords(report).replaceAll('`', '')
  const intro = 'detected; to say it explicitly, put these lines into .github/parity-gate.yaml:'
  // On a pull request the job summary has them; here they are for who sets the gate up, and judges without a base.
  const detected = report.detected.length === 0 || report.before !== null ? [] : [intro, ...report.detected.map((line) => `  ${line}`)]
  const revisions = [
    ...(report.before === null ? [] : [`before ${shortRevision(report.before)}`]),
    ...(report.live === null || report.live === report.before ? [] : [`live ${shortRevision(report.live)}`]),
    ...(report.head === null ? [] : [`head ${shortRevision(report.head)}`]),
    ...(report.kustomize === null ? [] : [`kustomize ${report.kustomize}`])
  ]
  const lines = [...waivers, ...exempt, ...(fetched === '' ? [] : [fetched]), ...detected, ...(revisions.length === 0 ? [] : [revisions.join(', ')])]
  return lines.map((line) => paint('dim', visible(line))).join('\n')
}

/** Where a finding is explained at length. */
function hint(findings: readonly Finding[]): string {
  return `More about a finding: parity-gate explain ${findings[0]?.code ?? 'drift-value'}`
}

function verdict(report: Report, paint: Paint): string {
  const style = report.verdict === 'fail' ? 'red' : tallyOf(report).warnings > 0 ? 'yellow' : 'green'
  return paint(style, visible(verdictLine(report)))
}
