// What a report counts: findings by weight, applications that have any, and the verdict in one line.

import type { Finding } from '../model/finding.ts'
import type { Report } from '../model/report.ts'
import { count, grouped } from './values.ts'

export type Tally = {
  /** Errors that no waiver lets through. */
  readonly errors: number
  readonly warnings: number
  readonly notices: number
  readonly waived: number
  /** Applications with an error or a warning. */
  readonly concerned: number
}

export function tallyOf(report: Report): Tally {
  const open = report.findings.filter((finding) => finding.waiver === null)
  const of = (level: Finding['level']): readonly Finding[] => open.filter((finding) => finding.level === level)
  const heavy = [...of('error'), ...of('warning')].filter((finding) => finding.application !== '')
  return {
    errors: of('error').length,
    warnings: of('warning').length,
    notices: of('notice').length,
    waived: report.findings.length - open.length,
    concerned: new Set(heavy.map((finding) => finding.application)).size
  }
}

/** Without a mark: `fail — 2 errors and 1 warning in 1 of 14 applications`. */
export function verdictLine(report: Report): string {
  const meaning = report.verdict === 'fail' ? ' (report only, so the job passes)' : ' (report only)'
  return `${report.verdict}${report.reportOnly ? meaning : ''} — ${outcome(report)}`
}

/** ✅ or ❌, by the verdict alone. */
export function verdictMark(report: Report): string {
  return report.verdict === 'pass' ? '✅' : '❌'
}

function outcome(report: Report): string {
  const tally = tallyOf(report)
  const parts = [
    ...(tally.errors > 0 ? [count(tally.errors, 'error')] : []),
    ...(tally.warnings > 0 ? [count(tally.warnings, 'warning')] : [])
  ]
  const waived = tally.waived > 0 ? [`${grouped(tally.waived)} waived`] : []
  if (parts.length > 0) return [parts.join(' and ') + where(report, tally), ...waived].join(', ')
  if (!report.touched) return 'this change touches no overlay, so there was nothing to judge'
  return [judged(report), ...waived].join(', ')
}

function where(report: Report, tally: Tally): string {
  if (tally.concerned === 0) return ''
  return ` in ${grouped(tally.concerned)} of ${count(report.applications.length, 'application')}`
}

/** What a green verdict rests on. */
function judged(report: Report): string {
  const affected = report.applications.filter((application) => application.affected).length
  const promotions = report.promotions.length
  const parity = `${count(affected, 'application')} in parity`
  if (promotions > 0) return `${parity}, ${count(promotions, 'promotion')} in order`
  return report.before === null ? `${parity}; promotion was not judged, as there is no revision to compare with` : parity
}
