// What is said of repeated measurements.

import { median } from '../median.ts'

export type Spread = { readonly median: number; readonly low: number; readonly high: number }

/** At least one number. */
export function spreadOf(numbers: readonly number[]): Spread {
  if (numbers.length === 0) throw new Error('one measurement is the least')
  return { median: median(numbers), low: Math.min(...numbers), high: Math.max(...numbers) }
}

/** Of measurements made in turn: each of `ours` is divided by the one that was made beside it, so that a slow minute takes both. */
export function ratioOf(ours: readonly number[], others: readonly number[]): Spread {
  return spreadOf(inPairs(ours, others).map(([a, b]) => a / b))
}

/** As ratioOf, the difference of each pair. */
export function differenceOf(ours: readonly number[], others: readonly number[]): Spread {
  return spreadOf(inPairs(ours, others).map(([a, b]) => a - b))
}

function inPairs(ours: readonly number[], others: readonly number[]): readonly (readonly [number, number])[] {
  if (ours.length !== others.length) throw new Error('measurements in turn come in pairs')
  return ours.flatMap((value, index) => {
    const other = others[index]
    return other === undefined ? [] : [[value, other] as const]
  })
}

export type Point = { readonly x: number; readonly y: number }

/** The power of x by which y grows: the slope of the least-squares line through the logarithms. Points above 0, with two x. */
export function growthPower(points: readonly Point[]): number {
  const logs = points.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }))
  const mean = (of: (point: Point) => number): number => logs.reduce((sum, point) => sum + of(point), 0) / logs.length
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)]
  const [above, below] = [mean((point) => (point.x - x) * (point.y - y)), mean((point) => (point.x - x) ** 2)]
  if (below === 0) throw new Error('growth needs two different points')
  return above / below
}
