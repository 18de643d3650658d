// A value that breaks its axis's bound because it says another environment's word: the environment's own word in its place.

import { boundPattern } from '../model/bound.ts'
import { environmentWords } from '../model/environment.ts'
import { scalarSource } from './scalar-text.ts'
import { selectsOne } from './set-value.ts'
import { withWord } from './set-reference.ts'
import { isShared, spotsAt } from './spot.ts'
import { replaceNode } from './text-edit.ts'
import type { Repair, Repairable, Workshop } from './world.ts'
import { isExact, isOwn } from './world.ts'

type FieldSubject = Extract<Repairable['subject'], { kind: 'field' }>

/** null where the value says no other environment's word, or where the bound holds for none of the own ones, or for several. */
export function setBounded({ finding }: Repairable, { overlay }: FieldSubject, workshop: Workshop): Repair | null {
  const { location } = finding
  if (finding.code !== 'axis-bound' || !isExact(location) || !isOwn(location.file, overlay, workshop)) return null
  const { bound, value } = finding.args
  const environment = workshop.environments.find(({ name }) => name === overlay.environment)
  const text = workshop.text(location.file)
  if (environment === undefined || text === null) return null
  const own = environmentWords(environment)
  const foreign = workshop.environments.flatMap(environmentWords).filter((word) => !own.includes(word))
  const pattern = boundPattern(bound, environment)
  const exchanges = foreign.flatMap((word) => own.map((mine) => [word, mine] as const)).filter(([word, mine]) => {
    const exchanged = withWord(value, value, word, mine)
    return exchanged !== null && pattern?.test(exchanged) === true
  })
  const [exchange, ...more] = exchanges.some(([, mine]) => mine === environment.name) ? exchanges.filter(([, mine]) => mine === environment.name) : exchanges
  if (exchange === undefined || more.length > 0) return null
  for (const spot of spotsAt(location, workshop).toReversed()) {
    const { node } = spot
    const exchanged = spot.atKey || node.kind !== 'scalar' || isShared(spot) ? null : withWord(node.text, value, ...exchange)
    if (exchanged === null || node.kind !== 'scalar' || !selectsOne(spot, location.file, workshop)) continue
    const source = scalarSource(exchanged, node.style)
    if (source !== null) return { file: location.file, edits: [replaceNode(node, source)] }
  }
  return null
}
