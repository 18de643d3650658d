// Pins that enter an environment with the change → what is decided about each.

import type { Draft } from '../model/draft.ts'
import type { Environment } from '../model/environment.ts'
import type { Finding, FindingPlace } from '../model/finding.ts'
import { finding } from '../model/finding.ts'
import { matchGlob } from '../model/glob.ts'
import { imageBaseName, imageName, parseImage } from '../model/image.ts'
import type { Overlay } from '../model/overlay.ts'
import type { DeniedImage, Policy } from '../model/policy.ts'
import type { Decision, Evidence, Promotion } from '../model/promotion.ts'
import { byPromotion } from '../model/promotion.ts'
import { formatPointer } from '../model/field-path.ts'
import { formatResourceId } from '../model/resource.ts'
import type { ImageIdentity, Unpinned } from './identity.ts'
import { identityOf, sameImage } from './identity.ts'
import type { Pin } from './pins.ts'

/** The pins of an overlay at the three revisions; empty where it did not exist or could not be rendered. */
export type PinnedOverlay = {
  readonly overlay: Overlay
  readonly environment: Environment
  readonly before: readonly Pin[]
  readonly live: readonly Pin[]
  readonly head: readonly Pin[]
  /** Whether it was there before or is live, but could not be rendered, so that nobody knows what it ran. */
  readonly unknown: boolean
  /** The rungs that an image must have been live in, each with the overlays that count there. */
  readonly previous: { readonly mode: 'all' | 'any'; readonly steps: readonly PreviousStep[] }
}

export type PreviousStep = { readonly environment: string; readonly overlays: readonly Overlay[] }

export type PromotionPolicy = Pick<Policy, 'promotionKey' | 'exemptImages' | 'deniedImages'>

export type Decided = { readonly promotions: readonly Promotion[]; readonly drafts: readonly Draft[] }

/**
 * Decides every promotion of one application. `live` is the commit whose pins are live; `today` an ISO date.
 * The order of decisions is that of docs/architecture.md, "Promotion".
 */
export function decidePromotions(
  overlays: readonly PinnedOverlay[],
  policy: PromotionPolicy,
  moment: { readonly live: string; readonly today: string }
): Decided {
  const pinned = new Map(overlays.map((each) => [each.overlay, each]))
  const first = overlays.filter((each) => each.previous.steps.length === 0).map(({ environment }) => environment.name)
  const decided = overlays.flatMap((target) =>
    target.head
      .filter((pin) => enters(pin, target, policy))
      .map((pin) => decideOne(pin, { target, pinned, overlays, first, policy, ...moment }))
  )
  return {
    promotions: decided.map(({ promotion }) => promotion).toSorted(byPromotion),
    drafts: decided.flatMap(({ draft }) => (draft === null ? [] : [draft]))
  }
}

type Situation = {
  readonly target: PinnedOverlay
  readonly pinned: ReadonlyMap<Overlay, PinnedOverlay>
  readonly overlays: readonly PinnedOverlay[]
  /** Names of the environments that nothing comes before. */
  readonly first: readonly string[]
  readonly policy: PromotionPolicy
  readonly live: string
  readonly today: string
}

type Outcome = {
  readonly decision: Decision
  readonly finding: Finding | null
  readonly evidence: Evidence | null
}

function decideOne(pin: Pin, situation: Situation): { readonly promotion: Promotion; readonly draft: Draft | null } {
  const { target } = situation
  const outcome = outcomeOf(pin, situation)
  const from = target.before.find((each) => each.container === pin.container && samePlace(each, pin))
  const parsed = parseImage(pin.image)
  const promotion: Promotion = {
    overlay: target.overlay,
    resource: formatResourceId(pin.resource),
    container: pin.container,
    image: parsed === null ? pin.image : imageName(parsed),
    from: from?.image ?? null,
    to: pin.image,
    decision: outcome.decision,
    code: outcome.finding?.code ?? null,
    evidence: outcome.evidence
  }
  const subject = { kind: 'field', overlay: target.overlay, resource: pin.resource, path: pin.path, value: pin.image } as const
  return { promotion, draft: outcome.finding === null ? null : { finding: outcome.finding, subject } }
}

function outcomeOf(pin: Pin, situation: Situation): Outcome {
  const { target, policy, live } = situation
  const steps = target.previous.steps
  const args = { container: pin.container, image: pin.image, previous: steps.map(({ environment }) => environment) }
  const place = placeOf(pin, target, situation)
  const plain = (decision: Decision, evidence: Evidence | null = null): Outcome => ({ decision, finding: null, evidence })
  const found = (decision: Decision, result: Finding): Outcome => ({ decision, finding: result, evidence: null })

  if (isExempt(pin, policy)) return plain('exempt')
  const denial = denialOf(pin, situation)
  if (denial !== null) return found('denied', finding('image-denied', 'error', { ...args, reason: denial.reason, expires: denial.expires }, place))
  const identity = identityOf(pin.image, policy.promotionKey, target.environment)
  if (identity.kind === 'unpinned') {
    const level = steps.length === 0 ? 'warning' : 'error'
    return found('unpinned', finding('image-unpinned', level, { ...args, why: identity.why }, place))
  }
  if (steps.length === 0) return plain('first-environment')
  const liveIn = stepsWith(identity, 'live', situation)
  if (isEnough(liveIn, target)) {
    const environment = liveIn.at(-1) ?? ''
    return plain('live', { level: 'declared', environment, commit: live, since: null, soaked: null })
  }
  if (isIntroduced(pin, identity, situation)) {
    const admission = target.environment.introduction
    if (admission === 'allow') return plain('introduced')
    return found('introduced', finding('image-introduced', admission === 'warn' ? 'warning' : 'error', args, place))
  }
  // Where it was there before the change too, another change has taken it away meanwhile, or one ahead in the queue brings it.
  const had = stepsWith(identity, 'before', situation)
  const arriving = stepsWith(identity, 'head', situation).filter((environment) => !had.includes(environment))
  if (arriving.length > 0 && isEnough([...new Set([...liveIn, ...arriving])], target)) {
    return found('same-change', finding('image-same-change', 'error', args, place))
  }
  return found('not-live', finding('image-not-live', 'error', { ...args, liveThere: sameRepositoryLive(pin, situation) }, place))
}

/** An image enters when no container of that application and variant had its identity before. */
function enters(pin: Pin, target: PinnedOverlay, policy: PromotionPolicy): boolean {
  const identity = identityOf(pin.image, policy.promotionKey, target.environment)
  if (identity.kind === 'unpinned') return !target.before.some((each) => each.image === pin.image)
  return !target.before.some((each) => holds(each, identity, target.environment, policy))
}

function holds(pin: Pin, identity: ImageIdentity, environment: Environment, policy: PromotionPolicy): boolean {
  const other: ImageIdentity | Unpinned = identityOf(pin.image, policy.promotionKey, environment)
  return other.kind === 'identity' && sameImage(identity, other)
}

/** The rungs before the target that hold the image at a revision. */
function stepsWith(identity: ImageIdentity, revision: 'before' | 'live' | 'head', { target, pinned, policy }: Situation): readonly string[] {
  return target.previous.steps
    .filter(({ overlays }) =>
      overlays.some((overlay) => {
        const previous = pinned.get(overlay)
        return previous?.[revision].some((pin) => holds(pin, identity, previous.environment, policy)) ?? false
      })
    )
    .map(({ environment }) => environment)
}

function isEnough(environments: readonly string[], { previous }: PinnedOverlay): boolean {
  return previous.mode === 'any' ? environments.length > 0 : environments.length === previous.steps.length
}

/** A repository that no environment of the application had, pinned identically wherever it arrives, the first rung included. */
function isIntroduced(pin: Pin, identity: ImageIdentity, { overlays, first, policy }: Situation): boolean {
  const name = baseNameOf(pin)
  // What could not be rendered may have had it.
  if (overlays.some(({ unknown }) => unknown)) return false
  if (overlays.some((each) => [...each.before, ...each.live].some((other) => baseNameOf(other) === name))) return false
  const arrivals = overlays.flatMap((each) => each.head.filter((other) => baseNameOf(other) === name).map((other) => ({ each, other })))
  return (
    arrivals.every(({ each, other }) => holds(other, identity, each.environment, policy)) &&
    first.every((environment) => arrivals.some(({ each }) => each.environment.name === environment))
  )
}

function baseNameOf(pin: Pin): string {
  const parsed = parseImage(pin.image)
  return parsed === null ? pin.image : imageBaseName(parsed)
}

function sameRepositoryLive(pin: Pin, { target, pinned }: Situation): readonly string[] {
  const overlays = target.previous.steps.flatMap((step) => step.overlays)
  const live = overlays.flatMap((overlay) => pinned.get(overlay)?.live ?? [])
  return [...new Set(live.filter((other) => baseNameOf(other) === baseNameOf(pin)).map(({ image }) => image))].toSorted()
}

function isExempt(pin: Pin, { exemptImages }: PromotionPolicy): boolean {
  const parsed = parseImage(pin.image)
  return parsed !== null && exemptImages.some((glob) => matchGlob(glob, imageName(parsed)))
}

function denialOf(pin: Pin, { policy, today }: Situation): DeniedImage | null {
  const digest = parseImage(pin.image)?.digest ?? null
  if (digest === null) return null
  return policy.deniedImages.find((denied) => denied.digest === digest && (denied.expires === null || denied.expires >= today)) ?? null
}

function placeOf(pin: Pin, { overlay, previous }: PinnedOverlay, situation: Situation): FindingPlace & Pick<Finding, 'values'> {
  const against = previous.steps.at(-1)?.environment ?? null
  const there = sameRepositoryLive(pin, situation).join(', ')
  return {
    application: overlay.application,
    environment: overlay.environment,
    variant: overlay.variant,
    against,
    resource: formatResourceId(pin.resource),
    path: formatPointer(pin.field),
    values: { ...(against === null ? {} : { [against]: there === '' ? null : there }), [overlay.environment]: pin.image }
  }
}

function samePlace(a: Pin, b: Pin): boolean {
  return a.resource.kind === b.resource.kind && a.resource.group === b.resource.group && a.resource.name === b.resource.name
}
