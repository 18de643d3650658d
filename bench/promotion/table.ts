// What was measured, as Markdown tables.

import { markdownTable } from '../markdown-table.ts'
import type { Measured } from './measure.ts'
import { PARTS } from './meter.ts'
import type { Replayed } from './replay-count.ts'

export function costTable(all: readonly Measured[]): string {
  return markdownTable(
    ['case', 'without history', 'with', 'added', 'added processor time', 'builds', 'added builds', 'transfer'],
    all.map(({ name, without, with: judged, added }) => [
      name,
      seconds(without.wall - (without.parts.transfer ?? 0)),
      seconds(judged.wall - (judged.parts.transfer ?? 0)),
      seconds(added.wall),
      seconds(added.processor),
      `${without.builds} → ${judged.builds}`,
      String(added.builds),
      added.transfer === 0 ? '' : seconds(added.transfer)
    ])
  )
}

export function partsTable(all: readonly Measured[]): string {
  const parts = PARTS.filter((part) => part !== 'transfer')
  return markdownTable(
    ['case', ...parts, 'memory'],
    all.map(({ name, without, with: judged }) => [
      name,
      ...parts.map((part) => `${Math.round(judged.parts[part] ?? 0)} ms`),
      `${Math.round(without.memory)} → ${Math.round(judged.memory)} MB`
    ])
  )
}

export function buildsTable(counts: ReadonlyMap<string, readonly number[]>): string {
  const most = Math.max(...[...counts.values()].flat())
  const columns = Array.from({ length: most + 1 }, (_, index) => index)
  return markdownTable(
    ['added builds', ...columns.map(String)],
    [...counts].map(([name, all]) => [`${name} (${all.length} applications)`, ...columns.map((count) => String(all.filter((each) => each === count).length))])
  )
}

export function replayTable({ commits, all, distinct, builds, started, wall, processor }: Replayed): string {
  return markdownTable(
    ['commits', 'overlays × commits', 'distinct contents', 'builds', 'kustomize started', 'wall', 'processor time'],
    [[...[commits, all, distinct, builds, started].map(String), seconds(wall), seconds(processor)]]
  )
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`
}
