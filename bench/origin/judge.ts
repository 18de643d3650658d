// Judges the gate's answer to a mutation: exact, holder, confirmed, file or wrong.

import type { Experiments } from './experiment.ts'
import type { Mutation } from './mutation.ts'
import { mutationOf } from './mutation.ts'
import { applyEdit } from './edit.ts'
import { mutationsOf } from './mutations.ts'
import type { Claim, Observation, Where } from './observe.ts'
import { observe } from './observe.ts'
import type { Rendered, Renderer } from './render.ts'
import { valueAt } from '../../src/core/model/value-at.ts'
import type { ResourceId, Value } from '../../src/core/model/resource.ts'
import { formatResourceId } from '../../src/core/model/resource.ts'
import type { Files, Side, World } from './world.ts'

/**
 * `exact`: the mutated line. `holder`: another line, which an experiment shows to hold the value, where the mutated one only
 * has an effect on which value that is (a label that a selector reads, the source of a `copy`, …). `confirmed`, `file`: as the
 * gate says. `wrong`: a line that is given as known and is neither.
 */
export type Grade = 'exact' | 'holder' | 'confirmed' | 'file' | 'wrong'

export type Outcome =
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'unchanged' }
  /** The output differs, but nothing that the gate calls a difference: order, a hash, a declared name in a reference. */
  | { readonly kind: 'silent'; readonly stdout: string }
  | { readonly kind: 'graded'; readonly grade: Grade; readonly graded: readonly Graded[]; readonly stdout: string }

/**
 * `second`: the place on the other side, where a line is given for one. Of a changed value it must be the same line, or one
 * that an experiment shows to hold the value there; of a deletion, one that holds what comes in its stead, or removes it.
 */
export type Graded = { readonly observation: Observation; readonly grade: Grade; readonly second: 'right' | 'wrong' | 'unknown' }

const WORST_FIRST: readonly Grade[] = ['wrong', 'file', 'confirmed', 'holder', 'exact']

export type Bench = {
  readonly world: World
  readonly base: Extract<Rendered, { kind: 'built' }>
  readonly render: Renderer
  readonly experiments: Experiments | null
}

export function mutated(files: Files, mutation: Mutation): Files {
  return { ...files, [mutation.file]: applyEdit(files[mutation.file] ?? '', mutation.edit) }
}

export async function measure(mutation: Mutation, bench: Bench): Promise<Outcome> {
  const { world, base, render, experiments } = bench
  const right = mutated(world.files, mutation)
  const rendered = await render(world, right)
  if (rendered.kind === 'failed') return rendered
  if (rendered.stdout === base.stdout) return { kind: 'unchanged' }
  const asked = {
    world,
    files: { left: world.files, right },
    renders: { left: base.render, right: rendered.render },
    changed: mutation.file,
    experiments,
    sides: sidesOf(mutation)
  }
  const observations = (await observe(asked)).filter((each) => concerns(each, mutation))
  if (observations.length === 0) return { kind: 'silent', stdout: rendered.stdout }
  const states: Readonly<Record<Side, { readonly files: Files; readonly rendered: Extract<Rendered, { kind: 'built' }> }>> = {
    left: { files: world.files, rendered: base },
    right: { files: right, rendered }
  }
  const graded: Graded[] = []
  for (const observation of observations) {
    const first = gradeOf(observation, mutation)
    const excused = first === 'wrong' && !isDirect(observation, mutation) && (await holds(observation, mutation, bench, states))
    const second = mutation.role === 'value' ? await secondPlace(observation, mutation, bench, states) : 'unknown'
    graded.push({ observation, grade: excused ? 'holder' : first, second })
  }
  const grade = WORST_FIRST.find((each) => graded.some((one) => one.grade === each)) ?? 'file'
  return { kind: 'graded', grade, graded, stdout: rendered.stdout }
}

/** Of fields asked for one by one, only those on the side that the mutation is looked for. */
function concerns(observation: Observation, mutation: Mutation): boolean {
  if (observation.left.resource !== null && observation.right.resource !== null) return true
  if (observation.left.path.length === 0 && observation.right.path.length === 0) return true
  const [side] = sidesOf(mutation)
  return observation[side ?? 'right'].resource !== null
}

/**
 * Where the mutated line must be named: on the mutated side for what is changed or added, on the unmutated one for what is
 * taken out (there is nothing to name any more). What redirects has its entry on the side that has the value.
 */
function sidesOf(mutation: Mutation): readonly Side[] {
  if (mutation.role === 'value') return [mutation.edit.kind === 'delete' ? 'left' : 'right']
  return mutation.edit.kind === 'delete' ? ['left', 'right'] : ['right', 'left']
}

function gradeOf(observation: Observation, mutation: Mutation): Grade {
  const sides = sidesOf(mutation)
  const claims = observation.claims.filter(({ side }) => sides.includes(side))
  const known = claims.filter(({ confidence }) => confidence !== 'file')
  const right = known.filter((claim) => isAccepted(claim, mutation))
  if (right.some(({ confidence }) => confidence === 'exact')) return 'exact'
  if (right.length > 0) return 'confirmed'
  // A place that is only where the field would go is no statement about what causes the difference.
  return known.some(({ wouldGo }) => !wouldGo) ? 'wrong' : 'file'
}

async function secondPlace(
  observation: Observation,
  mutation: Mutation,
  { world, render }: Bench,
  states: Readonly<Record<Side, State>>
): Promise<Graded['second']> {
  const sides = sidesOf(mutation)
  const claim = observation.claims.find(({ side, confidence, wouldGo }) => !sides.includes(side) && confidence !== 'file' && !wouldGo)
  if (claim === undefined) return 'unknown'
  if (isAccepted(claim, mutation)) return 'right'
  const where = observation[claim.side]
  // Where the field is absent and the place comes first, nothing tells whether it removes the field or is where it would go.
  // kustomize reads a missing count as 0: what is left of the entry, beside the deleted line, holds that.
  const touched = mutation.accepted.left[0]
  if (
    where.value === 0 &&
    mutation.edit.kind === 'delete' &&
    claim.file === mutation.file &&
    Math.abs(claim.line - (touched?.from ?? 0)) <= 1
  )
    return 'right'
  if (where.resource === null || (where.value === undefined && !claim.removes)) return 'unknown'
  return (await arrives(claim, where.resource, where, { world, render }, states[claim.side])) ? 'right' : 'wrong'
}

function isAccepted(claim: Claim, mutation: Mutation): boolean {
  return mutation.accepted[claim.side].some(({ file, from, to }) => file === claim.file && claim.line >= from && claim.line <= to)
}

/**
 * The mutated text itself is in the value, or is the new field: then no other line will do.
 */
function isDirect({ right, place }: Observation, { token, edit }: Mutation): boolean {
  if (token === null) return false
  return readable(right.value).includes(token) || (edit.kind === 'insert' && place.includes(token))
}

/** The value as text; of a Secret's data, what it encodes. */
function readable(value: Value | undefined): string {
  const text = JSON.stringify(value, printable) ?? ''
  return typeof value === 'string' && /^[A-Za-z0-9+/=\s]+$/.test(value) ? `${text} ${Buffer.from(value, 'base64').toString('utf8')}` : text
}

function printable(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

type State = { readonly files: Files; readonly rendered: Extract<Rendered, { kind: 'built' }> }

/** Whether each line that the gate gives holds the value: a change of that line alone arrives at the very place in the render. */
async function holds(
  observation: Observation,
  mutation: Mutation,
  { world, render }: Bench,
  states: Readonly<Record<Side, State>>
): Promise<boolean> {
  const sides = sidesOf(mutation)
  const claims = observation.claims.filter((claim) => sides.includes(claim.side) && claim.confidence !== 'file' && !claim.wouldGo)
  for (const claim of claims) {
    const state = states[claim.side]
    const where = observation[claim.side]
    if (where.resource === null) return false
    const shown = isRelation(observation)
      ? typeof where.value === 'string' && lineOf(state.files, claim).includes(where.value)
      : await arrives(claim, where.resource, where, { world, render }, state)
    if (!shown) return false
  }
  return claims.length > 0
}

/**
 * Both sides have the same value: it is told because another resource's namespace has changed, so that the two no longer stand
 * for each other. Nothing was done to this value, and a build without its line mostly fails; the line must spell it.
 */
function isRelation({ left, right }: Observation): boolean {
  return typeof left.value === 'string' && left.value === right.value
}

function lineOf(files: Files, { file, line }: Claim): string {
  return (files[file] ?? '').split('\n')[line - 1] ?? ''
}

/** How many experiments show that a line holds a value, at most. */
const EXPERIMENTS = 5
/** A mapping or list is shown by what stands in its first lines. */
const LINES_BELOW = 8

/** Changes the line (or what stands below it, for a value of several lines; or the name, for a whole resource), and looks there again. */
async function arrives(
  claim: Claim,
  id: ResourceId,
  { path, value }: Where,
  { world, render }: Pick<Bench, 'world' | 'render'>,
  state: State
): Promise<boolean> {
  const before = valueIn(state.rendered, id, path)
  const below = typeof value === 'object' && value !== null ? LINES_BELOW : 0
  const experiments = mutationsOf({ ...world, files: state.files }).filter(({ file, accepted, edit, role }) => {
    if (file !== claim.file || edit.kind === 'insert') return false
    const [touched, whole] = accepted.left
    if (path.length === 0) return role === 'identity' && whole !== undefined && whole.from <= claim.line && claim.line <= whole.to
    if (touched === undefined) return false
    // An operation that removes cannot have its `path:` changed alone: without the whole of it the field is there again.
    if (claim.removes && edit.kind === 'delete' && touched.from <= claim.line && claim.line <= touched.to) return true
    return touched.from >= claim.line && touched.from <= claim.line + below
  })
  // Some lines have no mutation of their own, such as a text's line that ends with a quote.
  if (experiments.length === 0 && typeof value === 'string') experiments.push(grown(state.files, claim))
  // What leaves a trace in the value first.
  const telling = experiments.toSorted((a, b) => Number(a.token === null) - Number(b.token === null))
  for (const experiment of telling.slice(0, EXPERIMENTS)) {
    const result = await render(world, mutated(state.files, experiment))
    if (result.kind === 'failed') continue
    const after = valueIn(result, id, path, state.rendered)
    if (experiment.token !== null && readable(after).includes(experiment.token)) return true
    if (
      experiment.token === null &&
      experiment.edit.kind === 'replace' &&
      after !== undefined &&
      JSON.stringify(after, printable) !== JSON.stringify(before, printable)
    )
      return true
    if ((experiment.edit.kind === 'delete' || path.length === 0) && (before === undefined) !== (after === undefined)) return true
  }
  return false
}

/** The line with a token before what it says. */
function grown(files: Files, claim: Claim): Mutation {
  const [{ file, line }, token] = [claim, 'grown0by0a0token']
  const from = /^\s*/.exec(lineOf(files, claim))?.[0].length ?? 0
  return mutationOf(file, { kind: 'replace', line, from, to: from, text: token }, { role: 'value', token, constructs: [], what: 'grow' })
}

/** `before`: the render that the id is from, where a change of its name must not hide it. */
function valueIn(
  rendered: Extract<Rendered, { kind: 'built' }>,
  id: ResourceId,
  path: Where['path'],
  before: Extract<Rendered, { kind: 'built' }> = rendered
): ReturnType<typeof valueAt> {
  // A change of the namespace itself must not hide the resource. Where a prefix is changed, it is known by its place among its kind.
  const nameOf = (each: ResourceId): string => formatResourceId({ ...each, namespace: path.at(-1) === 'namespace' ? null : each.namespace })
  const unhashed = (name: string): string => name.replace(/-[24-9bcdfghkmt]{10}$/, '')
  const { resources } = rendered.render
  const found =
    resources.find((each) => nameOf(each.id) === nameOf(id)) ?? resources.find((each) => unhashed(nameOf(each.id)) === unhashed(nameOf(id)))
  if (found === undefined && path.length > 0) {
    const ofKind = (from: typeof before): typeof resources =>
      from.render.resources.filter((each) => each.id.kind === id.kind && each.id.group === id.group)
    const place = ofKind(before).findIndex((each) => nameOf(each.id) === nameOf(id))
    return ofKind(before).length === ofKind(rendered).length ? valueAt(ofKind(rendered)[place]?.body, path) : undefined
  }
  return valueAt(found?.body, path)
}
