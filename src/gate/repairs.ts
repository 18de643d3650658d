// Hands findings to the repair stage with what it needs to know of the run.

import { neighbourPairs } from '../core/discover/pairs.ts'
import type { Draft } from '../core/model/draft.ts'
import type { Finding } from '../core/model/finding.ts'
import type { Promotion } from '../core/model/promotion.ts'
import { repair } from '../core/repair/repair.ts'
import type { Survey } from './survey.ts'
import { applicationAt } from './survey.ts'
import type { Revisions } from './trees.ts'
import type { WrittenLines } from './written-lines.ts'

/**
 * The findings with their repairs. They come in the order of the drafts that they were made from; those behind them are about waivers
 * and have none. `wrote`: whether the change wrote a line.
 */
export function withRepairs(
  findings: readonly Finding[],
  drafts: readonly Draft[],
  promotions: readonly Promotion[],
  { revisions, survey }: { readonly revisions: Revisions; readonly survey: Survey },
  wrote: WrittenLines
): readonly Finding[] {
  if (findings.length === 0) return findings
  const { applications, environments } = survey.discovery
  const there = applications.map((application) => applicationAt(application, 'head', survey))
  const repairable = findings.map((finding, index) => ({ finding, subject: drafts[index]?.subject ?? ({ kind: 'none' } as const) }))
  return repair(repairable, {
    head: revisions.head,
    before: revisions.before,
    overlays: there.flatMap(({ overlays }) => overlays),
    closure: (overlay) => survey.at(overlay, 'head')?.closure ?? null,
    pairs: there.flatMap((application) => neighbourPairs(application, environments).pairs),
    environments,
    promotions,
    wrote
  })
}
