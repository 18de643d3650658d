// Counts grades by construct and prints the table.

import type { Construct } from './constructs.ts'
import { CONSTRUCTS, ORIGINS } from './constructs.ts'
import type { Grade, Outcome } from './judge.ts'
import type { Mutation } from './mutation.ts'
import type { World } from './world.ts'

export type Row = { mutations: number; changed: number; silent: number; secondRight: number; secondWrong: number } & Record<Grade, number>

export type Tally = {
  readonly add: (world: World, mutation: Mutation, outcome: Outcome) => void
  readonly total: Row
  readonly rows: ReadonlyMap<string, Row>
  /** Graded mutations of a construct. */
  readonly graded: (construct: Construct) => number
}

const emptyRow = (): Row => ({
  mutations: 0,
  changed: 0,
  silent: 0,
  secondRight: 0,
  secondWrong: 0,
  exact: 0,
  holder: 0,
  confirmed: 0,
  file: 0,
  wrong: 0
})

export function originOfWorld({ name }: World): (typeof ORIGINS)[number] {
  return name.startsWith('corpus/') ? 'corpus' : name.startsWith('bookstore/') ? 'bookstore' : 'generated'
}

export function createTally(): Tally {
  const total = emptyRow()
  const rows = new Map<string, Row>([...CONSTRUCTS, ...ORIGINS].map((name) => [name, emptyRow()]))
  return {
    total,
    rows,
    graded: (construct) => rows.get(construct)?.changed ?? 0,
    add: (world, { constructs }, outcome) => {
      for (const row of [total, ...[...constructs, originOfWorld(world)].map((name) => rows.get(name))]) {
        if (row === undefined) continue
        row.mutations += 1
        if (outcome.kind === 'silent') row.silent += 1
        if (outcome.kind !== 'graded') continue
        row.changed += 1
        row[outcome.grade] += 1
        if (outcome.graded.some(({ second }) => second === 'wrong')) row.secondWrong += 1
        else if (outcome.graded.some(({ second }) => second === 'right')) row.secondRight += 1
      }
    }
  }
}

const GRADES: readonly Grade[] = ['exact', 'holder', 'confirmed', 'file', 'wrong']

/** A Markdown table: one line a construct, one for each origin of worlds, and the sum of all mutations. */
export function tableOf({ rows, total }: Tally): string {
  const percent = (part: number, whole: number): string => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`)
  const line = (name: string, row: Row): string => {
    const { changed } = row
    const cells = [
      name,
      String(row.mutations),
      String(changed),
      ...GRADES.slice(0, 4).map((grade) => percent(row[grade], changed)),
      String(row.wrong)
    ]
    return `| ${cells.join(' | ')} |`
  }
  return [
    '| construct | mutations | with a finding | exact | holder | confirmed | file | wrong |',
    '|---|---|---|---|---|---|---|---|',
    ...CONSTRUCTS.map((name) => line(name, rows.get(name) ?? emptyRow())),
    ...ORIGINS.map((name) => line(`*${name} worlds*`, rows.get(name) ?? emptyRow())),
    line('**all mutations**', total)
  ].join('\n')
}
