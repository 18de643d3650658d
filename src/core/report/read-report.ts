// A shard's `report.json`, read back into a report: the same words, annotations and JSON come of it as of the one that was written.

import type { Fetched } from '../model/fetched.ts'
import type { AppliedWaiver, Code, Finding, FindingPlace } from '../model/finding.ts'
import { finding, LEVELS } from '../model/finding.ts'
import { CLOCKS } from '../model/ledger.ts'
import type { Evidence, Promotion } from '../model/promotion.ts'
import { DECISIONS, PROOFS } from '../model/promotion.ts'
import type { ErrorCount, Report, ReportApplication, ReportOverlay, ReportShard, ReportWaiver, Stats } from '../model/report.ts'
import type { RelatedLocation, SourceLocation } from '../model/source.ts'
import { ARGS } from './args-shape.ts'
import { REPORT_SCHEMA } from './json.ts'
import type { Shape } from './shape.ts'
import { boolean, count, keyOf, list, nullable, number, object, oneOf, ordinal, record, ShapeError, text } from './shape.ts'

export type ReportReading =
  | { readonly kind: 'ok'; readonly report: Report }
  /** `problem`: a clause such as "`findings[3].code` is not a word that this version knows". */
  | { readonly kind: 'invalid'; readonly problem: string }

/** Reads what `reportJson` wrote. Nothing in it is trusted: unknown names, codes and types make it invalid. */
export function readReport(json: string): ReportReading {
  try {
    const value: unknown = JSON.parse(json)
    return { kind: 'ok', report: reportOf(value) }
  } catch (error) {
    if (error instanceof ShapeError) return { kind: 'invalid', problem: error.message }
    if (error instanceof SyntaxError) return { kind: 'invalid', problem: 'it is not JSON' }
    throw error
  }
}

const code = keyOf<Code>(ARGS)
const effect = oneOf(['none', 'rollbacks', 'other'])

const location = object<SourceLocation>({
  file: text,
  line: ordinal,
  endLine: ordinal,
  column: nullable(ordinal),
  confidence: oneOf(['exact', 'confirmed', 'file'])
})

const WAIVER = {
  reason: text,
  owner: nullable(text),
  expires: nullable(text),
  source: oneOf(['policy', 'inline']),
  location
}
const waiverInForce = object<ReportWaiver>({ ...WAIVER, findings: count })

/** A finding as it is written, without what its words are made of. */
type Written = FindingPlace &
  Pick<Finding, 'code' | 'level' | 'values' | 'location' | 'related' | 'fix' | 'existing' | 'waiver'> & {
    readonly message: string
    readonly help: string
    readonly fingerprint: string
  }

const written = object<Written>({
  code,
  level: oneOf(LEVELS),
  application: text,
  environment: text,
  variant: nullable(text),
  against: nullable(text),
  resource: nullable(text),
  path: nullable(text),
  values: record(nullable(text)),
  location: nullable(location),
  related: list(object<RelatedLocation>({ location, note: text })),
  message: text,
  help: text,
  fix: nullable(text),
  existing: boolean,
  waiver: nullable(object<AppliedWaiver>(WAIVER)),
  fingerprint: text
})

const overlay = object<ReportOverlay>({
  environment: text,
  variant: nullable(text),
  path: text,
  render: oneOf(['built', 'cached', 'reused', 'skipped', 'failed']),
  resources: count,
  milliseconds: count
})

type WrittenPromotion = Omit<Promotion, 'overlay'> & Pick<Promotion['overlay'], 'application' | 'environment' | 'variant'>

const promotion = object<WrittenPromotion>({
  application: text,
  environment: text,
  variant: nullable(text),
  resource: text,
  container: text,
  image: text,
  from: nullable(text),
  to: text,
  decision: oneOf(DECISIONS),
  code: nullable(code),
  evidence: nullable(
    object<Evidence>({
      level: oneOf(PROOFS),
      environment: text,
      commit: text,
      since: nullable(text),
      soaked: nullable(number),
      clock: nullable(oneOf(CLOCKS))
    })
  )
})

const errors = object<ErrorCount>({ applications: count, general: list(text) })

type Args = readonly unknown[]
const args: Shape<Args> = list((value) => value)

type Judged = { readonly findings: readonly Written[]; readonly waivers: readonly ReportWaiver[] }
const JUDGED = { findings: list(written), waivers: list(waiverInForce) }

type WrittenShard = Omit<ReportShard, 'back'> &
  Pick<Report, 'touched' | 'exemptImages' | 'detected'> & { readonly args: Args; readonly back: (Judged & { readonly args: Args }) | null }

const shard = object<WrittenShard>({
  index: ordinal,
  of: ordinal,
  plan: nullable(text),
  effect,
  touched: boolean,
  exemptImages: list(text),
  detected: list(text),
  args,
  back: nullable(object<Judged & { readonly args: Args }>({ ...JUDGED, args })),
  proposed: nullable(object<NonNullable<ReportShard['proposed']>>({ effect, errors, back: errors }))
})

type Document = Omit<Report, 'findings' | 'promotions' | 'exemptImages' | 'detected' | 'touched' | 'board' | 'shard'> &
  Judged & { readonly schema: string; readonly promotions: readonly WrittenPromotion[]; readonly shard?: WrittenShard }

const document = object<Document>(
  {
    schema: oneOf([REPORT_SCHEMA]),
    verdict: oneOf(['pass', 'fail']),
    reportOnly: boolean,
    before: nullable(text),
    live: nullable(text),
    head: nullable(text),
    kustomize: nullable(text),
    environments: list(text),
    applications: list(object<ReportApplication>({ name: text, affected: boolean, overlays: list(overlay) })),
    ...JUDGED,
    promotions: list(promotion),
    stats: object<Stats>({ overlays: count, affected: count, builds: count, cached: count, reused: count, milliseconds: count }),
    fetched: list(object<Fetched>({ host: text, address: text, ref: nullable(text), overlays: list(text) })),
    shard
  },
  ['shard']
)

function reportOf(value: unknown): Report {
  const { verdict, reportOnly, before, live, head, kustomize, environments, applications, findings, promotions, waivers, stats, fetched, shard: own } = document(value, '')
  const report = {
    ...{ verdict, reportOnly, before, live, head, kustomize, environments, applications, waivers, stats, fetched },
    promotions: promotions.map((each) => promotionOf(each, applications)),
    exemptImages: own?.exemptImages ?? [],
    detected: own?.detected ?? [],
    touched: own?.touched ?? applications.some(({ affected }) => affected),
    board: null
  }
  // Without what its words are made of a finding cannot be told again: what is no shard's has none to give.
  if (own === undefined) return { ...report, findings: findings.flatMap(told) }
  const { index, of, plan, effect: does, back, proposed } = own
  return {
    ...report,
    findings: findingsOf(findings, own.args, 'shard.args'),
    shard: {
      index,
      of,
      plan,
      effect: does,
      back: back === null ? null : { findings: findingsOf(back.findings, back.args, 'shard.back.args'), waivers: back.waivers },
      proposed
    }
  }
}

function findingsOf(all: readonly Written[], each: Args, at: string): readonly Finding[] {
  if (all.length !== each.length) throw new ShapeError(at, `a list of ${String(all.length)}, one for each finding`)
  return all.map((one, index) => findingOf(one, one.code, each[index], `${at}[${String(index)}]`))
}

function findingOf<C extends Code>(one: Written, kind: C, value: unknown, at: string): Finding<C> {
  const { level, application, environment, variant, against, resource, path, values, location: place, related, fix, existing, waiver } = one
  const shared = { application, environment, variant, against, resource, path, values, location: place, related, fix, existing, waiver }
  return finding(kind, level, ARGS[kind](value, at), shared)
}

/** What kept a run from knowing its shard: a mistake, with its own words. */
function told({ level, message, help, location: place }: Written): readonly Finding[] {
  return level === 'error' ? [finding('config-invalid', level, { problem: message, help }, { location: place })] : []
}

/** The overlay's folder is told by the applications. */
function promotionOf({ application, environment, variant, ...rest }: WrittenPromotion, applications: readonly ReportApplication[]): Promotion {
  const overlays = applications.find(({ name }) => name === application)?.overlays ?? []
  const path = overlays.find((each) => each.environment === environment && each.variant === variant)?.path ?? ''
  return { ...rest, overlay: { application, environment, variant, path } }
}
