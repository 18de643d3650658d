// Promotions that the history decides: soak, rollbacks, what was replaced, other variants, suspects, reports.

import { describe, expect, test } from '@jest/globals'
import type { Finding } from '../../../src/core/model/finding.ts'
import { decideIn, digest, HOUR, linesOf } from './ladder-world.ts'
import type { World } from './ladder-world.ts'

const DAY = { soak: 24 * HOUR } as const
const deny = (key: 'superseded' | 'fanOut') => ({ [key]: 'deny' }) as const
const reported = { evidence: 'reported' } as const

/** Prod goes from `a` to `b`; staging runs what is said. */
const toB = (staging: World['places'][string], prod: World['places'][string] | null = null): World['places'] => ({
  staging,
  prod: prod ?? { before: 'a', head: 'b' }
})

type Case = readonly [name: string, world: World, expected: readonly string[]]

const SOAK: readonly Case[] = [
  ['no soak is asked', { places: toB({ head: 'b', stays: [['b', 999.9, null]] }) }, ['prod b live']],
  ['long enough to the second', { places: toB({ head: 'b', stays: [['b', 976, null]] }), environment: DAY }, ['prod b live']],
  ['one second too short', { places: toB({ head: 'b', stays: [['b', 976 + 1 / HOUR, null]] }), environment: DAY }, ['prod b soaking image-soaking']],
  ['an earlier stay was long enough', { places: toB({ head: 'b', stays: [['b', 900, 930], ['b', 999, null]] }), environment: DAY }, ['prod b live']],
  ['two short stays are not one long stay', { places: toB({ head: 'b', stays: [['b', 970, 985], ['b', 986, null]] }), environment: DAY }, ['prod b soaking image-soaking']],
  [
    'the rule of the policy for all, and for one',
    { places: { dev: { head: 'c' }, ...toB({ before: 'b', head: 'c', live: 'b', stays: [['b', 990, null]] }) }, policy: { soak: [{ environment: null, seconds: HOUR }, { environment: 'prod', seconds: 24 * HOUR }] } },
    ['prod b soaking image-soaking', 'staging c unproven image-unproven']
  ],
  ['what the environment says wins', { places: toB({ head: 'b', stays: [['b', 990, null]] }), environment: { soak: 0 }, policy: { soak: [{ environment: 'prod', seconds: 24 * HOUR }] } }, ['prod b live']],
  ['dated in the future', { places: toB({ head: 'b', stays: [['b', 2_000, null]] }), environment: { soak: 1 } }, ['prod b soaking image-soaking']],
  ['since when is not known', { places: toB({ head: 'b' }), environment: DAY }, ['prod b unproven image-unproven']],
  ['the history is not to be had', { places: toB({ head: 'b' }), environment: DAY, history: null }, ['prod b unproven image-unproven']],
  [
    'all variants of the environment before count together',
    { places: { 'staging/x': { head: 'a', stays: [['b', 900, 990]] }, 'staging/y': { head: 'b', stays: [['b', 980, null]] }, prod: { before: 'a', head: 'b' } }, environment: DAY },
    ['prod b live']
  ]
]

const PAST: readonly Case[] = [
  ['replaced there since', { places: toB({ head: 'c', stays: [['b', 900, 990]] }) }, ['prod b superseded']],
  ['replaced too early', { places: toB({ head: 'c', stays: [['b', 900, 910]] }), environment: DAY }, ['prod b soaking image-soaking']],
  ['with a warning', { places: toB({ head: 'c', stays: [['b', 900, 990]] }), environment: { superseded: 'warn' } }, ['prod b superseded image-superseded']],
  ['denied', { places: toB({ head: 'c', stays: [['b', 900, 990]] }), environment: deny('superseded') }, ['prod b superseded image-superseded']],
  ['what the tip does not show is not there', { places: toB({ head: 'c', stays: [['b', 900, null]] }) }, ['prod b not-live image-not-live']],
  ['live in prod before', { places: toB({ head: 'c' }, { before: 'a', head: 'b', stays: [['b', 10, 20]] }), environment: DAY }, ['prod b rollback image-rollback']],
  ['live in prod before, and in staging now', { places: toB({ head: 'b', stays: [['b', 900, null]] }, { before: 'a', head: 'b', stays: [['b', 10, 20]] }) }, ['prod b live']],
  ['in staging too briefly, but live in prod before', { places: toB({ head: 'b', stays: [['b', 999, null]] }, { before: 'a', head: 'b', stays: [['b', 10, 20]] }), environment: DAY }, ['prod b rollback image-rollback']],
  ['a stay in prod that still runs is no rollback', { places: toB({ head: 'c' }, { before: 'a', live: 'b', head: 'b', stays: [['b', 990, null]] }) }, ['prod b not-live image-not-live']],
  [
    'the past of another variant is no rollback',
    { places: { staging: { head: 'c' }, 'prod/eu': { head: 'c', stays: [['b', 10, 20]] }, 'prod/us': { before: 'a', head: 'b' } } },
    ['prod/us b not-live image-not-live']
  ],
  [
    'a partial rollback is judged by container',
    { places: { staging: { head: 'ef' }, prod: { before: 'ef', head: 'bd', stays: [['b', 10, 20]] } } },
    ['prod b rollback image-rollback', 'prod d not-live image-not-live']
  ],
  ['a denied image is no rollback', { places: toB({ head: 'c' }, { before: 'a', head: 'b', stays: [['b', 10, 20]] }), policy: { deniedImages: [{ digest: digest('b'), reason: 'CVE', expires: null }] } }, ['prod b denied image-denied']],
  [
    'live in another variant of prod',
    { places: { staging: { head: 'c' }, 'prod/eu': { head: 'b', stays: [['b', 999, null]] }, 'prod/us': { before: 'a', head: 'b' } }, environment: DAY },
    ['prod/us b fan-out image-fan-out']
  ],
  [
    'no longer live in another variant of prod',
    { places: { staging: { head: 'c' }, 'prod/eu': { head: 'c', stays: [['b', 990, 999]] }, 'prod/us': { before: 'a', head: 'b' } } },
    ['prod/us b not-live image-not-live']
  ],
  [
    'fan-out denied, and in staging too briefly',
    { places: { staging: { head: 'b', stays: [['b', 999, null]] }, 'prod/eu': { head: 'b', stays: [['b', 999, null]] }, 'prod/us': { before: 'a', head: 'b' } }, environment: { ...DAY, ...deny('fanOut') } },
    ['prod/us b soaking image-soaking']
  ],
  [
    'superseded denied does not hide what fan-out admits',
    { places: { staging: { head: 'c', stays: [['b', 10, 20]] }, 'prod/eu': { head: 'b', stays: [['b', 990, null]] }, 'prod/us': { before: 'a', head: 'b' } }, environment: deny('superseded') },
    ['prod/us b fan-out image-fan-out']
  ],
  ['too briefly comes before same-change', { places: toB({ before: 'a', head: 'b', stays: [['b', 10, 11]] }), environment: DAY }, ['prod b soaking image-soaking', 'staging b first-environment']],
  ['without the history as before', { places: toB({ head: 'c', stays: [['b', 900, 990]] }), history: null }, ['prod b not-live image-not-live']],
  ['an overlay that moves takes its images with it', { places: { staging: { head: 'c' }, 'prod@old': { before: 'b', head: '' }, prod: { before: '', head: 'b' } } }, []],
  [
    'and its past',
    { places: { staging: { head: 'c' }, 'prod@old': { before: 'a', head: '', stays: [['b', 10, 20]] }, prod: { before: '', head: 'b' } } },
    ['prod b rollback image-rollback']
  ],
  [
    'but not that of another variant',
    { places: { staging: { head: 'c' }, prod: { before: 'a', head: '', stays: [['b', 10, 20]] }, 'prod/eu': { before: '', head: 'b' } } },
    ['prod/eu b not-live image-not-live']
  ]
]

const SHAPES: readonly Case[] = [
  [
    'all: live in one, superseded in the other',
    { places: { qa: { head: 'b', stays: [['b', 10, null]] }, perf: { head: 'c', stays: [['b', 10, 20]] }, prod: { before: 'a', head: 'b' } }, after: { perf: [], prod: ['qa', 'perf'] } },
    ['prod b superseded']
  ],
  [
    'all: long enough in one only',
    { places: { qa: { head: 'b', stays: [['b', 10, null]] }, perf: { head: 'b', stays: [['b', 999, null]] }, prod: { before: 'a', head: 'b' } }, after: { perf: [], prod: ['qa', 'perf'] }, environment: DAY },
    ['prod b soaking image-soaking']
  ],
  [
    'all: too briefly in one and never in the other',
    { places: { qa: { head: 'b', stays: [['b', 999, null]] }, perf: { head: 'c' }, prod: { before: 'a', head: 'b' } }, after: { perf: [], prod: ['qa', 'perf'] }, environment: DAY },
    ['prod b not-live image-not-live']
  ],
  [
    'any: long enough in one',
    { places: { qa: { head: 'b', stays: [['b', 10, null]] }, perf: { head: 'b', stays: [['b', 999, null]] }, prod: { before: 'a', head: 'b' } }, after: { perf: [], prod: ['qa', 'perf'] }, mode: 'any', environment: DAY },
    ['prod b live']
  ],
  [
    'any: superseded in one is enough',
    { places: { qa: { head: 'c', stays: [['b', 10, 90]] }, perf: { head: 'b', stays: [['b', 999, null]] }, prod: { before: 'a', head: 'b' } }, after: { perf: [], prod: ['qa', 'perf'] }, mode: 'any', environment: DAY },
    ['prod b superseded']
  ]
]

const BAD: World['places'][string] = { before: 'a', head: 'b', stays: [['b', 10, 20, { rolledBack: true }], ['a', 20, null]] }
const SUSPECT: readonly Case[] = [
  ['rolled back out of prod, live in staging', { places: toB({ head: 'b', stays: [['b', 5, null]] }, BAD) }, ['prod b live image-suspect']],
  ['and denied', { places: toB({ head: 'b', stays: [['b', 5, null]] }, BAD), policy: { suspect: 'deny' } }, ['prod b suspect image-suspect']],
  ['proves no rollback', { places: toB({ head: 'c' }, BAD) }, ['prod b not-live image-not-live']],
  ['shown in the first environment', { places: { staging: { before: 'a', head: 'b' }, prod: { ...BAD, before: 'a', head: 'a' } } }, ['staging b first-environment image-suspect']],
  ['denied in the first environment', { places: { staging: { before: 'a', head: 'b' }, prod: { ...BAD, before: 'a', head: 'a' } }, policy: { suspect: 'deny' } }, ['staging b suspect image-suspect']],
  ['live there again', { places: { staging: { before: 'a', head: 'b' }, prod: { head: 'b', stays: [['b', 10, 20, { rolledBack: true }], ['b', 30, null]] } }, policy: { suspect: 'deny' } }, ['staging b first-environment']],
  ['a later stay ended well', { places: toB({ head: 'c' }, { before: 'a', head: 'b', stays: [['b', 10, 20, { rolledBack: true }], ['b', 30, 40]] }) }, ['prod b rollback image-rollback']],
  ['a warning is more than a notice', { places: { staging: { head: 'c' }, 'prod/eu': { head: 'b', stays: [['b', 990, null]] }, 'prod/us': BAD } }, ['prod/us b fan-out image-suspect']],
  ['an exempt image is none', { places: toB({ head: 'c' }, BAD), policy: { suspect: 'deny', exemptImages: ['registry.example.com/shop/*'] } }, ['prod b exempt']]
]

const yes = () => ({ proven: true, what: 'ok' })
const no = () => ({ proven: false, what: 'the deployment failed' })
const REPORTED: readonly Case[] = [
  ['proven', { places: toB({ head: 'b', stays: [['b', 10, null]] }), environment: reported, reports: yes }, ['prod b live']],
  ['unproven', { places: toB({ head: 'b', stays: [['b', 10, null]] }), environment: reported, reports: no }, ['prod b unproven image-unproven']],
  ['nobody was asked', { places: toB({ head: 'b', stays: [['b', 10, null]] }), environment: reported }, ['prod b unproven image-unproven']],
  ['no history to ask about', { places: toB({ head: 'b' }), environment: reported, reports: yes, history: null }, ['prod b unproven image-unproven']],
  ['superseded and proven', { places: toB({ head: 'c', stays: [['b', 10, 20]] }), environment: reported, reports: yes }, ['prod b superseded']],
  ['superseded and unproven', { places: toB({ head: 'c', stays: [['b', 10, 20]] }), environment: reported, reports: no }, ['prod b unproven image-unproven']],
  ['a rollback needs no report', { places: toB({ head: 'b', stays: [['b', 10, null]] }, { before: 'a', head: 'b', stays: [['b', 10, 20]] }), environment: reported, reports: no }, ['prod b rollback image-rollback']],
  ['too brief comes first', { places: toB({ head: 'b', stays: [['b', 999, null]] }), environment: { ...reported, ...DAY }, reports: no }, ['prod b soaking image-soaking']]
]

describe.each([['soak', SOAK], ['what was live before', PAST], ['ladders that are no line', SHAPES], ['suspects', SUSPECT], ['reports', REPORTED]] as const)('%s', (_name, cases) => {
  test.each(cases)('%s', (_case, world, expected) => expect(linesOf(decideIn(world))).toEqual(expected))
})

const findingIn = (world: World, code: string): Finding | undefined => decideIn(world).drafts.map((draft) => draft.finding).find((finding) => finding.code === code)
const evidenceIn = (world: World): unknown => decideIn(world).promotions[0]?.evidence

describe('evidence', () => {
  test.each<[string, World, object | null]>([
    ['live: the stay that runs', { places: toB({ head: 'b', stays: [['b', 900, null]] }) }, { level: 'declared', environment: 'staging', commit: 'c900', since: '1970-02-07T12:00:00Z', soaked: 100 * HOUR, clock: 'merged' }],
    ['live: the longer one of before', { places: toB({ head: 'b', stays: [['b', 900, 930, { clock: 'committed' }], ['b', 999, null]] }), environment: DAY }, { level: 'declared', environment: 'staging', commit: 'c900', since: '1970-02-07T12:00:00Z', soaked: 30 * HOUR, clock: 'committed' }],
    ['live: nobody asked', { places: toB({ head: 'b' }), history: null }, { level: 'declared', environment: 'staging', commit: 'tip', since: null, soaked: null, clock: null }],
    ['reported', { places: toB({ head: 'b', stays: [['b', 999, null, { clock: 'pushed' }]] }), environment: reported, reports: yes }, { level: 'reported', environment: 'staging', commit: 'c999', since: '1970-02-11T15:00:00Z', soaked: HOUR, clock: 'pushed' }],
    ['rollback: in prod itself', { places: toB({ head: 'c' }, { before: 'a', head: 'b', stays: [['b', 10, 20]] }) }, { level: 'declared', environment: 'prod', commit: 'c10', since: '1970-01-01T10:00:00Z', soaked: 10 * HOUR, clock: 'merged' }],
    ['nowhere', { places: toB({ head: 'c' }) }, null]
  ])('%s', (_name, world, expected) => expect(evidenceIn(world)).toEqual(expected))
})

describe('findings', () => {
  test('soaking: how long, how long it must be, and when that is', () => {
    const world: World = { places: toB({ head: 'b', stays: [['b', 990, null]] }), environment: DAY }
    expect(findingIn(world, 'image-soaking')?.args).toEqual({
      container: 'c0',
      image: expect.stringContaining('web:1'),
      previous: ['staging'],
      soaked: 10 * HOUR,
      required: 24 * HOUR,
      until: '1970-02-12T06:00:00Z',
      proof: { environment: 'staging', variant: null, commit: 'c990', since: '1970-02-11T06:00:00Z', earlier: false, until: null, ended: null, clock: 'merged' }
    })
  })

  test('soaking: no time is promised where it is no longer there', () => {
    const world: World = { places: toB({ head: 'c', stays: [['b', 990, 995]] }), environment: DAY, limit: 24 }
    expect(findingIn(world, 'image-soaking')?.args).toMatchObject({ soaked: 5 * HOUR, until: null, limit: '1970-01-02', proof: { ended: 'c995' } })
  })

  test('soaking in all: the one that takes longest; in any: the one that is first', () => {
    const places: World['places'] = { qa: { head: 'b', stays: [['b', 990, null]] }, perf: { head: 'b', stays: [['b', 995, null]] }, prod: { before: 'a', head: 'b' } }
    const world: World = { places, after: { perf: [], prod: ['qa', 'perf'] }, environment: DAY }
    expect(findingIn(world, 'image-soaking')?.args).toMatchObject({ proof: { environment: 'perf' }, until: '1970-02-12T11:00:00Z' })
    expect(findingIn({ ...world, mode: 'any' }, 'image-soaking')?.args).toMatchObject({ proof: { environment: 'qa' }, until: '1970-02-12T06:00:00Z' })
  })

  test('soaking in all: one that is no longer there has no end', () => {
    const places: World['places'] = { qa: { head: 'c', stays: [['b', 990, 991]] }, perf: { head: 'b', stays: [['b', 995, null]] }, prod: { before: 'a', head: 'b' } }
    const world: World = { places, after: { perf: [], prod: ['qa', 'perf'] }, environment: DAY }
    expect(findingIn(world, 'image-soaking')?.args).toMatchObject({ proof: { environment: 'qa' }, until: null })
    expect(findingIn({ ...world, mode: 'any' }, 'image-soaking')?.args).toMatchObject({ proof: { environment: 'perf' }, until: '1970-02-12T11:00:00Z' })
  })

  test('not live: how far the history was looked at', () => {
    expect(findingIn({ places: toB({ head: 'c' }), limit: 48 }, 'image-not-live')?.args).toMatchObject({ limit: '1970-01-03' })
    expect(findingIn({ places: toB({ head: 'c' }) }, 'image-not-live')?.args).not.toHaveProperty('limit')
  })

  test('a rollback carries its proof, by the less reliable clock', () => {
    const [stay] = [['b', 10, 20, { clock: 'pushed' }] as const]
    expect(findingIn({ places: toB({ head: 'c' }, { before: 'a', head: 'b', stays: [stay] }) }, 'image-rollback')).toMatchObject({
      level: 'notice',
      args: { proof: { environment: 'prod', variant: null, commit: 'c10', ended: 'c20', since: '1970-01-01T10:00:00Z', until: '1970-01-01T20:00:00Z', clock: 'pushed' } }
    })
  })

  test.each([['allow', undefined], ['warn', 'warning'], ['deny', 'error']] as const)('superseded: %s', (superseded, level) => {
    expect(findingIn({ places: toB({ head: 'c', stays: [['b', 10, 20]] }), environment: { superseded } }, 'image-superseded')?.level).toBe(level)
  })

  test.each([['warn', 'warning'], ['deny', 'error']] as const)('suspect: %s, with where and when', (suspect, level) => {
    const found = findingIn({ places: toB({ head: 'c' }, BAD), policy: { suspect } }, 'image-suspect')
    expect(found).toMatchObject({ level, args: { proof: { environment: 'prod', ended: 'c20', until: '1970-01-01T20:00:00Z' } } })
  })

  test('a promotion with two findings has both', () => {
    const codes = decideIn({ places: toB({ head: 'c', stays: [['b', 10, 20]] }, BAD), environment: { superseded: 'warn' } }).drafts.map(({ finding }) => finding.code)
    expect(codes).toEqual(['image-superseded', 'image-suspect'])
  })
})

test('a proven rollback is known as one, whatever else lets it in', () => {
  const prod = { before: 'a', head: 'b', stays: [['b', 10, 20]] } as const
  const letters = (world: World): readonly string[] => decideIn(world).rollbacks.map(({ image }) => image.at(-1) ?? '')
  expect(letters({ places: toB({ head: 'b', stays: [['b', 5, null]] }, prod) })).toEqual(['b'])
  expect(letters({ places: { staging: prod } })).toEqual(['b'])
  expect(letters({ places: toB({ head: 'b', stays: [['b', 5, null]] }, BAD) })).toEqual([])
  expect(letters({ places: toB({ head: 'b', stays: [['b', 5, null]] }) })).toEqual([])
})
