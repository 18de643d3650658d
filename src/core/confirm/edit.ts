// Changes to a file's text for an experiment. They are never shown to anyone: the file need only still be read as meant.

/** Offsets count UTF-16 units of the file's text; `end` is behind the last one. */
export type Edit = { readonly file: string; readonly start: number; readonly end: number; readonly text: string }

/** The text with the edits made. Of two that overlap, the one that starts first is made, and of another deletion what is left to delete. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = ''
  let done = 0
  for (const edit of edits.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (edit.start < done && (edit.text !== '' || edit.end <= done)) continue
    result += text.slice(done, Math.max(done, edit.start)) + edit.text
    done = edit.end
  }
  return result + text.slice(done)
}

/** The texts of all files that the edits touch. */
export function editedTexts(edits: readonly Edit[], textOf: (file: string) => string): ReadonlyMap<string, string> {
  const files = new Set(edits.map(({ file }) => file))
  return new Map([...files].map((file) => [file, applyEdits(textOf(file), edits.filter((edit) => edit.file === file))]))
}
