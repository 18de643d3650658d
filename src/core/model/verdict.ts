// The verdict: the one place that turns findings into pass or fail, before anything is published.

import type { Finding } from './finding.ts'
import type { Verdict } from './report.ts'

/** `fail` when any error is not waived. */
export function verdictOf(findings: readonly Finding[]): Verdict {
  return findings.some((finding) => finding.level === 'error' && finding.waiver === null) ? 'fail' : 'pass'
}
