// Events: what is read of a payload, and what is refused with a reason.

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readEvent } from '../../../src/edges/github/event.ts'
import { dispatchEvent, mergeGroupEvent, pullRequestEvent, pushEvent, scheduleEvent } from '../../support/events.ts'

const A = 'a'.repeat(40)
const B = 'b'.repeat(40)
const C = 'c'.repeat(40)

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parity-gate-event-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function read(name: string, payload: unknown): Promise<unknown> {
  const path = join(folder, 'event.json')
  await writeFile(path, typeof payload === 'string' ? payload : JSON.stringify(payload))
  return readEvent({ GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: path })
}

describe('readEvent', () => {
  it.each([
    [pullRequestEvent({ headSha: A, mergeSha: B, baseSha: C, number: 12 }), { kind: 'pull_request', number: 12, headSha: A, baseRef: 'main' }],
    [mergeGroupEvent({ headSha: A, baseSha: B, baseRef: 'release/1' }), { kind: 'merge_group', headSha: A, baseSha: B, baseRef: 'release/1' }],
    [pushEvent({ before: A, after: B }), { kind: 'push', before: A, after: B }],
    [pushEvent({ before: null, after: B }), { kind: 'push', before: null, after: B }],
    [scheduleEvent({ sha: A }), { kind: 'schedule' }],
    [dispatchEvent({ sha: A }), { kind: 'workflow_dispatch' }]
  ])('reads GitHub`s own example %#', async (event, expected) => {
    expect(await read(event.name, event.payload)).toEqual(expected)
  })

  it.each([
    ['pull_request_target', {}, /refused: it runs with secrets/, /on `pull_request`/],
    ['workflow_run', {}, /refused: it runs with secrets/, /on `pull_request`/],
    ['issue_comment', {}, /`issue_comment` is not supported/, /pull_request, merge_group, push, schedule, workflow_dispatch/],
    ['toString', {}, /`toString` is not supported/, /Supported events/],
    ['push', { before: A, after: '0'.repeat(40) }, /deletes a branch/, /event\.deleted/],
    ['push', { before: A, after: B, deleted: true }, /deletes a branch/, /event\.deleted/],
    ['push', { before: A }, /`after` that is not a commit id/, /command line/],
    ['push', { before: '--upload-pack=x', after: B }, /`before` that is not a commit id/, /command line/],
    ['pull_request', { pull_request: { number: '7' } }, /`pull_request.number` that is not a positive number/, /command line/],
    ['pull_request', { pull_request: { number: 7, head: { sha: A }, base: { ref: '--exec' } } }, /`pull_request.base.ref` that is not the name/, /./],
    ['merge_group', { merge_group: { head_sha: A, base_sha: B, base_ref: 'refs/heads/' } }, /`merge_group.base_ref`/, /./],
    ['merge_group', [], /is not a mapping/, /./],
    ['pull_request', '{', /not JSON/, /./]
  ])('refuses %s %j', async (name, payload, message, help) => {
    await expect(read(name, payload)).rejects.toMatchObject({
      name: 'UserError',
      code: 'usage',
      message: expect.stringMatching(message),
      help: expect.stringMatching(help)
    })
  })

  it('says what is missing outside a workflow', async () => {
    await expect(readEvent({})).rejects.toMatchObject({ help: expect.stringContaining('parity-gate check') })
    await expect(readEvent({ GITHUB_EVENT_NAME: 'push' })).rejects.toMatchObject({ message: 'GITHUB_EVENT_PATH is not set' })
    const path = join(folder, 'nothing-here.json')
    await expect(readEvent({ GITHUB_EVENT_NAME: 'push', GITHUB_EVENT_PATH: path })).rejects.toMatchObject({ code: 'usage' })
  })
})
