// The order in which a promotion is decided: the first rule that has something to say decides.

import { finding } from '../model/finding.ts'
import type { ImageStays } from '../model/ledger.ts'
import type { Found } from './earlier-stays.ts'
import { fanOutOf, proofIn } from './earlier-stays.ts'
import type { Entry } from './entering.ts'
import { denialOf, holds, isExempt } from './entering.ts'
import { evidenceOf } from './evidence.ts'
import { hinderedBy, limitOf } from './hindrance.ts'
import type { ImageIdentity, Unpinned } from './identity.ts'
import { isIntroduced } from './introduced.ts'
import { isEnough } from './pinned-overlay.ts'
import type { PreviousStep } from './pinned-overlay.ts'
import type { Pin } from './pins.ts'
import type { Rung } from './rung.ts'
import { rungOf, stepProof } from './rung.ts'
import type { Outcome, Situation } from './situation.ts'
import { argsOf, findingPlace, sameRepositoryLive } from './situation.ts'
import { soakFor } from './soak.ts'

/** What the policy lets alone, or refuses whatever the history says; null for all other pins. */
export function setApart({ pin, target }: Entry, situation: Situation): Outcome | null {
  const { policy, moment } = situation
  if (isExempt(pin.image, policy)) return { decision: 'exempt', finding: null, evidence: null }
  const denial = denialOf(pin.image, policy, moment.today)
  if (denial === null) return null
  const args = { ...argsOf(pin, target), reason: denial.reason, expires: denial.expires }
  return { decision: 'denied', finding: finding('image-denied', 'error', args, findingPlace(pin, situation)), evidence: null }
}

/** An error, but a warning in the first environment. */
export function unpinned({ why }: Unpinned, pin: Pin, situation: Situation): Outcome {
  const level = situation.target.previous.steps.length === 0 ? 'warning' : 'error'
  const args = { ...argsOf(pin, situation.target), why }
  return { decision: 'unpinned', finding: finding('image-unpinned', level, args, findingPlace(pin, situation)), evidence: null }
}

/** `stays`: null where the history was not asked. `rollback`: the proof of one, where there is any. */
export function outcomeOf(
  pin: Pin,
  identity: ImageIdentity,
  situation: Situation,
  stays: ImageStays | null,
  rollback: Found | null
): Outcome {
  const { target, overlays, policy, moment } = situation
  const { environment, previous } = target
  const { superseded: admission } = environment
  const args = argsOf(pin, target)
  const place = findingPlace(pin, situation)
  if (previous.steps.length === 0) return { decision: 'first-environment', finding: null, evidence: null }

  const liveIn = stepsWith(pin, identity, 'live', situation)
  const required = soakFor(environment, policy)
  const rungs = previous.steps.map((step) =>
    rungOf(step, { live: liveIn.has(step), stays, required, evidence: environment.evidence, reports: moment.reports, now: moment.now })
  )
  const live = rungs.filter((rung) => rung.state === 'live')
  const proof = live.at(-1)
  if (proof !== undefined && isEnough(live.length, target)) {
    return { decision: 'live', finding: null, evidence: evidenceOf(proof.step.environment, proof.stay, proof.level, moment) }
  }

  if (rollback !== null) {
    const evidence = evidenceOf(environment.name, rollback.stay, 'declared', moment)
    return { decision: 'rollback', finding: finding('image-rollback', 'notice', { ...args, proof: proofIn(rollback) }, place), evidence }
  }

  const past = rungs.filter((rung) => rung.state === 'superseded')
  const replaced = isEnough(live.length + past.length, target) ? supersededBy(past.at(-1), pin, situation) : null
  if (replaced !== null && admission !== 'deny') return replaced

  const sibling = stays === null || environment.fanOut === 'deny' ? null : fanOutOf(target, overlays, stays)
  if (sibling !== null) {
    const evidence = evidenceOf(environment.name, sibling.stay, 'declared', moment)
    return { decision: 'fan-out', finding: finding('image-fan-out', 'notice', { ...args, proof: proofIn(sibling) }, place), evidence }
  }
  // A rule that refuses does not hide a later one that admits.
  if (replaced !== null) return replaced

  if (isIntroduced(pin, identity, overlays, policy)) {
    if (environment.introduction === 'allow') return { decision: 'introduced', finding: null, evidence: null }
    const level = environment.introduction === 'deny' ? 'error' : 'warning'
    return { decision: 'introduced', finding: finding('image-introduced', level, args, place), evidence: null }
  }

  const had = rungs.filter((rung) => rung.state !== 'never')
  const hindered = isEnough(had.length, target) ? hinderedBy(had, required, pin, situation) : null
  if (hindered !== null) return hindered

  const limit = limitOf(situation)
  // Where it was there before the change too, another change has taken it away meanwhile, or one ahead in the queue brings it.
  const earlier = stepsWith(pin, identity, 'before', situation)
  const arriving = [...stepsWith(pin, identity, 'head', situation)].filter((step) => !earlier.has(step))
  const soon = new Set([...had.map(({ step }) => step), ...arriving])
  if (arriving.length > 0 && isEnough(soon.size, target)) {
    return { decision: 'same-change', finding: finding('image-same-change', 'error', { ...args, ...limit }, place), evidence: null }
  }
  const liveThere = sameRepositoryLive(pin, situation)
  return { decision: 'not-live', finding: finding('image-not-live', 'error', { ...args, liveThere, ...limit }, place), evidence: null }
}

/** The steps before that hold the image at a revision. */
function stepsWith({ image }: Pin, identity: ImageIdentity, revision: 'before' | 'live' | 'head', situation: Situation): ReadonlySet<PreviousStep> {
  const { target, pinned, policy } = situation
  const has = ({ overlays }: PreviousStep): boolean =>
    overlays.some((overlay) => {
      const previous = pinned.get(overlay)
      return previous !== undefined && holds(previous[revision], image, identity, previous.environment, policy)
    })
  return new Set(target.previous.steps.filter(has))
}

type Superseded = Extract<Rung, { state: 'superseded' }>

function supersededBy(rung: Superseded | undefined, pin: Pin, situation: Situation): Outcome | null {
  if (rung === undefined) return null
  const { target, moment } = situation
  const { superseded: admission } = target.environment
  const evidence = evidenceOf(rung.step.environment, rung.stay, rung.level, moment)
  if (admission === 'allow') return { decision: 'superseded', finding: null, evidence }
  const level = admission === 'deny' ? 'error' : 'warning'
  const args = { ...argsOf(pin, target), proof: stepProof(rung.step, rung.stay) }
  return { decision: 'superseded', finding: finding('image-superseded', level, args, findingPlace(pin, situation)), evidence }
}
