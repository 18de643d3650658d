// A short run of every target with a fixed seed: kept cases cut up, spliced and sown with words that mean something, and plain noise.

import { describe, test } from '@jest/globals'
import fc from 'fast-check'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { TARGETS } from '../../fuzz/targets.ts'
import { BrokenInvariant } from '../../fuzz/insist.ts'

const FUZZ = join(import.meta.dirname, '..', '..', 'fuzz')
const SEED = 20_261_121
/** Milliseconds for each target, and for one input of it. */
const TIME = 3_000
const LONGEST = 2_000
const RUNS = 2_000

/** The words of libFuzzer's dictionary, with their escapes undone. */
const WORDS: readonly Buffer[] = readFileSync(join(FUZZ, 'words.dict'), 'utf8')
  .split('\n')
  .flatMap((line) => /^"(.*)"$/.exec(line)?.[1] ?? [])
  .map((word) => Buffer.from(word.replaceAll(/\\x([0-9a-f]{2})|\\(.)/g, (_all, hex: string | undefined, sign: string | undefined) => (hex === undefined ? (sign ?? '') : String.fromCharCode(parseInt(hex, 16)))), 'latin1'))

type Edit = { readonly at: number; readonly cut: number; readonly put: Buffer }

function inputsOf(name: string): fc.Arbitrary<Buffer> {
  const cases = readdirSync(join(FUZZ, 'cases', name)).sort().map((file) => readFileSync(join(FUZZ, 'cases', name, file)))
  const noise = fc.string({ unit: 'binary', maxLength: 12 }).map((text) => Buffer.from(text, 'utf8'))
  const piece = fc.tuple(fc.constantFrom(...cases), fc.nat(), fc.nat(80)).map(([bytes, at, length]) => bytes.subarray(at % (bytes.length + 1), (at % (bytes.length + 1)) + length))
  const edit: fc.Arbitrary<Edit> = fc.record({ at: fc.nat(), cut: fc.oneof(fc.constant(0), fc.nat(30)), put: fc.oneof(fc.constantFrom(...WORDS), piece, noise) })
  return fc.oneof({ weight: 9, arbitrary: fc.tuple(fc.constantFrom(...cases), fc.array(edit, { maxLength: 6 })).map(([start, edits]) => edits.reduce(applied, start)) }, { weight: 1, arbitrary: noise })
}

function applied(bytes: Buffer, { at, cut, put }: Edit): Buffer {
  const start = at % (bytes.length + 1)
  return Buffer.concat([bytes.subarray(0, start), put, bytes.subarray(start + cut)])
}

describe.each(Object.entries(TARGETS))('%s', (name, target) => {
  test('keeps its invariants', () => {
    const property = fc.property(inputsOf(name), (data) => {
      const { user, system } = process.cpuUsage()
      target(data)
      const used = process.cpuUsage({ user, system })
      if ((used.user + used.system) / 1_000 > LONGEST) throw new BrokenInvariant(`${(used.user + used.system) / 1_000} ms for ${data.length} bytes`)
    })
    fc.assert(property, { seed: SEED, numRuns: RUNS, interruptAfterTimeLimit: TIME, markInterruptAsFailure: false, endOnFailure: true })
  })
})
