// What the base branch's history, and GitHub, know about the images that a change promotes.

import type { Environment } from '../core/model/environment.ts'
import { UserError } from '../core/model/error.ts'
import type { Finding } from '../core/model/finding.ts'
import { finding } from '../core/model/finding.ts'
import type { Ledger } from '../core/model/ledger.ts'
import type { Application } from '../core/model/overlay.ts'
import type { Policy } from '../core/model/policy.ts'
import type { Tree } from '../core/model/tree.ts'
import type { WantedImage } from '../core/promote/lookup.ts'
import { allGoBack, imagesToLookUp, mayGoBack, needsHistory } from '../core/promote/lookup.ts'
import type { PinnedOverlay } from '../core/promote/pinned-overlay.ts'
import type { Reports } from '../core/promote/rung.ts'
import { soakFor } from '../core/promote/soak.ts'
import { heldTimes } from '../core/promote/time-live.ts'
import type { PromotionLedger } from './ledger.ts'
import { openLedger } from './ledger.ts'
import type { PinBook } from './pin-book.ts'
import { decidable } from './promotions.ts'
import { provenTimes } from './proven-times.ts'
import type { Rendering } from './rendering.ts'
import { readReports } from './reports.ts'
import type { Survey } from './survey.ts'
import type { TimeLimit } from './time-limit.ts'
import type { Timelines } from './timeline.ts'
import { readTimelines } from './timeline.ts'
import type { EvidenceEdges } from './trees.ts'

export type Evidence = { readonly ledger: Ledger | null; readonly reports: Reports | null }

export type Gathered = {
  /** For one application; nothing where it promotes nothing, or nothing is to be had. */
  readonly of: (application: Application) => Evidence
  readonly findings: readonly Finding[]
}

const NOTHING: Evidence = { ledger: null, reports: null }

export const NO_EVIDENCE: Gathered = { of: () => NOTHING, findings: [] }

type Candidate = {
  readonly application: Application
  readonly overlays: readonly PinnedOverlay[]
  readonly wanted: readonly WantedImage[]
}

/**
 * Asks for what enters with the change, and only for that. `live`: the base branch's tip; `now`: seconds since the epoch. History
 * that is not to be had is an error where a decision depends on it, else a warning.
 */
export async function gatherEvidence(
  world: { readonly survey: Survey; readonly rendering: Rendering; readonly pins: PinBook; readonly policy: Policy; readonly live: Tree; readonly time: TimeLimit },
  edges: EvidenceEdges,
  { now, today }: { readonly now: number; readonly today: string }
): Promise<Gathered> {
  const { survey, pins, policy, live } = world
  const candidates = survey.discovery.applications.flatMap((application): readonly Candidate[] => {
    if (!application.overlays.some((overlay) => survey.changed.has(overlay))) return []
    const { overlays } = decidable(application, survey, pins, policy)
    const wanted = imagesToLookUp(overlays, policy, today)
    return wanted.length === 0 ? [] : [{ application, overlays, wanted }]
  })
  if (candidates.length === 0) return NO_EVIDENCE
  try {
    const { environments } = survey.discovery
    const history = await edges.history.history(live.revision, now - policy.history)
    const overlays = candidates.flatMap(({ application }) => application.overlays)
    const { placeholders } = policy
    const timelines = await readTimelines({ overlays, environments, tip: live, placeholders, history, edges: edges.history })
    const found = new Map<Application, Evidence>()
    for (const candidate of candidates) found.set(candidate.application, await evidenceOf(candidate, timelines, environments, { ...world, edges, now, today }))
    return { of: (application) => found.get(application) ?? NOTHING, findings: [] }
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'history-unavailable') throw error
    const level = candidates.some(({ overlays: pinned }) => needsHistory(pinned, policy, today)) ? 'error' : 'warning'
    return { ...NO_EVIDENCE, findings: [finding('history-unavailable', level, { what: error.message, help: error.help })] }
  }
}

type Asking = { readonly rendering: Rendering; readonly policy: Policy; readonly time: TimeLimit; readonly edges: EvidenceEdges; readonly now: number; readonly today: string }

async function evidenceOf(
  { application, overlays, wanted }: Candidate,
  timelines: Timelines,
  environments: readonly Environment[],
  { rendering, policy, time, edges, now, today }: Asking
): Promise<Evidence> {
  const { history } = timelines
  const targets = overlays.filter(({ environment }) => wanted.some((each) => each.environment.name === environment.name))
  const entered = targets.map(({ overlay }) => overlay)
  const before = targets.flatMap(({ previous }) => previous.steps.flatMap((step) => step.overlays))
  const ledgerBy = await openLedger({ overlays: application.overlays, environments, timelines, rendering, policy, edges: edges.history, wanted, time })
  // What goes back to what ran there asks little of the environments before.
  const moments = heldTimes(history.commits, now)
  const back = mayGoBack(overlays, policy, today) ? await ledgerBy({ moments, exact: new Set(entered) }) : null
  const goesBack = back !== null && allGoBack(overlays, policy, today, back)
  const exact = new Set(goesBack ? entered : [...entered, ...before])
  const first = goesBack ? back : await ledgerBy({ moments, exact })
  const counted = wanted.filter(({ environment }) => soakFor(environment, policy) > 0 || environment.evidence === 'reported')
  const github = counted.length === 0 ? null : edges.github
  const proven = github === null ? null : await provenTimes(boundsOf(first, counted), history, github.mergeTimes)
  const ledger = proven === null ? first : await ledgerBy({ moments: heldTimes(history.commits, now, proven), exact })
  const reported = counted.filter(({ environment }) => environment.evidence === 'reported')
  const reports = reported.length === 0 ? null : await readReports({ application, overlays, wanted: reported, ledger, history, environments, now }, edges.github)
  return { ledger, reports }
}

/** The commits between which the images were live. */
function boundsOf(ledger: PromotionLedger, wanted: readonly WantedImage[]): ReadonlySet<string> {
  const stays = wanted.flatMap(({ image, environment }) => [...ledger.stays(image, environment.name).values()].flat())
  return new Set(stays.flatMap(({ since, until }) => [since.commit, ...(until === null ? [] : [until.commit])]))
}
