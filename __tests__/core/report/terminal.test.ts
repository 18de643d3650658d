import { describe, expect, test } from '@jest/globals'
import { finding } from '../../../src/core/model/finding.ts'
import { lineLocation } from '../../../src/core/model/source.ts'
import { terminalReport } from '../../../src/core/report/terminal.ts'
import { HOSTILE } from './hostile.ts'
import { FINDINGS, greenReport, PROMOTIONS, reportOf } from './sample.ts'

const plain = { color: false, quiet: false }

describe('terminalReport', () => {
  const text = terminalReport(reportOf(), plain)
  const lines = text.split('\n')

  test('findings stand below their application, as linters print them', () => {
    expect(lines[0]).toBe('apps/catalog')
    const at = lines.indexOf('  apps/catalog/overlays/staging/config.env:3:12  error  drift-value')
    expect(lines.slice(at + 1, at + 4)).toEqual([
      '    `/data/RATE_LIMIT` of `ConfigMap/catalog-config` differs: `staging` has `100`, `prod` has `250`',
      '    also: apps/catalog/base/config.env:3 (prod takes it from here)',
      '    help: Set the same value in both, or move it to the base that both use'
    ])
    expect(text).toContain('      +RATE_LIMIT=250')
    expect(text).toContain('  apps/catalog/overlays/prod/kustomization.yaml  warning  drift-missing-field')
  })

  test('promotions are aligned', () => {
    const at = lines.indexOf('Promotions')
    expect(lines.slice(at + 1, at + 3)).toEqual([
      '  error  apps/catalog  prod  catalog  1.4.0@sha256:3f1d0c9a12ab → 1.5.0@sha256:9b2e77aa01cd  not live in staging',
      '  ok     apps/orders   prod  orders   none → 2.0.1@sha256:c0ffee123456                       live in staging (18 h 59 min)'
    ])
  })

  test('a time that nobody vouches for is marked', () => {
    const promotions = PROMOTIONS.map((each) => ({ ...each, evidence: each.evidence === null ? null : { ...each.evidence, clock: 'committed' as const } }))
    expect(terminalReport(reportOf({ promotions }), plain)).toContain('live in staging (18 h 59 min, unproven)')
  })

  test('the verdict is the last line', () => {
    expect(lines.at(-1)).toBe('fail — 3 errors and 1 warning in 1 of 3 applications, 1 waived')
    expect(terminalReport(greenReport({ touched: false, promotions: [] }), { color: false, quiet: true })).toBe(
      'pass — this change touches no overlay, so there was nothing to judge'
    )
  })

  test('quiet has errors and the verdict only', () => {
    const quiet = terminalReport(reportOf(), { color: false, quiet: true })
    expect(quiet).toContain('drift-value')
    expect(quiet).not.toMatch(/drift-missing-field|no-counterpart|Promotions|waived: |kustomize v/)
  })

  test('waivers, exempt images and what was detected are named', () => {
    expect(text).toContain('waived: 1 finding by .github/parity-gate.yaml:12, owner team-orders, until 2026-12-31: gradual rollout, CHG-1234')
    expect(text).toContain('exempt images: docker.io/istio/*, busybox')
    expect(text).not.toContain('apps/{app}/overlays/{env}')
    expect(terminalReport(reportOf({ before: null }), plain)).toContain('    - apps/{app}/overlays/{env}')
  })

  test('without color there is no escape, with color only our own', () => {
    expect(text).not.toContain('\u001b')
    // eslint-disable-next-line no-control-regex
    expect(terminalReport(reportOf(), { color: true, quiet: false }).replaceAll(/\u001b\[(?:0|1|2|31|32|33|34)m/g, '')).toBe(text)
  })

  test('the order of the findings does not matter', () => {
    expect(terminalReport(reportOf({ findings: FINDINGS.toReversed() }), plain)).toBe(text)
  })

  test('equal help within an application is said once', () => {
    const twice = ['eu', 'us'].map((variant) =>
      finding('drift-value', 'error', { pairing: null, note: null }, { application: 'a', environment: 'prod', variant, against: 'dev', resource: 'v1/ConfigMap/x', path: '/data/A', location: lineLocation(`${variant}.yaml`, 1) })
    )
    const shown = terminalReport(reportOf({ findings: twice }), plain)
    expect(shown.match(/help: /g)).toHaveLength(2)
    expect(shown).toContain('    help: as above')
    expect(shown.match(/Set the same value/g)).toHaveLength(1)
  })

  test('above twenty findings only the first choice of help is shown', () => {
    const findings = Array.from({ length: 21 }, (_, index) =>
      finding('drift-value', 'error', { pairing: null, note: null }, { application: 'a', environment: 'prod', against: 'dev', resource: 'v1/ConfigMap/x', path: `/data/${String(index)}` })
    )
    expect(terminalReport(reportOf({ findings }), plain)).not.toContain('allowed-axes')
    expect(terminalReport(reportOf({ findings: findings.slice(1) }), plain)).toContain('allowed-axes')
  })

  test.each(HOSTILE)('%j moves nothing on the terminal', (hostile) => {
    const report = reportOf({
      kustomize: hostile,
      detected: [hostile],
      exemptImages: [hostile],
      fetched: [{ host: hostile, address: hostile, ref: hostile, overlays: [hostile] }],
      findings: [
        finding('drift-value', 'error', { pairing: null, note: null }, {
          application: hostile,
          environment: hostile,
          against: `x${hostile}`,
          resource: `v1/ConfigMap/${hostile}`,
          path: `/data/${hostile}`,
          values: { [hostile]: hostile, [`x${hostile}`]: 'x' },
          location: lineLocation(hostile, 1),
          related: [{ location: lineLocation(hostile, 2), note: hostile }],
          fix: `-${hostile}\n+x\u001b[2J\u202e`
        })
      ]
    })
    const shown = terminalReport(report, plain)
    expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    for (const line of shown.split('\n').filter((each) => each.startsWith('::'))) expect(line).toBe('::error::forged')
  })
})
