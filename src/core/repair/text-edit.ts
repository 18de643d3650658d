// Edits of a text by offsets: scalars replaced, whole entries and items taken out or put in, line ends and indentation kept.

import type { Written, WrittenList, WrittenMap } from './written.ts'

export type Edit = { readonly start: number; readonly end: number; readonly text: string }

/** Applies edits that do not overlap; null where two do. */
export function applyEdits(text: string, edits: readonly Edit[]): string | null {
  let result = ''
  let at = 0
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    if (edit.start < at) return null
    result += text.slice(at, edit.start) + edit.text
    at = edit.end
  }
  return result + text.slice(at)
}

export function lineStartAt(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

/** Behind the line end of the line that holds the letter at offset. */
export function lineEndAt(text: string, offset: number): number {
  const end = text.indexOf('\n', offset)
  return end < 0 ? text.length : end + 1
}

function eolOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n'
}

/** Takes out an entry with its lines; null where it shares a line with something else. */
export function removeEntry(text: string, map: WrittenMap, index: number): Edit | null {
  const entry = map.entries[index]
  if (entry === undefined) return null
  if (map.flow) return removeFlow(map.entries.map((each) => ({ start: each.start, end: Math.max(each.value.end, each.start) })), index)
  const start = lineStartAt(text, entry.start)
  return text.slice(start, entry.start).trim() === '' ? wholeLines(text, start, Math.max(entry.start + 1, entry.value.end)) : null
}

/** Takes out a list item with its lines; null where it shares a line with something else. */
export function removeItem(text: string, list: WrittenList, index: number): Edit | null {
  const item = list.items[index]
  if (item === undefined) return null
  if (list.flow) return removeFlow(list.items, index)
  const start = lineStartAt(text, item.start)
  return /^\s*-\s+$/.test(text.slice(start, item.start)) ? wholeLines(text, start, item.end) : null
}

function wholeLines(text: string, start: number, end: number): Edit {
  return { start, end: lineEndAt(text, end - 1), text: '' }
}

function removeFlow(parts: readonly { readonly start: number; readonly end: number }[], index: number): Edit | null {
  const [before, part, after] = [parts[index - 1], parts[index], parts[index + 1]]
  if (part === undefined) return null
  if (before !== undefined) return { start: before.end, end: part.end, text: '' }
  return after === undefined ? null : { start: part.start, end: after.start, text: '' }
}

/** Puts an item behind the last one. `source`: its lines, the first without indentation, the others relative to it. */
export function appendItem(text: string, list: WrittenList, source: readonly string[]): Edit | null {
  const last = list.items.at(-1)
  if (last === undefined || last.bound) return null
  if (list.flow) return source.length === 1 ? { start: last.end, end: last.end, text: `, ${source[0] ?? ''}` } : null
  const dash = text.slice(lineStartAt(text, last.start), last.start)
  return /^\s*-\s+$/.test(dash) ? insertLines(text, last.end, indented(source, dash)) : null
}

/** Puts an entry behind the one at index. `source`: as in appendItem. */
export function insertEntry(text: string, map: WrittenMap, index: number, source: readonly string[]): Edit | null {
  const entry = map.entries[index]
  if (entry === undefined || entry.value.bound) return null
  const end = Math.max(entry.value.end, entry.start + 1)
  if (map.flow) return source.length === 1 ? { start: end, end, text: `, ${source[0] ?? ''}` } : null
  const before = text.slice(lineStartAt(text, entry.start), entry.start)
  return /^\s*(?:-\s+)*$/.test(before) ? insertLines(text, end, indented(source, before.replaceAll('-', ' '))) : null
}

/** Puts lines at the end of a text, which keeps its final line end or the lack of it. */
export function appendLines(text: string, lines: readonly string[]): Edit {
  return insertLines(text, text.length, lines)
}

function insertLines(text: string, end: number, lines: readonly string[]): Edit {
  const eol = eolOf(text)
  const at = end === 0 || text.charAt(end - 1) === '\n' ? end : lineEndAt(text, end - 1)
  const open = at > 0 && text.charAt(at - 1) !== '\n'
  return { start: at, end: at, text: open ? lines.map((line) => eol + line).join('') : lines.map((line) => line + eol).join('') }
}

function indented(source: readonly string[], first: string): readonly string[] {
  const rest = ' '.repeat(first.length)
  return source.map((line, index) => (line === '' ? '' : (index === 0 ? first : rest) + line))
}

/** The lines of a node, the first without indentation, the others relative to it; null where one is indented less. */
export function linesOf(text: string, start: number, end: number): readonly string[] | null {
  const column = start - lineStartAt(text, start)
  const [first = '', ...rest] = text.slice(start, end).split(/\r?\n/)
  const lines = rest.map((line) => (line.trim() === '' ? '' : line.slice(0, column).trim() === '' ? line.slice(column) : null))
  return lines.every((line) => line !== null) ? [first, ...lines] : null
}

/** Replaces what is written at a node. */
export function replaceNode(node: Written, source: string): Edit {
  return { start: node.start, end: node.end, text: source }
}
