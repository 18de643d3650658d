// The story of a run: policy → survey → render → evidence → compare, judge, promote → attribute → findings → verdict → report.

import type { KustomizationReader } from './core/discover/kustomizations.ts'
import { checkEnvironmentNames, resolveEnvironmentNames } from './core/policy/check-environments.ts'
import { blankReport } from './core/model/blank-report.ts'
import type { Finding } from './core/model/finding.ts'
import { byFinding, finding } from './core/model/finding.ts'
import type { Overlay } from './core/model/overlay.ts'
import type { Shard } from './core/model/shard.ts'
import type { Policy } from './core/model/policy.ts'
import type { Report, ReportApplication } from './core/model/report.ts'
import { fileLocation } from './core/model/source.ts'
import type { Tree } from './core/model/tree.ts'
import { planDigest } from './core/plan/shards.ts'
import { verdictOf } from './core/model/verdict.ts'
import type { Evaluation } from './gate/evaluate.ts'
import { evaluate } from './gate/evaluate.ts'
import type { Laboratory } from './gate/laboratory.ts'
import { keptRendersFor } from './gate/kept-renders.ts'
import { createLaboratory } from './gate/laboratory.ts'
import { judgedFiles } from './gate/comment-waivers.ts'
import { gatherEvidence, NO_EVIDENCE } from './gate/evidence.ts'
import { onHead } from './gate/on-head.ts'
import type { PolicySource } from './gate/policies.ts'
import { choosePolicies, policyPath, workflowFinding } from './gate/policies.ts'
import { createPinBook } from './gate/pin-book.ts'
import { readApplications } from './gate/reading.ts'
import type { Rendering } from './gate/rendering.ts'
import { createRendering } from './gate/rendering.ts'
import type { Shares } from './gate/shards.ts'
import { shardTold, shareOf, unsplit } from './gate/shards.ts'
import { loadSources } from './gate/sources.ts'
import type { Survey } from './gate/survey.ts'
import { survey as surveyTrees } from './gate/survey.ts'
import { timeLimit } from './gate/time-limit.ts'
import type { EvidenceEdges, GateEdges, Revisions } from './gate/trees.ts'

export type GateRequest = {
  readonly revisions: Revisions
  readonly policy: PolicySource
  /** Judge every application, whatever the change touches. */
  readonly everything: boolean
  readonly reportOnly: boolean
  /** Path of the workflow that runs the gate, if a workflow does. */
  readonly workflow: string | null
  /** The files of the commit that annotations belong to; null where they are not to be had. */
  readonly published: Tree | null
  /** ISO date, UTC. */
  readonly today: string
  /** Seconds since the epoch. */
  readonly now: number
  /** The part of the affected applications to judge; null: all of them. */
  readonly shard: Shard | null
}

/** Judges a change. What cannot be judged is a finding of level error; only a bug or a UserError throws. */
export async function runGate(request: GateRequest, edges: GateEdges, evidence: EvidenceEdges): Promise<Report> {
  const { revisions, published, reportOnly, shard } = request
  const reader = await loadSources(revisions, policyPath(request.policy), evidence.history)
  const { deciding, proposed, file, findings: read } = choosePolicies(request.policy, revisions)
  const general = [...read, ...workflowFinding(request.workflow, revisions.before, revisions.head)]
  const report = blankReport({ ...revisionIds(revisions), reportOnly, exemptImages: deciding.exemptImages })
  const told = async (judged: Report): Promise<Report> => finish(await onHead(judged, revisions.head, published, edges))
  if (read.some(({ level }) => level === 'error')) return told({ ...report, findings: general, ...(shard === null ? {} : { shard: unsplit(shard) }) })

  const policies: readonly [Policy, ...Policy[]] = proposed === null ? [deciding] : [deciding, proposed]
  const rendering = createRendering(deciding, edges, keptRendersFor(policies, edges))
  const laboratory = createLaboratory(deciding, edges)
  const own = await judgeUnder(deciding, request, { reader, rendering, laboratory, edges, evidence })
  // The change's own policy is judged by too, and shown; nothing is rendered in a way that the deciding one does not allow.
  const other = proposed === null ? null : await judgeUnder({ ...proposed, ...renderingKeys(deciding) }, request, { reader, rendering, laboratory: null, edges, evidence })
  if (other !== null) general.push(proposedFinding(other.findings, file))
  const { survey, promotions, waivers, findings } = own
  const judged = {
    ...report,
    kustomize: edges.kustomize(),
    environments: survey.discovery.environments.map(({ name }) => name),
    applications: reportApplications(survey, rendering),
    findings: [...general, ...findings],
    promotions,
    waivers,
    detected: survey.discovery.detected,
    touched: survey.judged.size > 0,
    stats: {
      overlays: survey.discovery.applications.reduce((sum, { overlays }) => sum + overlays.length, 0),
      affected: survey.judged.size,
      builds: rendering.builds() + laboratory.builds(),
      cached: rendering.cached(),
      reused: rendering.reused(),
      milliseconds: 0
    },
    fetched: edges.fetched()
  }
  const done = await told(judged)
  if (shard === null) return done
  const back = own.back === null ? null : await told({ ...judged, findings: [...general, ...own.back.findings], waivers: own.back.waivers })
  return { ...done, shard: { ...shard, plan: planDigest(own.shares, policies), ...shardTold(own, back, other) } }
}

type Judged = Evaluation & { readonly survey: Survey; readonly shares: Shares }

/** What a judgement may use. */
type Means = {
  readonly reader: KustomizationReader
  readonly rendering: Rendering
  readonly laboratory: Laboratory | null
  readonly edges: GateEdges
  readonly evidence: EvidenceEdges
}

/** The flow under one policy. Only the deciding one has a laboratory: the lines that the other would name are not shown. */
async function judgeUnder(policy: Policy, request: GateRequest, { reader, rendering, laboratory, edges, evidence }: Means): Promise<Judged> {
  const { revisions, today, now } = request
  // A shard does not know yet what is its own; and what the change's own policy makes of it is for the deciding one to build.
  const begin = request.shard === null && laboratory !== null ? rendering.begin : undefined
  const whole = await surveyTrees(revisions, policy, request.everything || revisions.before === null, edges, { reader, begin })
  const { survey, shares } = request.shard === null ? { survey: whole, shares: [] } : shareOf(whole, request.shard)
  const { environments, findings: discovered } = survey.discovery
  const named = resolveEnvironmentNames(policy, environments)
  const pins = createPinBook(rendering, named)
  const time = timeLimit(policy.limits, edges)
  const readings = await readApplications({ survey, revisions, rendering, pins, policy: named, time })
  // What builds have not loaded: findings are looked for in it, and waivers.
  await edges.prefetch(revisions.head, judgedFiles(survey))
  const live = revisions.live ?? revisions.before
  const gathered = live === null ? NO_EVIDENCE : await gatherEvidence({ survey, rendering, pins, policy: named, live, time }, evidence, { now, today })
  const judgement = { revisions, survey, rendering, pins, readings, evidence: gathered, everyShare: request.shard === null ? null : shares.flat(), time, today, now }
  const evaluation = await evaluate(judgement, named, laboratory)
  const misnamed = checkEnvironmentNames(policy, environments)
  const all = [...discovered, ...misnamed, ...gathered.findings]
  const back = evaluation.back === null ? null : { ...evaluation.back, findings: [...all, ...evaluation.back.findings] }
  return { ...evaluation, survey, shares, findings: [...all, ...evaluation.findings], back }
}

/** What a policy says about how overlays are built. */
function renderingKeys({ loadRestrictor, enableHelm, allowRemote, parallelism, limits }: Policy): Partial<Policy> {
  return { loadRestrictor, enableHelm, allowRemote, parallelism, limits }
}

/** `file` is null where the change removes the policy file. */
function proposedFinding(findings: readonly Finding[], file: string | null): Finding {
  const errors = findings.filter(({ level, waiver }) => level === 'error' && waiver === null).length
  return finding('policy-changed', 'warning', { what: 'policy', verdict: verdictOf(findings), errors }, { location: file === null ? null : fileLocation(file) })
}

function reportApplications(survey: Survey, rendering: Rendering): readonly ReportApplication[] {
  const seen = new Set<string>()
  return survey.discovery.applications.map(({ name, overlays }) => ({
    name,
    affected: overlays.some((overlay) => survey.changed.has(overlay)),
    overlays: overlays.map((overlay) => reportOverlay(overlay, survey, rendering, seen))
  }))
}

/** `seen`: renders that an overlay before this one has brought about. */
function reportOverlay(overlay: Overlay, survey: Survey, rendering: Rendering, seen: Set<string>): ReportApplication['overlays'][number] {
  const { environment, variant, path } = overlay
  const sited = survey.judged.has(overlay) ? survey.at(overlay, 'head') : null
  const rendered = sited === null ? undefined : rendering.about(sited.closure)
  if (sited === null || rendered === undefined) return { environment, variant, path, render: 'skipped', resources: 0, milliseconds: 0 }
  const { key } = sited.closure
  const render = rendered.state !== 'failed' && seen.has(key) ? 'reused' : rendered.state
  seen.add(key)
  return { environment, variant, path, render, resources: rendered.resources, milliseconds: render === 'reused' ? 0 : rendered.milliseconds }
}

function revisionIds({ before, live, head }: Revisions): Pick<Report, 'before' | 'live' | 'head'> {
  return { before: before?.revision ?? null, live: live?.revision ?? null, head: head.revision }
}

/** Sorts the findings and gives the verdict, from the findings alone. */
export function finish(report: Report): Report {
  const findings = report.findings.toSorted(byFinding)
  return { ...report, findings, verdict: verdictOf(findings) }
}
