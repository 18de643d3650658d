// Enumerates what can be mutated in a parsed document: scalars, keys, fields and list items, each as an edit of whole lines.

import type { Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml'
import { isAlias, isMap, isScalar, isSeq } from 'yaml'
import type { Construct } from './constructs.ts'
import type { Range } from './edit.ts'
import type { Mutation, Role } from './mutation.ts'
import { mutationOf } from './mutation.ts'
import type { Random } from './random.ts'
import type { Parsed } from './source.ts'
import { keyOf, keyText, lastLine, partInside, startOf } from './source.ts'

export type Steps = readonly (string | number)[]

/** How one document may be mutated. Paths are those of the document. */
export type Rules = {
  readonly role: (path: Steps) => Role | 'skip'
  /** Ranges that count for a redirect or an identity at this path. */
  readonly entry: (path: Steps) => readonly Range[]
  readonly constructs: (path: Steps) => readonly Construct[]
  /** New fields in the mapping at this path: null where there can be none, else key and value for a token. */
  readonly newField: (path: Steps, token: string) => readonly [string, string] | null
  /** A new item for the list at this path, in flow style; null where there can be none; undefined: like its neighbours. */
  readonly newItem: (path: Steps, token: string) => string | null | undefined
  readonly renameKey: (path: Steps) => boolean
  /** Ranges that come or go together with the entry at this path: files that it names. */
  readonly brings: (node: Node) => readonly Range[]
}

/** Longer entries are not taken out: what they wrote would be most of the world. */
const LONGEST_DELETION = 24

type Walk = {
  readonly parsed: Parsed
  readonly rules: Rules
  readonly lines: readonly string[]
  readonly random: Random
  readonly found: Mutation[]
}

/** Mutations of one node and all below it. `path` is where the rules see it. */
export function sitesIn(node: unknown, path: Steps, parsed: Parsed, rules: Rules, fileText: string, random: Random): readonly Mutation[] {
  const walk: Walk = { parsed, rules, lines: fileText.split('\n'), random, found: [] }
  visit(node, path, walk)
  return walk.found
}

function visit(node: unknown, path: Steps, walk: Walk): void {
  if (isMap(node)) visitMap(node, path, walk)
  else if (isSeq(node)) visitSeq(node, path, walk)
  else if (isScalar(node)) visitScalar(node, path, walk)
}

function put(
  walk: Walk,
  path: Steps,
  edit: Mutation['edit'],
  role: Role,
  token: string | null,
  what: string,
  more: readonly Range[] = [],
  constructs: readonly Construct[] = []
): void {
  const { rules, parsed, found } = walk
  const entry = [...(role === 'value' ? [] : rules.entry(path)), ...more]
  const rows = [...new Set([...rules.constructs(path), ...constructs])]
  found.push(mutationOf(parsed.part.file, edit, { role, token, constructs: rows, what: `${what} ${pointer(path)}`, entry }))
}

export function pointer(path: Steps): string {
  return path.map((step) => `/${String(step).replaceAll('/', '~1')}`).join('')
}

function visitMap(map: YAMLMap, path: Steps, walk: Walk): void {
  const { parsed, rules, random } = walk
  map.items.forEach((pair, index) => {
    const key = keyOf(pair)
    if (key === null || !key.range) return
    const name = keyText(pair)
    const here = name === '<<' ? path : [...path, name]
    const role = rules.role(here)
    if (role === 'skip') return
    const merged: readonly Construct[] = name === '<<' ? ['YAML merge keys'] : isAlias(pair.value) ? ['YAML anchors'] : []
    const span = ownLines(pair, key, map, index, walk)
    if (span !== null && map.items.length > 1 && span.to - span.from < LONGEST_DELETION) {
      const brought = isNode(pair.value) ? rules.brings(pair.value) : []
      put(walk, here, { kind: 'delete', ...span }, role === 'value' ? 'value' : 'redirect', null, 'delete', brought, merged)
    }
    if (span !== null) {
      const token = random.token()
      const added = rules.newField(path, token)
      if (added !== null)
        put(
          walk,
          [...path, added[0]],
          { kind: 'insert', before: span.from, lines: [written(added, key, map, walk)] },
          'value',
          token,
          'add'
        )
    }
    if (rules.renameKey(here) && name !== '<<') {
      const { line, column } = startOf(key, parsed)
      const text = key.type === 'PLAIN' ? name : null
      if (text !== null) {
        const token = random.token()
        const range = { file: parsed.part.file, from: line, to: isNode(pair.value) ? lastLine(pair.value, parsed) : line }
        const anchored = anchorLine(pair.value, walk)
        put(
          walk,
          here,
          { kind: 'replace', line, from: column + text.length, to: column + text.length, text: token },
          'redirect',
          token,
          'rename',
          [range, ...anchored],
          merged
        )
      }
    }
    const first = walk.found.length
    visit(pair.value, here, walk)
    if (isMap(pair.value) && pair.value.anchor !== undefined) alsoCount(walk, first, 'YAML merge keys')
  })
}

/** What a mapping with an anchor holds arrives elsewhere through its merge keys. */
function alsoCount({ found }: Walk, from: number, construct: Construct): void {
  found.splice(
    from,
    found.length,
    ...found.slice(from).map((mutation) => ({ ...mutation, constructs: [...new Set([...mutation.constructs, construct])] }))
  )
}

/** The line that holds the value of an alias. */
function anchorLine(node: unknown, { parsed }: Walk): readonly Range[] {
  if (!isAlias(node)) return []
  const target = parsed.documents.flatMap((document) => node.resolve(document) ?? [])[0]
  if (target === undefined) return []
  const { line } = startOf(target, parsed)
  return [{ file: parsed.part.file, from: line, to: line }]
}

function isNode(value: unknown): value is Node {
  return isMap(value) || isSeq(value) || isScalar(value) || isAlias(value)
}

/** The lines of a pair that stand alone: nothing else on them. In flow style also the comma after it. */
function ownLines(pair: Pair, key: Scalar, map: YAMLMap, index: number, walk: Walk): { readonly from: number; readonly to: number } | null {
  const { parsed, lines } = walk
  const { line, column } = startOf(key, parsed)
  if ((lines[line - 1] ?? '').slice(0, column).trim() !== '') return null
  const to = isNode(pair.value) && pair.value.range ? Math.max(line, lastLine(pair.value, parsed)) : line
  if (map.flow === true) {
    if (index === map.items.length - 1 || !(lines[to - 1] ?? '').trimEnd().endsWith(',')) return null
  }
  return { from: line, to }
}

function written([name, value]: readonly [string, string], key: Scalar, map: YAMLMap, { parsed }: Walk): string {
  const indent = ' '.repeat(startOf(key, parsed).column)
  return map.flow === true ? `${indent}"${name}": ${JSON.stringify(value)},` : `${indent}${name}: ${value}`
}

function visitSeq(seq: YAMLSeq, path: Steps, walk: Walk): void {
  const { parsed, rules, lines, random } = walk
  seq.items.forEach((item, index) => {
    const here = [...path, index]
    const role = rules.role(here)
    if (role === 'skip' || !isNode(item)) return
    const { line, column } = startOf(item, parsed)
    const before = (lines[line - 1] ?? '').slice(0, column)
    const to = lastLine(item, parsed)
    const flow = seq.flow === true
    const alone = flow ? before.trim() === '' : /^\s*- +$/.test(before)
    const comma = (lines[to - 1] ?? '').trimEnd().endsWith(',')
    if (alone && (!flow || (comma && index < seq.items.length - 1))) {
      if (seq.items.length > 1 && to - line < LONGEST_DELETION) {
        put(walk, here, { kind: 'delete', from: line, to }, role === 'value' ? 'value' : 'redirect', null, 'delete', rules.brings(item))
      }
      const token = random.token()
      const wanted = rules.newItem(path, token)
      const text = wanted === undefined ? likeNeighbour(item, token, random) : wanted
      if (text !== null) {
        const indent = flow ? before : before.replace(/- +$/, '')
        const line1 = flow ? `${indent}${asJson(text)},` : `${indent}- ${text}`
        put(walk, here, { kind: 'insert', before: line, lines: [line1] }, 'value', token, 'add')
      }
    }
    visit(item, here, walk)
  })
}

/** Fields by which list items are told apart. */
const ITEM_KEYS = ['name', 'key', 'secretKey', 'mountPath', 'containerPort', 'port', 'host', 'id', 'topologyKey']

function likeNeighbour(item: Node, token: string, random: Random): string | null {
  if (isScalar(item)) return typeof item.value === 'string' && item.type !== 'BLOCK_LITERAL' ? token : null
  if (!isMap(item)) return null
  const key = item.items.find((pair) => ITEM_KEYS.includes(keyText(pair)))
  const fields = item.items.flatMap((pair) => {
    if (!isScalar(pair.value)) return []
    const { value } = pair.value
    if (typeof value === 'number') return [`${keyText(pair)}: ${ITEM_KEYS.includes(keyText(pair)) ? 20000 + random.below(9999) : value}`]
    if (typeof value !== 'string') return []
    return [`${keyText(pair)}: ${keyText(pair) === 'protocol' || keyText(pair) === 'kind' || keyText(pair) === 'apiGroup' ? value : token}`]
  })
  return fields.length === 0 || key === undefined ? null : `{${fields.join(', ')}}`
}

function asJson(text: string): string {
  if (!text.startsWith('{')) return JSON.stringify(text)
  const fields = text
    .slice(1, -1)
    .split(', ')
    .map((field) => {
      const colon = field.indexOf(': ')
      const value = field.slice(colon + 2)
      return `${JSON.stringify(field.slice(0, colon))}: ${/^\d+$/.test(value) ? value : JSON.stringify(value)}`
    })
  return `{${fields.join(', ')}}`
}

function visitScalar(scalar: Scalar, path: Steps, walk: Walk): void {
  const { parsed, rules, random, lines } = walk
  const role = rules.role(path)
  if (role === 'skip' || !scalar.range) return
  const anchored: readonly Construct[] = scalar.anchor === undefined ? [] : ['YAML anchors']
  if (scalar.type === 'BLOCK_LITERAL') return visitText(scalar, path, walk)
  const start = startOf(scalar, parsed)
  const end = parsed.at(scalar.range[1])
  if (start.line !== end.line && lastLine(scalar, parsed) !== start.line) return
  const from = start.column
  const source = parsed.part.text.slice(scalar.range[0], scalar.range[1])
  if ((lines[start.line - 1] ?? '').slice(from, from + source.length) !== source) return
  const token = random.token()
  const whole = (text: string, mark: string | null): void =>
    put(walk, path, { kind: 'replace', line: start.line, from, to: from + source.length, text }, role, mark, 'change', [], anchored)
  if (/[?&]ref=main$/.test(String(scalar.value))) whole(source.replace('ref=main', 'ref=next'), null)
  else if (scalar.type === 'PLAIN' && typeof scalar.value === 'number') {
    const number = String(20000 + random.below(9999))
    whole(number, number)
  } else if (scalar.type === 'PLAIN' && typeof scalar.value === 'boolean') whole(String(!scalar.value), null)
  else if (scalar.type === 'PLAIN' && scalar.value === null) {
    if (source !== '') whole(token, token)
  } else if (scalar.type === 'PLAIN') whole(source + token, token)
  else if (scalar.type === 'QUOTE_DOUBLE' || scalar.type === 'QUOTE_SINGLE') whole(source.slice(0, -1) + token + source.slice(-1), token)
}

/**
 * A text of several lines: one of its lines changes or goes. What is a document of its own (an inline transformer, a patch) is mutated by
 * its structure instead, which knows what each line does: `path:` of a field spec holds no value.
 */
function visitText(scalar: Scalar, path: Steps, walk: Walk): void {
  const { parsed, rules, random, lines } = walk
  const inside = partInside(scalar, parsed)
  const role = rules.role(path)
  if (inside === null || role !== 'value') return
  const texts = inside.text.replace(/\n+$/, '').split('\n')
  texts.forEach((text, index) => {
    const line = inside.first + index
    if (text.trim() === '' || !(lines[line - 1] ?? '').endsWith(text)) return
    // Inside JSON a line cannot grow at its end.
    if (/[,{}[\]"]$/.test(text.trimEnd())) return
    const token = random.token()
    const end = (lines[line - 1] ?? '').length
    put(walk, path, { kind: 'replace', line, from: end, to: end, text: token }, 'value', token, `change line ${index + 1} of`)
    if (texts.length > 1 && texts.filter((other) => other === text).length === 1 && !/[:{[]$/.test(text.trimEnd())) {
      put(walk, path, { kind: 'delete', from: line, to: line }, 'value', null, `delete line ${index + 1} of`)
    }
  })
}
