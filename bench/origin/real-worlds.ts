// Worlds of real manifests: the example of this repository, and public repositories where their bundles are at hand.

import { execFileSync } from 'node:child_process'
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { closureOf } from '../../src/core/discover/closure.ts'
import { discover } from '../../src/core/discover/discover.ts'
import { readKustomizations } from '../../src/core/discover/kustomizations.ts'
import type { Placeholder } from '../../src/core/model/policy.ts'
import type { World } from './world.ts'
import { LINK, treeOf } from './world.ts'

/** Inputs that public repositories leave out: a private submodule, a file that git ignores. */
const PLACEHOLDERS: readonly Placeholder[] = [
  ...['dev', 'test', 'prod'].map((name) => ({ path: `secrets/${name}/kustomization.yaml`, content: 'resources: []\n' })),
  { path: 'environments/*/.env.api.secret', content: 'TOKEN=placeholder\n' }
]

/** Largest text that is read; longer ones are no manifests that a person edits. */
const LONGEST_FILE = 1_000_000

/** Every overlay that is found in a folder. */
export function worldsIn(directory: string, name: string): readonly World[] {
  const texts = new Map<string, string>()
  collect(directory, '', texts)
  const tree = treeOf(texts)
  const index = readKustomizations(tree)
  const policy = { environments: null, overlays: null, exclude: [], placeholders: PLACEHOLDERS }
  const { applications } = discover({ head: tree, before: null, headIndex: index, beforeIndex: null, policy })
  return applications
    .flatMap(({ overlays }) => overlays)
    .map(({ path }) => {
      const closure = closureOf(tree, index, path, { placeholders: PLACEHOLDERS })
      const files: Record<string, string> = {}
      for (const file of closure.files) files[file.path] = texts.get(file.path) ?? ''
      for (const placeholder of closure.placeholders) files[placeholder.path] = placeholder.content
      return { name: `${name}/${path}`, files, root: path, helm: false, loadRestrictor: 'none' as const }
    })
}

/** Overlays of every bundle in the corpus folder, cloned into a temporary one; says what is not there. */
export function corpusWorlds(corpus: string, folder: string, say: (line: string) => void): readonly World[] {
  if (!existsSync(corpus)) {
    say(`there is no corpus of public repositories at ${corpus}: the example and generated worlds only`)
    return []
  }
  const bundles = readdirSync(corpus)
    .filter((name) => name.endsWith('.bundle'))
    .sort()
  return bundles.flatMap((bundle) => {
    const name = bundle.replace(/\.bundle$/, '')
    const directory = join(folder, name)
    execFileSync('git', ['clone', '-q', '-b', 'main', join(corpus, bundle), directory], { stdio: 'pipe' })
    return worldsIn(directory, `corpus/${name}`)
  })
}

function collect(directory: string, folder: string, texts: Map<string, string>): void {
  for (const entry of readdirSync(join(directory, folder)).sort()) {
    if (entry === '.git' || entry === 'node_modules') continue
    const path = folder === '' ? entry : `${folder}/${entry}`
    const full = join(directory, path)
    const stat = lstatSync(full)
    if (stat.isSymbolicLink()) texts.set(path, LINK + readlinkSync(full))
    else if (stat.isDirectory()) collect(directory, path, texts)
    else if (stat.size <= LONGEST_FILE) texts.set(path, readFileSync(full, 'utf8'))
  }
}
