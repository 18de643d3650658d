// One image in one overlay: which of its steps must be rendered to know when the image was live, asked in rounds.

import type { Build } from '../core/plan/plan.ts'
import type { ClosureImageReader } from '../core/promote/closure-images.ts'
import { needleOf } from '../core/promote/needle.ts'
import type { Pin } from '../core/promote/pins.ts'
import type { Sought } from '../core/promote/stays.ts'
import { isSought, placeOf } from '../core/promote/stays.ts'
import type { Step } from './timeline.ts'

/** What a step renders to; undefined: it was not built yet. */
export type Outcome = { readonly kind: 'pins'; readonly pins: readonly Pin[] } | { readonly kind: 'failed' } | undefined

/** An overlay's steps, oldest first, with what is known of them. */
export type Subject = {
  readonly steps: readonly Step[]
  readonly images: ClosureImageReader
  readonly outcome: (index: number) => Outcome
  /** An image of this overlay's renders. */
  readonly read: (image: string) => Sought
}

export type Inquiry = {
  /** What must be built now; nothing when all is known that decides. To be asked again after each build. */
  readonly needs: () => readonly Build[]
  /** Once nothing is needed: whether the stays are known, or only that none of them ended by a return to what ran before. */
  readonly knows: () => 'stays' | 'no return'
}

/** Neighbouring steps that the sources show to be the same to an image: without it, or with or without it alike. */
type Stretch = { readonly kind: 'gone' | 'without' | 'alike'; readonly from: number; readonly to: number }

/** Asks for the stays of one image. Steps that are known for another reason are used, too. */
export function inquire(sought: Sought, subject: Subject): Inquiry {
  const stretchesOf = rememberStretches(subject)
  const needs = (): readonly Build[] => {
    const presence = presenceNeeds(sought, stretchesOf(sought), subject)
    return buildsAt(presence.length > 0 ? presence : returnNeeds(sought, stretchesOf, subject), subject)
  }
  return { needs, knows: () => 'stays' }
}

/**
 * Asks only whether a stay of the image ended by a return to what had run before it. What followed it is rendered; where by the
 * sources none of that can have been there earlier, it is no return, and nothing more is asked. Else the stays are.
 */
export function inquireReturn(sought: Sought, subject: Subject): Inquiry {
  const stretchesOf = rememberStretches(subject)
  const stays = inquire(sought, subject)
  return {
    needs: () => {
      const found = followersToAsk(sought, stretchesOf, subject)
      return found === 'stays' ? stays.needs() : buildsAt(found, subject)
    },
    knows: () => (followersToAsk(sought, stretchesOf, subject) === 'stays' ? 'stays' : 'no return')
  }
}

/** The steps to build until all followers are known; `stays` where the sources cannot rule a return out. */
function followersToAsk(sought: Sought, stretchesOf: (sought: Sought) => readonly Stretch[], subject: Subject): readonly number[] | 'stays' {
  const needs: number[] = []
  const stretches = stretchesOf(sought)
  for (const [index, stretch] of stretches.entries()) {
    const next = stretches[index + 1]
    // What lasts to the tip has not ended, and what goes with its overlay is followed by nothing.
    if (stretch.kind !== 'alike' || next === undefined || next.kind === 'gone') continue
    // It may end where the sources go on to name it.
    if (next.kind === 'alike') return 'stays'
    const open = beginningOf(next, subject)
    needs.push(...open)
    if (open.length > 0) continue
    const at = range(next.from, next.to).find((step) => pinsAt(step, subject) !== null)
    if (at === undefined) return 'stays'
    const mayReturn = (pinsAt(at, subject) ?? []).some((pin) => {
      const others = stretchesOf(subject.read(pin.image)).filter(({ kind }) => kind === 'alike')
      // What stood beside it all the time does not stand where it stood.
      const beside = others.some(({ from, to }) => from <= stretch.from && to >= at)
      return !beside && others.some(({ from }) => from < stretch.from)
    })
    if (mayReturn) return 'stays'
  }
  return needs
}

function buildsAt(indexes: readonly number[], { steps }: Subject): readonly Build[] {
  return indexes.flatMap((index) => steps[index]?.build ?? [])
}

/** Where the image came and went: the first render of each stretch that differs from what was there before it. */
function presenceNeeds(sought: Sought, stretches: readonly Stretch[], subject: Subject): readonly number[] {
  const needs: number[] = []
  // null: what the stretch before says is not known yet.
  let live: boolean | null = false
  for (const stretch of stretches) {
    const known = stretch.kind === 'alike' ? renderedIn(stretch, subject) : []
    if (stretch.kind === 'alike' && known === null) {
      const next = unknownIn(stretch, subject)
      needs.push(...next)
      if (next.length > 0) live = null
      continue
    }
    const holds: boolean = stretch.kind === 'alike' && (known ?? []).some((pin) => isSought(sought, subject.read(pin.image)))
    if (live === null) {
      if (stretch.kind !== 'without') live = holds
      continue
    }
    if (live === holds) continue
    const boundary = stretch.kind === 'gone' ? [] : beginningOf(stretch, subject)
    needs.push(...boundary)
    if (boundary.length > 0 || stretch.kind === 'gone' || renderedIn(stretch, subject) !== null) live = holds
  }
  return needs
}

/** Whether what followed an image had run in the same place before it: the newest stretches first, until one is found. */
function returnNeeds(sought: Sought, stretchesOf: (sought: Sought) => readonly Stretch[], subject: Subject): readonly number[] {
  for (const { begin, followers } of endedStays(sought, subject)) {
    const earlier = range(0, begin - 1).map((index) => pinsAt(index, subject) ?? [])
    const had = followers.some((pin) => earlier.some((pins) => pins.some((old) => isAt(old, pin, subject))))
    if (had) continue
    for (const pin of followers) {
      const before = stretchesOf(subject.read(pin.image)).filter(({ kind, to }) => kind === 'alike' && to < begin)
      const cut = stretchesOf(subject.read(pin.image)).filter(({ kind, from, to }) => kind === 'alike' && from < begin && to >= begin)
      const candidates = [...before, ...cut.map((stretch) => ({ ...stretch, to: begin - 1 }))].toReversed()
      const open = candidates.filter((stretch) => renderedIn(stretch, subject) === null && unknownIn(stretch, subject).length > 0)
      const next = open.slice(0, Math.max(1, candidates.length - open.length))
      if (next.length > 0) return next.flatMap((stretch) => unknownIn(stretch, subject))
    }
  }
  return []
}

/** `begin`: the step at which the image came for the first time, whichever of its stays ended. */
type EndedStay = { readonly begin: number; readonly followers: readonly Pin[] }

/** Stays that ended, by what is known, with the pins that stand where the image stood to the end. */
function endedStays(sought: Sought, subject: Subject): readonly EndedStay[] {
  const ended: EndedStay[] = []
  let begin: number | null = null
  let there = false
  let held = new Set<string>()
  for (const index of subject.steps.keys()) {
    const pins = pinsAt(index, subject)
    if (pins === null) continue
    const found = pins.filter((pin) => isSought(sought, subject.read(pin.image)))
    if (found.length > 0) begin ??= index
    else if (there && begin !== null) ended.push({ begin, followers: pins.filter((pin) => held.has(placeOf(pin))) })
    there = found.length > 0
    held = new Set(found.map(placeOf))
  }
  return ended
}

function isAt(old: Pin, pin: Pin, { read }: Subject): boolean {
  return placeOf(old) === placeOf(pin) && isSought(read(pin.image), read(old.image))
}

function rememberStretches(subject: Subject): (sought: Sought) => readonly Stretch[] {
  const known = new Map<string, readonly Stretch[]>()
  return (sought) => {
    const name = JSON.stringify(sought)
    const found = known.get(name) ?? stretchesIn(sought, subject)
    known.set(name, found)
    return found
  }
}

function stretchesIn(sought: Sought, { steps, images }: Subject): readonly Stretch[] {
  const needle = needleOf(sought)
  const stretches: Stretch[] = []
  let mark: string | null = null
  for (const [index, { build }] of steps.entries()) {
    const sources = build === null ? null : images(build.closure)
    const kind = sources === null ? 'gone' : sources.mayHold(needle) ? 'alike' : 'without'
    const next = kind === 'alike' ? (sources?.projection(needle) ?? '') : ''
    const last = stretches.at(-1)
    if (last?.kind === kind && mark === next) stretches[stretches.length - 1] = { ...last, to: index }
    else stretches.push({ kind, from: index, to: index })
    mark = next
  }
  return stretches
}

function pinsAt(index: number, { outcome }: Subject): readonly Pin[] | null {
  const found = outcome(index)
  return found?.kind === 'pins' ? found.pins : null
}

/** What any step of the stretch renders to; null where none is known. */
function renderedIn({ from, to }: Stretch, subject: Subject): readonly Pin[] | null {
  for (let index = from; index <= to; index++) {
    const pins = pinsAt(index, subject)
    if (pins !== null) return pins
  }
  return null
}

/** The next steps to try where none renders so far: as many as have failed, so that a long break takes few rounds. */
function unknownIn({ from, to }: Stretch, { outcome }: Subject): readonly number[] {
  const steps = range(from, to)
  const failed = steps.filter((index) => outcome(index)?.kind === 'failed').length
  return steps.filter((index) => outcome(index) === undefined).slice(0, Math.max(1, failed))
}

/** What must be tried to find the stretch's first step that renders; nothing where it is known, or none does. */
function beginningOf(stretch: Stretch, subject: Subject): readonly number[] {
  const steps = range(stretch.from, stretch.to)
  const first = steps.findIndex((index) => subject.outcome(index)?.kind === 'pins')
  return unknownIn({ ...stretch, to: first < 0 ? stretch.to : stretch.from + first - 1 }, subject)
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
}
