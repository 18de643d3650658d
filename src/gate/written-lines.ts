// Which lines of the judged files the change wrote.

import { remembered } from '../core/model/memo.ts'
import { addedLines } from '../core/repair/unified-diff.ts'
import type { Revisions } from './trees.ts'

/** Whether the change wrote a line of a file; lines count from 1. */
export type WrittenLines = (file: string, line: number) => boolean

/** Without an earlier revision no line is known to be the change's. */
export function writtenLines({ head, before }: Revisions): WrittenLines {
  const linesOf = remembered((file: string): ReadonlySet<number> => {
    if (before === null || before.entries.get(file)?.blob === head.entries.get(file)?.blob) return new Set()
    return addedLines(before.entries.has(file) ? before.text(file) : undefined, head.text(file) ?? '') ?? new Set()
  })
  return (file, line) => linesOf(file).has(line)
}
