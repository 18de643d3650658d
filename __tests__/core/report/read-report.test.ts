import { describe, expect, test } from '@jest/globals'
import type { Report, ReportShard } from '../../../src/core/model/report.ts'
import { annotations } from '../../../src/core/report/annotations.ts'
import { BUILD_EXPLANATIONS } from '../../../src/core/report/explain-builds.ts'
import { DRIFT_EXPLANATIONS } from '../../../src/core/report/explain-drift.ts'
import { IMAGE_EXPLANATIONS } from '../../../src/core/report/explain-images.ts'
import { POLICY_EXPLANATIONS } from '../../../src/core/report/explain-policy.ts'
import { reportJson } from '../../../src/core/report/json.ts'
import { readReport } from '../../../src/core/report/read-report.ts'
import { jobSummary } from '../../../src/core/report/summary.ts'
import { terminalReport } from '../../../src/core/report/terminal.ts'
import { FINDINGS, reportOf } from './sample.ts'

const SHARD: ReportShard = { index: 2, of: 3, plan: 'f'.repeat(64), effect: 'other', back: null, proposed: null }

function read(report: Report): Report {
  const reading = readReport(reportJson(report))
  if (reading.kind === 'invalid') throw new Error(reading.problem)
  return reading.report
}

describe('readReport', () => {
  const every = Object.values({ ...DRIFT_EXPLANATIONS, ...IMAGE_EXPLANATIONS, ...BUILD_EXPLANATIONS, ...POLICY_EXPLANATIONS }).map(({ finding }) => finding)
  const back = { findings: FINDINGS.slice(1), waivers: [] }
  const proposed = { effect: 'none', errors: { applications: 2, general: ['a'] }, back: { applications: 0, general: [] } } as const

  test.each<[string, Report]>([
    ['a red run', reportOf({ shard: SHARD })],
    ['a run in which one may go back', reportOf({ shard: { ...SHARD, effect: 'rollbacks', back, proposed } })],
    ['every code', reportOf({ findings: every, shard: SHARD })],
    ['a run that ended early', reportOf({ shard: { ...SHARD, plan: null }, before: null, live: null, head: null, kustomize: null, applications: [], environments: [], promotions: [] })]
  ])('%s tells the same when it is read back', (_name, report) => {
    const again = read(report)
    expect(reportJson(again)).toBe(reportJson(report))
    expect(annotations(again)).toEqual(annotations(report))
    // Milliseconds are whole ones in the file.
    expect(jobSummary({ ...again, stats: report.stats })).toBe(jobSummary(report))
    expect(terminalReport(again, { color: true, quiet: false })).toBe(terminalReport(report, { color: true, quiet: false }))
  })

  test('there is a finding of every code among these', () => {
    expect(new Set(every.map(({ code }) => code)).size).toBe(33)
  })

  const document = (): Record<string, unknown> => JSON.parse(reportJson(reportOf({ shard: SHARD }))) as Record<string, unknown>
  const first = (rest: object): object => ({ ...document(), findings: (document()['findings'] as readonly object[]).map((each, index) => (index === 0 ? { ...each, ...rest } : each)) })
  const shard = (rest: object): object => ({ ...document(), shard: { ...(document()['shard'] as object), ...rest } })

  test.each<[string, unknown, string]>([
    ['no JSON', '{', 'it is not JSON'],
    ['a list', [], 'the document is not a mapping'],
    ['another schema', { ...document(), schema: 'parity-gate/report/v2' }, '`schema` is not a word that this version knows'],
    ['an unknown name', { ...document(), surprise: 1 }, '`surprise` is not a name that this version knows'],
    ['a missing name', { ...document(), stats: undefined }, '`stats` is not there'],
    ['an unknown code', first({ code: 'image-fine' }), '`findings[0].code` is not a word that this version knows'],
    ['a code of the prototype', first({ code: 'constructor' }), '`findings[0].code` is not a word that this version knows'],
    ['a line of none', first({ location: { file: 'a', line: 0, endLine: 1, column: null, confidence: 'exact' } }), '`findings[0].location.line` is not a number from 1'],
    ['values of another type', first({ values: { prod: 1 } }), '`findings[0].values.prod` is not a text'],
    ['arguments of another finding', shard({ args: (document()['shard'] as { args: readonly unknown[] }).args.toReversed() }), 'shard.args'],
    ['arguments of too few', shard({ args: [] }), '`shard.args` is not a list of 6, one for each finding'],
    ['a shard of half', shard({ index: 1.5 }), '`shard.index` is not a whole number'],
    ['numbers beyond all', { ...document(), stats: { overlays: 1e308 } }, 'stats']
  ])('%s is refused', (_name, value, words) => {
    const reading = readReport(typeof value === 'string' ? value : JSON.stringify(value))
    expect(reading.kind === 'invalid' ? reading.problem : 'ok').toContain(words)
  })

  test('names that mean something to JavaScript stay names', () => {
    const reading = readReport(JSON.stringify(first({})).replace('"values":{', '"values":{"__proto__":"x",'))
    expect(reading.kind === 'ok' ? Object.keys(reading.report.findings[0]?.values ?? {}) : []).toContain('__proto__')
  })

  test('what ended before it knew its shard has nothing but its mistake', () => {
    const again = read(reportOf({ applications: [], environments: [] }))
    expect(again.shard).toBeUndefined()
    expect(new Set(again.findings.map(({ code }) => code))).toEqual(new Set(['config-invalid']))
  })
})
