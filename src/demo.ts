// A worked example: the bookstore in a temporary git repository, and three changes to it with the gate's verdicts.

import { execFile } from 'node:child_process'
import { cp, readFile, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import process from 'node:process'
import { promisify } from 'node:util'
import { UserError } from './core/model/error.ts'
import type { Report, Verdict } from './core/model/report.ts'
import type { RawInputs } from './core/policy/read-policy.ts'
import type { KustomizeChoice } from './core/policy/settings.ts'
import { readSettings } from './core/policy/settings.ts'
import { terminalReport } from './core/report/terminal.ts'
import { openRunFolder } from './edges/files/run-folder.ts'
import { findKustomize } from './edges/kustomize/find-kustomize.ts'
import type { Kustomize } from './edges/kustomize/kustomize.ts'
import { treesOf } from './revisions.ts'
import { failedReport, presentTime, runIn } from './run.ts'
import type { Terminal } from './terminal.ts'

const OVERLAYS = 'apps/bookstore/overlays'
const STAGING = `${OVERLAYS}/staging/kustomization.yaml`
const PROD = `${OVERLAYS}/prod/kustomization.yaml`
const DEV = `${OVERLAYS}/dev/kustomization.yaml`

type Act = {
  readonly title: string
  readonly verdict: Verdict
  /** The code that must be among the findings; null where there must be no error. */
  readonly code: string | null
  readonly edit: (read: (path: string) => Promise<string>) => Promise<Readonly<Record<string, string>>>
}

const ACTS: readonly Act[] = [
  {
    title: 'catalog is promoted: prod gets the very image that staging runs',
    verdict: 'pass',
    code: null,
    edit: async (read) => ({ [PROD]: copyImage('catalog', await read(STAGING), await read(PROD)) })
  },
  {
    title: 'catalog skips staging: prod gets the image that only dev runs',
    verdict: 'fail',
    code: 'image-not-live',
    edit: async (read) => ({ [PROD]: copyImage('catalog', await read(DEV), await read(PROD)) })
  },
  {
    title: 'staging drifts: its rate limit is raised, and the one of prod is not',
    verdict: 'fail',
    code: 'drift-value',
    edit: async (read) => ({
      [STAGING]: `${(await read(STAGING)).trimEnd()}

configMapGenerator:
  - name: checkout-settings
    behavior: merge
    literals:
      - RATE_LIMIT_PER_MINUTE=1200
`
    })
  }
]

type Find = (input: KustomizeChoice | null) => Promise<Kustomize>

/** Plays the acts. Returns 0 when each showed the verdict that it announces, else 1. */
export async function runDemo(terminal: Terminal, inputs: RawInputs): Promise<number> {
  const folder = openRunFolder(tmpdir())
  const directory = folder.path
  const print = (text: string): unknown => terminal.stdout(`${text}\n`)
  try {
    await cp(await exampleFolder(), directory, { recursive: true })
    await git(directory, 'init', '--quiet', '--initial-branch=main')
    const before = await commit(directory, 'The bookstore in three environments')
    print('The bookstore runs in dev, staging and prod (and prod in a second region), three overlays over one base.')
    print('Three pull requests follow, each with what Parity Gate says to it.')
    let found: Promise<Kustomize> | undefined
    const find: Find = (input) =>
      (found ??= findKustomize({ input, repository: directory, environment: terminal.environment, temporary: directory, say: (line) => terminal.stderr(`${line}\n`) }))
    let shown = 0
    for (const [index, act] of ACTS.entries()) {
      await git(directory, 'checkout', '--quiet', '-B', 'change', before)
      const files = await act.edit((path) => readFile(join(directory, path), 'utf8'))
      for (const [path, content] of Object.entries(files)) await writeFile(join(directory, path), content)
      const head = await commit(directory, act.title)
      print(`\n── ${index + 1}. ${act.title}\n`)
      print(indent((await git(directory, 'diff', '--unified=0', '--no-color', `${before}..${head}`)).replaceAll(/^(diff|index|---|\+\+\+).*\n/gm, '')))
      const report = await judge(directory, { before, head }, inputs, terminal, find)
      print(terminalReport(report, { color: terminal.color, quiet: false }))
      if (isAsAnnounced(act, report)) shown += 1
      else print(`This should have been \`${act.verdict}\`${act.code === null ? '' : ` with ${act.code}`}: the demo is wrong here.`)
    }
    print(`\n${shown} of ${ACTS.length} verdicts are as announced. Judge your own repository: parity-gate check --all`)
    return shown === ACTS.length ? 0 : 1
  } finally {
    folder.remove()
  }
}

async function judge(directory: string, { before, head }: { readonly before: string; readonly head: string }, inputs: RawInputs, terminal: Terminal, find: Find): Promise<Report> {
  const reading = readSettings(inputs)
  if (reading.kind === 'invalid') return failedReport(reading.findings, false)
  return runIn({
    directory,
    inputs,
    settings: reading.settings,
    trust: 'before',
    everything: false,
    workflow: null,
    serverUrl: null,
    environment: terminal.environment,
    now: presentTime(),
    temporary: tmpdir(),
    say: (line) => terminal.stderr(`${line}\n`),
    find: () => find(reading.settings.kustomize),
    trees: async (repository) => {
      const revisions = await treesOf({ head, before, live: before }, repository)
      return { revisions, published: revisions.head }
    }
  })
}

function isAsAnnounced({ verdict, code }: Act, report: Report): boolean {
  return report.verdict === verdict && (code === null || report.findings.some((finding) => finding.code === code))
}

/** Copies an image's tag and digest from one kustomization's `images:` to another's. */
function copyImage(name: string, from: string, to: string): string {
  const entry = new RegExp(`(?<=/${name}\\n)    newTag: .*\\n    digest: .*\\n`)
  const pinned = entry.exec(from)?.[0]
  if (pinned === undefined || !entry.test(to)) throw new Error(`the example pins no image of ${name}`)
  return to.replace(entry, pinned)
}

/** `examples/bookstore` beside the folder that this file runs from: `dist/` in a release, `src/` in development. */
async function exampleFolder(): Promise<string> {
  const folder = fileURLToPath(new URL('../examples/bookstore', import.meta.url))
  try {
    await stat(folder)
    return folder
  } catch (cause) {
    throw new UserError('usage', `the example is not at \`${folder}\``, { help: 'Run the demo from a clone of the Parity Gate repository.', cause })
  }
}

const IDENTITY = { GIT_AUTHOR_NAME: 'Demo', GIT_AUTHOR_EMAIL: 'demo@example.com', GIT_COMMITTER_NAME: 'Demo', GIT_COMMITTER_EMAIL: 'demo@example.com' }

async function git(directory: string, ...args: readonly string[]): Promise<string> {
  const environment = { PATH: process.env['PATH'], HOME: directory, GIT_CONFIG_NOSYSTEM: '1', ...IDENTITY }
  return (await promisify(execFile)('git', [...args], { cwd: directory, env: environment })).stdout.trimEnd()
}

async function commit(directory: string, message: string): Promise<string> {
  await git(directory, 'add', '--all')
  await git(directory, 'commit', '--quiet', '--message', message)
  return git(directory, 'rev-parse', 'HEAD')
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '    ')
}
