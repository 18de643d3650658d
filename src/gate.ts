// The story of a run: policy → survey → render → evidence → compare, judge, promote → attribute → findings → verdict → report.

import { checkEnvironmentNames, resolveEnvironmentNames } from './core/policy/check-environments.ts'
import type { Finding } from './core/model/finding.ts'
import { byFinding, finding } from './core/model/finding.ts'
import type { Overlay } from './core/model/overlay.ts'
import type { Policy } from './core/model/policy.ts'
import type { Report, ReportApplication } from './core/model/report.ts'
import { fileLocation } from './core/model/source.ts'
import type { Tree } from './core/model/tree.ts'
import { verdictOf } from './core/model/verdict.ts'
import type { Evaluation } from './gate/evaluate.ts'
import { evaluate } from './gate/evaluate.ts'
import type { Laboratory } from './gate/laboratory.ts'
import { createLaboratory } from './gate/laboratory.ts'
import { gatherEvidence, NO_EVIDENCE } from './gate/evidence.ts'
import { onHead } from './gate/on-head.ts'
import type { PolicySource } from './gate/policies.ts'
import { choosePolicies, workflowFinding } from './gate/policies.ts'
import { earlierBuilds, introduces, liveBuilds } from './gate/promotions.ts'
import type { Rendering } from './gate/rendering.ts'
import { createRendering } from './gate/rendering.ts'
import type { Survey } from './gate/survey.ts'
import { survey as surveyTrees } from './gate/survey.ts'
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
}

/** Judges a change. What cannot be judged is a finding of level error; only a bug or a UserError throws. */
export async function runGate(request: GateRequest, edges: GateEdges, evidence: EvidenceEdges): Promise<Report> {
  const { revisions, published, reportOnly } = request
  const { deciding, proposed, file, findings: read } = choosePolicies(request.policy, revisions)
  const general = [...read, ...workflowFinding(request.workflow, revisions.before, revisions.head)]
  const report = { ...blankReport(revisions, reportOnly), exemptImages: deciding.exemptImages }
  if (read.some(({ level }) => level === 'error')) return finish(await onHead({ ...report, findings: general }, revisions.head, published, edges))

  const rendering = createRendering(deciding, edges)
  const laboratory = createLaboratory(deciding, edges)
  const { survey, promotions, waivers, findings } = await judgeUnder(deciding, request, { rendering, laboratory, edges, evidence })
  if (proposed !== null) {
    // The change's own policy is judged by too, and shown; nothing is rendered in a way that the deciding one does not allow.
    const own = await judgeUnder({ ...proposed, ...renderingKeys(deciding) }, request, { rendering, laboratory: null, edges, evidence })
    general.push(proposedFinding(own.findings, file))
  }
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
      cached: 0,
      reused: rendering.reused(),
      milliseconds: 0
    }
  }
  return finish(await onHead(judged, revisions.head, published, edges))
}

type Judged = Evaluation & { readonly survey: Survey }

/** What a judgement may use. */
type Means = {
  readonly rendering: Rendering
  readonly laboratory: Laboratory | null
  readonly edges: GateEdges
  readonly evidence: EvidenceEdges
}

/** The flow under one policy. Only the deciding one has a laboratory: the lines that the other would name are not shown. */
async function judgeUnder(policy: Policy, request: GateRequest, { rendering, laboratory, edges, evidence }: Means): Promise<Judged> {
  const { revisions, today, now } = request
  const survey = await surveyTrees(revisions, policy, request.everything || revisions.before === null, edges)
  const { environments, findings: discovered } = survey.discovery
  await renderAll(survey, rendering, revisions, policy)
  const sources = [...survey.judged].flatMap((overlay) => survey.at(overlay, 'head')?.closure.files.map(({ path }) => path) ?? [])
  await edges.prefetch(revisions.head, sources)
  const named = resolveEnvironmentNames(policy, environments)
  const live = revisions.live ?? revisions.before
  const gathered = live === null ? NO_EVIDENCE : await gatherEvidence({ survey, rendering, policy: named, live }, evidence, { now, today })
  const judgement = { revisions, survey, rendering, evidence: gathered, changedPaths: changedPaths(revisions), today, now }
  const evaluation = await evaluate(judgement, named, laboratory)
  const misnamed = checkEnvironmentNames(policy, environments)
  return { ...evaluation, survey, findings: [...discovered, ...misnamed, ...gathered.findings, ...evaluation.findings] }
}

/** What a policy says about how overlays are built. */
function renderingKeys({ loadRestrictor, enableHelm, allowRemote, parallelism, limits }: Policy): Partial<Policy> {
  return { loadRestrictor, enableHelm, allowRemote, parallelism, limits }
}

/**
 * Head and before of what is judged; then, where images enter, what is live in the environments before; and where one
 * would be new to its application, what all of the application had.
 */
async function renderAll(survey: Survey, rendering: Rendering, revisions: Revisions, policy: Policy): Promise<void> {
  const judged = [...survey.judged]
  await rendering.ensure(judged.flatMap((overlay) => [survey.at(overlay, 'head') ?? [], survey.at(overlay, 'before') ?? []].flat()))
  if (revisions.before === null) return
  const { applications } = survey.discovery
  await rendering.ensure(applications.flatMap((application) => liveBuilds(application, survey)))
  const introducing = applications.filter((application) => introduces(application, survey, rendering, policy))
  await rendering.ensure(introducing.flatMap((application) => earlierBuilds(application, survey)))
}

/** `file` is null where the change removes the policy file. */
function proposedFinding(findings: readonly Finding[], file: string | null): Finding {
  const errors = findings.filter(({ level, waiver }) => level === 'error' && waiver === null).length
  return finding('policy-changed', 'warning', { what: 'policy', verdict: verdictOf(findings), errors }, { location: file === null ? null : fileLocation(file) })
}

function changedPaths({ before, head }: Revisions): ReadonlySet<string> {
  if (before === null) return new Set()
  const paths = new Set([...before.entries.keys(), ...head.entries.keys()])
  return new Set([...paths].filter((path) => {
    const [a, b] = [before.entries.get(path), head.entries.get(path)]
    return a?.blob !== b?.blob || a?.mode !== b?.mode
  }))
}

function reportApplications(survey: Survey, rendering: Rendering): readonly ReportApplication[] {
  return survey.discovery.applications.map(({ name, overlays }) => ({
    name,
    affected: overlays.some((overlay) => survey.changed.has(overlay)),
    overlays: overlays.map((overlay) => reportOverlay(overlay, survey, rendering))
  }))
}

function reportOverlay(overlay: Overlay, survey: Survey, rendering: Rendering): ReportApplication['overlays'][number] {
  const { environment, variant, path } = overlay
  const sited = survey.judged.has(overlay) ? survey.at(overlay, 'head') : null
  const rendered = sited === null ? undefined : rendering.of(sited.closure)
  if (rendered === undefined) return { environment, variant, path, render: 'skipped', resources: 0, milliseconds: 0 }
  const { outcome, milliseconds } = rendered
  const built = outcome.kind === 'built'
  return { environment, variant, path, render: built ? 'built' : 'failed', resources: built ? outcome.resources.length : 0, milliseconds }
}

/** A report of a run that ended before it judged anything. */
export function blankReport(revisions: Partial<Revisions>, reportOnly: boolean): Report {
  return {
    verdict: 'fail',
    reportOnly,
    before: revisions.before?.revision ?? null,
    live: revisions.live?.revision ?? null,
    head: revisions.head?.revision ?? null,
    kustomize: null,
    environments: [],
    applications: [],
    findings: [],
    promotions: [],
    waivers: [],
    exemptImages: [],
    detected: [],
    touched: false,
    stats: { overlays: 0, affected: 0, builds: 0, cached: 0, reused: 0, milliseconds: 0 },
    board: null
  }
}

/** Sorts the findings and gives the verdict, from the findings alone. */
export function finish(report: Report): Report {
  const findings = report.findings.toSorted(byFinding)
  return { ...report, findings, verdict: verdictOf(findings) }
}
