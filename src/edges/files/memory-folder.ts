// Where files can be kept in memory: a disk takes as long to make and remove thousands of small ones as kustomize to build them.

import { accessSync, constants, statfsSync } from 'node:fs'

/** Linux' shared memory: POSIX `shm_open` has it there (shm_overview(7)); every user may write to it, as to /tmp. */
const SHARED_MEMORY = '/dev/shm'
/** TMPFS_MAGIC of statfs(2): of another file system it is not known that it is memory. */
const TMPFS = 0x01021994
/** Bytes that must be free: containers often have 64 MB in all, which other programs count on. */
const ROOM = 2 ** 29

/** A folder in memory with room for some hundred megabytes; null where the system has none. */
export function memoryFolder(): string | null {
  try {
    const { type, bavail, bsize } = statfsSync(SHARED_MEMORY)
    accessSync(SHARED_MEMORY, constants.W_OK | constants.X_OK)
    return type === TMPFS && bavail * bsize >= ROOM ? SHARED_MEMORY : null
  } catch {
    return null
  }
}
