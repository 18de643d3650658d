// Replaces another environment's word by the environment's own in the scalar that names it.

import { environmentWords } from '../model/environment.ts'
import { escapeRegExp } from '../model/text.ts'
import { scalarSource } from './scalar-text.ts'
import { selectsOne } from './set-value.ts'
import { isShared, lineRange, spotsAt } from './spot.ts'
import { replaceNode } from './text-edit.ts'
import type { Repair, Repairable, Workshop } from './world.ts'
import { isExact, isOwn } from './world.ts'

type FieldSubject = Extract<Repairable['subject'], { kind: 'field' }>

/** Null where the environment's own word for it is not certain, or the value would still name another one. */
export function setReference({ finding }: Repairable, { overlay }: FieldSubject, workshop: Workshop): Repair | null {
  const { location } = finding
  if (finding.code !== 'cross-environment-reference' || !isExact(location) || !isOwn(location.file, overlay, workshop)) return null
  const text = workshop.text(location.file)
  const line = text === null ? null : lineRange(text, location.line)
  if (text === null || line === null) return null
  for (const spot of spotsAt(location, workshop).toReversed()) {
    const { node } = spot
    if (spot.atKey || node.kind !== 'scalar' || isShared(spot) || !node.text.includes(finding.args.value)) continue
    if (!selectsOne(spot, location.file, workshop)) continue
    const edited = (word: string): string | null => {
      const renamed = withWord(node.text, finding.args.value, finding.args.word, word)
      return renamed === null || namesOther(renamed, overlay.environment, workshop) ? null : scalarSource(renamed, node.style)
    }
    const earlier = new Set(workshop.before?.entries.has(location.file) === true ? workshop.before.text(location.file)?.split(/\r?\n/) : [])
    const source = ownWords(finding.args.word, finding.args.names, overlay.environment, workshop, (word) => {
      const written = edited(word)
      return written !== null && earlier.has((text.slice(line.start, node.start) + written + text.slice(node.end, line.end)).trimEnd())
    }).map(edited)
    const [only, ...more] = source
    if (only !== undefined && only !== null && more.length === 0) return { file: location.file, edits: [replaceNode(node, only)] }
  }
  return null
}

/** What the line said before; else the word of the same sort: the name for a name, the one alias for an alias. */
function ownWords(word: string, names: string, own: string, { environments }: Workshop, wasSaid: (word: string) => boolean): readonly string[] {
  const environment = environments.find(({ name }) => name === own)
  if (environment === undefined) return []
  const said = environmentWords(environment).filter(wasSaid)
  if (said.length > 0) return said
  return word === names || environment.aliases.length === 0 ? [own] : environment.aliases
}

/** The text with the word exchanged where it stands alone in the value; null where the value or the word is not there. */
export function withWord(text: string, value: string, word: string, own: string): string | null {
  const at = text.indexOf(value)
  const alone = new RegExp(`(?<=^|[/:._-])${escapeRegExp(word)}(?=$|[/:._-])`, 'g')
  if (at < 0 || text.indexOf(value, at + 1) >= 0 || !alone.test(value)) return null
  return text.slice(0, at) + value.replaceAll(alone, own) + text.slice(at + value.length)
}

function namesOther(text: string, own: string, { environments }: Workshop): boolean {
  const others = environments.filter(({ name }) => name !== own).flatMap(environmentWords)
  const ownOnes = environments.filter(({ name }) => name === own).flatMap(environmentWords)
  const alone = (word: string): RegExp => new RegExp(`(?<=^|[/:._-])${escapeRegExp(word)}(?=$|[/:._-])`, 'g')
  // `pre-prod` holds `prod`: an environment's own longer word is no mention of another.
  const rest = ownOnes.toSorted((a, b) => b.length - a.length).reduce((left, word) => left.replaceAll(alone(word), ' '), text)
  return others.some((word) => alone(word).test(rest))
}
