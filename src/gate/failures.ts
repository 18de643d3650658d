// Overlays that did not render: a finding each, on the entry that failed.

import { failedEntry } from '../core/attribute/failed-entry.ts'
import type { Draft } from '../core/model/draft.ts'
import type { Level } from '../core/model/finding.ts'
import { finding } from '../core/model/finding.ts'
import type { Application, Overlay } from '../core/model/overlay.ts'
import type { RenderFailure } from '../core/model/render.ts'
import type { RelatedLocation, SourceLocation } from '../core/model/source.ts'
import { fileLocation } from '../core/model/source.ts'
import type { Tree } from '../core/model/tree.ts'
import { blame } from './confirm.ts'
import type { Laboratory } from './laboratory.ts'
import type { Rendering } from './rendering.ts'
import type { Sited, Survey } from './survey.ts'

type Place = { readonly location: SourceLocation | null; readonly related: readonly RelatedLocation[] }

/** The judged overlays of an application that do not render at head. */
export function headFailures({ overlays }: Application, survey: Survey, rendering: Pick<Rendering, 'of'>): ReadonlyMap<Overlay, RenderFailure> {
  const failures = new Map<Overlay, RenderFailure>()
  for (const overlay of overlays) {
    const sited = survey.judged.has(overlay) ? survey.at(overlay, 'head') : null
    const outcome = sited === null ? undefined : rendering.of(sited.closure)
    if (outcome?.kind === 'failed') failures.set(overlay, outcome)
  }
  return failures
}

/** Every judged overlay of an application that could not be judged fails, those that do not render for their own reasons. */
export function unjudged(application: Application, survey: Survey, rendering: Pick<Rendering, 'of'>, failure: RenderFailure): ReadonlyMap<Overlay, RenderFailure> {
  const failures = headFailures(application, survey, rendering)
  const judged = application.overlays.filter((overlay) => survey.judged.has(overlay) && survey.at(overlay, 'head') !== null)
  return new Map(judged.map((overlay) => [overlay, failures.get(overlay) ?? failure]))
}

/** The finding of an overlay whose build failed. Where kustomize's words mean no one entry, the laboratory is asked. */
export async function failureDraft(sited: Sited, failure: RenderFailure, laboratory: Laboratory | null): Promise<Draft> {
  const { overlay } = sited
  const said = failedEntry(failure, sited)
  const place: Place = said ?? { location: null, related: [] }
  if (laboratory === null || !isOpen(failure) || (said !== null && said.location.confidence !== 'file')) return draftOf(overlay, failure, place)
  const found = await blame(sited, failure, laboratory)
  return draftOf(overlay, failure, found === null ? place : { ...place, location: found })
}

/** Whether kustomize itself refused something that an experiment could leave out. */
function isOpen({ code, reason }: RenderFailure): boolean {
  return code === 'render-failed' && !/^kustomize (was killed|crashed|ended|printed)/.test(reason)
}

/** What the change touches of an application fails where nobody can say what it promotes. */
export function undecided({ overlays }: Application, survey: Survey, failure: RenderFailure): readonly Draft[] {
  const touched = overlays.filter((overlay) => survey.changed.has(overlay) && survey.at(overlay, 'head') !== null)
  return touched.map((overlay) => draftOf(overlay, failure, { location: null, related: [] }))
}

/**
 * What comes before cannot be looked up where the base branch does not render: a warning beside the pins that suffer. Those are
 * errors already; a second one, which no waiver lets through, would keep a broken base branch from being repaired.
 */
export function liveFailures(application: Application, survey: Survey, rendering: Pick<Rendering, 'of'>, head: Tree): readonly Draft[] {
  const seen = new Set(application.overlays.flatMap((overlay) => survey.at(overlay, 'head')?.closure.key ?? []))
  return application.overlays.flatMap((overlay) => {
    const sited = survey.at(overlay, 'live')
    const outcome = sited === null ? undefined : rendering.of(sited.closure)
    if (sited === null || outcome?.kind !== 'failed' || seen.has(sited.closure.key)) return []
    const reason = `on the base branch, at ${sited.tree.revision.slice(0, 7)}: ${outcome.reason}`
    // Lines of the base branch are none of the head's.
    const location = outcome.file !== null && head.entries.has(outcome.file) ? fileLocation(outcome.file) : null
    return [draftOf(overlay, { ...outcome, reason }, { location, related: [] }, 'warning')]
  })
}

function draftOf(overlay: Overlay, { code, reason, limit }: RenderFailure, place: Place, level: Level = 'error'): Draft {
  const { application, environment, variant } = overlay
  return { finding: finding(code, level, { reason, limit }, { application, environment, variant, ...place }), subject: { kind: 'overlay', overlay } }
}
