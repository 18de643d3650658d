// What an attached repair does, in a sentence for each code that has any.

import type { Code, Finding } from '../model/finding.ts'

/** The paragraph that introduces the diff of a finding; none where it has no diff. */
export function fixHelp(finding: Finding): readonly (readonly string[])[] {
  if (finding.fix === null || finding.waiver !== null) return []
  const does = SAYS[finding.code]?.(addsOnly(finding.fix)) ?? 'mends this'
  return [[`The attached diff ${does}; save it and run ${'`git apply`'}`]]
}

type Say = (adds: boolean) => string

const PRESENCE: Say = (adds) => (adds ? 'adds the same to the other environment' : 'takes back what this change did there')
const SAYS: Readonly<Partial<Record<Code, Say>>> = {
  'drift-value': () => 'gives the line that this change wrote the value of the other environment',
  'drift-missing-field': PRESENCE,
  'drift-secret-keys': PRESENCE,
  'drift-image-repository': () => "gives the image the other environment's name, and leaves tag and digest",
  'cross-environment-reference': () => "puts the environment's own word there",
  'image-not-live': () => 'pins what is live in the environment before',
  'image-same-change': () => 'pins what this environment ran before the change',
  'image-unpinned': () => 'adds the digest that the environment before has under the same tag',
  'waiver-unused': () => 'removes the waiver'
}

function addsOnly(fix: string): boolean {
  return !fix.split('\n').some((line) => line.startsWith('-') && !line.startsWith('--- '))
}
