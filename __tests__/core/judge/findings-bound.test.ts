import { describe, expect, test } from '@jest/globals'
import { mostImportant } from '../../../src/core/judge/findings-bound.ts'
import { applyWaivers, policyWaivers } from '../../../src/core/judge/waivers.ts'
import type { Draft } from '../../../src/core/model/draft.ts'
import type { Finding, Level } from '../../../src/core/model/finding.ts'
import { finding } from '../../../src/core/model/finding.ts'
import type { InlineWaiver } from '../../../src/core/model/inline-waiver.ts'
import type { Overlay } from '../../../src/core/model/overlay.ts'
import type { Waiver } from '../../../src/core/model/policy.ts'
import { lineLocation } from '../../../src/core/model/source.ts'
import { verdictOf } from '../../../src/core/model/verdict.ts'

const OVERLAY: Overlay = { application: 'apps/shop', environment: 'prod', variant: null, path: 'apps/shop/overlays/prod' }

function draft(level: Level, path: string, existing = false): Draft {
  const place = { application: 'apps/shop', environment: 'prod', against: 'staging', resource: 'v1/ConfigMap/shop', path, existing }
  return { finding: finding('drift-value', level, { pairing: null, note: null }, place), subject: { kind: 'overlay', overlay: OVERLAY } }
}

const errors = (number: number): readonly Draft[] => Array.from({ length: number }, (_, at) => draft('error', `/data/${String(at).padStart(6, '0')}`))
const same = (each: Finding): Finding => each
const paths = (drafts: readonly Draft[]): readonly unknown[] => drafts.map((each) => each.finding.path ?? each.finding.args)

const WAIVER: Waiver = {
  source: 'policy', application: null, environments: null, resource: null, path: null, code: null,
  reason: 'because', owner: 'team', expires: '2027-06-30', location: lineLocation('.github/parity-gate.yaml', 3)
}
const waiverOf = (...path: readonly string[]): Waiver => ({ ...WAIVER, path })
const CONTEXT = { comments: [], today: '2026-11-20', judged: ['apps/shop'], applications: ['apps/shop'] }

describe('what is told', () => {
  test('everything, as it is, up to the limit', () => {
    const drafts = [draft('warning', '/b'), draft('error', '/a')]
    expect(mostImportant(drafts, 2, same)).toEqual({ drafts, untold: [] })
  })

  test('errors before warnings, what is new before what is old, in the order that they came in', () => {
    const drafts = [draft('warning', '/a'), draft('error', '/b', true), draft('notice', '/c'), draft('error', '/z')]
    const three = mostImportant(drafts, 3, same)
    expect(paths(three.drafts.slice(0, -1))).toEqual(['/a', '/b', '/z'])
    expect(paths(mostImportant(drafts, 2, same).drafts.slice(0, -1))).toEqual(['/b', '/z'])
    expect(paths(mostImportant(drafts, 1, same).drafts.slice(0, -1))).toEqual(['/z'])
    expect(three.untold.map(({ path }) => path)).toEqual(['/c'])
  })

  test('the same, in whatever order they come', () => {
    const drafts = [...errors(30), draft('warning', '/x')]
    const told = (of: readonly Draft[]): readonly unknown[] => paths(mostImportant(of, 7, same).drafts).toSorted()
    expect(told(drafts.toReversed())).toEqual(told(drafts))
  })

  test('one finding names the limit, how many there are, and how many errors are left out', () => {
    const { drafts } = mostImportant(errors(100_000), 1000, same)
    expect(drafts).toHaveLength(1001)
    expect(drafts.at(-1)).toMatchObject({
      finding: {
        code: 'limit-exceeded', level: 'error', application: 'apps/shop', environment: '',
        args: { limit: 'findings', reason: 'it has 100000 findings, of which only the 1000 most important are told; 99000 of the others are errors' }
      },
      subject: { kind: 'overlay', overlay: OVERLAY }
    })
  })
})

describe('the verdict is that of all', () => {
  test.each<[what: string, drafts: readonly Draft[], waivers: readonly Waiver[], expected: string]>([
    ['an error that is left out', [...errors(3)], [], 'fail'],
    ['an error behind waived ones', [...errors(4), draft('error', '/zz')], [waiverOf('data')], 'fail'],
    ['an error behind as many waived ones as there is room for', [...errors(2), draft('error', '/data/zz'), draft('error', '/zz')], [waiverOf('data', '0*')], 'fail'],
    ['waived errors alone', errors(4), [waiverOf('data')], 'pass'],
    ['warnings alone', [draft('warning', '/a'), draft('warning', '/b'), draft('warning', '/c')], [], 'pass']
  ])('%s', (_what, all, policy, expected) => {
    const told = mostImportant(all, 2, policyWaivers(policy, CONTEXT.today))
    const waived = applyWaivers(told.drafts.map((each) => each.finding), { ...CONTEXT, policy, untold: told.untold })
    expect(verdictOf(waived.findings)).toBe(expected)
    expect(verdictOf(applyWaivers(all.map((each) => each.finding), { ...CONTEXT, policy }).findings)).toBe(expected)
  })

  test('comments on all that is told do not let the rest through', () => {
    const told = mostImportant(errors(3), 2, same)
    const located = told.drafts.map((each) => ({ ...each.finding, location: lineLocation('a.yaml', 7) }))
    const comment: InlineWaiver = { file: 'a.yaml', line: 7, covers: [7], reason: 'because', until: null, problem: null }
    const { findings } = applyWaivers(located, { ...CONTEXT, policy: [], comments: [comment], untold: told.untold })
    expect(findings.map(({ code, waiver }) => [code, waiver !== null])).toEqual([['drift-value', true], ['drift-value', true], ['limit-exceeded', false]])
    expect(verdictOf(findings)).toBe('fail')
  })
})

describe('waivers of what is not told', () => {
  test('what no waiver lets through is told first, and the waiver counts all that it lets through', () => {
    const all = [...errors(5), draft('error', '/zz')]
    const policy = [waiverOf('data')]
    const told = mostImportant(all, 2, policyWaivers(policy, CONTEXT.today))
    expect(paths(told.drafts.slice(0, -1))).toEqual(['/data/000000', '/zz'])
    expect(told.drafts.at(-1)?.finding.level).toBe('warning')
    const { waivers } = applyWaivers(told.drafts.map((each) => each.finding), { ...CONTEXT, policy, untold: told.untold })
    expect(waivers).toMatchObject([{ reason: 'because', findings: 5 }])
  })

  test('nobody knows which waivers it does not need', () => {
    const comment: InlineWaiver = { file: 'a.yaml', line: 7, covers: [7], reason: 'because', until: null, problem: null }
    const context = { ...CONTEXT, policy: [waiverOf('spec')], comments: [comment] }
    const findings = errors(1).map((each) => each.finding)
    expect(applyWaivers(findings, context).findings.filter(({ code }) => code === 'waiver-unused')).toHaveLength(2)
    expect(applyWaivers(findings, { ...context, untold: findings }).findings.filter(({ code }) => code === 'waiver-unused')).toEqual([])
  })
})
