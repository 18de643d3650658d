// The ledger: when images were live, found in the sources of each commit and proven by as few renders as that takes.

import { createClosureImageReader } from '../core/promote/closure-images.ts'
import { environmentNamed, type Environment } from '../core/model/environment.ts'
import { UserError } from '../core/model/error.ts'
import type { ImageStays, Ledger, Moment, Stay } from '../core/model/ledger.ts'
import { remembered } from '../core/model/memo.ts'
import type { Overlay } from '../core/model/overlay.ts'
import type { Policy } from '../core/model/policy.ts'
import { SUBMODULE_MODE } from '../core/model/tree.ts'
import type { Build } from '../core/plan/plan.ts'
import type { WantedImage } from '../core/promote/lookup.ts'
import type { Pin } from '../core/promote/pins.ts'
import { pinsOf } from '../core/promote/pins.ts'
import type { Observed } from '../core/promote/stays.ts'
import { allStays, soughtImage, staysOf } from '../core/promote/stays.ts'
import { inquire, inquireReturn, type Inquiry, type Outcome, type Subject } from './inquiry.ts'
import type { Rendering } from './rendering.ts'
import type { TimeLimit } from './time-limit.ts'
import type { Step, Timelines } from './timeline.ts'
import type { HistoryEdges } from './trees.ts'

/** Whose past is asked. */
export type PastRequest = {
  /** Those of one application, as the timelines have them. */
  readonly overlays: readonly Overlay[]
  readonly environments: readonly Environment[]
  readonly timelines: Timelines
  readonly rendering: Pick<Rendering, 'ensure' | 'of'>
  readonly policy: Policy
  readonly edges: Pick<HistoryEdges, 'load' | 'blobText'>
  /** Of the run; none where nobody waits for it. */
  readonly time?: Pick<TimeLimit, 'passed' | 'failure'>
}

/** When each commit came to the branch; see heldTimes. */
type Clocks = { readonly moments: ReadonlyMap<string, Moment> }

export type LedgerRequest = PastRequest & Clocks

/**
 * A ledger that also knows under which environment's words an image is meant: the same tag can say different things in two. Without
 * the environment it is the first one for which the image was wanted.
 */
export type PromotionLedger = Omit<Ledger, 'stays'> & { readonly stays: (image: string, environment?: string) => ImageStays }

/** With `exact`, other overlays have stays only where one of them may have ended by a return to what ran before. */
export type LedgerQuestion = Clocks & { readonly exact?: ReadonlySet<Overlay> }

type Wanted = { readonly wanted: readonly WantedImage[] }

/**
 * The stays of the wanted images in every overlay: the same as by rendering every commit, but only those are rendered that decide.
 * UserError `history-unavailable` when a text is not to be had, a limit of the policy ends a build, or the time has passed.
 */
export async function createLedger(request: PastRequest & LedgerQuestion & Wanted): Promise<PromotionLedger> {
  const ask = await openLedger(request)
  return ask(request)
}

/** As createLedger, to be asked several times: by other clocks, or more exactly. Each step of the past is read once. */
export async function openLedger(request: PastRequest & Wanted): Promise<(question: LedgerQuestion) => Promise<PromotionLedger>> {
  const past = await openPast(request)
  return (question) => askLedger(request, past, question)
}

async function askLedger({ overlays, timelines, policy, wanted, time }: PastRequest & Wanted, past: Past, { moments, exact }: LedgerQuestion): Promise<PromotionLedger> {
  const images = [...new Map(wanted.map((each) => [nameOf(each.image, each.environment.name), each])).values()]
  const inquiries = images.flatMap(({ image, environment }) =>
    overlays.map((overlay) => {
      const sought = soughtImage(image, policy.promotionKey, environment)
      const ask = exact === undefined || exact.has(overlay) ? inquire : inquireReturn
      return { name: nameOf(image, environment.name), sought, overlay, inquiry: ask(sought, past.subject(overlay)) }
    })
  )
  for (let needs = neededBy(inquiries, time); needs.length > 0; needs = neededBy(inquiries, time)) await past.build(needs)
  const found = new Map<string, Map<Overlay, readonly Stay[]>>()
  for (const { name, sought, overlay, inquiry } of inquiries) {
    ensureTime(time)
    const stays = inquiry.knows() === 'stays' ? staysOf(sought, past.observed(overlay, moments)) : []
    const known = found.get(name) ?? new Map<Overlay, readonly Stay[]>()
    found.set(name, known)
    if (stays.length > 0) known.set(overlay, stays)
  }
  const first = new Map(wanted.toReversed().map(({ image, environment }) => [image, environment.name]))
  return {
    stays: (image, environment) => found.get(nameOf(image, environment ?? first.get(image) ?? '')) ?? new Map(),
    limit: limitOf(timelines, moments)
  }
}

/** Every stay of every image, by overlay; each distinct closure is rendered once. Errors as createLedger's. */
export async function fullLedger(request: LedgerRequest): Promise<ReadonlyMap<Overlay, readonly Stay[]>> {
  const { overlays, timelines, moments } = request
  const past = await openPast(request)
  await past.build(overlays.flatMap((overlay) => (timelines.steps.get(overlay) ?? []).flatMap(({ build }) => build ?? [])))
  return new Map(overlays.map((overlay) => [overlay, allStays(past.observed(overlay, moments))]))
}

/** Where the look-back ends, seconds since the epoch; null where nothing is older. */
export function limitOf({ history }: Timelines, moments: ReadonlyMap<string, Moment>): number | null {
  const oldest = history.commits.at(-1)
  return history.end === 'root' || oldest === undefined ? null : (moments.get(oldest.id)?.time ?? oldest.committed)
}

type Past = {
  /** The overlay's steps with what is known of them. */
  readonly subject: (overlay: Overlay) => Subject
  readonly build: (builds: readonly Build[]) => Promise<void>
  /** What is known by now; a step that was not built says nothing. */
  readonly observed: (overlay: Overlay, moments: Clocks['moments']) => Observed
}

async function openPast({ overlays, environments, timelines, rendering, policy, edges }: PastRequest): Promise<Past> {
  const steps = (overlay: Overlay): readonly Step[] => timelines.steps.get(overlay) ?? []
  const blobs = new Set<string>()
  for (const overlay of overlays) {
    const files = steps(overlay).flatMap(({ build }) => build?.closure.files ?? [])
    for (const { entry } of files) if (entry.mode !== SUBMODULE_MODE) blobs.add(entry.blob)
  }
  await edges.load([...blobs].sort())
  const images = createClosureImageReader({ textOf: edges.blobText, imageFields: policy.imageFields.length > 0 })
  const known = new Map<Overlay, Map<number, Outcome>>()
  const outcome = (overlay: Overlay, index: number): Outcome => {
    const mine = known.get(overlay) ?? new Map<number, Outcome>()
    known.set(overlay, mine)
    const found = mine.get(index) ?? outcomeOf(overlay, steps(overlay)[index], rendering, policy)
    if (found !== undefined) mine.set(index, found)
    return found
  }
  const environmentOf = ({ environment }: Overlay): Environment =>
    environments.find(({ name }) => name === environment) ?? environmentNamed(environment)
  return {
    subject: (overlay) => ({
      steps: steps(overlay),
      images,
      outcome: (index) => outcome(overlay, index),
      read: remembered((image: string) => soughtImage(image, policy.promotionKey, environmentOf(overlay)))
    }),
    build: (builds) => rendering.ensure(builds),
    observed: (overlay, moments) => ({
      observations: steps(overlay).map(({ commit }, index) => ({
        moment: momentOf(commit, moments),
        pins: pinsIn(outcome(overlay, index))
      })),
      earlier: timelines.history.end === 'look-back',
      key: policy.promotionKey,
      environment: environmentOf(overlay)
    })
  }
}

function outcomeOf(overlay: Overlay, step: Step | undefined, rendering: Pick<Rendering, 'of'>, { imageFields }: Policy): Outcome {
  if (step === undefined) return undefined
  if (step.build === null) return { kind: 'pins', pins: [] }
  const rendered = rendering.of(step.build.closure)
  if (rendered === undefined) return undefined
  if (rendered.kind === 'built') return { kind: 'pins', pins: pinsOf(overlay, rendered.resources, imageFields) }
  // Whoever deploys it may well have waited longer: to take this for a commit that changed nothing could let an image through.
  if (rendered.limit !== null) {
    throw new UserError('history-unavailable', `\`${overlay.path}\` at commit \`${step.commit.slice(0, 12)}\`: ${rendered.reason}`, {
      help: `Raise \`limits: ${rendered.limit}\` in the policy, or shorten \`history\` so that the commit is not asked.`
    })
  }
  return { kind: 'failed' }
}

function pinsIn(outcome: Outcome): readonly Pin[] | null {
  return outcome?.kind === 'pins' ? outcome.pins : null
}

function momentOf(commit: string, moments: ReadonlyMap<string, Moment>): Moment {
  const found = moments.get(commit)
  if (found === undefined) throw new Error(`no time is known for commit ${commit}`)
  return found
}

function neededBy(inquiries: readonly { readonly inquiry: Inquiry }[], time: PastRequest['time']): readonly Build[] {
  return inquiries.flatMap(({ inquiry }) => {
    ensureTime(time)
    return inquiry.needs()
  })
}

/** A change may bring thousands of images, each of which is looked for in every step. */
function ensureTime(time: PastRequest['time']): void {
  if (time?.passed() !== true) return
  const help = 'Raise `limits: total-seconds` in the policy, or shorten `history`.'
  throw new UserError('history-unavailable', time.failure.reason, { help })
}

function nameOf(image: string, environment: string): string {
  return JSON.stringify([image, environment])
}
