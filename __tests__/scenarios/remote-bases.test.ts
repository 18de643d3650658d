// Remote bases that the policy allows: they lead to the hosts that it names and to no other, and the report says what was fetched.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createEdges } from '../../src/builds.ts'
import type { Report } from '../../src/core/model/report.ts'
import { reportJson } from '../../src/core/report/json.ts'
import { jobSummary } from '../../src/core/report/summary.ts'
import { terminalReport } from '../../src/core/report/terminal.ts'
import { wordsOf } from '../../src/core/report/words.ts'
import { openRepository } from '../../src/edges/git/repository.ts'
import { findKustomize } from '../../src/edges/kustomize/find-kustomize.ts'
import { runGate } from '../../src/gate.ts'
import { kustomizeBinaries } from '../support/kustomize.ts'
import { deployment, overlays, shop } from '../support/ladder.ts'
import { serveHosts, type MadeUpHosts } from '../support/made-up-hosts.ts'
import { commit, git, line, newRepository } from '../support/scenario.ts'

const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: remote}\n'
const RUN = deployment(shop('a'))
const OVERLAYS = ['dev', 'prod', 'staging'].map((environment) => `apps/shop/overlays/${environment}`)
const BASE = 'apps/shop/base/kustomization.yaml'

let folder = ''
let revision = ''
let hosts: MadeUpHosts
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'remote-bases-'))
  const bases = join(folder, 'git/bases')
  mkdirSync(bases, { recursive: true })
  git(bases, 'init', '-q', '-b', 'main')
  git(bases, 'config', 'uploadpack.allowAnySHA1InWant', 'true')
  revision = commit(bases, {
    'plain/kustomization.yaml': 'resources: [c.yaml]\n',
    'plain/c.yaml': CONFIG,
    'far/kustomization.yaml': 'resources: ["http://evil.example/config.yaml"]\n'
  })
  hosts = await serveHosts({
    'mirror.example/config.yaml': { body: CONFIG },
    'mirror.example/far': { location: 'http://evil.example/config.yaml' },
    'evil.example/config.yaml': { body: CONFIG }
  }, join(folder, 'git'))
})
afterAll(async () => {
  await hosts.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Judges the ladder; the base of all environments has these entries besides. */
async function judged(entries: readonly string[], kustomize: string, allowed = 'mirror.example'): Promise<Report> {
  const directory = newRepository()
  const temporary = mkdtempSync(join(folder, 'run-'))
  try {
    commit(directory, { ...overlays({ dev: RUN, staging: RUN, prod: RUN }), [BASE]: `resources:\n- account.yaml\n${entries.map((entry) => `- ${entry}\n`).join('')}` })
    const repository = await openRepository(directory, { token: null, serverUrl: null, temporary })
    const head = await repository.tree(await repository.head())
    const find = () => findKustomize({ input: { kind: 'path', path: kustomize }, repository: repository.root, environment: process.env, temporary, say: () => undefined })
    const edges = createEdges({ repository, temporary, say: () => undefined, find, connect: hosts.connect })
    const request = {
      ...{ revisions: { head, before: null, live: null }, published: head, everything: true, reportOnly: false, workflow: null, shard: null },
      ...{ policy: { inputs: { 'allow-remote': allowed }, config: null, trust: 'head' as const }, today: '2026-11-20', now: Date.parse('2026-11-20') / 1000 }
    }
    return await runGate(request, edges, { history: repository, github: null })
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

describe.each(kustomizeBinaries())('with kustomize $version', ({ command }) => {
  test('what was fetched is in the report, with the overlays that were built with it', async () => {
    const report = await judged(['http://mirror.example/config.yaml'], command)
    expect(report.findings.map(line)).toEqual([])
    expect(report).toMatchObject({ verdict: 'pass', fetched: [{ host: 'mirror.example', address: 'http://mirror.example/config.yaml', ref: null, overlays: OVERLAYS }] })
    expect(JSON.parse(reportJson(report))).toMatchObject({ fetched: report.fetched })
    expect(jobSummary(report)).toContain('Fetched over the network: from <code>mirror.example</code>.')
    expect(terminalReport(report, { color: false, quiet: false })).toContain('fetched over the network: from mirror.example\n')
  })

  test('a repository is told with its revision, and whether that is one commit', async () => {
    const loose = await judged(['http://mirror.example/bases.git//plain?ref=main'], command)
    expect(loose).toMatchObject({ verdict: 'pass', fetched: [{ host: 'mirror.example', address: 'http://mirror.example/bases.git', ref: 'main', overlays: OVERLAYS }] })
    expect(terminalReport(loose, { color: false, quiet: false })).toContain('; not pinned to a commit: http://mirror.example/bases.git at main')
    const pinned = await judged([`http://mirror.example/bases.git//plain?ref=${revision}`], command)
    expect(pinned).toMatchObject({ verdict: 'pass', fetched: [{ ref: revision }] })
    expect(terminalReport(pinned, { color: false, quiet: false })).not.toContain('not pinned')
  })

  test.each([
    ['a redirect', 'http://mirror.example/far'],
    ['a base of the remote base', 'http://mirror.example/bases.git//far?ref=main']
  ])('%s to another host fails on the line that leads there, and names the host', async (_name, entry) => {
    const before = hosts.dialled.length
    const report = await judged([entry], command)
    expect(report.verdict).toBe('fail')
    expect(report.findings.map(line)).toEqual(['dev', 'prod', 'staging'].map((environment) => `error render-blocked ${environment} @ ${BASE}:3`))
    for (const finding of report.findings) {
      const { message, help } = wordsOf(finding, () => null)
      expect(message).toContain(`\`${entry}\` leads on to \`evil.example\` (\`http://evil.example/config.yaml\`), which the policy does not allow; \`allow-remote: evil.example\` would let it be fetched`)
      expect(help).toContain('Copy what it needs into the repository')
    }
    expect(hosts.dialled.slice(before).join()).not.toContain('evil')
    expect(report.fetched.map(({ host }) => host)).not.toContain('evil.example')
  })

  test('of several entries none is blamed, and the host is named all the same', async () => {
    const report = await judged(['http://mirror.example/config.yaml', 'http://mirror.example/far'], command)
    const [first] = report.findings
    expect(first === undefined ? '' : wordsOf(first, () => null).message).toContain('a remote base or chart leads on to `evil.example`')
  })

  test('it is fetched where the policy allows both hosts', async () => {
    const report = await judged(['http://mirror.example/far'], command, 'mirror.example, evil.example')
    expect(report).toMatchObject({ verdict: 'pass', fetched: [{ host: 'evil.example' }, { host: 'mirror.example' }] })
  })

  test('a run without remote bases fetches nothing', async () => {
    const before = hosts.asked.length
    expect(await judged([], command)).toMatchObject({ verdict: 'pass', fetched: [] })
    expect(hosts.asked).toHaveLength(before)
  })
})
