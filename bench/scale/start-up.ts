// The Action on a push that touches no overlay: how long until it has answered.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { git, shallowClone } from '../repository.ts'
import type { Bench } from './bench.ts'
import type { Figure } from './figure.ts'
import { figure, seconds } from './figure.ts'
import { beside, inTurn } from './full-audit.ts'
import { run } from './run.ts'
import { ratioOf, spreadOf } from './statistics.ts'
import type { Written } from './written.ts'

/** Target. */
const SECONDS = 0.7

/** In a full clone, and in a depth-1 clone, where the commit before must be fetched (from this machine). */
export function startUp(bench: Bench, written: Written): readonly Figure[] {
  const { directory, overlays, tip, notes } = written
  const place = join(bench.folder, 'start-up')
  rmSync(place, { recursive: true, force: true })
  mkdirSync(place, { recursive: true })
  const shallow = shallowClone(place, git(directory, ['remote', 'get-url', 'origin']).replace('file://', ''), notes)
  git(directory, ['checkout', '-q', '--detach', notes])
  try {
    return [['full clone', directory] as const, ['depth-1 clone', shallow] as const].flatMap(([name, workspace]) => {
      const start = (): number => act(bench, workspace, { before: tip, after: notes })
      start()
      const { ours, others } = inTurn(bench.runs, start, bareNode, () => undefined)
      bench.say(`start-up, ${overlays.length} overlays, ${name}: ${ours.map(seconds).join(', ')}; Node.js alone: ${others.map(seconds).join(', ')}`)
      const whole = figure(`Action on a push that touches no overlay, ${name}: wall`, overlays.length, spreadOf(ours.map((wall) => wall / 1000)), 's', SECONDS, '')
      return [whole, figure(`the same ÷ Node.js that does nothing, ${name}: wall`, overlays.length, ratioOf(ours, others), '', null, beside(ours, others))]
    })
  } finally {
    git(directory, ['checkout', '-q', '--detach', tip])
  }
}

/** What tells a slow machine from a slow program: `node -e 0`; milliseconds. */
function bareNode(): number {
  return run({ command: process.execPath, args: ['-e', '0'], folder: tmpdir(), environment: { PATH: process.env.PATH }, keep: false }).wall
}

/** One step, as the runner starts it, without a token; milliseconds. Throws unless the verdict is pass and nothing was judged. */
function act({ folder, action, kustomize }: Bench, workspace: string, commits: { readonly before: string; readonly after: string }): number {
  const temporary = join(folder, 'runner')
  rmSync(temporary, { recursive: true, force: true })
  mkdirSync(temporary, { recursive: true })
  const file = (name: string): string => join(temporary, name)
  const repository = { full_name: 'acme/shop', name: 'shop', owner: { login: 'acme' }, default_branch: 'main' }
  writeFileSync(file('event.json'), JSON.stringify({ ref: 'refs/heads/main', ...commits, created: false, deleted: false, repository }))
  for (const name of ['output', 'summary', 'state', 'env', 'path']) writeFileSync(file(name), '')
  const environment = {
    PATH: process.env.PATH,
    LANG: process.env.LANG,
    HOME: temporary,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: 'ada',
    GITHUB_API_URL: 'http://127.0.0.1:9',
    GITHUB_ENV: file('env'),
    GITHUB_EVENT_NAME: 'push',
    GITHUB_EVENT_PATH: file('event.json'),
    GITHUB_JOB: 'parity',
    GITHUB_OUTPUT: file('output'),
    GITHUB_PATH: file('path'),
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '1',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: commits.after,
    GITHUB_STATE: file('state'),
    GITHUB_STEP_SUMMARY: file('summary'),
    GITHUB_WORKFLOW: 'gate',
    GITHUB_WORKFLOW_REF: 'acme/shop/.github/workflows/gate.yml@refs/heads/main',
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: temporary,
    RUNNER_TOOL_CACHE: file('tools'),
    INPUT_KUSTOMIZE: kustomize.command,
    'INPUT_REPORT-DIRECTORY': file('report')
  }
  const { wall, status, stdout, stderr } = run({ command: process.execPath, args: [action], folder: workspace, environment, keep: true })
  const output = readFileSync(file('output'), 'utf8')
  if (status !== 0 || !output.includes('pass')) throw new Error(`the Action ended with ${status}\n${stdout.slice(-2000)}${stderr.slice(-2000)}`)
  const { stats } = JSON.parse(readFileSync(join(file('report'), 'report.json'), 'utf8')) as { readonly stats: { readonly affected: number } }
  if (stats.affected !== 0) throw new Error(`${stats.affected} overlays were judged instead of none`)
  return wall
}
