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
    const folders = await places?.write(some.filter(admit), repository)
    return some.map((build) => folders?.get(build) ?? null)
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
    for (const path of pathsOf(own)) letters += tree.text(path)?.length ?? 0
  }
  return letters
}

async function load(repository: Ground['repository'], builds: readonly Build[]): Promise<void> {
  for (const [tree, own] of groupBy(builds, (build) => build.tree)) {
    await repository.prefetch(tree, pathsOf(own))
  }
}

/** The files that some builds of one revision are made of, each once. */
function pathsOf(builds: readonly Build[]): readonly string[] {
  return [...new Set(builds.flatMap(({ closure }) => closure.files.map(({ path }) => path)))]
}

type Places = {
  /** Gives the folder of each build's tree. */
  readonly write: (builds: readonly Build[], repository: Ground['repository']) => Promise<ReadonlyMap<Build, string>>
  readonly remove: () => void
}

type Place = { readonly folder: string; readonly tree: Tree; readonly written: Set<string> }

/** Where some builds are written: a tree for each revision. */
function createPlaces(folder: string): Places {
  const shared = new Map<Tree, Place>()
  let places = 0
  const placeOf = ({ tree, closure }: Build): Place => {
    // Helm unpacks charts beside the overlay: such a build gets a tree of its own.
    const alone = closure.risks.some(({ kind }) => kind === 'helm')
    const known = alone ? undefined : shared.get(tree)
    if (known !== undefined) return known
    const place = { folder: join(folder, `tree-${(places += 1)}`), tree, written: new Set<string>() }
    if (!alone) shared.set(tree, place)
    return place
  }
  return {
    write: async (builds, { writeFiles }) => {
      const byPlace = groupBy(builds, placeOf)
      for (const [place, own] of byPlace) {
        const paths = pathsOf(own).filter((path) => !place.written.has(path))
        for (const path of paths) place.written.add(path)
        await mkdir(place.folder, { recursive: true })
        await writeFiles(place.tree, paths, place.folder)
        for (const { closure } of own) await writePlaceholders(closure.placeholders, place.folder)
      }
      return new Map([...byPlace].flatMap(([place, own]) => own.map((build) => [build, place.folder] as const)))
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
