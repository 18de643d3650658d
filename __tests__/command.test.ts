// The command line: its verbs, options and exit statuses, and that it leaves the repository and the machine as they were.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { explainedCodes } from '../src/core/report/explain.ts'
import { command } from './support/command.ts'
import { deployment, overlays, shop } from './support/ladder.ts'
import { newestKustomize } from './support/kustomize.ts'
import type { Files } from './support/scenario.ts'
import { commit, git, newRepository } from './support/scenario.ts'

const A = deployment(shop('a'))
const B = deployment(shop('b'))
const LADDER = overlays({ dev: B, staging: B, prod: A })
const PROMOTED = overlays({ prod: B })
const SKIPPED = overlays({ prod: deployment(shop('c')) })
const PROD = 'apps/shop/overlays/prod/app.yaml'

let directory = ''
beforeEach(() => {
  directory = newRepository()
  commit(directory, LADDER, 'before')
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** Another branch with the change committed. */
function change(files: Files): void {
  git(directory, 'checkout', '-q', '-b', 'change')
  commit(directory, files)
}

const check = (...args: readonly string[]): ReturnType<typeof command> => command(directory, ['check', ...args])

describe('check', () => {
  test('passes', async () => {
    change(PROMOTED)
    const run = await check()
    expect(run.status).toBe(0)
    expect(run.stdout).toContain('pass — ')
    expect(run.stdout).not.toContain('\u001b')
    // Progress goes to standard error alone.
    expect(run.stderr).not.toContain('pass')
    expect(run.stdout).not.toMatch(/\d\/\d/)
  })

  test('fails, and names file, line, code and what to do', async () => {
    change(SKIPPED)
    const run = await check()
    expect(run.status).toBe(1)
    expect(run.stdout).toContain(`${PROD}:10`)
    expect(run.stdout).toContain('image-not-live')
    expect(run.stdout).toContain('help: ')
    expect(run.stdout).toContain('fail — 1 error')
    expect(run.stdout).toContain('before ')
  })

  test('compares with the merge base of the default branch, not with its tip', async () => {
    change({ 'README.md': 'hello\n' })
    git(directory, 'checkout', '-q', 'main')
    commit(directory, SKIPPED, 'meanwhile')
    git(directory, 'checkout', '-q', 'change')
    expect((await check()).status).toBe(0)
  })

  test('on the default branch itself, the working tree is the change', async () => {
    expect((await check()).status).toBe(0)
    writeFileSync(join(directory, PROD), deployment(shop('c')))
    const run = await check()
    expect(run.status).toBe(1)
    expect(run.stdout).toContain('head working tree')
    expect(git(directory, 'status', '--porcelain')).toBe(`M ${PROD}`)
  })

  test('the working tree has what is staged, what is not, and what is new; and nothing that is ignored', async () => {
    const manifest = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: extra}\n'
    commit(directory, { '.gitignore': 'ignored.yaml\n' })
    writeFileSync(join(directory, 'apps/shop/overlays/prod/extra.yaml'), manifest)
    writeFileSync(join(directory, 'apps/shop/overlays/prod/kustomization.yaml'), 'resources: [../../base, app.yaml, extra.yaml]\n')
    git(directory, 'add', 'apps/shop/overlays/prod/kustomization.yaml')
    const seen = await check()
    expect(seen.stdout).toContain('`ConfigMap/extra` is missing in `staging`')
    writeFileSync(join(directory, 'apps/shop/overlays/prod/ignored.yaml'), manifest)
    writeFileSync(join(directory, 'apps/shop/overlays/prod/kustomization.yaml'), 'resources: [../../base, app.yaml, ignored.yaml]\n')
    expect((await check()).stdout).toContain('render-failed')
  })

  test('--base and --head name commits, branches and tags', async () => {
    git(directory, 'tag', 'v1')
    commit(directory, PROMOTED, 'promoted')
    commit(directory, SKIPPED, 'skipped')
    expect((await check('--base', 'v1')).status).toBe(1)
    expect((await check('--base', 'v1', '--head', 'HEAD~1')).status).toBe(0)
    expect((await check('--base', 'HEAD~1', '--head', 'main')).status).toBe(1)
    // The uncommitted is not part of a named head.
    writeFileSync(join(directory, PROD), 'nonsense')
    expect((await check('--base', 'v1', '--head', 'HEAD~1')).status).toBe(0)
  })

  test('--all judges every application for parity, and nothing for promotion', async () => {
    commit(directory, { ...SKIPPED, ...overlays({ dev: A, prod: `${A}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: extra}\n` }, 'cart') })
    const run = await check('--all')
    expect(run.status).toBe(1)
    expect(run.stdout).toContain('drift-missing-resource')
    expect(run.stdout).not.toContain('image-not-live')
  })

  test('--all with --base judges every application, and promotion too', async () => {
    commit(directory, SKIPPED)
    const run = await check('--all', '--base', 'HEAD~1')
    expect(run.stdout).toContain('image-not-live')
  })

  test('--format json is report.json', async () => {
    change(SKIPPED)
    const run = await check('--format', 'json')
    expect(run.status).toBe(1)
    const report = JSON.parse(run.stdout)
    expect(report).toMatchObject({
      schema: 'parity-gate/report/v1',
      verdict: 'fail',
      reportOnly: false,
      environments: ['dev', 'staging', 'prod'],
      head: 'working tree',
      findings: [{ code: 'image-not-live', level: 'error', environment: 'prod', against: 'staging', location: { file: PROD, line: 10, confidence: 'exact' } }],
      promotions: [{ environment: 'prod', decision: 'not-live', code: 'image-not-live' }]
    })
  })

  test('the same input gives the same bytes, but for times', async () => {
    change(SKIPPED)
    const steady = (text: string): string => text.replaceAll(/"milliseconds": ?\d+/g, '"milliseconds": 0')
    const [first, second] = [await check('--format', 'json'), await check('--format', 'json')]
    expect(steady(first.stdout)).toBe(steady(second.stdout))
  })

  test('--output writes a file and nothing to standard output', async () => {
    change(SKIPPED)
    const target = mkdtempSync(join(tmpdir(), 'parity-gate-output-'))
    try {
      const file = join(target, 'report.json')
      const run = await check('--format', 'json', '--output', file)
      expect(run).toMatchObject({ status: 1, stdout: '' })
      expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ verdict: 'fail' })
      const text = await check('--output', join(target, 'report.txt'))
      expect(text.stdout).toBe('')
      expect(readFileSync(join(target, 'report.txt'), 'utf8')).toContain('fail — ')
    } finally {
      rmSync(target, { recursive: true })
    }
  })

  test('--output to where nothing can be written is an error, not a crash', async () => {
    const run = await check('--output', '/nonexistent/folder/report.txt')
    expect(run.status).toBe(2)
    expect(run.stderr).toMatch(/error: .*\/nonexistent\/folder\/report\.txt/)
  })

  test('--quiet leaves errors and the verdict', async () => {
    change(SKIPPED)
    const [loud, quiet] = [await check(), await check('--quiet')]
    expect(quiet.stdout).toContain('image-not-live')
    expect(quiet.stdout).toContain('fail — ')
    expect(quiet.stdout.length).toBeLessThan(loud.stdout.length)
    expect(quiet.stderr).toBe('')
    git(directory, 'checkout', '-q', 'main')
    expect((await check('--quiet')).stdout.trim().split('\n')).toHaveLength(1)
  })

  test('--report-only exits 0 and says so', async () => {
    change(SKIPPED)
    const run = await check('--report-only')
    expect(run.status).toBe(0)
    expect(run.stdout).toContain('fail (report only, so the job passes) — 1 error')
  })

  test('--repo names another folder, also one inside the repository', async () => {
    change(SKIPPED)
    expect((await command(tmpdir(), ['check', '--repo', directory])).status).toBe(1)
    expect((await command(directory, ['check', '--repo', 'apps/shop'])).status).toBe(1)
  })

  test('inputs are options; an option may be repeated where there are several lines', async () => {
    change(SKIPPED)
    const run = await check('--environments', 'dev,staging,prod', '--exempt-images', 'registry.example.com/*')
    expect(run.status).toBe(0)
    expect(run.stdout).toContain('exempt images: registry.example.com/*')
    const twice = await check('--overlays', 'apps/{app}/overlays/{env}', '--overlays', 'none/{app}/{env}')
    expect(twice.status).toBe(2)
    expect(twice.stdout).toContain('`none/{app}/{env}` matches no folder')
  })

  test('a configuration error exits 2', async () => {
    const run = await check('--existing-drift', 'maybe')
    expect(run.status).toBe(2)
    expect(run.stdout).toContain('config-invalid')
  })
})

describe('usage', () => {
  const usage: readonly (readonly [args: readonly string[], says: RegExp])[] = [
    [['check', '--bsae', 'main'], /--bsae/],
    [['check', '--base'], /--base/],
    [['check', 'main'], /`check` takes no argument/],
    [['check', '--format', 'yaml'], /--format is `text` or `json`/],
    [['chekc'], /there is no command `chekc`/],
    [['status', 'no-such-application'], /no application is called `no-such-application`/],
    [['status', '--base', 'no-such-branch'], /no-such-branch/],
    [['plan', 'now'], /`plan` takes no argument/],
    [['merge'], /`merge` wants the reports of all shards/],
    [['explain'], /wants a code/],
    [['explain', 'no-such-code'], /there is no finding `no-such-code`/]
  ]
  test.each(usage)('%j', async (args, says) => {
    const run = await command(directory, args)
    expect(run.status).toBe(2)
    expect(run.stdout).toBe('')
    expect(run.stderr).toMatch(says)
    expect(run.stderr).toMatch(/^error: .*\n {2}help: /)
  })

  test('nothing at all shows the help and exits 2', async () => {
    const run = await command(directory, [])
    expect(run.status).toBe(2)
    expect(run.stdout).toContain('check')
  })

  test.each([['--help'], ['-h'], ['help'], ['check --help'], ['demo -h']])('%s', async (line) => {
    const run = await command(directory, line.split(' '))
    expect(run.status).toBe(0)
    for (const word of ['check', 'status', 'backtest', 'explain', 'demo', '--base', '--all', '--environments', '--report-only']) expect(run.stdout).toContain(word)
    for (const input of run.stdout.split('\n')) expect(input.length).toBeLessThanOrEqual(400)
  })

  test('explain knows every code', async () => {
    for (const code of explainedCodes()) {
      const run = await command(directory, ['explain', code])
      expect(run.status).toBe(0)
      expect(run.stdout.startsWith(`${code} (`)).toBe(true)
    }
    const unknown = await command(directory, ['explain', 'drift'])
    expect(unknown.stderr).toContain('drift-value')
  })
})

describe('nothing is left behind', () => {
  const ENTRY = join(import.meta.dirname, '../dist/cli.js')
  const state = (): readonly string[] => [
    git(directory, 'status', '--porcelain'),
    git(directory, 'for-each-ref'),
    git(directory, 'rev-parse', 'HEAD'),
    git(directory, 'stash', 'list'),
    readdirSync(directory).toSorted().join(),
    readFileSync(join(directory, '.git/config'), 'utf8'),
    git(directory, 'count-objects')
  ]

  // In a process of its own, so that what it leaves in the temporary folder can be told from what other tests leave there.
  test.each([
    ['beside the repository', (): string => mkdtempSync(join(tmpdir(), 'parity-gate-output-'))],
    ['with the temporary folder inside of the repository', (): string => mkdtempSync(join(directory, 'tmp-'))]
  ])('%s', (_name, makeTemporary) => {
    change(SKIPPED)
    writeFileSync(join(directory, 'new.txt'), 'new\n')
    writeFileSync(join(directory, PROD), `${A}# edited\n`)
    const temporary = makeTemporary()
    const index = readFileSync(join(directory, '.git/index'))
    const before = state()
    const kustomize = newestKustomize().command
    const statuses = [[], ['--all'], ['--base', 'main', '--head', 'change'], ['--base', '1'.repeat(40)], ['--environments', 'x'], ['--unknown']].map(
      (args) => spawnSync(process.execPath, [ENTRY, 'check', '--kustomize', kustomize, ...args], { cwd: directory, env: { ...process.env, TMPDIR: temporary } }).status
    )
    expect(statuses).toEqual([0, 0, 1, 1, 1, 2])
    expect(readdirSync(temporary)).toEqual([])
    expect(readFileSync(join(directory, '.git/index')).equals(index)).toBe(true)
    expect(state()).toEqual(before)
    rmSync(temporary, { recursive: true })
  })
})

test('the demo shows what it announces, and exits 0', async () => {
  const run = await command(directory, ['demo', '--kustomize', newestKustomize().command])
  expect(run.status).toBe(0)
  expect(run.stdout).toContain('image-not-live')
  expect(run.stdout).toContain('drift-value')
  expect(run.stdout.match(/\bpass — /g)).toHaveLength(1)
  expect(run.stdout.match(/\bfail — /g)).toHaveLength(2)
})
