// Running soaked gates again, against a fake that holds requests and answers to GitHub's own description.

import { describe, expect, it } from '@jest/globals'
import { gateMark } from '../../../src/core/model/gate-mark.ts'
import { showDuration } from '../../../src/core/report/duration.ts'
import { rerunSoaked } from '../../../src/edges/github/soaking-jobs.ts'
import type { FakeCheck } from '../../support/fake-github-world.ts'
import { startFakeGitHub, type FakeGitHub, type FakeGitHubOptions } from '../../support/fake-github.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z') / 1000
const head = (number: number): string => String(number).padStart(40, 'a')
const summary = (iso: string): string => `${gateMark({ soakingUntil: Date.parse(iso) / 1000 })}\n\n## fail`
const DUE = summary('2026-11-20T10:00:00Z')
const NOT_YET = summary('2026-11-20T15:30:00Z')

function gate(number: number, over: Partial<FakeCheck> = {}): FakeCheck {
  return { commit: head(number), name: 'parity', conclusion: 'failure', at: '2026-11-19T12:00:00Z', summary: DUE, job: true, ...over }
}

type Ran = { readonly fake: FakeGitHub; readonly lines: readonly string[] }

async function run(checks: readonly FakeCheck[], options: FakeGitHubOptions = {}, pulls: readonly number[] = [1], milliseconds = 20_000): Promise<Ran> {
  const world = { pulls: pulls.map((number) => ({ number, head: head(number) })), checks }
  const fake = await startFakeGitHub({ ...options, world: { ...world, ...options.world } })
  const lines: string[] = []
  const target = { token: fake.token, apiUrl: fake.url, repository: fake.repository }
  await rerunSoaked(target, { branch: 'main', now: NOW, inWords: showDuration }, (line) => lines.push(line), milliseconds).finally(() => fake.close())
  return { fake, lines }
}

describe('a gate that waits for soak', () => {
  it('is run again when its moment has come, and only then', async () => {
    const { fake, lines } = await run([gate(1), gate(2, { summary: NOT_YET }), gate(3, { summary: gateMark({ soakingUntil: null }) })], {}, [1, 2, 3])
    expect(fake.rerun).toEqual([1001])
    expect(lines).toEqual([
      '#1: run again, its images have soaked since 2026-11-20 10:00 UTC.',
      '#2: its images soak for another 3 h 30 min, until 2026-11-20 15:30 UTC.',
      '1 other open pull request waits for no soak.'
    ])
  })

  it('is not run again while it runs', async () => {
    const { fake, lines } = await run([gate(1), gate(1, { status: 'in_progress', conclusion: null, summary: '' })])
    expect(fake.rerun).toEqual([])
    expect(lines).toEqual(['No open pull request waits for soak.'])
  })

  it.each<[string, FakeCheck]>([
    ['has passed', gate(1, { conclusion: 'success' })],
    ['was written by another app', gate(1, { app: 'somebody-else' })],
    ['quotes a mark', gate(1, { summary: `text\n${DUE}` })],
    ['has none', gate(1, { summary: '## fail' })]
  ])('is none that %s', async (_name, check) => {
    const { fake, lines } = await run([check])
    expect(fake.rerun).toEqual([])
    expect(lines).toEqual(['No open pull request waits for soak.'])
  })

  it('is found by its check run where the job has another id', async () => {
    expect((await run([gate(1, { job: 5005 })])).fake.rerun).toEqual([5005])
  })

  it('is run again with all of its run where shards had judged, and not while some of it runs', async () => {
    const merged = gate(1, { summary: DUE.replace(' -->', ' of-shards -->') })
    const { fake, lines } = await run([merged])
    expect([fake.rerun, fake.rerunRuns]).toEqual([[], [7_001_001]])
    expect(lines).toEqual(['#1: run again, its images have soaked since 2026-11-20 10:00 UTC.'])
    const refused = await run([merged], { faults: [{ kind: 'status', method: 'POST', status: 403, message: 'This workflow is already running' }] })
    expect(refused.lines).toEqual(['#1: has soaked, but cannot be run again (403: This workflow is already running).'])
  })

  it('may have a separate check run beside it, which is no job', async () => {
    const { fake, lines } = await run([gate(1), gate(1, { name: 'environments', job: false })])
    expect(fake.rerun).toEqual([1001])
    expect(lines).toHaveLength(1)
    expect((await run([gate(1, { job: false })])).lines).toEqual(['#1: has soaked, but no failed job belongs to its check run; run it again by hand.'])
  })

  it('is looked for on every page of pull requests and check runs, of this branch only', async () => {
    const many = Array.from({ length: 120 }, (_, index) => index + 1)
    const noise = Array.from({ length: 150 }, (_, index) => gate(120, { name: `ci ${index}`, summary: '', conclusion: 'success' }))
    const { fake, lines } = await run([...noise, gate(120), gate(500)], {}, many)
    expect(fake.rerun).toEqual([1151])
    expect(lines).toEqual([expect.stringMatching(/^#120: run again/), '119 other open pull requests wait for no soak.'])
    const release = await run([], { world: { pulls: [{ number: 9, head: head(9), base: 'release' }], checks: [gate(9)] } })
    expect(release.lines).toEqual(['No open pull request waits for soak.'])
  })
})

describe('what GitHub refuses is a line, never a failure', () => {
  it.each<[string, FakeGitHubOptions, string]>([
    ['no `actions: write`', { readOnly: ['actions'] }, '#1: has soaked, but cannot be run again (403: Resource not accessible by integration; grant the job `actions: write`).'],
    ['no `checks: read`', { denied: ['checks'] }, '#1: its checks cannot be read (403: Resource not accessible by integration; grant the job `checks: read`).'],
    ['no `pull-requests: read`', { denied: ['pull-requests'] }, 'No soaked check is run again: open pull requests cannot be listed (403: Resource not accessible by integration; grant the job `pull-requests: read`).'],
    ['a run that is too old', { faults: [{ kind: 'status', method: 'POST', status: 403, message: 'Unable to retry this workflow run because it was created over a month ago' }] }, '#1: has soaked, but cannot be run again (403: Unable to retry this workflow run because it was created over a month ago).'],
    ['HTML', { faults: [{ kind: 'html', path: /pulls$/ }] }, 'No soaked check is run again: open pull requests cannot be listed (the answer is not what GitHub answers).'],
    ['5 MB too much', { faults: [{ kind: 'oversize', bytes: 10_000_000, path: /check-runs$/ }] }, '#1: its checks cannot be read (the answer is larger than 5000000 bytes).'],
    ['a rate limit', { faults: [{ kind: 'status', status: 429, message: 'Slow down', headers: { 'retry-after': '900' }, times: 9 }] }, 'No soaked check is run again: open pull requests cannot be listed (429: Slow down (secondary rate limit)).']
  ])('%s', async (_name, options, line) => {
    const { fake, lines } = await run([gate(1)], options)
    expect(fake.rerun).toEqual([])
    expect(lines[0]).toBe(line)
  })

  it('slowness is given up in time', async () => {
    const started = performance.now()
    const { lines } = await run([gate(1)], { faults: [{ kind: 'slow', milliseconds: 60_000, times: 99 }] }, [1], 1_000)
    expect(performance.now() - started).toBeLessThan(5_000)
    expect(lines).toEqual([expect.stringContaining('is over')])
  })
})
