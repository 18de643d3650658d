// A plot as SVG, by hand: panels side by side, lines with points, axes from zero, colours for light and dark.

import type { Point } from './statistics.ts'

export type Series = { readonly name: string; readonly points: readonly Point[] }

export type Panel = {
  /** With its unit. */
  readonly x: string
  readonly y: string
  readonly series: readonly Series[]
}

const WIDTH = 380
const HEIGHT = 260
const EDGE = { left: 56, right: 16, top: 44, bottom: 46 } as const
const INNER = { width: WIDTH - EDGE.left - EDGE.right, height: HEIGHT - EDGE.top - EDGE.bottom } as const
/** Okabe and Ito's colours, which most people can tell apart; both are readable on white and on black. */
const LIGHT = ['#0072b2', '#c25100', '#007a59']
const DARK = ['#56b4e9', '#e69f00', '#2fbf96']
const TICKS = 5

export function plot(title: string, panels: readonly Panel[]): string {
  const width = WIDTH * panels.length
  const colours = (all: readonly string[]): string => all.map((colour, index) => `.s${index}{--c:${colour}}`).join('')
  const style = [
    'text{font:12px system-ui,sans-serif;fill:#24292f}.title{font-weight:600}.axis{stroke:#57606a}.grid{stroke:#d0d7de}',
    `line,polyline{stroke-width:1}polyline{fill:none;stroke:var(--c);stroke-width:2}circle{fill:var(--c)}.name{fill:var(--c)}${colours(LIGHT)}`,
    `@media(prefers-color-scheme:dark){text{fill:#e6edf3}.axis{stroke:#8b949e}.grid{stroke:#30363d}.name{fill:var(--c)}${colours(DARK)}}`
  ]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT}" width="${width}" height="${HEIGHT}" role="img" aria-label="${escaped(title)}">
<title>${escaped(title)}</title>
<style>${style.join('')}</style>
<text class="title" x="12" y="18">${escaped(title)}</text>
${panels.map((panel, index) => `<g transform="translate(${index * WIDTH} 0)">\n${drawn(panel)}\n</g>`).join('\n')}
</svg>
`
}

function drawn({ x, y, series }: Panel): string {
  const points = series.flatMap((each) => each.points)
  const [right, top] = [ceiling(points.map((point) => point.x)), ceiling(points.map((point) => point.y))]
  const across = (value: number): number => rounded(EDGE.left + (value / right.end) * INNER.width)
  const up = (value: number): number => rounded(EDGE.top + INNER.height - (value / top.end) * INNER.height)
  const bottom = up(0)
  const rows = steps(top).map((value) =>
    `<line class="grid" x1="${EDGE.left}" y1="${up(value)}" x2="${across(right.end)}" y2="${up(value)}"/><text x="${EDGE.left - 6}" y="${up(value) + 4}" text-anchor="end">${label(value)}</text>`
  )
  const columns = steps(right).map((value) =>
    `<line class="axis" x1="${across(value)}" y1="${bottom}" x2="${across(value)}" y2="${bottom + 4}"/><text x="${across(value)}" y="${bottom + 17}" text-anchor="middle">${label(value)}</text>`
  )
  const lines = series.map(({ name, points: all }, index) => {
    const places = all.toSorted((a, b) => a.x - b.x).map((point) => [across(point.x), up(point.y)] as const)
    const dots = places.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3"/>`).join('')
    const legend = `<text class="name" x="${EDGE.left + 8}" y="${EDGE.top + 14 + 16 * index}">${escaped(name)}</text>`
    return `<g class="s${index}"><polyline points="${places.map((place) => place.join(',')).join(' ')}"/>${dots}${legend}</g>`
  })
  return [
    ...rows,
    ...columns,
    `<line class="axis" x1="${EDGE.left}" y1="${bottom}" x2="${across(right.end)}" y2="${bottom}"/><line class="axis" x1="${EDGE.left}" y1="${EDGE.top}" x2="${EDGE.left}" y2="${bottom}"/>`,
    `<text x="${EDGE.left + INNER.width / 2}" y="${HEIGHT - 8}" text-anchor="middle">${escaped(x)}</text>`,
    `<text x="12" y="${EDGE.top - 10}">${escaped(y)}</text>`,
    ...lines
  ].join('\n')
}

type Scale = { readonly step: number; readonly end: number }

/** An axis from 0 in steps of 1, 2 or 5 times a power of ten, to the first step that holds all. */
function ceiling(values: readonly number[]): Scale {
  const most = Math.max(...values, 0)
  if (most === 0) return { step: 1, end: 1 }
  const power = 10 ** Math.floor(Math.log10(most / TICKS))
  const step = power * ([1, 2, 5].find((factor) => factor * power * TICKS >= most) ?? 10)
  return { step, end: step * Math.ceil(most / step) }
}

function steps({ step, end }: Scale): readonly number[] {
  return Array.from({ length: Math.round(end / step) + 1 }, (_, index) => index * step)
}

function label(value: number): string {
  return String(Number(value.toPrecision(6)))
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
