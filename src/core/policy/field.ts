// A named value of the configuration and the plain ways to read one; what does not fit is told and gives null.

import { suggest } from './nearest.ts'
import type { PolicyEntry, PolicyNode } from './policy-node.ts'
import type { Complain, Help, Position } from './problem.ts'
import { quote, quoteAll } from './problem.ts'

export type Field = {
  /** As people write it: `limits.build-seconds`. */
  readonly name: string
  readonly input: boolean
  /** One of the items of the list of that name. */
  readonly item?: true
  readonly node: PolicyNode
}

/** How a message calls the field. */
export function label(field: Field): string {
  return field.input ? `input \`${field.name}\`` : `\`${field.name}\``
}

/** Tells that the value is of the wrong sort or impossible, and gives null. */
export function mismatch(field: Field, expected: string, help: Help, complain: Complain): null {
  const unquoted = expected.startsWith('text') && (field.node.kind === 'number' || field.node.kind === 'boolean')
  const subject = field.item === true ? `an item of ${label(field)}` : label(field)
  complain(field.node.at, `${subject} must be ${expected}, not ${found(field.node)}`, unquoted ? 'put it in quotes' : help)
  return null
}

/** Text that is not empty. */
export function readText(field: Field, expected: string, help: string, complain: Complain): string | null {
  if (field.node.kind !== 'text' || field.node.value.trim() === '') return mismatch(field, expected, help, complain)
  return field.node.value.trim()
}

export function readChoice<C extends string>(field: Field, choices: readonly C[], complain: Complain): C | null {
  const { node } = field
  const choice = node.kind === 'text' ? choices.find((c) => c === node.value.trim()) : undefined
  if (choice !== undefined) return choice
  const help = `write ${quoteAll(choices, 'or')}`
  return mismatch(field, quoteAll(choices, 'or'), node.kind === 'text' ? suggest(node.value, choices, help) : help, complain)
}

export function readBoolean(field: Field, complain: Complain): boolean | null {
  if (field.node.kind === 'boolean') return field.node.value
  return mismatch(field, '`true` or `false`', 'write `true` or `false`, without quotes', complain)
}

/** A whole number within bounds, both included. */
export function readWhole(field: Field, least: number, most: number, complain: Complain): number | null {
  const { node } = field
  if (node.kind === 'number' && Number.isInteger(node.value) && node.value >= least && node.value <= most) return node.value
  return mismatch(field, `a whole number from ${least} to ${most}`, `write a number from ${least} to ${most}, without quotes`, complain)
}

/** The items that could be read; null where the value is no list at all. */
export function readList<T>(field: Field, of: string, readItem: (item: Field) => T | null, complain: Complain): readonly T[] | null {
  if (field.node.kind !== 'list') {
    const help =
      field.node.kind === 'nothing' ? 'write a list, `[]` for an empty one, or remove the key' : 'write one item a line, each after `- `'
    return mismatch(field, `a list of ${of}`, help, complain)
  }
  return field.node.items.flatMap((node) => {
    const item = readItem({ ...field, node, item: true })
    return item === null ? [] : [item]
  })
}

export type Members = {
  readonly at: Position | null
  /** The member's field, or null where it is not there. */
  readonly get: (key: string) => Field | null
  /** The same, with a complaint at the start of the mapping where it is missing. */
  readonly require: (key: string, help: string) => Field | null
}

/** A mapping's members; unknown keys are told. Null where the value is no mapping. `what`: `a waiver`. */
export function readMapping(field: Field, what: string, keys: readonly string[], complain: Complain): Members | null {
  const { node } = field
  if (node.kind !== 'mapping') {
    return mismatch(field, `a mapping with ${quoteAll(keys, 'and')}`, `write ${what} as \`key: value\` lines`, complain)
  }
  for (const entry of node.entries) {
    if (!keys.includes(entry.key)) unknownKey(entry, what, keys, complain)
  }
  const get = (key: string): Field | null => {
    const entry = node.entries.find((e) => e.key === key)
    return entry === undefined ? null : { name: `${field.name}.${key}`, input: field.input, node: entry.value }
  }
  const require = (key: string, help: string): Field | null => {
    const member = get(key)
    if (member === null) complain(node.at, `${what} needs \`${key}\``, help)
    return member
  }
  return { at: node.at, get, require }
}

export function unknownKey(entry: PolicyEntry, where: string, keys: readonly string[], complain: Complain): void {
  const help = suggest(entry.key, keys, `the keys are ${quoteAll(keys, 'and')}`)
  complain(entry.at, `unknown key ${quote(entry.key)} in ${where}`, help)
}

function found(node: PolicyNode): string {
  switch (node.kind) {
    case 'text':
      return node.value.trim() === '' ? 'empty' : quote(node.value.trim())
    case 'number':
    case 'boolean':
      return quote(String(node.value))
    case 'nothing':
      return 'empty'
    case 'list':
      return 'a list'
    case 'mapping':
      return 'a mapping'
  }
}
