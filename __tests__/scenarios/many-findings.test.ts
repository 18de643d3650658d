// A change that makes more differences than anybody reads: it fails, says how many there are, and its report stays small.

import { expect, test } from '@jest/globals'
import { reportJson } from '../../src/core/report/json.ts'
import { terminalReport } from '../../src/core/report/terminal.ts'
import { wordsOf } from '../../src/core/report/words.ts'
import { newestKustomize } from '../support/kustomize.ts'
import type { Files } from '../support/scenario.ts'
import { judge } from '../support/scenario.ts'

const MAPS = 40
const KEYS = 500

function maps(word: string): string {
  const data = Array.from({ length: KEYS }, (_, at) => `  k${at}: ${word}-${at}\n`).join('')
  return Array.from({ length: MAPS }, (_, at) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c${at}}\ndata:\n${data}`).join('---\n')
}

function application(name: string, staging: string, prod: string): Files {
  return Object.fromEntries(
    [['staging', staging] as const, ['prod', prod] as const].flatMap(([environment, text]) => [
      [`apps/${name}/overlays/${environment}/kustomization.yaml`, 'resources: [maps.yaml]\n'],
      [`apps/${name}/overlays/${environment}/maps.yaml`, text]
    ])
  )
}

const SMALL = (value: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: "${value}"}\n`
const WAIVER = 'waivers:\n- {application: apps/large, reason: CHG-1, expires: 2027-12-31}\n'

test('of 20,000 errors 1000 are told, and other applications have theirs', async () => {
  const change = { ...application('large', maps('x'), maps('y')), ...application('small', SMALL('1'), SMALL('2')) }
  const report = await judge({ before: { 'README.md': '' }, change }, newestKustomize().command)
  const of = (name: string): readonly string[] => report.findings.filter((each) => each.application === name).map(({ code }) => code)
  expect(report.verdict).toBe('fail')
  expect(of('apps/large').toSorted().slice(999)).toEqual(['drift-value', 'limit-exceeded'])
  expect(of('apps/small')).toEqual(['drift-value'])
  const limit = report.findings.find(({ code }) => code === 'limit-exceeded')
  expect(limit === undefined ? null : wordsOf(limit)).toMatchObject({
    message: '`apps/large` reached a limit (`findings`): it has 20000 findings, of which only the 1000 most important are told; 19000 of the others are errors',
    help: expect.stringContaining('raise `findings` under `limits`')
  })
  expect(reportJson(report).length).toBeLessThan(4_000_000)
  expect(terminalReport(report, { color: false, quiet: false })).toContain('20000 findings')
}, 120_000)

test('a waiver lets all of them through or none, told or not', async () => {
  const run = async (policy: string, prod: string) =>
    judge({ before: { '.github/parity-gate.yaml': policy }, change: application('large', maps('x'), prod), today: '2026-11-20' }, newestKustomize().command)
  const waived = await run(`version: 1\n${WAIVER}limits: {findings: 10}\n`, maps('y'))
  expect([waived.verdict, waived.findings.length, waived.waivers]).toMatchObject(['pass', 11, [{ reason: 'CHG-1', findings: MAPS * KEYS }]])
  expect(waived.findings.find(({ code }) => code === 'limit-exceeded')?.level).toBe('warning')
  const inline = await run('version: 1\nlimits: {findings: 10}\n', maps('y').replaceAll(/y-\d+/g, '$& # parity-gate: allow -- all of it'))
  expect(inline.verdict).toBe('fail')
  expect(inline.findings.filter(({ waiver }) => waiver !== null)).toHaveLength(10)
  expect(inline.findings.find(({ code }) => code === 'limit-exceeded')?.level).toBe('error')
}, 120_000)
