// What one line causes is told once: findings of one place and code, with what their words have in common.

import { byFinding } from '../model/finding.ts'
import type { Finding } from '../model/finding.ts'
import type { RelatedLocation, SourceLocation } from '../model/source.ts'
import { byText } from '../model/text.ts'
import type { FolderOf } from './folders.ts'
import { groupBy } from '../model/group.ts'
import { placeOf } from './quote.ts'
import { grouped } from './values.ts'
import { visible } from './visible.ts'
import { wordsOf } from './words.ts'

export type Cause = {
  /** In the declared order; at least one. */
  readonly findings: readonly Finding[]
  /** The most important of them. */
  readonly first: Finding
  readonly location: SourceLocation | null
  readonly title: string
  /** Each different message once. */
  readonly messages: readonly string[]
  /** What helps with all of them. */
  readonly help: string
  /** The other places, a line each. */
  readonly related: readonly string[]
  /** Every different repair. */
  readonly fixes: readonly string[]
}

const LONGEST_RELATED = 5

/** Joins findings at the same line with the same code and level; those without a place stay alone. Order by first finding. */
export function causesOf(findings: readonly Finding[], folders: FolderOf): readonly Cause[] {
  const groups = groupBy(findings.toSorted(byFinding), (finding) => {
    const { location, code, level, waiver } = finding
    const place = location === null ? [finding.application, finding.environment, finding.resource, finding.path, JSON.stringify(finding.args)] : [location.file, location.line]
    return JSON.stringify([code, level, waiver, ...place])
  })
  return [...groups.values()].flatMap((group) => causeOf(group, folders))
}

function causeOf(findings: readonly Finding[], folders: FolderOf): readonly Cause[] {
  const [first] = findings
  if (first === undefined) return []
  const words = findings.map((finding) => wordsOf(finding, folders))
  const titles = new Set(words.map(({ title }) => title))
  const messages = [...new Set(words.map(({ message }) => message))]
  const help = words[0]?.help ?? ''
  const related = new Set(findings.flatMap((finding) => finding.related.map(also)))
  return [
    {
      findings,
      first,
      location: first.location,
      title: `${words[0]?.title ?? ''}${titles.size > 1 ? ` and ${grouped(titles.size - 1)} more` : ''}`,
      messages,
      help: messages.length < 2 ? help : shared(help),
      related: [...related].toSorted(byText).slice(0, LONGEST_RELATED),
      fixes: [...new Set(findings.flatMap(({ fix }) => fix ?? []))]
    }
  ]
}

/** Of one finding's help what holds for all of them: the first choice, and what has nothing to paste. */
function shared(help: string): string {
  return help.split('\n\n').filter((paragraph, index) => index === 0 || !paragraph.includes('\n    ')).join('\n\n')
}

/** The other place of a finding on one line: `also: file:line (note)`. */
export function also({ location, note }: RelatedLocation): string {
  return visible(`also: ${placeOf(location)}${note === '' ? '' : ` (${note})`}`)
}
