// The verdict: the one place that turns findings into pass or fail, before anything is published.

import type { Finding } from './finding.ts'
import type { Report, Verdict } from './report.ts'

/** `fail` when any error is not waived. */
export function verdictOf(findings: readonly Finding[]): Verdict {
  return findings.some((finding) => finding.level === 'error' && finding.waiver === null) ? 'fail' : 'pass'
}

/** Whether a job that shows the report succeeds: it passed, or only reports. */
export function isAccepted({ verdict, reportOnly }: Pick<Report, 'verdict' | 'reportOnly'>): boolean {
  return verdict === 'pass' || reportOnly
}
