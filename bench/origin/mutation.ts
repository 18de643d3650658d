// A mutation is one small change of one source file, with the lines that a finding about it must point at.

import type { Edit, Range } from './edit.ts'
import { touchedLines } from './edit.ts'
import type { Construct } from './constructs.ts'

/**
 * What the changed line does, which decides the side on which the finding must point at it:
 * - `value`: it holds a value. The mutated side's place must be the line; for something taken out, the unmutated side's.
 * - `redirect`: it says where values go or whether (a patch's target or path, an image's name, a key, a `behavior`). The line
 *   that holds a value (the definition of a finding's line) is then another one of the same entry: any line of the
 *   entry, or of the file that the entry brings in, on the side that has the value.
 * - `identity`: kind, apiVersion, name or namespace of a resource. What differs is the whole resource, whose place is its document.
 */
export type Role = 'value' | 'redirect' | 'identity'

export type Mutation = {
  readonly file: string
  readonly edit: Edit
  readonly role: Role
  /** What a mutated value has that no other value of the world has; null where there is no such thing (booleans, deletions). */
  readonly token: string | null
  readonly constructs: readonly Construct[]
  /** For people: `change /spec/replicas`. */
  readonly what: string
  /** Lines that count as the mutated ones, in each state of the world. */
  readonly accepted: { readonly left: readonly Range[]; readonly right: readonly Range[] }
}

/** A range of the unmutated file as it stands in the mutated one. */
function shifted(range: Range, file: string, edit: Edit): Range {
  if (range.file !== file || edit.kind === 'replace') return range
  const at = edit.kind === 'insert' ? edit.before : edit.from
  const by = edit.kind === 'insert' ? edit.lines.length : edit.from - edit.to - 1
  return { file, from: range.from > at ? range.from + by : range.from, to: range.to >= at ? Math.max(range.from, range.to + by) : range.to }
}

/**
 * Builds a mutation. `entry`: ranges of the unmutated world that count besides the touched lines themselves (see Role, and
 * files that a deleted or added entry brings in or leaves out).
 */
export function mutationOf(
  file: string,
  edit: Edit,
  rest: Pick<Mutation, 'role' | 'token' | 'constructs' | 'what'> & { readonly entry?: readonly Range[] }
): Mutation {
  const touched = touchedLines(file, edit)
  const { entry = [], ...own } = rest
  const moved = entry.map((range) => shifted(range, file, edit))
  const accepted = {
    left: [...(edit.kind === 'insert' ? [] : [touched]), ...entry],
    right: [...(edit.kind === 'delete' ? [] : [touched]), ...moved]
  }
  return { file, edit, ...own, accepted }
}
