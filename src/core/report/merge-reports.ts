// The reports of all shards as the one report of a process that judged everything, or why there is none.

import { blankReport } from '../model/blank-report.ts'
import { joinFetched } from '../model/fetched.ts'
import type { Finding } from '../model/finding.ts'
import { byFinding } from '../model/finding.ts'
import { byPromotion } from '../model/promotion.ts'
import type { Report, ReportApplication, ReportShard, ReportWaiver, Stats } from '../model/report.ts'
import { byKeys } from '../model/text.ts'
import { verdictOf } from '../model/verdict.ts'
import { mergeFindings } from './merge-findings.ts'
import { contradictions } from './shard-claims.ts'
import { problemsOf, runMistake } from './shard-problems.ts'

/** A report, and what people know it by: its file. */
export type NamedReport = { readonly name: string; readonly report: Report }

export type ShardReport = NamedReport & { readonly shard: ReportShard }

/**
 * Verdict, findings, promotions, waivers and applications are those of one process. Where a shard is missing, ended before it judged,
 * or belongs to another run than the others, the report fails and says what to do: there is no partial pass.
 */
export function mergeReports(reports: readonly NamedReport[]): Report {
  const [first] = reports
  const ended = reports.filter(({ report }) => (report.shard === undefined ? report.applications.length === 0 : report.shard.plan === null))
  if (ended.length > 0) return endedReport(ended)
  const shards = reports.flatMap(({ name, report }) => (report.shard === undefined ? [] : [{ name, report, shard: report.shard }]))
  const apart = problemsOf(reports, shards)
  const problems = apart.length > 0 ? apart : contradictions(shards)
  if (first === undefined || problems.length > 0) return failed(first?.report, problems)
  return merged(shards.toSorted((a, b) => a.shard.index - b.shard.index), first.report)
}

/** What kept a shard from judging keeps all of them from it. */
function endedReport(ended: readonly NamedReport[]): Report {
  const findings = mergeFindings(ended.map(({ report }) => report.findings))
  const silent = ended.filter(({ report }) => !report.findings.some(({ level }) => level === 'error'))
  const mistakes = silent.map(({ name }) => runMistake(`\`${name}\` is the report of a shard that ended before it judged anything`, 'Its job\'s log says why. Then re-run all jobs.'))
  return failed(ended[0]?.report, [...findings, ...mistakes].toSorted(byFinding))
}

function merged(shards: readonly ShardReport[], { shard: _shard, ...first }: Report): Report {
  const effects = shards.map(({ shard }) => shard.effect)
  const goesBack = effects.includes('rollbacks') && !effects.includes('other')
  const judged = shards.map(({ report, shard }) => (goesBack && shard.back !== null ? shard.back : report))
  const waivers = mergeWaivers(judged.map((each) => each.waivers))
  const findings = mergeFindings(judged.map((each) => each.findings), { waivers, proposed: shards.map(({ shard }) => shard.proposed) })
  return {
    ...first,
    verdict: verdictOf(findings),
    kustomize: shards.map(({ report }) => report.kustomize).find((each) => each !== null) ?? null,
    applications: mergeApplications(shards.map(({ report }) => report.applications)),
    findings,
    promotions: shards.flatMap(({ report }) => report.promotions).toSorted(byPromotion),
    waivers,
    touched: shards.some(({ report }) => report.touched),
    stats: mergeStats(shards.map(({ report }) => report.stats)),
    fetched: joinFetched(shards.flatMap(({ report }) => report.fetched)),
    board: null
  }
}

const byWaiver = byKeys<ReportWaiver>((w) => w.location.file, (w) => String(w.location.line).padStart(9, '0'), (w) => w.reason)

/** A waiver that several shards used is one, with all its findings. */
function mergeWaivers(lists: readonly (readonly ReportWaiver[])[]): readonly ReportWaiver[] {
  const known = new Map<string, ReportWaiver>()
  for (const waiver of lists.flat()) {
    const { reason, owner, expires, source, location } = waiver
    const { file, line, endLine, column, confidence } = location
    const key = JSON.stringify([reason, owner, expires, source, file, line, endLine, column, confidence])
    known.set(key, { ...waiver, findings: waiver.findings + (known.get(key)?.findings ?? 0) })
  }
  return [...known.values()].sort(byWaiver)
}

/** Each application as the shard has it that judged it. */
function mergeApplications(lists: readonly (readonly ReportApplication[])[]): readonly ReportApplication[] {
  const known = new Map<string, ReportApplication>()
  for (const application of lists.flat()) {
    const earlier = known.get(application.name)
    if (earlier === undefined || weightOf(application) > weightOf(earlier)) known.set(application.name, application)
  }
  return [...known.values()]
}

function weightOf({ affected, overlays }: ReportApplication): number {
  return (overlays.some(({ render }) => render !== 'skipped') ? 2 : 0) + (affected ? 1 : 0)
}

/** Work adds up; time is that of the slowest. */
function mergeStats(all: readonly Stats[]): Stats {
  const sum = (of: (stats: Stats) => number): number => all.reduce((total, each) => total + of(each), 0)
  const most = (of: (stats: Stats) => number): number => all.reduce((top, each) => Math.max(top, of(each)), 0)
  return {
    overlays: most(({ overlays }) => overlays),
    affected: sum(({ affected }) => affected),
    builds: sum(({ builds }) => builds),
    cached: sum(({ cached }) => cached),
    reused: sum(({ reused }) => reused),
    milliseconds: most(({ milliseconds }) => milliseconds)
  }
}

/** A report that judged nothing, about the revisions that are known. */
function failed(report: Report | undefined, findings: readonly Finding[]): Report {
  if (report === undefined) return blankReport({ findings })
  const { reportOnly, before, live, head, exemptImages } = report
  return blankReport({ reportOnly, before, live, head, exemptImages, findings })
}
