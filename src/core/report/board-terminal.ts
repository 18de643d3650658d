// The board for a terminal: a block an application, columns aligned.

import type { Board } from '../model/board.ts'
import { boardFootnotes, boardNotes, boardRows, leadTimeText } from './board.ts'
import { visible } from './visible.ts'

/** Lines without a final line end; the only escape sequences are our own, and none without color. */
export function boardTerminal(board: Board, { color }: { readonly color: boolean }): string {
  const paint = (style: '1' | '2', text: string): string => (color ? `\u001b[${style}m${text}\u001b[0m` : text)
  const blocks = board.applications.map((application) => {
    const rows = boardRows(application, board).map(({ place, container, version, since, by, next }) =>
      [place, container, version, since, by, next === '' ? '' : `→ ${next.replaceAll('`', '')}`].map(visible)
    )
    const notes = boardNotes(application).map((note) => paint('2', `  ${visible(note.replaceAll('`', ''))}`))
    return [paint('1', visible(application.name)), ...aligned(rows), ...notes].join('\n')
  })
  const all = board.applications.length > 1 ? board.leadTimes.map((time) => `all applications: ${leadTimeText(time)}`) : []
  const end = [...all, ...boardFootnotes(board)].map((line) => paint('2', visible(line.replaceAll('`', ''))))
  return [...blocks, end.join('\n')].filter((part) => part !== '').join('\n\n')
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const width = (column: number): number => rows.reduce((most, row) => Math.max(most, [...(row[column] ?? '')].length), 0)
  const widths = (rows[0] ?? []).map((_cell, column) => width(column))
  return rows.map((row) => {
    const cells = row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - [...cell].length))
    return `  ${cells.filter((_cell, column) => (widths[column] ?? 0) > 0).join('  ').trimEnd()}`
  })
}
