// A problem of the configuration on its way to becoming a finding: what is wrong, where, and what to do.

import { finding } from '../model/finding.ts'
import type { Finding } from '../model/finding.ts'
import type { SourceLocation } from '../model/source.ts'
import { lineLocation } from '../model/source.ts'
import { byText } from '../model/text.ts'

/** Lines and columns count from 1. */
export type Position = { readonly line: number; readonly column: number }

/** What to do about a problem; a function where that takes time to find out, which is asked only for what is told. */
export type Help = string | (() => string)

/** `at` is null for what was written as an input and has no line. */
export type Problem = { readonly at: Position | null; readonly problem: string; readonly help: Help }

export type Complain = (at: Position | null, problem: string, help: Help) => void

/** Problems of one reading, and how many more there were than anybody would read. */
export type Problems = { readonly gathered: readonly Problem[]; readonly beyond: number }

/** Told at once; whoever corrects these sees the next. */
const MOST_TOLD = 200
/** Of these the first ones in the order of the file are told; a list that an alias repeats has them often. */
const MOST_GATHERED = 50 * MOST_TOLD

/** Gathers problems, so that a reader can go on after the first one. */
export function problemList(): { readonly complain: Complain; readonly problems: () => Problems } {
  const gathered: Problem[] = []
  let beyond = 0
  const complain: Complain = (at, problem, help) => {
    if (gathered.length < MOST_GATHERED) gathered.push({ at, problem, help })
    else beyond += 1
  }
  return { complain, problems: () => ({ gathered, beyond }) }
}

/** Findings in the order of the file, then what has no line in the order given. What an alias repeats is said once. */
export function toFindings({ gathered, beyond }: Problems, file: string): readonly Finding<'config-invalid'>[] {
  const located = gathered.filter((p) => p.at !== null).sort(byPosition)
  const seen = new Set<string>()
  const distinct = [...located, ...gathered.filter((p) => p.at === null)].filter((p) => {
    const key = JSON.stringify([p.at, p.problem])
    return !seen.has(key) && seen.add(key)
  })
  const place = (at: Position | null): SourceLocation | null => (at === null ? null : lineLocation(file, at.line, at.column))
  return firstOf(distinct.map(({ at, problem, help }) => ({ location: place(at), problem, help })), beyond)
}

export type LocatedProblem = { readonly location: SourceLocation | null; readonly problem: string; readonly help: Help }

/** Findings of the first problems, and where there are more, one that says how many. `beyond`: problems that are not in the list. */
export function firstOf(problems: readonly LocatedProblem[], beyond = 0): readonly Finding<'config-invalid'>[] {
  const told = problems.slice(0, MOST_TOLD).map(({ location, problem, help }) => {
    return finding('config-invalid', 'error', { problem, help: typeof help === 'string' ? help : help() }, { location })
  })
  const untold = problems.length - told.length + beyond
  if (untold === 0) return told
  const more = { problem: `${untold} more problems are not listed`, help: 'correct those that are, and run it again' }
  return [...told, finding('config-invalid', 'error', more)]
}

function byPosition(a: Problem, b: Problem): number {
  return (a.at?.line ?? 0) - (b.at?.line ?? 0) || (a.at?.column ?? 0) - (b.at?.column ?? 0) || byText(a.problem, b.problem)
}

const LONGEST = 60

/** Text of a configuration between backticks: one line, not too long, without control characters. */
export function quote(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').replaceAll('`', "'")
  const letters = [...plain]
  return '`' + (letters.length > LONGEST ? letters.slice(0, LONGEST).join('') + '…' : plain) + '`'
}

/** `a`, `b` and `c`, each between backticks. */
export function quoteAll(texts: readonly string[], last: 'and' | 'or'): string {
  const quoted = texts.map(quote)
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} ${last} ${quoted.at(-1) ?? ''}`
}
