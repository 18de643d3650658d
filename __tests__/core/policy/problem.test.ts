// Thousands of problems: those that are told, and how many more there are; nothing is worked out for the others.

import { expect, test } from '@jest/globals'
import { problemList, toFindings } from '../../../src/core/policy/problem.ts'

function gather(count: number, line: (at: number) => number): { readonly asked: () => number; readonly told: readonly string[] } {
  const { complain, problems } = problemList()
  let asked = 0
  for (let at = 0; at < count; at++) {
    complain({ line: line(at), column: 1 }, `problem ${line(at)}`, () => {
      asked += 1
      return `help ${line(at)}`
    })
  }
  const told = toFindings(problems(), 'policy.yaml').map(({ args }) => `${args.problem}: ${args.help}`)
  return { asked: () => asked, told }
}

test('help is looked for only where it is told', () => {
  const { asked, told } = gather(100_000, (at) => at + 1)
  expect(asked()).toBe(200)
  expect(told).toHaveLength(201)
  expect([told[0], told[199]]).toEqual(['problem 1: help 1', 'problem 200: help 200'])
  expect(told[200]).toBe('99800 more problems are not listed: correct those that are, and run it again')
})

test('what an alias repeats is said once', () => {
  const { asked, told } = gather(5000, (at) => 1 + (at % 150))
  expect([asked(), told.length]).toEqual([150, 150])
})

test('few are all told, in the order of the file', () => {
  expect(gather(3, (at) => 3 - at).told).toEqual(['problem 1: help 1', 'problem 2: help 2', 'problem 3: help 3'])
})
