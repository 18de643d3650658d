// The board as a section of the job summary.

import type { Board } from '../model/board.ts'
import { boundedTable } from './bounded-table.ts'
import type { TableSize } from './bounded-table.ts'
import { boardFootnotes, boardNotes, boardRows, leadTimeText } from './board.ts'
import { code, escapeMarkdown, sentence } from './markdown.ts'

const HEAD = ['Application', 'Environment', 'Container', 'Version', 'Live', 'Brought by', 'May go to']

/** Markdown; '' where there is no application. */
export function boardSection(board: Board, size: TableSize): string {
  const rows = board.applications.flatMap((application) => boardRows(application, board).map((row) => ({ application: application.name, row })))
  if (rows.length === 0) return ''
  const cells = (index: number): readonly string[] =>
    rows.slice(index, index + 1).flatMap(({ application, row: { place, container, version, since, by, next } }) => [
      code(application),
      code(place),
      container === '' ? '' : code(container),
      code(version),
      sentence(since),
      escapeMarkdown(by),
      sentence(next)
    ])
  const times = board.leadTimes.map((time) => sentence(leadTimeText(time)))
  const rollbacks = boardNotes({ leadTimes: [], overlays: board.applications.flatMap(({ overlays }) => overlays) }).length
  const back = rollbacks === 0 ? [] : board.applications.flatMap((application) => boardNotes({ ...application, leadTimes: [] }).map((note) => `${code(application.name)} ${sentence(note)}`))
  const notes = [...times, ...back, ...boardFootnotes(board).map(sentence)]
  return `### What is live where\n\n${boundedTable(HEAD, rows.length, cells, size)}\n\n${notes.slice(0, 50).map((note) => `- ${note}`).join('\n')}`
}
