// What the files of a cache are called: whatever has another name is somebody else's, and is never touched.

import { randomBytes } from 'node:crypto'
import { linkSync, lstatSync, mkdirSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hasCode } from '../files/system-error.ts'

/** Says whose folder it is, and of which format. */
export const MARKER = 'parity-gate-cache'
export const SALT = 'salt'
/** Holds a folder for each first byte of a key, and in it a file for the rest. */
export const ENTRIES = 'renders'

const TEMPORARY = /^\.parity-gate-[0-9a-f]{16}\.tmp$/

/** A name that no other run has, for a file that becomes another one when it is whole. */
export function temporaryName(): string {
  return `.parity-gate-${randomBytes(8).toString('hex')}.tmp`
}

export function isTemporary(name: string): boolean {
  return TEMPORARY.test(name)
}

export function isEntryFolder(name: string): boolean {
  return /^[0-9a-f]{2}$/.test(name)
}

export function isEntry(name: string): boolean {
  return /^[0-9a-f]{62}$/.test(name)
}

/** Whether it is a folder itself and no link to one. */
export function isRealFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

/** Creates a folder; that it is there already is no error. */
export function createFolder(directory: string): void {
  try {
    mkdirSync(directory, { mode: 0o700 })
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error
  }
}

/** Removes a file if it can be removed. Of a link the link, never what it leads to. */
export function discard(file: string): void {
  try {
    unlinkSync(file)
  } catch {
    // Another run was quicker, or the folder is not ours to write: it is no use either way.
  }
}

/** Writes a file that nobody sees before it is whole. Where there is one already, it stays. */
export function placeFirst(folder: string, name: string, text: string): void {
  const temporary = join(folder, temporaryName())
  try {
    writeFileSync(temporary, text, { flag: 'wx', mode: 0o600 })
    linkSync(temporary, join(folder, name))
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error
  } finally {
    discard(temporary)
  }
}
