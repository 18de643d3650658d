// Answers by experiment what the sources alone do not tell: which line wrote a field, took it away, or keeps an overlay from rendering.

import { compare } from '../core/compare/compare.ts'
import type { Effect } from '../core/confirm/effect.ts'
import { effectOn } from '../core/confirm/effect.ts'
import type { Entry } from '../core/confirm/entries.ts'
import type { Marker } from '../core/confirm/markers.ts'
import { arrived, decisive, markersFor } from '../core/confirm/markers.ts'
import { neverEmpty } from '../core/confirm/never-empty.ts'
import { holders, suspectReader } from '../core/confirm/suspects.ts'
import { environmentWords } from '../core/model/environment.ts'
import type { Question } from '../core/model/question.ts'
import { questionKey } from '../core/model/question.ts'
import type { RenderFailure } from '../core/model/render.ts'
import { isScalar } from '../core/model/resource.ts'
import type { SourceLocation } from '../core/model/source.ts'
import { normalise } from '../core/render/normalise.ts'
import type { Laboratory } from './laboratory.ts'
import type { Rendering } from './rendering.ts'
import type { Result } from './search.ts'
import { findCause } from './search.ts'
import type { Sited, Survey } from './survey.ts'

/** Lines by questionKey, for those questions that an experiment has answered. */
export type Answers = ReadonlyMap<string, SourceLocation>

/** Asks the new before the old, each question once, until the time is spent. Without questions nothing at all happens. */
export async function answer(questions: readonly Question[], survey: Survey, rendering: Pick<Rendering, 'of'>, laboratory: Laboratory): Promise<Answers> {
  const answers = new Map<string, SourceLocation>()
  const asked = new Map([...questions].sort((a, b) => Number(a.existing) - Number(b.existing)).map((question) => [questionKey(question), question]))
  const ask = async (key: string, question: Question): Promise<void> => {
    const effect = effectsFor(question, survey, rendering, laboratory)
    const sited = survey.at(question.overlay, 'head')
    if (effect === null || sited === null) return
    const found = (await holderOf(question, sited, effect)) ?? (await causeOf(question, sited, effect))
    if (found !== null) answers.set(key, found)
  }
  const waiting = [...asked]
  const askInTurn = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !laboratory.spent(); next = waiting.shift()) await ask(...next)
  }
  await Promise.all(Array.from({ length: laboratory.atOnce }, askInTurn))
  return answers
}

/** The line without which the overlay renders; null where no single one keeps it from rendering. */
export async function blame(sited: Sited, failure: RenderFailure, laboratory: Laboratory): Promise<SourceLocation | null> {
  const reader = suspectReader(sited.tree, sited.closure)
  const cause = await findCause(reader.of(sited.closure.root), {
    within: reader.within,
    without: async (edits): Promise<Result> => {
      const outcome = await laboratory.render(sited, neverEmpty(edits, textIn(sited)))
      if (outcome === null) return 'spent'
      if (outcome.kind === 'built') return 'changed'
      return outcome.reason === failure.reason ? 'same' : 'unclear'
    }
  })
  return cause === null ? null : confirmed(cause.entry)
}

type Edits = Parameters<Laboratory['render']>[1]
/** null: no time. */
type Effects = (edits: Edits) => Promise<Effect | null>

/** What edits do to the field in question; null where the overlay has no render to compare with. */
function effectsFor(question: Question, survey: Survey, rendering: Pick<Rendering, 'of'>, laboratory: Laboratory): Effects | null {
  const sited = survey.at(question.overlay, 'head')
  const environment = survey.discovery.environments.find(({ name }) => name === question.overlay.environment)
  const own = sited === null ? undefined : rendering.of(sited.closure)
  if (sited === null || environment === undefined || own?.kind !== 'built') return null
  const { prefixes, suffixes } = sited.closure
  const naming = { prefixes, suffixes, words: environmentWords(environment) }
  const left = { environment, render: normalise(own, naming) }
  return async (edits) => {
    const outcome = await laboratory.render(sited, edits)
    if (outcome === null) return null
    if (outcome.kind !== 'built') return { kind: 'unclear' }
    return effectOn(question, compare(left, { environment, render: normalise(outcome, naming) }))
  }
}

/** The scalar that holds the value: the one whose mark arrives in the render. */
async function holderOf({ value, against, path }: Question, sited: Sited, effects: Effects): Promise<SourceLocation | null> {
  if (!isScalar(value) || path.length === 0) return null
  const entries = holders(sited.tree, sited.closure)
  for (const how of ['whole', 'part'] as const) {
    const found = await arrivals(markersFor(value, entries, how), effects)
    if (found === null) return null
    const marker = decisive(found, value, against)
    if (marker !== null) return { file: marker.edit.file, line: marker.line, endLine: marker.line, column: null, confidence: 'confirmed' }
    if (found.length > 0) return null
  }
  return null
}

/** All marks at once; by halves where no render comes of that. null: no time to try them all. */
async function arrivals(markers: readonly Marker[], effects: Effects): Promise<readonly Marker[] | null> {
  if (markers.length === 0) return []
  const effect = await effects(markers.map(({ edit }) => edit))
  if (effect === null) return null
  if (effect.kind === 'same') return []
  const seen = effect.kind === 'changed' && isScalar(effect.value) ? arrived(markers, effect.value) : []
  // A mark may also keep another from arriving, where a selector reads what it has changed.
  if (seen.length > 0 || markers.length === 1) return seen
  const half = Math.ceil(markers.length / 2)
  const first = await arrivals(markers.slice(0, half), effects)
  const second = first === null ? null : await arrivals(markers.slice(half), effects)
  return first === null || second === null ? null : [...first, ...second]
}

async function causeOf({ likely = [] }: Question, sited: Sited, effects: Effects): Promise<SourceLocation | null> {
  const reader = suspectReader(sited.tree, sited.closure)
  const without = async (edits: Edits): Promise<Result> => (await effects(neverEmpty(edits, textIn(sited))))?.kind ?? 'spent'
  const lines = new Map(likely.filter(({ confidence }) => confidence !== 'file').map((each) => [`${each.file}:${each.line}`, each]))
  const cause = await findCause(reader.of(sited.closure.root), { within: reader.within, without }, [...lines.values()])
  return cause === null ? null : confirmed(cause.entry)
}

function textIn({ tree }: Sited): (file: string) => string {
  return (file) => tree.text(file) ?? ''
}

/** An operation of a JSON 6902 patch is named by its `path:`. */
function confirmed(entry: Entry): SourceLocation {
  const operation = entry.entries.some(({ key }) => key === 'op') ? entry.entries.find(({ key }) => key === 'path') : undefined
  const { file, line } = operation ?? entry
  return { file, line, endLine: line, column: null, confidence: 'confirmed' }
}
