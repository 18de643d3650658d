// Which drift was there before the change, and what the policy makes of it.

import type { Code } from '../model/finding.ts'
import type { Draft } from '../model/draft.ts'
import type { Policy } from '../model/policy.ts'
import type { JudgedDraft } from './judge-pair.ts'

/** The codes that compare environments; promotion and rendering are never excused by having been so before. */
export function isDrift(code: Code): boolean {
  return code.startsWith('drift-') || code === 'axis-bound' || code === 'cross-environment-reference'
}

/** Marks what was there before with the same two values; under `existing-drift: warn` it is a warning. */
export function markExisting(
  judged: readonly JudgedDraft[],
  before: ReadonlySet<string>,
  policy: Pick<Policy, 'existingDrift'>
): readonly Draft[] {
  return judged.map(({ draft, identity }) => {
    if (!before.has(identity)) return draft
    const level = policy.existingDrift === 'warn' && draft.finding.level === 'error' ? 'warning' : draft.finding.level
    return { ...draft, finding: { ...draft.finding, existing: true, level } }
  })
}
