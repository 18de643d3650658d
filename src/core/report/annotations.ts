// Annotations: each finding at the line that causes it; what has one cause is one annotation.

import type { Annotation, AnnotationLevel } from '../model/annotation.ts'
import { byFinding } from '../model/finding.ts'
import type { Finding, Level } from '../model/finding.ts'
import type { Report } from '../model/report.ts'
import type { RelatedLocation, SourceLocation } from '../model/source.ts'
import { byKeys, byText } from '../model/text.ts'
import { cutLines, utf8Length } from './bytes.ts'
import type { FolderOf } from './folders.ts'
import { foldersOf } from './folders.ts'
import { groupBy } from './group.ts'
import { visible } from './visible.ts'
import { grouped } from './values.ts'
import { wordsOf } from './words.ts'
import { placeOf } from './quote.ts'

/** GitHub takes 64 KB of message and of raw details each (REST, check runs); this leaves headroom. */
const LARGEST_TEXT = 60_000
const LONGEST_LIST = 20
const LONGEST_RELATED = 5

const LEVELS: Readonly<Record<Level, AnnotationLevel>> = { error: 'failure', warning: 'warning', notice: 'notice' }
const RANK: Readonly<Record<AnnotationLevel, string>> = { failure: '0', warning: '1', notice: '2' }

type Located = { readonly finding: Finding; readonly location: SourceLocation }

/**
 * One annotation for each place, code, level and pair of environments: errors first, then by place.
 * Findings without a place and waived ones have none; the job summary lists them.
 */
export function annotations(report: Report): readonly Annotation[] {
  const folders = foldersOf(report)
  const located = report.findings.toSorted(byFinding).flatMap((finding): readonly Located[] =>
    finding.location === null || finding.waiver !== null ? [] : [{ finding, location: finding.location }]
  )
  const groups = groupBy(located, ({ finding, location }) =>
    JSON.stringify([location.file, location.line, finding.code, finding.level, finding.against, finding.environment])
  )
  return [...groups.values()].flatMap((group) => annotationOf(group, folders)).toSorted(byAnnotation)
}

const number = (value: number): string => String(value).padStart(9, '0')
const byAnnotation = byKeys<Annotation>(
  (a) => RANK[a.level],
  (a) => a.path,
  (a) => number(a.startLine),
  (a) => number(a.startColumn ?? 0),
  (a) => a.title,
  (a) => a.message
)

function annotationOf(group: readonly Located[], folders: FolderOf): readonly Annotation[] {
  const [first] = group
  if (first === undefined) return []
  const words = group.map(({ finding }) => wordsOf(finding, folders))
  const messages = [...new Set(words.map(({ message }) => message))]
  const help = words[0]?.help ?? ''
  const titles = new Set(words.map(({ title }) => title))
  const endLine = group.reduce((last, { location }) => Math.max(last, location.endLine), first.location.line)
  const oneLine = endLine === first.location.line
  const columns = new Set(group.map(({ location }) => location.column))
  return [
    {
      path: first.location.file,
      startLine: first.location.line,
      endLine,
      startColumn: oneLine && columns.size === 1 ? first.location.column : null,
      level: LEVELS[first.finding.level],
      title: `${words[0]?.title ?? ''}${titles.size > 1 ? ` and ${grouped(titles.size - 1)} more` : ''}`,
      message: messageOf(messages, messages.length < 2 ? help : shared(help), related(group)),
      rawDetails: fixOf(group)
    }
  ]
}

function messageOf(messages: readonly string[], help: string, also: readonly string[]): string {
  const shown = messages.slice(0, LONGEST_LIST)
  const rest = messages.length - shown.length
  const more = rest > 0 ? [`- and ${grouped(rest)} more`] : []
  const list = messages.length < 2 ? shown : [...shown.map((message) => `- ${message}`), ...more]
  const parts = [list.join('\n'), also.join('\n'), help].filter((part) => part !== '')
  return cutLines(parts.join('\n\n'), LARGEST_TEXT, '… cut for size; see the job summary')
}

/** Of one finding's help what holds for all of them: the first choice, and what has nothing to paste. */
function shared(help: string): string {
  return help.split('\n\n').filter((paragraph, index) => index === 0 || !paragraph.includes('\n    ')).join('\n\n')
}

function related(group: readonly Located[]): readonly string[] {
  const lines = group.flatMap(({ finding }) => finding.related.map(also))
  return [...new Set(lines)].toSorted(byText).slice(0, LONGEST_RELATED)
}

/** The other place of a finding on one line: `also: file:line (note)`. */
export function also({ location, note }: RelatedLocation): string {
  return visible(`also: ${placeOf(location)}${note === '' ? '' : ` (${note})`}`)
}

/** Every different repair, whole ones only. */
function fixOf(group: readonly Located[]): string | null {
  const fixes: string[] = []
  let bytes = 0
  for (const fix of new Set(group.map(({ finding }) => finding.fix))) {
    const size = fix === null ? 0 : utf8Length(fix) + 1
    if (fix === null || bytes + size > LARGEST_TEXT) continue
    fixes.push(fix)
    bytes += size
  }
  return fixes.length === 0 ? null : fixes.join('\n')
}
