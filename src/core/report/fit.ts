// Putting a document together from whole sections within a size that GitHub accepts.

import { utf8Length } from './bytes.ts'

export type Section = {
  /** For the note when it is left out, as Markdown: `drift of apps/catalog`. */
  readonly name: string
  /** Markdown without an empty line at either end; '' is no section. */
  readonly text: string
  /** Sections of lower rank are given room first; equal ranks in order. */
  readonly rank: number
}

/** Room for the note about what was left out. */
const NOTE_BYTES = 2_000
const LONGEST_NOTE = 8

/**
 * Joins sections in their order, leaving out whole ones where all do not fit into `limit` bytes of UTF-8.
 * What is left out is said at the end.
 */
export function fitSections(sections: readonly Section[], limit: number, elsewhere: string): string {
  const given = sections.filter((section) => section.text !== '')
  const whole = join(given.map((section) => section.text))
  if (utf8Length(whole) <= limit) return whole
  const kept = new Set<Section>()
  let room = limit - NOTE_BYTES
  for (const section of given.toSorted((a, b) => a.rank - b.rank)) {
    const size = utf8Length(section.text) + 2
    if (size > room) continue
    kept.add(section)
    room -= size
  }
  const missing = given.filter((section) => !kept.has(section)).map((section) => section.name)
  return join([...given.filter((section) => kept.has(section)).map((section) => section.text), note(missing, elsewhere)])
}

function note(missing: readonly string[], elsewhere: string): string {
  const named: string[] = []
  for (const name of missing.slice(0, LONGEST_NOTE)) {
    if (utf8Length([...named, name].join(', ')) > NOTE_BYTES / 2) break
    named.push(name)
  }
  const rest = missing.length - named.length
  const more = rest === 0 ? '' : named.length === 0 ? `${String(rest)} sections` : ` and ${String(rest)} more`
  return `> Left out for size: ${named.join(', ')}${more}. ${elsewhere}`
}

function join(texts: readonly string[]): string {
  return `${texts.join('\n\n')}\n`
}
