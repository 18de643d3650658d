// `report.json`: everything the gate has to say, for other programs. Its shape is public: docs/report.schema.json.

import { byFetched } from '../model/fetched.ts'
import { byFinding } from '../model/finding.ts'
import type { AppliedWaiver, Finding } from '../model/finding.ts'
import { byPromotion } from '../model/promotion.ts'
import type { Evidence, Promotion } from '../model/promotion.ts'
import type { Report, ReportApplication, ReportOverlay, ReportWaiver } from '../model/report.ts'
import type { SourceLocation } from '../model/source.ts'
import { byKeys, byText } from '../model/text.ts'
import { fingerprintsOf } from './fingerprint.ts'
import type { FolderOf } from './folders.ts'
import { foldersOf } from './folders.ts'
import { shardJson } from './shard-json.ts'
import { wordsOf } from './words.ts'

export const REPORT_SCHEMA = 'parity-gate/report/v1'

/** The report as JSON: two blanks of indent, a final line end, keys and lists in a declared order; equal reports give equal bytes. */
export function reportJson(report: Report): string {
  const folders = foldersOf(report)
  const rung = rungOf(report.environments)
  const judged = (findings: readonly Finding[], waivers: readonly ReportWaiver[]): { readonly findings: readonly object[]; readonly waivers: readonly object[] } => {
    const sorted = findings.toSorted(byFinding)
    const fingerprints = fingerprintsOf(sorted)
    return {
      findings: sorted.map((finding, index) => findingOf(finding, fingerprints[index] ?? '', folders, rung)),
      waivers: waivers.toSorted(byWaiver).map(({ findings: number, ...waiver }) => ({ ...waiverOf(waiver), findings: number }))
    }
  }
  const { findings, waivers } = judged(report.findings, report.waivers)
  const document = {
    schema: REPORT_SCHEMA,
    verdict: report.verdict,
    reportOnly: report.reportOnly,
    before: report.before,
    live: report.live,
    head: report.head,
    kustomize: report.kustomize,
    environments: report.environments,
    applications: report.applications.toSorted(byKeys((a) => a.name)).map((application) => applicationOf(application, rung)),
    findings,
    promotions: report.promotions.toSorted(byPromotion).map(promotionOf),
    waivers,
    stats: {
      overlays: report.stats.overlays,
      affected: report.stats.affected,
      builds: report.stats.builds,
      cached: report.stats.cached,
      reused: report.stats.reused,
      milliseconds: Math.round(report.stats.milliseconds)
    },
    fetched: report.fetched.toSorted(byFetched).map(({ host, address, ref, overlays }) => ({ host, address, ref, overlays })),
    ...(report.shard === undefined ? {} : { shard: shardJson(report, report.shard, judged) })
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

type Rung = (environment: string) => string

/** A sort key: the ladder first, then what is not on it by name. */
function rungOf(environments: readonly string[]): Rung {
  return (environment) => {
    const index = environments.indexOf(environment)
    return `${String(index < 0 ? environments.length : index).padStart(6, '0')} ${environment}`
  }
}

const byWaiver = byKeys<ReportWaiver>(
  (w) => w.location.file,
  (w) => String(w.location.line).padStart(9, '0'),
  (w) => JSON.stringify(waiverOf(w))
)

function applicationOf(application: ReportApplication, rung: Rung): object {
  const byPlace = byKeys<ReportOverlay>((o) => rung(o.environment), (o) => o.variant ?? '', (o) => o.path)
  return {
    name: application.name,
    affected: application.affected,
    overlays: application.overlays.toSorted(byPlace).map(({ environment, variant, path, render, resources, milliseconds }) => ({
      environment,
      variant,
      path,
      render,
      resources,
      milliseconds: Math.round(milliseconds)
    }))
  }
}

function findingOf(finding: Finding, fingerprint: string, folders: FolderOf, rung: Rung): object {
  const { message, help } = wordsOf(finding, folders)
  const { code, level, application, environment, variant, against, resource, path, fix, existing } = finding
  const values = Object.entries(finding.values).toSorted(([a], [b]) => byText(rung(a), rung(b)))
  return {
    code,
    level,
    application,
    environment,
    variant,
    against,
    resource,
    path,
    values: Object.fromEntries(values),
    location: finding.location === null ? null : locationOf(finding.location),
    related: finding.related.map(({ location, note }) => ({ location: locationOf(location), note })),
    message,
    help,
    fix,
    existing,
    waiver: finding.waiver === null ? null : waiverOf(finding.waiver),
    fingerprint
  }
}

function promotionOf(promotion: Promotion): object {
  const { overlay, resource, container, image, from, to, decision, code, evidence } = promotion
  const { application, environment, variant } = overlay
  const proof = evidence === null ? null : evidenceOf(evidence)
  return { application, environment, variant, resource, container, image, from, to, decision, code, evidence: proof }
}

function evidenceOf({ level, environment, commit, since, soaked, clock }: Evidence): object {
  return { level, environment, commit, since, soaked, clock }
}

function waiverOf({ reason, owner, expires, source, location }: AppliedWaiver): object {
  return { reason, owner, expires, source, location: locationOf(location) }
}

function locationOf({ file, line, endLine, column, confidence }: SourceLocation): object {
  return { file, line, endLine, column, confidence }
}
