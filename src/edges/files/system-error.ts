// What an operation of the system says when it fails. By its fields, not its class: an error of another realm has the same.

/** Such as `ENOENT`; '' for what is no error of the system's. */
export function systemCode(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** Its own words, or its code where it has none (a connection that failed at several addresses). */
export function systemMessage(error: unknown): string {
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : error
  return typeof message === 'string' && message !== '' ? message : systemCode(error) || String(error)
}

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
