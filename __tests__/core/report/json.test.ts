import { describe, expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from '../../../src/core/model/finding.ts'
import { finding } from '../../../src/core/model/finding.ts'
import type { Report, ReportShard } from '../../../src/core/model/report.ts'
import { lineLocation } from '../../../src/core/model/source.ts'
import { fingerprintsOf } from '../../../src/core/report/fingerprint.ts'
import { reportJson } from '../../../src/core/report/json.ts'
import { FINDINGS, greenReport, PROMOTIONS, reportOf } from './sample.ts'

const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../../docs/report.schema.json'), 'utf8'))
const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema)

type Document = {
  readonly schema: string
  readonly findings: readonly { readonly path: string; readonly values: Readonly<Record<string, string>> }[]
  readonly applications: readonly { readonly overlays: readonly { readonly environment: string }[] }[]
}

const documentOf = (report: Report): Document => JSON.parse(reportJson(report)) as Document

const SHARD: ReportShard = { index: 2, of: 3, plan: 'p', effect: 'other', back: null, proposed: null }

describe('reportJson', () => {
  test.each([
    ['a red run', reportOf()],
    ['a green run', greenReport()],
    ['nothing affected', greenReport({ touched: false, applications: [], promotions: [] })],
    ['a shard', reportOf({ shard: { ...SHARD, back: { findings: FINDINGS, waivers: [] }, proposed: { effect: 'none', errors: { applications: 1, general: ['a'] }, back: { applications: 0, general: [] } } } })],
    ['a shard that ended early', reportOf({ shard: { ...SHARD, plan: null } })],
    ['a run that ended early', reportOf({ before: null, live: null, head: null, kustomize: null, environments: [], applications: [], promotions: [], waivers: [] })]
  ])('%s holds the schema', (_name, report) => {
    const valid = validate(JSON.parse(reportJson(report)))
    expect(validate.errors).toBeNull()
    expect(valid).toBe(true)
  })

  test('the schema refuses what is not in it', () => {
    const document = documentOf(reportOf())
    for (const broken of [{ ...document, extra: 1 }, { ...document, verdict: 'maybe' }, { ...document, findings: [{ ...document.findings[0], args: {} }] }]) {
      expect(validate(broken)).toBe(false)
    }
  })

  test('the keys are those of docs/report.schema.json, in its order', () => {
    const document = documentOf(reportOf())
    expect(Object.keys(document)).toEqual([
      'schema', 'verdict', 'reportOnly', 'before', 'live', 'head', 'kustomize', 'environments', 'applications', 'findings', 'promotions', 'waivers', 'stats', 'fetched'
    ])
    expect(Object.keys(document.findings[0] ?? {})).toEqual([
      'code', 'level', 'application', 'environment', 'variant', 'against', 'resource', 'path', 'values', 'location', 'related',
      'message', 'help', 'fix', 'existing', 'waiver', 'fingerprint'
    ])
    expect(document.schema).toBe('parity-gate/report/v1')
  })

  test('equal reports give equal bytes, whatever the order of their parts', () => {
    const report = reportOf()
    const shuffled = reportOf({
      findings: FINDINGS.toReversed().map((each) => ({ ...each, values: Object.fromEntries(Object.entries(each.values).toReversed()) })),
      promotions: PROMOTIONS.toReversed(),
      applications: report.applications.toReversed().map((application) => ({ ...application, overlays: application.overlays.toReversed() }))
    })
    expect(reportJson(shuffled)).toBe(reportJson(report))
    expect(reportJson(report).endsWith('}\n')).toBe(true)
  })

  test('overlays and values stand in the order of the ladder', () => {
    const document = documentOf(reportOf())
    expect(document.applications[0]?.overlays.map((overlay) => overlay.environment)).toEqual(['dev', 'staging', 'prod'])
    const drift = document.findings.find((each) => each.path === '/data/RATE_LIMIT')
    expect(Object.entries(drift?.values ?? {})).toEqual([['staging', '100'], ['prod', '250']])
  })

  test('an environment of an odd name is a key like any other', () => {
    const odd = finding('drift-value', 'error', { pairing: null, note: null }, { environment: '__proto__', against: 'a', path: '/x', values: Object.fromEntries([['__proto__', '1'], ['a', '2']]) })
    expect(reportJson(reportOf({ findings: [odd] }))).toContain('"__proto__": "1"')
  })
})

describe('fingerprints', () => {
  const base = { application: 'apps/x', environment: 'prod', against: 'staging', resource: 'v1/ConfigMap/x', path: '/data/A' }
  const of = (rest: object): Finding => finding('drift-value', 'error', { pairing: null, note: null }, { ...base, values: { staging: '1', prod: '2' }, location: lineLocation('a', 1), ...rest })
  const [reference] = fingerprintsOf([of({})])

  test.each([
    ['values', { values: { staging: '3', prod: '4' } }],
    ['lines and files', { location: lineLocation('b', 9) }],
    ['level', { level: 'warning' }],
    ['existing', { existing: true }]
  ])('do not depend on %s', (_name, rest) => {
    expect(fingerprintsOf([of(rest)])[0]).toBe(reference)
  })

  test.each([
    ['application', { application: 'y' }],
    ['environment', { environment: 'qa' }],
    ['variant', { variant: 'eu' }],
    ['against', { against: 'dev' }],
    ['resource', { resource: 'v1/ConfigMap/y' }],
    ['path', { path: '/data/B' }]
  ])('depend on %s', (_name, rest) => {
    expect(fingerprintsOf([of(rest)])[0]).not.toBe(reference)
  })

  test('without a path the file counts; what is alike in all gets a number', () => {
    const policy = (file: string, problem: string): Finding => finding('config-invalid', 'error', { problem, help: 'h' }, { location: lineLocation(file, 1) })
    const prints = fingerprintsOf([policy('a', 'one'), policy('a', 'two'), policy('b', 'one')])
    expect(new Set(prints).size).toBe(3)
    expect(fingerprintsOf([policy('a', 'other')])[0]).toBe(prints[0])
    for (const print of prints) expect(print).toMatch(/^[0-9a-f]{16}$/)
  })
})
