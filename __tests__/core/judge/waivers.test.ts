import { describe, expect, test } from '@jest/globals'
import type { WaivedFindings, WaiverContext } from '../../../src/core/judge/waivers.ts'
import { applyWaivers } from '../../../src/core/judge/waivers.ts'
import type { Code, Finding } from '../../../src/core/model/finding.ts'
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

function result(findings: readonly Finding[], context: Partial<WaiverContext>): WaivedFindings {
  return applyWaivers(findings, { policy: [], comments: [], today: '2026-11-20', judged: ['apps/shop'], applications: ['apps/shop'], ...context })
}

function apply(findings: readonly Finding[], context: Partial<WaiverContext>): readonly string[] {
  return result(findings, context).findings.map(({ code, level, waiver: applied }) => (applied === null ? `${level} ${code}` : `waived ${code}`))
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
    [{ code: 'image-*' }, PROMOTION, true],
    [{ code: '*' }, PROMOTION, true],
    [{ application: 'apps/other' }, DRIFT, false],
    [{ environments: ['dev', 'staging'] }, DRIFT, false],
    [{ environments: ['dev', 'prod'] }, DRIFT, true],
    [{ resource: { kind: 'Secret', group: null, name: null } }, DRIFT, false],
    [{ resource: { kind: 'ConfigMap', group: null, name: null } }, { ...DRIFT, resource: null }, false],
    [{ path: [] }, { ...DRIFT, path: null }, true],
    [{ path: ['data'] }, { ...DRIFT, path: null }, false],
    [{ path: ['data', 'app.yaml#', 'port'] }, { ...DRIFT, path: '/data/app.yaml#/port' }, true],
    [{ path: ['data', 'app.yaml'] }, { ...DRIFT, path: '/data/app.yaml#/port' }, true],
    [{ code: 'render-failed' }, RENDER, false],
    // Expired.
    [{ expires: '2026-11-19' }, DRIFT, false],
    [{ expires: '2026-11-20' }, DRIFT, true]
  ])('%j', (parts, subject, expected) => {
    expect(apply([subject], { policy: [waiver(parts)] })[0]).toBe(`${expected ? 'waived' : 'error'} ${subject.code}`)
  })

  test.each<Code>([
    'render-failed', 'render-timeout', 'render-blocked', 'render-invalid', 'limit-exceeded', 'config-invalid',
    'history-unavailable', 'no-overlays', 'waiver-invalid', 'waiver-expired', 'waiver-unused', 'policy-changed'
  ])('%s is never waived, whatever the waiver names', (code) => {
    const subject = { ...DRIFT, code } as Finding
    for (const named of [code, '*']) expect(apply([subject], { policy: [waiver({ code: named })] })[0]).toBe(`error ${code}`)
  })

  test('what is no error needs none', () => {
    expect(apply([{ ...DRIFT, level: 'warning' }], { policy: [waiver()] })).toEqual(['warning drift-value', 'warning waiver-unused'])
  })

  test('the finding carries the waiver, and the report counts what it lets through', () => {
    const other: Finding = { ...DRIFT, path: '/data/OTHER' }
    const own = waiver({ path: ['data', 'FEATURE_X'], reason: 'rollout', expires: '2027-01-01', location: lineLocation('policy.yaml', 10) })
    const rest = waiver({ reason: 'rest', location: lineLocation('policy.yaml', 9) })
    const { findings, waivers } = result([DRIFT, other, other], { policy: [own, rest, waiver({ code: 'drift-secret-keys', reason: 'none' })] })
    const applied = { reason: 'rollout', owner: 'team', expires: '2027-01-01', source: 'policy', location: own.location }
    expect(findings[0]).toEqual({ ...DRIFT, waiver: applied })
    expect(waivers.map(({ reason, findings: count }) => [reason, count])).toEqual([['rest', 2], ['rollout', 1]])
    expect(waivers[1]).toEqual({ ...applied, findings: 1 })
  })

  test('the first one that fits lets it through: those of the policy before comments', () => {
    const { findings } = result([DRIFT], { policy: [waiver({ reason: 'first' }), waiver({ reason: 'second' })], comments: [comment()] })
    expect(findings.map((each) => [each.code, each.waiver?.reason ?? ('reason' in each.args ? each.args.reason : null)])).toEqual([
      ['drift-value', 'first'],
      ['waiver-unused', 'second'],
      ['waiver-unused', 'because']
    ])
  })

  test('reported by place: file, then line as a number, then reason', () => {
    const rows = [['b.yaml', 1, 'x'], ['a.yaml', 10, 'x'], ['a.yaml', 9, 'z'], ['a.yaml', 9, 'y']] as const
    const findings = rows.map(([file, line, reason]): Finding => ({ ...DRIFT, application: `${file} ${String(line)} ${reason}` }))
    const policy = rows.map(([file, line, reason]) => waiver({ application: `${file} ${String(line)} ${reason}`, reason, location: lineLocation(file, line) }))
    expect(result(findings, { policy }).waivers.map(({ location, reason }) => `${location.file} ${String(location.line)} ${reason}`)).toEqual(['a.yaml 9 y', 'a.yaml 9 z', 'a.yaml 10 x', 'b.yaml 1 x'])
  })

  test('what is said about waivers says which', () => {
    const notes = (policy: Partial<Waiver>): unknown => result([DRIFT], { policy: [waiver(policy)] }).findings[1]
    const location = lineLocation('.github/parity-gate.yaml', 3)
    expect(notes({ expires: '2026-11-01' })).toMatchObject({ code: 'waiver-expired', level: 'warning', args: { reason: 'because', owner: 'team', expires: '2026-11-01', daysLeft: -19 }, location })
    expect(notes({ expires: '2026-11-20' })).toMatchObject({ code: 'waiver-expired', level: 'notice', args: { reason: 'because', owner: 'team', expires: '2026-11-20', daysLeft: 0 }, location })
    expect(notes({ code: 'drift-secret-keys' })).toMatchObject({ code: 'waiver-unused', level: 'warning', args: { reason: 'because', owner: 'team' }, location })
    expect(notes({ code: 'drift-secret-keys', expires: '2026-11-21' })).toMatchObject({ code: 'waiver-unused' })
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
    [{ until: '2026-11-20' }, DRIFT, ['waived drift-value', 'notice waiver-expired']],
    [{ until: '2027-11-20' }, DRIFT, ['waived drift-value']],
    [{ covers: [6, 7] }, DRIFT, ['waived drift-value']],
    [{ covers: [] }, DRIFT, ['error drift-value', 'warning waiver-unused']],
    [{}, { ...DRIFT, location: null }, ['error drift-value', 'warning waiver-unused']],
    [{}, { ...DRIFT, location: { ...lineLocation('apps/shop/overlays/prod/patch.yaml', 7), confidence: 'confirmed' } }, ['waived drift-value']],
    [{ file: 'base.yaml', covers: [2] }, { ...DRIFT, related: [{ location: lineLocation('x.yaml', 2), note: '' }, { location: lineLocation('base.yaml', 2), note: '' }] }, ['waived drift-value']],
    [{}, { ...DRIFT, code: 'axis-bound', args: { axis: 'a', bound: 'b', value: 'c' } }, ['waived axis-bound']],
    [{}, { ...DRIFT, code: 'cross-environment-reference', args: { what: 'label', value: 'a', word: 'b', names: 'c' } }, ['error cross-environment-reference', 'warning waiver-unused']],
    [{}, { ...PROMOTION, location: lineLocation('apps/shop/overlays/prod/patch.yaml', 7) }, ['error image-not-live', 'warning waiver-unused']]
  ])('%j', (parts, subject, expected) => expect(apply([subject], { comments: [comment(parts)] })).toEqual(expected))

  test('a file-level location is never covered by a line', () => {
    const vague: Finding = { ...DRIFT, location: { ...lineLocation('apps/shop/overlays/prod/patch.yaml', 7), confidence: 'file' } }
    expect(apply([vague], { comments: [comment()] })[0]).toBe('error drift-value')
  })

  test('the finding carries it, from its own line', () => {
    const location = lineLocation('apps/shop/overlays/prod/patch.yaml', 6)
    const { findings, waivers } = result([DRIFT], { comments: [comment({ line: 6, until: '2027-01-01' })] })
    expect(findings[0]?.waiver).toEqual({ reason: 'because', owner: null, expires: '2027-01-01', source: 'inline', location })
    expect(waivers).toEqual([{ ...findings[0]?.waiver, findings: 1 }])
  })

  test('one that is invalid says why, once, and is no other matter', () => {
    const { findings, waivers } = result([DRIFT], { comments: [comment({ problem: 'it gives no reason', reason: null, until: '2026-11-01' })] })
    expect(findings.slice(1)).toMatchObject([{ code: 'waiver-invalid', level: 'error', args: { why: 'it gives no reason' }, location: { file: 'apps/shop/overlays/prod/patch.yaml', line: 7 } }])
    expect(waivers).toEqual([])
  })
})
