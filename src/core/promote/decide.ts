// Pins that enter an environment with the change → what is decided about each.

import type { Draft } from '../model/draft.ts'
import type { Finding } from '../model/finding.ts'
import { finding, LEVELS } from '../model/finding.ts'
import { imageName, parseImage } from '../model/image.ts'
import type { ImageStays } from '../model/ledger.ts'
import type { Promotion } from '../model/promotion.ts'
import { byPromotion } from '../model/promotion.ts'
import { formatResourceId } from '../model/resource.ts'
import { proofIn, rollbackOf, suspicionOf } from './earlier-stays.ts'
import type { Entry } from './entering.ts'
import { entriesOf } from './entering.ts'
import { outcomeOf, setApart, unpinned } from './outcome.ts'
import type { PinnedOverlay, PromotionPolicy } from './pinned-overlay.ts'
import { samePlace } from './pinned-overlay.ts'
import { pinAt } from './pin-index.ts'
import type { Pin } from './pins.ts'
import type { Outcome, PromotionMoment, Situation } from './situation.ts'
import { argsOf, findingPlace } from './situation.ts'
import { placeOf } from './stays.ts'

export type Decided = {
  readonly promotions: readonly Promotion[]
  readonly drafts: readonly Draft[]
  /** Of the pins that enter, those that are proven to go back to what ran there before, whatever was decided about them. */
  readonly rollbacks: readonly Pin[]
}

/**
 * Decides every promotion of one application, in the order of docs/architecture.md, "Promotion". Without a ledger nothing is a
 * rollback, superseded, fan-out or suspect, and what must have soaked, or be reported, is unproven.
 */
export function decidePromotions(overlays: readonly PinnedOverlay[], policy: PromotionPolicy, moment: PromotionMoment): Decided {
  const pinned = new Map(overlays.map((each) => [each.overlay, each]))
  const decided = entriesOf(overlays, policy).map((entry) => decideOne(entry, { target: entry.target, pinned, overlays, policy, moment }))
  return {
    promotions: decided.map(({ promotion }) => promotion).toSorted(byPromotion),
    drafts: decided.flatMap(({ drafts }) => drafts),
    rollbacks: decided.flatMap(({ rollback }) => rollback)
  }
}

type DecidedEntry = { readonly promotion: Promotion; readonly drafts: readonly Draft[]; readonly rollback: readonly Pin[] }

function decideOne(entry: Entry, situation: Situation): DecidedEntry {
  const { pin, identity } = entry
  const { moment, target, overlays } = situation
  const early = setApart(entry, situation)
  if (early !== null) return result(pin, situation, early)
  if (identity.kind === 'unpinned') return result(pin, situation, unpinned(identity, pin, situation))
  const stays = moment.ledger?.stays(pin.image, target.environment.name) ?? null
  const suspect = stays === null ? null : suspectFinding(pin, stays, situation)
  if (suspect?.level === 'error') return result(pin, situation, { decision: 'suspect', finding: suspect, evidence: null })
  // A suspect digest proves no rollback.
  const rollback = stays === null || suspect !== null ? null : rollbackOf(target, overlays, stays)
  const outcome = outcomeOf(pin, identity, situation, stays, rollback)
  return result(pin, situation, outcome, suspect === null ? [] : [suspect], rollback !== null)
}

function suspectFinding(pin: Pin, stays: ImageStays, situation: Situation): Finding | null {
  const suspicion = suspicionOf(stays)
  if (suspicion === null) return null
  const level = situation.policy.suspect === 'deny' ? 'error' : 'warning'
  const args = { ...argsOf(pin, situation.target), proof: proofIn(suspicion) }
  return finding('image-suspect', level, args, findingPlace(pin, situation))
}

function result(pin: Pin, situation: Situation, outcome: Outcome, more: readonly Finding[] = [], rollback: boolean = false): DecidedEntry {
  const { target, overlays } = situation
  const findings = [...(outcome.finding === null ? [] : [outcome.finding]), ...more]
  const telling = findings.toSorted((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level))[0]
  const parsed = parseImage(pin.image)
  const promotion: Promotion = {
    overlay: target.overlay,
    resource: formatResourceId(pin.resource),
    container: pin.container,
    image: parsed === null ? pin.image : imageName(parsed),
    from: imageBefore(pin, [target, ...samePlace(target, overlays)]),
    to: pin.image,
    decision: outcome.decision,
    code: telling?.code ?? null,
    evidence: outcome.evidence
  }
  const subject = { kind: 'field', overlay: target.overlay, resource: pin.resource, path: pin.path, value: pin.image } as const
  return { promotion, drafts: findings.map((each) => ({ finding: each, subject })), rollback: rollback ? [pin] : [] }
}

/** What the same container ran before; null where it was not there. */
function imageBefore(pin: Pin, places: readonly PinnedOverlay[]): string | null {
  const place = placeOf(pin)
  for (const { before } of places) {
    const found = pinAt(before, place)
    if (found !== undefined) return found.image
  }
  return null
}
