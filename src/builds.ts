// Runs builds for the gate: writes the closures into temporary trees, finds kustomize when it is first needed, and pools.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { once } from './core/model/memo.ts'
import { isOrdinary, type Tree } from './core/model/tree.ts'
import type { Build } from './core/plan/plan.ts'
import type { Repository } from './edges/git/repository.ts'
import { keepOutputs } from './edges/cache/kept-outputs.ts'
import { build as runBuild, openBuilders } from './edges/kustomize/build.ts'
import type { Builders, BuildRequest, BuildResult } from './edges/kustomize/build.ts'
import type { Kustomize } from './edges/kustomize/kustomize.ts'
import { identityOf } from './edges/kustomize/identity.ts'
import { defaultConcurrency, runPool } from './edges/kustomize/pool.ts'
import { createProgress } from './progress.ts'
import type { Voice } from './progress.ts'
import type { BuildFlags, BuildOutput, GateEdges, RenderCache } from './gate/trees.ts'

export type BuilderOptions = {
  readonly repository: Repository
  /** Called when the first build is asked for, and not before. */
  readonly find: () => Promise<Kustomize>
  /** An existing folder for the temporary trees; the caller removes it. */
  readonly temporary: string
  /** Renders of earlier runs, if any are kept. */
  readonly cache?: RenderCache | null
} & Voice

/** Builds of which the files are written at a time: the first ones start at once, and a process of git's serves many. */
const BATCH = 256

/** The gate's edges over a real repository and a real kustomize. */
export function createEdges(options: BuilderOptions): GateEdges {
  const { repository, temporary } = options
  // One for all waves of builds, so that it never counts back.
  const progress = createProgress(0, 'builds', options)
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

  const found = once(async () => {
    kustomize = await options.find()
    return kustomize
  })

  /** Writes what the builds need; gives the folder of each. */
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

  /** Writes a batch of builds ahead of the one that is being built, one batch after the other. */
  const writeAhead = (builds: readonly Build[]): ((index: number) => Promise<string>) => {
    const batches: Promise<readonly string[]>[] = []
    const batch = (number: number): Promise<readonly string[]> => {
      for (let at = batches.length; at <= number; at += 1) {
        const before = batches[at - 1] ?? Promise.resolve([])
        const own = before.then(() => write(builds.slice(at * BATCH, (at + 1) * BATCH)))
        // Whoever needs the batch is told; nobody may need it any more.
        own.catch(() => undefined)
        batches.push(own)
      }
      return batches[number] ?? Promise.resolve([])
    }
    return async (index) => {
      const number = Math.floor(index / BATCH)
      if ((number + 1) * BATCH < builds.length) void batch(number + 1)
      return (await batch(number))[index % BATCH] ?? temporary
    }
  }

  const build: GateEdges['build'] = async (builds, flags, take) => {
    const program = await found()
    const directoryOf = writeAhead(builds)
    progress.more(builds.length)
    const atOnce = Math.min(flags.parallelism ?? defaultConcurrency(), builds.length)
    const builders = builds.every(isPlain) ? openBuilders(program, requestOf(flags, temporary), atOnce) : null
    const buildOne = async ({ closure }: Build, index: number): Promise<BuildOutput> => {
      const directory = await directoryOf(index)
      const left = flags.totalSeconds - (Date.now() - started) / 1000
      if (left <= 0) return { kind: 'limit', limit: 'total-seconds', milliseconds: 0 }
      const output = await run(program, { temporary, directory, overlay: closure.root }, flags, left, builders?.build)
      progress.step()
      return output
    }
    try {
      // Launchers start the next build by themselves, so that no core waits while this process reads what the one before has printed.
      await runPool(builds, builders === null ? atOnce : 2 * atOnce, buildOne, take)
    } finally {
      builders?.close()
    }
    progress.end()
  }

  const buildEdited: GateEdges['buildEdited'] = async ({ tree, closure }, texts, flags) => {
    const program = await found()
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
      return await run(program, { temporary, directory, overlay: closure.root }, flags, left)
    } finally {
      await rm(directory, { recursive: true, force: true, maxRetries: 3 })
    }
  }

  return {
    prefetch: (tree, paths) => repository.prefetch(tree, paths),
    build,
    buildEdited,
    kustomize: () => (kustomize === null ? null : `${kustomize.version} (${kustomize.source})`),
    identify: async () => identityOf(await found()),
    outputs: keepOutputs(join(temporary, 'renders')),
    cache: options.cache ?? null
  }
}

/** `left`: seconds until all builds together have taken too long. `through`: what builds, where it is not a process of its own. */
async function run(
  program: Kustomize,
  place: { readonly temporary: string } & Pick<BuildRequest, 'directory' | 'overlay'>,
  flags: BuildFlags,
  left: number,
  through?: Builders['build']
): Promise<BuildOutput> {
  const request = { ...requestOf(flags, place.temporary), ...place, seconds: Math.min(flags.buildSeconds, left) }
  const result = await (through === undefined ? runBuild(program, request) : through(request))
  return outputOf(result, place.directory, left < flags.buildSeconds ? 'total-seconds' : 'build-seconds')
}

function requestOf({ loadRestrictor, enableHelm, outputMegabytes: megabytes, memoryMegabytes }: BuildFlags, temporary: string) {
  return { temporary, loadRestrictor, enableHelm, megabytes, memoryMegabytes }
}

/** What fetches or starts nothing has no children that could outlive it, and its folder is one line to a shell. */
function isPlain({ closure }: Build): boolean {
  return closure.risks.length === 0 && !closure.root.includes('\n')
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
    case 'too-hungry':
      return { kind: 'limit', limit: 'memory-megabytes', milliseconds }
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
