// The findings of several shards as one process would have found them.

import type { Finding } from '../model/finding.ts'
import { byFinding } from '../model/finding.ts'
import type { ErrorCount, ReportShard, ReportWaiver } from '../model/report.ts'

type Whole = {
  /** Those in force in any shard. */
  readonly waivers: readonly ReportWaiver[]
  /** What each shard says of the change's own policy. */
  readonly proposed: readonly ReportShard['proposed'][]
}

/** Sorted. What several shards have found is there once, or as often as one of them has found it. */
export function mergeFindings(lists: readonly (readonly Finding[])[], { waivers, proposed }: Whole = { waivers: [], proposed: [] }): readonly Finding[] {
  const used = new Set(waivers.map(({ reason, owner, location }) => JSON.stringify([reason, owner, placeOf(location)])))
  const ownPolicy = proposedErrors(proposed)
  // As in one process: what is not told may need the waiver.
  const isCut = lists.some((findings) => findings.some((each) => each.code === 'limit-exceeded' && each.args.limit === 'findings'))
  const known = new Map<string, Finding[]>()
  for (const findings of lists) {
    const here = new Map<string, Finding[]>()
    for (const each of findings) {
      if (each.code === 'waiver-unused' && (isCut || used.has(JSON.stringify([each.args.reason, each.args.owner, placeOf(each.location)])))) continue
      const whole = each.code === 'policy-changed' && each.args.what === 'policy' && ownPolicy !== null ? withErrors(each, ownPolicy) : each
      const key = keyOf(whole)
      here.set(key, [...(here.get(key) ?? []), whole])
    }
    for (const [key, own] of here) {
      const others = known.get(key) ?? []
      known.set(key, own.length > others.length || (own.length === others.length && isWorse(own, others)) ? own : others)
    }
  }
  return withoutContraryFixes([...known.values()].flat()).toSorted(byFinding)
}

/** A finding about no application may weigh more in the shard that it hinders. */
function keyOf({ level, ...rest }: Finding): string {
  return JSON.stringify(rest.application === '' ? rest : [level, rest])
}

function isWorse(own: readonly Finding[], others: readonly Finding[]): boolean {
  return own.some(({ level }) => level === 'error') && !others.some(({ level }) => level === 'error')
}

function placeOf(location: Finding['location']): readonly unknown[] | null {
  return location === null ? null : [location.file, location.line, location.endLine, location.column, location.confidence]
}

/** How many errors the change's own policy finds in all shards; null where it is the deciding one. */
function proposedErrors(proposed: readonly ReportShard['proposed'][]): number | null {
  const all = proposed.flatMap((each) => each ?? [])
  if (all.length === 0) return null
  const goesBack = all.some(({ effect }) => effect === 'rollbacks') && !all.some(({ effect }) => effect === 'other')
  const counts = all.map(({ errors, back }): ErrorCount => (goesBack ? back : errors))
  return counts.reduce((sum, { applications }) => sum + applications, 0) + new Set(counts.flatMap(({ general }) => general)).size
}

function withErrors(each: Finding<'policy-changed'>, errors: number): Finding {
  return { ...each, args: { ...each.args, verdict: errors > 0 ? 'fail' : 'pass', errors } }
}

/**
 * Two repairs of one line, each found in a shard by itself, that would undo each other are none, as in one process. Repairs of the same
 * line are the same where they write the same.
 */
function withoutContraryFixes(findings: readonly Finding[]): readonly Finding[] {
  const fixes = new Map<string, Set<string>>()
  const groupOf = ({ code, location }: Finding): string | null =>
    location === null || location.confidence === 'file' ? null : JSON.stringify([code, location.file, location.line, location.column])
  for (const each of findings) {
    const group = groupOf(each)
    if (group === null || each.fix?.startsWith(`--- a/${each.location?.file ?? ''}\n`) !== true) continue
    fixes.set(group, (fixes.get(group) ?? new Set()).add(each.fix))
  }
  return findings.map((each) => {
    const group = groupOf(each)
    return group !== null && each.fix !== null && (fixes.get(group)?.size ?? 0) > 1 ? { ...each, fix: null } : each
  })
}
