// Renders kept between runs: files below a folder that many runs may share, of which no broken one is ever believed.

import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createEntryFormat, LARGEST } from './entry.ts'
import { prepareFolder } from './folder.ts'
import { createFolder, discard, ENTRIES, isRealFolder, temporaryName } from './own-files.ts'
import { readWhole } from './read-whole.ts'
import { sweep } from './sweep.ts'
import { reasonOf } from '../files/system-error.ts'

export type RenderCache = {
  /** Of this folder, 64 hexadecimal digits: who masks with it can compare what different runs have kept. */
  readonly salt: string
  /** The text kept under a key of 64 hexadecimal digits; null where there is none, or where what is there is not to be believed. */
  readonly read: (key: string) => string | null
  /** Keeps a text. What the disk refuses is said once, and then nothing more is written; it is never an error. */
  readonly write: (key: string, text: string) => void
  /** Makes room, and removes what killed runs have left. */
  readonly close: () => void
}

export type CacheOptions = {
  /** The size that `close` brings the folder down to; least recently used goes first. */
  readonly maxMegabytes: number
  readonly say: (line: string) => void
}

const KEY = /^[0-9a-f]{64}$/
/** Milliseconds within which further uses of an entry are not noted: reading must not become writing. */
const USE_NOTED = 60 * 60 * 1000

/**
 * Opens a folder for renders, which is created if it is not there. Rejects with a UserError `config-invalid` where it cannot be one:
 * a file, not to be written, with files of somebody else's in it, or of a later format.
 */
export function openCache(directory: string, options: CacheOptions): Promise<RenderCache> {
  return new Promise((resolve) => resolve(open(directory, options)))
}

function open(directory: string, { maxMegabytes, say }: CacheOptions): RenderCache {
  const { path, salt, full } = prepareFolder(directory, say)
  const most = maxMegabytes * 1_000_000
  const format = createEntryFormat(salt)
  const real = new Map<string, boolean>()
  let wrote = false
  let failed = full

  const placeOf = (key: string): { readonly folder: string; readonly file: string } => {
    if (!KEY.test(key)) throw new Error(`\`${key}\` is no key of a render`)
    const folder = join(path, ENTRIES, key.slice(0, 2))
    return { folder, file: join(folder, key.slice(2)) }
  }

  /** What a link in a folder's place leads to is not ours. */
  const isOurs = (folder: string): boolean => {
    const known = real.get(folder) ?? isRealFolder(folder)
    real.set(folder, known)
    return known
  }

  const create = (folder: string): void => {
    createFolder(folder)
    real.delete(folder)
    if (!isOurs(folder)) throw new Error('a link or a file is in the way')
  }

  const read = (key: string): string | null => {
    const { folder, file } = placeOf(key)
    const content = isOurs(folder) ? readWhole(file, LARGEST, USE_NOTED) : null
    if (content === null) return null
    const text = content === 'unreadable' ? null : format.unpack(key, content)
    if (text === null) discard(file)
    return text
  }

  const write = (key: string, text: string): void => {
    const { folder, file } = placeOf(key)
    const packed = failed ? null : format.pack(key, text)
    if (packed === null || packed.length > most) return
    const temporary = join(folder, temporaryName())
    try {
      if (!isOurs(folder)) create(folder)
      wrote = true
      writeFileSync(temporary, packed, { flag: 'wx', mode: 0o600 })
      renameSync(temporary, file)
    } catch (error) {
      failed = true
      discard(temporary)
      say(`no more renders of this run are kept in \`${directory}\`: ${reasonOf(error)}`)
    }
  }

  return { salt, read, write, close: () => (wrote ? sweep(path, most, Date.now()) : undefined) }
}
