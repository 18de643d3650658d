// What every case of the benchmark is given: the programs, the repositories, and a way to run the gate as users do.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import type { Kustomize } from '../../src/edges/kustomize/kustomize.ts'
import type { Ran } from './run.ts'
import { run } from './run.ts'
import type { Shape } from './shape.ts'
import { createWorld } from './world.ts'
import type { Written } from './written.ts'
import { writeWorld } from './written.ts'

export type Bench = {
  readonly kustomize: Kustomize
  /** Paths of the command line's bundle and of the Action's. */
  readonly program: string
  readonly action: string
  readonly seed: string
  readonly runs: number
  /** Numbers of applications, smallest first. */
  readonly sizes: readonly number[]
  /** Temporary, removed at the end. */
  readonly folder: string
  readonly say: (line: string) => void
}

/** `memory`: the most that the gate's own process held at a time, without its children; megabytes of 2^20 bytes. */
export type GateRan = Ran & { readonly memory: number }

/** `ru_maxrss` would not do: a process takes over its parent's peak when it is started. */
const HOOK = `process.on('exit', () => {
  const fs = require('node:fs')
  const own = fs.existsSync('/proc/self/status') ? /VmHWM:\\s+(\\d+) kB/.exec(fs.readFileSync('/proc/self/status', 'utf8')) : null
  fs.writeFileSync(process.env.PARITY_GATE_BENCH_MEMORY, own === null ? String(process.resourceUsage().maxRSS) : own[1])
})
`

/** Runs the command line in a repository. Throws where the exit status is another one than 0: what fails is not measured. */
export function runGate(bench: Bench, folder: string, args: readonly string[], keep: boolean = false): GateRan {
  const home = join(bench.folder, 'gate-home')
  mkdirSync(home, { recursive: true })
  const [hook, memoryFile] = [join(home, 'memory-hook.cjs'), join(home, 'memory')]
  writeFileSync(hook, HOOK)
  const environment = { PATH: process.env.PATH, LANG: process.env.LANG, HOME: home, PARITY_GATE_BENCH_MEMORY: memoryFile }
  const ran = run({ command: process.execPath, args: ['--require', hook, bench.program, ...args], folder, environment, keep })
  if (ran.status !== 0) throw new Error(`the gate ended with ${ran.status}: ${args.join(' ')}\n${ran.stderr.slice(-2000)}${ran.stdout.slice(-4000)}`)
  return { ...ran, memory: Number(readFileSync(memoryFile, 'utf8')) / 1024 }
}

/** A full audit, as users run it; the report goes to /dev/null. */
export function audit(bench: Bench, { directory }: Written, options: readonly string[] = []): GateRan {
  return runGate(bench, directory, ['check', '--all', '--kustomize', bench.kustomize.command, ...options])
}

/** What the benchmark reads in report.json. */
export type Told = {
  readonly verdict: string
  readonly promotions: readonly { readonly decision: string }[]
  readonly stats: { readonly overlays: number; readonly builds: number; readonly cached: number }
}

/** Runs a command that judges and reads its report. */
export function tell(bench: Bench, folder: string, args: readonly string[]): GateRan & { readonly told: Told } {
  const ran = runGate(bench, folder, [...args, '--format', 'json', '--quiet'], true)
  return { ...ran, told: JSON.parse(ran.stdout) as Told }
}

/** Whether this version of the command line says anything of a word in its help. */
export function knows(bench: Bench, word: string): boolean {
  return runGate(bench, bench.folder, ['--help'], true).stdout.includes(word)
}

/** The repository of so many applications, written when it is first asked for. */
export function repositories(bench: Pick<Bench, 'folder' | 'seed' | 'say'>): (count: number) => Written {
  const made = new Map<number, Written>()
  return (count) => {
    const known = made.get(count)
    if (known !== undefined) return known
    const written = write(bench, `${count}-applications`, count, null)
    made.set(count, written)
    return written
  }
}

/** A repository of a given shape, for the time of one job. */
export function withRepository<T>(bench: Bench, name: string, count: number, shape: Shape, job: (written: Written) => T): T {
  try {
    return job(write(bench, name, count, shape))
  } finally {
    rmSync(join(bench.folder, name), { recursive: true, force: true })
  }
}

function write({ folder, seed, say }: Pick<Bench, 'folder' | 'seed' | 'say'>, name: string, count: number, shape: Shape | null): Written {
  const began = performance.now()
  const written = writeWorld(createWorld(count, seed, shape), join(folder, name))
  say(`${name}: ${written.overlays.length} overlays written in ${((performance.now() - began) / 1000).toFixed(1)} s`)
  return written
}
