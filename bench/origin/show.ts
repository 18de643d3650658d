// A case as text: what was mutated, what that did to the render, and what the gate says.

import { createTwoFilesPatch } from 'diff'
import type { Rendered } from './render.ts'
import type { Case } from './run.ts'
import { mutated } from './judge.ts'
import type { Observation } from './observe.ts'

export function headline({ id, mutation, outcome }: Case): string {
  const { file, edit, what, constructs, role } = mutation
  const line = edit.kind === 'replace' ? edit.line : edit.kind === 'delete' ? edit.from : edit.before
  const grade = outcome.kind === 'graded' ? outcome.grade : outcome.kind
  return `${grade.toUpperCase()} ${id}: ${what} (${role}) at ${file}:${line} [${constructs.join('; ')}]`
}

export function observationLines({ place, left, right, claims }: Observation, grade: string): readonly string[] {
  const short = (value: unknown): string =>
    (JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? String(each) : each)) ?? 'absent').slice(0, 100)
  return [
    `  ${grade}: ${place}`,
    `    ${short(left.value)} → ${short(right.value)}`,
    ...claims.map(
      ({ side, file, line, confidence, wouldGo }) => `    ${side}: ${file}:${line} ${confidence}${wouldGo ? ' (would go here)' : ''}`
    )
  ]
}

/** Short form for lists: the headline and the answers that are not exact. */
export function shortCase(done: Case, most = 6): string {
  const { outcome } = done
  if (outcome.kind === 'failed') return `${headline(done)}\n  ${outcome.reason.split('\n').at(-1) ?? ''}`
  if (outcome.kind !== 'graded') return headline(done)
  const bad = outcome.graded.filter(({ grade, second }) => grade !== 'exact' || second === 'wrong')
  const shown = bad
    .slice(0, most)
    .flatMap(({ observation, grade, second }) => observationLines(observation, second === 'wrong' ? `${grade}, second place wrong` : grade))
  const accepted = (['left', 'right'] as const).flatMap((side) =>
    done.mutation.accepted[side].slice(0, 3).map(({ file, from, to }) => `${side} ${file}:${from}-${to > 1e6 ? 'end' : to}`)
  )
  return [
    headline(done),
    `  expected: ${accepted.join(', ')}`,
    ...shown,
    ...(bad.length > most ? [`  … and ${bad.length - most} more`] : [])
  ].join('\n')
}

/** Everything: sources, the change of the source, the change of the render, all answers. */
export function fullCase(done: Case, base: Rendered): string {
  const { world, mutation, outcome } = done
  const after = mutated(world.files, mutation)
  const sources = Object.keys(world.files)
    .sort()
    .map((path) => `--- ${path}\n${numbered(world.files[path] ?? '')}`)
  const source = createTwoFilesPatch(mutation.file, mutation.file, world.files[mutation.file] ?? '', after[mutation.file] ?? '', '', '', {
    context: 3
  })
  const stdout = outcome.kind === 'graded' || outcome.kind === 'silent' ? outcome.stdout : ''
  const render =
    base.kind === 'built' && stdout !== '' ? createTwoFilesPatch('render', 'render', base.stdout, stdout, '', '', { context: 3 }) : ''
  const answers = outcome.kind === 'graded' ? outcome.graded.flatMap(({ observation, grade }) => observationLines(observation, grade)) : []
  return [...sources, '', source, render, shortCase(done, 0), ...answers, ''].join('\n')
}

function numbered(text: string): string {
  return text
    .split('\n')
    .map((line, index) => `${String(index + 1).padStart(4)} ${line}`)
    .join('\n')
}
