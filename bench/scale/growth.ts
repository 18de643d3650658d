// How time and memory grow with overlays, with resources and with patches; the gate's full audit beside bare builds.

import type { Bench } from './bench.ts'
import { audit, withRepository } from './bench.ts'
import { markdownTable } from '../markdown-table.ts'
import { seconds } from './figure.ts'
import { inTurn } from './full-audit.ts'
import { plot } from './plot.ts'
import { buildAll, childEnvironment } from './run.ts'
import type { Shape } from './shape.ts'
import { grownShape } from './shape.ts'
import { growthPower, spreadOf } from './statistics.ts'

type Grown = { readonly x: number; readonly ours: number; readonly bare: number; readonly memory: number }

export type Growth = {
  /** File name of the plot, without its ending. */
  readonly name: string
  readonly svg: string
  readonly table: string
}

type Question = {
  readonly name: string
  readonly title: string
  readonly axis: string
  readonly points: readonly number[]
  readonly applications: (x: number) => number
  readonly shape: (x: number) => Shape
}

/** Applications of the last two: enough that the gate's start is not what is seen. */
const FEW = 4
const USUAL_RESOURCES = 7
const USUAL_PATCHES = 2

/** `most`: the largest number of applications. */
function questions(most: number): readonly Question[] {
  const counts = [...new Set([1 / 20, 1 / 8, 1 / 4, 1 / 2, 1].map((part) => Math.max(1, Math.round(most * part))))]
  return [
    {
      name: 'growth-overlays',
      title: `Full audit by overlays (${USUAL_RESOURCES} resources, ${USUAL_PATCHES} patches each)`,
      axis: 'overlays',
      points: counts.map((count) => 3 * count),
      applications: (x) => x / 3,
      shape: () => grownShape(USUAL_RESOURCES, USUAL_PATCHES)
    },
    {
      name: 'growth-resources',
      title: `Full audit of ${3 * FEW} overlays by resources (${USUAL_PATCHES} patches each)`,
      axis: 'resources per overlay',
      points: [4, 20, 50, 100, 200],
      applications: () => FEW,
      shape: (x) => grownShape(x, USUAL_PATCHES)
    },
    {
      name: 'growth-patches',
      title: `Full audit of ${3 * FEW} overlays by patches (40 resources each)`,
      axis: 'patches per overlay',
      points: [1, 5, 10, 20, 40],
      applications: () => FEW,
      shape: (x) => grownShape(40, x)
    }
  ]
}

export function growth(bench: Bench, most: number): readonly Growth[] {
  return questions(most).map((question) => {
    const grown = question.points.map((x) => measure(bench, question, x))
    const line = (name: string, of: (each: Grown) => number): { name: string; points: { x: number; y: number }[] } => ({ name, points: grown.map((each) => ({ x: each.x, y: of(each) })) })
    const [ours, bare] = [line('parity-gate check --all', ({ ours: wall }) => wall / 1000), line('kustomize build, two at a time', ({ bare: wall }) => wall / 1000)]
    const memory = line("the gate's own process", (each) => each.memory)
    const power = (points: readonly { x: number; y: number }[]): string => growthPower(points).toFixed(2)
    const rows = grown.map((each) => [String(each.x), seconds(each.ours), seconds(each.bare), (each.ours / each.bare).toFixed(2), `${Math.round(each.memory)} MB`])
    return {
      name: question.name,
      svg: plot(question.title, [
        { x: question.axis, y: 'seconds', series: [ours, bare] },
        { x: question.axis, y: 'peak memory, MB', series: [memory] }
      ]),
      table: [
        `**${question.title}**`,
        '',
        markdownTable([question.axis, 'full audit', 'bare builds', 'ratio', 'memory'], [
          ...rows,
          ['grows by the power', power(ours.points), power(bare.points), '', power(memory.points)]
        ])
      ].join('\n')
    }
  })
}

function measure(bench: Bench, { name, applications, shape }: Question, x: number): Grown {
  const { kustomize, runs, folder, say } = bench
  return withRepository(bench, `${name}-${x}`, applications(x), shape(x), (written) => {
    const bare = (): number => buildAll(kustomize, written.overlays, { folder: written.directory, environment: childEnvironment(kustomize, folder), jobs: 2 }).wall
    const { ours, others } = inTurn(runs, () => audit(bench, written), bare, (run, a, b) => say(`${name} ${x}: run ${run} of ${runs}: ${seconds(a.wall)}, bare ${seconds(b)}`))
    return { x, ours: spreadOf(ours.map(({ wall }) => wall)).median, bare: spreadOf(others).median, memory: spreadOf(ours.map(({ memory }) => memory)).median }
  })
}
