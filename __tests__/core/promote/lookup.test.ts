import { describe, expect, test } from '@jest/globals'
import { environmentNamed } from '../../../src/core/model/environment.ts'
import { allGoBack, imagesToLookUp, mayGoBack, needsHistory } from '../../../src/core/promote/lookup.ts'
import { soakFor } from '../../../src/core/promote/soak.ts'
import { digest, HOUR, ledgerOf, pinnedOf, policyOf } from './ladder-world.ts'
import type { World } from './ladder-world.ts'

const TODAY = '2026-11-20'
const lookUp = (world: World): readonly string[] => imagesToLookUp(pinnedOf(world), policyOf(world), TODAY).map(({ image, environment }) => `${environment.name} ${image.at(-1) ?? ''}`)
const needs = (world: World): boolean => needsHistory(pinnedOf(world), policyOf(world), TODAY)
const LIVE: World['places'] = { staging: { head: 'b' }, prod: { before: 'a', head: 'b' } }
const SKIPS: World['places'] = { staging: { head: 'c' }, prod: { before: 'a', head: 'b' } }
const NEW: World['places'] = { staging: { before: '', head: 'b' }, prod: { before: '', head: 'b' } }
const denied = (expires: string | null): World['policy'] => ({ deniedImages: [{ digest: digest('b'), reason: 'CVE', expires }] })

describe('imagesToLookUp', () => {
  test.each<[string, World, readonly string[]]>([
    ['nothing enters', { places: { staging: { head: 'b' }, prod: { head: 'b' } } }, []],
    ['everything that enters, sorted, each once', { places: { staging: { before: 'c', head: 'fa' }, prod: { before: '', head: 'ba' } } }, ['prod a', 'staging a', 'prod b', 'staging f']],
    ['in the first environment too', { places: { staging: { before: 'a', head: 'b' }, prod: { head: 'a' } } }, ['staging b']],
    ['not what is exempt', { places: LIVE, policy: { exemptImages: ['registry.example.com/shop/web'] } }, []],
    ['not what is denied', { places: LIVE, policy: { ...denied(TODAY) } }, []],
    ['but what no longer is', { places: LIVE, policy: { ...denied('2026-11-19') } }, ['prod b']],
    ['not what nothing identifies', { places: { staging: { head: 'b' }, prod: { before: 'a', head: 'z' } } }, []]
  ])('%s', (_name, world, expected) => expect(lookUp(world)).toEqual(expected))
})

describe('needsHistory', () => {
  test.each<[string, World, boolean]>([
    ['nothing enters', { places: { staging: { head: 'b' }, prod: { head: 'b' } }, policy: { suspect: 'deny' } }, false],
    ['live before, nothing more is asked', { places: LIVE }, false],
    ['it must have soaked', { places: LIVE, environment: { soak: HOUR } }, true],
    ['it must be reported', { places: LIVE, environment: { evidence: 'reported' } }, true],
    ['a suspect would be refused', { places: LIVE, policy: { suspect: 'deny' } }, true],
    ['not live before', { places: SKIPS }, true],
    ['in the first environment nothing depends on it', { places: { staging: { before: 'a', head: 'b' }, prod: { head: 'a' } }, environment: { soak: HOUR } }, false],
    ['but for suspects', { places: { staging: { before: 'a', head: 'b' }, prod: { head: 'a' } }, policy: { suspect: 'deny' } }, true],
    ['introduced with a warning', { places: NEW }, false],
    ['introduced, which is denied', { places: NEW, environment: { introduction: 'deny' } }, true],
    ['an exempt image', { places: SKIPS, policy: { exemptImages: ['registry.example.com/shop/web'] } }, false],
    ['one of two is enough', { places: { qa: { head: 'b' }, perf: { head: 'c' }, prod: { before: 'a', head: 'b' } }, after: { perf: [], prod: ['qa', 'perf'] }, mode: 'any' }, false],
    ['none of two is', { places: { qa: { head: 'c' }, perf: { head: 'c' }, prod: { before: 'a', head: 'b' } }, after: { perf: [], prod: ['qa', 'perf'] }, mode: 'any' }, true],
    ['both are wanted', { places: { qa: { head: 'b' }, perf: { head: 'c' }, prod: { before: 'a', head: 'b' } }, after: { perf: [], prod: ['qa', 'perf'] } }, true]
  ])('%s', (_name, world, expected) => expect(needs(world)).toBe(expected))
})

const TWO_STEPS: World['places'] = { qa: { head: 'b' }, perf: { head: 'c' }, prod: { before: 'a', head: 'b' } }
const BOTH: World['after'] = { perf: [], prod: ['qa', 'perf'] }

test.each<[string, World, boolean]>([
  ['nothing enters', { places: { staging: { head: 'b' }, prod: { head: 'b' } } }, true],
  ['live before', { places: LIVE }, false],
  ['not live before', { places: SKIPS }, true],
  ['live at the tip counts, not before the change', { places: { staging: { before: 'b', live: 'c', head: 'b' }, prod: { before: 'a', head: 'b' } } }, true],
  ['live in one of two', { places: TWO_STEPS, after: BOTH }, false],
  ['in one of two overlays of the step', { places: { 'staging/eu': { head: 'b' }, 'staging/us': { head: 'c' }, prod: { before: 'a', head: 'b' } } }, false],
  ['one of two images is live', { places: { staging: { head: 'b' }, prod: { before: 'a', head: 'bd' } } }, false],
  ['in the first environment', { places: { staging: { before: 'a', head: 'b' }, prod: { head: 'a' } } }, true],
  ['an exempt image', { places: LIVE, policy: { exemptImages: ['registry.example.com/shop/web'] } }, true]
])('mayGoBack: %s', (_name, world, expected) => expect(mayGoBack(pinnedOf(world), policyOf(world), TODAY)).toBe(expected))

test('an overlay that is not known runs nothing', () => {
  const pinned = pinnedOf({ places: LIVE }).filter(({ overlay }) => overlay.environment === 'prod')
  expect(mayGoBack(pinned, policyOf({ places: LIVE }), TODAY)).toBe(true)
})

const was = (image: string, rolledBack = false) => [image, 10, 20, { rolledBack }] as const
test.each<[string, World, boolean]>([
  ['nothing enters', { places: { staging: { head: 'b' }, prod: { head: 'b' } } }, true],
  ['it ran there', { places: { staging: { head: 'c' }, prod: { before: 'a', head: 'b', stays: [was('b')] } } }, true],
  ['it did not', { places: { staging: { head: 'c' }, prod: { before: 'a', head: 'b' } } }, false],
  ['it was rolled back there', { places: { staging: { head: 'c' }, prod: { before: 'a', head: 'b', stays: [was('b', true)] } } }, false],
  ['one of two ran there', { places: { staging: { head: 'c' }, prod: { before: 'a', head: 'bd', stays: [was('b')] } } }, false],
  ['both did', { places: { staging: { head: 'c' }, prod: { before: 'a', head: 'bd', stays: [was('b'), was('d')] } } }, true],
  ['the first environment needs no proof', { places: { staging: { before: 'a', head: 'b' }, prod: { before: 'a', head: 'd', stays: [was('d')] } } }, true],
  ['but the others do', { places: { staging: { before: 'a', head: 'b' }, prod: { before: 'a', head: 'd' } } }, false]
])('allGoBack: %s', (_name, world, expected) => {
  const pinned = pinnedOf(world)
  expect(allGoBack(pinned, policyOf(world), TODAY, ledgerOf(world, pinned))).toBe(expected)
})

describe('soakFor', () => {
  const all = { environment: null, seconds: 1 }
  const prod = { environment: 'prod', seconds: 2 }
  test.each([
    ['nothing is said', null, [], 0],
    ['for all', null, [all], 1],
    ['for it by name', null, [all, prod], 2],
    ['for it by alias', null, [all, { environment: 'production', seconds: 3 }], 3],
    ['for another one', null, [{ environment: 'qa', seconds: 9 }], 0],
    ['by itself', 4, [all, prod], 4],
    ['by itself: none', 0, [all, prod], 0],
    ['twice: the longer one', null, [prod, { environment: 'production', seconds: 1 }], 2]
  ])('%s', (_name, own, soak, expected) => expect(soakFor(environmentNamed('prod', ['production'], { soak: own }), { soak })).toBe(expected))
})
