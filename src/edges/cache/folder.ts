// Makes a folder a cache, or says why it cannot be one.

import { randomBytes } from 'node:crypto'
import { accessSync, constants, readdirSync, realpathSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { UserError } from '../../core/model/error.ts'
import { createFolders } from '../files/create-folders.ts'
import { createFolder, discard, ENTRIES, isRealFolder, isTemporary, MARKER, placeFirst, SALT, temporaryName } from './own-files.ts'
import { readWhole } from './read-whole.ts'
import { empty } from './sweep.ts'
import { hasCode, reasonOf } from '../files/system-error.ts'

/** Another number for another layout of the folder or of its entries. */
const FORMAT = 1
const SALT_BYTES = 32

export type CacheFolder = {
  /** With links resolved. */
  readonly path: string
  readonly salt: string
  /** Nothing can be written, so nothing is kept. */
  readonly full: boolean
}

/** Creates what is missing. Runs that do so at once all end with the same salt. UserError `config-invalid`. */
export function prepareFolder(directory: string, say: (line: string) => void): CacheFolder {
  try {
    const path = usableFolder(directory)
    claim(path, directory, say)
    const salt = saltOf(path)
    createFolder(join(path, ENTRIES))
    if (!isRealFolder(join(path, ENTRIES))) throw foreign(directory)
    return { path, salt, full: false }
  } catch (error) {
    if (error instanceof UserError) throw error
    if (!hasCode(error, 'ENOSPC', 'EDQUOT', 'EFBIG')) throw unusable(directory, reasonOf(error), error)
    say(`renders of this run are not kept in \`${directory}\`: ${reasonOf(error)}`)
    return { path: directory, salt: newSalt(), full: true }
  }
}

function usableFolder(directory: string): string {
  createFolders(resolve(directory), 0o700)
  const path = realpathSync(directory)
  if (!statSync(path).isDirectory()) throw unusable(directory, 'it is a file')
  accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
  return path
}

/** Puts our mark on an empty folder, and reads it on any other. */
function claim(path: string, directory: string, say: (line: string) => void): void {
  if (readMarker(path, directory) === null) {
    // In this order, as another run may put its mark there between the two.
    const names = readdirSync(path)
    if (!names.includes(MARKER) && names.some((name) => !isTemporary(name))) throw foreign(directory)
    placeFirst(path, MARKER, markerText(FORMAT))
  }
  const format = readMarker(path, directory)
  if (format === FORMAT) return
  if (format === null || format > FORMAT) {
    throw new UserError('config-invalid', `the cache directory \`${directory}\` was written by a later version of Parity Gate`, {
      help: 'use that version here too, give this one a `cache-directory` of its own, or delete the folder'
    })
  }
  say(`emptied the cache directory \`${directory}\`: an earlier version of Parity Gate wrote it`)
  empty(path)
  const temporary = join(path, temporaryName())
  try {
    writeFileSync(temporary, markerText(FORMAT), { flag: 'wx', mode: 0o600 })
    renameSync(temporary, join(path, MARKER))
  } catch (error) {
    discard(temporary)
    throw error
  }
}

function markerText(format: number): string {
  return `Renders kept by Parity Gate, format ${format}.\n`
}

/** The format that the folder's mark names; null where there is no mark. */
function readMarker(path: string, directory: string): number | null {
  const content = readWhole(join(path, MARKER), 1000)
  if (content === null) return null
  const match = content === 'unreadable' ? null : /^Renders kept by Parity Gate, format (\d{1,9})\.\n/.exec(content.toString('utf8'))
  if (match === null) throw foreign(directory)
  return Number(match[1])
}

/** The salt that the first run has made. Without one, or with a broken one, every entry is void and a new one is as good. */
function saltOf(path: string): string {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const content = readWhole(join(path, SALT), 1000)
    const salt = content === null || content === 'unreadable' ? null : content.toString('utf8').trim()
    if (salt !== null && /^[0-9a-f]{64}$/.test(salt)) return salt
    if (content !== null) discard(join(path, SALT))
    placeFirst(path, SALT, `${newSalt()}\n`)
  }
  throw new Error(`the file \`${SALT}\` in it cannot be read or replaced`)
}

function newSalt(): string {
  return randomBytes(SALT_BYTES).toString('hex')
}

function foreign(directory: string): UserError {
  return new UserError('config-invalid', `the cache directory \`${directory}\` holds files that are not Parity Gate's`, {
    help: 'let `cache-directory` name an empty folder, or one that does not exist yet'
  })
}

function unusable(directory: string, reason: string, cause?: unknown): UserError {
  return new UserError('config-invalid', `the cache directory \`${directory}\` cannot be used: ${reason}`, {
    help: 'let `cache-directory` name a folder that this job may create and write, such as `${{ runner.temp }}/parity-gate-cache`',
    cause
  })
}
