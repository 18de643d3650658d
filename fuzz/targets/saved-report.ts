// A shard's report.json, read back by a later run: any text is refused with a reason, or read so that it can be written and read again.

import type { Report } from '../../src/core/model/report.ts'
import { reportJson } from '../../src/core/report/json.ts'
import { readReport } from '../../src/core/report/read-report.ts'
import { jobSummary } from '../../src/core/report/summary.ts'
import { insistMarkdown } from '../channels.ts'
import { insist, insistEqual } from '../insist.ts'

const LONGEST_PROBLEM = 1_000

export function savedReport(data: Buffer): void {
  const reading = readReport(data.toString('utf8'))
  if (reading.kind === 'invalid') return insist(reading.problem !== '' && reading.problem.length <= LONGEST_PROBLEM, `a problem of ${reading.problem.length} characters`)
  const written = reportJson(reading.report)
  const again = readReport(written)
  insist(again.kind === 'ok', 'what was written cannot be read')
  // Of two findings that differ in their words alone, which only a forged report has, either may come first.
  const counted = ({ verdict, findings, promotions, waivers }: Report): unknown => [verdict, findings.length, promotions.length, waivers.length]
  insistEqual(counted(again.report), counted(reading.report), 'read again')
  insistMarkdown(jobSummary(reading.report))
}
