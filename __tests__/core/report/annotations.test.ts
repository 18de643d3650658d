import { describe, expect, test } from '@jest/globals'
import { finding } from '../../../src/core/model/finding.ts'
import { fileLocation, lineLocation } from '../../../src/core/model/source.ts'
import { annotations } from '../../../src/core/report/annotations.ts'
import { FINDINGS, reportOf } from './sample.ts'

const drift = (key: string, line: number, more: object = {}) =>
  finding('drift-value', 'error', { pairing: null, note: null }, {
    application: 'apps/x',
    environment: 'prod',
    against: 'staging',
    resource: 'v1/ConfigMap/x',
    path: `/data/${key}`,
    values: { staging: '1', prod: '2' },
    location: lineLocation('apps/x/config.env', line, 3),
    ...more
  })

describe('annotations', () => {
  const all = annotations(reportOf())

  test('errors first, then by place; what has no place and what is waived has none', () => {
    expect(all.map(({ level, path, startLine, title }) => [level, path, startLine, title])).toEqual([
      ['failure', 'apps/catalog/overlays/prod/kustomization.yaml', 6, 'drift-missing-resource: staging → prod NetworkPolicy/deny-all'],
      ['failure', 'apps/catalog/overlays/prod/kustomization.yaml', 14, 'image-not-live: prod catalog'],
      ['failure', 'apps/catalog/overlays/staging/config.env', 3, 'drift-value: staging → prod ConfigMap/catalog-config'],
      ['warning', 'apps/catalog/overlays/prod/kustomization.yaml', 1, 'drift-missing-field: staging → prod Deployment/catalog']
    ])
  })

  test('message, the other place, help and repair', () => {
    const one = all.find(({ title }) => title.startsWith('drift-value'))
    expect(one?.message).toMatch(/^`\/data\/RATE_LIMIT` of `ConfigMap\/catalog-config` differs: `staging` has `100`, `prod` has `250`\n\nalso: apps\/catalog\/base\/config.env:3 \(prod takes it from here\)\n\nSet the same value/)
    expect(one?.rawDetails).toContain('+RATE_LIMIT=250')
    expect(one?.startColumn).toBe(12)
  })

  test('the order of the findings does not matter', () => {
    expect(annotations(reportOf({ findings: FINDINGS.toReversed() }))).toEqual(all)
  })
})

describe('one cause, one annotation', () => {
  test('findings of one line, code and pair are joined', () => {
    const [only, ...rest] = annotations(reportOf({ findings: [drift('A', 4), drift('B', 4), drift('C', 4, { fix: '+x' })] }))
    expect(rest).toEqual([])
    expect(only?.message.split('\n').slice(0, 3)).toEqual([
      '- `/data/A` of `ConfigMap/x` differs: `staging` has `1`, `prod` has `2`',
      '- `/data/B` of `ConfigMap/x` differs: `staging` has `1`, `prod` has `2`',
      '- `/data/C` of `ConfigMap/x` differs: `staging` has `1`, `prod` has `2`'
    ])
    expect(only?.message).toContain('\n\nSet the same value in both')
    expect(only?.message).not.toContain('paths: [/data/A]')
    expect(only?.message).toContain('`# parity-gate: allow -- REASON until YYYY-MM-DD`')
    expect(only?.rawDetails).toBe('+x')
    expect(only?.startColumn).toBe(3)
  })

  test.each([
    ['another line', drift('B', 5)],
    ['another level', { ...drift('B', 4), level: 'warning' } as const],
    ['another code', finding('unresolved-variable', 'notice', { variables: ['A'] }, { location: lineLocation('apps/x/config.env', 4) })]
  ])('%s is another annotation', (_name, other) => {
    expect(annotations(reportOf({ findings: [drift('A', 4), other] }))).toHaveLength(2)
  })

  test('one line that makes two pairs differ is one annotation', () => {
    const [only, ...more] = annotations(reportOf({ findings: [drift('A', 4), drift('A', 4, { against: 'dev' })] }))
    expect(more).toEqual([])
    expect(only?.message).toContain('`staging` has `1`')
    expect(only?.message).toContain('`dev` has')
  })

  test('a long list is cut and counted', () => {
    const findings = Array.from({ length: 500 }, (_, index) => drift(`K${String(index).padStart(3, '0')}`, 4))
    const [only] = annotations(reportOf({ findings }))
    expect(only?.message).toContain('- and 480 more')
    expect(Buffer.byteLength(only?.message ?? '')).toBeLessThan(60_000)
  })

  test('columns only within one line', () => {
    const location = { ...lineLocation('a', 2, 5), endLine: 4 }
    expect(annotations(reportOf({ findings: [drift('A', 4, { location })] }))[0]).toMatchObject({ startLine: 2, endLine: 4, startColumn: null })
    expect(annotations(reportOf({ findings: [drift('A', 4, { location: fileLocation('a') })] }))[0]).toMatchObject({ startLine: 1, endLine: 1, startColumn: null })
  })

  test('a repair that is too large is left out whole', () => {
    const findings = [drift('A', 4, { fix: 'x'.repeat(70_000) }), drift('B', 4, { fix: 'small' })]
    expect(annotations(reportOf({ findings }))[0]?.rawDetails).toBe('small')
  })
})
