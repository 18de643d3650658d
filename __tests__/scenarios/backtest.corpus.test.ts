// Slices of real histories: decisions that agree with what was counted from the text of `images:` lists (docs/backtest.md).
// Each line was held against the commit itself: `git show` of the kustomizations of both environments.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { runCommand } from '../../src/command.ts'
import type { CorpusRepository } from '../support/corpus.ts'
import { cloneBundle, CORPUS_PRESENT } from '../support/corpus.ts'
import { newestKustomize } from '../support/kustomize.ts'

const corpus = CORPUS_PRESENT ? describe : describe.skip
const KUSTOMIZE = newestKustomize().command

const POLICIES = {
  'passport-status': `version: 1
environments: [staging, prod]
overlays: ['environments/{env}']
promotion-key: '/-([0-9a-f]{8})$/'
allowed-axes: [image-registry, replicas, resources, secret-path, environment-name]
existing-drift: warn
history: 3650d
placeholders:
  - path: environments/*/.env.api.secret
    content: "TOKEN=placeholder\\n"
`,
  'deployment-biosimulations': `version: 1
environments: [dev, prod]
overlays: ['overlays/{env}']
promotion-key: tag
allowed-axes: [image, replicas, secret-path, environment-name]
existing-drift: warn
history: 3650d
placeholders:
  - path: secrets/*/kustomization.yaml
    content: "resources: []\\n"
`,
  'dialogporten-manifests': `version: 1
environments: [at23, yt01, tt02, prod]
overlays: ['manifests/environments/{env}', 'flux/syncroot/{env}']
promotion-key: tag
existing-drift: warn
history: 3650d
`
} as const

type Name = keyof typeof POLICIES
type Change = {
  readonly subject: string
  readonly promotions: readonly { readonly environment: string; readonly image: string; readonly from: string | null; readonly to: string; readonly decision: string }[]
}
type Answer = { readonly changes: readonly Change[]; readonly totals: { readonly suggestion: { readonly promotionKey: string | null } } }

const clones = new Map<Name, CorpusRepository>()
const cache = mkdtempSync(join(tmpdir(), 'parity-gate-cache-'))
beforeAll(() => {
  if (!CORPUS_PRESENT) return
  for (const name of ['passport-status', 'deployment-biosimulations', 'dialogporten-manifests'] as const) {
    const clone = cloneBundle(name)
    mkdirSync(join(clone.directory, '.github'), { recursive: true })
    writeFileSync(join(clone.directory, '.github', 'parity-gate.yaml'), POLICIES[name])
    clones.set(name, clone)
  }
})
afterAll(() => {
  clones.forEach(({ remove }) => remove())
  rmSync(cache, { recursive: true, force: true })
})

async function backtest(name: Name, ...args: readonly string[]): Promise<Answer> {
  let [stdout, stderr] = ['', '']
  const status = await runCommand(['backtest', '--kustomize', KUSTOMIZE, '--format', 'json', ...args], {
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
    color: false,
    environment: { ...process.env, XDG_CACHE_HOME: cache },
    directory: clones.get(name)?.directory ?? ''
  })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as Answer
}

/** `decision name from→to`, each image once, of the commits by which something entered. */
function entering({ changes }: Answer, environment: string): Readonly<Record<string, readonly string[]>> {
  const version = (reference: string | null): string => (reference === null ? 'nothing' : reference.slice(reference.lastIndexOf(':') + 1))
  const rows = changes.map(({ subject, promotions }) => {
    const own = promotions.filter((promotion) => promotion.environment === environment)
    const lines = own.map(({ decision, image, from, to }) => `${decision} ${image.slice(image.lastIndexOf('/') + 1)} ${version(from)}→${version(to)}`)
    return [subject, [...new Set(lines)].toSorted()] as const
  })
  return Object.fromEntries(rows.filter(([, lines]) => lines.length > 0))
}

corpus('histories of real repositories', () => {
  test('passport-status: a rollback by a merge, and a release that went forward again', async () => {
    const answer = await backtest('passport-status', '--since', '2025-04-15', '--until', '2025-06-15')
    expect(entering(answer, 'prod')).toEqual({
      'Merge pull request #223 from DTS-STN/ken/release-3.1.0': [
        'live passport-status 20241210-00362-0d989f18→20250516-00363-b26f8341',
        'live passport-status-api 20241210-00101-636a993b→20250516-00123-c4f75f34'
      ],
      'Merge pull request #225 from DTS-STN/ken/rollback': [
        'rollback passport-status 20250516-00363-b26f8341→20241210-00362-0d989f18',
        'rollback passport-status-api 20250516-00123-c4f75f34→20241210-00101-636a993b'
      ],
      'Merge pull request #227 from DTS-STN/ken/release-3.1.0-take2': [
        'live passport-status 20241210-00362-0d989f18→20250516-00363-b26f8341',
        'live passport-status-api 20241210-00101-636a993b→20250516-00123-c4f75f34'
      ],
      'Merge pull request #229 from DTS-STN/ken/hotfix-3.1.1': ['live passport-status 20250516-00363-b26f8341→20250527-00364-5b278f3d']
    })
    expect(answer.totals.suggestion.promotionKey).toBe(null)
  })

  test('biosimulations: a skip by mistake, and its repair minutes later', async () => {
    const answer = await backtest('deployment-biosimulations', '--since', '2023-06-01', '--until', '2023-08-20')
    expect(entering(answer, 'prod')).toEqual({
      'chore: update combine-api to v9.30.0 for latest biosimulators_utils': ['live combine-api v9.13.6→v9.30.0'],
      // It had run there until the commit before; dev has not had it for a year.
      'reverted image tag of prod combine-api to v9.13.6': ['rollback combine-api v9.30.0→v9.13.6'],
      'update HSDS to v0.8.0 on dev site': ['not-live hsds 36a7c61→v0.8.0'],
      // Dev leaves this version with the same commit, but it is there when prod goes back to it.
      'change dev site, not prod site, fix previous commit': ['live hsds v0.8.0→36a7c61']
    })
  })

  test('dialogporten: skips and same changes; no key tells more, because nothing was ever promoted in order', async () => {
    const answer = await backtest('dialogporten-manifests', '--since', '2026-03-25')
    const decisions = Object.fromEntries(Object.entries(entering(answer, 'prod')).map(([subject, lines]) => [subject, [...new Set(lines.map((line) => line.split(' ')[0]))]]))
    expect(decisions).toEqual({
      'fix: use latest image tags': ['same-change'],
      'chore: update image tags to 1.114.4 for prod': ['not-live'],
      'chore: update image tags to 1.114.3 for prod': ['not-live']
    })
  })
})
