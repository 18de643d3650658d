// Histories that are replayed: what the gate would have said to every commit, and that it costs each build once.

import { afterEach, describe, expect, test } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { runCommand } from '../../src/command.ts'
import { newestKustomize } from '../support/kustomize.ts'
import type { Files } from '../support/scenario.ts'
import { commit, git, newRepository } from '../support/scenario.ts'
import { DIGESTS, overlay, SHOP } from '../support/shop.ts'

const { a, b, c } = DIGESTS
const KUSTOMIZE = newestKustomize().command
const POLICY: Files = { '.github/parity-gate.yaml': 'version: 1\nenvironments: [dev, staging, prod]\nhistory: 3650d\n' }

type World = {
  readonly directory: string
  /** Commits files at a moment of UTC. */
  readonly at: (time: string, message: string, files: Files) => string
  readonly backtest: (...args: readonly string[]) => Promise<{ readonly status: number; readonly stdout: string; readonly stderr: string }>
  readonly json: (...args: readonly string[]) => Promise<Answer>
  /** The cache folder's files with their texts. */
  readonly states: () => readonly { readonly file: string; readonly text: string }[]
}

type Answer = {
  readonly schema: string
  readonly changes: readonly {
    readonly commit: string
    readonly time: string
    readonly subject: string
    readonly verdict: string
    readonly promotions: readonly { readonly environment: string; readonly to: string; readonly decision: string; readonly evidence: { readonly soaked: number | null } | null }[]
    readonly findings: readonly { readonly code: string; readonly environment: string; readonly message: string; readonly waived: boolean }[]
    readonly existing: { readonly errors: number; readonly warnings: number }
    readonly drift: { readonly added: number; readonly removed: number }
  }[]
  readonly totals: Readonly<Record<string, unknown>> & { readonly commits: number; readonly changes: number }
}

const worlds: string[] = []
afterEach(() => worlds.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })))

function world(): World {
  const directory = newRepository()
  const cache = mkdtempSync(join(tmpdir(), 'parity-gate-cache-'))
  worlds.push(directory, cache)
  const at: World['at'] = (time, message, files) => {
    commit(directory, files, message)
    const environment = { ...process.env, GIT_COMMITTER_DATE: time, GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@example.com' }
    execFileSync('git', ['commit', '-q', '--amend', '--allow-empty', '--no-edit', `--date=${time}`], { cwd: directory, env: environment })
    return git(directory, 'rev-parse', 'HEAD')
  }
  const backtest: World['backtest'] = async (...args) => {
    let [stdout, stderr] = ['', '']
    const status = await runCommand(['backtest', '--kustomize', KUSTOMIZE, ...args], {
      stdout: (text) => (stdout += text),
      stderr: (text) => (stderr += text),
      color: false,
      environment: { ...process.env, XDG_CACHE_HOME: cache },
      directory
    })
    return { status, stdout, stderr }
  }
  const json: World['json'] = async (...args) => {
    const { status, stdout, stderr } = await backtest('--format', 'json', '--since', '2024-01-01', ...args)
    if (status !== 0) throw new Error(stderr)
    return JSON.parse(stdout) as Answer
  }
  const states: World['states'] = () => {
    const folder = join(cache, 'parity-gate')
    return readdirSync(folder).map((name) => ({ file: join(folder, name), text: readFileSync(join(folder, name), 'utf8') }))
  }
  return { directory, at, backtest, json, states }
}

/** An image on its way through the ladder, then what goes wrong. */
function ladder(): World {
  const shop = world()
  shop.at('2025-01-01T00:00:00Z', 'all on a', { ...SHOP, ...POLICY })
  shop.at('2025-01-02T00:00:00Z', 'b to dev', overlay('dev', b))
  shop.at('2025-01-03T00:00:00Z', 'b to staging', overlay('staging', b))
  shop.at('2025-01-03T01:00:00Z', 'words only', { 'README.md': 'hello' })
  shop.at('2025-01-05T00:00:00Z', 'b to prod', overlay('prod', b))
  shop.at('2025-02-01T00:00:00Z', 'c to staging and prod', { ...overlay('staging', c), ...overlay('prod', c) })
  shop.at('2025-02-01T00:10:00Z', 'prod back to b', overlay('prod', b))
  return shop
}

const told = ({ changes }: Answer): readonly string[] =>
  changes.map(({ subject, verdict, promotions, findings }) => {
    const images = promotions.map(({ environment, decision, evidence }) => `${environment} ${decision}${evidence === null || evidence.soaked === null ? '' : ` ${evidence.soaked / 3600} h`}`)
    const codes = findings.map(({ code, environment, waived }) => `${waived ? 'waived ' : ''}${code} ${environment}`)
    return [`${verdict} ${subject}`, ...images, ...codes].join('; ')
  })

describe('decisions', () => {
  test('each as of its own moment, on the history up to it', async () => {
    const shop = ladder()
    const answer = await shop.json()
    expect(answer.schema).toBe('parity-gate/backtest/v1')
    expect(told(answer)).toEqual([
      'pass b to dev; dev first-environment',
      'pass b to staging; staging live 24 h',
      'pass b to prod; prod live 48 h',
      'fail c to staging and prod; prod same-change; staging not-live; image-same-change prod; image-not-live staging',
      'pass prod back to b; prod rollback 648 h'
    ])
    expect(answer.totals).toMatchObject({
      from: '2025-01-02T00:00:00Z',
      to: '2025-02-01T00:10:00Z',
      commits: 6,
      changes: 5,
      blocked: { changes: 1, promotion: 1, drift: 0, render: 0, broke: 0, existingOnly: 0 },
      drift: [{ month: '2025-01', added: 0, removed: 0 }, { month: '2025-02', added: 0, removed: 0 }]
    })
    expect(answer.totals['soak']).toEqual([
      expect.objectContaining({ environment: 'staging', promotions: 1, percentiles: expect.objectContaining({ median: 86_400 }) }),
      expect.objectContaining({ environment: 'prod', promotions: 1, percentiles: expect.objectContaining({ median: 172_800 }) }),
      expect.objectContaining({ environment: null, promotions: 2, underHour: 0, underDay: 0 })
    ])
  })

  test('are those that the gate takes itself', async () => {
    const shop = ladder()
    const { changes } = await shop.json()
    for (const change of changes) {
      let stdout = ''
      const args = ['check', '--kustomize', KUSTOMIZE, '--base', `${change.commit}^`, '--head', change.commit, '--format', 'json']
      await runCommand(args, { stdout: (text) => (stdout += text), stderr: () => undefined, color: false, environment: process.env, directory: shop.directory })
      const report = JSON.parse(stdout) as Answer['changes'][number]
      const decided = (each: Answer['changes'][number]): readonly string[] => each.promotions.map(({ environment, to, decision }) => `${environment} ${to} ${decision}`)
      expect([report.verdict, decided(report)]).toEqual([change.verdict, decided(change)])
    }
  })

  test('a soak that is not met, and an image that was replaced', async () => {
    const shop = world()
    shop.at('2025-01-01T00:00:00Z', 'all on a', { ...SHOP, '.github/parity-gate.yaml': 'version: 1\nenvironments: [dev, staging, prod]\nsoak: prod=24h\n' })
    shop.at('2025-01-02T00:00:00Z', 'b to dev', overlay('dev', b))
    shop.at('2025-01-03T00:00:00Z', 'b to staging', overlay('staging', b))
    shop.at('2025-01-03T06:00:00Z', 'b to prod', overlay('prod', b))
    shop.at('2025-01-04T00:00:00Z', 'prod on a again', overlay('prod', a))
    shop.at('2025-01-05T00:00:00Z', 'c to dev', overlay('dev', c))
    shop.at('2025-01-06T00:00:00Z', 'b is still in staging', { 'apps/shop/overlays/staging/replicas.yaml': overlay('staging', b)['apps/shop/overlays/staging/replicas.yaml']?.toString().replace('7', '9') ?? '' })
    shop.at('2025-01-07T00:00:00Z', 'c to staging', overlay('staging', c))
    expect(told(await shop.json()).slice(2)).toEqual([
      'fail b to prod; prod soaking 6 h; image-soaking prod',
      'pass prod on a again; prod rollback 54 h',
      'pass c to dev; dev first-environment',
      'pass b is still in staging',
      'pass c to staging; staging live 48 h'
    ])
  })

  test('a commit that breaks the render: what was live stays live', async () => {
    const shop = world()
    const broken = { 'apps/shop/overlays/staging/kustomization.yaml': 'resources: [../../nowhere]\n' }
    shop.at('2025-01-01T00:00:00Z', 'all on a', { ...SHOP, ...POLICY })
    shop.at('2025-01-02T00:00:00Z', 'b to dev', overlay('dev', b))
    shop.at('2025-01-03T00:00:00Z', 'b to staging', overlay('staging', b))
    shop.at('2025-01-03T12:00:00Z', 'drift', { 'apps/shop/overlays/staging/kustomization.yaml': `${String(overlay('staging', b)['apps/shop/overlays/staging/kustomization.yaml'])}commonAnnotations: {team: shop}\n` })
    shop.at('2025-01-04T00:00:00Z', 'broken', broken)
    shop.at('2025-01-05T00:00:00Z', 'repaired', overlay('staging', b))
    shop.at('2025-01-06T00:00:00Z', 'b to prod', overlay('prod', b))
    const answer = await shop.json()
    const lines = told(answer)
    expect(lines[3]).toContain('fail broken; ')
    expect(lines[3]).toContain('render-failed staging')
    expect(lines.at(-1)).toBe('pass b to prod; prod live 72 h')
    expect(answer.totals['blocked']).toMatchObject({ render: 1, broke: 1 })
    // Five places of staging differ from dev and from prod. What the broken render hides is neither gone nor new.
    expect(answer.totals['drift']).toEqual([{ month: '2025-01', added: 10, removed: 0 }])
  })

  test('clocks that go back or ahead: time never runs backwards', async () => {
    const shop = world()
    shop.at('2025-01-05T00:00:00Z', 'all on a', { ...SHOP, ...POLICY })
    shop.at('2025-01-06T00:00:00Z', 'b to dev', overlay('dev', b))
    shop.at('2024-06-01T00:00:00Z', 'b to staging', overlay('staging', b))
    shop.at('2025-01-07T00:00:00Z', 'b to prod', overlay('prod', b))
    const { changes } = await shop.json()
    expect(changes.map(({ time }) => time)).toEqual(['2025-01-06T00:00:00Z', '2025-01-06T00:00:00Z', '2025-01-07T00:00:00Z'])
    expect(changes[2]?.promotions[0]).toMatchObject({ decision: 'live', evidence: { soaked: 86_400 } })
  })

  test('a merged branch is one change, whatever it consists of', async () => {
    const shop = world()
    shop.at('2025-01-01T00:00:00Z', 'all on a', { ...SHOP, ...POLICY })
    git(shop.directory, 'checkout', '-q', '-b', 'work')
    shop.at('2025-01-02T00:00:00Z', 'b to prod, a mistake', overlay('prod', b))
    shop.at('2025-01-03T00:00:00Z', 'b to dev instead', { ...overlay('prod', a), ...overlay('dev', b) })
    git(shop.directory, 'checkout', '-q', 'main')
    git(shop.directory, 'merge', '-q', '--no-ff', '-m', 'merged', 'work')
    expect(told(await shop.json())).toEqual(['pass merged; dev first-environment'])
  })
})

describe('drift', () => {
  test('added, changed and removed, with what was there before told apart', async () => {
    const limit = (environment: string, value: string): Files => ({
      ...overlay(environment, a, 'configMapGenerator:\n  - name: shop\n    behavior: merge\n    literals:\n      - RATE_LIMIT=' + value + '\n')
    })
    const shop = world()
    shop.at('2025-01-01T00:00:00Z', 'all on a', { ...SHOP, ...POLICY })
    shop.at('2025-01-02T00:00:00Z', 'prod has a limit', limit('prod', '250'))
    shop.at('2025-01-03T00:00:00Z', 'another limit', limit('prod', '300'))
    shop.at('2025-02-01T00:00:00Z', 'replicas', { 'apps/shop/overlays/prod/replicas.yaml': overlay('prod', a)['apps/shop/overlays/prod/replicas.yaml']?.toString().replace('4', '6') ?? '' })
    shop.at('2025-02-02T00:00:00Z', 'no limit', overlay('prod', a))
    const { changes, totals } = await shop.json()
    expect(changes.map(({ subject, verdict, findings, existing, drift }) => [subject, verdict, findings.length, existing.errors, drift.added, drift.removed])).toEqual([
      ['prod has a limit', 'fail', 1, 0, 1, 0],
      // The same place with another value: the change is told of it, but it is no more drift than before.
      ['another limit', 'fail', 1, 0, 0, 0],
      ['replicas', 'fail', 0, 1, 0, 0],
      ['no limit', 'pass', 0, 0, 0, 1]
    ])
    expect(totals['drift']).toEqual([{ month: '2025-01', added: 1, removed: 0 }, { month: '2025-02', added: 0, removed: 1 }])
    expect(totals['blocked']).toMatchObject({ changes: 3, drift: 2, existingOnly: 1 })
    const { stdout } = await shop.backtest('--since', '2024-01-01')
    expect(stdout).toContain('3 of 4 changes would have been blocked (75 %): 2 by new drift, 1 only by drift that was there before')
    expect(stdout).toContain('    existing-drift: warn')
  })

  test('a waiver in a comment holds for the line that it stands by', async () => {
    const shop = world()
    shop.at('2025-01-01T00:00:00Z', 'all on a', { ...SHOP, ...POLICY })
    shop.at('2025-01-02T00:00:00Z', 'waived', overlay('prod', a, 'configMapGenerator:\n  - name: shop\n    behavior: merge\n    literals:\n      - RATE_LIMIT=250 # parity-gate: allow -- prod is larger\n'))
    expect(told(await shop.json())).toEqual(['pass waived; waived drift-value prod'])
  })
})

describe('the run itself', () => {
  test('renders each distinct closure once, and none where all is known', async () => {
    const shop = ladder()
    const counted = async (...args: readonly string[]): Promise<number> => {
      const { stdout } = await shop.backtest('--since', '2024-01-01', ...args)
      return Number(/ (\d+) builds? with/.exec(stdout)?.[1] ?? 0)
    }
    // Three overlays at the start, then dev b, staging b, prod b, staging c, prod c; going back to prod b is no new one.
    expect(await counted()).toBe(8)
    expect(await counted()).toBe(0)
    expect(await counted('--no-resume')).toBe(8)
  })

  test('goes on where it was interrupted; damaged lines are found anew', async () => {
    const shop = ladder()
    const whole = await shop.json()
    const [state] = shop.states()
    if (state === undefined) throw new Error('no state is kept')
    const lines = state.text.trimEnd().split('\n')
    // The start and six commits, the one that touches nothing included.
    expect(lines).toHaveLength(7)
    for (const left of [
      lines.slice(0, 3).join('\n') + '\n' + (lines[3] ?? '').slice(0, 40),
      lines.map((line, index) => (index === 3 ? `${line.slice(0, 60)}x${line.slice(61)}` : line)).join('\n') + '\n',
      lines.slice(1).join('\n') + '\n',
      'rubbish\n'
    ]) {
      writeFileSync(state.file, left)
      expect(await shop.json()).toEqual(whole)
    }
    expect(shop.states()).toHaveLength(1)
  })

  test('what another policy found is not used', async () => {
    const shop = ladder()
    await shop.json()
    const answer = await shop.json('--exempt-images', 'registry.example.com/*')
    expect(told(answer)[1]).toBe('pass b to staging; staging exempt')
    expect(shop.states()).toHaveLength(2)
  })

  test('touches nothing in the checkout', async () => {
    const shop = ladder()
    const listed = (): string => execFileSync('find', ['.', '-type', 'f', '-printf', '%p %T@ %s\n'], { cwd: shop.directory, encoding: 'utf8' })
    const before = listed()
    await shop.json('--no-resume')
    expect(listed()).toBe(before)
  })

  test('tells where the state is, and how far it is', async () => {
    const shop = ladder()
    const { stderr } = await shop.backtest('--since', '2024-01-01')
    expect(stderr).toContain('replaying 6 commits of main; state: ')
    expect((await shop.backtest('--since', '2024-01-01')).stderr).toContain('6 of them known already')
    expect((await shop.backtest('--since', '2024-01-01', '--quiet')).stderr).toBe('')
  })

  test('between two dates, on what was known since the first', async () => {
    const shop = ladder()
    const answer = await shop.json('--since', '2025-01-04', '--until', '2025-01-31')
    // Staging had b already where the replay begins: nobody knows since when, but it is live.
    expect(told(answer)).toEqual(['pass b to prod; prod live 47 h'])
    expect(answer.totals['soak']).toEqual([expect.objectContaining({ environment: 'prod', promotions: 1, unknown: 1, percentiles: null })])
    const { stdout } = await shop.backtest('--since', '2025-01-04', '--until', '2025-01-31')
    expect(stdout).toContain('not counted: 1 image of which nobody knows since when')
  })

  test('nothing happened', async () => {
    const shop = ladder()
    const { status, stdout } = await shop.backtest('--since', '2025-06-01', '--until', '2025-07-01')
    expect(status).toBe(0)
    expect(stdout).toContain('0 commits')
  })

  test.each([
    [['--since', 'soon'], '--since is a date'],
    [['--since', '2025-02-01', '--until', '2025-01-01'], 'there is nothing between'],
    [['--format', 'xml'], '--format is'],
    [['main'], '`backtest` takes no argument'],
    [['--base', 'nowhere'], '`nowhere` is no revision'],
    [['--promotion-key', 'sha'], 'promotion-key']
  ])('%j is refused', async (args, words) => {
    const shop = world()
    shop.at('2025-01-01T00:00:00Z', 'all on a', { ...SHOP, ...POLICY })
    const { status, stderr } = await shop.backtest(...args)
    expect([status, stderr]).toEqual([2, expect.stringContaining(words)])
  })

  test('a policy that is not committed yet is the one that is tried; a broken one is told', async () => {
    const shop = ladder()
    const file = join(shop.directory, '.github', 'parity-gate.yaml')
    appendFileSync(file, 'soak: 100h\n')
    expect(told(await shop.json())[1]).toBe('fail b to staging; staging soaking 24 h; image-soaking staging')
    appendFileSync(file, 'sauk: 1h\n')
    const { status, stderr } = await shop.backtest()
    expect([status, stderr]).toEqual([2, expect.stringMatching(/parity-gate\.yaml:5: .*sauk/)])
  })
})
