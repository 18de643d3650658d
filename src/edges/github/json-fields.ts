// Fields of GitHub's answers: each is of the type that is asked for, or null. Nothing here trusts an answer's shape.

export type Fields = Readonly<Record<string, unknown>>

/** A mapping's fields; none where the value is no mapping. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {}
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function textAt(fields: Fields, name: string): string | null {
  const value = fields[name]
  return typeof value === 'string' ? value : null
}

/** An id or a number: whole, positive and exact. */
export function idAt(fields: Fields, name: string): number | null {
  const value = fields[name]
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null
}

/** A commit id: 40 hexadecimal digits, or 64 in a SHA-256 repository. */
export function commitAt(fields: Fields, name: string): string | null {
  const value = textAt(fields, name)
  return value !== null && isCommit(value) ? value : null
}

export function isCommit(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)
}

/** A moment in ISO 8601 with its zone, as whole seconds since the epoch. */
export function timeAt(fields: Fields, name: string): number | null {
  const text = textAt(fields, name)
  if (text === null || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text)) return null
  const milliseconds = Date.parse(text)
  return Number.isNaN(milliseconds) ? null : Math.floor(milliseconds / 1000)
}
