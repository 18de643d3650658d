// What attribution adds to a run with fewer than 20 findings: runs with it and without it, in turn, and its own clock.

import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { commit, git, judgeIn } from '../../__tests__/support/scenario.ts'
import type { Kustomize } from '../../src/edges/kustomize/kustomize.ts'
import { createLayout } from './layout.ts'
import { deployment, service, settings } from './manifests.ts'
import { randomOf } from './random.ts'
import { meter } from './switched-attribute.ts'

/** Runs of each kind; the median counts. */
const RUNS = 9
const APPLICATIONS = 12
const ENVIRONMENTS = ['dev', 'staging', 'prod']

type Repository = { readonly name: string; readonly directory: string; readonly before: string; readonly head: string }

/** A Markdown table. */
export async function measureSpeed(root: string, kustomize: Kustomize, folder: string, say: (line: string) => void): Promise<string> {
  const rows: string[] = []
  for (const repository of [bookstore(root, folder), generated(folder)]) {
    const times = { on: [] as number[], off: [] as number[], own: [] as number[] }
    let findings = 0
    for (let run = 0; run <= RUNS * 2; run += 1) {
      meter.on = run % 2 === 0
      meter.milliseconds = 0
      const started = performance.now()
      const report = await judgeIn(
        repository.directory,
        { head: repository.head, before: repository.before, live: repository.before },
        {},
        kustomize.command,
        '2026-11-20'
      )
      const milliseconds = performance.now() - started
      // The first run warms up what is loaded on demand.
      if (run === 0) continue
      times[meter.on ? 'on' : 'off'].push(milliseconds)
      if (meter.on) {
        times.own.push(meter.milliseconds)
        findings = report.findings.length
        if (report.findings.some(({ location }) => location?.confidence === 'confirmed'))
          say(`${repository.name}: an experiment was made, which this measurement is not about`)
      }
      say(`${repository.name}: run ${run} of ${RUNS * 2}, ${Math.round(milliseconds)} ms`)
    }
    const [on, off, own] = [median(times.on), median(times.off), median(times.own)]
    const share = (part: number): string => `${((100 * part) / off).toFixed(1)} %`
    const whole = [Math.round(off), Math.round(on)].map((each) => `${each} ms`)
    rows.push(`| ${[repository.name, String(findings), ...whole, share(on - off), `${own.toFixed(1)} ms (${share(own)})`].join(' | ')} |`)
  }
  meter.on = true
  return [
    '| repository | findings | without | with | difference of medians | attribution alone |',
    '|---|---|---|---|---|---|',
    ...rows
  ].join('\n')
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

/** The example, and a change of its last overlay that gives a handful of findings. */
function bookstore(root: string, folder: string): Repository {
  const directory = join(folder, 'bookstore')
  cpSync(join(root, 'examples', 'bookstore'), directory, { recursive: true })
  git(directory, 'init', '-q', '-b', 'main')
  const before = commit(directory, {}, 'before')
  const overlay = 'apps/bookstore/overlays/prod/kustomization.yaml'
  const text = readFileSync(join(directory, overlay), 'utf8')
  const patch = [
    '  - target: {kind: Deployment}',
    '    patch: |-',
    '      - op: add',
    '        path: /spec/minReadySeconds',
    '        value: 30',
    ''
  ].join('\n')
  return { name: 'examples/bookstore', directory, before, head: commit(directory, { [overlay]: text + patch }) }
}

/** Twelve applications in three environments, and a change that makes each of them drift once. */
function generated(folder: string): Repository {
  const directory = join(folder, 'generated')
  mkdirSync(directory)
  git(directory, 'init', '-q', '-b', 'main')
  const before: Record<string, string> = {}
  const change: Record<string, string> = {}
  for (let number = 0; number < APPLICATIONS; number += 1) {
    const name = `app-${number}`
    const layout = createLayout(randomOf(`speed ${number}`))
    const base = `apps/${name}/base`
    before[`${base}/deployment.yaml`] = deployment(layout, name, null).trimStart()
    before[`${base}/service.yaml`] = service(layout, name, null).trimStart()
    before[`${base}/settings.yaml`] = settings(layout, name).trimStart()
    before[`${base}/kustomization.yaml`] = 'resources:\n  - deployment.yaml\n  - service.yaml\n  - settings.yaml\n'
    for (const environment of ENVIRONMENTS) {
      const file = `apps/${name}/overlays/${environment}/kustomization.yaml`
      const text = `namespace: ${name}-${environment}
resources:
  - ../../base
labels:
  - pairs:
      environment: ${environment}
replicas:
  - name: ${name}
    count: 3
`
      before[file] = text
      if (environment === 'prod') {
        change[file] =
          `${text}patches:
  - target:
      kind: ConfigMap
    patch: |-
      - op: replace
        path: /data/RATE
        value: "7"
`
      }
    }
  }
  const first = commit(directory, before, 'before')
  return { name: `${APPLICATIONS} generated applications`, directory, before: first, head: commit(directory, change) }
}
