// Which lines of the judged files the change wrote.

import { addedLines } from '../core/repair/unified-diff.ts'
import type { Revisions } from './trees.ts'

/** Lines count from 1. Without an earlier revision no line is known to be the change's. */
export function writtenLines({ head, before }: Revisions): (file: string, line: number) => boolean {
  const known = new Map<string, ReadonlySet<number>>()
  const linesOf = (file: string): ReadonlySet<number> => {
    if (before === null || before.entries.get(file)?.blob === head.entries.get(file)?.blob) return new Set()
    return addedLines(before.entries.has(file) ? before.text(file) : undefined, head.text(file) ?? '') ?? new Set()
  }
  return (file, line) => {
    const lines = known.get(file) ?? linesOf(file)
    known.set(file, lines)
    return lines.has(line)
  }
}
