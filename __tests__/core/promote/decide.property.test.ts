// No promotion is let through unless the history shows that it may be: the decisions against an oracle that counts hours.

import fc from 'fast-check'
import { expect, test } from '@jest/globals'
import type { Environment } from '../../../src/core/model/environment.ts'
import { decideIn, HOUR, nameOf } from './ladder-world.ts'
import type { Place, Span, World } from './ladder-world.ts'

const NOW = 24
const LETTERS = ['a', 'b', 'c'] as const
const NAMES = ['dev', 'staging/eu', 'staging/us', 'prod/eu', 'prod/us'] as const

/** The stays of one image: hours at which it comes and goes in turn. */
const spansOf = (letter: string): fc.Arbitrary<readonly Span[]> =>
  fc.tuple(fc.uniqueArray(fc.integer({ min: 0, max: NOW - 1 }), { maxLength: 5 }), fc.infiniteStream(fc.boolean())).map(([hours, rolled]) => {
    const sorted = hours.toSorted((x, y) => x - y)
    const spans: Span[] = []
    for (let at = 0; at < sorted.length; at += 2) {
      const [from = 0, to = null] = [sorted[at], sorted[at + 1] ?? null]
      spans.push([letter, from, to, { rolledBack: to !== null && rolled.next().value === true }])
    }
    return spans
  })

const some = fc.subarray([...LETTERS]).map((letters) => letters.join(''))
const place: fc.Arbitrary<Place> = fc
  .record({ before: some, head: some, stays: fc.tuple(...LETTERS.map(spansOf)).map((all) => all.flat()) })
  // What runs at the tip is what the stays say.
  .map((each) => ({ ...each, live: LETTERS.filter((letter) => each.stays.some(([image, , to]) => image === letter && to === null)).join('') }))

const environment: fc.Arbitrary<Partial<Environment>> = fc.record({
  soak: fc.constantFrom(0, 1, 6, 12).map((hours) => hours * HOUR),
  superseded: fc.constantFrom('allow', 'warn', 'deny'),
  fanOut: fc.constantFrom('allow', 'deny'),
  introduction: fc.constant('deny'),
  evidence: fc.constantFrom('declared', 'declared', 'reported')
})

type Drawn = World & { readonly proven: boolean }

const worlds: fc.Arbitrary<Drawn> = fc
  .record({
    places: fc.record({ dev: place, 'staging/eu': place, 'staging/us': place, 'prod/eu': place, 'prod/us': place }),
    environment,
    suspect: fc.constantFrom('warn' as const, 'deny' as const),
    mode: fc.constantFrom('all' as const, 'any' as const),
    after: fc.constantFrom(undefined, { staging: ['dev'], prod: ['dev', 'staging'] }),
    proven: fc.boolean()
  })
  .map(({ suspect, after, proven, ...rest }) => ({
    ...rest,
    ...(after === undefined ? {} : { after }),
    policy: { suspect },
    now: NOW,
    proven,
    reports: () => ({ proven, what: 'x' })
  }))

const spansIn = (world: World, name: string, letter: string): readonly Span[] => (world.places[name]?.stays ?? []).filter(([image]) => image === letter)

/** Hour by hour: the longest run in which any of the places had it. */
function longestRun(world: World, names: readonly string[], letter: string): number {
  let longest = 0
  let run = 0
  for (let hour = 0; hour < NOW; hour += 1) {
    const had = names.some((name) => spansIn(world, name, letter).some(([, from, to]) => from <= hour && hour < (to ?? NOW)))
    run = had ? run + 1 : 0
    longest = Math.max(longest, run)
  }
  return longest
}

/** Whether the image may enter a place that has something before it, by the rules in plain words. */
function mayEnter(world: Drawn, name: string, letter: string): boolean {
  const [own = '', variant = ''] = name.split('/')
  const rules = world.environment ?? {}
  const required = (rules.soak ?? 0) / HOUR
  const runs = (each: string): boolean => spansIn(world, each, letter).some(([, , to]) => to === null)
  const suspect = NAMES.some((each) => spansIn(world, each, letter).at(-1)?.[3]?.rolledBack === true)
  if (suspect && world.policy?.suspect === 'deny') return false
  if (!suspect && spansIn(world, name, letter).some(([, , to]) => to !== null)) return true
  if (rules.fanOut === 'allow' && NAMES.some((each) => each.startsWith(`${own}/`) && each !== name && runs(each))) return true
  if (rules.evidence === 'reported' && !world.proven) return false
  const before = world.after?.[own] ?? (own === 'staging' ? ['dev'] : ['staging'])
  const steps = before.map((step) => (step === 'dev' ? ['dev'] : [`${step}/${variant}`]))
  const enough = steps.map((names) => ({ now: names.some(runs), long: longestRun(world, names, letter) >= Math.max(required, 1) }))
  const holds = (test: (step: { readonly now: boolean; readonly long: boolean }) => boolean): boolean => (world.mode === 'any' ? enough.some(test) : enough.every(test))
  return holds(({ now, long }) => now && long) || (rules.superseded !== 'deny' && holds(({ long }) => long))
}

test('a promotion is let through exactly where the history says so', () => {
  const passes = new Map<string, number>()
  fc.assert(
    fc.property(worlds, (world) => {
      const { promotions, drafts } = decideIn(world)
      for (const { overlay, to, decision, code } of promotions) {
        if (overlay.environment === 'dev') continue
        const letter = to.replace(/^.*:/, '').slice(0, 1)
        const error = drafts.some(
          ({ finding, subject }) => finding.level === 'error' && subject.kind === 'field' && subject.overlay === overlay && subject.value === to && finding.code === code
        )
        const through = ['live', 'superseded', 'rollback', 'fan-out'].includes(decision) && !error
        expect([nameOf(overlay), letter, decision, through]).toEqual([nameOf(overlay), letter, decision, mayEnter(world, nameOf(overlay), letter)])
        if (!through) expect(error).toBe(true)
        passes.set(decision, (passes.get(decision) ?? 0) + 1)
      }
    }),
    { numRuns: 600, seed: 20261120 }
  )
  // The worlds reach every rule.
  for (const decision of ['live', 'superseded', 'rollback', 'fan-out', 'soaking', 'same-change', 'not-live', 'suspect', 'unproven']) {
    expect([decision, (passes.get(decision) ?? 0) > 10]).toEqual([decision, true])
  }
})
