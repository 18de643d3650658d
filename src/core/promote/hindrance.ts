// Images that are, or were, in the environments before, but too briefly or without proof.

import { finding } from '../model/finding.ts'
import { isoDate, isoTime } from '../model/time.ts'
import { evidenceOf, lengthOf } from './evidence.ts'
import type { Pin } from './pins.ts'
import type { Rung } from './rung.ts'
import { stepProof } from './rung.ts'
import type { Outcome, Situation } from './situation.ts'
import { argsOf, findingPlace } from './situation.ts'

type Short = Extract<Rung, { state: 'short' }>

/** Why the environments that had the image do not let it in yet; null where none of them hinders. `required`: seconds. */
export function hinderedBy(had: readonly Rung[], required: number, pin: Pin, situation: Situation): Outcome | null {
  const any = situation.target.previous.mode === 'any'
  const short = decisive(had.filter((rung) => rung.state === 'short'), any)
  const unproven = had.find((rung) => rung.state === 'unproven')
  // Of any, one that has no end is no hope while another one may still be proven.
  if (short !== null && !(any && short.until === null && unproven !== undefined)) return soaking(short, required, pin, situation)
  if (unproven === undefined) return null
  const args = { ...argsOf(pin, situation.target), missing: unproven.missing, evidence: unproven.what }
  return { decision: 'unproven', finding: finding('image-unproven', 'error', args, findingPlace(pin, situation)), evidence: null }
}

/** Of all, the one that takes longest; of any, the one that is first. What is no longer there takes for ever. */
function decisive(rungs: readonly Short[], any: boolean): Short | null {
  const end = ({ until }: Short): number => until ?? Number.MAX_VALUE
  return rungs.toSorted((a, b) => (any ? end(a) - end(b) : end(b) - end(a)))[0] ?? null
}

function soaking(rung: Short, required: number, pin: Pin, situation: Situation): Outcome {
  const { step, stay, until } = rung
  const { target, moment } = situation
  const args = {
    ...argsOf(pin, target),
    soaked: lengthOf(stay, moment.now),
    required,
    until: until === null ? null : isoTime(until),
    proof: stepProof(step, stay),
    ...(until === null ? limitOf(situation) : {})
  }
  const evidence = evidenceOf(step.environment, stay, 'declared', moment)
  return { decision: 'soaking', finding: finding('image-soaking', 'error', args, findingPlace(pin, situation)), evidence }
}

/** Where the look-back ends, for answers that older history might change. */
export function limitOf({ moment }: Situation): { readonly limit?: string } {
  const limit = moment.ledger?.limit ?? null
  return limit === null ? {} : { limit: isoDate(limit) }
}
