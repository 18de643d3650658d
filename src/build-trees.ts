// Temporary trees for builds: what they are made of, loaded and written ahead of them, and removed when they have ended.

import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { groupBy } from './core/model/group.ts'
import { remembered } from './core/model/memo.ts'
import type { Tree } from './core/model/tree.ts'
import type { Build } from './core/plan/plan.ts'
import type { Repository } from './edges/git/repository.ts'

/** Builds of which the sources are loaded at a time, so that a process of git's serves many; when all of them have ended, their tree is removed. */
const LOADED = 256
/** Builds that are written at a time: soon enough done for this process to be there when a build ends. */
const WRITTEN = 16

/** Letters of sources that may be in memory as files at a time: what builds are ahead by is up to three times that. */
const MOST_IN_MEMORY = 32 * 1024 * 1024

type Ground = {
  readonly repository: Pick<Repository, 'prefetch' | 'writeFiles'>
  /** An existing folder, which the caller removes; and one in memory, if there is one. */
  readonly temporary: string
  readonly memory: string | null
}

export type Ahead = {
  /** The folder of a build's tree, by its place in the list; null: it was not admitted. What cannot be read or written rejects. */
  readonly folderOf: (index: number) => Promise<string | null>
  /** To be told of each build that has ended. */
  readonly ended: (index: number) => void
}

/** Loads and writes what is built next, ahead of it and in order. `admit` is asked about each build before any of it is written. */
export function writeAhead(builds: readonly Build[], admit: (build: Build) => boolean, { repository, temporary, memory }: Ground): Ahead {
  const shares = Array.from({ length: Math.ceil(builds.length / LOADED) }, (_, share) => builds.slice(share * LOADED, (share + 1) * LOADED))
  const open = shares.map((share) => share.length)
  const placesOf = remembered(async (at: number): Promise<Places | null> => {
    const share = shares[at]
    if (share === undefined) return null
    await load(repository, share)
    const fits = lettersOf(share) <= MOST_IN_MEMORY
    return createPlaces(mkdtempSync(join((fits ? memory : null) ?? temporary, 'builds-')))
  })
  const write = async (first: number): Promise<readonly (string | null)[]> => {
    const at = Math.floor(first / LOADED)
    const places = await placesOf(at)
    void handled(placesOf(at + 1))
    const some = builds.slice(first, first + WRITTEN)
    return places?.write(some, some.map(admit), repository) ?? []
  }
  let last: Promise<unknown> = Promise.resolve()
  const written = remembered((first: number) => {
    const own = handled(last.then(() => write(first)))
    last = own
    return own
  })
  return {
    folderOf: async (index) => {
      const first = index - (index % WRITTEN)
      const some = written(first)
      if (first + WRITTEN < builds.length) void written(first + WRITTEN)
      return (await some)[index % WRITTEN] ?? null
    },
    ended: (index) => {
      const at = Math.floor(index / LOADED)
      const left = (open[at] ?? 0) - 1
      open[at] = left
      // The last ones go with all that is temporary.
      if (left === 0 && at + 1 < shares.length) void handled(placesOf(at).then((places) => places?.remove()))
    }
  }
}

/** The length of all that some builds are made of, which must have been loaded. */
function lettersOf(builds: readonly Build[]): number {
  let letters = 0
  for (const [tree, own] of groupBy(builds, (build) => build.tree)) {
    for (const path of new Set(own.flatMap(({ closure }) => closure.files.map((file) => file.path)))) letters += tree.text(path)?.length ?? 0
  }
  return letters
}

async function load(repository: Ground['repository'], builds: readonly Build[]): Promise<void> {
  for (const [tree, own] of groupBy(builds, (build) => build.tree)) {
    await repository.prefetch(tree, own.flatMap(({ closure }) => closure.files.map(({ path }) => path)))
  }
}

type Places = {
  /** Gives the tree of each build; null where it is not `admitted`. */
  readonly write: (builds: readonly Build[], admitted: readonly boolean[], repository: Ground['repository']) => Promise<readonly (string | null)[]>
  readonly remove: () => void
}

/** Where some builds are written: a tree for each revision. */
function createPlaces(folder: string): Places {
  const trees = new Map<Tree, string>()
  const written = new Map<string, Set<string>>()
  const placeOf = ({ tree, closure }: Build): string => {
    // Helm unpacks charts beside the overlay: such a build gets a tree of its own.
    const shared = !closure.risks.some(({ kind }) => kind === 'helm')
    const known = shared ? trees.get(tree) : undefined
    const place = known ?? join(folder, `tree-${written.size + 1}`)
    if (shared) trees.set(tree, place)
    if (known === undefined) written.set(place, new Set())
    return place
  }
  return {
    write: async (builds, admitted, { writeFiles }) => {
      const places = builds.map((build, index) => (admitted[index] === true ? placeOf(build) : null))
      for (const [place, own] of groupBy(builds.map((build, index) => ({ build, place: places[index] ?? null })), (each) => each.place)) {
        const [first] = own
        if (place === null || first === undefined) continue
        const known = written.get(place) ?? new Set()
        const paths = [...new Set(own.flatMap(({ build }) => build.closure.files.map(({ path }) => path)))].filter((path) => !known.has(path))
        for (const path of paths) known.add(path)
        await mkdir(place, { recursive: true })
        await writeFiles(first.build.tree, paths, place)
        for (const { build } of own) await writePlaceholders(build.closure.placeholders, place)
      }
      return places
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Whoever waits for it is told that it failed; nobody may wait for it any more. */
function handled<T>(job: Promise<T>): Promise<T> {
  job.catch(() => undefined)
  return job
}

/** Writes what stands in for files that the repository does not hold. */
export async function writePlaceholders(placeholders: readonly { readonly path: string; readonly content: string }[], directory: string): Promise<void> {
  for (const { path, content } of placeholders) {
    const file = join(directory, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, content)
  }
}
