// Which of the two environments the change made differ, and whether mending it there keeps its other neighbours in parity.

import type { Finding } from '../model/finding.ts'
import type { Overlay } from '../model/overlay.ts'
import type { Value } from '../model/resource.ts'
import { isList, isMapping } from '../model/resource.ts'
import type { SourceLocation } from '../model/source.ts'
import type { Repairable, Workshop } from './world.ts'
import { isExact, isOwn } from './world.ts'

export type DifferenceSubject = Extract<Repairable['subject'], { kind: 'difference' }>

/** A place of a difference in files that only one of the two environments is made of. */
export type Side = {
  readonly overlay: Overlay
  readonly location: SourceLocation
  /** What it renders there, and what the other one does; undefined: nothing. */
  readonly own: Value | undefined
  readonly theirs: Value | undefined
}

/** Every difference of the run, by pair and place; undefined where there is none there, or several. */
export type DifferenceIndex = (left: Overlay, right: Overlay, like: DifferenceSubject) => DifferenceSubject | undefined

export function indexDifferences(all: readonly Repairable[]): DifferenceIndex {
  const known = new Map<string, DifferenceSubject[]>()
  // Without the namespace: it is the environment's own.
  const keyOf = (left: Overlay, right: Overlay, { difference: { resource, path, within } }: DifferenceSubject): string =>
    JSON.stringify([left.path, right.path, resource.group, resource.kind, resource.name, path, within])
  for (const { subject } of all) {
    if (subject.kind !== 'difference') continue
    const key = keyOf(subject.left, subject.right, subject)
    known.set(key, [...(known.get(key) ?? []), subject])
  }
  return (left, right, like) => {
    const found = known.get(keyOf(left, right, like)) ?? []
    return found.length === 1 ? found[0] : undefined
  }
}

/** The two places of a difference, those that are known and of one environment alone. */
export function sidesOf(finding: Finding, subject: DifferenceSubject, workshop: Workshop): readonly Side[] {
  const { left, right, difference } = subject
  return [finding.location, ...finding.related.map(({ location }) => location)].flatMap((location): readonly Side[] => {
    if (!isExact(location)) return []
    const owners = workshop.owners(location.file)
    if (owners.includes(right) && isOwn(location.file, right, workshop)) {
      return [{ overlay: right, location, own: difference.rightValue, theirs: difference.leftValue }]
    }
    if (owners.includes(left) && isOwn(location.file, left, workshop)) {
      return [{ overlay: left, location, own: difference.leftValue, theirs: difference.rightValue }]
    }
    return []
  })
}

/** The one side whose line the change wrote; null where it wrote both, or neither. */
export function writtenSide(sides: readonly Side[], workshop: Workshop): Side | null {
  const written = sides.filter(({ location }) => workshop.wrote(location.file, location.line))
  return written.length === 1 ? (written[0] ?? null) : null
}

/** Whether, once every overlay of a file renders the new value, all of their neighbours agree with it. */
export function settles(
  like: DifferenceSubject,
  file: string,
  agrees: (value: Value | undefined) => boolean,
  index: DifferenceIndex,
  workshop: Workshop
): boolean {
  const owners = workshop.owners(file)
  return workshop.pairs.every(({ left, right }) => {
    const [isLeft, isRight] = [owners.includes(left), owners.includes(right)]
    if (isLeft === isRight) return true
    const subject = index(left, right, like)
    return subject !== undefined && agrees(isLeft ? subject.difference.rightValue : subject.difference.leftValue)
  })
}

export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (isMapping(a) && isMapping(b)) {
    const keys = Object.keys(a)
    return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key], b[key]))
  }
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, index) => sameValue(item, b[index]))
  return a === b
}
