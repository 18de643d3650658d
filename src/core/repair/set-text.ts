// Gives a value of several lines the text of the other environment: the lines of a literal block, or a whole file.

import type { SourceLocation } from '../model/source.ts'
import { isOneLine } from './scalar-text.ts'
import type { Spot } from './spot.ts'
import { blocksAround, isShared } from './spot.ts'
import type { Edit } from './text-edit.ts'
import { lineEndAt } from './text-edit.ts'
import type { Workshop } from './world.ts'

/** null where what is written there is not the value, or the other text cannot be written in the same way. */
export function textEdit(location: SourceLocation, own: string, theirs: string, workshop: Workshop, isAllowed: (spot: Spot) => boolean): Edit | null {
  const text = workshop.text(location.file)
  if (text === null || !fits(own, theirs)) return null
  if (text === own) return { start: 0, end: text.length, text: theirs }
  for (const spot of blocksAround(location, workshop).toReversed()) {
    const { node } = spot
    if (node.kind !== 'scalar' || (node.text !== own && node.text !== `${own}\n`) || isShared(spot) || text.charAt(node.start) !== '|' || !isAllowed(spot)) continue
    const start = lineEndAt(text, node.start)
    const first = /^ +(?=\S)/m.exec(text.slice(start, node.end))
    if (first === null || text.slice(node.start, node.end).includes('\r')) return null
    const lines = theirs.replace(/\n+$/, '').split('\n')
    return { start, end: node.end, text: lines.map((line) => (line === '' ? '' : first[0] + line)).join('\n') }
  }
  return null
}

/** Both of several lines that a literal block can hold, with the same line ends behind them. */
function fits(own: string, theirs: string): boolean {
  const ends = (text: string): number => text.length - text.replace(/\n+$/, '').length
  const lines = theirs.replace(/\n+$/, '').split('\n')
  const plain = lines.every((line) => isOneLine(line) && line === line.trimEnd()) && /^\S/.test(lines.find((line) => line !== '') ?? '')
  return (own.includes('\n') || theirs.includes('\n')) && ends(own) === ends(theirs) && plain
}
