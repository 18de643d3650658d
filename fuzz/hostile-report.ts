// A run in which every name, value and message is somebody else's text: what the renderers are given to put into words.

import { BUILD_EXPLANATIONS } from '../src/core/report/explain-builds.ts'
import { DRIFT_EXPLANATIONS } from '../src/core/report/explain-drift.ts'
import { IMAGE_EXPLANATIONS } from '../src/core/report/explain-images.ts'
import { POLICY_EXPLANATIONS } from '../src/core/report/explain-policy.ts'
import { totalsOf } from '../src/core/backtest/totals.ts'
import type { Backtest, BacktestChange } from '../src/core/model/backtest.ts'
import type { Board } from '../src/core/model/board.ts'
import type { Finding } from '../src/core/model/finding.ts'
import type { Promotion } from '../src/core/model/promotion.ts'
import type { Report } from '../src/core/model/report.ts'
import { lineLocation } from '../src/core/model/source.ts'
import { verdictOf } from '../src/core/model/verdict.ts'

const EXAMPLES: readonly Finding[] = [DRIFT_EXPLANATIONS, IMAGE_EXPLANATIONS, BUILD_EXPLANATIONS, POLICY_EXPLANATIONS].flatMap((all) =>
  Object.values<{ readonly finding: Finding }>(all).map(({ finding }) => finding)
)

/** Fields whose text is ours: words of closed sets, times, ids of commits. */
const OURS = new Set(
  'code level pairing note what why missing clock decision render source confidence proof evidence verdict kind since until ended commit limit expires mode'.split(' ')
)
const COMMIT = '0123456789abcdef0123456789abcdef01234567'
const NOW = 1_795_000_000

/** The next of the texts, from the first again after the last. */
export type Texts = () => string

export function textsOf(all: readonly string[]): Texts {
  let at = 0
  return () => all[at++ % all.length] ?? ''
}

/** How many findings there are to choose from. */
export const FINDINGS = EXAMPLES.length

/** Explained findings, placed, related, repaired, some waived, with the texts in all that is not ours; `wanted` by position, all of them unless said. */
export function hostileReport(next: Texts, wanted: (index: number) => boolean = () => true): Report {
  const findings = EXAMPLES.filter((_example, index) => wanted(index)).map((example, index): Finding => {
    const own = withTexts(example, next)
    const location = { ...lineLocation(next(), 1 + (index % 7), index % 2 === 0 ? 3 : null) }
    const waiver = index % 6 === 5 ? { reason: next(), owner: next(), expires: '2027-01-01', source: 'inline', location: lineLocation(next(), 2) } as const : null
    return { ...own, location, related: [{ location: lineLocation(next(), 9), note: next() }], fix: index % 3 === 0 ? diffOf(next) : null, waiver }
  })
  const promotions = findings.slice(0, 12).map((finding, index) => promotionOf(finding, index, next))
  const environments = [next(), next(), next()]
  const overlay = { environment: environments[0] ?? '', variant: next(), path: next(), render: 'built', resources: 3, milliseconds: 1.5 } as const
  return {
    verdict: verdictOf(findings),
    reportOnly: false,
    before: COMMIT,
    live: next(),
    head: next(),
    kustomize: next(),
    environments,
    applications: [{ name: next(), affected: true, overlays: [overlay] }],
    findings,
    promotions,
    waivers: [{ reason: next(), owner: next(), expires: '2027-01-01', source: 'policy', location: lineLocation(next(), 12), findings: 1 }],
    fetched: [{ host: next(), address: next(), ref: next(), overlays: [next()] }],
    exemptImages: [next()],
    detected: [next(), next()],
    touched: true,
    stats: { overlays: 1, affected: 1, builds: 1, cached: 0, reused: 0, milliseconds: 12.3 },
    board: hostileBoard(next)
  }
}

export function hostileBoard(next: Texts): Board {
  const place = (): Board['applications'][number]['overlays'][number]['overlay'] => ({ application: next(), environment: next(), variant: next(), path: next() })
  const since = { commit: COMMIT, time: NOW - 90_000, clock: 'committed' } as const
  const pins = [{ resource: next(), container: next(), image: next(), since, earlier: false, next: [{ overlay: place(), decision: 'soaking', until: NOW + 60 }] }] as const
  const leadTimes = [{ from: next(), to: next(), images: 2, median: 60, worst: 7_200 }]
  return {
    environments: [next()],
    applications: [{ name: next(), overlays: [{ overlay: place(), pins, rollbacks: 1 }, { overlay: place(), pins: null, rollbacks: null }], leadTimes }],
    leadTimes,
    commit: next(),
    now: NOW,
    limit: NOW - 1_000_000,
    commits: new Map([[COMMIT, { author: next(), subject: next() }]])
  }
}

export function hostileBacktest(next: Texts): Backtest {
  const environment = next()
  const finding = { code: 'drift-value', level: 'error', application: next(), environment, variant: next(), against: next(), resource: next(), path: next(), message: next(), waived: false } as const
  const change: BacktestChange = {
    commit: COMMIT,
    time: NOW,
    author: next(),
    subject: next(),
    promotions: EXAMPLES.slice(0, 3).map((example, index) => promotionOf(example, index, next)),
    findings: [finding],
    existing: { errors: 0, warnings: 1 },
    broken: 0,
    drift: { added: 1, removed: 2 },
    trials: [{ key: next(), environment, entered: 3, identified: 2, found: 2, live: 1, stays: [3_600] }]
  }
  const key = change.trials[0]?.key ?? ''
  const totals = totalsOf([change], { commits: 2, from: NOW - 1, to: NOW, environments: [environment], key })
  return { branch: next(), environments: [environment], key, older: true, kustomize: next(), builds: 1, changes: [change], totals }
}

function promotionOf(finding: Finding, index: number, next: Texts): Promotion {
  const { application, environment, variant } = finding
  const container = 'container' in finding.args ? finding.args.container : next()
  const evidence = { level: 'declared', environment: next(), commit: next(), since: '2026-11-18T10:22:04Z', soaked: 60, clock: 'merged' } as const
  return {
    overlay: { application, environment, variant, path: next() },
    resource: finding.resource ?? next(),
    container,
    image: next(),
    from: index % 2 === 0 ? null : next(),
    to: next(),
    decision: 'not-live',
    code: finding.code,
    evidence: index % 3 === 0 ? null : evidence
  }
}

function diffOf(next: Texts): string {
  return `--- a/${next()}\n+++ b/${next()}\n@@ -1 +1 @@\n-${next()}\n+${next()}\n`
}

/** The same shape with the texts in place of every text that is not ours; names of environments in `values` stay keys. */
function withTexts<T>(value: T, next: Texts): T {
  // The shape stays: only texts are exchanged, for texts.
  return exchanged(value, next) as T
}

function exchanged(value: unknown, next: Texts): unknown {
  if (typeof value === 'string') return next()
  if (Array.isArray(value)) return value.map((item: unknown) => exchanged(item, next))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, OURS.has(key) ? item : exchanged(item, next)]))
}
