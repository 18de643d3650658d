// However a change is split, the merged report is that of one process.

import { afterAll, expect, test } from '@jest/globals'
import { rmSync } from 'node:fs'
import type { Report } from '../../src/core/model/report.ts'
import { annotations } from '../../src/core/report/annotations.ts'
import { reportJson } from '../../src/core/report/json.ts'
import { mergeReports } from '../../src/core/report/merge-reports.ts'
import { readReport } from '../../src/core/report/read-report.ts'
import { jobSummary } from '../../src/core/report/summary.ts'
import { terminalReport } from '../../src/core/report/terminal.ts'
import { newestKustomize } from '../support/kustomize.ts'
import { commit, judgeIn, newRepository } from '../support/scenario.ts'
import { worldOf } from '../support/shard-world.ts'

/** Without what a shard cannot share: how much was built, and how long it took. */
function verdictOnly(report: Report): unknown {
  const document = JSON.parse(reportJson(report)) as { readonly applications: readonly { readonly overlays: readonly object[] }[] }
  const applications = document.applications.map((each) => ({ ...each, overlays: each.overlays.map((overlay) => ({ ...overlay, render: '', milliseconds: 0 })) }))
  return { ...document, stats: null, applications }
}

const seen = { demoted: 0, waived: 0, policy: 0, failed: 0, promoted: 0, cut: 0 }

afterAll(() => {
  // The worlds must hold what they are there for.
  for (const [what, number] of Object.entries(seen)) expect([what, number > 0]).toEqual([what, true])
})

test.each<[seed: number, kind: 'any' | 'back', of: number, told: number]>([
  [1, 'any', 2, 1000], [2, 'any', 3, 1000], [3, 'any', 2, 1000], [4, 'any', 5, 1000],
  [11, 'back', 3, 1000], [12, 'back', 2, 1000],
  [3, 'any', 3, 1], [4, 'any', 2, 2], [6, 'any', 3, 1], [12, 'back', 2, 1]
])('world %d (%s) in %d shards, %d findings of each application', async (seed, kind, of, told) => {
  const directory = newRepository()
  try {
    const world = worldOf(seed, kind)
    const policy = `${String(world.before['.github/parity-gate.yaml'])}limits: {findings: ${String(told)}}\n`
    let before = commit(directory, { ...world.before, '.github/parity-gate.yaml': policy }, 'before', '2026-11-01T00:00:00Z')
    for (const [time, files] of world.history) before = commit(directory, files, 'on', time)
    const ids = { before, live: before, head: commit(directory, world.change, 'change', '2026-11-19T00:00:00Z') }
    const run = (shard?: string): Promise<Report> => judgeIn(directory, ids, shard === undefined ? {} : { shard }, newestKustomize().command, '2026-11-20')
    const one = await run()
    const reports = await Promise.all(Array.from({ length: of }, async (_, at) => {
      const reading = readReport(reportJson(await run(`${at + 1}/${of}`)))
      if (reading.kind === 'invalid') throw new Error(reading.problem)
      return { name: `${at + 1}.json`, report: reading.report }
    }))
    const merged = mergeReports(reports.toReversed())
    expect(verdictOnly(merged)).toEqual(verdictOnly(one))
    // Bytes, too: the order of names and of findings that are equal in all but their words.
    const known = { ...merged, stats: one.stats, applications: one.applications, kustomize: one.kustomize }
    expect(reportJson(known)).toBe(reportJson(one))
    expect(jobSummary(known)).toBe(jobSummary(one))
    expect(terminalReport(known, { color: false, quiet: false })).toBe(terminalReport(one, { color: false, quiet: false }))
    expect(annotations(merged)).toEqual(annotations(one))
    expect(merged.stats.affected).toBe(one.stats.affected)
    seen.demoted += Number(one.findings.some(({ existing, level }) => existing && level === 'warning') && kind === 'back')
    seen.waived += Number(one.waivers.length > 0)
    seen.policy += Number(one.findings.some(({ code, args }) => code === 'policy-changed' && 'what' in args && args.what === 'policy'))
    seen.failed += Number(one.findings.some(({ code }) => code === 'config-invalid'))
    seen.cut += Number(one.findings.some(({ code }) => code === 'limit-exceeded'))
    seen.promoted += Number(one.promotions.length > 0)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}, 60_000)
