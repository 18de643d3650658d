import { expect, test } from '@jest/globals'
import { plot } from '../../../bench/scale/plot.ts'

const svg = plot('Time & <overlays>', [
  { x: 'overlays', y: 'seconds', series: [{ name: 'ours', points: [{ x: 300, y: 4 }, { x: 30, y: 1 }] }, { name: 'bare', points: [{ x: 30, y: 0.5 }, { x: 300, y: 3.9 }] }] },
  { x: 'overlays', y: 'MB', series: [{ name: 'memory', points: [{ x: 30, y: 0 }] }] }
])

test('is well-formed: every element is closed and text is escaped', () => {
  expect(svg).toContain('Time &amp; &lt;overlays>')
  const open: string[] = []
  for (const [, end, name = '', self] of svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
    if (self === '/') continue
    if (end === '/') expect(open.pop()).toBe(name)
    else open.push(name)
  }
  expect(open).toEqual([])
})

test('has axes with units, a line and points for each series, in order of x', () => {
  for (const words of ['>overlays<', '>seconds<', '>MB<', '>ours<', '>bare<', '>memory<']) expect(svg).toContain(words)
  const lines = [...svg.matchAll(/<polyline points="([^"]*)"/g)].map(([, points = '']) => points.split(' ').map((pair) => pair.split(',').map(Number)))
  expect(lines.map((line) => line.length)).toEqual([2, 2, 1])
  const [[first, last] = []] = lines
  expect(first?.[0]).toBeLessThan(last?.[0] ?? 0)
  // SVG's y grows downwards.
  expect(first?.[1]).toBeGreaterThan(last?.[1] ?? 0)
  expect(svg.match(/<circle /g)).toHaveLength(5)
})

test('axes begin at zero and end at a round number that holds all', () => {
  const labels = [...svg.matchAll(/text-anchor="(?:end|middle)">([\d.]+)</g)].map(([, label]) => Number(label))
  expect(labels.slice(0, 6)).toEqual([0, 1, 2, 3, 4, 0])
  expect(labels).toContain(300)
  expect(svg).not.toMatch(/NaN|Infinity|undefined/)
})

test('has colours for light and for dark', () => {
  expect(svg).toContain('@media(prefers-color-scheme:dark)')
})
