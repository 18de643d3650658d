import { describe, expect, test } from '@jest/globals'
import type { Finding } from '../../../src/core/model/finding.ts'
import { finding } from '../../../src/core/model/finding.ts'
import type { Report } from '../../../src/core/model/report.ts'
import { lineLocation } from '../../../src/core/model/source.ts'
import { checkOutput, LARGEST_TEXT } from '../../../src/core/report/check-output.ts'
import { fitSections } from '../../../src/core/report/fit.ts'
import { jobSummary, LARGEST_SUMMARY } from '../../../src/core/report/summary.ts'
import { verdictLine } from '../../../src/core/report/tally.ts'
import { alive, HOSTILE } from './hostile.ts'
import { DIGEST_A, FINDINGS, greenReport, PROMOTIONS, reportOf } from './sample.ts'

const bytes = (text: string): number => Buffer.byteLength(text, 'utf8')
const headings = (text: string): readonly string[] => [...text.matchAll(/^#{2,3} .*$|<summary>.*<\/summary>/gm)].map(([line]) => line)

describe('the verdict in one line', () => {
  const warning = finding('waiver-unused', 'warning', { reason: 'r', owner: null })
  test.each<[string, Partial<Report>, string]>([
    ['errors and warnings', {}, 'fail — 3 errors and 1 warning in 1 of 3 applications, 1 waived'],
    ['report only', { reportOnly: true }, 'fail (report only, so the job passes) — 3 errors and 1 warning in 1 of 3 applications, 1 waived'],
    ['one warning of no application', { findings: [warning] }, 'pass — 1 warning'],
    ['green', { findings: [] }, 'pass — 2 applications in parity, 2 promotions in order'],
    ['green under report-only', { findings: [], reportOnly: true, promotions: [] }, 'pass (report only) — 2 applications in parity'],
    ['no base', { findings: [], promotions: [], before: null }, 'pass — 2 applications in parity; promotion was not judged, as there is no revision to compare with'],
    ['nothing affected', { findings: [], touched: false }, 'pass — this change touches no overlay, so there was nothing to judge'],
    ['nothing affected, but a broken policy', { findings: [finding('config-invalid', 'error', { problem: 'p', help: 'h' })], touched: false }, 'fail — 1 error'],
    ['all waived', { findings: FINDINGS.filter((each) => each.waiver !== null), promotions: [] }, 'pass — 2 applications in parity, 1 waived']
  ])('%s', (_name, rest, line) => {
    expect(verdictLine(reportOf(rest))).toBe(line)
  })
})

describe('jobSummary', () => {
  const summary = jobSummary(reportOf())

  test('has its sections in order', () => {
    expect(headings(summary)).toEqual([
      '## ❌ Parity Gate: fail — 3 errors and 1 warning in 1 of 3 applications, 1 waived',
      '### Promotions',
      '### Drift in <code>apps/catalog</code>',
      '### Other findings',
      '### Waivers in force',
      '### Exempt images',
      '<summary>What was detected</summary>',
      '### What to do next'
    ])
    expect(headings(jobSummary(greenReport({ promotions: [] })))).toEqual(['## ✅ Parity Gate: pass — 2 applications in parity'])
  })

  test('a promotion row says from, to, decision and proof', () => {
    expect(summary).toContain('| not live in <code>staging</code> |')
    expect(summary).toContain('<code>1.4.0@\u200bsha256:3f1d0c9a12ab</code> → <code>1.5.0@\u200bsha256:9b2e77aa01cd</code>')
    expect(summary).toContain('in <code>staging</code> since 2026-11-18 10:22 UTC (18 h 59 min), declared by <code>4d1f0a6</code>, time of the merge')
  })

  test('the proof of what has ended, of what nobody vouches for, and of what was not asked', () => {
    const [, live] = PROMOTIONS
    if (live === undefined || live.evidence === null) throw new Error('no promotion with evidence')
    const { evidence } = live
    const shown = jobSummary(
      reportOf({
        findings: [],
        promotions: [
          { ...live, container: 'a', decision: 'rollback', code: null, evidence: { ...evidence, environment: 'prod', clock: 'pushed' } },
          { ...live, container: 'b', decision: 'live', evidence: { ...evidence, level: 'reported', clock: 'committed' } },
          { ...live, container: 'c', decision: 'live', evidence: { ...evidence, since: null, soaked: null, clock: null } }
        ]
      })
    )
    expect(shown).toContain('in <code>prod</code> for 18 h 59 min from 2026-11-18 10:22 UTC, declared by <code>4d1f0a6</code>, time of the push |')
    expect(shown).toContain("(18 h 59 min), reported to run, brought by <code>4d1f0a6</code>, unproven: the committer's own clock |")
    expect(shown).toContain('in <code>staging</code>, declared by <code>4d1f0a6</code> |')
  })

  test('a drift row says where, what and by which line', () => {
    expect(summary).toContain(
      '| ❌ | <code>staging</code> → <code>prod</code> | <code>ConfigMap/catalog-config</code><br><code>/data/RATE_LIMIT</code> | ' +
        '<code>100</code> → <code>250</code> | <code>apps/catalog/overlays/staging/config.env:3</code> |'
    )
  })

  test('waived findings are no drift; their waiver is listed', () => {
    expect(summary).not.toContain('FEATURE_X')
    expect(summary).toContain('| gradual rollout, CHG-1234 | <code>team-orders</code> | <code>2026-12-31</code> | 1 | <code>.github/parity-gate.yaml:12</code> |')
  })

  test('what to do next begins with what hinders most', () => {
    const steps = summary.slice(summary.indexOf('### What to do next'))
    const order = ['1. <code>image-not-live', '2. <code>drift-missing-resource', '3. <code>drift-value', '4. 1 difference was there before'].map((text) => steps.indexOf(text))
    expect(order.every((at) => at > 0)).toBe(true)
    expect(order).toEqual(order.toSorted((a, b) => a - b))
  })

  test('the order of the findings does not matter', () => {
    expect(jobSummary(reportOf({ findings: FINDINGS.toReversed(), promotions: PROMOTIONS.toReversed() }))).toBe(summary)
  })

  test('what was fetched is one line, with what is not pinned to a commit', () => {
    const line = /^Fetched over the network.*$/m
    expect(line.exec(summary)?.[0]).toBe(
      'Fetched over the network: from <code>charts.example.com:8443</code> and <code>git.example.com</code>; not pinned to a commit: ' +
        '<code>https&#58;//git.example.com/platform/bases</code> at <code>v1</code>. All of it is in <code>report.json</code>.'
    )
    const [one] = reportOf().fetched
    const pinned = one === undefined ? [] : [{ ...one, ref: 'a'.repeat(40) }]
    expect(line.exec(jobSummary(reportOf({ fetched: pinned })))?.[0]).toBe('Fetched over the network: from <code>charts.example.com:8443</code>. All of it is in <code>report.json</code>.')
    const many = Array.from({ length: 14 }, (_, index) => ({ host: `h${index}.example`, address: `https://h${index}.example`, ref: 'main', overlays: [] }))
    expect(line.exec(jobSummary(reportOf({ fetched: many })))?.[0]).toMatch(/ and 4 more; not pinned .* and 4 more\. All/)
    expect(line.test(jobSummary(reportOf({ fetched: [] })))).toBe(false)
  })

  test('every row of a table has as many cells as its head', () => {
    for (const part of summary.split('\n\n').filter((text) => text.startsWith('|'))) {
      const widths = part.split('\n').map((line) => line.split('|').length)
      expect(new Set(widths).size).toBe(1)
    }
  })
})

function hostileReport(text: string): Report {
  const place = { application: text, environment: text, variant: text, against: `x${text}`, resource: `apps/v1/Deployment/${text}`, path: `/data/${text}` }
  const location = lineLocation(text, 1)
  return reportOf({
    environments: [text],
    kustomize: text,
    head: text,
    exemptImages: [text],
    detected: [text],
    fetched: [{ host: text, address: text, ref: text, overlays: [text] }],
    applications: [{ name: text, affected: true, overlays: [{ environment: text, variant: text, path: text, render: 'built', resources: 1, milliseconds: 1 }] }],
    findings: [
      finding('drift-value', 'error', { pairing: null, note: null }, { ...place, values: { [text]: text, [`x${text}`]: `${text}2` }, location }),
      finding('drift-missing-field', 'error', { missingIn: text, pairing: null }, { ...place, location, related: [{ location, note: text }] }),
      finding('image-not-live', 'error', { container: text, image: text, previous: [text], liveThere: [text] }, place),
      finding('render-failed', 'error', { reason: text, limit: text }, place),
      finding('config-invalid', 'error', { problem: text, help: text }, { location }),
      finding('waiver-unused', 'warning', { reason: text, owner: text }, { location })
    ],
    promotions: PROMOTIONS.map((promotion) => ({
      ...promotion,
      overlay: { application: text, environment: text, variant: text, path: text },
      resource: text,
      container: text,
      image: text,
      from: text,
      to: text,
      evidence: { level: 'declared', environment: text, commit: text, since: text, soaked: 3, clock: 'committed' }
    })),
    waivers: [{ reason: text, owner: text, expires: text, source: 'inline', location, findings: 1 }]
  })
}

describe('text from manifests', () => {
  test.each(HOSTILE)('%j does nothing in the summary and in the check run', (text) => {
    const report = hostileReport(text)
    const output = checkOutput(report)
    for (const markdown of [jobSummary(report), output.summary.replace('<!-- parity-gate -->\n', ''), output.text]) {
      expect(alive(markdown)).toEqual([])
      for (const part of markdown.split('\n\n').filter((block) => block.startsWith('|'))) {
        expect(new Set(part.split('\n').map((line) => line.split('|').length)).size).toBe(1)
      }
    }
  })
})

function many(count: number, applications: number, text: string): readonly Finding[] {
  return Array.from({ length: count }, (_, index) =>
    finding('drift-value', 'error', { pairing: null, note: null }, {
      application: `apps/app-${String(index % applications).padStart(5, '0')}`,
      environment: 'prod',
      against: 'staging',
      resource: `v1/ConfigMap/config-${String(index)}`,
      path: `/data/KEY_${String(index)}`,
      values: { staging: `${text}${String(index)}`, prod: `${text}${String(index + 1)}` },
      location: lineLocation(`apps/app-${String(index % applications)}/overlays/prod/config.env`, index + 1)
    })
  )
}

describe('size', () => {
  test.each([
    ['one application', many(20_000, 1, '')],
    ['many applications', many(20_000, 5_000, '')],
    ['as many applications as findings, wide characters', many(20_000, 20_000, '東京😀|<'.repeat(40))]
  ])('20,000 findings in %s stay within the limits, in whole sections', (_name, findings) => {
    const report = reportOf({ findings })
    const summary = jobSummary(report)
    const output = checkOutput(report)
    expect(bytes(summary)).toBeLessThanOrEqual(LARGEST_SUMMARY)
    expect(bytes(output.summary)).toBeLessThanOrEqual(LARGEST_TEXT)
    expect(bytes(output.text)).toBeLessThanOrEqual(LARGEST_TEXT)
    expect(output.title.length).toBeLessThanOrEqual(255)
    for (const text of [summary, output.summary, output.text]) {
      expect(text.length).toBeGreaterThan(0)
      expect((text.match(/<code>/g) ?? []).length).toBe((text.match(/<\/code>/g) ?? []).length)
      expect(text).toMatch(/Left out for size|… and [\d,]+ more|What to do next/)
    }
    expect(summary).toContain('### What to do next')
    expect(summary).toContain('## ❌ Parity Gate: fail — 20,000 errors')
    expect(summary).toContain('<sub>')
  })

  test('thousands of promotions show what was refused first', () => {
    const [refused, allowed] = PROMOTIONS
    const promotions = [...Array.from({ length: 3_000 }, (_, index) => ({ ...allowed!, container: `a${String(index)}` })), { ...refused!, container: 'zzz' }]
    const summary = jobSummary(reportOf({ promotions, findings: [] }))
    expect(summary).toContain('zzz')
    expect(summary).toContain('… and 2,901 more in <code>report.json</code>.')
  })

  test('sections are kept by rank and left out whole', () => {
    const section = (name: string, rank: number, size: number) => ({ name, rank, text: `${name} ${'x'.repeat(size)} end` })
    const text = fitSections([section('a', 3, 5_000), section('b', 1, 3_000), section('c', 2, 3_000), section('d', 4, 100)], 9_000, 'See there.')
    expect(text.split('\n\n').map((part) => part.slice(0, 1))).toEqual(['b', 'c', 'd', '>'])
    expect(text).toContain('> Left out for size: a. See there.')
    expect(bytes(text)).toBeLessThanOrEqual(9_000)
  })
})

test('the check run has the verdict as its title and all parts in summary and text', () => {
  const output = checkOutput(reportOf())
  expect(output.title).toBe('fail — 3 errors and 1 warning in 1 of 3 applications, 1 waived')
  expect(headings(output.summary).slice(1)).toEqual(['### Promotions', '### What to do next'])
  expect(headings(output.text)[0]).toBe('### Drift in <code>apps/catalog</code>')
  expect(checkOutput(greenReport({ promotions: [] })).text).toBe('')
  expect(output.summary).toContain(`&#64;sha256:${'9b2e77aa01cd'}`)
  expect(DIGEST_A).toHaveLength(71)
})
