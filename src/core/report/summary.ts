// The job summary: the whole answer on one page, within what GitHub accepts.

import { byFinding } from '../model/finding.ts'
import type { Report } from '../model/report.ts'
import type { Section } from './fit.ts'
import { fitSections } from './fit.ts'
import { foldersOf } from './folders.ts'
import { sentence } from './markdown.ts'
import type { TableSize } from './bounded-table.ts'
import { boardSection } from './board-section.ts'
import { driftSections } from './drift-section.ts'
import { nextStepsSection } from './next-steps.ts'
import { detectedSection, exemptSection, fetchedSection, footerSection, otherSection, waiverSection } from './other-sections.ts'
import { promotionSection } from './promotion-section.ts'
import { verdictLine, verdictMark } from './tally.ts'

/** GitHub drops a step's whole summary above 1 MiB (docs.github.com, "Workflow commands", job summary limits). */
export const LARGEST_SUMMARY = 1_048_576

const SIZE: TableSize = { rows: 100, bytes: 100_000 }

/** The summary in Markdown, at most 1 MiB of UTF-8, in whole sections; what is left out is named at its end. */
export function jobSummary(report: Report): string {
  return fitSections(summarySections(report, SIZE), LARGEST_SUMMARY, 'All of it is in <code>report.json</code>.')
}

/** Every section in order of reading; the rank says which ones are given room first. */
export function summarySections(report: Report, size: TableSize): readonly Section[] {
  const findings = report.findings.toSorted(byFinding)
  const folders = foldersOf(report)
  return [
    { name: 'verdict', text: verdictSection(report), rank: 0 },
    { name: 'promotions', text: promotionSection(report, size), rank: 2 },
    ...driftSections(findings, 4, size),
    { name: 'findings', text: otherSection(findings, folders, size), rank: 3 },
    { name: 'what is live where', text: report.board === null ? '' : boardSection(report.board, size), rank: 4 },
    { name: 'waivers', text: waiverSection(report, size), rank: 5 },
    { name: 'exempt images', text: exemptSection(report), rank: 6 },
    { name: 'what was fetched', text: fetchedSection(report), rank: 6 },
    { name: 'what was detected', text: detectedSection(report), rank: 7 },
    { name: 'what to do next', text: nextStepsSection(findings, folders), rank: 1 },
    { name: 'revisions', text: footerSection(report), rank: 0 }
  ]
}

/** The heading: the verdict in one line. */
export function verdictSection(report: Report): string {
  return `## ${verdictMark(report)} Parity Gate: ${sentence(verdictLine(report))}`
}
