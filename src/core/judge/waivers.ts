// Waivers: which findings they let through, which have expired, which are of no use.

import type { AppliedWaiver, Code, Finding } from '../model/finding.ts'
import { finding } from '../model/finding.ts'
import { matchFieldPath, matchGlob, matchResource } from '../model/glob.ts'
import { parsePointer } from '../model/field-path.ts'
import type { InlineWaiver } from '../model/inline-waiver.ts'
import type { Waiver } from '../model/policy.ts'
import type { ReportWaiver } from '../model/report.ts'
import type { SourceLocation } from '../model/source.ts'
import { byKeys } from '../model/text.ts'
import { isDrift } from './existing.ts'
import { isWithin } from './field.ts'
import { parseFormattedId } from './formatted-id.ts'

export type WaiverContext = {
  readonly policy: readonly Waiver[]
  readonly comments: readonly InlineWaiver[]
  /** Today as an ISO date, UTC. */
  readonly today: string
  /** Applications that this run has judged, and all that there are. */
  readonly judged: readonly string[]
  readonly applications: readonly string[]
  /** Findings that are not told, and have no lines: waivers of the policy count them, and nobody knows which comments would. */
  readonly untold?: readonly Finding[]
}

export type WaivedFindings = { readonly findings: readonly Finding[]; readonly waivers: readonly ReportWaiver[] }

const NOTICE_DAYS = 14
const DAY = 86_400_000

/** What could not be judged cannot be waived: it would be a silent pass. */
const NEVER: readonly Code[] = [
  'render-failed', 'render-timeout', 'render-blocked', 'render-invalid', 'limit-exceeded',
  'config-invalid', 'history-unavailable', 'no-overlays', 'waiver-invalid', 'waiver-expired', 'waiver-unused', 'policy-changed'
]

type Candidate = {
  readonly applied: AppliedWaiver
  readonly covers: (finding: Finding) => boolean
  /** Whether its use can be told from this run. */
  readonly judged: boolean
  readonly problem: string | null
}

/** Applies policy and comment waivers, and adds what is to be said about the waivers themselves. */
export function applyWaivers(findings: readonly Finding[], context: WaiverContext): WaivedFindings {
  const candidates = [
    ...context.policy.map((waiver) => policyCandidate(waiver, context)),
    ...context.comments.map((comment) => commentCandidate(comment))
  ]
  const inForce = candidates.filter((each) => each.problem === null && !isPast(each.applied.expires, context.today))
  const uses = new Map<Candidate, number>()
  const waived = findings.map((each) => {
    if (each.level !== 'error') return each
    const candidate = inForce.find(({ covers }) => covers(each))
    if (candidate === undefined) return each
    uses.set(candidate, (uses.get(candidate) ?? 0) + 1)
    return { ...each, waiver: candidate.applied }
  })
  const untold = context.untold ?? []
  for (const each of untold) {
    const candidate = each.level === 'error' ? inForce.find(({ applied, covers }) => applied.source === 'policy' && covers(each)) : undefined
    if (candidate !== undefined) uses.set(candidate, (uses.get(candidate) ?? 0) + 1)
  }
  const notes = candidates
    .flatMap((candidate) => noteOn(candidate, uses.get(candidate) ?? 0, context.today))
    .filter(({ code }) => code !== 'waiver-unused' || untold.length === 0)
  const waivers = inForce.flatMap((candidate) => {
    const count = uses.get(candidate) ?? 0
    return count === 0 ? [] : [{ ...candidate.applied, findings: count }]
  })
  return { findings: [...waived, ...notes], waivers: waivers.toSorted(byWaiver) }
}

/** Lets a finding through where a waiver of the policy does, whatever its line. */
export function policyWaivers(policy: readonly Waiver[], today: string): (finding: Finding) => Finding {
  const inForce = policy.filter(({ expires }) => !isPast(expires, today))
  return (each) => {
    const waiver = each.level === 'error' ? inForce.find((one) => policyWaives(one, each)) : undefined
    return waiver === undefined ? each : { ...each, waiver: appliedOf(waiver) }
  }
}

const byWaiver = byKeys<ReportWaiver>((w) => w.location.file, (w) => String(w.location.line).padStart(9, '0'), (w) => w.reason)

function policyCandidate(waiver: Waiver, context: WaiverContext): Candidate {
  const concerned = context.applications.filter((name) => waiver.application === null || matchGlob(waiver.application, name))
  return {
    applied: appliedOf(waiver),
    covers: (each) => policyWaives(waiver, each),
    judged: concerned.every((name) => context.judged.includes(name)),
    problem: null
  }
}

function appliedOf({ reason, owner, expires, location }: Waiver): AppliedWaiver {
  return { reason, owner, expires, source: 'policy', location }
}

function policyWaives(waiver: Waiver, each: Finding): boolean {
  if (NEVER.includes(each.code)) return false
  // Promotion is waived only by a waiver that names its code.
  if (waiver.code === null ? !isDrift(each.code) : !matchGlob(waiver.code, each.code)) return false
  if (waiver.application !== null && !matchGlob(waiver.application, each.application)) return false
  if (waiver.environments !== null && !waiver.environments.includes(each.environment)) return false
  if (waiver.resource !== null && (each.resource === null || !matchResource(waiver.resource, parseFormattedId(each.resource)))) return false
  const { path } = waiver
  if (path === null || path.length === 0) return true
  return each.path !== null && isWithin((field) => matchFieldPath(path, field), parsePointer(each.path))
}

function commentCandidate(comment: InlineWaiver): Candidate {
  const location: SourceLocation = { file: comment.file, line: comment.line, endLine: comment.line, column: null, confidence: 'exact' }
  const covers = (place: SourceLocation | null): boolean =>
    place !== null && place.confidence !== 'file' && place.file === comment.file && comment.covers.includes(place.line)
  return {
    applied: { reason: comment.reason ?? '', owner: null, expires: comment.until, source: 'inline', location },
    covers: (each) =>
      (each.code.startsWith('drift-') || each.code === 'axis-bound') &&
      (covers(each.location) || each.related.some(({ location: place }) => covers(place))),
    judged: true,
    problem: comment.problem
  }
}

function noteOn({ applied, judged, problem }: Candidate, uses: number, today: string): readonly Finding[] {
  const { reason, owner, expires, location } = applied
  if (problem !== null) return [finding('waiver-invalid', 'error', { why: problem }, { location })]
  if (expires !== null) {
    const daysLeft = Math.round((Date.parse(expires) - Date.parse(today)) / DAY)
    if (daysLeft < 0) return [finding('waiver-expired', 'warning', { reason, owner, expires, daysLeft }, { location })]
    if (uses > 0 && daysLeft <= NOTICE_DAYS) return [finding('waiver-expired', 'notice', { reason, owner, expires, daysLeft }, { location })]
  }
  return uses === 0 && judged ? [finding('waiver-unused', 'warning', { reason, owner }, { location })] : []
}

function isPast(expires: string | null, today: string): boolean {
  return expires !== null && expires < today
}
