// Publishing against a fake that holds every request to GitHub's own description and unwritten rules. Side by side: most of the
// time is the second that GitHub asks clients to leave between writes.

import { describe, expect, it } from '@jest/globals'
import type { Annotation } from '../../../src/core/model/annotation.ts'
import { publish, type Publication, type Published, type PublishTarget } from '../../../src/edges/github/publish.ts'
import { startFakeGitHub, type FakeGitHub, type FakeGitHubOptions } from '../../support/fake-github.ts'
import { readLog } from '../../support/runner-log.ts'

const SHA = 'a'.repeat(40)
const UPDATE = /\/check-runs\/\d+$/

function annotations(count: number): readonly Annotation[] {
  return Array.from({ length: count }, (_, index) => ({
    path: 'apps/catalog/overlays/prod/kustomization.yaml',
    startLine: index + 1,
    endLine: index % 3 === 0 ? index + 4 : index + 1,
    startColumn: 5,
    level: 'failure' as const,
    title: `Drift ${index}`,
    message: `message ${index}`,
    rawDetails: index === 0 ? 'details' : null
  }))
}

function publication(over: Partial<Publication> = {}): Publication {
  return { verdict: 'fail', reportOnly: false, check: { title: '3 errors', summary: 'summary', text: 'text' }, annotations: [], ...over }
}

type Ran = { readonly fake: FakeGitHub; readonly published: Published; readonly lines: readonly string[]; readonly commands: readonly string[] }

async function run(
  content: Publication,
  options: FakeGitHubOptions = {},
  over: Partial<PublishTarget> = {},
  milliseconds?: number
): Promise<Ran> {
  const fake = await startFakeGitHub(options)
  const lines: string[] = []
  const target = { token: fake.token, apiUrl: fake.url, repository: fake.repository, sha: SHA, checkRunId: fake.jobCheckRunId, checkName: null, ...over }
  // Closing fails when we sent what GitHub would have refused.
  const published = await publish(content, target, (line) => lines.push(line), milliseconds).finally(() => fake.close())
  return { fake, published, lines, commands: readLog(lines.join('\n')).commands.map((command) => command.name) }
}

describe("the job's own check run", () => {
  it.concurrent.each([
    [0, 1],
    [1, 1],
    [50, 1],
    [120, 3]
  ])('takes %i annotations in %i requests', async (count, requests) => {
    const { fake, published, commands } = await run(publication({ annotations: annotations(count) }))
    expect(fake.requests.map((request) => `${request.method} ${request.status}`)).toEqual(Array.from({ length: requests }, () => 'PATCH 200'))
    const own = fake.checkRun(fake.jobCheckRunId)
    expect(own).toMatchObject({ title: '3 errors', summary: 'summary', text: 'text', status: 'in_progress', conclusion: null })
    expect(own.annotations.map((annotation) => annotation.message)).toEqual(annotations(count).map((annotation) => annotation.message))
    expect(published).toEqual({ written: [{ place: 'own-check-run', id: own.id, annotations: count }], missed: [] })
    expect(commands).toEqual([])
  })

  it.concurrent('gets columns for single lines only', async () => {
    const { fake } = await run(publication({ annotations: annotations(2) }))
    const [several, one] = fake.checkRun(fake.jobCheckRunId).annotations
    expect(several).toMatchObject({ start_line: 1, end_line: 4, raw_details: 'details' })
    expect(several).not.toHaveProperty('start_column')
    expect(one).toMatchObject({ start_line: 2, end_line: 2, start_column: 5, end_column: 5 })
  })

  it.concurrent('takes as many as a pull request can show, and says how many more there are', async () => {
    const { fake, commands } = await run(publication({ annotations: annotations(231) }))
    const own = fake.checkRun(fake.jobCheckRunId)
    expect(own.annotations).toHaveLength(200)
    expect(own.summary).toContain('31 more annotations are not shown')
    expect(commands).toEqual([])
  })

  it.concurrent('says that nothing is enforced under report-only', async () => {
    const { fake } = await run(publication({ reportOnly: true }))
    expect(fake.checkRun(fake.jobCheckRunId).title).toBe('Report only: 3 errors')
  })

  it.concurrent('takes a summary and a text of many bytes, cut at a line', async () => {
    const large = '| 漢字 | ü |\n'.repeat(20_000)
    const { fake, published } = await run(
      publication({ check: { title: 'é'.repeat(400), summary: large, text: `\`\`\`\n${large}\`\`\`` }, annotations: annotations(231).slice(0, 60) })
    )
    const own = fake.checkRun(fake.jobCheckRunId)
    expect(Buffer.byteLength(own.summary ?? '')).toBeGreaterThan(64_000)
    expect(own.summary).toMatch(/\| 漢字 \| ü \|\n\n_The rest is left out here/)
    expect(own.text).toMatch(/ü \|\n```\n\n_The rest is left out here/)
    expect(own.textCut).toBe(false)
    expect(own.title).toHaveLength(255)
    expect(published.missed).toEqual([])
  })

  it.concurrent('takes oversized annotations, cut', async () => {
    const [first] = annotations(1)
    const big = { ...first, title: 't'.repeat(999), message: '漢'.repeat(40_000), rawDetails: '漢'.repeat(40_000) } as Annotation
    const { fake } = await run(publication({ annotations: [big] }))
    expect(fake.checkRun(fake.jobCheckRunId).annotations[0]?.message).toMatch(/^漢{21332,21333}…$/)
  })
})

describe('a separate check run', () => {
  it.concurrent.each([
    ['pass', false, 'success'],
    ['fail', false, 'failure'],
    ['fail', true, 'success']
  ] as const)('concludes %s (report-only: %s) as %s', async (verdict, reportOnly, conclusion) => {
    const { fake, published } = await run(publication({ verdict, reportOnly, annotations: annotations(60) }), { jobCheckRun: null })
    const [separate] = fake.checkRuns()
    expect(separate).toMatchObject({ name: 'Parity Gate', headSha: SHA, status: 'completed', conclusion, text: 'text' })
    expect(separate?.annotations).toHaveLength(60)
    expect(fake.requests.map((request) => request.method)).toEqual(['POST', 'PATCH'])
    // From its first moment, so that one which is killed in between leaves nobody waiting.
    expect(fake.requests[0]?.body).toMatchObject({ status: 'completed', conclusion })
    expect(published.written).toEqual([{ place: 'separate-check-run', id: separate?.id, annotations: 60 }])
  })

  it.concurrent('is written besides the own one when it has a name; annotations are shown once', async () => {
    const { fake, published } = await run(publication({ annotations: annotations(3) }), {}, { checkName: 'Promotion' })
    const [own, named] = fake.checkRuns()
    expect(own).toMatchObject({ ofJob: true, summary: 'summary' })
    expect(own?.annotations).toHaveLength(3)
    expect(named).toMatchObject({ name: 'Promotion', headSha: SHA, conclusion: 'failure', summary: 'summary', annotations: [] })
    expect(published.written.map((place) => place.place)).toEqual(['own-check-run', 'separate-check-run'])
  })

  it.concurrent('stands in for an own one that is not there', async () => {
    const { fake, published } = await run(publication({ annotations: annotations(3) }), {}, { checkRunId: 4 })
    expect(fake.requests.map((request) => request.status)).toEqual([404, 201])
    expect(fake.checkRuns().at(-1)?.annotations).toHaveLength(3)
    expect(published.missed).toEqual(["The job's own check run could not be written (404: Not Found). Leave `check-run-id` and `github-token` as they are."])
  })

  it.concurrent('stands in for an own one that another app made', async () => {
    const faults = [{ kind: 'status', status: 403, message: 'Invalid app_id `15368` - check run can only be modified by the GitHub App that created it.', path: /9000001$/ }] as const
    const { published } = await run(publication(), { faults })
    expect(published.written.map((place) => place.place)).toEqual(['separate-check-run'])
  })

  it.concurrent('is completed when its annotations cannot be sent', async () => {
    const faults = [{ kind: 'status', status: 422, method: 'PATCH', times: 2 }] as const
    const { fake, published, commands } = await run(publication({ annotations: annotations(70) }), { jobCheckRun: null, faults })
    expect(fake.checkRuns()[0]).toMatchObject({ status: 'completed', conclusion: 'failure' })
    expect(published.written).toEqual([
      { place: 'separate-check-run', id: fake.checkRuns()[0]?.id, annotations: 50 },
      { place: 'log', id: null, annotations: 20 }
    ])
    expect(commands).toHaveLength(10)
  })

  it.concurrent('is completed as a failure when the publishing crashes', async () => {
    const crash: Annotation = Object.defineProperty({ ...annotations(1)[0] } as Annotation, 'message', {
      get: () => {
        throw new TypeError('a bug of ours')
      }
    })
    const { fake, published } = await run(publication({ verdict: 'pass', annotations: [crash] }), { jobCheckRun: null })
    expect(published.missed.join()).toContain('a bug of ours')
    expect(fake.checkRuns()[0]).toMatchObject({ status: 'completed', conclusion: 'failure', title: 'The result could not be published' })
  })
})

describe('the log', () => {
  it.concurrent('takes over where the token may only read, without asking twice', async () => {
    const { fake, published, lines, commands } = await run(publication({ annotations: annotations(12) }), { checks: 'read' }, { checkName: 'Promotion' })
    expect(fake.requests.map((request) => request.status)).toEqual([403])
    expect(published.written).toEqual([{ place: 'log', id: null, annotations: 12 }])
    expect(commands).toEqual(Array.from({ length: 10 }, () => 'error'))
    expect(lines.join('\n')).toContain('Grant the job `checks: write`')
  })

  it.concurrent('takes over without a token', async () => {
    const { fake, commands } = await run(publication({ annotations: annotations(1) }), {}, { token: null })
    expect(fake.requests).toEqual([])
    expect(commands).toEqual(['error'])
  })

  it.concurrent('takes over where GitHub cannot be reached, and cannot be fooled by what it answers', async () => {
    const faults = [{ kind: 'status', status: 403, message: 'no\n::set-output name=verdict::pass', times: 9 }] as const
    const { published, commands } = await run(publication({ annotations: annotations(1) }), { faults })
    expect(published.written.map((place) => place.place)).toEqual(['log'])
    expect(commands).toEqual(['error'])
  })
})

describe('what is transient', () => {
  it.concurrent.each([
    ['a server error', { kind: 'status', status: 502, method: 'PATCH', path: UPDATE }],
    ['a broken connection', { kind: 'reset', method: 'PATCH', path: UPDATE }],
    ['a secondary limit', { kind: 'status', status: 403, message: 'You have exceeded a secondary rate limit.', headers: { 'retry-after': '1' } }],
    ['a 429 of a proxy', { kind: 'status', status: 429, message: 'Too many requests', headers: { 'retry-after': '1' } }],
    ['a slow answer', { kind: 'slow', milliseconds: 1500 }]
  ] as const)('%s is waited out', async (_what, fault) => {
    const { fake, published, commands } = await run(publication({ annotations: annotations(2) }), { faults: [fault] })
    expect(fake.checkRun(fake.jobCheckRunId).annotations).toHaveLength(2)
    expect(published.missed).toEqual([])
    expect(commands).toEqual([])
  })

  it.concurrent('is given up in time', async () => {
    const started = performance.now()
    const { published, commands } = await run(publication({ annotations: annotations(2) }), { faults: [{ kind: 'slow', milliseconds: 30_000 }] }, {}, 1500)
    expect(performance.now() - started).toBeLessThan(10_000)
    expect(published.missed.join()).toContain('the time for publishing is over')
    expect(commands).toEqual(['error', 'error'])
  })

  it.concurrent('a limit that lasts longer than there is time is not waited for', async () => {
    const faults = [{ kind: 'status', status: 403, message: 'You have exceeded a secondary rate limit.', headers: { 'retry-after': '600' }, times: 9 }] as const
    const { fake, published } = await run(publication({ annotations: annotations(2) }), { faults })
    expect(fake.requests).toHaveLength(1)
    expect(published.written.map((place) => place.place)).toEqual(['log'])
  })

  it.concurrent('a size that GitHub refuses is sent once more, smaller', async () => {
    const { fake, published } = await run(
      publication({ check: { title: 't', summary: 'line\n'.repeat(12_000), text: '' }, annotations: annotations(2) }),
      { faults: [{ kind: 'status', status: 422, message: 'Validation Failed' }] }
    )
    expect(fake.requests.map((request) => request.status)).toEqual([422, 200])
    expect(Buffer.byteLength(fake.checkRun(fake.jobCheckRunId).summary ?? '')).toBeLessThanOrEqual(16_384)
    expect(published.missed).toEqual([])
  })
})

describe('what lasts', () => {
  it.concurrent('a connection that always breaks leaves the verdict and the log', async () => {
    const { published, commands } = await run(
      publication({ annotations: annotations(2) }),
      { jobCheckRun: null, faults: [{ kind: 'reset', method: 'POST', times: 99 }] },
      {},
      3000
    )
    expect(published.written).toEqual([{ place: 'log', id: null, annotations: 2 }])
    expect(commands).toEqual(['error', 'error'])
  })

  it.concurrent.each([{ jobCheckRun: null }, {}])('annotations that GitHub refuses in any size leave the rest of the check run', async (options) => {
    // The first, its small form; the third is without them.
    const faults = [{ kind: 'status', status: 422, message: 'Validation Failed', times: 2 }] as const
    const { fake, published, commands } = await run(publication({ annotations: annotations(2) }), { ...options, faults })
    const [shown] = fake.checkRuns()
    expect(shown).toMatchObject({ title: '3 errors', summary: 'summary', annotations: [] })
    expect(shown?.ofJob === true || shown?.conclusion === 'failure').toBe(true)
    expect(published.written.map(({ place, annotations: count }) => `${place} ${count}`)).toEqual([`${shown?.ofJob === true ? 'own' : 'separate'}-check-run 0`, 'log 2'])
    expect(published.missed.join()).toContain('has 0 annotations only (422: Validation Failed)')
    expect(commands).toEqual(['error', 'error'])
  })

  it.concurrent.each([
    ['a page for people, though its status is 200', { kind: 'html' }, 'the answer is not what GitHub answers'],
    ['half of an answer', { kind: 'half' }, 'Run the job again'],
    ['a token that GitHub does not know', { kind: 'status', status: 401, message: 'Bad credentials' }, 'give one that has not expired']
  ] as const)('%s is no publication, and the log says what to do', async (_name, fault, words) => {
    const { published, lines, commands } = await run(publication({ annotations: annotations(1) }), { faults: [{ ...fault, times: 99 }] }, {}, 3000)
    expect(published.written).toEqual([{ place: 'log', id: null, annotations: 1 }])
    expect(lines.join('\n')).toContain(words)
    expect(lines).toContain('The verdict does not depend on what is published; every finding is in this log.')
    expect(commands).toEqual(['error'])
  })
})
