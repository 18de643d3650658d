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
