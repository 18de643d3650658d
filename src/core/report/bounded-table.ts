// Tables that stay within rows and bytes and say how many rows are missing.

import { utf8Length } from './bytes.ts'
import { table } from './markdown.ts'
import { grouped } from './values.ts'

export type TableSize = { readonly rows: number; readonly bytes: number }

/** A Markdown table of the first rows that fit, at least one, and a line about the rest. Cells are Markdown. */
export function boundedTable(head: readonly string[], total: number, row: (index: number) => readonly string[], size: TableSize): string {
  const rows: (readonly string[])[] = []
  let bytes = 0
  while (rows.length < Math.min(total, size.rows)) {
    const next = row(rows.length)
    bytes += utf8Length(next.join(' | ')) + 5
    if (bytes > size.bytes && rows.length > 0) break
    rows.push(next)
  }
  const rest = total - rows.length
  return table(head, rows) + (rest > 0 ? `\n\n… and ${grouped(rest)} more in <code>report.json</code>.` : '')
}
