// The entries of a YAML or JSON file with what must be taken out of its text to remove each of them.

import { isCollection, isMap, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml'
import type { CST, Document, Node, Pair, ParsedNode, Scalar, YAMLMap, YAMLSeq } from 'yaml'
import { isReadable } from '../model/yaml-shape.ts'

/** A stretch of a file's text, `end` behind its last UTF-16 unit. */
export type Span = { readonly start: number; readonly end: number }

export type Entry = {
  readonly file: string
  /** From 1: where a scalar stands; for a map or a list its key, else its beginning. */
  readonly line: number
  readonly span: Span
  /** null for items of lists and for whole documents. */
  readonly key: string | null
  /** A scalar's text; null for maps and lists. */
  readonly text: string | null
  /** What a one-line scalar's text occupies, quotes left out; null for other nodes. */
  readonly body: Span | null
  readonly kind: 'scalar' | 'map' | 'list'
  /** The pairs of a map or the items of a list; for a scalar of several lines that holds YAML, its documents. */
  readonly entries: readonly Entry[]
}

const OPTIONS = { schema: 'failsafe', merge: false, uniqueKeys: false, strict: false, logLevel: 'silent', keepSourceTokens: true } as const
const BLANK: readonly string[] = ['space', 'newline', 'comment', 'comma']

/** A text and where it stands in its file. */
type Reading = { readonly file: string; readonly text: string; readonly lines: LineCounter; readonly at: (offset: number) => number; readonly firstLine: number; readonly inner: boolean }

/** The documents of a file; none where it is no YAML. */
export function entriesOf(file: string, text: string): readonly Entry[] {
  return documents({ file, text, lines: new LineCounter(), at: (offset) => offset, firstLine: 1, inner: false })
}

function documents(reading: Reading): readonly Entry[] {
  if (!isReadable(reading.text)) return []
  const parsed = parseAllDocuments<ParsedNode>(reading.text, { ...OPTIONS, lineCounter: reading.lines })
  if (!Array.isArray(parsed) || parsed.some(({ errors }) => errors.length > 0)) return []
  return parsed.flatMap((document: Document.Parsed) => {
    const { contents } = document
    if (contents === null || !isCollection(contents)) return []
    return [entry(null, contents, { start: contents.range[0], end: contents.range[1] }, reading)]
  })
}

function entry(key: string | null, node: Node | null, span: Span, reading: Reading): Entry {
  const scalar = isScalar(node) ? node : null
  const [from, to] = scalar?.range ?? [span.start, span.start]
  const cut = removable(span, reading)
  return {
    file: reading.file,
    line: reading.firstLine + reading.lines.linePos(to > from ? from : span.start).line - 1,
    span: { start: reading.at(cut.start), end: reading.at(cut.end) },
    key,
    kind: isMap(node) ? 'map' : isSeq(node) ? 'list' : 'scalar',
    text: scalar === null ? (node === null ? '' : null) : textOf(scalar),
    body: scalar === null ? null : bodyOf(scalar, reading),
    entries: isMap(node) ? pairs(node, reading) : isSeq(node) ? items(node, reading) : scalar === null ? [] : inside(scalar, reading)
  }
}

/** A stretch that takes lines' ends with it takes whole lines, or leaves the last end: else what follows would be indented anew. */
function removable({ start, end }: Span, { text, lines }: Reading): Span {
  const [first, last] = [lineStart(start, lines), lineStart(end, lines)]
  const isWhole = first < last && text.slice(first, start).trim() === '' && text.slice(last, end).trim() === ''
  if (isWhole) return { start: first, end: last }
  return last === end && first < last ? { start, end: start + text.slice(start, end).trimEnd().length } : { start, end }
}

/** Looked up: a line may hold a hundred thousand entries. */
function lineStart(offset: number, lines: LineCounter): number {
  return offset - lines.linePos(offset).col + 1
}

function pairs(map: YAMLMap, reading: Reading): readonly Entry[] {
  const found = map.items.map((pair) => ({ pair, start: startOf(pair), end: endOf(pair) }))
  return found.flatMap(({ pair, start, end }, index) => {
    if (start === null || end === null || !isScalar(pair.key)) return []
    const next = found[index + 1]?.start ?? end
    const value = isNode(pair.value) ? pair.value : null
    return [entry(textOf(pair.key), value, { start, end: next }, reading)]
  })
}

function items(seq: YAMLSeq, reading: Reading): readonly Entry[] {
  const token = seq.srcToken
  const marks = token?.type === 'block-seq' ? token.items.flatMap(({ start }) => start.find(({ type }) => type === 'seq-item-ind') ?? []) : null
  const starts = seq.items.map((item, index) => (marks === null ? rangeOf(item)?.[0] : marks[index]?.offset) ?? null)
  return seq.items.flatMap((item, index) => {
    const [start, range] = [starts[index] ?? null, rangeOf(item)]
    if (start === null || range === null || !isNode(item)) return []
    return [entry(null, item, { start, end: starts[index + 1] ?? Math.max(range[1], start + 1) }, reading)]
  })
}

function startOf(pair: Pair): number | null {
  const token = pair.srcToken
  const first = token?.start.find(({ type }) => !BLANK.includes(type))
  return first?.offset ?? token?.key?.offset ?? rangeOf(pair.key)?.[0] ?? null
}

function endOf(pair: Pair): number | null {
  const key = rangeOf(pair.key)?.[1]
  const tokens: readonly CST.SourceToken[] = pair.srcToken?.sep ?? []
  const sign = tokens.find(({ type }) => type === 'map-value-ind')
  const own = sign === undefined ? key : sign.offset + sign.source.length
  return rangeOf(pair.value)?.[1] ?? own ?? null
}

function isNode(value: unknown): value is Node {
  return rangeOf(value) !== null
}

function rangeOf(value: unknown): readonly [number, number, number] | null {
  if (typeof value !== 'object' || value === null || !('range' in value)) return null
  // The range of a parsed node; see the documentation of `yaml`, "Node.range".
  return (value.range as readonly [number, number, number] | null | undefined) ?? null
}

function textOf(scalar: Scalar): string {
  return typeof scalar.value === 'string' ? scalar.value : ''
}

function bodyOf(scalar: Scalar, { text, at }: Reading): Span | null {
  if (!scalar.range || scalar.type === 'BLOCK_LITERAL' || scalar.type === 'BLOCK_FOLDED') return null
  const [start, end] = scalar.range
  if (text.slice(start, end).includes('\n')) return null
  const quote = scalar.type === 'PLAIN' ? 0 : 1
  return { start: at(start + quote), end: at(end - quote) }
}

/** A block that keeps its lines may hold a patch or a configuration of its own. */
function inside(scalar: Scalar, reading: Reading): readonly Entry[] {
  if (reading.inner || scalar.type !== 'BLOCK_LITERAL' || !scalar.range) return []
  const text = textOf(scalar)
  const header = reading.lines.linePos(scalar.range[0]).line
  const indent = indentOf(text, header, reading)
  const lines = new LineCounter()
  const end = scalar.range[1]
  const at = (offset: number): number => {
    const { line, col } = lines.linePos(offset)
    const start = reading.lines.lineStarts[header + line - 1] ?? end
    return Math.min(start + indent + col - 1, end)
  }
  return documents({ file: reading.file, text, lines, at, firstLine: header + 1, inner: true })
}

function indentOf(text: string, header: number, { lines, text: outer }: Reading): number {
  const index = text.split('\n').findIndex((line) => line.trim() !== '')
  const start = lines.lineStarts[header + index]
  if (index < 0 || start === undefined) return 0
  const written = outer.slice(start).split('\n', 1)[0] ?? ''
  return Math.max(0, written.trimEnd().length - (text.split('\n')[index] ?? '').trimEnd().length)
}
