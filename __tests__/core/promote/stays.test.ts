import { describe, expect, test } from '@jest/globals'
import { environmentNamed } from '../../../src/core/model/environment.ts'
import type { PromotionKey } from '../../../src/core/model/policy.ts'
import type { Pin } from '../../../src/core/promote/pins.ts'
import type { Observed } from '../../../src/core/promote/stays.ts'
import { allStays, soughtImage, staysOf } from '../../../src/core/promote/stays.ts'
import type { Stay } from '../../../src/core/model/ledger.ts'

const STAGING = environmentNamed('staging', ['stg'])
const digest = (letter: string): string => `web@sha256:${letter.repeat(64)}`
const A = digest('a')
const B = digest('b')
const C = digest('c')

function pin(place: string, image: string): Pin {
  const [name = '', container = ''] = place.split('/')
  return {
    overlay: { application: 'app', environment: 'staging', variant: null, path: 'app/staging' },
    resource: { group: 'apps', version: 'v1', kind: 'Deployment', namespace: null, name },
    container,
    image,
    path: [],
    field: []
  }
}

type Row = Readonly<Record<string, string>> | null

/** Images by `workload/container`, commit by commit; null for one that does not render. */
function observed(rows: readonly Row[], key: PromotionKey = { kind: 'digest' }, earlier = false): Observed {
  const observations = rows.map((row, index) => ({
    moment: { commit: `c${index}`, time: index * 10, clock: 'committed' as const },
    pins: row === null ? null : Object.entries(row).map(([place, image]) => pin(place, image))
  }))
  return { observations, earlier, key, environment: STAGING }
}

const shown = (stays: readonly Stay[]): readonly string[] =>
  stays.map(({ image, since, until, earlier, rolledBack }) => `${image.slice(0, 14)} ${earlier ? '…' : ''}${since.commit}–${until?.commit ?? ''}${rolledBack ? ' rolled back' : ''}`)

const of = (image: string, rows: readonly Row[], key?: PromotionKey, earlier?: boolean): readonly string[] =>
  shown(staysOf(soughtImage(image, key ?? { kind: 'digest' }, environmentNamed('prod')), observed(rows, key, earlier)))

describe('staysOf', () => {
  test('from the first render that has it to the first that has it no longer', () => {
    expect(of(A, [{ 'w/c': B }, { 'w/c': A }, { 'w/c': A }, { 'w/c': C }, { 'w/c': A }])).toEqual(['web@sha256:aaa c1–c3', 'web@sha256:aaa c4–'])
  })

  test('what is there at once is there for longer only where the look-back begins', () => {
    expect(of(A, [{ 'w/c': A }])).toEqual(['web@sha256:aaa c0–'])
    expect(of(A, [{ 'w/c': A }], undefined, true)).toEqual(['web@sha256:aaa …c0–'])
    expect(of(A, [{}, { 'w/c': A }], undefined, true)).toEqual(['web@sha256:aaa c1–'])
  })

  test('a commit that does not render neither begins nor ends a stay', () => {
    expect(of(A, [null, { 'w/c': A }, null, null, { 'w/c': A }, null, { 'w/c': B }])).toEqual(['web@sha256:aaa c1–c6'])
  })

  test('it ends when the last container drops it', () => {
    expect(of(A, [{ 'w/c': A, 'w/d': B }, { 'w/c': B, 'w/d': A }, { 'w/c': B, 'w/d': B }])).toEqual(['web@sha256:aaa c0–c2'])
  })

  test('a rollback: the container goes back to what it ran before', () => {
    expect(of(B, [{ 'w/c': A }, { 'w/c': B }, { 'w/c': A }])).toEqual(['web@sha256:bbb c1–c2 rolled back'])
    expect(of(B, [{ 'w/c': A }, { 'w/c': C }, { 'w/c': B }, { 'w/c': A }])).toEqual(['web@sha256:bbb c2–c3 rolled back'])
  })

  test('no rollback: another image, another container, or the place is gone', () => {
    expect(of(B, [{ 'w/c': A }, { 'w/c': B }, { 'w/c': C }])).toEqual(['web@sha256:bbb c1–c2'])
    expect(of(B, [{ 'w/d': A }, { 'w/c': B }, { 'w/c': A }])).toEqual(['web@sha256:bbb c1–c2'])
    expect(of(B, [{ 'w/c': A }, { 'w/c': B }, {}])).toEqual(['web@sha256:bbb c1–c2'])
    expect(of(B, [{ 'w/c': B }, { 'w/c': A }])).toEqual(['web@sha256:bbb c0–c1'])
  })

  test('only containers that held it to the end tell how it ended', () => {
    expect(of(B, [{ 'w/c': A, 'w/d': A }, { 'w/c': B, 'w/d': B }, { 'w/c': A, 'w/d': B }, { 'w/c': A, 'w/d': C }])).toEqual(['web@sha256:bbb c1–c3'])
  })

  test("under tags, each environment's own words are left out", () => {
    expect(of('web:prod-7', [{ 'w/c': 'reg/web:staging-7' }, { 'w/c': 'web:stg-8' }], { kind: 'tag' })).toEqual(['reg/web:stagin c0–c1'])
  })

  test('what nothing identifies is known by its text', () => {
    expect(of('web:latest', [{ 'w/c': 'web:latest' }, { 'w/c': 'web:main' }])).toEqual(['web:latest c0–c1'])
  })
})

describe('allStays', () => {
  test('every image, by when it came', () => {
    expect(shown(allStays(observed([{ 'w/c': B, 'w/d': A }, { 'w/c': C, 'w/d': A }, { 'w/c': B, 'w/d': 'web:1' }])))).toEqual([
      'web@sha256:aaa c0–c2',
      'web@sha256:bbb c0–c1',
      'web@sha256:ccc c1–c2 rolled back',
      'web:1 c2–',
      'web@sha256:bbb c2–'
    ])
  })

  test('a tag that gets its digest is one image with one stay', () => {
    const rows = [{ 'w/c': 'web:1' }, { 'w/c': `web:1@sha256:${'a'.repeat(64)}` }, { 'w/c': 'web:2' }]
    expect(shown(allStays(observed(rows, { kind: 'tag' })))).toEqual(['web:1 c0–c2', 'web:2 c2–'])
  })

  test('a tag that gets one digest, another one, and none is told apart as far as it can be', () => {
    const rows = [{ 'w/c': `web:1@sha256:${'a'.repeat(64)}` }, { 'w/c': `web:1@sha256:${'b'.repeat(64)}` }, { 'w/c': 'web:1' }]
    const found = allStays(observed(rows, { kind: 'tag' })).map(({ image, since, until }) => `${image.slice(0, 14)} ${since.commit}–${until?.commit ?? ''}`)
    expect(found).toEqual(['web:1@sha256:a c0–c1', 'web:1@sha256:a c0–', 'web:1@sha256:b c1–', 'web:1 c2–'])
  })

  test('images that nothing identifies are told apart by their text, and what does not render says nothing', () => {
    expect(shown(allStays(observed([{ 'w/c': 'web:1', 'w/d': 'api:1' }, null, { 'w/c': 'web:1' }])))).toEqual(['api:1 c0–c2', 'web:1 c0–'])
  })

  test('the first place that has it gives the reference', () => {
    const [digested, plain] = [`web:1@sha256:${'a'.repeat(64)}`, 'web:1']
    expect(of(plain, [{ 'w/d': plain, 'w/c': digested }], { kind: 'tag' })).toEqual(['web:1@sha256:a c0–'])
    expect(of(plain, [{ 'w/c': digested, 'w/d': plain }], { kind: 'tag' })).toEqual(['web:1@sha256:a c0–'])
  })
})
