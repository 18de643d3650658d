// A kustomize that can build: what to call, which version it is, and where it came from.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { cleanEnvironment } from './clean-environment.ts'
import { compareVersions, OLDEST_VERSION, parseVersion, UNKNOWN_VERSION } from './kustomize-version.ts'
import { programsOnPath } from './program-path.ts'
import { runProgram, type ProgramResult } from './run-program.ts'
import type { Search } from './search.ts'

export type Kustomize = {
  /** Absolute path of the program. */
  readonly command: string
  /** What comes before the flags and the folder: `build`, or `kustomize` for kubectl. */
  readonly args: readonly string[]
  /** Such as `v5.8.1`; `unknown` for a build that was given none. */
  readonly version: string
  /** Such as `PATH`, `tool cache`, `kubectl`. */
  readonly source: string
}

export type Probe =
  | { readonly kind: 'usable'; readonly kustomize: Kustomize }
  /** The reason is a predicate: `does not run: …`, `is v3.8.0; …`. */
  | { readonly kind: 'unusable'; readonly reason: string }

const PROBE_MILLISECONDS = 20_000
const PROBE_BYTES = 2 ** 16

/** Asks a program for its version, in a clean environment, and whether that is one that can be used. */
export async function probe(command: string, source: string, search: Search): Promise<Probe> {
  const result = await ask(command, ['version'], search)
  if (result.end !== 'exit' || result.exitCode !== 0) return { kind: 'unusable', reason: `does not run: ${whyNot(result)}` }
  const text = result.stdout.toString('utf8') + result.stderr
  const version = parseVersion(text) ?? (await moduleVersion(command, search))
  if (version !== null && compareVersions(version, OLDEST_VERSION) < 0) {
    return { kind: 'unusable', reason: `is ${version}; ${OLDEST_VERSION} or later is needed` }
  }
  // A build from a checkout says `(devel)`, `unversioned` or `unknown`: whoever made it knows what it is.
  if (version === null && !/devel|unversioned|unknown/i.test(text)) {
    return { kind: 'unusable', reason: 'does not answer `version` as kustomize does' }
  }
  return { kind: 'usable', kustomize: { command, args: ['build'], version: version ?? UNKNOWN_VERSION, source } }
}

/** Runs a program to learn about it; its home is an empty folder. */
export function ask(command: string, args: readonly string[], search: Search): Promise<ProgramResult> {
  const home = join(search.temporary, 'kustomize-probe')
  mkdirSync(home, { recursive: true })
  return runProgram({
    command,
    args,
    environment: cleanEnvironment(search.environment.PATH, home, home),
    folder: home,
    milliseconds: PROBE_MILLISECONDS,
    maxBytes: PROBE_BYTES
  })
}

/** The last line that a failed program said, or how it ended. */
export function whyNot(result: ProgramResult): string {
  if (result.end === 'time') return 'it did not end in time'
  const last = result.stderr.trim().split('\n').at(-1)?.trim() ?? ''
  if (last !== '') return last.slice(0, 300)
  return result.signal === null ? `it ended with exit status ${result.exitCode}` : `it was killed by ${result.signal}`
}

/** What the Go linker recorded: 4.x built by `go install` does not know its own version. null without Go. */
async function moduleVersion(command: string, search: Search): Promise<string | null> {
  const [go] = programsOnPath('go', search)
  if (go === undefined) return null
  const result = await ask(go, ['version', '-m', command], search)
  const line = /^\s*mod\s+sigs\.k8s\.io\/kustomize\/kustomize\S*\s+(\S+)/m.exec(result.stdout.toString('utf8'))
  return line?.[1] === undefined ? null : parseVersion(line[1])
}
