// What the system says when it refuses something, in words.

import { systemCode, systemMessage } from '../kustomize/system-error.ts'

/** Whether an error is the system's, with one of these codes. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return codes.includes(systemCode(error))
}

const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'a file would be larger than the system allows',
  EROFS: 'the file system is read-only',
  EIO: 'the disk fails',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ENOMEM: 'there is no memory left',
  EAGAIN: 'no more processes can be started',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'the system does not permit it',
  ENOENT: 'it cannot be created there',
  ENOTDIR: 'a file is in the way',
  EEXIST: 'a file is in the way',
  ELOOP: 'its links lead in a circle'
}

/** In plain words where there are some, else the system's own. */
export function reasonOf(error: unknown): string {
  return WORDS[systemCode(error)] ?? systemMessage(error)
}
