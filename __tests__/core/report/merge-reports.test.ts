import { describe, expect, test } from '@jest/globals'
import type { Finding } from '../../../src/core/model/finding.ts'
import { finding } from '../../../src/core/model/finding.ts'
import type { Report, ReportApplication, ReportShard } from '../../../src/core/model/report.ts'
import { lineLocation } from '../../../src/core/model/source.ts'
import { mergeReports } from '../../../src/core/report/merge-reports.ts'
import { unsuccessfulJobs } from '../../../src/core/report/needs.ts'
import { wordsOf } from '../../../src/core/report/words.ts'
import { greenReport } from './sample.ts'

type Parts = Partial<Report> & { readonly told?: Partial<ReportShard> }

const skipped = (application: ReportApplication): ReportApplication => ({
  ...application,
  affected: false,
  overlays: application.overlays.map((each) => ({ ...each, render: 'skipped', resources: 0 }))
})

/** Shards of a green run, each with what is exchanged; the first has judged everything. */
function shards(...parts: readonly Parts[]): readonly { readonly name: string; readonly report: Report }[] {
  return parts.map(({ told = {}, ...rest }, at) => ({
    name: `${String(at + 1)}.json`,
    report: greenReport({ ...(at === 0 ? {} : { applications: greenReport().applications.map(skipped), promotions: [] }), ...rest, shard: { index: at + 1, of: parts.length, plan: 'p', effect: 'other', back: null, proposed: null, ...told } })
  }))
}

function problems(report: Report): readonly string[] {
  expect(report.verdict).toBe('fail')
  expect(report.findings.every(({ level }) => level === 'error')).toBe(true)
  return report.findings.map((each) => wordsOf(each).message)
}

const drift = (application: string, rest: Partial<Finding<'drift-value'>> = {}): Finding =>
  finding('drift-value', 'error', { pairing: null, note: null }, { application, environment: 'prod', against: 'staging', existing: true, ...rest })
const waiver = { reason: 'r', owner: null, expires: '2026-12-31', source: 'policy', location: lineLocation('.github/parity-gate.yaml', 3) } as const

describe('what belongs together', () => {
  test('two green shards are green', () => {
    const merged = mergeReports(shards({}, {}))
    expect([merged.verdict, merged.findings, merged.shard]).toEqual(['pass', [], undefined])
    expect(merged.promotions).toEqual(greenReport().promotions)
  })

  test('existing drift is a warning where all shards only go back, and an error where one does something else', () => {
    const back = { findings: [{ ...drift('a'), level: 'warning' as const }], waivers: [] }
    const goes = { findings: [drift('a')], told: { effect: 'rollbacks', back } } as const
    expect(mergeReports(shards(goes, { told: { effect: 'none' } })).findings.map(({ level }) => level)).toEqual(['warning'])
    expect(mergeReports(shards(goes, { told: { effect: 'none' } })).verdict).toBe('pass')
    expect(mergeReports(shards(goes, {})).findings.map(({ level }) => level)).toEqual(['error'])
    expect(mergeReports(shards(goes, {})).verdict).toBe('fail')
    // Nothing that has an effect goes back.
    expect(mergeReports(shards({ findings: [drift('a')], told: { effect: 'none', back } }, { told: { effect: 'none' } })).verdict).toBe('fail')
  })

  test('what several shards fetched is told once, with the overlays of all', () => {
    const fetched = (host: string, ...overlays: readonly string[]) => [{ host, address: `https://${host}`, ref: null, overlays }]
    const merged = mergeReports(shards({ fetched: fetched('b.example', 'z', 'y') }, { fetched: [...fetched('b.example', 'x', 'z'), ...fetched('a.example', 'x')] }))
    expect(merged.fetched).toEqual([...fetched('a.example', 'x'), ...fetched('b.example', 'x', 'y', 'z')])
  })

  test('a waiver is unused only where no shard uses it, and its uses add up', () => {
    const unused = finding('waiver-unused', 'warning', { reason: 'r', owner: null }, { location: waiver.location })
    expect(mergeReports(shards({ findings: [unused] }, { findings: [unused] })).findings).toEqual([unused])
    const used = mergeReports(shards({ findings: [unused] }, { waivers: [{ ...waiver, findings: 2 }] }, { waivers: [{ ...waiver, findings: 1 }] }))
    expect([used.findings, used.waivers]).toEqual([[], [{ ...waiver, findings: 3 }]])
  })

  test('what concerns the whole run is told once, and weighs what it weighs most', () => {
    const history = (level: 'error' | 'warning'): Finding => finding('history-unavailable', level, { what: 'w', help: 'h' })
    const merged = mergeReports(shards({ findings: [history('warning')] }, { findings: [history('error')] }, { findings: [history('warning')] }))
    expect([merged.findings, merged.verdict]).toEqual([[history('error')], 'fail'])
  })

  test('errors under the change\'s own policy add up; general ones count once', () => {
    const changed = (errors: number): Finding => finding('policy-changed', 'warning', { what: 'policy', verdict: errors > 0 ? 'fail' : 'pass', errors })
    const proposed = (applications: number, ...general: readonly string[]): ReportShard['proposed'] => {
      const errors = { applications, general }
      return { effect: 'other', errors, back: errors }
    }
    const merged = mergeReports(shards({ findings: [changed(2)], told: { proposed: proposed(1, 'x') } }, { findings: [changed(1)], told: { proposed: proposed(0, 'x') } }, { findings: [changed(0)], told: { proposed: proposed(0) } }))
    expect(merged.findings).toEqual([changed(2)])
    expect(merged.verdict).toBe('pass')
  })

  test('repairs of one line that would undo each other are none', () => {
    const fix = (value: string): string => `--- a/base/a.yaml\n+++ b/base/a.yaml\n@@ -1 +1 @@\n-a: 0\n+a: ${value}\n`
    const at = { location: lineLocation('base/a.yaml', 1, 4) }
    const both = (one: string, other: string): readonly (string | null)[] =>
      mergeReports(shards({ findings: [drift('a', { ...at, fix: fix(one) })] }, { findings: [drift('b', { ...at, fix: fix(other) })] })).findings.map((each) => each.fix)
    expect(both('1', '1')).toEqual([fix('1'), fix('1')])
    expect(both('1', '2')).toEqual([null, null])
  })

  test('each application comes from the shard that judged it', () => {
    const [a, b] = greenReport().applications
    if (a === undefined || b === undefined) throw new Error('sample')
    expect(mergeReports(shards({ applications: [a, skipped(b)], promotions: [] }, { applications: [skipped(a), b] })).applications).toEqual([a, b])
  })
})

describe('what does not make a verdict', () => {
  test.each<[string, readonly Parts[], string]>([
    ['another base', [{ before: 'x' }, { before: 'y' }], '`1.json` and `2.json` disagree about the base (`before`): `x` and `y`'],
    ['another tip', [{ live: 'x' }, { live: 'y' }], 'disagree about the base branch\'s tip'],
    ['another head', [{ head: 'x' }, { head: 'y' }], 'disagree about the judged revision'],
    ['another number of shards', [{ told: { of: 3 } }, {}], 'disagree about the number of shards: `3` and `2`'],
    ['another policy', [{ told: { plan: 'q' } }, {}], 'disagree about the policy, or about who judges what'],
    ['another kustomize', [{ kustomize: 'v5.8.1 (PATH)' }, { kustomize: 'v4.5.4 (PATH)' }], 'disagree about the version of kustomize: `v5.8.1` and `v4.5.4`'],
    ['other environments', [{ environments: ['dev'] }, {}], 'disagree about the environments'],
    ['other applications', [{ applications: [] , told: { plan: 'p' } }, {}], 'disagree about the applications'],
    ['the same shard twice', [{}, { told: { index: 1 } }], 'shard 1/2 has several reports: `1.json`, `2.json`'],
    ['a missing shard', [{ told: { of: 2 } }], 'shard 2/2 left no report'],
    ['no shards at all', [], 'there is no report of any shard']
  ])('%s', (_name, parts, words) => {
    const told = problems(mergeReports(shards(...parts)))
    expect(told.join('\n')).toContain(words)
  })

  test('the same overlay of two environments', () => {
    const moved = greenReport().applications.map((each) => skipped({ ...each, overlays: each.overlays.map((overlay) => ({ ...overlay, environment: 'dev' })) }))
    expect(problems(mergeReports(shards({}, { applications: moved })))).toEqual(['`1.json` and `2.json` disagree about the applications'])
  })

  test('kustomize found elsewhere, or not needed, is no disagreement', () => {
    expect(mergeReports(shards({ kustomize: null }, { kustomize: 'v5.8.1 (PATH)' }, { kustomize: 'v5.8.1 (tool cache)' }))).toMatchObject({ verdict: 'pass', kustomize: 'v5.8.1 (PATH)' })
  })

  test('a whole run is no shard', () => {
    expect(problems(mergeReports([{ name: 'a.json', report: greenReport() }]))).toEqual(['`a.json` is no report of a shard'])
    expect(problems(mergeReports([...shards({}), { name: 'a.json', report: greenReport() }]))).toEqual(['`a.json` is no report of a shard'])
  })

  test('a shard that ended early fails all, by what it found', () => {
    const invalid = finding('config-invalid', 'error', { problem: 'no such key', help: 'Remove it.' })
    const ended = { findings: [invalid], verdict: 'fail', told: { plan: null } } as const
    expect(problems(mergeReports(shards(ended, {})))).toEqual(['no such key'])
    expect(problems(mergeReports(shards(ended, ended)))).toEqual(['no such key'])
    expect(problems(mergeReports(shards({ verdict: 'fail', told: { plan: null } }, {})))).toEqual(['`1.json` is the report of a shard that ended before it judged anything'])
  })
})

describe('who says what', () => {
  const { applications, promotions } = greenReport()
  const [a, b] = applications
  const [promotion] = promotions
  if (a === undefined || b === undefined || promotion === undefined) throw new Error('sample')
  const only = (one: ReportApplication): readonly ReportApplication[] => applications.map((each) => (each.name === one.name ? one : skipped(each)))
  const none = { applications: applications.map(skipped), promotions: [] }
  const gone = (why: 'gone' | 'unrecognised'): Finding => finding('overlay-removed', 'warning', { path: 'x', why }, { application: a.name, environment: 'dev' })
  const back = (findings: readonly Finding[]): Partial<ReportShard> => ({ back: { findings, waivers: [] } })

  test.each<[string, readonly Parts[], string]>([
    ['an application that two have judged', [{}, { ...none, applications: only(a) }], `\`1.json\` and \`2.json\` have both judged \`${a.name}\``],
    ['one that two have judged alike', [{}, { applications }], `\`1.json\` and \`2.json\` have both judged \`${a.name}\``],
    ['one that another says is affected', [{}, { ...none, applications: only({ ...skipped(a), affected: true }) }], `have both judged \`${a.name}\``],
    ['promotions of one application in two', [{}, { ...none, promotions: [promotion] }], `have both judged \`${promotion.overlay.application}\``],
    ['findings about what another has judged', [{}, { ...none, findings: [drift(a.name)] }], `\`1.json\` and \`2.json\` tell different things about \`${a.name}\``],
    ['the same finding in other words', [{ findings: [gone('gone')] }, { findings: [gone('unrecognised')] }], `tell different things about \`${a.name}\``],
    ['what only some tell', [{ findings: [gone('gone')] }, { findings: [gone('gone')] }, {}], `\`2.json\` and \`3.json\` tell different things about \`${a.name}\``],
    ['what counts only where the change goes back', [{}, { told: back([drift(b.name)]) }], `tell different things about \`${b.name}\``],
    ['findings about an application that nobody has judged', [none, { findings: [drift('x')] }, { findings: [drift('x', { environment: 'dev' })] }], 'tell different things about `x`']
  ])('%s', (_name, parts, words) => {
    const told = problems(mergeReports(shards(...parts)))
    expect(told).toHaveLength(1)
    expect(told[0]).toContain(words)
  })

  test('two shards that share all applications are told of once', () => {
    expect(problems(mergeReports(shards({}, { applications }, {}, { applications })))).toEqual([
      `\`1.json\` and \`2.json\` have both judged \`${a.name}\``,
      `\`1.json\` and \`4.json\` have both judged \`${a.name}\``
    ])
  })

  test('what all tell is told once, and the judge may tell more', () => {
    const merged = mergeReports(shards({ findings: [gone('gone'), drift(a.name)] }, { findings: [gone('gone')] }, { findings: [gone('gone')], told: back([gone('gone')]) }))
    expect(merged.findings).toEqual([drift(a.name), gone('gone')])
  })
})

describe('unsuccessfulJobs', () => {
  test.each<[string, readonly string[]]>([
    ['{"plan":{"result":"success"},"shard":{"result":"success","outputs":{}}}', []],
    ['{"plan":{"result":"success"},"shard":{"result":"cancelled"}}', ['the job `shard` ended with `cancelled`']],
    ['{"plan":{"result":"failure"},"shard":{"result":"skipped"}}', ['the job `plan` ended with `failure`', 'the job `shard` ended with `skipped`']],
    ['{"shard":{"result":"maybe"}}', ['the input `needs` is not the results of jobs']],
    ['[]', ['the input `needs` is not the results of jobs']],
    ['needs', ['the input `needs` is not the results of jobs']]
  ])('%s', (json, words) => {
    expect(unsuccessfulJobs(json).map((each) => wordsOf(each).message)).toEqual(words)
  })
})
