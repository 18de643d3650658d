// What to do next: an ordered short list, one step for each kind of finding, what hinders most first.

import type { Code, Finding } from '../model/finding.ts'
import type { FolderOf } from './folders.ts'
import { groupBy } from '../model/group.ts'
import { code, helpMarkdown } from './markdown.ts'
import { count } from './values.ts'
import { placeOf } from './quote.ts'
import { wordsOf } from './words.ts'

const LONGEST_LIST = 8

/** What must be mended before the rest can be judged; then what may not run; then what differs; then tidying up. */
const ORDER: Readonly<Record<Code, number>> = {
  'config-invalid': 0,
  'no-overlays': 1,
  'history-unavailable': 2,
  'render-blocked': 3,
  'render-failed': 4,
  'render-timeout': 5,
  'render-invalid': 6,
  'limit-exceeded': 7,
  'image-denied': 10,
  'image-suspect': 11,
  'image-unpinned': 12,
  'image-same-change': 13,
  'image-not-live': 14,
  'image-soaking': 15,
  'image-unproven': 16,
  'image-introduced': 17,
  'image-superseded': 18,
  'cross-environment-reference': 20,
  'drift-secret-keys': 21,
  'drift-missing-resource': 22,
  'drift-missing-field': 23,
  'drift-image-repository': 24,
  'drift-value': 25,
  'axis-bound': 26,
  'waiver-invalid': 30,
  'waiver-expired': 31,
  'waiver-unused': 32,
  'overlay-removed': 33,
  'policy-changed': 34,
  'no-counterpart': 35,
  'unresolved-variable': 36,
  'image-rollback': 37,
  'image-fan-out': 38
}

export type Step = { readonly title: string; readonly place: string | null; readonly more: number; readonly help: string }

/** The first choice for each kind of finding: of errors while there are any, else of warnings. */
function nextSteps(findings: readonly Finding[], folders: FolderOf): readonly Step[] {
  const open = findings.filter((finding) => finding.waiver === null)
  const level = open.some((finding) => finding.level === 'error') ? 'error' : 'warning'
  const groups = [...groupBy(open.filter((finding) => finding.level === level), (finding) => finding.code).values()]
  return groups
    .toSorted((a, b) => orderOf(a) - orderOf(b))
    .slice(0, LONGEST_LIST)
    .flatMap((group) => group.slice(0, 1).map((finding) => ({ ...firstChoice(finding, folders), more: group.length - 1 })))
}

/** As a Markdown section; '' where there is nothing to do. */
export function nextStepsSection(findings: readonly Finding[], folders: FolderOf): string {
  const items = nextSteps(findings, folders).map((step, index) => {
    const at = step.place === null ? '' : ` at ${code(step.place)}`
    const more = step.more > 0 ? ` and ${count(step.more, 'more like it', 'more like it')}` : ''
    return indented(`${String(index + 1)}. `, `${code(step.title)}${at}${more}<br>${helpMarkdown(step.help)}`)
  })
  const old = findings.filter((finding) => finding.existing && finding.level === 'error' && finding.waiver === null).length
  if (old > 0) {
    const what = `${count(old, 'difference')} ${old === 1 ? 'was' : 'were'} there before this change.`
    const how = `To mend them step by step, set ${code('existing-drift: warn')}: then only new drift fails.`
    items.push(`${String(items.length + 1)}. ${what} ${how}`)
  }
  return items.length === 0 ? '' : `### What to do next\n\n${items.join('\n')}`
}

function firstChoice(finding: Finding, folders: FolderOf): Omit<Step, 'more'> {
  const { title, help } = wordsOf(finding, folders)
  const place = finding.location === null ? null : placeOf(finding.location)
  return { title, place, help: help.split('\n\n')[0] ?? '' }
}

function orderOf(group: readonly Finding[]): number {
  const first = group[0]
  return first === undefined ? 99 : ORDER[first.code]
}

/** A list item: what follows its first line is indented to belong to it. */
function indented(mark: string, text: string): string {
  return mark + text.split('\n').map((line, index) => (index === 0 || line === '' ? line : ' '.repeat(mark.length) + line)).join('\n')
}
