// Scalars whose lines YAML folds (`>`, and quotes over several lines): which line of the file each piece of the text stands on.

import type { Span } from './source-text.ts'

export type FoldedStyle = 'folded' | 'single' | 'double'

/** Where a piece begins in the text, and on which line of the file it stands. */
type Start = { readonly offset: number; readonly line: number }

/**
 * The spans of a text, line by line; null where the pieces of the written lines do not make up the text in order. written: the scalar's
 * lines in the file, without indicators and closing quote; first: the file's line of the first of them.
 */
export function foldedSpans(text: string, written: readonly string[], first: number, style: FoldedStyle): readonly (readonly Span[])[] | null {
  const starts: Start[] = []
  let at = 0
  for (const [index, raw] of written.entries()) {
    const piece = pieceOf(raw, style)
    if (piece === null) return null
    if (piece === '') continue
    // Between two pieces there is nothing but what folding leaves: blanks and line breaks.
    while (at < text.length && !text.startsWith(piece, at) && /\s/.test(text[at] ?? '')) at++
    if (!text.startsWith(piece, at)) return null
    starts.push({ offset: at, line: first + index })
    at += piece.length
  }
  return text.slice(at).trim() === '' ? byLines(text, starts) : null
}

function pieceOf(raw: string, style: FoldedStyle): string | null {
  if (style === 'folded') return raw.trim()
  if (style === 'single') return raw.trim().replaceAll("''", "'")
  // A line that ends with a backslash is joined to the next as it is.
  const joined = /(^|[^\\])(\\\\)*\\$/.test(raw.trimEnd())
  const body = joined ? raw.trimStart().replace(/\\\s*$/, '') : raw.trim()
  try {
    const read: unknown = JSON.parse(`"${body.replaceAll(/\\ /g, ' ').replaceAll('\t', '\\t')}"`)
    return typeof read === 'string' ? read : null
  } catch {
    return null
  }
}

function byLines(text: string, starts: readonly Start[]): readonly (readonly Span[])[] {
  let lineStart = 0
  let next = 0
  return text.split('\n').map((content) => {
    const end = lineStart + content.length
    while ((starts[next]?.offset ?? Infinity) <= lineStart) next++
    const before = starts[next - 1]
    const spans = before === undefined ? [] : [{ column: 1, line: before.line }]
    for (let start = starts[next]; start !== undefined && start.offset <= end; start = starts[++next]) {
      const blank = text.slice(lineStart, start.offset).trim() === ''
      if (blank) spans.length = 0
      spans.push({ column: blank ? 1 : start.offset - lineStart + 1, line: start.line })
    }
    lineStart = end + 1
    return spans
  })
}
