// Killed at any moment, by SIGKILL or asked to stop: the next run is right, and nothing of the killed one stays behind.
// PARITY_GATE_KILLS says how many kills in all; PARITY_GATE_SEED repeats a run.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Checkout } from '../support/checkout.ts'
import { pullRequestCheckout, stateOf } from '../support/checkout.ts'
import { pullRequestEvent } from '../support/events.ts'
import { startFakeGitHub } from '../support/fake-github.ts'
import { newestKustomize } from '../support/kustomize.ts'
import { lastingProcessesOf } from '../support/live-processes.ts'
import type { OwnBundle } from '../support/own-bundle.ts'
import { ownBundle } from '../support/own-bundle.ts'
import { random } from '../support/random.ts'
import { runAction } from '../support/runner.ts'
import { DIGESTS, overlay, SHOP } from '../support/shop.ts'

const KILLS = Number(process.env['PARITY_GATE_KILLS'] ?? 12)
const SEED = Number(process.env['PARITY_GATE_SEED'] ?? 1)
/** For many kills by hand. */
const LONG = 60_000 + KILLS * 20_000
const KUSTOMIZE = newestKustomize().command
const SIGNALS: readonly NodeJS.Signals[] = ['SIGKILL', 'SIGTERM', 'SIGKILL', 'SIGINT']

let folder = ''
let checkout: Checkout
let cli: OwnBundle
let index: OwnBundle
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'killed-'))
  ;[cli, index] = [await ownBundle('cli'), await ownBundle('index')]
  // More annotations than one request takes.
  const literals = Array.from({ length: 60 }, (_, at) => `      - KEY_${at}=${at}\n`).join('')
  const drift = `configMapGenerator:\n  - name: shop\n    behavior: merge\n    literals:\n${literals}`
  checkout = pullRequestCheckout({ before: SHOP, change: overlay('prod', DIGESTS.b, drift) })
})
afterAll(() => {
  for (const each of [cli, index, checkout]) each.remove()
  rmSync(folder, { recursive: true, force: true })
})

function made(...names: readonly string[]): string {
  const path = join(folder, ...names)
  mkdirSync(path, { recursive: true })
  return path
}

describe('the command line, with a cache', () => {
  type Run = { readonly status: number | null; readonly signal: string | null; readonly stdout: string; readonly milliseconds: number }

  /** In the checkout; ended by this signal after so many milliseconds. */
  async function check(place: string, kill: { readonly signal: NodeJS.Signals; readonly after: number } | null): Promise<Run> {
    const args = [cli.main, 'check', '--format', 'json', '--base', checkout.base, '--kustomize', KUSTOMIZE, '--cache-directory', join(place, 'cache')]
    const environment = { PATH: process.env['PATH'], HOME: made('home'), TMPDIR: join(place, 'tmp') }
    const started = performance.now()
    const child = spawn(process.execPath, args, { cwd: checkout.workspace, env: environment, stdio: ['ignore', 'pipe', 'ignore'] })
    let stdout = ''
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
    const timer = kill === null ? undefined : setTimeout(() => child.kill(kill.signal), kill.after)
    const [status, signal] = (await once(child, 'close')) as [number | null, string | null]
    clearTimeout(timer)
    return { status, signal, stdout, milliseconds: performance.now() - started }
  }

  /** What a run found, without what it cost. */
  const found = ({ status, stdout }: Run): unknown => {
    const { verdict, findings, promotions } = JSON.parse(stdout) as Readonly<Record<string, unknown>>
    return { status, verdict, findings, promotions }
  }
  const halfWritten = (place: string): readonly string[] =>
    readdirSync(join(place, 'cache'), { recursive: true, withFileTypes: true }).filter(({ name }) => name.endsWith('.tmp')).map(({ parentPath, name }) => join(parentPath, name))

  test('is right afterwards', async () => {
    const place = made('cli')
    made('cli', 'tmp')
    const next = random(SEED)
    const state = stateOf(checkout.workspace)
    const whole = await check(place, null)
    const expected = found(whole)
    expect(expected).toMatchObject({ status: 1, verdict: 'fail' })
    let interrupted = 0
    for (let kill = 0; kill < Math.ceil(KILLS / 2); kill += 1) {
      // Now nothing is kept yet, now some of it.
      if (next() < 0.6) rmSync(join(place, 'cache'), { recursive: true })
      const signal = SIGNALS[kill % SIGNALS.length] ?? 'SIGKILL'
      const killed = await check(place, { signal, after: next() * whole.milliseconds })
      if (killed.signal !== null) interrupted += 1
      expect([null, signal]).toContain(killed.signal)
      expect(await lastingProcessesOf([join(place, 'tmp')], 10)).toEqual([])
      const left = readdirSync(join(place, 'tmp'))
      // Who is asked to stop takes everything away first; of who is killed one folder may stay, for the next run to remove.
      expect(left.length).toBeLessThanOrEqual(killed.signal === 'SIGKILL' ? 1 : 0)
      const again = await check(place, null)
      expect(found(again)).toEqual(expected)
      expect(readdirSync(join(place, 'tmp'))).toEqual([])
      // Half an entry of the cache stays for an hour, because another run might be writing it.
      for (const file of halfWritten(place)) utimesSync(file, 0, 0)
    }
    expect(interrupted).toBeGreaterThan(0)
    rmSync(join(place, 'cache', 'renders', readdirSync(join(place, 'cache', 'renders'))[0] ?? ''), { recursive: true })
    await check(place, null)
    expect(halfWritten(place)).toEqual([])
    expect(stateOf(checkout.workspace)).toBe(state)
  }, LONG)

  test('removes only what is its own to remove', async () => {
    const place = made('foreign')
    const temporary = made('foreign', 'tmp')
    const dead = String(await deadProcess())
    const sign = await machineOf()
    const ours = join(temporary, `parity-gate-${sign}-${dead}-abcdef`)
    const others = [`parity-gate-00000000-${dead}-abcdef`, `parity-gate-${sign}-${process.pid}-abcdef`, 'parity-gate-mine', `x-parity-gate-${dead}`]
    for (const name of [ours, ...others.map((other) => join(temporary, other))]) {
      mkdirSync(name)
      writeFileSync(join(name, 'file'), 'text')
    }
    await check(place, null)
    expect(readdirSync(temporary).sort()).toEqual([...others].sort())
  }, LONG)

  /** How runs on this machine sign their folders: read from one that is under way. */
  async function machineOf(): Promise<string> {
    const temporary = made('signature', 'tmp')
    const running = check(made('signature'), null)
    let sign: string | undefined
    while (sign === undefined) {
      await sleep(2)
      sign = /^parity-gate-([0-9a-f]{8})-/.exec(readdirSync(temporary)[0] ?? '')?.[1]
    }
    await running
    return sign
  }
})

describe('the Action, while it publishes', () => {
  test('leaves no check run that somebody waits for, and publishes all of it the next time', async () => {
    const next = random(SEED + 1)
    const state = stateOf(checkout.workspace)
    const temporary = made('runner')
    const attempt = async (): Promise<void> => {
      const github = await startFakeGitHub({ jobCheckRun: null, faults: [{ kind: 'slow', milliseconds: 150, times: 999 }] })
      const options = {
        main: index.main,
        workspace: checkout.workspace,
        github,
        event: pullRequestEvent({ number: 1, headSha: checkout.head, mergeSha: checkout.merge, baseSha: checkout.base }),
        inputs: { kustomize: KUSTOMIZE, 'cache-directory': join(folder, 'action-cache'), 'report-directory': made('reports') },
        environment: { RUNNER_TEMP: temporary }
      }
      const signal = SIGNALS[Math.floor(next() * SIGNALS.length)] ?? 'SIGKILL'
      const wait = next() * 1800
      const killed = await runAction({
        ...options,
        // From the moment of the first request; two of them take 1.3 s.
        started: (child) => void (async () => {
          while (github.requests.length === 0 && child.exitCode === null && child.signalCode === null) await sleep(5)
          await sleep(Math.max(0, wait - 150))
          child.kill(signal)
        })()
      })
      expect(killed.exitCode === null || killed.exitCode === 1).toBe(true)
      const runs = (): readonly string[] => github.checkRuns().map(({ status, conclusion }) => `${status} ${conclusion ?? ''}`)
      expect(runs().filter((run) => run !== 'completed failure')).toEqual([])
      const again = await runAction(options)
      expect(again.exitCode).toBe(1)
      expect(runs().filter((run) => run !== 'completed failure')).toEqual([])
      expect(github.checkRuns().at(-1)?.annotations.length).toBeGreaterThan(50)
      await github.close()
    }
    const kills = KILLS - Math.ceil(KILLS / 2)
    const lane = async (from: number): Promise<void> => {
      for (let kill = from; kill < kills; kill += 2) await attempt()
    }
    await Promise.all([lane(0), lane(1)])
    expect(readdirSync(temporary)).toEqual([])
    expect(await lastingProcessesOf([temporary], 10)).toEqual([])
    expect(readdirSync(join(folder, 'reports'))).toEqual(['report.json'])
    expect(JSON.parse(readFileSync(join(folder, 'reports', 'report.json'), 'utf8'))).toMatchObject({ verdict: 'fail' })
    expect(stateOf(checkout.workspace)).toBe(state)
  }, LONG)
})

/** The id of a process that has ended. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
  await once(child, 'close')
  return child.pid ?? 0
}
