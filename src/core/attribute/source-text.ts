// A text that may be embedded in another: a whole file, the body of a block scalar, a quoted scalar.

import type { SourceLocation } from '../model/source.ts'
import { fileLocation, lineLocation } from '../model/source.ts'

/** Where something is written. line is null where only the file is known. Lines and columns count from 1. */
export type Mark = { readonly file: string; readonly line: number | null; readonly column: number | null }

/** From this column (from 1) of a line of the text on, the text stands on that line of the file. */
export type Span = { readonly column: number; readonly line: number }

export type SourceText = {
  /** The file that holds the text. */
  readonly file: string
  readonly text: string
  /** The file's line on which the text's first line stands; null where the lines cannot be told. */
  readonly first: number | null
  /** 1: each line of the text is a line of the file. 0: all of it stands on one line of the file. */
  readonly step: 0 | 1
  /** Columns by which the text is indented in the file. */
  readonly indent: number
  /** For texts whose lines were folded: where each of them stands, line by line, in order of columns. */
  readonly spans?: readonly (readonly Span[])[]
}

export function wholeFile(file: string, text: string): SourceText {
  return { file, text, first: 1, step: 1, indent: 0 }
}

/** The mark of a line (from 1) and column (from 1) of the text. */
export function markAt(source: SourceText, line: number, column: number | null): Mark {
  if (source.first === null) return { file: source.file, line: null, column: null }
  if (source.spans !== undefined) return { file: source.file, line: lineIn(source.spans[line - 1] ?? [], column), column: null }
  if (source.step === 0) return { file: source.file, line: source.first, column: null }
  return { file: source.file, line: source.first + line - 1, column: column === null ? null : column + source.indent }
}

/** A line of the text that stands on several lines of the file is on none of them without a column. */
function lineIn(spans: readonly Span[], column: number | null): number | null {
  if (column === null) return spans.length === 1 ? (spans[0]?.line ?? null) : null
  return spans.findLast((span) => span.column <= column)?.line ?? null
}

/** The whole file where the line is not known. */
export function locationOf(mark: Mark): SourceLocation {
  return mark.line === null ? fileLocation(mark.file) : lineLocation(mark.file, mark.line, mark.column)
}

/** The first line (from 1) on which two texts differ; null where they are equal. */
export function firstDifferentLine(a: string, b: string): number | null {
  if (a === b) return null
  const left = a.split('\n')
  const right = b.split('\n')
  const at = left.findIndex((line, index) => line !== right[index])
  return (at < 0 ? left.length : at) + 1
}
