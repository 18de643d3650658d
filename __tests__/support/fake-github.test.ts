// The fake refuses what GitHub refuses, so that a green test means something.

import { describe, expect, it } from '@jest/globals'
import { startFakeGitHub, type FakeGitHub } from './fake-github.ts'

type Call = { readonly method: string; readonly path: string; readonly body?: unknown; readonly token?: string }

async function call(fake: FakeGitHub, { method, path, body, token = fake.token }: Call): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${fake.url}/repos/${fake.repository}${path}`, {
    method,
    headers: { authorization: `token ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

const output = { title: 't', summary: 's' }
const line = { path: 'a.yaml', start_line: 2, end_line: 2, annotation_level: 'failure', message: 'm' }
const with_ = (...annotations: readonly unknown[]): unknown => ({ output: { ...output, annotations } })

describe('the fake GitHub', () => {
  it.each([
    ['no name', 'POST', '', { head_sha: 'a' }],
    ['an unknown conclusion', 'POST', '', { name: 'x', head_sha: 'a', conclusion: 'fine' }],
    ['completed without conclusion', 'POST', '', { name: 'x', head_sha: 'a', status: 'completed' }],
    ['output without title', 'POST', '', { name: 'x', head_sha: 'a', output: { summary: 's' } }],
    ['head_sha on an update', 'PATCH', '/9000001', { head_sha: 'a' }],
    ['a field of no meaning', 'PATCH', '/9000001', { output: { ...output, colour: 'red' } }],
    ['51 annotations', 'PATCH', '/9000001', with_(...Array.from({ length: 51 }, () => line))],
    ['a summary of 65,536 characters', 'PATCH', '/9000001', { output: { ...output, summary: 'x'.repeat(65_536) } }],
    ['a summary of too many bytes', 'PATCH', '/9000001', { output: { ...output, summary: '漢'.repeat(30_000) } }],
    ['columns over lines', 'PATCH', '/9000001', with_({ ...line, end_line: 3, start_column: 1 })],
    ['a column below 1', 'PATCH', '/9000001', with_({ ...line, start_column: 0 })],
    ['lines that end before they start', 'PATCH', '/9000001', with_({ ...line, end_line: 1 })],
    ['a title of 256 characters', 'PATCH', '/9000001', with_({ ...line, title: 'x'.repeat(256) })],
    ['a message of more than 64 KB', 'PATCH', '/9000001', with_({ ...line, message: 'x'.repeat(65_537) })],
    ['an absolute path', 'PATCH', '/9000001', with_({ ...line, path: '/a.yaml' })]
  ])('refuses %s, and remembers it', async (_what, method, path, body) => {
    const fake = await startFakeGitHub()
    expect((await call(fake, { method, path: `/check-runs${path}`, body })).status).toBe(422)
    expect(fake.violations).not.toEqual([])
    expect(fake.checkRuns()).toHaveLength(1)
    await expect(fake.close()).rejects.toThrow('GitHub would have refused')
  })

  it("keeps the job's own status for the runner", async () => {
    const fake = await startFakeGitHub()
    const reply = await call(fake, { method: 'PATCH', path: '/check-runs/9000001', body: { status: 'completed', conclusion: 'success' } })
    expect(reply).toMatchObject({ status: 403, body: { message: expect.stringContaining('internally by GitHub Actions') } })
    await fake.close({ violations: true })
  })

  it('replaces the output and appends annotations', async () => {
    const fake = await startFakeGitHub()
    const path = '/check-runs/9000001'
    await call(fake, { method: 'PATCH', path, body: { output: { ...output, text: 'long', annotations: [line] } } })
    await call(fake, { method: 'PATCH', path, body: { output: { ...output, summary: 'again', annotations: [{ ...line, message: 'n' }] } } })
    expect(fake.checkRun(9_000_001)).toMatchObject({ summary: 'again', text: null, annotations: [{ message: 'm' }, { message: 'n' }] })
    expect((await call(fake, { method: 'GET', path })).body).toMatchObject({ output: { annotations_count: 2 } })
    expect((await call(fake, { method: 'GET', path: `${path}/annotations?per_page=1&page=2` })).body).toMatchObject([{ message: 'n' }])
    await fake.close()
  })

  it('cuts a text of too many bytes without a word', async () => {
    const fake = await startFakeGitHub()
    await call(fake, { method: 'PATCH', path: '/check-runs/9000001', body: { output: { ...output, text: '漢'.repeat(30_000) } } })
    expect(fake.checkRun(9_000_001)).toMatchObject({ textCut: true, text: '漢'.repeat(21_845) })
    await fake.close()
  })

  it('creates, completes and lists', async () => {
    const fake = await startFakeGitHub({ jobCheckRun: null })
    const created = await call(fake, { method: 'POST', path: '/check-runs', body: { name: 'x', head_sha: 'abc', status: 'in_progress' } })
    expect(created.status).toBe(201)
    await call(fake, { method: 'PATCH', path: `/check-runs/${String(created.body['id'])}`, body: { status: 'completed', conclusion: 'neutral' } })
    expect((await call(fake, { method: 'GET', path: '/commits/abc/check-runs' })).body).toMatchObject({
      total_count: 1,
      check_runs: [{ status: 'completed', conclusion: 'neutral' }]
    })
    await fake.close()
  })

  it('knows tokens, permissions and what is not there', async () => {
    const fake = await startFakeGitHub({ checks: 'read' })
    const path = '/check-runs/9000001'
    expect((await call(fake, { method: 'PATCH', path, body: { output }, token: 'wrong' })).status).toBe(401)
    expect(await call(fake, { method: 'PATCH', path, body: { output } })).toMatchObject({
      status: 403,
      body: { message: 'Resource not accessible by integration' }
    })
    expect((await call(fake, { method: 'GET', path: '/check-runs/1' })).status).toBe(404)
    expect(fake.requests.map((request) => request.status)).toEqual([401, 403, 404])
    await fake.close()
  })

  it('withholds what the token may not read or change', async () => {
    const world = { checks: [{ commit: 'abc', name: 'parity', conclusion: 'failure', at: '2026-11-18T10:00:00Z', job: true }] }
    const fake = await startFakeGitHub({ denied: ['statuses'], readOnly: ['actions'], world })
    expect((await call(fake, { method: 'GET', path: '/commits/abc/statuses' })).status).toBe(403)
    expect((await call(fake, { method: 'GET', path: '/commits/abc/check-runs' })).body).toMatchObject({ total_count: 1 })
    expect((await call(fake, { method: 'GET', path: '/actions/jobs/1001' })).body).toMatchObject({ id: 1001, check_run_url: expect.stringMatching(/check-runs\/1001$/) })
    expect((await call(fake, { method: 'POST', path: '/actions/jobs/1001/rerun' })).status).toBe(403)
    await fake.close()
  })

  it('runs a job again as a new check run, a job that runs not at all, and a check run never', async () => {
    const checks = [{ commit: 'abc', name: 'parity', conclusion: 'failure', at: '2026-11-18T10:00:00Z', job: true }, { commit: 'abc', name: 'other', at: '2026-11-18T10:00:00Z' }]
    const fake = await startFakeGitHub({ world: { checks } })
    const rerun = (id: number) => call(fake, { method: 'POST', path: `/actions/jobs/${id}/rerun` }).then(({ status }) => status)
    expect([await rerun(1001), await rerun(501_001), await rerun(1002)]).toEqual([201, 403, 404])
    const latest = (await call(fake, { method: 'GET', path: '/commits/abc/check-runs' })).body
    expect(latest).toMatchObject({ check_runs: [{ name: 'other' }, { id: 501_001, status: 'queued' }] })
    expect((await call(fake, { method: 'GET', path: '/commits/abc/check-runs?filter=all' })).body).toMatchObject({ total_count: 3 })
    await fake.close()
  })

  it('gives pages and says where the next one begins', async () => {
    const statuses = Array.from({ length: 31 }, (_, index) => ({ commit: 'abc', context: `ci/${index}`, state: 'success', at: '2026-11-18T10:00:00Z' }))
    const pushes = [1, 2, 3].map((index) => ({ before: '0'.repeat(40), after: String(index).repeat(40), at: '2026-11-18T10:00:00Z' }))
    const fake = await startFakeGitHub({ world: { statuses, pushes } })
    const get = (path: string) => fetch(`${fake.url}/repos/${fake.repository}${path}`, { headers: { authorization: `token ${fake.token}` } })
    expect((await get('/commits/abc/statuses')).headers.get('link')).toContain('page=2')
    expect((await get('/commits/abc/statuses?page=2')).headers.get('link')).toBeNull()
    const cursor = (await get('/activity?ref=main&per_page=2')).headers.get('link')
    expect(cursor).toContain('after=2')
    expect(await (await get('/activity?ref=main&per_page=2&after=2')).json()).toMatchObject([{ after: '3'.repeat(40) }])
    await fake.close()
  })

  it('breaks on request', async () => {
    const fake = await startFakeGitHub({ faults: [{ kind: 'status', status: 502, after: 1 }] })
    const get = { method: 'GET', path: '/check-runs/9000001' }
    expect((await call(fake, get)).status).toBe(200)
    expect((await call(fake, get)).status).toBe(502)
    fake.addFault({ kind: 'reset' })
    await expect(call(fake, get)).rejects.toThrow('fetch failed')
    expect((await call(fake, get)).status).toBe(200)
    fake.addFault({ kind: 'html', status: 503 })
    await expect(call(fake, get)).rejects.toThrow('JSON')
    fake.addFault({ kind: 'oversize', bytes: 2_000 })
    expect((await call(fake, get)).body).toEqual([])
    await fake.close()
  })
})
