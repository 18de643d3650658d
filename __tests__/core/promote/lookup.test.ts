import { describe, expect, test } from '@jest/globals'
import { environmentNamed } from '../../../src/core/model/environment.ts'
import { imagesToLookUp, needsHistory } from '../../../src/core/promote/lookup.ts'
import { soakFor } from '../../../src/core/promote/soak.ts'
import { digest, HOUR, pinnedOf, policyOf } from './ladder-world.ts'
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
    ['both are wanted', { places: { qa: { head: 'b' }, perf: { head: 'c' }, prod: { before: 'a', head: 'b' } }, after: { perf: [], prod: ['qa', 'perf'] } }, true]
  ])('%s', (_name, world, expected) => expect(needs(world)).toBe(expected))
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
