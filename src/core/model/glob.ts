// Globs over names and paths: `*`, `?`, `[..]` and `**` only, so that what people write in manifests is never magic.

import { minimatch } from 'minimatch'
import type { FieldPath } from './field-path.ts'
import type { ResourcePattern } from './policy.ts'
import type { ResourceId } from './resource.ts'

const PLAIN = { dot: true, nobrace: true, noext: true, nonegate: true, nocomment: true } as const

/** Whether a `/`-separated path or name matches a glob. `*` stays within a segment, `**` does not. */
export function matchGlob(pattern: string, text: string): boolean {
  return minimatch(text, pattern, PLAIN)
}

/** Whether one name matches a glob, `/` in the name being an ordinary character. */
export function matchName(pattern: string, name: string): boolean {
  return minimatch(ordinary(name), ordinary(pattern), PLAIN)
}

/** Whether a field path matches a pattern segment by segment; `**` matches any number of segments. */
export function matchFieldPath(pattern: FieldPath, path: FieldPath): boolean {
  return matchGlob(pattern.map((segment) => (segment === '**' ? segment : ordinary(segment))).join('/'), path.map(ordinary).join('/'))
}

export function matchResource(pattern: ResourcePattern, id: ResourceId): boolean {
  return (
    matchName(pattern.kind, id.kind) &&
    (pattern.group === null || matchName(pattern.group, id.group)) &&
    (pattern.name === null || matchName(pattern.name, id.name))
  )
}

/** A segment that is nothing but text to minimatch, which joins over empty ones and climbs at `..`: keys may be any text. */
function ordinary(segment: string): string {
  return `=${segment.replaceAll('~', '~0').replaceAll('/', '~1')}`
}
