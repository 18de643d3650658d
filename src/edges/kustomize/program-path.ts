// Where programs are, and whether the judged repository could have put them there.

import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import process from 'node:process'
import { pathFolders } from './clean-environment.ts'
import type { Search } from './search.ts'

/**
 * Whether a path, or what it leads to, lies in the repository: a link in the repository may point anywhere, and a link
 * outside may point into it. Both are for the change's author to write.
 */
export function isInside(repository: string, path: string): boolean {
  const roots = [resolve(repository), real(repository)]
  const absolute = resolve(path)
  const places = [absolute, join(real(dirname(absolute)), basename(absolute)), real(absolute)]
  return places.some((place) => roots.some((root) => isBelow(root, place)))
}

/** Executable files of that name in the absolute folders of PATH, in its order; those of the judged repository are said and left out. */
export function programsOnPath(name: string, search: Pick<Search, 'environment' | 'repository' | 'say'>): readonly string[] {
  const file = process.platform === 'win32' ? `${name}.exe` : name
  const programs = pathFolders(search.environment.PATH).map((folder) => join(folder, file)).filter(isExecutable)
  return programs.filter((program) => {
    const inside = isInside(search.repository, program)
    if (inside) search.say(`${program} is not used: it is part of the judged repository`)
    return !inside
  })
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

function real(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return resolve(path)
  }
}

function isBelow(root: string, path: string): boolean {
  const way = relative(root, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}
