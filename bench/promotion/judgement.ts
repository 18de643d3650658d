// One judgement in a process of its own, as a job runs one, with what it took.

import { tmpdir } from 'node:os'
import process from 'node:process'
import { readSettings } from '../../src/core/policy/settings.ts'
import { treesOf } from '../../src/revisions.ts'
import { runIn } from '../../src/run.ts'
import type { Part } from './meter.ts'
import { meter } from './meter.ts'
import { processorTime } from '../processor-time.ts'

export type Asked = {
  readonly directory: string
  readonly tip: string
  readonly head: string
  readonly kustomize: string
  /** Whether evidence is gathered. */
  readonly evidence: boolean
  /** Seconds since the epoch. */
  readonly now: number
}

/** Milliseconds; `parts` of the wall clock. `memory` is the largest resident set of this process, in megabytes. */
export type Judged = {
  readonly wall: number
  readonly processor: number
  readonly builds: number
  /** Those that the ledger asked for. */
  readonly pastBuilds: number
  readonly memory: number
  readonly parts: Readonly<Partial<Record<Part, number>>>
  readonly decisions: readonly string[]
  readonly findings: readonly string[]
}

/** Judges a change of `head` against the branch's tip, which is live, under `soak: 24h`. */
export async function judgeOnce({ directory, tip, head, kustomize, evidence, now }: Asked): Promise<Judged> {
  const inputs = { soak: '24h', kustomize }
  const reading = readSettings(inputs)
  if (reading.kind === 'invalid') throw new Error(reading.findings.map(({ code }) => code).join(', '))
  meter.on = evidence
  const [started, worked] = [performance.now(), processorTime()]
  const report = await runIn({
    directory,
    inputs,
    settings: reading.settings,
    trust: 'before',
    everything: false,
    workflow: null,
    serverUrl: null,
    environment: process.env,
    now,
    temporary: tmpdir(),
    say: () => undefined,
    trees: async (repository) => {
      await repository.ensureCommits([head, tip])
      const revisions = await treesOf({ head, before: tip, live: tip }, repository)
      return { revisions, published: revisions.head }
    }
  })
  return {
    wall: performance.now() - started,
    processor: processorTime() - worked,
    builds: report.stats.builds,
    pastBuilds: meter.builds,
    memory: process.resourceUsage().maxRSS / 1024,
    parts: Object.fromEntries(meter.milliseconds),
    decisions: report.promotions.map(({ decision }) => decision),
    findings: report.findings.map(({ code, level, args }) => `${level} ${code} ${JSON.stringify(args)}`)
  }
}
