import { expect, test } from '@jest/globals'
import type { AppliedWaiver, Finding, Level } from '../../../src/core/model/finding.ts'
import { finding } from '../../../src/core/model/finding.ts'
import { lineLocation } from '../../../src/core/model/source.ts'
import type { Verdict } from '../../../src/core/model/report.ts'
import { verdictOf } from '../../../src/core/model/verdict.ts'

const WAIVER: AppliedWaiver = { reason: 'because', owner: null, expires: null, source: 'inline', location: lineLocation('a.yaml', 1) }
const of = (level: Level, waiver: AppliedWaiver | null = null): Finding => finding('drift-value', level, { pairing: null, note: null }, { waiver })

test.each<[string, readonly Finding[], Verdict]>([
  ['nothing', [], 'pass'],
  ['warnings and notices', [of('warning'), of('notice')], 'pass'],
  ['an error', [of('error')], 'fail'],
  ['an error that is waived', [of('error', WAIVER)], 'pass'],
  ['one that is not among others', [of('notice'), of('error', WAIVER), of('error'), of('warning')], 'fail'],
  ['an error that was there before is still one', [{ ...of('error'), existing: true }], 'fail']
])('%s: %s', (_name, findings, expected) => expect(verdictOf(findings)).toBe(expected))
