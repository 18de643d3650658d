// The board: what is live where since when, who brought it, what may be promoted now, and how long promotions took.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createEdges } from '../../src/builds.ts'
import type { Board } from '../../src/core/model/board.ts'
import type { Policy } from '../../src/core/model/policy.ts'
import { DEFAULT_POLICY } from '../../src/core/model/policy.ts'
import { readSettings } from '../../src/core/policy/settings.ts'
import { boardJson } from '../../src/core/report/board-json.ts'
import { boardSection } from '../../src/core/report/board-section.ts'
import { boardTerminal } from '../../src/core/report/board-terminal.ts'
import { openRepository } from '../../src/edges/git/repository.ts'
import { findKustomize } from '../../src/edges/kustomize/find-kustomize.ts'
import { readBoard } from '../../src/gate/board.ts'
import type { GateEdges } from '../../src/gate/trees.ts'
import { runStatus } from '../../src/status.ts'
import { newestKustomize } from '../support/kustomize.ts'
import { deployment, digest, overlays, shop } from '../support/ladder.ts'
import type { Files } from '../support/scenario.ts'
import { commit, git, newRepository } from '../support/scenario.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z') / 1000
const policy = (text: string): { readonly '.github/parity-gate.yaml': string } => ({ '.github/parity-gate.yaml': `version: 1\n${text}` })
const pins = (images: Readonly<Record<string, string>>, sidecar = 'f'): Files =>
  overlays(Object.fromEntries(Object.entries(images).map(([name, letter]) => [name, deployment(shop(letter), `envoy@${digest(sidecar)}`)])))
/** What all environments build on, changed in something that is no image. */
const account = (day: string): Files => ({
  'apps/shop/base/account.yaml': `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: shop, annotations: {day: "${day}"}}\n`
})

let directory = ''
beforeAll(() => {
  directory = newRepository()
  commit(directory, { ...pins({ dev: 'a', staging: 'a', prod: 'a' }), ...policy('soak: 24h\nexempt-images: [envoy]\n') }, 'Begin', '2026-11-01T00:00:00Z')
  commit(directory, pins({ dev: 'b' }), 'Build b', '2026-11-02T00:00:00Z')
  commit(directory, pins({ staging: 'b' }), 'Stage b', '2026-11-03T00:00:00Z')
  commit(directory, pins({ prod: 'b' }), 'Release b', '2026-11-06T00:00:00Z')
  commit(directory, pins({ prod: 'a' }), 'Back to a', '2026-11-06T06:00:00Z')
  commit(directory, pins({ dev: 'c' }), 'Build c', '2026-11-10T00:00:00Z')
  for (const day of ['12', '13', '14']) commit(directory, account(day), 'Configure', `2026-11-${day}T00:00:00Z`)
  commit(directory, pins({ staging: 'c' }), 'Stage c', '2026-11-20T09:00:00Z')
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const status = async (...applications: readonly string[]): Promise<Board> => {
  const reading = readSettings({ kustomize: newestKustomize().command })
  if (reading.kind === 'invalid') throw new Error('invalid settings')
  return runStatus({ directory, inputs: {}, settings: reading.settings, applications, environment: process.env, now: NOW, say: () => undefined })
}

describe('the board of a ladder with a soak of 24 h', () => {
  test('on a terminal', async () => {
    const tip = git(directory, 'rev-parse', '--short=7', 'HEAD')
    const shown = boardTerminal(await status(), { color: false }).replaceAll(/sha256:([a-f])\1+/g, '$1')
    expect(shown.split('\n')).toEqual([
      'apps/shop',
      '  dev      c0  1@c  10 d 12 h, since 2026-11-10 00:00 UTC  A: Build c',
      '  dev      c1  f    19 d 12 h, since 2026-11-01 00:00 UTC  A: Begin',
      '  staging  c0  1@c  3 h, since 2026-11-20 09:00 UTC        A: Stage c    → prod in 21 h (2026-11-21 09:00 UTC)',
      '  staging  c1  f    19 d 12 h, since 2026-11-01 00:00 UTC  A: Begin',
      '  prod     c0  1@a  14 d 6 h, since 2026-11-06 06:00 UTC   A: Back to a',
      '  prod     c1  f    19 d 12 h, since 2026-11-01 00:00 UTC  A: Begin',
      '  dev to staging: median 1 d, worst 10 d 9 h (2 images)',
      '  staging to prod: median 3 d, worst 3 d (1 image)',
      '  dev to prod: median 4 d, worst 4 d (1 image)',
      '  rolled back: prod once',
      '',
      `as of 2026-11-20 12:00 UTC, at commit ${tip}`,
      "times are the committer's clock: nobody else vouches for them"
    ])
  })

  test('as JSON, by environment', async () => {
    const shown: unknown = JSON.parse(boardJson(await status('apps/shop')))
    expect(shown).toMatchObject({
      schema: 'parity-gate/status/v1',
      lookedBackTo: null,
      environments: [
        { name: 'dev' },
        {
          name: 'staging',
          overlays: [
            {
              application: 'apps/shop',
              variant: null,
              path: 'apps/shop/overlays/staging',
              rollbacks: 0,
              pins: [
                {
                  resource: 'apps/v1/Deployment/shop',
                  container: 'c0',
                  image: 'registry.example.com/shop',
                  tag: '1',
                  digest: digest('c'),
                  since: '2026-11-20T09:00:00Z',
                  clock: 'committed',
                  live: 3 * 3600,
                  author: 'A',
                  subject: 'Stage c',
                  next: [{ environment: 'prod', decision: 'soaking', until: '2026-11-21T09:00:00Z', left: 21 * 3600 }]
                },
                { container: 'c1', next: [] }
              ]
            }
          ]
        },
        { name: 'prod', overlays: [{ rollbacks: 1 }], leadTimes: [{ from: 'staging', images: 1 }, { from: 'dev', images: 1 }] }
      ]
    })
  })

  test('as a section of the job summary', async () => {
    const section = boardSection(await status(), { rows: 100, bytes: 100_000 })
    expect(section).toContain('### What is live where')
    expect(section).toContain('| <code>apps&#47;shop</code> | <code>staging</code> | <code>c0</code> |'.replace('&#47;', '/'))
    expect(section).toContain('<code>prod</code> in 21 h (2026-11-21 09:00 UTC)')
  })
})

test('of what is live alone, as after a merge, it says the same for fewer builds', async () => {
  const [whole, now] = [await boardFor('whole'), await boardFor('now')]
  expect(now.board.applications.map(({ overlays: each }) => each.map(({ pins: own }) => own))).toEqual(
    whole.board.applications.map(({ overlays: each }) => each.map(({ pins: own }) => own))
  )
  expect(now.board.leadTimes).toEqual([])
  expect(now.board.applications.flatMap(({ overlays: each }) => each.map(({ rollbacks }) => rollbacks))).toEqual([null, null, null])
  expect(now.builds).toBeLessThan(whole.builds)
})

/** The board by the gate's own stage, with the builds counted. */
async function boardFor(extent: 'now' | 'whole'): Promise<{ readonly board: Board; readonly builds: number }> {
  const temporary = mkdtempSync(join(tmpdir(), 'parity-gate-board-'))
  try {
    const repository = await openRepository(directory, { token: null, serverUrl: null, temporary })
    const find = () => findKustomize({ input: { kind: 'path', path: newestKustomize().command }, repository: repository.root, environment: process.env, temporary, say: () => undefined })
    const edges = createEdges({ repository, temporary, say: () => undefined, find })
    let builds = 0
    const counted: GateEdges = { ...edges, build: (all, flags, admit, take) => edges.build(all, flags, admit, take).finally(() => (builds += all.length)) }
    const live = await repository.tree(await repository.head())
    const policy: Policy = { ...DEFAULT_POLICY, soak: [{ environment: null, seconds: 86_400 }], exemptImages: ['envoy'] }
    const board = await readBoard({ live, policy, extent, wanted: () => true, now: NOW, progress: () => ({ step: () => undefined, end: () => undefined }) }, counted, repository)
    return { board, builds }
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

test('a board leaves no trace in the checkout, and says what it cannot show', async () => {
  const before = git(directory, 'status', '--porcelain', '--ignored') + git(directory, 'for-each-ref')
  await expect(status('apps/other')).rejects.toMatchObject({ message: 'no application is called `apps/other`' })
  mkdirSync(`${directory}/apps/shop/extra`, { recursive: true })
  expect(git(directory, 'status', '--porcelain', '--ignored') + git(directory, 'for-each-ref')).toBe(before)
})
