// The policy file as plain nodes with positions: YAML read within bounds, aliases resolved.

import { CST, isAlias, isMap, isScalar, isSeq, Lexer, parseDocument } from 'yaml'
import type { Document, Node } from 'yaml'
import { placesIn } from '../model/line-of.ts'
import type { Complain, Position } from './problem.ts'
import { quote } from './problem.ts'

/** `at` is null for a node made from an input. */
export type PolicyNode =
  | { readonly kind: 'text'; readonly value: string; readonly at: Position | null }
  | { readonly kind: 'number'; readonly value: number; readonly at: Position | null }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly at: Position | null }
  | { readonly kind: 'nothing'; readonly at: Position | null }
  | { readonly kind: 'list'; readonly items: readonly PolicyNode[]; readonly at: Position | null }
  | { readonly kind: 'mapping'; readonly entries: readonly PolicyEntry[]; readonly at: Position | null }

export type PolicyEntry = { readonly key: string; readonly at: Position | null; readonly value: PolicyNode }

/** Bounds of a policy file; far beyond any real one, so that a hostile one costs nothing. */
const LONGEST = 1024 * 1024
const DEEPEST = 32
const MOST_ALIASES = 100
/** The library looks for each alias's anchor from the document's start. */
const MOST_WRITTEN_ALIASES = 10 * MOST_ALIASES
/** Values, with what aliases stand for: a hundred of them could make fifty million. */
const MOST_VALUES = 200_000

const START: Position = { line: 1, column: 1 }

/** The document's root, or null with every syntax problem told. An empty document is `nothing` at its start. */
export function parsePolicyText(text: string, complain: Complain): PolicyNode | null {
  if (text.length > LONGEST) {
    complain(START, 'the policy file is larger than 1 MiB', 'split the waivers up or remove what has expired')
    return null
  }
  const position = placesIn(text)
  const hazard = hazardIn(text)
  if (hazard !== null) {
    if (hazard === 'depth') complain(START, `the policy file is nested deeper than ${DEEPEST} levels`, 'a policy needs no more than six levels')
    else complain(START, `the policy file uses more than ${MOST_ALIASES} aliases`, 'write the entries out')
    return null
  }
  // What stands for bytes that are no UTF-8: two different texts would look the same.
  const undecodable = text.indexOf('\uFFFD')
  if (undecodable >= 0) {
    const before = text.slice(0, undecodable).split('\n')
    const at = { line: before.length, column: (before.at(-1) ?? '').length + 1 }
    complain(at, 'the policy file is not UTF-8 here', 'save the file as UTF-8')
    return null
  }
  const document = parseDocument(text, {
    prettyErrors: false,
    resolveKnownTags: false,
    schema: 'core',
    // Compares every key with every other; `convert` sees to it in one go.
    uniqueKeys: false,
    stringKeys: true,
    logLevel: 'error'
  })
  for (const error of [...document.errors, ...document.warnings]) {
    const several = error.code === 'MULTIPLE_DOCS' ? 'the policy file holds more than one document' : null
    complain(position(error.pos[0]), several ?? `not valid YAML: ${sentence(error.message)}`, helpFor(error.code))
  }
  if (document.errors.length > 0 || document.warnings.length > 0) return null
  if (document.contents === null) return { kind: 'nothing', at: START }
  return convert(document, position, complain)
}

/** Turns the library's nodes into ours; null once a bound is reached. */
function convert(document: Document.Parsed, position: (offset: number) => Position, complain: Complain): PolicyNode | null {
  let aliases = 0
  let values = 0
  const walk = (node: Node | null, depth: number, fallback: Position): PolicyNode | null => {
    const at = node?.range ? position(node.range[0]) : fallback
    if (depth > DEEPEST) {
      complain(at, 'an alias leads back to itself, or the file is nested too deeply', 'write the entry out instead of using the alias')
      return null
    }
    values += 1
    if (values > MOST_VALUES) {
      complain(at, `the policy file holds more than ${MOST_VALUES} values, with what its aliases stand for`, 'remove what has expired, or use globs')
      return null
    }
    if (isAlias(node)) {
      aliases += 1
      if (aliases > MOST_ALIASES) {
        complain(at, `the policy file uses more than ${MOST_ALIASES} aliases`, 'write the entries out')
        return null
      }
      const target = node.resolve(document)
      if (target !== undefined) return walk(target, depth + 1, at)
      complain(at, `alias ${quote(`*${node.source}`)} has no anchor before it`, 'put text that starts with `*` in quotes')
      return null
    }
    if (isMap(node)) {
      const entries: PolicyEntry[] = []
      const keys = new Set<string>()
      for (const pair of node.items) {
        const keyNode = isScalar(pair.key) ? pair.key : null
        const keyAt = keyNode?.range ? position(keyNode.range[0]) : at
        const key = typeof keyNode?.value === 'string' ? keyNode.value : ''
        if (keys.has(key)) {
          complain(keyAt, 'not valid YAML: map keys must be unique', helpFor('DUPLICATE_KEY'))
          return null
        }
        keys.add(key)
        const value = walk(asNode(pair.value), depth + 1, keyAt)
        if (value === null) return null
        entries.push({ key, at: keyAt, value })
      }
      return { kind: 'mapping', entries, at }
    }
    if (isSeq(node)) {
      const items: PolicyNode[] = []
      for (const item of node.items) {
        const value = walk(asNode(item), depth + 1, at)
        if (value === null) return null
        items.push(value)
      }
      return { kind: 'list', items, at }
    }
    return scalar(isScalar(node) ? node.value : null, at, fallback)
  }
  return walk(document.contents, 0, START)
}

function scalar(value: unknown, at: Position, key: Position): PolicyNode {
  switch (typeof value) {
    case 'string':
      return { kind: 'text', value, at }
    case 'number':
      return { kind: 'number', value, at }
    case 'boolean':
      return { kind: 'boolean', value, at }
    default:
      // What is missing is shown at the key that misses it.
      return { kind: 'nothing', at: key }
  }
}

function asNode(value: unknown): Node | null {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value) ? value : null
}

/** Asked of the tokens, before anything recursive sees the text. Block nesting shows as indentation. */
function hazardIn(text: string): 'depth' | 'aliases' | null {
  let aliases = 0
  let flow = 0
  let compact = 0
  let scalarNext = false
  let lineStart = true
  for (const token of new Lexer().lex(text)) {
    if (scalarNext) {
      scalarNext = false
      lineStart = false
      continue
    }
    const type = CST.tokenType(token)
    if (type === 'newline') compact = 0
    else if (type === 'scalar') scalarNext = true
    else if (type === 'flow-map-start' || type === 'flow-seq-start') flow += 1
    else if (type === 'flow-map-end' || type === 'flow-seq-end') flow -= 1
    else if (type === 'seq-item-ind' || type === 'explicit-key-ind') compact += 1
    else if (type === 'space' && lineStart && token.length > 8 * DEEPEST) return 'depth'
    else if (type === 'alias') aliases += 1
    if (flow > DEEPEST || compact > DEEPEST) return 'depth'
    if (aliases > MOST_WRITTEN_ALIASES) return 'aliases'
    lineStart = type === 'newline'
  }
  return null
}

function sentence(message: string): string {
  const first = message.split('\n')[0] ?? message
  return first.charAt(0).toLowerCase() + first.slice(1)
}

function helpFor(code: string): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return 'keep one of the two and remove the other'
    case 'TAB_AS_INDENT':
      return 'indent with spaces'
    case 'MULTIPLE_DOCS':
      return 'keep one document: remove the `---` and what follows it'
    case 'TAG_RESOLVE_FAILED':
      return 'remove the tag'
    default:
      return 'mend the syntax there or on the line above; text with `: `, `#`, `*` or `{` at its start needs quotes'
  }
}
