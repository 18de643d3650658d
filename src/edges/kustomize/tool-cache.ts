// Copies of kustomize that outlive a run, laid out as GitHub's tool cache is: `kustomize/5.8.1/x64/kustomize`.

import {
  accessSync, chmodSync, constants, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync
} from 'node:fs'
import { arch, homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import process from 'node:process'
import { createFolders } from '../files/create-folders.ts'
import { probe, type Kustomize } from './kustomize.ts'
import { compareVersions, OLDEST_VERSION, parseVersion, RELEASE_VERSION, UNKNOWN_VERSION } from './kustomize-version.ts'
import { guard } from '../files/leftovers.ts'
import { isExecutable, isInside } from './program-path.ts'
import { found, missing, type Attempt, type Search } from './search.ts'
import { systemCode } from '../files/system-error.ts'

/** Name of the program's file in its folder. */
export const PROGRAM = process.platform === 'win32' ? 'kustomize.exe' : 'kustomize'

/** RUNNER_TOOL_CACHE on a runner, else the user's cache folder (XDG Base Directory). */
export function cacheFolder(search: Search): string {
  const { RUNNER_TOOL_CACHE: runner, XDG_CACHE_HOME: xdg, HOME: home } = search.environment
  if (runner !== undefined && runner !== '') return runner
  if (xdg !== undefined && xdg !== '') return join(xdg, 'parity-gate')
  return join(home !== undefined && home !== '' ? home : homedir(), '.cache', 'parity-gate')
}

/** A complete copy that runs: the wanted version; without one, the release that this gate is tested with, else the newest. */
export async function kustomizeInToolCache(search: Search, version: string | null): Promise<Attempt> {
  const cache = cacheFolder(search)
  if (isInside(search.repository, cache)) return missing(`${cache} is inside the judged repository`)
  const skipped: string[] = []
  for (const candidate of candidates(cache, version)) {
    const place = copyFolder(cache, candidate)
    const program = join(place, PROGRAM)
    if (!existsSync(completeMark(place)) || !isExecutable(program)) continue
    const result = await probe(program, 'tool cache', search)
    if (result.kind === 'usable' && agrees(result.kustomize, candidate)) return found({ ...result.kustomize, version: candidate })
    const reason = result.kind === 'usable' ? `is ${result.kustomize.version}` : result.reason
    search.say(`${program} is not used: it ${reason}`)
    skipped.push(`${program} ${reason}`)
  }
  return missing(skipped.length === 0 ? `no copy in ${cache}` : skipped.join('; '))
}

/**
 * Lets `make` put the program into an empty folder and moves that folder to its place in one step, so that two runs at
 * once never see half a copy: the first one there wins. Without a writable cache the copy lives as long as the run.
 */
export async function keepCopy(
  search: Search,
  version: string,
  source: string,
  make: (folder: string) => Promise<string | null>
): Promise<Attempt> {
  const cache = writableCache(search)
  removeAbandoned(join(cache, 'kustomize'), Date.now())
  const fresh = mkdtempSync(join(cache, 'kustomize', NEW))
  const remove = (): void => rmSync(fresh, { recursive: true, force: true })
  const release = guard(remove)
  try {
    const failure = await make(fresh)
    if (failure !== null) return missing(failure)
    chmodSync(fresh, 0o755)
    chmodSync(join(fresh, PROGRAM), 0o755)
    const check = await probe(join(fresh, PROGRAM), source, search)
    if (check.kind === 'unusable') return missing(`what was installed ${check.reason}`)
    if (!agrees(check.kustomize, version)) return missing(`what was installed is ${check.kustomize.version}, not ${version}`)
    const place = copyFolder(cache, version)
    await moveIntoPlace(fresh, place, version, search)
    const command = join(place, PROGRAM)
    return isExecutable(command) ? found({ ...check.kustomize, version, command }) : missing(`${place} cannot be written`)
  } finally {
    release()
    remove()
  }
}

/** Copies under way are called so. */
const NEW = '.new-'
/** Milliseconds after which nobody works on such a copy any more. */
const ABANDONED = 60 * 60 * 1000

/** Removes what runs that were killed have left. `now` in milliseconds. */
function removeAbandoned(folder: string, now: number): void {
  for (const name of names(folder).filter((each) => each.startsWith(NEW))) {
    const path = join(folder, name)
    const written = lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now
    try {
      if (now - written > ABANDONED) rmSync(path, { recursive: true, force: true })
    } catch {
      // Somebody else's.
    }
  }
}

async function moveIntoPlace(fresh: string, place: string, version: string, search: Search): Promise<void> {
  mkdirSync(dirname(place), { recursive: true })
  if (!moved(fresh, place)) {
    const there = await probe(join(place, PROGRAM), 'tool cache', search)
    if (there.kind === 'unusable' || !agrees(there.kustomize, version)) {
      // A broken copy: out of the way in one step as well. If another run was faster, its copy stands.
      const broken = `${fresh}-broken`
      moved(place, broken)
      moved(fresh, place)
      rmSync(broken, { recursive: true, force: true })
    }
  }
  writeFileSync(completeMark(place), '')
}

const IN_THE_WAY = ['ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EPERM', 'ENOENT']

/** False where something is in the way already (or nothing is there to move). */
function moved(from: string, to: string): boolean {
  try {
    renameSync(from, to)
    return true
  } catch (error) {
    if (IN_THE_WAY.includes(systemCode(error))) return false
    throw error
  }
}

function writableCache(search: Search): string {
  const cache = cacheFolder(search)
  if (!isInside(search.repository, cache)) {
    try {
      createFolders(resolve(cache, 'kustomize'))
      accessSync(join(cache, 'kustomize'), constants.W_OK)
      return cache
    } catch {
      search.say(`${cache} cannot be written: the copy of kustomize is kept for this run only`)
    }
  }
  mkdirSync(join(search.temporary, 'tools', 'kustomize'), { recursive: true })
  return join(search.temporary, 'tools')
}

function candidates(cache: string, version: string | null): readonly string[] {
  if (version !== null) return [version]
  const versions = names(join(cache, 'kustomize')).flatMap((name) => parseVersion(name) ?? [])
  const others = versions.filter((candidate) => candidate !== RELEASE_VERSION && compareVersions(candidate, OLDEST_VERSION) >= 0)
  return [RELEASE_VERSION, ...others.sort((a, b) => compareVersions(b, a))]
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** A build that does not know its version is what its folder says. */
function agrees(kustomize: Kustomize, version: string): boolean {
  return kustomize.version === version || kustomize.version === UNKNOWN_VERSION
}

function copyFolder(cache: string, version: string): string {
  return join(cache, 'kustomize', version.replace(/^v/, ''), arch())
}

/** GitHub's toolkit writes this file once a copy is whole, and looks for it. */
function completeMark(place: string): string {
  return `${place}.complete`
}
