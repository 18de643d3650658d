// What a shard's `report.json` holds beyond everybody's: what `merge` needs to write the report of one process.

import { byFinding } from '../model/finding.ts'
import type { Finding } from '../model/finding.ts'
import type { Report, ReportShard, ReportWaiver } from '../model/report.ts'

/** The findings and waivers as the report shows them. */
type Shown = (findings: readonly Finding[], waivers: readonly ReportWaiver[]) => { readonly findings: readonly object[]; readonly waivers: readonly object[] }

/** `args`: what the words of each finding are made of, in the order of the findings. */
export function shardJson(report: Report, { index, of, plan, effect, back, proposed }: ReportShard, shown: Shown): object {
  return {
    index,
    of,
    plan,
    effect,
    touched: report.touched,
    exemptImages: report.exemptImages,
    detected: report.detected,
    args: argsOf(report.findings),
    back: back === null ? null : { ...shown(back.findings, back.waivers), args: argsOf(back.findings) },
    proposed
  }
}

function argsOf(findings: readonly Finding[]): readonly Finding['args'][] {
  return findings.toSorted(byFinding).map(({ args }) => args)
}
