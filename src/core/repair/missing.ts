// A field that only one of two environments has: added to the other, taken out again, or its deletion taken back.

import type { Finding } from '../model/finding.ts'
import type { Value } from '../model/resource.ts'
import { isScalar } from '../model/resource.ts'
import { childrenOf } from '../model/value-at.ts'
import { putIn } from './put-in.ts'
import type { DifferenceIndex, DifferenceSubject } from './sides.ts'
import { sameValue, settles, sidesOf, writtenSide } from './sides.ts'
import { takeBack, takeOut } from './take-out.ts'
import type { Repair, Repairable, Workshop } from './world.ts'
import { isChanged } from './world.ts'

/** Two ways, where they are certain. What one line causes is mended in one way: see repair.ts. */
export type MissingRepairs = { readonly add: Repair | null; readonly remove: Repair | null }

export function mendMissing({ finding }: Repairable, subject: DifferenceSubject, index: DifferenceIndex, workshop: Workshop): MissingRepairs {
  const none = { add: null, remove: null }
  const secret = finding.code === 'drift-secret-keys'
  if ((!secret && finding.code !== 'drift-missing-field') || finding.existing || subject.difference.within !== null) return none
  const key = keyOf(finding, subject)
  const sides = sidesOf(finding, subject, workshop)
  const written = writtenSide(sides, workshop)
  const agreesWith = (value: unknown, wanted: unknown): boolean => (secret ? (value === undefined) === (wanted === undefined) : sameValue(value as never, wanted as never))
  const settled = (repair: Repair | null, wanted: unknown): Repair | null =>
    repair !== null && settles(subject, repair.file, (value) => agreesWith(value, wanted), index, workshop) ? repair : null

  if (written !== null && written.own === undefined) {
    const back = settled(takeBack(written.location, key, workshop), written.theirs)
    if (back !== null) return { add: back, remove: null }
  }
  const present = sides.find(({ own }) => own !== undefined)
  if (present === undefined) return none
  const into = present.overlay === subject.left ? subject.right : subject.left
  const value = isScalar(present.own) ? present.own : undefined
  const put = putIn({ location: present.location, from: present.overlay, into, key, value, secret }, workshop)
  // A new image must be promoted: to copy one is not certain to be right.
  const touched = put !== null && !bringsImage(key, present.own) && (written === present || isChanged(put.file, workshop))
  return {
    add: touched ? settled(put, present.own) : null,
    remove: written === present ? settled(takeOut(present.location, key, value, workshop), undefined) : null
  }
}

function bringsImage(key: string, value: Value | undefined): boolean {
  if (isScalar(value) || value === undefined) return key === 'image' || key === 'repository'
  return childrenOf(value).some(({ key: name, child }) => bringsImage(String(name), child))
}

function keyOf(finding: Finding, { difference }: DifferenceSubject): string {
  return finding.code === 'drift-secret-keys' ? finding.args.key : (difference.path.at(-1) ?? '')
}
