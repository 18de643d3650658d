// What the check run shows besides its annotations.

import type { CheckOutput } from '../model/annotation.ts'
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
 * Title of at most 255 characters; summary (verdict, promotions, what to do) and text (the rest), each of at most
 * 60,000 bytes of UTF-8 in whole sections.
 */
export function checkOutput(report: Report): CheckOutput {
  const sections = summarySections(report, SIZE)
  const first = ['verdict', 'promotions', 'what to do next', 'revisions']
  const summary = sections.filter((section) => first.includes(section.name))
  const rest = sections.filter((section) => !first.includes(section.name) && section.text !== '')
  return {
    title: titleOf(report),
    summary: fitSections(summary, LARGEST_TEXT, ELSEWHERE),
    text: rest.length === 0 ? '' : fitSections(rest, LARGEST_TEXT, ELSEWHERE)
  }
}

function titleOf(report: Report): string {
  const line = verdictLine(report)
  return line.length <= LONGEST_TITLE ? line : `${line.slice(0, LONGEST_TITLE - 1)}…`
}
