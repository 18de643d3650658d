import { describe, expect, test } from '@jest/globals'
import type { Clock, Stay } from '../../../src/core/model/ledger.ts'
import { fanOutOf, rollbackOf, suspicionOf } from '../../../src/core/promote/earlier-stays.ts'
import type { Found } from '../../../src/core/promote/earlier-stays.ts'
import { clockOf, lengthOf } from '../../../src/core/promote/evidence.ts'
import { ledgerOf, moment, nameOf, pinnedOf, stayOf, web } from './ladder-world.ts'
import type { Span, World } from './ladder-world.ts'

/** The application's overlays with the stays of `b` in each; what is asked is about prod/eu. */
function asked<T>(question: (target: ReturnType<typeof pinnedOf>[number], overlays: ReturnType<typeof pinnedOf>, stays: ReadonlyMap<never, never>) => T, stays: Readonly<Record<string, readonly Span[]>>): T {
  const names = ['staging/eu', 'staging/us', 'prod/eu', 'prod/us', 'prod/ap', 'prod/eu@old']
  const world: World = { places: Object.fromEntries(names.map((name) => [name, { head: 'c', stays: stays[name] ?? [] }])) }
  const overlays = pinnedOf(world)
  const target = overlays.find(({ overlay }) => nameOf(overlay) === 'prod/eu')
  if (target === undefined) throw new Error('named above')
  return question(target, overlays, ledgerOf(world, overlays).stays(web('b')) as never)
}
const line = (found: Found | null): string | null => (found === null ? null : `${nameOf(found.overlay)} ${found.stay.since.commit}`)

test.each<[string, Readonly<Record<string, readonly Span[]>>, string | null]>([
  ['the newest of several', { 'prod/eu': [['b', 10, 20], ['b', 30, 40]] }, 'prod/eu c30'],
  ['the one that ended last, not the one that began last', { 'prod/eu': [['b', 10, 90]], 'prod/eu@old': [['b', 30, 40]] }, 'prod/eu c10'],
  ['whichever overlay of the place had it', { 'prod/eu': [['b', 10, 20]], 'prod/eu@old': [['b', 30, 40]] }, 'prod/eu@old c30'],
  ['of two that ended at once the first overlay', { 'prod/eu@old': [['b', 10, 20]], 'prod/eu': [['b', 15, 20]] }, 'prod/eu c15'],
  ['not one that still runs', { 'prod/eu': [['b', 30, null]] }, null],
  ['but what was before that', { 'prod/eu': [['b', 10, 20], ['b', 30, null]] }, 'prod/eu c10'],
  ['not another variant', { 'prod/us': [['b', 10, 20]] }, null],
  ['not another environment', { 'staging/eu': [['b', 10, 20]] }, null]
])('rollbackOf: %s', (_name, stays, expected) => expect(line(asked(rollbackOf, stays))).toBe(expected))

test.each<[string, Readonly<Record<string, readonly Span[]>>, string | null]>([
  ['another variant', { 'prod/us': [['b', 30, null]] }, 'prod/us c30'],
  ['the one that runs for longest', { 'prod/us': [['b', 30, null]], 'prod/ap': [['b', 20, null]] }, 'prod/ap c20'],
  ['whatever their order', { 'prod/us': [['b', 20, null]], 'prod/ap': [['b', 30, null]] }, 'prod/us c20'],
  ['of two as long the first by name', { 'prod/us': [['b', 20, null]], 'prod/ap': [['b', 20, null]] }, 'prod/ap c20'],
  ['not one that has ended', { 'prod/us': [['b', 20, 30]] }, null],
  ['not the variant itself', { 'prod/eu': [['b', 20, null]], 'prod/eu@old': [['b', 20, null]] }, null],
  ['not another environment', { 'staging/us': [['b', 20, null]] }, null]
])('fanOutOf: %s', (_name, stays, expected) => expect(line(asked(fanOutOf, stays))).toBe(expected))

const back = { rolledBack: true }
test.each<[string, Readonly<Record<string, readonly Span[]>>, string | null]>([
  ['nowhere', { 'prod/eu': [['b', 10, 20]] }, null],
  ['rolled back anywhere', { 'staging/us': [['b', 10, 20, back]] }, 'staging/us c10'],
  ['only the last stay counts', { 'prod/eu': [['b', 10, 20, back], ['b', 30, 40]] }, null],
  ['of several the newest', { 'prod/us': [['b', 10, 20, back]], 'staging/eu': [['b', 5, 30, back]], 'prod/eu': [['b', 12, 25, back]] }, 'staging/eu c5'],
  ['of two at once the first by name', { 'staging/us': [['b', 10, 20, back]], 'prod/us': [['b', 10, 20, back]], 'prod/eu': [['b', 10, 20, back]] }, 'prod/eu c10']
])('suspicionOf: %s', (_name, stays, expected) => expect(line(asked((_target, _overlays, all) => suspicionOf(all), stays))).toBe(expected))

describe('a stay as evidence', () => {
  const stay = (since: Clock, until: Clock | null): Stay => ({ ...stayOf(['b', 10, 20]), since: moment(10, since), until: until === null ? null : moment(20, until) })

  test.each<[Clock, Clock | null, Clock]>([
    ['merged', 'merged', 'merged'],
    ['merged', 'pushed', 'pushed'],
    ['merged', 'committed', 'committed'],
    ['pushed', 'merged', 'pushed'],
    ['pushed', 'committed', 'committed'],
    ['committed', 'merged', 'committed'],
    ['committed', 'pushed', 'committed'],
    ['pushed', null, 'pushed']
  ])('from %s to %s is by the clock %s', (since, until, expected) => expect(clockOf(stay(since, until))).toBe(expected))

  test('its length in whole seconds is never negative, and runs on while it lasts', () => {
    const running = { ...stay('merged', null), since: { ...moment(0), time: 10.5 } }
    expect([lengthOf(running, 12), lengthOf(running, 5), lengthOf(stay('merged', 'merged'), 0)]).toEqual([1, 0, 36_000])
  })
})
