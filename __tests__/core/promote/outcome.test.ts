// What a decision says besides its name: level, arguments, evidence; and the corners of the order in which rules decide.

import { describe, expect, test } from '@jest/globals'
import type { Environment } from '../../../src/core/model/environment.ts'
import type { Finding } from '../../../src/core/model/finding.ts'
import type { Stay } from '../../../src/core/model/ledger.ts'
import { decidePromotions } from '../../../src/core/promote/decide.ts'
import { decideIn, digest, HOUR, ledgerOf, linesOf, NOW, pinnedOf, policyOf, web } from './ladder-world.ts'
import type { Place, World } from './ladder-world.ts'

const findings = (world: World): readonly Finding[] => decideIn(world).drafts.map(({ finding }) => finding)
const toB = (staging: Place, prod: Place = { before: 'a', head: 'b' }): World['places'] => ({ staging, prod })
const DAY: Partial<Environment> = { soak: 24 * HOUR }
const THERE = { application: 'shop', environment: 'prod', against: 'staging', resource: 'apps/v1/Deployment/web', path: '/spec/template/spec/containers/c0/image' }
const ARGS = { container: 'c0', image: web('b'), previous: ['staging'] }
const proof = { environment: 'prod', variant: 'eu', commit: 'c990', since: '1970-02-11T06:00:00Z', earlier: false, until: null, ended: null, clock: 'merged' }

describe('what is said', () => {
  test('denied', () => {
    const world: World = { places: toB({ head: 'b' }), policy: { deniedImages: [{ digest: digest('c'), reason: 'other', expires: null }, { digest: digest('b'), reason: 'CVE', expires: '2027-01-01' }] } }
    expect(findings(world)).toMatchObject([{ code: 'image-denied', level: 'error', ...THERE, args: { ...ARGS, reason: 'CVE', expires: '2027-01-01' } }])
    expect(decideIn(world).rollbacks).toEqual([])
  })

  test('unpinned: a warning in the first environment, an error elsewhere', () => {
    const why = 'it is not an image reference'
    expect(findings({ places: { staging: { head: 'b' }, prod: { before: 'b', head: 'z' } } })).toMatchObject([{ code: 'image-unpinned', level: 'error', ...THERE, args: { container: 'c0', image: web('z'), previous: ['staging'], why } }])
    expect(findings({ places: { staging: { before: 'b', head: 'z' }, prod: { head: 'b' } } })).toMatchObject([{ code: 'image-unpinned', level: 'warning', args: { why } }])
  })

  test.each([['warn', 'warning'], ['deny', 'error']] as const)('introduced: %s', (introduction, level) => {
    const world: World = { places: { staging: { before: '', head: 'b' }, prod: { before: '', head: 'b' } }, environment: { introduction } }
    expect(findings(world)).toMatchObject([{ code: 'image-introduced', level, args: ARGS }])
  })

  test('fan-out', () => {
    const places: World['places'] = { 'staging/eu': { head: 'c' }, 'prod/eu': { head: 'b', stays: [['b', 990, null]] }, 'prod/us': { before: 'a', head: 'b' } }
    expect(findings({ places })).toMatchObject([{ code: 'image-fan-out', level: 'notice', args: { ...ARGS, proof } }])
    expect(decideIn({ places }).promotions[0]?.evidence).toEqual({ level: 'declared', environment: 'prod', commit: 'c990', since: '1970-02-11T06:00:00Z', soaked: 10 * HOUR, clock: 'merged' })
  })

  test('superseded, with where it was', () => {
    const world: World = { places: toB({ head: 'c', stays: [['b', 10, 20]] }), environment: { superseded: 'warn' } }
    expect(findings(world)).toMatchObject([{ args: { ...ARGS, proof: { environment: 'staging', commit: 'c10', ended: 'c20' } } }])
  })

  test('same-change and not-live, and how far the history was looked at', () => {
    expect(findings({ places: toB({ before: 'a', head: 'b' }), limit: 24 })).toMatchObject([{ code: 'image-same-change', level: 'error', ...THERE, args: { ...ARGS, limit: '1970-01-02' } }])
    expect(findings({ places: toB({ head: 'cd' }), limit: 24 })).toMatchObject([{ code: 'image-not-live', level: 'error', ...THERE, args: { ...ARGS, liveThere: [web('c'), web('d')], limit: '1970-01-02' } }])
  })

  test('soaking: the evidence so far; the limit only where it is no longer there', () => {
    const world: World = { places: toB({ head: 'b', stays: [['b', 990, null]] }), environment: DAY, limit: 24 }
    expect(findings(world)).toMatchObject([{ level: 'error', ...THERE }])
    expect(findings(world)[0]?.args).not.toHaveProperty('limit')
    expect(decideIn(world).promotions[0]?.evidence).toMatchObject({ level: 'declared', environment: 'staging', commit: 'c990' })
  })

  test('unproven', () => {
    const world: World = { places: toB({ head: 'b', stays: [['b', 10, null]] }), environment: { evidence: 'reported' }, reports: () => ({ proven: false, what: 'it failed' }) }
    expect(findings(world)).toMatchObject([{ code: 'image-unproven', level: 'error', ...THERE, args: { ...ARGS, missing: 'report', evidence: 'it failed' } }])
  })

  test('a promotion names what it replaces at its own place', () => {
    const { promotions } = decideIn({ places: { staging: { head: 'cd' }, prod: { before: 'ab', head: 'cd' } } })
    expect(promotions.map(({ container, image, from, to }) => [container, image, from, to])).toEqual([
      ['c0', 'registry.example.com/shop/web', web('a'), web('c')],
      ['c1', 'registry.example.com/shop/web', web('b'), web('d')]
    ])
    expect(decideIn({ places: { prod: { before: 'a', head: 'ab' } } }).promotions.map(({ from }) => from)).toEqual([null])
    expect(decideIn({ places: { 'prod@old': { before: 'b', head: '' }, prod: { before: '', head: 'c' } } }).promotions.map(({ from }) => from)).toEqual([web('b')])
  })

  test('what is set apart is no rollback, though it ran there', () => {
    const prod: Place = { before: 'a', head: 'b', stays: [['b', 10, 20]] }
    for (const policy of [{ exemptImages: ['registry.example.com/shop/*'] }, { deniedImages: [{ digest: digest('b'), reason: '', expires: null }] }]) {
      expect(decideIn({ places: toB({ head: 'c' }, prod), policy }).rollbacks).toEqual([])
    }
    const rolledBack: Place = { ...prod, stays: [['b', 10, 20, { rolledBack: true }]] }
    expect(decideIn({ places: toB({ head: 'c' }, rolledBack), policy: { suspect: 'deny' } }).rollbacks).toEqual([])
  })
})

const QA = { qa: [], perf: [], uat: [], prod: ['qa', 'perf', 'uat'] }
const LONG: Place = { head: 'b', stays: [['b', 10, null]] }
const BRIEF: Place = { head: 'b', stays: [['b', 999, null]] }
const GONE: Place = { head: 'c', stays: [['b', 998, 999]] }
const NEVER: Place = { head: 'c' }
const COMES: Place = { before: 'c', head: 'b' }
const PROD: Place = { before: 'a', head: 'b' }

describe('several environments before', () => {
  const none: World['reports'] = (environment) => (environment === 'uat' ? { proven: false, what: 'x' } : { proven: true, what: 'x' })
  test.each<[string, World, string]>([
    ['any: nowhere', { places: { qa: NEVER, perf: NEVER, uat: NEVER, prod: PROD }, mode: 'any' }, 'not-live image-not-live'],
    ['any: it comes to one with the change', { places: { qa: COMES, perf: NEVER, uat: NEVER, prod: PROD }, mode: 'any' }, 'same-change image-same-change'],
    ['all: it comes to one with the change, and never was in the others', { places: { qa: COMES, perf: NEVER, uat: NEVER, prod: PROD } }, 'not-live image-not-live'],
    ['all: it comes to one, and is in the others', { places: { qa: COMES, perf: LONG, uat: LONG, prod: PROD } }, 'same-change image-same-change'],
    ['all: it comes to one, and was in the others too briefly', { places: { qa: COMES, perf: GONE, uat: BRIEF, prod: PROD }, environment: DAY }, 'same-change image-same-change'],
    ['any: too briefly in one that it has left', { places: { qa: GONE, perf: NEVER, uat: NEVER, prod: PROD }, mode: 'any', environment: DAY }, 'soaking image-soaking'],
    ['any: the same, but another one may still be proven', { places: { qa: GONE, perf: NEVER, uat: LONG, prod: PROD }, mode: 'any', environment: { ...DAY, evidence: 'reported' }, reports: none }, 'unproven image-unproven'],
    ['any: too briefly in one that has it still', { places: { qa: BRIEF, perf: NEVER, uat: LONG, prod: PROD }, mode: 'any', environment: { ...DAY, evidence: 'reported' }, reports: none }, 'soaking image-soaking'],
    ['all: too briefly in one comes before what is unproven', { places: { qa: GONE, perf: LONG, uat: LONG, prod: PROD }, environment: { ...DAY, evidence: 'reported' }, reports: none }, 'soaking image-soaking'],
    ['all: one is unproven', { places: { qa: LONG, perf: LONG, uat: LONG, prod: PROD }, environment: { evidence: 'reported' }, reports: none }, 'unproven image-unproven'],
    ['all: live in every one', { places: { qa: LONG, perf: LONG, uat: LONG, prod: PROD } }, 'live']
  ])('%s', (_name, world, expected) => {
    expect(linesOf(decideIn({ after: QA, ...world })).filter((line) => line.startsWith('prod'))).toEqual([`prod b ${expected}`])
  })
})

describe('the order of the rules', () => {
  test.each<[string, World, readonly string[]]>([
    ['superseded comes before fan-out', { places: { staging: { head: 'c', stays: [['b', 10, 20]] }, 'prod/eu': LONG, 'prod/us': PROD }, environment: { superseded: 'warn' } }, ['prod/us b superseded image-superseded']],
    ['without the history another variant is no proof', { places: { staging: NEVER, 'prod/eu': LONG, 'prod/us': PROD }, history: null }, ['prod/us b not-live image-not-live']],
    ['a change of the tag alone is no entry', { places: { staging: NEVER, prod: { before: 'b', head: 'b' } } }, []],
    ['introduced into two of three', { places: { dev: { before: '', head: 'b' }, staging: { before: '', head: 'b' }, prod: { before: '', head: '' } } }, ['dev b first-environment', 'staging b introduced image-introduced']],
    ['a new image in one of two first environments', { places: { qa: { before: '', head: 'b' }, perf: { before: '', head: '' }, prod: { before: '', head: 'b' } }, after: { perf: [], prod: ['qa', 'perf'] } }, ['prod b not-live image-not-live', 'qa b first-environment']],
    ['a repository that one environment had', { places: { dev: { before: 'a', head: 'b' }, staging: { before: '', head: 'b' }, prod: { before: '', head: '' } } }, ['dev b first-environment', 'staging b same-change image-same-change']],
    ['exempt images are references', { places: { staging: NEVER, prod: { before: 'a', head: 'z' } }, policy: { exemptImages: ['**'] } }, ['prod z unpinned image-unpinned']]
  ])('%s', (_name, world, expected) => expect(linesOf(decideIn(world))).toEqual(expected))

  test('another tag of the same digest does not enter', () => {
    const pinned = pinnedOf({ places: { prod: { head: 'b' } } }).map((each) => ({ ...each, head: each.head.map((pin) => ({ ...pin, image: pin.image.replace(':1@', ':2@') })) }))
    expect(decidePromotions(pinned, policyOf({ places: {} }), { live: 'tip', today: '2026-11-20', now: NOW, ledger: null, reports: null }).promotions).toEqual([])
  })

  test('an overlay before that is not known never had it', () => {
    const world: World = { places: toB(LONG) }
    const all = pinnedOf(world)
    const known = all.filter(({ overlay }) => overlay.environment === 'prod')
    const moment = { live: 'tip', today: '2026-11-20', now: NOW * HOUR, ledger: ledgerOf({ places: {} }, all), reports: null }
    expect(linesOf(decidePromotions(known, policyOf(world), moment))).toEqual(['prod b not-live image-not-live'])
  })

  test('reports are asked about the environment before, from when the image came', () => {
    const asked: string[] = []
    const reports = (environment: string, { since }: Stay) => {
      asked.push(`${environment} ${since.commit}`)
      return { proven: true, what: 'x' }
    }
    decideIn({ places: toB(LONG), environment: { evidence: 'reported' }, reports })
    expect(asked).toEqual(['staging c10'])
  })
})
