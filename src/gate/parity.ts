// Compares the neighbouring environments of one application at one revision, and judges what differs.

import { compare } from '../core/compare/compare.ts'
import { neighbourPairs } from '../core/discover/pairs.ts'
import { judgeBounds } from '../core/judge/axis-bounds.ts'
import { judgeReferences } from '../core/judge/cross-environment.ts'
import type { JudgedDraft } from '../core/judge/judge-pair.ts'
import { judgePair } from '../core/judge/judge-pair.ts'
import type { Effort } from '../core/model/effort.ts'
import type { Environment } from '../core/model/environment.ts'
import { environmentWords } from '../core/model/environment.ts'
import type { NormalRender } from '../core/model/normal-render.ts'
import type { Application, Overlay } from '../core/model/overlay.ts'
import type { Policy } from '../core/model/policy.ts'
import { formatResourceId } from '../core/model/resource.ts'
import { normalise } from '../core/render/normalise.ts'
import type { Rendering } from './rendering.ts'
import type { Survey } from './survey.ts'
import { applicationAt } from './survey.ts'
import type { Revisions } from './trees.ts'

type Side = { readonly overlay: Overlay; readonly environment: Environment; readonly render: NormalRender }

/**
 * Drift of an application's judged overlays at a revision. Overlays that did not render are left out: they have a finding. It is not all
 * there is where the effort is spent afterwards.
 */
export function judgeParity(
  application: Application,
  revision: keyof Revisions,
  survey: Survey,
  rendering: Pick<Rendering, 'of'>,
  policy: Policy,
  effort: Effort
): readonly JudgedDraft[] {
  const { environments } = survey.discovery
  const present = applicationAt(application, revision, survey)
  const sides = new Map<Overlay, Side>()
  for (const overlay of present.overlays) {
    if (!survey.judged.has(overlay)) continue
    const side = sideOf(overlay, revision, survey, rendering)
    if (side !== null) sides.set(overlay, side)
  }
  const pairs = neighbourPairs(present, environments).pairs.flatMap(({ left, right }) => {
    const [a, b] = [sides.get(left), sides.get(right)]
    return a === undefined || b === undefined ? [] : [{ left: a, right: b }]
  })
  const drift = pairs.flatMap(({ left, right }) =>
    judgePair(judgedSide(left), judgedSide(right), compare(left, right), policy, effort)
  )
  const rendered = [...sides.values()]
  const names = new Set(application.overlays.map(({ environment }) => environment))
  const own = environments.filter(({ name }) => names.has(name))
  return [
    ...drift,
    ...rendered.flatMap((side) => judgeBounds({ ...side, resources: side.render.resources }, policy, effort)),
    ...judgeReferences(rendered.map(({ overlay, render }) => ({ overlay, resources: render.resources })), own)
  ]
}

function sideOf(overlay: Overlay, revision: keyof Revisions, survey: Survey, rendering: Pick<Rendering, 'of'>): Side | null {
  const sited = survey.at(overlay, revision)
  const environment = survey.discovery.environments.find(({ name }) => name === overlay.environment)
  if (sited === null || environment === undefined) return null
  const outcome = rendering.of(sited.closure)
  if (outcome?.kind !== 'built') return null
  const { prefixes, suffixes } = sited.closure
  return { overlay, environment, render: normalise(outcome, { prefixes, suffixes, words: environmentWords(environment) }) }
}

function judgedSide({ overlay, environment, render }: Side): Parameters<typeof judgePair>[0] {
  return { overlay, environment, bodies: new Map(render.resources.map(({ id, body }) => [formatResourceId(id), body])) }
}
