// A folder with all the folders above it.

import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { systemCode } from './system-error.ts'

/**
 * Makes what is missing, with these permissions; that something is there already is no error. One by one: where a folder exists but
 * takes no other (as in `/proc`), Node's own `recursive` never ends. `directory` is absolute. Throws what the system says.
 */
export function createFolders(directory: string, mode = 0o777): void {
  if (existsSync(directory)) return
  const parent = dirname(directory)
  if (parent !== directory) createFolders(parent, mode)
  try {
    mkdirSync(directory, { mode })
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error
  }
}
