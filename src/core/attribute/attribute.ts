// Gives every finding its two places: the line that makes an environment differ, and its counterpart in the other.

import { parsePointer } from '../model/field-path.ts'
import type { FieldPath } from '../model/field-path.ts'
import type { Draft, Subject } from '../model/draft.ts'
import type { Finding } from '../model/finding.ts'
import type { Overlay } from '../model/overlay.ts'
import type { Question } from '../model/question.ts'
import { questionKey } from '../model/question.ts'
import type { Value } from '../model/resource.ts'
import type { RelatedLocation, SourceLocation } from '../model/source.ts'
import { fileLocation } from '../model/source.ts'
import type { Origin } from './origin.ts'
import { overlayFile, traceOrigin } from './origin.ts'
import { locationOf } from './source-text.ts'
import type { OverlaySource, Tracer } from './tracer.ts'
import { createTracer, deletedIn, resourceIn } from './tracer.ts'

export type AttributionWorld = {
  /** What the overlay was rendered from; null where it is not there (any more). */
  readonly source: (overlay: Overlay) => OverlaySource | null
  /** Paths that the change changes. */
  readonly changed: ReadonlySet<string>
  /** Whether the change wrote a line; without it no line is known to be the change's. */
  readonly wrote?: (file: string, line: number) => boolean
  /** What experiments have shown, by questionKey; none before there were any. */
  readonly answers?: ReadonlyMap<string, SourceLocation>
  /** Whether there is no more time to look for lines; without it there always is. */
  readonly late?: () => boolean
}

/**
 * A finding with its places, and what would have to be asked by experiment to know them better. `state`: what its first place is; null
 * where it is none that was looked for.
 */
export type Attributed = { readonly finding: Finding; readonly open: readonly Question[]; readonly state: Origin['state'] | null }

type DifferenceSubject = Extract<Subject, { kind: 'difference' }>
/** `copied`: the line that holds the value where `location` is the replacement's entry. */
type Placed = Origin & { readonly copied?: SourceLocation }
type Side = { readonly overlay: Overlay; readonly source: OverlaySource; readonly origin: Placed; readonly question: Question | null }

/** The findings in the order of the drafts, with location and related filled in where they were not. */
export function attribute(drafts: readonly Draft[], world: AttributionWorld): readonly Finding[] {
  return attributed(drafts, world).map(({ finding }) => finding)
}

/** As attribute, with the questions that are left. */
export function attributed(drafts: readonly Draft[], world: AttributionWorld): readonly Attributed[] {
  const tracer = createTracer()
  return drafts.map(({ finding, subject }) => {
    const wanted = finding.location === null && (isNamed(subject) || world.late?.() !== true)
    return wanted ? locate(finding, subject, world, tracer) : closed(finding)
  })
}

/** Whether the place is known by name, so that no source has to be read. */
function isNamed({ kind }: Subject): boolean {
  return kind === 'overlay' || kind === 'none'
}

function closed(finding: Finding): Attributed {
  return { finding, open: [], state: null }
}

function locate(finding: Finding, subject: Subject, world: AttributionWorld, tracer: Tracer): Attributed {
  switch (subject.kind) {
    case 'none':
      return closed(finding)
    case 'overlay': {
      const source = world.source(subject.overlay)
      return closed(source === null ? finding : { ...finding, location: overlayFile(source) })
    }
    case 'field': {
      const { overlay, resource, path, value } = subject
      const source = world.source(overlay)
      if (source === null) return closed(finding)
      const keys = keysOf(finding, path.length)
      const against = withoutWord(finding, value)
      const { location, likely = [] } = traceOrigin({ source, resource, path, keys, within: null, value, against }, tracer)
      if (location.confidence !== 'file' || value === undefined) return closed({ ...finding, location })
      const question = { overlay, resource, path: keys ?? path.map(String), within: null, value, against, existing: finding.existing, likely }
      const answer = world.answers?.get(questionKey(question))
      return { finding: { ...finding, location: answer ?? location }, open: answer === undefined ? [question] : [], state: 'present' }
    }
    case 'difference':
      return locateDifference(finding, subject, world, tracer)
  }
}

/**
 * What a value would be without the word of another environment that it holds: it tells which part of the value the finding is about.
 * undefined where the word is not in it exactly once, so that no part can be told.
 */
function withoutWord(finding: Finding, value: Value | undefined): string | undefined {
  if (finding.code !== 'cross-environment-reference' || finding.args.word === '' || typeof value !== 'string') return undefined
  const { word } = finding.args
  const pieces = value.toLowerCase().split(word.toLowerCase())
  const at = pieces[0]?.length ?? 0
  return pieces.length === 2 ? value.slice(0, at) + value.slice(at + word.length) : undefined
}

/** The finding's own pointer names list items by merge key; only used where it has a segment for each step. */
function keysOf(finding: Finding, length: number): FieldPath | null {
  const keys = parsePointer(finding.path ?? '')
  return keys.length === length ? keys : null
}

function locateDifference(finding: Finding, subject: DifferenceSubject, world: AttributionWorld, tracer: Tracer): Attributed {
  const [left, right] = (['left', 'right'] as const).map((which) => sideOf(finding, subject, which, world, tracer))
  // On equal terms the later environment comes first: it is the one that is judged.
  const sides = [right, left].filter((side) => side !== null && side !== undefined)
  const narrowed = sides.map((side) => byReplacement(inChange(side, sides, finding, world), world))
  const [first, second] = narrowed.toSorted((a, b) => rank(a, world) - rank(b, world))
  if (first === undefined) return closed(finding)
  const { location, state } = first.origin
  const open = openQuestions(first, sides, world)
  if (second === undefined) return { finding: { ...finding, location }, open, state }
  const related = [...finding.related, { location: second.origin.location, note: noteOf(second) }, ...replacementsOf([first, second])]
  return { finding: { ...finding, location, related }, open, state }
}

/** Only what could give the finding a better first place: its line, or one that lies inside the change. */
function openQuestions(first: Side, sides: readonly Side[], { changed }: AttributionWorld): readonly Question[] {
  const { file, confidence } = first.origin.location
  if (confidence !== 'file' && changed.has(file)) return []
  const asked = confidence === 'file' ? sides : sides.filter(({ source }) => source.closure.files.some(({ path }) => changed.has(path)))
  return asked.flatMap(({ question }) => question ?? [])
}

function sideOf(finding: Finding, subject: DifferenceSubject, which: 'left' | 'right', world: AttributionWorld, tracer: Tracer): Side | null {
  const { difference } = subject
  const overlay = subject[which]
  const source = world.source(overlay)
  if (source === null) return null
  const other = which === 'left' ? 'right' : 'left'
  const resource = difference[which]
  if (resource === null) return { overlay, source, origin: missingResource(subject, source, world.source(subject[other]), tracer, other), question: null }
  const [value, against] = which === 'left' ? [difference.leftValue, difference.rightValue] : [difference.rightValue, difference.leftValue]
  const [own, theirs] = which === 'left' ? [difference.leftPath, difference.rightPath] : [difference.rightPath, difference.leftPath]
  const path = own ?? theirs ?? []
  // The resource itself is there on this side: ask for it, not for a field that is absent.
  const whole = difference.kind === 'missing-resource'
  const query = { source, resource, path: whole ? [] : path, within: difference.within, value: whole ? {} : value, against }
  const keys = difference.path.length === query.path.length ? difference.path : null
  const origin = traceOrigin({ ...query, keys }, tracer)
  const unknown = origin.location.confidence === 'file' && (origin.state === 'present' || origin.open === true)
  if (!unknown) return { overlay, source, origin, question: null }
  const question = { overlay, resource, path: whole ? [] : difference.path, within: difference.within, value: query.value, against, existing: finding.existing, likely: origin.likely ?? [] }
  const answer = world.answers?.get(questionKey(question))
  if (answer === undefined) return { overlay, source, origin, question }
  return { overlay, source, origin: { location: answer, state: origin.state === 'absent' ? 'removed' : origin.state }, question: null }
}

/** What deletes the resource on this side, found by the names that it has on the other; else the overlay's kustomization. */
function missingResource(
  subject: DifferenceSubject,
  source: OverlaySource,
  elsewhere: OverlaySource | null,
  tracer: Tracer,
  other: 'left' | 'right'
): Origin {
  const there = subject.difference[other] ?? subject.difference.resource
  const traced = elsewhere === null ? null : resourceIn(tracer.ofKind(elsewhere, there.kind), there)
  const names = new Set([there.name, ...(traced === null ? [] : [...traced.earlier, traced.current].map((naming) => naming.name))])
  const deleted = deletedIn(tracer.ofKind(source, there.kind), names)
  if (deleted?.gone) return { location: locationOf(deleted.gone), state: 'removed' }
  return { location: overlayFile(source), state: 'absent' }
}

/**
 * Where nothing in the sources says why the field is absent, and the change has touched exactly one file that only this side is made of
 * and nothing on the other side, the change took the field out of that file.
 */
function inChange(side: Side, sides: readonly Side[], finding: Finding, world: AttributionWorld): Side {
  const { location, state } = side.origin
  if (finding.existing || state !== 'absent' || world.changed.has(location.file)) return side
  const others = new Set(sides.filter((each) => each !== side).flatMap((each) => each.source.closure.files.map((file) => file.path)))
  if (sides.some((each) => each !== side && world.changed.has(each.origin.location.file))) return side
  const [file, ...more] = side.source.closure.files.filter(({ path }) => world.changed.has(path) && !others.has(path))
  if (file === undefined || more.length > 0) return side
  return { ...side, origin: { location: fileLocation(file.path), state } }
}

/** Where the change wrote a replacement's entry and has nothing to do with the line that it copies from, the entry is the cause. */
function byReplacement(side: Side, { changed, wrote }: AttributionWorld): Side {
  const { location, via, state } = side.origin
  if (via === undefined || changed.has(location.file) || wrote?.(via.file, via.line) !== true) return side
  return { ...side, origin: { location: via, state, copied: location } }
}

const BY_STATE: Readonly<Record<Origin['state'], number>> = { removed: 0, present: 1, absent: 2 }

/**
 * Lower comes first: what the change touches, for that is what its author can see and mend; then a known line before a file; then what
 * takes the field away, before what holds it, before where it would go; then the later environment.
 */
function rank(side: Side, world: AttributionWorld): number {
  const { location, state } = side.origin
  return (world.changed.has(location.file) ? 0 : 8) + (location.confidence === 'file' ? 4 : 0) + BY_STATE[state]
}

/** The entries of replacements that have put the values there, and what they copy, each once, unless it is a place itself. */
function replacementsOf(sides: readonly Side[]): readonly RelatedLocation[] {
  const key = ({ file, line }: SourceLocation): string => `${file}:${line}`
  const places = new Set(sides.map(({ origin }) => key(origin.location)))
  const all = sides.flatMap(({ origin: { via, copied } }): readonly RelatedLocation[] => [
    ...(via === undefined ? [] : [{ location: via, note: 'the replacement puts it there' }]),
    ...(copied === undefined ? [] : [{ location: copied, note: 'the replacement copies this' }])
  ])
  return [...new Map(all.filter(({ location }) => !places.has(key(location))).map((each) => [key(each.location), each])).values()]
}

function noteOf(side: Side): string {
  const { environment, variant } = side.overlay
  const name = `\`${variant === null ? environment : `${environment}/${variant}`}\``
  switch (side.origin.state) {
    case 'present':
      return `the counterpart in ${name}`
    case 'removed':
      return `${name} removes it here`
    case 'absent':
      return side.origin.location.confidence === 'file' ? `${name} has no counterpart` : `${name} has no counterpart: it would go here`
  }
}
