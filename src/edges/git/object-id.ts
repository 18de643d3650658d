// Git's object ids as text.

/** A full SHA-1 or SHA-256 id in hexadecimal. */
export function isObjectId(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)
}

/** The first twelve digits, for people. */
export function shortId(id: string): string {
  return isObjectId(id) ? id.slice(0, 12) : id
}
