// Places in source files.

/** `exact`: the one line that holds the value. `confirmed`: shown by experiment. `file`: the file is right, the line is not known. */
export type Confidence = 'exact' | 'confirmed' | 'file'

/** Lines and columns count from 1. With confidence `file`, line and endLine are 1 and column is null. */
export type SourceLocation = {
  readonly file: string
  readonly line: number
  readonly endLine: number
  readonly column: number | null
  readonly confidence: Confidence
}

export type RelatedLocation = { readonly location: SourceLocation; readonly note: string }

/** The whole file. */
export function fileLocation(file: string): SourceLocation {
  return { file, line: 1, endLine: 1, column: null, confidence: 'file' }
}

/** One line, and the column where the value starts if it is known. */
export function lineLocation(file: string, line: number, column: number | null = null): SourceLocation {
  return { file, line, endLine: line, column, confidence: 'exact' }
}
