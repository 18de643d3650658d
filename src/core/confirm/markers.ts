// Which scalar of the sources holds a rendered value: each that could is marked, and the render shows whose mark arrives.

import { base64 } from '../model/base64.ts'
import type { Scalar } from '../model/resource.ts'
import type { Edit } from './edit.ts'
import type { Entry, Span } from './entries.ts'

export type Marker = {
  readonly edit: Edit
  readonly line: number
  /** What the source holds before it is marked. */
  readonly text: string
  /** What shows in the render when the mark arrives. */
  readonly mark: string
}

/** More places than this with one text tell nothing in reasonable time. */
const MOST = 200
/** Below every port and above most: what marks a number must pass for one. */
const FIRST_NUMBER = 42_100

/**
 * A mark for every scalar that may hold the value. `whole`: those with its very text. `part`: those whose text is contained in it. A
 * boolean has no room for a mark, and a text of several lines is compared by its lines elsewhere.
 */
export function markersFor(value: Scalar, entries: readonly Entry[], how: 'whole' | 'part'): readonly Marker[] {
  const shown = String(value)
  if (value === null || typeof value === 'boolean' || shown === '' || shown.includes('\n')) return []
  const found = entries.flatMap((entry) => scalarsOf(entry)).filter(({ text }) => (how === 'whole' ? isWhole(text, shown) : isPart(text, shown)))
  if (found.length > MOST) return []
  return found.map(({ entry, text, span }, index) => {
    const number = /^\d+$/.test(text)
    const mark = number ? String(FIRST_NUMBER + index) : `pg${String(index).padStart(3, '0')}x`
    // Text is only added to, so that what is escaped in it stays so.
    const edit = { file: entry.file, start: number ? span.start : span.end, end: span.end, text: mark }
    return { edit, line: entry.line, text, mark: isEncoded(text, shown) ? base64(number ? mark : `${text}${mark}`) : mark }
  })
}

type Held = { readonly entry: Entry; readonly text: string; readonly span: Span }

/** The scalar itself and, of a literal or a line of an env file, what stands behind its `=`. */
function scalarsOf(entry: Entry): readonly Held[] {
  const { text, body } = entry
  if (text === null || body === null || text === '') return []
  const own = { entry, text, span: body }
  const sign = text.indexOf('=')
  if (sign < 0 || entry.key !== null || body.end - body.start !== text.length) return [own]
  const rest = text.slice(sign + 1)
  const quoted = /^(['"])(.*)\1$/.exec(rest)
  const [held, cut] = quoted === null ? [rest, 0] : [quoted[2] ?? '', 1]
  return [own, { entry, text: held, span: { start: body.start + sign + 1 + cut, end: body.end - cut } }]
}

function isWhole(text: string, shown: string): boolean {
  return text === shown || (/^[\d.]+$/.test(text) && Number(text) === Number(shown)) || isEncoded(text, shown)
}

function isPart(text: string, shown: string): boolean {
  return text.length >= 2 && text !== shown && shown.includes(text)
}

function isEncoded(text: string, shown: string): boolean {
  return text.length >= 2 && shown.length >= text.length * 1.33 && base64(text) === shown
}

/** The markers whose marks a rendered value shows. */
export function arrived(markers: readonly Marker[], value: Scalar): readonly Marker[] {
  const shown = String(value)
  return markers.filter(({ mark }) => shown.includes(mark))
}

/**
 * Of several that make up one value, the one in which it differs from the other side: an image's digest, else its tag. null where that
 * does not leave exactly one.
 */
export function decisive(markers: readonly Marker[], value: Scalar, against: unknown): Marker | null {
  const only = (list: readonly Marker[]): Marker | null => (list.length === 1 ? (list[0] ?? null) : null)
  if (only(markers) !== null) return only(markers)
  const differing = typeof against === 'string' ? markers.filter(({ text }) => !against.includes(text)) : markers
  if (only(differing) !== null) return only(differing)
  const image = /^[^\s@]+?(?::([\w.-]+))?(?:@(\w+:[0-9a-f]{32,}))?$/.exec(String(value))
  for (const part of [image?.[2], image?.[1]]) {
    const holders = part === undefined ? [] : differing.filter(({ text }) => text.includes(part))
    if (holders.length > 0) return only(holders)
  }
  return null
}
