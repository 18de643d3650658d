// Reading a formatted resource id back, for waivers that select by resource.

import type { ResourceId } from '../model/resource.ts'

/** The inverse of formatResourceId: the kind is the first part that starts with a capital letter. */
export function parseFormattedId(text: string): ResourceId {
  const parts = text.split('/')
  const at = parts.findIndex((part) => /^[A-Z]/.test(part))
  const [kind = '', ...rest] = parts.slice(Math.max(at, 0))
  const before = parts.slice(0, Math.max(at, 0))
  return {
    group: before.length > 1 ? (before[0] ?? '') : '',
    version: before.at(-1) ?? '',
    kind,
    namespace: rest.length > 1 ? (rest[0] ?? null) : null,
    name: rest.at(-1) ?? ''
  }
}
