// Sources as the mutator reads them: nodes with their lines and columns, also of what is embedded in block scalars.

import type { Document, Node, Pair, Scalar } from 'yaml'
import { LineCounter, isMap, isScalar, isSeq, parseAllDocuments } from 'yaml'

/** A text inside a file: its first line is the file's line `first`, its lines are indented by `indent` there. */
export type Part = { readonly file: string; readonly text: string; readonly first: number; readonly indent: number; readonly json: boolean }

export type Place = { readonly line: number; readonly column: number }

export type Parsed = { readonly part: Part; readonly documents: readonly Document.Parsed[]; readonly at: (offset: number) => Place }

export function parsePart(part: Part): Parsed | null {
  const lines = new LineCounter()
  const documents = parseAllDocuments(part.text, {
    lineCounter: lines,
    merge: true,
    uniqueKeys: false,
    strict: false,
    logLevel: 'silent',
    version: '1.2'
  })
  if (!Array.isArray(documents) || documents.some((document) => document.errors.length > 0)) return null
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { line: part.first + line - 1, column: part.indent + col - 1 }
  }
  return { part, documents, at }
}

export function startOf(node: Node, { at }: Parsed): Place {
  return at(node.range?.[0] ?? 0)
}

/** The last line of a node's value; trailing comments and blank lines are not part of it. */
export function lastLine(node: Node, { at, part }: Parsed): number {
  const [start, end] = node.range ?? [0, 0]
  const used = part.text.slice(start, end).trimEnd().length
  return at(start + Math.max(0, used - 1)).line
}

export function keyOf(pair: Pair): Scalar | null {
  return isScalar(pair.key) ? pair.key : null
}

export function keyText(pair: Pair): string {
  // The parser knows a merge key as a symbol.
  if (isScalar(pair.key)) return typeof pair.key.value === 'symbol' ? '<<' : String(pair.key.value)
  return ''
}

/** A block scalar's own text as a part; null for any other node. */
export function partInside(node: unknown, parsed: Parsed): Part | null {
  if (!isScalar(node) || node.type !== 'BLOCK_LITERAL' || typeof node.value !== 'string' || !node.range) return null
  const lines = parsed.part.text.split('\n')
  const header = parsed.at(node.range[0]).line - parsed.part.first
  const firstText = lines.slice(header + 1).find((line) => line.trim() !== '') ?? ''
  const written = (node.value.split('\n').find((line) => line.trim() !== '') ?? '').trimEnd()
  const indent = firstText.trimEnd().length - written.length
  return {
    file: parsed.part.file,
    text: node.value,
    first: parsed.part.first + header + 1,
    indent: parsed.part.indent + indent,
    json: written.trim().startsWith('[') || written.trim().startsWith('{')
  }
}

/** A node at a path of keys and positions. */
export function nodeAt(node: unknown, path: readonly (string | number)[]): unknown {
  let at: unknown = node
  for (const step of path) {
    if (isMap(at)) at = at.items.find((pair) => keyText(pair) === step)?.value
    else if (isSeq(at) && typeof step === 'number') at = at.items[step]
    else return undefined
  }
  return at
}

export function textAt(node: unknown, path: readonly (string | number)[]): string | null {
  const found = nodeAt(node, path)
  return isScalar(found) && isPrimitive(found.value) ? String(found.value) : null
}

function isPrimitive(value: unknown): value is string | number | boolean | bigint {
  return ['string', 'number', 'boolean', 'bigint'].includes(typeof value)
}
