// Changes to a text by whole lines or within one line, so that the lines which a mutation touches are known for certain.

export type Edit =
  /** Columns count from 0; `to` is the first one that stays. */
  | { readonly kind: 'replace'; readonly line: number; readonly from: number; readonly to: number; readonly text: string }
  /** Lines count from 1; both ends go. */
  | { readonly kind: 'delete'; readonly from: number; readonly to: number }
  | { readonly kind: 'insert'; readonly before: number; readonly lines: readonly string[] }

/** Lines of a file, both ends included. */
export type Range = { readonly file: string; readonly from: number; readonly to: number }

export function applyEdit(text: string, edit: Edit): string {
  const lines = text.split('\n')
  switch (edit.kind) {
    case 'replace': {
      const line = lines[edit.line - 1] ?? ''
      lines[edit.line - 1] = line.slice(0, edit.from) + edit.text + line.slice(edit.to)
      break
    }
    case 'delete':
      lines.splice(edit.from - 1, edit.to - edit.from + 1)
      break
    case 'insert':
      lines.splice(edit.before - 1, 0, ...edit.lines)
      break
  }
  return lines.join('\n')
}

/** The lines that an edit has written (in the text after it) or taken out (in the text before it). */
export function touchedLines(file: string, edit: Edit): Range {
  switch (edit.kind) {
    case 'replace':
      return { file, from: edit.line, to: edit.line }
    case 'delete':
      return { file, from: edit.from, to: edit.to }
    case 'insert':
      return { file, from: edit.before, to: edit.before + edit.lines.length - 1 }
  }
}
