// A source file as data in which what YAML 1.1 and 1.2 may read differently stays apart from plain text.

import { FAILSAFE_SCHEMA, loadAll, Type } from 'js-yaml'
import type { Value } from '../model/resource.ts'
import { isMapping, isScalar } from '../model/resource.ts'

/** Characters; longer sources count by their blob. */
const LONGEST = 1_000_000
/** Values that one source may have with its aliases spelled out. */
const MOST_VALUES = 100_000

/** Numbers, booleans, nulls and dates of either version of YAML: unquoted, they are not the same as their text in quotes. */
const AMBIGUOUS = new RegExp(
  [
    '|~|=|null|true|false|yes|no|on|off|y|n|\\.nan|[-+]?\\.inf',
    '[-+]?\\.?\\d[\\d_]*(?:\\.[\\d_]*)?(?:e[-+]?\\d+)?|[-+]?0[xob][\\da-f_]+|[-+]?\\d[\\d_]*(?::[0-5]?\\d)+(?:\\.\\d*)?',
    '\\d{4}-\\d\\d?-\\d\\d?.*'
  ]
    .map((kind) => `^(?:${kind})$`)
    .join('|'),
  'i'
)
/** Marks such a scalar; no YAML text can hold it. */
export const UNQUOTED = '\0'

const MERGE = new Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: (data) => data === '<<' })
const PLAIN = new Type('tag:yaml.org,2002:plain', {
  kind: 'scalar',
  resolve: (data) => data === null || (typeof data === 'string' && AMBIGUOUS.test(data)),
  construct: (data) => `${UNQUOTED}${typeof data === 'string' ? data : ''}`
})
const SCHEMA = FAILSAFE_SCHEMA.extend({ implicit: [MERGE, PLAIN] })

/** Every document of a source, all scalars as text; null where it cannot be read with certainty. */
export function readDocuments(text: string): readonly Value[] | null {
  // A comment can say which schema a field has.
  if (text.length > LONGEST || text.includes('$openapi') || text.includes('"$ref"')) return null
  try {
    const documents: Value[] = []
    // The decoder: this schema yields nothing but strings, lists and mappings.
    loadAll(text, (document) => documents.push(document as Value), { schema: SCHEMA, json: true })
    return countValues(documents) > MOST_VALUES ? null : documents.filter((document) => !isEmpty(document))
  } catch {
    return null
  }
}

/** null written out, or nothing at all. */
export function isEmpty(value: Value | undefined): boolean {
  return value === undefined || value === null || (typeof value === 'string' && /^\0(?:~|null|)$/i.test(value))
}

/** Every scalar and key below a value. */
export function textsIn(value: Value): readonly string[] {
  if (isScalar(value)) return [String(value)]
  return isMapping(value) ? Object.entries(value).flatMap(([key, child]) => [key, ...textsIn(child)]) : value.flatMap(textsIn)
}

function countValues(value: Value, most = MOST_VALUES): number {
  if (isScalar(value)) return 1
  let count = 1
  for (const child of isMapping(value) ? Object.values(value) : value) {
    count += countValues(child, most - count)
    if (count > most) break
  }
  return count
}
