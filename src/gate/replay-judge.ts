// What the gate would have said to one commit of a history.

import { attribute } from '../core/attribute/attribute.ts'
import { isDrift, markExisting } from '../core/judge/existing.ts'
import { applyWaivers } from '../core/judge/waivers.ts'
import type { BacktestChange, BacktestFinding } from '../core/model/backtest.ts'
import type { Draft } from '../core/model/draft.ts'
import type { Finding } from '../core/model/finding.ts'
import { byFinding } from '../core/model/finding.ts'
import type { HistoryCommit } from '../core/model/history.ts'
import type { Application, Overlay } from '../core/model/overlay.ts'
import type { Policy } from '../core/model/policy.ts'
import { isoDate } from '../core/model/time.ts'
import { onlyRollbacks } from '../core/promote/only-rollbacks.ts'
import { wordsOf } from '../core/report/words.ts'
import { commentWaivers } from './comment-waivers.ts'
import { changedRenders } from './evaluate.ts'
import { failureDraft, headFailures, unjudged } from './failures.ts'
import { judgingEffort, tooMuchWork } from './judging-effort.ts'
import { judgeParity } from './parity.ts'
import type { Rendering } from './rendering.ts'
import type { ReplayPromotions } from './replay-promotions.ts'
import type { Survey } from './survey.ts'
import type { Revisions } from './trees.ts'
import { removedDrafts } from './uncompared.ts'

export type ReplayedCommit = {
  readonly commit: HistoryCommit
  /** Seconds since the epoch. */
  readonly time: number
  readonly survey: Survey
  readonly revisions: Revisions
}

/** Judges a commit as a change to its parent. All that it asks for is rendered. `policy` has its environments' names resolved. */
export async function judgeCommit(
  { commit, time, survey, revisions }: ReplayedCommit,
  policy: Policy,
  rendering: Rendering,
  promotionsOf: ReplayPromotions
): Promise<BacktestChange> {
  const today = isoDate(time)
  const drafts: Draft[] = []
  const drift = { added: 0, removed: 0 }
  const applications = survey.discovery.applications.filter(({ overlays }) => overlays.some((overlay) => survey.judged.has(overlay)))
  const { promotions, drafts: promoted, rollbacks, trials } = promotionsOf(applications, survey, time)
  // As the gate does: what goes back to what ran before is not held up by drift that was there all the time.
  const existingDrift = onlyRollbacks(changedRenders({ survey, rendering }), rollbacks) ? 'warn' : policy.existingDrift
  for (const application of applications) {
    const effort = judgingEffort(policy)
    const now = judgeParity(application, 'head', survey, rendering, policy, effort)
    const then = judgeParity(application, 'before', survey, rendering, policy, effort)
    drafts.push(...markExisting(now, new Set(then.map(({ identity }) => identity)), { existingDrift }))
    const known = comparable(application, survey, rendering)
    const [here, there] = [placesOf(now, known), placesOf(then, known)]
    drift.added += without(here, there)
    drift.removed += without(there, here)
    const failures = effort.spent() ? unjudged(application, survey, rendering, tooMuchWork(policy)) : headFailures(application, survey, rendering)
    for (const [overlay, failure] of failures) {
      const sited = survey.at(overlay, 'head')
      if (sited !== null) drafts.push(await failureDraft(sited, failure, null))
    }
  }
  drafts.push(...promoted, ...removedDrafts(survey.discovery))
  const findings = waive(drafts, applications, survey, revisions, policy, today)
  const told = findings.filter(({ level }) => level !== 'notice')
  const existing = told.filter((each) => each.existing && each.waiver === null)
  return {
    commit: commit.id,
    time,
    author: commit.author,
    subject: commit.subject,
    promotions,
    findings: told.filter((each) => !each.existing).toSorted(byFinding).map(kept),
    existing: { errors: existing.filter(({ level }) => level === 'error').length, warnings: existing.filter(({ level }) => level === 'warning').length },
    broken: survey.discovery.applications.flatMap(({ overlays }) => overlays.filter((overlay) => isBroken(overlay, survey, rendering))).length,
    drift,
    trials
  }
}

function isBroken(overlay: Overlay, survey: Survey, rendering: Rendering): boolean {
  return survey.changed.has(overlay) && failsAt('head', overlay, survey, rendering) && !failsAt('before', overlay, survey, rendering)
}

function failsAt(revision: keyof Revisions, overlay: Overlay, survey: Survey, rendering: Rendering): boolean {
  const sited = survey.at(overlay, revision)
  return sited !== null && rendering.of(sited.closure)?.kind === 'failed'
}

/** Lines are looked up only where a comment could waive something: nothing else in a backtest asks for them. */
function waive(
  drafts: readonly Draft[],
  applications: readonly Application[],
  survey: Survey,
  revisions: Revisions,
  policy: Policy,
  today: string
): readonly Finding[] {
  const comments = commentWaivers(revisions, survey, policy)
  const source = { source: (overlay: Overlay) => survey.at(overlay, 'head') ?? survey.at(overlay, 'before'), changed: new Set<string>() }
  const located = comments.length === 0 ? drafts.map((draft) => draft.finding) : attribute(drafts, source)
  const all = survey.discovery.applications.map(({ name }) => name)
  const { findings } = applyWaivers(located, { policy: policy.waivers, comments, today, judged: applications.map(({ name }) => name), applications: all })
  // What is to be said about waivers themselves is not about the change.
  return findings.filter(({ code }) => !code.startsWith('waiver-'))
}

function kept(each: Finding): BacktestFinding {
  const { code, level, application, environment, variant, against, resource, path, waiver } = each
  return { code, level, application, environment, variant, against, resource, path, message: wordsOf(each).message, waived: waiver !== null }
}

/**
 * Whether a finding is of environments that could be rendered both before and after, as far as they were there: what a broken render
 * hides has not been removed, and its repair adds nothing.
 */
function comparable(application: Application, survey: Survey, rendering: Rendering): (finding: Finding) => boolean {
  const failed = application.overlays.filter((overlay) => (['before', 'head'] as const).some((revision) => failsAt(revision, overlay, survey, rendering)))
  return ({ environment, variant, against }) =>
    !failed.some((overlay) => overlay.environment === against || (overlay.environment === environment && overlay.variant === variant))
}

/** Where neighbours differ against the rules, whatever the values. */
function placesOf(judged: ReturnType<typeof judgeParity>, known: (finding: Finding) => boolean): ReadonlySet<string> {
  const drift = judged.map(({ draft }) => draft.finding).filter((each) => isDrift(each.code) && known(each))
  return new Set(drift.map(({ code, environment, variant, against, resource, path }) => JSON.stringify([code, environment, variant, against, resource, path])))
}

function without(places: ReadonlySet<string>, others: ReadonlySet<string>): number {
  return [...places].filter((place) => !others.has(place)).length
}
