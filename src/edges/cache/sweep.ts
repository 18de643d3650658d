// Keeps a cache within its size: what has not been used for longest goes first.

import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { discard, ENTRIES, isEntry, isEntryFolder, isRealFolder, isTemporary } from './own-files.ts'

type Entry = { readonly file: string; readonly bytes: number; readonly used: number }

/** Milliseconds after which a temporary file has no writer any more: to write one takes less than a second. */
const ABANDONED = 60 * 60 * 1000

/**
 * Removes the entries used least recently until the rest has at most `most` bytes, and temporary files that nobody writes any more.
 * Equally old ones go by name, so that two runs that sweep at once remove the same. `now` in milliseconds.
 */
export function sweep(directory: string, most: number, now: number): void {
  const { entries, temporaries } = ownFiles(directory)
  for (const { file, used } of temporaries) if (now - used > ABANDONED) discard(file)
  let total = entries.reduce((sum, { bytes }) => sum + bytes, 0)
  if (total <= most) return
  // A time to come was set by a wrong clock: it must not keep its entry for good.
  const order = entries
    .map((entry) => ({ ...entry, used: Math.min(entry.used, now) }))
    .sort((a, b) => a.used - b.used || (a.file < b.file ? -1 : 1))
  for (const { file, bytes } of order) {
    if (total <= most) return
    discard(file)
    total -= bytes
  }
}

/** Removes every entry and temporary file. */
export function empty(directory: string): void {
  const { entries, temporaries } = ownFiles(directory)
  for (const { file } of [...entries, ...temporaries]) discard(file)
}

function ownFiles(directory: string): { readonly entries: readonly Entry[]; readonly temporaries: readonly Entry[] } {
  const root = join(directory, ENTRIES)
  const folders = namesIn(root).filter(isEntryFolder).map((name) => join(root, name))
  const entries: Entry[] = []
  const temporaries: Entry[] = []
  for (const folder of [directory, ...folders]) {
    for (const name of namesIn(folder)) {
      const list = isTemporary(name) ? temporaries : isEntry(name) && folder !== directory ? entries : null
      if (list === null) continue
      const file = join(folder, name)
      const stats = lstatSync(file, { throwIfNoEntry: false })
      if (stats?.isFile() === true) list.push({ file, bytes: stats.size, used: stats.mtimeMs })
    }
  }
  return { entries, temporaries }
}

/** The names in a folder; none where it is a link, or not to be read. */
function namesIn(folder: string): readonly string[] {
  try {
    return isRealFolder(folder) ? readdirSync(folder) : []
  } catch {
    return []
  }
}
