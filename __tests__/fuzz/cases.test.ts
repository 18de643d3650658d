// Every kept case of every target: what fuzzing once found, and inputs that reach far. One that breaks again fails here by name.

import { describe, expect, test } from '@jest/globals'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { TARGETS } from '../../fuzz/targets.ts'

const CASES = join(import.meta.dirname, '..', '..', 'fuzz', 'cases')
/** Milliseconds; the slowest kept case takes a hundredth of it. */
const LONGEST = 5_000

test('every target has cases, and every folder of cases a target', () => {
  expect(readdirSync(CASES).sort()).toEqual(Object.keys(TARGETS).sort())
})

describe.each(Object.entries(TARGETS))('%s', (name, target) => {
  test.each(readdirSync(join(CASES, name)).sort())('%s', (file) => {
    const data = readFileSync(join(CASES, name, file))
    const started = performance.now()
    expect(() => target(data)).not.toThrow()
    expect(performance.now() - started).toBeLessThan(LONGEST)
  })
})
