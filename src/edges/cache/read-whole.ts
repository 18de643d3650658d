// Reads one small file, whatever stands in its place.

import { closeSync, constants, fstatSync, futimesSync, openSync, readSync } from 'node:fs'
import { hasCode } from '../files/system-error.ts'

/** No link is followed, and a pipe keeps nobody waiting. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/**
 * A file's bytes; null where there is none, `unreadable` for what is no file, larger than `most` bytes, or refused. With `touchAfter`
 * a file that has not been written for so many milliseconds gets the present as its time.
 */
export function readWhole(path: string, most: number, touchAfter: number | null = null): Buffer | 'unreadable' | null {
  let file: number
  try {
    file = openSync(path, FLAGS)
  } catch (error) {
    return hasCode(error, 'ENOENT', 'ENOTDIR') ? null : 'unreadable'
  }
  try {
    const stats = fstatSync(file)
    if (!stats.isFile() || stats.size > most) return 'unreadable'
    const bytes = Buffer.allocUnsafe(stats.size)
    let length = 0
    while (length < bytes.length) {
      const read = readSync(file, bytes, length, bytes.length - length, null)
      if (read === 0) break
      length += read
    }
    if (touchAfter !== null && Math.abs(Date.now() - stats.mtimeMs) > touchAfter) touch(file)
    return bytes.subarray(0, length)
  } catch {
    return 'unreadable'
  } finally {
    closeSync(file)
  }
}

function touch(file: number): void {
  try {
    futimesSync(file, new Date(), new Date())
  } catch {
    // Somebody else's file: it will be taken for older than it is.
  }
}
