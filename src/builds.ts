// Runs builds for the gate: writes the closures into temporary trees, finds kustomize when it is first needed, and pools.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isOrdinary, type Tree } from './core/model/tree.ts'
import type { Build } from './core/plan/plan.ts'
import type { Repository } from './edges/git/repository.ts'
import { build as runBuild } from './edges/kustomize/build.ts'
import type { BuildResult } from './edges/kustomize/build.ts'
import type { Kustomize } from './edges/kustomize/kustomize.ts'
import { defaultConcurrency, mapPool } from './edges/kustomize/pool.ts'
import { createProgress } from './progress.ts'
import type { BuildFlags, BuildOutput, GateEdges } from './gate/trees.ts'

export type BuilderOptions = {
  readonly repository: Repository
  /** Called when the first build is asked for, and not before. */
  readonly find: () => Promise<Kustomize>
  /** An existing folder for the temporary trees; the caller removes it. */
  readonly temporary: string
  readonly say: (line: string) => void
}

/** The gate's edges over a real repository and a real kustomize. */
export function createEdges(options: BuilderOptions): GateEdges {
  const { repository, temporary, say } = options
  const places = new Map<Tree, { readonly directory: string; readonly written: Set<string> }>()
  const started = Date.now()
  let kustomize: Kustomize | null = null
  let folders = 0

  const folderFor = (build: Build): { readonly directory: string; readonly written: Set<string> } => {
    const known = places.get(build.tree)
    // Helm unpacks charts beside the overlay: such a build gets a tree of its own.
    const shared = !build.closure.risks.some(({ kind }) => kind === 'helm')
    if (shared && known !== undefined) return known
    const place = { directory: join(temporary, `tree-${(folders += 1)}`), written: new Set<string>() }
    if (shared) places.set(build.tree, place)
    return place
  }

  const write = async (builds: readonly Build[]): Promise<readonly string[]> => {
    const wanted = new Map<string, { tree: Tree; paths: string[] }>()
    const directories: string[] = []
    for (const build of builds) {
      const { directory, written } = folderFor(build)
      directories.push(directory)
      const batch = wanted.get(directory) ?? { tree: build.tree, paths: [] }
      wanted.set(directory, batch)
      for (const { path } of build.closure.files) if (!written.has(path)) batch.paths.push(path)
      for (const { path } of build.closure.files) written.add(path)
    }
    for (const [directory, { tree, paths }] of wanted) {
      await mkdir(directory, { recursive: true })
      await repository.writeFiles(tree, paths, directory)
    }
    for (const [index, { closure }] of builds.entries()) await writePlaceholders(closure.placeholders, directories[index] ?? temporary)
    return directories
  }

  const build = async (builds: readonly Build[], flags: BuildFlags): Promise<readonly BuildOutput[]> => {
    kustomize ??= await options.find()
    const found = kustomize
    const directories = await write(builds)
    const progress = createProgress(builds.length, 'builds', say)
    const outputs = await mapPool(builds, flags.parallelism ?? defaultConcurrency(), async ({ closure }, index): Promise<BuildOutput> => {
      const left = flags.totalSeconds - (Date.now() - started) / 1000
      if (left <= 0) return { kind: 'limit', limit: 'total-seconds', milliseconds: 0 }
      const directory = directories[index] ?? temporary
      const seconds = Math.min(flags.buildSeconds, left)
      const result = await runBuild(found, {
        directory,
        overlay: closure.root,
        loadRestrictor: flags.loadRestrictor,
        enableHelm: flags.enableHelm,
        seconds,
        megabytes: flags.outputMegabytes
      })
      progress.step()
      return outputOf(result, directory, seconds < flags.buildSeconds ? 'total-seconds' : 'build-seconds')
    })
    progress.end()
    return outputs
  }

  const buildEdited: GateEdges['buildEdited'] = async ({ tree, closure }, texts, flags) => {
    kustomize ??= await options.find()
    const left = flags.totalSeconds - (Date.now() - started) / 1000
    if (left <= 0) return { kind: 'limit', limit: 'total-seconds', milliseconds: 0 }
    const directory = await mkdtemp(join(temporary, 'edited-'))
    try {
      await repository.writeFiles(tree, closure.files.map(({ path }) => path), directory)
      for (const [path, text] of texts) {
        // Only what has just been written as a file of its own: never through a link.
        if (!isOrdinary(tree.entries.get(path))) throw new Error(`${path} is no file to edit`)
        await writeFile(join(directory, path), text)
      }
      await writePlaceholders(closure.placeholders, directory)
      const { loadRestrictor, enableHelm, outputMegabytes: megabytes } = flags
      const seconds = Math.min(flags.buildSeconds, left)
      const result = await runBuild(kustomize, { directory, overlay: closure.root, loadRestrictor, enableHelm, seconds, megabytes })
      return outputOf(result, directory, seconds < flags.buildSeconds ? 'total-seconds' : 'build-seconds')
    } finally {
      await rm(directory, { recursive: true, force: true, maxRetries: 3 })
    }
  }

  return {
    prefetch: (tree, paths) => repository.prefetch(tree, paths),
    build,
    buildEdited,
    kustomize: () => (kustomize === null ? null : `${kustomize.version} (${kustomize.source})`)
  }
}

function outputOf(result: BuildResult, temporary: string, timeLimit: 'total-seconds' | 'build-seconds'): BuildOutput {
  const { milliseconds } = result
  switch (result.kind) {
    case 'ok':
      return result
    case 'timeout':
      return { kind: 'limit', limit: timeLimit, milliseconds }
    case 'too-large':
      return { kind: 'limit', limit: 'output-megabytes', milliseconds }
    case 'failed': {
      const stderr = result.stderr.trim() === '' ? endOf(result.exitCode, result.signal) : result.stderr
      return { kind: 'failed', stderr, temporary, milliseconds }
    }
  }
}

function endOf(exitCode: number | null, signal: string | null): string {
  return signal === null ? `kustomize ended with exit status ${exitCode ?? 'unknown'} and said nothing` : `kustomize was killed by ${signal}`
}

async function writePlaceholders(placeholders: readonly { readonly path: string; readonly content: string }[], directory: string): Promise<void> {
  for (const { path, content } of placeholders) {
    const file = join(directory, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, content)
  }
}
