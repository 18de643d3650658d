// What the check run shows besides its annotations.

import type { CheckOutput } from '../model/annotation.ts'
import type { Finding } from '../model/finding.ts'
import { gateMark } from '../model/gate-mark.ts'
import type { Report } from '../model/report.ts'
import { fitSections } from './fit.ts'
import type { TableSize } from './bounded-table.ts'
import { summarySections } from './summary.ts'
import { verdictLine } from './tally.ts'

/** GitHub refuses a summary, and silently cuts a text, above 65,535 bytes of UTF-8; this leaves headroom. */
export const LARGEST_TEXT = 60_000
const LONGEST_TITLE = 255
const SIZE: TableSize = { rows: 40, bytes: 12_000 }
const ELSEWHERE = 'See the job summary or <code>report.json</code>.'

/**
 * Title of at most 255 characters; summary (the gate's mark, verdict, promotions, what to do) and text (the rest), each of at
 * most 60,000 bytes of UTF-8 in whole sections. `ofShards`: the report was put together from those of other jobs.
 */
export function checkOutput(report: Report, ofShards = false): CheckOutput {
  const sections = summarySections(report, SIZE)
  const first = ['verdict', 'promotions', 'what to do next', 'revisions']
  const summary = sections.filter((section) => first.includes(section.name))
  const rest = sections.filter((section) => !first.includes(section.name) && section.text !== '')
  // First, because what is too long is cut at its end. The empty line lets the heading be one.
  const mark = `${gateMark({ soakingUntil: soakingUntil(report), ...(ofShards ? { ofShards } : {}) })}\n\n`
  return {
    title: titleOf(report),
    summary: mark + fitSections(summary, LARGEST_TEXT - mark.length, ELSEWHERE),
    text: rest.length === 0 ? '' : fitSections(rest, LARGEST_TEXT, ELSEWHERE)
  }
}

/**
 * Seconds since the epoch at which the run would pass: the latest moment of its unwaived errors when each is `image-soaking` with
 * a moment, else null. Under report-only there is nothing to run again.
 */
export function soakingUntil({ findings, reportOnly }: Pick<Report, 'findings' | 'reportOnly'>): number | null {
  const errors = findings.filter(({ level, waiver }) => level === 'error' && waiver === null)
  const moments = errors.map(momentOf)
  if (reportOnly || moments.length === 0 || moments.some((moment) => Number.isNaN(moment))) return null
  return Math.max(...moments)
}

function momentOf(finding: Finding): number {
  return finding.code === 'image-soaking' && finding.args.until !== null ? Date.parse(finding.args.until) / 1000 : Number.NaN
}

function titleOf(report: Report): string {
  const line = verdictLine(report)
  return line.length <= LONGEST_TITLE ? line : `${line.slice(0, LONGEST_TITLE - 1)}…`
}
