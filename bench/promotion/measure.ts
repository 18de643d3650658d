// The same judgement with history and without it, in turn, each in a new process; medians.

import { execFileSync } from 'node:child_process'
import process from 'node:process'
import { median } from '../median.ts'
import type { Asked, Judged } from './judgement.ts'
import type { Part } from './meter.ts'
import { PARTS } from './meter.ts'

export type Measured = {
  readonly name: string
  readonly without: Judged
  readonly with: Judged
  /** Of the history alone; the last one leaves out what was transferred because of it. */
  readonly added: { readonly wall: number; readonly processor: number; readonly builds: number; readonly transfer: number }
}

export type Question = { readonly name: string; readonly expected: string; readonly asked: Omit<Asked, 'evidence'> }

/** `program`: this benchmark's own bundle. Each kind once to warm the disk's cache, then `runs` times. */
export function measure(question: Question, runs: number, program: string, say: (line: string) => void): Measured {
  const { name, asked } = question
  const found: Record<'without' | 'with', Judged[]> = { without: [], with: [] }
  for (let run = 0; run <= runs; run += 1) {
    for (const kind of ['without', 'with'] as const) {
      const judged = inNewProcess({ ...asked, evidence: kind === 'with' }, program)
      if (kind === 'with') check(judged, question)
      if (run > 0) found[kind].push(judged)
      say(`${name}: run ${run} of ${runs} ${kind} history: ${Math.round(judged.wall)} ms, ${judged.builds} builds`)
    }
  }
  const [before, after] = [medians(found.without), medians(found.with)]
  return {
    name,
    without: before,
    with: after,
    added: {
      wall: after.wall - transferOf(after) - (before.wall - transferOf(before)),
      processor: after.processor - before.processor,
      builds: after.builds - before.builds,
      transfer: transferOf(after) - transferOf(before)
    }
  }
}

/** How many builds the ledger asks for; each question once. By name, in the order of the questions. */
export function countBuilds(questions: readonly Question[], program: string): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, readonly number[]>()
  for (const question of questions) {
    const { name, asked } = question
    const judged = inNewProcess({ ...asked, evidence: true }, program)
    check(judged, question)
    found.set(name, [...(found.get(name) ?? []), judged.pastBuilds])
  }
  return found
}

function check({ decisions, findings }: Judged, { name, expected }: Question): void {
  if (decisions.length > 0 && decisions.every((decision) => decision === expected)) return
  throw new Error(`${name}: expected ${expected}, got ${decisions.join(', ')}\n${findings.join('\n')}`)
}

function transferOf({ parts }: Judged): number {
  return parts.transfer ?? 0
}

function inNewProcess(asked: Asked, program: string): Judged {
  const output = execFileSync(process.execPath, [program, '--judge', JSON.stringify(asked)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  return JSON.parse(output) as Judged
}

/** Each number's own median. */
function medians(all: readonly Judged[]): Judged {
  const [first] = all
  if (first === undefined) throw new Error('one run is the least')
  const of = (read: (judged: Judged) => number): number => median(all.map(read))
  return {
    ...first,
    wall: of(({ wall }) => wall),
    processor: of(({ processor }) => processor),
    builds: of(({ builds }) => builds),
    memory: of(({ memory }) => memory),
    parts: Object.fromEntries(PARTS.map((part): [Part, number] => [part, of(({ parts }) => parts[part] ?? 0)]))
  }
}
