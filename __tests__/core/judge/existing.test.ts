import { describe, expect, test } from '@jest/globals'
import { isDrift, markExisting } from '../../../src/core/judge/existing.ts'
import type { JudgedDraft } from '../../../src/core/judge/judge-pair.ts'
import type { Code, Level } from '../../../src/core/model/finding.ts'
import { finding } from '../../../src/core/model/finding.ts'

const judged = (identity: string, level: Level = 'error'): JudgedDraft => ({
  draft: { finding: finding('drift-value', level, { pairing: null, note: null }), subject: { kind: 'none' } },
  identity
})

describe('markExisting', () => {
  test.each<['fail' | 'warn', Level, boolean, Level]>([
    ['fail', 'error', true, 'error'],
    ['fail', 'error', false, 'error'],
    ['warn', 'error', true, 'warning'],
    ['warn', 'error', false, 'error'],
    ['warn', 'notice', true, 'notice']
  ])('%s: an %s that was there before (%j) is %s', (existingDrift, level, before, expected) => {
    const [draft] = markExisting([judged('a', level)], new Set(before ? ['a', 'b'] : ['b']), { existingDrift })
    expect([draft?.finding.existing, draft?.finding.level, draft?.finding.code, draft?.subject]).toEqual([before, expected, 'drift-value', { kind: 'none' }])
  })
})

test.each<[Code, boolean]>([
  ['drift-value', true],
  ['drift-secret-keys', true],
  ['drift-image-repository', true],
  ['axis-bound', true],
  ['cross-environment-reference', true],
  ['image-not-live', false],
  ['render-failed', false],
  ['waiver-unused', false]
])('%s compares environments: %j', (code, expected) => expect(isDrift(code)).toBe(expected))
