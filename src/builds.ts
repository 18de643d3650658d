// Runs builds for the gate: finds kustomize when it is first needed, and pools.

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Fetched } from './core/model/fetched.ts'
import { joinFetched } from './core/model/fetched.ts'
import { once } from './core/model/memo.ts'
import { isOrdinary } from './core/model/tree.ts'
import type { Closure } from './core/model/closure.ts'
import type { Build } from './core/plan/plan.ts'
import type { Repository } from './edges/git/repository.ts'
import { keepOutputs } from './edges/cache/kept-outputs.ts'
import { build as runBuild, openBuilders } from './edges/kustomize/build.ts'
import type { Builders, BuildRequest, BuildResult } from './edges/kustomize/build.ts'
import type { Connect } from './edges/kustomize/forward-proxy.ts'
import type { Kustomize } from './edges/kustomize/kustomize.ts'
import { identityOf } from './edges/kustomize/identity.ts'
import { defaultConcurrency, runPool } from './edges/kustomize/pool.ts'
import { writeAhead, writePlaceholders } from './build-trees.ts'
import { createProgress } from './progress.ts'
import type { Voice } from './progress.ts'
import { together } from './together.ts'
import type { BuildFlags, BuildOutput, GateEdges, RenderCache } from './gate/trees.ts'

export type BuilderOptions = {
  readonly repository: Repository
  /** Called when the first build is asked for, and not before. */
  readonly find: () => Promise<Kustomize>
  /** An existing folder for what is temporary, and one in memory for trees, if there is one; the caller removes them. */
  readonly temporary: string
  readonly memory?: string | null
  /** How builds reach what they may fetch; the system's connections unless said. */
  readonly connect?: Connect
  /** Renders of earlier runs, if any are kept. */
  readonly cache?: RenderCache | null
} & Voice

/** The gate's edges over a real repository and a real kustomize. */
export function createEdges(options: BuilderOptions): GateEdges {
  const { repository, temporary } = options
  // One for all waves of builds, so that it never counts back.
  const progress = createProgress(0, 'builds', options)
  const started = performance.now()
  const elapsed = (): number => (performance.now() - started) / 1000
  const fetched: Fetched[] = []
  let kustomize: Kustomize | null = null

  const found = once(async () => {
    kustomize = await options.find()
    return kustomize
  })

  /** Nothing that the closure names is refused by the policy, so what may fetch at all may fetch from these hosts, and from no other. */
  const waysOut = ({ risks }: Closure, { allowRemote }: BuildFlags): Pick<BuildRequest, 'hosts' | 'connect'> =>
    risks.length === 0 ? {} : { hosts: allowRemote, connect: options.connect }

  const noted = ({ root }: Closure, output: BuildOutput): BuildOutput => {
    for (const { host, address, ref } of output.network?.reached ?? []) if (host !== null) fetched.push({ host, address, ref, overlays: [root] })
    return output
  }

  const build: GateEdges['build'] = async (builds, flags, admit, take, handed) => {
    const { folderOf, ended } = writeAhead(builds, admit, { repository, temporary, memory: options.memory ?? null })
    // Sources are read while kustomize is found.
    const [program] = await together([found(), folderOf(0)])
    progress.more(builds.length)
    const atOnce = Math.min(flags.parallelism ?? defaultConcurrency(), builds.length)
    const builders = builds.every(isPlain) ? openBuilders(program, requestOf(flags, temporary), atOnce) : null
    // Launchers start the next build by themselves, so that no core waits while this process reads what the one before has printed.
    const lanes = builders === null ? atOnce : Math.min(2 * atOnce, builds.length)
    let given = 0
    const buildOne = async ({ closure }: Build, index: number): Promise<BuildOutput | null> => {
      const directory = await folderOf(index)
      if (directory === null) return null
      const left = flags.totalSeconds - elapsed()
      if (left <= 0) return { kind: 'limit', limit: 'total-seconds', milliseconds: 0 }
      const output = run(program, { temporary, directory, overlay: closure.root, ...waysOut(closure, flags) }, flags, left, builders?.build)
      if ((given += 1) === lanes) handed?.()
      return noted(closure, await output)
    }
    const runOne = async (build: Build, index: number): Promise<BuildOutput | null> => {
      const output = await buildOne(build, index)
      ended(index)
      progress.step()
      return output
    }
    try {
      await runPool(builds, lanes, runOne, take)
    } finally {
      builders?.close()
    }
    progress.end()
  }

  const buildEdited: GateEdges['buildEdited'] = async ({ tree, closure }, texts, flags) => {
    const program = await found()
    const left = flags.totalSeconds - elapsed()
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
      return noted(closure, await run(program, { temporary, directory, overlay: closure.root, ...waysOut(closure, flags) }, flags, left))
    } finally {
      await rm(directory, { recursive: true, force: true, maxRetries: 3 })
    }
  }

  return {
    prefetch: (tree, paths) => repository.prefetch(tree, paths),
    build,
    buildEdited,
    elapsed,
    kustomize: () => (kustomize === null ? null : `${kustomize.version} (${kustomize.source})`),
    fetched: () => joinFetched(fetched),
    identify: async () => identityOf(await found()),
    outputs: keepOutputs(join(temporary, 'renders')),
    cache: options.cache ?? null
  }
}

/** `left`: seconds until the run has taken too long. `through`: what builds, where it is not a process of its own. */
async function run(
  program: Kustomize,
  place: { readonly temporary: string } & Pick<BuildRequest, 'directory' | 'overlay' | 'hosts' | 'connect'>,
  flags: BuildFlags,
  left: number,
  through?: Builders['build']
): Promise<BuildOutput> {
  const request = { ...requestOf(flags, place.temporary), ...place, seconds: Math.min(flags.buildSeconds, left) }
  const result = await (through === undefined ? runBuild(program, request) : through(request))
  const output = outputOf(result, place.directory, left < flags.buildSeconds ? 'total-seconds' : 'build-seconds')
  return result.network === undefined ? output : { ...output, network: result.network }
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
