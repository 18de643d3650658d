// A small seeded run of the mutation benchmark: no line that is given as known is wrong, and nearly all are known.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { CONSTRUCTS } from '../../bench/origin/constructs.ts'
import { applyEdit, touchedLines } from '../../bench/origin/edit.ts'
import { generateWorld } from '../../bench/origin/generate.ts'
import { mutated } from '../../bench/origin/judge.ts'
import { mutationsOf } from '../../bench/origin/mutations.ts'
import { randomOf } from '../../bench/origin/random.ts'
import { worldsIn } from '../../bench/origin/real-worlds.ts'
import { rendererOf } from '../../bench/origin/render.ts'
import type { Result } from '../../bench/origin/run.ts'
import { run } from '../../bench/origin/run.ts'
import { shortCase } from '../../bench/origin/show.ts'
import { newestKustomize } from '../support/kustomize.ts'

const OFFLINE = { helm: false, remote: null }
const EXAMPLE = join(import.meta.dirname, '../../examples/bookstore')

describe('worlds and mutations', () => {
  test('the same seed gives the same world and the same mutations', () => {
    const [once, again] = [generateWorld('7', 3, OFFLINE), generateWorld('7', 3, OFFLINE)]
    expect(again).toEqual(once)
    expect(mutationsOf(again)).toEqual(mutationsOf(once))
    expect(generateWorld('8', 3, OFFLINE).files).not.toEqual(once.files)
  })

  test('random numbers stay in their range', () => {
    const random = randomOf('a')
    const numbers = Array.from({ length: 200 }, () => random.below(7))
    expect(Math.min(...numbers)).toBe(0)
    expect(Math.max(...numbers)).toBe(6)
  })

  test.each([
    [{ kind: 'replace', line: 2, from: 3, to: 4, text: 'x' }, 'a: 1\nb: x\nc: 3', [2, 2]],
    [{ kind: 'delete', from: 1, to: 2 }, 'c: 3', [1, 2]],
    [{ kind: 'insert', before: 3, lines: ['n: 0', 'm: 0'] }, 'a: 1\nb: 2\nn: 0\nm: 0\nc: 3', [3, 4]]
  ] as const)('%j', (edit, text, lines) => {
    expect(applyEdit('a: 1\nb: 2\nc: 3', edit)).toBe(text)
    const { from, to } = touchedLines('file', edit)
    expect([from, to]).toEqual(lines)
  })

  test('a mutation changes its file, on the lines that it says', () => {
    const world = generateWorld('5', 1, OFFLINE)
    for (const mutation of mutationsOf(world)) {
      const before = (world.files[mutation.file] ?? '').split('\n')
      const after = (mutated(world.files, mutation)[mutation.file] ?? '').split('\n')
      const first = after.findIndex((line, index) => line !== before[index]) + 1
      const { from } = touchedLines(mutation.file, mutation.edit)
      // Neighbours may be equal: what is taken out or put in is then seen further down.
      expect(first === 0 ? from : first).toBeGreaterThanOrEqual(from)
    }
  })

  test('every construct that needs no network or chart is in the worlds', () => {
    const found = new Set(Array.from({ length: 45 }, (_, number) => generateWorld('1', number, OFFLINE)).flatMap((world) => mutationsOf(world).flatMap(({ constructs }) => constructs)))
    expect(CONSTRUCTS.filter((construct) => !found.has(construct))).toEqual(['helmCharts: values file', 'helmCharts: valuesInline', 'remote bases'])
  })
})

describe('a small run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parity-gate-bench-test-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const newest = newestKustomize()
  let result: Result

  beforeAll(async () => {
    if (newest === undefined) throw new Error('no kustomize to test with')
    const render = rendererOf({ command: newest.command, args: ['build'], version: newest.version, source: 'test' })
    const real = worldsIn(EXAMPLE, 'bookstore')
    const plan = { seed: '20', mutations: 40, perConstruct: 0, only: null, jobs: 2, outside: OFFLINE, real, experiments: null, worldsARound: 6 }
    result = await run(plan, render, () => undefined)
  }, 120_000)

  test('no line is wrong', () => {
    const wrong = result.cases.filter(({ outcome }) => outcome.kind === 'graded' && outcome.grade === 'wrong')
    expect(wrong.map((each) => shortCase(each))).toEqual([])
  })

  test('nearly every finding points at the mutated line, without any experiment', () => {
    const { changed, exact, holder } = result.tally.total
    expect(changed).toBeGreaterThanOrEqual(40)
    expect((exact + holder) / changed).toBeGreaterThanOrEqual(0.9)
  })

  test('worlds render as they are', () => {
    // 4.5.4 does not know all of their fields.
    const most = newest?.version.startsWith('v4.') === true ? 4 : 1
    expect(result.brokenWorlds.length).toBeLessThanOrEqual(most)
  })
})
