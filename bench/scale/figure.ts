// One figure of the benchmark: what was measured, its spread, and the target that it is held to.

import { markdownTable } from '../markdown-table.ts'
import type { Spread } from './statistics.ts'

export type Unit = '' | 's' | 'MB' | 'builds'

export type Figure = Spread & {
  /** Such as `full audit ÷ bare builds: wall`. */
  readonly name: string
  readonly overlays: number
  readonly unit: Unit
  /** The most that it should be; null: only told. */
  readonly target: number | null
  /** What was set against each other, in medians. */
  readonly note: string
}

export function figure(name: string, overlays: number, spread: Spread, unit: Unit, target: number | null, note: string): Figure {
  return { name, overlays, ...spread, unit, target, note }
}

/** The median counts. */
export function isMissed({ median, target }: Figure): boolean {
  return target !== null && median > target
}

export function figureTable(figures: readonly Figure[]): string {
  return markdownTable(
    ['figure', 'overlays', 'median', 'lowest to highest', 'target', 'met', 'medians of'],
    figures.map((each) => {
      const { name, overlays, median, low, high, unit, target, note } = each
      const met = target === null ? '' : isMissed(each) ? '**no**' : 'yes'
      return [name, String(overlays), amount(median, unit), `${amount(low, unit)} to ${amount(high, unit)}`, target === null ? '' : `≤ ${amount(target, unit)}`, met, note]
    })
  )
}

/** One line for each figure that is over its target; '' where none is. */
export function missedLines(figures: readonly Figure[]): string {
  return figures
    .filter(isMissed)
    .map(({ name, overlays, median, target, unit }) => `- missed: ${name}, ${overlays} overlays: ${amount(median, unit)} instead of at most ${amount(target ?? 0, unit)}`)
    .join('\n')
}

export function amount(value: number, unit: Unit): string {
  switch (unit) {
    case '':
      return value.toFixed(value < 0.1 ? 3 : 2)
    case 's':
      return `${value.toFixed(2)} s`
    case 'MB':
      return `${Math.round(value)} MB`
    case 'builds':
      return String(Math.round(value))
  }
}

export function seconds(milliseconds: number): string {
  return amount(milliseconds / 1000, 's')
}
