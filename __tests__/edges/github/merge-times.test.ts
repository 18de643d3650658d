// When commits came to the branch, asked of a fake that holds requests and answers to GitHub's own description.

import { describe, expect, it } from '@jest/globals'
import { mergeTimes, type MergeTime } from '../../../src/edges/github/merge-times.ts'
import { startFakeGitHub, type Fault, type FakeGitHub, type FakeGitHubOptions } from '../../support/fake-github.ts'

const id = (digit: string): string => digit.repeat(40)
const [A, B, C, D, E, OLD] = ['a', 'b', 'c', 'd', 'e', '1'].map(id) as [string, string, string, string, string, string]
const seconds = (iso: string): number => Date.parse(iso) / 1000
const NOW = Date.parse('2026-11-20T12:00:00Z')
const MERGED = '2026-11-18T10:00:00Z'
const PUSHED = '2026-11-17T09:00:00Z'

type Ran = { readonly fake: FakeGitHub; readonly times: ReadonlyMap<string, MergeTime>; readonly lines: readonly string[] }

async function ask(
  world: FakeGitHubOptions['world'],
  { commits = [B], order = [A, B, C, D, OLD], milliseconds = 20_000, ...fakeOptions }: FakeGitHubOptions & { commits?: readonly string[]; order?: readonly string[]; milliseconds?: number } = {}
): Promise<Ran> {
  const fake = await startFakeGitHub({ ...fakeOptions, ...(world === undefined ? {} : { world }) })
  const lines: string[] = []
  const target = { token: fake.token, apiUrl: fake.url, repository: fake.repository }
  const times = await mergeTimes(target, { commits, branch: 'main', order }, (line) => lines.push(line), { milliseconds, now: NOW }).finally(() => fake.close())
  return { fake, times, lines }
}

const push = (before: string, after: string, at = PUSHED, rest: { type?: string; branch?: string } = {}) => ({ before, after, at, ...rest })
const pull = (number: number, merged: string, commits: readonly string[] = [], at = MERGED) => ({ number, head: id('9'), commits, merged: { at, commit: merged } })

describe('the pull request', () => {
  it.each<[string, FakeGitHubOptions['world'], readonly string[]]>([
    ['a merge or squash: its merge commit', { pulls: [pull(1, B)] }, [B]],
    ['a rebase: all of its commits came at once', { pulls: [pull(1, A, [B, C])] }, [A, B, C]],
    ['of several, the one whose merge commit it is', { pulls: [pull(1, A, [B], '2026-11-19T10:00:00Z'), pull(2, B)] }, [B]]
  ])('%s', async (_name, world, commits) => {
    const { times, lines } = await ask(world, { commits })
    expect([...times]).toEqual(commits.map((commit) => [commit, { time: seconds(MERGED), clock: 'merged' }]))
    expect(lines).toEqual([])
  })

  it.each<[string, NonNullable<NonNullable<FakeGitHubOptions['world']>['pulls']>]>([
    ['is open', [{ number: 1, head: B }]],
    ['went to another branch', [{ ...pull(1, B), base: 'release' }]],
    ['belongs to another repository', [{ ...pull(1, B), repository: 'upstream/shop' }]],
    ['ends at a commit that is no later one of the branch', [pull(1, E, [B])]],
    ['ends at an earlier commit', [pull(1, C, [B])]]
  ])('does not count when it %s', async (_name, pulls) => {
    const { times, lines } = await ask({ pulls, pushes: [push(C, B)] })
    expect(times.get(B)).toEqual({ time: seconds(PUSHED), clock: 'pushed' })
    expect(lines).toEqual([])
  })

  it('that was merged in the future is not believed', async () => {
    const { times, lines } = await ask({ pulls: [pull(1, B, [], '2026-11-20T12:02:00Z')] })
    expect(times.size).toBe(0)
    expect(lines).toEqual([expect.stringContaining('merged in the future')])
    expect((await ask({ pulls: [pull(1, B, [], '2026-11-20T12:00:30Z')] })).times.size).toBe(1)
  })
})

describe('the push', () => {
  it.each<[string, readonly ReturnType<typeof push>[], readonly string[]]>([
    ['ends at the commit', [push(C, B)], [B]],
    ['brought several: the commit lies between before and after', [push(A, E), push(D, A)], [A, B, C]],
    ['made the branch', [push('0'.repeat(40), A, PUSHED, { type: 'branch_creation' })], [B, D]],
    ['of several that ended there, the newest', [push(C, B), push(A, B, '2026-11-01T00:00:00Z')], [B]],
    ['was forced', [push(E, B, PUSHED, { type: 'force_push' })], [B]]
  ])('%s', async (_name, pushes, commits) => {
    const { times } = await ask({ pushes }, { commits })
    expect([...times].toSorted()).toEqual(commits.map((commit) => [commit, { time: seconds(PUSHED), clock: 'pushed' }]))
  })

  it.each<[string, readonly ReturnType<typeof push>[]]>([
    ['of another branch', [push(C, B, PUSHED, { branch: 'dev' })]],
    ['that brought others', [push(B, A), push(D, C)]],
    ['from a place that is not known to one that is later', [push(E, A)]],
    ['in the future', [push(C, B, '2027-01-01T00:00:00Z')]]
  ])('does not count: one %s', async (_name, pushes) => {
    expect((await ask({ pushes })).times.size).toBe(0)
  })

  it('is found behind the first page, and no page more is asked for than needed', async () => {
    const others = Array.from({ length: 150 }, (_, index) => push(id('7'), id('8'), `2026-11-19T00:00:${String(index % 60).padStart(2, '0')}Z`))
    const { times, fake } = await ask({ pushes: [...others, push(C, B), ...others, ...others] })
    expect(times.get(B)?.clock).toBe('pushed')
    expect(fake.requests.filter(({ path }) => path.endsWith('/activity'))).toHaveLength(2)
  })
})

describe('what GitHub does not say', () => {
  it('is absent without a word: somebody pushed before GitHub kept a record', async () => {
    const { times, lines } = await ask({})
    expect(times.size).toBe(0)
    expect(lines).toEqual([])
  })

  const pulls = { path: /pulls$/, times: 9 }
  it.each<[string, FakeGitHubOptions, string]>([
    ['no permission', { denied: ['pull-requests'] }, 'grant the job `pull-requests: read`'],
    ['a rate limit', { faults: [{ ...pulls, kind: 'status', status: 403, message: 'API rate limit exceeded for installation ID 1.', headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '4102444800' } }] }, 'rate limit'],
    ['a secondary limit', { faults: [{ ...pulls, kind: 'status', status: 429, message: 'Slow down', headers: { 'retry-after': '600' } }] }, '429'],
    ['not found', { faults: [{ ...pulls, kind: 'status', status: 404, message: 'Not Found' }] }, '404'],
    ['HTML', { faults: [{ ...pulls, kind: 'html' }] }, 'not what GitHub answers'],
    ['an HTML error', { faults: [{ ...pulls, kind: 'html', status: 502 }] }, '502: a page of HTML'],
    ['5 MB too much', { faults: [{ ...pulls, kind: 'oversize', bytes: 10_000_000 }] }, 'larger than'],
    ['a reset', { faults: [{ ...pulls, kind: 'reset' }] }, 'pull requests:']
  ])('%s: the push tells it, and one line says so', async (_name, options, said) => {
    const { times, lines } = await ask({ pulls: [pull(1, B)], pushes: [push(C, B)] }, { ...options, milliseconds: 4_000 })
    expect(times.get(B)).toEqual({ time: seconds(PUSHED), clock: 'pushed' })
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain(said)
    expect(lines[0]).toMatch(/: the push tells it\.$/)
  })

  it('a passing outage is waited out', async () => {
    const { times, lines } = await ask({ pulls: [pull(1, B)] }, { faults: [{ kind: 'status', status: 502 }] })
    expect(times.get(B)?.clock).toBe('merged')
    expect(lines).toEqual([])
  })

  it.each<[string, Fault]>([
    ['slow', { kind: 'slow', milliseconds: 30_000, times: 99 }],
    ['broken', { kind: 'html', times: 99 }]
  ])('everything is %s: the committer\'s clock stands in, in time', async (_name, fault) => {
    const started = performance.now()
    const { times, lines } = await ask({ pulls: [pull(1, B)] }, { faults: [fault], milliseconds: 1_000 })
    expect(performance.now() - started).toBeLessThan(4_000)
    expect(times.size).toBe(0)
    expect(lines).toEqual([expect.stringContaining("the committer's clock, unproven, stands in")])
  })

  it('a refusal stops the questions; 60 commits are asked for at most', async () => {
    const many = Array.from({ length: 80 }, (_, index) => index.toString(16).padStart(40, '0'))
    const refused = await ask({}, { commits: many, order: many, denied: ['pull-requests'] })
    expect(refused.fake.requests.filter(({ path }) => path.endsWith('/pulls'))).toHaveLength(6)
    const asked = await ask({}, { commits: many, order: many })
    expect(asked.fake.requests.filter(({ path }) => path.endsWith('/pulls')).map(({ path }) => path.split('/').at(-2))).toEqual(expect.arrayContaining(many.slice(0, 60)))
    expect(asked.lines).toEqual([expect.stringContaining('newest 60')])
  })
})
