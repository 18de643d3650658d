// Entry of `npm run bench`: what judging costs beside the builds that it needs, from ten applications to a thousand.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os'
import { basename, join, resolve } from 'node:path'
import process from 'node:process'
import { programsOnPath } from '../../src/edges/kustomize/program-path.ts'
import type { Kustomize } from '../../src/edges/kustomize/kustomize.ts'
import { newestKustomize } from '../newest-kustomize.ts'
import type { Bench } from './bench.ts'
import { repositories } from './bench.ts'
import { figuresOf } from './cases.ts'
import { childEnvironments } from './child-environment.ts'
import { figureTable, missedLines } from './figure.ts'
import { growth } from './growth.ts'
import { HELP, readOptions } from './options.ts'
import { run } from './run.ts'

const ROOT = process.env.PARITY_GATE_BENCH_ROOT ?? process.cwd()
/** Applications of the case that measures the builds' environment. */
const ENVIRONMENT_APPLICATIONS = 20

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** `kubectl` is asked for the kustomize inside it. */
async function programOf(given: string | null, folder: string): Promise<Kustomize> {
  if (given === null || basename(given) !== 'kubectl') return { ...(await newestKustomize(ROOT, folder, given === null ? null : resolve(given), say)), source: 'kustomize' }
  const command = given === 'kubectl' ? programsOnPath('kubectl', { environment: process.env, repository: join(folder, 'judged'), say })[0] : resolve(given)
  if (command === undefined) throw new Error('there is no kubectl on PATH')
  const { stdout } = run({ command, args: ['version', '--client'], folder, environment: { PATH: process.env.PATH, HOME: folder }, keep: true })
  return { command, args: ['kustomize'], version: /Kustomize Version: (\S+)/.exec(stdout)?.[1] ?? '', source: 'kubectl' }
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2))
  if (options.help) return void process.stdout.write(HELP)
  const { sizes, runs, seed, only } = options
  const folder = mkdtempSync(join(tmpdir(), 'parity-gate-bench-scale-'))
  if (options.keep) say(`repositories in ${folder}`)
  else process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))
  const given = options.kustomize.length === 0 ? [null] : options.kustomize
  const programs: Kustomize[] = []
  for (const each of given) programs.push(await programOf(each, folder))
  const [kustomize] = programs
  if (kustomize === undefined) throw new Error('no kustomize')
  const program = resolve(options.program ?? join(ROOT, 'dist', 'cli.js'))
  const action = resolve(options.action ?? join(ROOT, 'dist', 'index.js'))
  const bench: Bench = { kustomize, program, action, seed, runs, sizes, folder, say }
  const repository = repositories(bench)

  const machine = `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GB`
  const versions = `Node ${process.version}, ${programs.map(({ source, version }) => `${source} ${version}`).join(', ')}`
  const day = new Date().toISOString().slice(0, 10)
  print(`${machine}; ${versions}; seed ${seed}, ${runs} runs, ${day}\n`)

  const skipped: string[] = []
  const figures = figuresOf(bench, only, repository, (why) => void skipped.push(why))
  if (figures.length > 0) print(figureTable(figures))
  const grown = only.has('growth') ? growth(bench, Math.max(...sizes)) : []
  for (const { name, svg, table } of grown) {
    print(`\n${table}`)
    if (options.plots === null) continue
    mkdirSync(options.plots, { recursive: true })
    writeFileSync(join(options.plots, `${name}.svg`), svg)
  }
  if (only.has('child-environment')) print(`\n${childEnvironments(programs, repository(ENVIRONMENT_APPLICATIONS), { runs, temporary: folder, say })}`)
  for (const why of skipped) print(`\nNot measured: ${why}.`)
  const missed = missedLines(figures)
  if (figures.length > 0) print(missed === '' ? '\nEvery target is met.' : `\nTargets that are missed:\n\n${missed}`)
  if (options.out !== null) writeFileSync(options.out, `${JSON.stringify({ machine, versions, seed, runs, day, figures, skipped }, null, 2)}\n`)
}

try {
  await main()
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
