// Annotations: each finding at the line that causes it; what has one cause is one annotation.

import type { Annotation, AnnotationLevel } from '../model/annotation.ts'
import type { Level } from '../model/finding.ts'
import type { Report } from '../model/report.ts'
import { byKeys } from '../model/text.ts'
import { cutLines, utf8Length } from './bytes.ts'
import type { Cause } from './cause.ts'
import { causesOf } from './cause.ts'
import { foldersOf } from './folders.ts'
import { grouped } from './values.ts'

/** GitHub takes 64 KB of message and of raw details each (REST, check runs); this leaves headroom. */
const LARGEST_TEXT = 60_000
const LONGEST_LIST = 20

const LEVELS: Readonly<Record<Level, AnnotationLevel>> = { error: 'failure', warning: 'warning', notice: 'notice' }
const RANK: Readonly<Record<AnnotationLevel, string>> = { failure: '0', warning: '1', notice: '2' }

/** One annotation for each cause that has a place: errors first, then by place. Waived findings have none. */
export function annotations(report: Report): readonly Annotation[] {
  const located = report.findings.filter(({ location, waiver }) => location !== null && waiver === null)
  return causesOf(located, foldersOf(report)).flatMap(annotationOf).toSorted(byAnnotation)
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

function annotationOf(cause: Cause): readonly Annotation[] {
  const { location, findings } = cause
  if (location === null) return []
  const endLine = findings.reduce((last, finding) => Math.max(last, finding.location?.endLine ?? 0), location.line)
  const columns = new Set(findings.map((finding) => finding.location?.column ?? null))
  return [
    {
      path: location.file,
      startLine: location.line,
      endLine,
      startColumn: endLine === location.line && columns.size === 1 ? location.column : null,
      level: LEVELS[cause.first.level],
      title: cause.title,
      message: messageOf(cause),
      rawDetails: fixOf(cause)
    }
  ]
}

function messageOf({ messages, help, related }: Cause): string {
  const shown = messages.slice(0, LONGEST_LIST)
  const rest = messages.length - shown.length
  const more = rest > 0 ? [`- and ${grouped(rest)} more`] : []
  const list = messages.length < 2 ? shown : [...shown.map((message) => `- ${message}`), ...more]
  const parts = [list.join('\n'), related.join('\n'), help].filter((part) => part !== '')
  return cutLines(parts.join('\n\n'), LARGEST_TEXT, '… cut for size; see the job summary')
}

/** Whole repairs, as many as fit. */
function fixOf({ fixes }: Cause): string | null {
  const kept: string[] = []
  let bytes = 0
  for (const fix of fixes) {
    const size = utf8Length(fix) + 1
    if (bytes + size > LARGEST_TEXT) continue
    kept.push(fix)
    bytes += size
  }
  return kept.length === 0 ? null : kept.join('\n')
}
