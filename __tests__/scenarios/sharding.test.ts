// The example workflow with shards, from plan to the one verdict: real git, real kustomize, jobs as GitHub runs them.

import { afterAll, describe, expect, test } from '@jest/globals'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import { readGateMark } from '../../src/core/model/gate-mark.ts'
import { ROOT } from '../docs/blocks.ts'
import type { Checkout } from '../support/checkout.ts'
import { pullRequestCheckout } from '../support/checkout.ts'
import { command } from '../support/command.ts'
import { pullRequestEvent } from '../support/events.ts'
import { startFakeGitHub } from '../support/fake-github.ts'
import { newestKustomize } from '../support/kustomize.ts'
import type { Files } from '../support/scenario.ts'
import { commit } from '../support/scenario.ts'
import { overlay, worldOf } from '../support/shard-world.ts'
import { DIGESTS } from '../support/shop.ts'
import type { WorkflowOptions, WorkflowRun } from '../support/workflow-run.ts'
import { runWorkflow } from '../support/workflow-run.ts'

const WORKFLOW = join(ROOT, 'examples/workflows/parity-gate-sharded.yml')
const { before } = worldOf(11, 'back')
const GREEN = { ...overlay('apps/cart', 'dev', DIGESTS.b), ...overlay('shared/mail', 'dev', DIGESTS.b) }
const RED = { ...GREEN, ...overlay('apps/orders', 'prod', DIGESTS.c) }
/** No waivers, and every application in parity. */
const WORLD: Files = {
  ...before,
  '.github/parity-gate.yaml': 'version: 1\n',
  'components/prod/shared.yaml': before['components/dev/shared.yaml'] ?? '',
  ...Object.assign({}, ...['apps/cart', 'apps/catalog', 'apps/orders', 'shared/mail'].map((application) => overlay(application, 'prod', DIGESTS.a)))
}
const THREE = ['1/3', '2/3', '3/3']

const rubbish: string[] = []
const checkouts: Checkout[] = []
afterAll(() => {
  checkouts.forEach(({ remove }) => remove())
  rubbish.forEach((folder) => rmSync(folder, { recursive: true, force: true }))
})

async function run(change: Files, options: Partial<WorkflowOptions> = {}): Promise<WorkflowRun> {
  const checkout = pullRequestCheckout({ before: WORLD, change })
  checkouts.push(checkout)
  const event = pullRequestEvent({ number: 1, headSha: checkout.head, mergeSha: checkout.merge, baseSha: checkout.base })
  return runWorkflow(WORKFLOW, { workspace: checkout.workspace, event, inputs: { kustomize: newestKustomize().command }, ...options })
}

describe('the workflow', () => {
  test('a small change is one shard, and green', async () => {
    const { results, matrix, outputs, summary } = await run(GREEN)
    expect(matrix).toBe('{"shard":["1/1"]}')
    expect(results).toEqual({ plan: 'success', shard: 'success', 'parity-gate': 'success' })
    expect(outputs).toMatchObject({ verdict: 'pass', errors: '0' })
    expect(summary).toContain('2 applications in parity, 2 promotions in order')
  })

  test('what one of three shards finds is the verdict, told once', async () => {
    const { results, outputs, log, summary } = await run(RED, { matrix: THREE })
    // The shard that found it is green: what it found is judged in the last job.
    expect(results).toEqual({ plan: 'success', shard: 'success', 'parity-gate': 'failure' })
    expect(outputs).toMatchObject({ verdict: 'fail', errors: '1' })
    expect(summary.match(/image-not-live/g)).not.toBeNull()
    expect(log).toMatch(/^::error .*image-not-live/m)
  })

  test('more shards than applications', async () => {
    const { results } = await run(GREEN, { matrix: ['1/5', '2/5', '3/5', '4/5', '5/5'] })
    expect(results['parity-gate']).toBe('success')
  })

  test.each<[string, Partial<WorkflowOptions>, readonly string[]]>([
    ['a shard whose machine is lost', { matrix: THREE, ends: { '2/3': 'failure' } }, ['shard 2/3 left no report', 'the job `shard` ended with `failure`', 'Re-run all jobs']],
    ['a shard that is cancelled', { matrix: THREE, ends: { '3/3': 'cancelled' } }, ['shard 3/3 left no report', 'the job `shard` ended with `cancelled`']],
    ['a plan that fails', { ends: { plan: 'failure' } }, ['there is no report of any shard', 'the job `plan` ended with `failure`', 'the job `shard` ended with `skipped`']],
    ['a matrix that leaves one out', { matrix: ['1/3', '2/3'] }, ['shard 3/3 left no report']],
    ['shards of two splits', { matrix: ['1/2', '2/3'] }, ['disagree about the number of shards']],
    ['a shard with a mistake in its inputs', { matrix: ['1/2', '3/2'] }, ['input `shard` must be a part such as `2/8`']]
  ])('%s fails, and says what to do', async (_name, options, words) => {
    const { results, outputs, summary } = await run(GREEN, options)
    expect(results['parity-gate']).toBe('failure')
    expect(outputs['verdict']).toBe('fail')
    for (const each of words) expect(summary.replaceAll(/<\/?code>/g, '`')).toContain(each)
  })

  test('what only has to soak is marked, so that a schedule runs all of it again', async () => {
    const fake = await startFakeGitHub({})
    const policy = 'version: 1\nenvironments: [{name: dev}, {name: staging}, {name: prod, soak: 24h}]\n'
    const checkout = pullRequestCheckout({
      before: { ...WORLD, '.github/parity-gate.yaml': policy },
      history: [[new Date().toISOString(), overlay('apps/cart', 'staging', DIGESTS.b)]],
      change: { ...overlay('apps/cart', 'prod', DIGESTS.b), ...overlay('apps/orders', 'dev', DIGESTS.b) }
    })
    checkouts.push(checkout)
    const event = pullRequestEvent({ number: 1, headSha: checkout.head, mergeSha: checkout.merge, baseSha: checkout.base })
    const { results } = await runWorkflow(WORKFLOW, { workspace: checkout.workspace, event, inputs: { kustomize: newestKustomize().command }, matrix: ['1/2', '2/2'], github: fake })
    expect(results['parity-gate']).toBe('failure')
    expect(readGateMark(fake.checkRun(fake.jobCheckRunId).summary ?? '')).toEqual({ soakingUntil: expect.any(Number), ofShards: true })
    await fake.close()
  })

  describe('while others merge', () => {
    const STAGED = {
      ...overlay('apps/cart', 'staging', DIGESTS.b),
      '.github/parity-gate.yaml': 'version: 1\nenvironments: [{name: dev}, {name: staging}, {name: prod, superseded: deny}]\n'
    }
    const PROMOTED = { ...overlay('apps/cart', 'prod', DIGESTS.b), ...overlay('apps/orders', 'dev', DIGESTS.b) }
    /** Before the job `at` starts, staging gets another image than the one that is promoted. */
    const merging = async (options: Partial<WorkflowOptions> & { readonly at: string }): Promise<WorkflowRun & { readonly lives: readonly string[] }> => {
      const checkout = pullRequestCheckout({ before: { ...WORLD, ...STAGED }, change: PROMOTED })
      checkouts.push(checkout)
      const event = pullRequestEvent({ number: 1, headSha: checkout.head, mergeSha: checkout.merge, baseSha: checkout.base })
      const lives: string[] = [checkout.base]
      const meanwhile = (job: string): void => {
        if (job === options.at) lives.push(commit(checkout.origin, overlay('apps/cart', 'staging', DIGESTS.c), 'meanwhile'))
      }
      return { ...(await runWorkflow(WORKFLOW, { workspace: checkout.workspace, event, inputs: { kustomize: newestKustomize().command }, ...options, meanwhile })), lives }
    }

    test('all shards judge by the tip that the plan found', async () => {
      const { results, outputs, summary, lives } = await merging({ matrix: ['1/2', '2/2'], at: '2/2' })
      expect(results['parity-gate']).toBe('success')
      expect(outputs['verdict']).toBe('pass')
      expect(summary).toContain(lives[0]?.slice(0, 7))
    })

    test('a re-run of failed jobs keeps the plan, and sees what staging runs now', async () => {
      const once = await merging({ matrix: ['1/1'], at: 'never' })
      expect(once.outputs['verdict']).toBe('pass')
      const { results, outputs, summary, lives } = await merging({ matrix: ['1/1'], at: '1/1', again: true })
      expect(results['parity-gate']).toBe('failure')
      expect(outputs['verdict']).toBe('fail')
      expect(summary).toContain('image-superseded')
      expect(summary).toContain(lives[1]?.slice(0, 7))
    })

    test('shards that look for themselves may disagree, and then there is no verdict', async () => {
      const { results, summary } = await merging({ matrix: ['1/2', '2/2'], at: '2/2', again: true })
      expect(results['parity-gate']).toBe('failure')
      const words = summary.replaceAll(/<\/?code>/g, '`')
      expect(words).toContain('disagree about the base branch\'s tip (`live`)')
      expect(words).toContain('Re-run all jobs')
    })
  })

  test('is safe as a required check', () => {
    const { jobs, on } = parse(readFileSync(WORKFLOW, 'utf8')) as { readonly on: object; readonly jobs: Readonly<Record<string, { readonly if?: string; readonly name?: string; readonly needs?: readonly string[]; readonly strategy?: unknown }>> }
    expect(Object.keys(on)).toEqual(['pull_request', 'merge_group'])
    const { 'parity-gate': last, ...others } = jobs
    expect(last).toMatchObject({ if: '${{ always() }}', needs: Object.keys(others) })
    expect([last?.name, last?.strategy]).toEqual([undefined, undefined])
    expect(jobs['shard']?.strategy).toMatchObject({ 'fail-fast': false })
  })

  test('the sub-actions are this bundle, and have the inputs that the workflow gives', () => {
    for (const name of ['plan', 'merge']) {
      const action = parse(readFileSync(join(ROOT, name, 'action.yml'), 'utf8')) as { readonly runs: object; readonly inputs: Readonly<Record<string, { readonly default?: string }>> }
      expect(action.runs).toEqual({ using: 'node24', main: '../dist/index.js' })
      expect(action.inputs['sub-action']?.default).toBe(name)
      const { jobs } = parse(readFileSync(WORKFLOW, 'utf8')) as { readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly uses: string; readonly with?: object }[] }>> }
      const given = Object.values(jobs).flatMap(({ steps }) => steps.filter(({ uses }) => uses.includes(`/parity-gate/${name}@`)).flatMap((step) => Object.keys(step.with ?? {})))
      expect(given.length).toBeGreaterThan(0)
      for (const input of given) expect(Object.keys(action.inputs)).toContain(input)
    }
  })
})

describe('the commands', () => {
  test('plan prints a matrix, shards judge, merge gives the verdict', async () => {
    const checkout = pullRequestCheckout({ before: WORLD, change: RED, ref: 'head' })
    checkouts.push(checkout)
    const { origin, base } = checkout
    const planned = await command(origin, ['plan', '--base', base, '--head', 'change'])
    expect(planned).toEqual({ status: 0, stdout: '{"shard":["1/1"]}\n', stderr: '' })
    const reports = mkdtempSync(join(tmpdir(), 'parity-gate-reports-'))
    rubbish.push(reports)
    for (const index of [1, 2]) {
      mkdirSync(join(reports, String(index)))
      const checked = await command(origin, ['check', '--base', base, '--head', 'change', '--shard', `${index}/2`, '--kustomize', newestKustomize().command, '--format', 'json', '--output', join(reports, String(index), 'report.json')])
      expect([0, 1]).toContain(checked.status)
    }
    const merged = await command(reports, ['merge', '1/report.json', '2/report.json', '--report-directory', 'merged'])
    expect(merged.status).toBe(1)
    expect(merged.stdout).toContain('image-not-live')
    expect(merged.stdout).toMatch(/fail — 1 error in 1 of 4 applications/)
    expect(readdirSync(join(reports, 'merged'))).toEqual(['report.json'])
    const json = await command(reports, ['merge', '2/report.json', '1/report.json', '--format', 'json'])
    expect(json.stdout).toBe(readFileSync(join(reports, 'merged', 'report.json'), 'utf8'))
    // A pass of one shard alone is none.
    const partial = await command(reports, ['merge', '1/report.json'])
    expect([partial.status, partial.stdout.includes('shard 2/2 left no report')]).toEqual([1, true])
  })

  test.each<[string, readonly string[], number, string]>([
    ['no argument', [], 2, '`merge` wants the reports of all shards'],
    ['a folder', ['folder'], 1, '`folder` is a folder'],
    ['a glob that matches nothing', ['reports/*/report.json'], 1, 'no file matches `reports/*/report.json`'],
    ['a missing file', ['none.json'], 1, '`none.json` cannot be read'],
    ['half a file', ['half.json'], 1, '`half.json` is no report of this version: it is not JSON'],
    ['another file', ['other.json'], 1, '`other.json` is no report of this version']
  ])('merge: %s', async (_name, files, status, words) => {
    const folder = mkdtempSync(join(tmpdir(), 'parity-gate-reports-'))
    rubbish.push(folder)
    mkdirSync(join(folder, 'folder'))
    writeFileSync(join(folder, 'half.json'), '{"schema": "parity')
    writeFileSync(join(folder, 'other.json'), '{"name": "package"}')
    const ran = await command(folder, ['merge', ...files])
    expect(ran.status).toBe(status)
    expect(ran.stdout + ran.stderr).toContain(words)
  })

  test.each(['0', '257', 'many', '-1'])('plan --shards=%s is refused', async (shards) => {
    const ran = await command(ROOT, ['plan', `--shards=${shards}`])
    expect([ran.status, ran.stderr.includes('--shards is a number from 1 to 256')]).toEqual([2, true])
  })
})
