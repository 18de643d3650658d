// The mark by which a gate that waits for soak is found again.

import { describe, expect, test } from '@jest/globals'
import type { Finding } from '../../../src/core/model/finding.ts'
import { finding } from '../../../src/core/model/finding.ts'
import { gateMark, readGateMark } from '../../../src/core/model/gate-mark.ts'
import { checkOutput, soakingUntil } from '../../../src/core/report/check-output.ts'
import { reportOf } from './sample.ts'

const AT = (iso: string): number => Date.parse(iso) / 1000
const WAIVER: Finding['waiver'] = { reason: 'r', owner: null, expires: null, source: 'policy', location: { file: 'p', line: 1, endLine: 1, column: null, confidence: 'exact' } }
const DRIFT = finding('drift-value', 'error', { pairing: null, note: null })

function soaking(until: string | null): Finding {
  const stay = { environment: 'staging', variant: null, commit: 'a'.repeat(40), since: '2026-11-18T10:00:00Z', earlier: false, until: null, ended: null, clock: 'merged' } as const
  return finding('image-soaking', 'error', { container: 'shop', image: 'shop:1', previous: ['staging'], soaked: 60, required: 120, until, proof: stay })
}

describe('a run waits for soak', () => {
  test.each<[string, readonly Finding[], number | null]>([
    ['one image', [soaking('2026-11-20T10:00:00Z')], AT('2026-11-20T10:00:00Z')],
    ['several: until the last', [soaking('2026-11-20T10:00:00Z'), soaking('2026-11-21T10:00:00Z')], AT('2026-11-21T10:00:00Z')],
    ['with warnings beside', [soaking('2026-11-20T10:00:00Z'), { ...DRIFT, level: 'warning' }], AT('2026-11-20T10:00:00Z')],
    ['with what is waived beside', [soaking('2026-11-20T10:00:00Z'), { ...DRIFT, waiver: WAIVER }], AT('2026-11-20T10:00:00Z')],
    ['not with any other error', [soaking('2026-11-20T10:00:00Z'), DRIFT], null],
    ['not when the image is no longer there', [soaking('2026-11-20T10:00:00Z'), soaking(null)], null],
    ['not without errors', [], null],
    ['not when the soak itself is waived', [{ ...soaking('2026-11-20T10:00:00Z'), waiver: WAIVER }], null]
  ])('%s', (_name, findings, until) => {
    expect(soakingUntil({ findings, reportOnly: false })).toBe(until)
  })

  test('not under report-only, where the job passes', () => {
    expect(soakingUntil({ findings: [soaking('2026-11-20T10:00:00Z')], reportOnly: true })).toBeNull()
  })
})

describe('the mark', () => {
  test('stands first in the summary, whatever is cut at its end', () => {
    const { summary } = checkOutput(reportOf({ findings: [soaking('2026-11-20T10:00:00.250Z')] }))
    expect(summary.split('\n').slice(0, 2)).toEqual(['<!-- parity-gate soaking-until=2026-11-20T10:00:01Z -->', ''])
    expect(readGateMark(summary)).toEqual({ soakingUntil: AT('2026-11-20T10:00:01Z') })
    expect(readGateMark(checkOutput(reportOf()).summary)).toEqual({ soakingUntil: null })
    const merged = checkOutput(reportOf({ findings: [soaking('2026-11-20T10:00:00Z')] }), true).summary
    expect(readGateMark(merged)).toEqual({ soakingUntil: AT('2026-11-20T10:00:00Z'), ofShards: true })
    expect(readGateMark(checkOutput(reportOf(), true).summary)).toEqual({ soakingUntil: null })
  })

  test.each(['', 'text', '## heading\n<!-- parity-gate -->', ' <!-- parity-gate -->', '<!-- parity-gate soaking-until=soon -->', '<!-- parity-gate --> more'])('%j is none', (summary) => {
    expect(readGateMark(summary)).toBeNull()
  })

  test('of a moment that is none has no moment', () => {
    expect(readGateMark('<!-- parity-gate soaking-until=2026-13-45T99:00:00Z -->')).toEqual({ soakingUntil: null })
    expect(readGateMark(gateMark({ soakingUntil: 60 }))).toEqual({ soakingUntil: 60 })
  })
})
