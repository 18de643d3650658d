import { describe, expect, test } from '@jest/globals'
import type { WaiverContext } from '../../../src/core/judge/waivers.ts'
import { applyWaivers } from '../../../src/core/judge/waivers.ts'
import type { Finding } from '../../../src/core/model/finding.ts'
import { finding } from '../../../src/core/model/finding.ts'
import type { InlineWaiver } from '../../../src/core/model/inline-waiver.ts'
import type { Waiver } from '../../../src/core/model/policy.ts'
import { lineLocation } from '../../../src/core/model/source.ts'

const DRIFT: Finding = finding('drift-value', 'error', { pairing: null, note: null }, {
  application: 'apps/shop',
  environment: 'prod',
  against: 'staging',
  resource: 'v1/ConfigMap/shop-prod/shop',
  path: '/data/FEATURE_X',
  location: lineLocation('apps/shop/overlays/prod/patch.yaml', 7)
})
const PROMOTION: Finding = finding('image-not-live', 'error', { container: 'web', image: 'web:1', previous: ['staging'], liveThere: [] }, { application: 'apps/shop', environment: 'prod' })
const RENDER: Finding = finding('render-failed', 'error', { reason: 'x', limit: null }, { application: 'apps/shop', environment: 'prod' })

const waiver = (parts: Partial<Waiver> = {}): Waiver => ({
  source: 'policy',
  application: null,
  environments: null,
  resource: null,
  path: null,
  code: null,
  reason: 'because',
  owner: 'team',
  expires: '2027-06-30',
  location: lineLocation('.github/parity-gate.yaml', 3),
  ...parts
})
const comment = (parts: Partial<InlineWaiver> = {}): InlineWaiver => ({
  file: 'apps/shop/overlays/prod/patch.yaml',
  line: 7,
  covers: [7],
  reason: 'because',
  until: null,
  problem: null,
  ...parts
})

function apply(findings: readonly Finding[], context: Partial<WaiverContext>): readonly string[] {
  const full = { policy: [], comments: [], today: '2026-11-20', judged: ['apps/shop'], applications: ['apps/shop'], ...context }
  return applyWaivers(findings, full).findings.map(({ code, level, waiver: applied }) => (applied === null ? `${level} ${code}` : `waived ${code}`))
}

describe('policy waivers', () => {
  test.each<[Partial<Waiver>, Finding, boolean]>([
    [{}, DRIFT, true],
    [{ application: 'apps/*' }, DRIFT, true],
    [{ environments: ['prod'] }, DRIFT, true],
    [{ resource: { kind: 'ConfigMap', group: null, name: 'shop' } }, DRIFT, true],
    [{ resource: { kind: 'ConfigMap', group: null, name: 'other' } }, DRIFT, false],
    [{ path: ['data', 'FEATURE_*'] }, DRIFT, true],
    [{ path: ['data'] }, DRIFT, true],
    [{ path: ['data', 'OTHER'] }, DRIFT, false],
    [{ code: 'drift-value' }, DRIFT, true],
    [{ code: 'drift-missing-field' }, DRIFT, false],
    // Promotion only by its own code; what could not be judged never.
    [{}, PROMOTION, false],
    [{ code: 'image-not-live' }, PROMOTION, true],
    [{ code: 'render-failed' }, RENDER, false],
    // Expired.
    [{ expires: '2026-11-19' }, DRIFT, false],
    [{ expires: '2026-11-20' }, DRIFT, true]
  ])('%j', (parts, subject, expected) => {
    expect(apply([subject], { policy: [waiver(parts)] })[0]).toBe(`${expected ? 'waived' : 'error'} ${subject.code}`)
  })

  test('one that has expired is a warning, one about to expire a notice', () => {
    expect(apply([DRIFT], { policy: [waiver({ expires: '2026-11-01' })] })).toEqual(['error drift-value', 'warning waiver-expired'])
    expect(apply([DRIFT], { policy: [waiver({ expires: '2026-12-04' })] })).toEqual(['waived drift-value', 'notice waiver-expired'])
    expect(apply([DRIFT], { policy: [waiver({ expires: '2026-12-05' })] })).toEqual(['waived drift-value'])
  })

  test('one that lets nothing through is unused, if all that it is about was judged', () => {
    const unused = waiver({ path: ['data', 'OTHER'] })
    expect(apply([DRIFT], { policy: [unused] })).toEqual(['error drift-value', 'warning waiver-unused'])
    expect(apply([DRIFT], { policy: [unused], applications: ['apps/shop', 'apps/other'] })).toEqual(['error drift-value'])
    expect(apply([DRIFT], { policy: [{ ...unused, application: 'apps/shop' }], applications: ['apps/shop', 'apps/other'] })).toEqual([
      'error drift-value',
      'warning waiver-unused'
    ])
  })
})

describe('comment waivers', () => {
  test.each<[Partial<InlineWaiver>, Finding, readonly string[]]>([
    [{}, DRIFT, ['waived drift-value']],
    [{ line: 6, covers: [7] }, DRIFT, ['waived drift-value']],
    [{ line: 8, covers: [8] }, DRIFT, ['error drift-value', 'warning waiver-unused']],
    [{ file: 'other.yaml' }, DRIFT, ['error drift-value', 'warning waiver-unused']],
    [{ until: '2026-11-19' }, DRIFT, ['error drift-value', 'warning waiver-expired']],
    [{ problem: 'it gives no reason' }, DRIFT, ['error drift-value', 'error waiver-invalid']],
    [{}, { ...PROMOTION, location: lineLocation('apps/shop/overlays/prod/patch.yaml', 7) }, ['error image-not-live', 'warning waiver-unused']]
  ])('%j', (parts, subject, expected) => expect(apply([subject], { comments: [comment(parts)] })).toEqual(expected))

  test('a file-level location is never covered by a line', () => {
    const vague: Finding = { ...DRIFT, location: { ...lineLocation('apps/shop/overlays/prod/patch.yaml', 7), confidence: 'file' } }
    expect(apply([vague], { comments: [comment()] })[0]).toBe('error drift-value')
  })
})
