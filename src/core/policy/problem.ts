// A problem of the configuration on its way to becoming a finding: what is wrong, where, and what to do.

import { finding } from '../model/finding.ts'
import type { Finding } from '../model/finding.ts'
import { lineLocation } from '../model/source.ts'
import { byText } from '../model/text.ts'

/** Lines and columns count from 1. */
export type Position = { readonly line: number; readonly column: number }

/** `at` is null for what was written as an input and has no line. */
export type Problem = { readonly at: Position | null; readonly problem: string; readonly help: string }

export type Complain = (at: Position | null, problem: string, help: string) => void

/** Gathers problems, so that a reader can go on after the first one. */
export function problemList(): { readonly complain: Complain; readonly problems: Problem[] } {
  const problems: Problem[] = []
  return { problems, complain: (at, problem, help) => void problems.push({ at, problem, help }) }
}

/** Findings in the order of the file, then what has no line in the order given. What an alias repeats is said once. */
export function toFindings(problems: readonly Problem[], file: string): readonly Finding<'config-invalid'>[] {
  const located = problems.filter((p) => p.at !== null).sort(byPosition)
  const seen = new Set<string>()
  const findings = [...located, ...problems.filter((p) => p.at === null)]
    .filter((p) => {
      const key = JSON.stringify([p.at, p.problem])
      return !seen.has(key) && seen.add(key)
    })
    .map(({ at, problem, help }) =>
      finding('config-invalid', 'error', { problem, help }, { location: at === null ? null : lineLocation(file, at.line, at.column) })
    )
  return firstOf(findings)
}

/** Told at once; whoever corrects these sees the next. */
const MOST_TOLD = 200

/** The first findings, and where there are more, one that says how many. */
export function firstOf(findings: readonly Finding<'config-invalid'>[]): readonly Finding<'config-invalid'>[] {
  const untold = findings.length - MOST_TOLD
  if (untold <= 0) return findings
  const more = { problem: `${untold} more problems are not listed`, help: 'correct those that are, and run it again' }
  return [...findings.slice(0, MOST_TOLD), finding('config-invalid', 'error', more)]
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
