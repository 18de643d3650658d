import { describe, expect, it } from '@jest/globals'
import type { BacktestRecord } from '../../../src/core/backtest/record.ts'
import { readRecord, writeRecord } from '../../../src/core/backtest/record.ts'
import { sha256Hex } from '../../../src/core/model/hash.ts'
import { change, found, promotion, trial } from './change.ts'

const evidence = { level: 'declared', environment: 'staging', commit: 'c'.repeat(40), since: '2025-01-01T00:00:00Z', soaked: 60, clock: 'committed' } as const
const RECORD: BacktestRecord = {
  commit: 'a'.repeat(40),
  environments: ['dev', 'prod'],
  change: change({
    subject: 'line\nend and "quotes"',
    promotions: [{ ...promotion('prod', 'shop:2', 'live'), evidence }, promotion('prod', 'web:1', 'not-live')],
    findings: [found('drift-value'), found('overlay-removed', { level: 'warning', resource: null, path: null, against: null, waived: true })],
    existing: { errors: 1, warnings: 2 },
    drift: { added: 3, removed: 4 },
    trials: [trial('tag', [60, 3600])]
  }),
  observed: [
    {
      overlay: { application: 'shop', environment: 'prod', variant: 'eu', path: 'overlays/prod/eu' },
      pins: [{ resource: { group: 'apps', version: 'v1', kind: 'Deployment', namespace: null, name: 'shop' }, container: 'shop', image: 'shop:2' }]
    },
    { overlay: { application: 'shop', environment: 'dev', variant: null, path: 'overlays/dev' }, pins: null }
  ]
}

const signed = (json: string): string => `${sha256Hex(json).slice(0, 16)} ${json}`

describe('records', () => {
  it('come back as they were written, on one line', () => {
    const line = writeRecord(RECORD)
    expect(line).not.toContain('\n')
    expect(readRecord(line)).toEqual(RECORD)
    const bare = { ...RECORD, change: null, observed: [] }
    expect(readRecord(writeRecord(bare))).toEqual(bare)
  })

  it('a damaged line is none, wherever it is damaged', () => {
    const line = writeRecord(RECORD)
    for (const bad of ['', 'x', line.slice(0, -1), line.slice(1), line.slice(0, line.length / 2), line.replace('shop:2', 'shop:3'), `${line} `]) {
      expect(readRecord(bad)).toBe(null)
    }
  })

  it.each([
    ['no JSON', '{'],
    ['another shape', '[]'],
    ['nothing', 'null'],
    ['a field is missing', JSON.stringify({ ...RECORD, environments: undefined })],
    ['a field of another type', JSON.stringify({ ...RECORD, commit: 7 })],
    ['an unknown decision', JSON.stringify(RECORD).replace('"not-live"', '"maybe"')],
    ['an unknown level', JSON.stringify(RECORD).replace('"warning"', '"fatal"')]
  ])('a line with a good checksum and %s is none', (_name, json) => {
    expect(readRecord(signed(json))).toBe(null)
  })
})
