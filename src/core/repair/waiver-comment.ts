// Removes a waiver that waives nothing: its comment, or its entry in the policy file.

import type { Finding } from '../model/finding.ts'
import { lineRange, spotsAt } from './spot.ts'
import { lineEndAt, lineStartAt, removeEntry, removeItem } from './text-edit.ts'
import type { Repair, Workshop } from './world.ts'
import { isExact } from './world.ts'

const COMMENT = /[ \t]*#\s*parity-gate:\s*allow\b[^\r\n]*/

/** `waiver-unused`. A policy that decides from before the change is only repaired where the change leaves it as it was. */
export function removeWaiver({ code, location }: Finding, workshop: Workshop): Repair | null {
  if (code !== 'waiver-unused' || !isExact(location)) return null
  const { file } = location
  const text = workshop.text(file)
  const range = text === null ? null : lineRange(text, location.line)
  if (text === null || range === null) return null
  const line = text.slice(range.start, range.end)
  const comment = COMMENT.exec(line)
  if (comment !== null) {
    const alone = line.slice(0, comment.index).trim() === ''
    const start = range.start + comment.index
    return { file, edits: [alone ? { ...range, text: '' } : { start, end: start + comment[0].length, text: '' }] }
  }
  const { before, head } = workshop
  if (before !== null && before.entries.get(file)?.blob !== head.entries.get(file)?.blob) return null
  const steps = spotsAt({ ...location, column: location.column ?? firstColumn(line) }, workshop)
    .map((spot) => spot.steps)
    .find(([field, item]) => field?.kind === 'entry' && field.key === 'waivers' && item?.kind === 'item')
  const [field, item] = steps ?? []
  if (field?.kind !== 'entry' || item?.kind !== 'item') return null
  const edit = item.of.items.length > 1 ? removeItem(text, item.of, item.index) : removeEntry(text, field.of, field.index)
  return edit === null || lineStartAt(text, edit.start) !== edit.start || lineEndAt(text, edit.end - 1) !== edit.end ? null : { file, edits: [edit] }
}

function firstColumn(line: string): number {
  return line.search(/[^\s-]/) + 1
}
