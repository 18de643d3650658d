import { describe, expect, test } from '@jest/globals'
import type { Stay } from '../../../src/core/model/ledger.ts'
import type { Overlay } from '../../../src/core/model/overlay.ts'
import { rungOf, stepProof } from '../../../src/core/promote/rung.ts'
import type { Reported, Rung } from '../../../src/core/promote/rung.ts'
import { HOUR, NOW, stayOf } from './ladder-world.ts'
import type { Span } from './ladder-world.ts'

const overlay = (variant: string | null): Overlay => ({ application: 'shop', environment: 'staging', variant, path: `overlays/staging/${variant ?? ''}` })
const [EU, US] = [overlay('eu'), overlay('us')]
const STEP = { environment: 'staging', overlays: [EU, US] }

type Asked = { readonly live: boolean; readonly eu?: readonly Span[]; readonly us?: readonly Span[]; readonly soak?: number; readonly report?: (environment: string, stay: Stay) => Reported | null }

/** `eu` and `us` not given: the history was not asked. */
function rung({ live, eu, us, soak = 0, report }: Asked, evidence: 'declared' | 'reported' = report === undefined ? 'declared' : 'reported'): Rung {
  const rows = [[EU, eu], [US, us]] as const
  const stays = eu === undefined && us === undefined ? null : new Map(rows.flatMap(([each, spans]) => (spans === undefined ? [] : [[each, spans.map(stayOf)] as const])))
  return rungOf(STEP, { live, stays, required: soak * HOUR, evidence, reports: report ?? null, now: NOW * HOUR })
}

function line(found: Rung): string {
  switch (found.state) {
    case 'never':
      return 'never'
    case 'live':
    case 'superseded':
      return `${found.state} ${found.stay?.since.commit ?? '?'} ${found.level}`
    case 'short':
      return `short ${found.stay.since.commit} ${found.until === null ? 'for ever' : String(found.until / HOUR)}`
    case 'unproven':
      return `unproven ${found.missing}`
  }
}

describe('rungOf', () => {
  test.each<[string, Asked, string]>([
    ['never there', { live: false, eu: [] }, 'never'],
    ['never there, nobody asked', { live: false }, 'never'],
    ['there, nobody asked', { live: true }, 'live ? declared'],
    ['there, nobody asked, but it must have soaked', { live: true, soak: 1 }, 'unproven history'],
    ['there, but the ledger has nothing', { live: true, eu: [] }, 'live ? declared'],
    ['there, but the ledger says that it is gone', { live: true, eu: [['b', 10, 20]] }, 'live c10 declared'],
    ['the same, and that was exactly long enough', { live: true, eu: [['b', 10, 20]], soak: 10 }, 'live c10 declared'],
    ['the same, and that was too brief', { live: true, eu: [['b', 10, 20]], soak: 11 }, 'unproven history'],
    ['the tip does not show what the ledger has', { live: false, eu: [['b', 10, null]] }, 'never'],
    ['nor does it count beside a finished stay', { live: false, eu: [['b', 10, 20]], us: [['b', 900, null]], soak: 10 }, 'superseded c10 declared'],
    ['exactly long enough', { live: true, eu: [['b', 990, null]], soak: 10 }, 'live c990 declared'],
    ['not quite', { live: true, eu: [['b', 991, null]], soak: 10 }, 'short c991 1001'],
    ['too briefly, and gone', { live: false, eu: [['b', 10, 15]], soak: 10 }, 'short c10 for ever'],
    ['the one that runs, though it was there for longer before', { live: true, eu: [['b', 10, 500], ['b', 900, null]], soak: 10 }, 'live c900 declared'],
    ['the same, exactly long enough', { live: true, eu: [['b', 10, 500], ['b', 990, null]], soak: 10 }, 'live c990 declared'],
    ['runs too briefly, but was long enough before', { live: true, eu: [['b', 10, 500], ['b', 999, null]], soak: 10 }, 'live c10 declared'],
    ['both too brief: the time of the one that runs', { live: true, eu: [['b', 10, 15], ['b', 999, null]], soak: 10 }, 'short c999 1009'],
    ['gone twice: the longer one', { live: false, eu: [['b', 10, 30], ['b', 40, 50]] }, 'superseded c10 declared'],
    ['gone twice for as long: the newer one', { live: false, eu: [['b', 10, 20], ['b', 30, 40]] }, 'superseded c30 declared'],
    ['variants that count together', { live: true, eu: [['b', 980, 995]], us: [['b', 990, null]], soak: 20 }, 'live c980 declared'],
    ['proven', { live: true, eu: [['b', 10, null]], report: () => ({ proven: true, what: 'x' }) }, 'live c10 reported'],
    ['gone and proven', { live: false, eu: [['b', 10, 20]], report: () => ({ proven: true, what: 'x' }) }, 'superseded c10 reported'],
    ['not proven', { live: true, eu: [['b', 10, null]], report: () => ({ proven: false, what: 'x' }) }, 'unproven report'],
    ['proven, but too brief', { live: true, eu: [['b', 999, null]], soak: 2, report: () => ({ proven: true, what: 'x' }) }, 'short c999 1001'],
    ['proven, but nobody knows since when', { live: true, report: () => ({ proven: true, what: 'x' }) }, 'unproven history']
  ])('%s', (_name, asked, expected) => expect(line(rung(asked))).toBe(expected))

  test('reports are asked about the stay that runs, else about the longest one', () => {
    const asked: string[] = []
    const report = (environment: string, { since }: Stay): null => {
      asked.push(`${environment} ${since.commit}`)
      return null
    }
    rung({ live: true, eu: [['b', 10, 500], ['b', 999, null]], soak: 10, report })
    rung({ live: false, eu: [['b', 10, 30], ['b', 40, 50]], report })
    expect(asked).toEqual(['staging c999', 'staging c10'])
  })

  test('what is missing, in words', () => {
    const nothing = 'no status, check or deployment for `staging` since 1970-02-11T15:00:00Z'
    expect(rung({ live: true, soak: 1 })).toMatchObject({ missing: 'history', what: 'since when it has been live in `staging` is not known' })
    expect(rung({ live: true, eu: [['b', 999, null]], report: () => null })).toMatchObject({ missing: 'report', what: nothing })
    expect(rung({ live: true, eu: [['b', 999, null]] }, 'reported')).toMatchObject({ missing: 'report', what: nothing })
    expect(rung({ live: true, eu: [['b', 10, 500], ['b', 999, null]], soak: 10, report: () => null })).toMatchObject({ what: nothing })
    expect(rung({ live: true, eu: [['b', 999, null]], report: () => ({ proven: false, what: 'it failed' }) })).toMatchObject({ missing: 'report', what: 'it failed' })
  })

  test('each says which step it is of', () => {
    const asked: readonly Asked[] = [{ live: false }, { live: true }, { live: true, soak: 1 }, { live: true, eu: [['b', 999, null]], soak: 9 }, { live: true, eu: [['b', 9, null]], report: () => null }]
    for (const each of asked) expect(rung(each).step).toBe(STEP)
  })
})

test.each<[string, readonly Overlay[], string | null]>([
  ['one variant has its name', [US], 'us'],
  ['no variant has none', [overlay(null)], null],
  ['several count together', [EU, US], null],
  ['none', [], null]
])('stepProof: %s', (_name, overlays, variant) => {
  const stay = stayOf(['b', 10, 20])
  expect(stepProof({ environment: 'staging', overlays }, stay)).toMatchObject({ environment: 'staging', variant, commit: 'c10', ended: 'c20' })
})
