// Reads YAML and JSON sources into traced documents. Scalars stay text: kustomize reads some by YAML 1.1, some by 1.2.

import { LineCounter, isAlias, isMap, isScalar, isSeq, parseAllDocuments } from 'yaml'
import type { Document, Node, Scalar, YAMLMap } from 'yaml'
import { isReadable } from '../model/yaml-shape.ts'
import { foldedSpans } from './folded.ts'
import type { Mark, SourceText } from './source-text.ts'
import { markAt } from './source-text.ts'
import type { Traced, TracedEntry } from './traced.ts'
import { tracedList, tracedMap, tracedScalar } from './traced.ts'

const OPTIONS = { schema: 'failsafe', merge: false, uniqueKeys: false, strict: false, logLevel: 'silent' } as const

type Reading = {
  readonly source: SourceText
  readonly lines: LineCounter
  readonly document: Document
  /** Shared between an anchor and its aliases, so that expansion cannot grow. */
  readonly done: Map<Node, Traced>
  readonly open: Set<Node>
}

/** The documents of a text, empty ones left out; null where it is no YAML. */
export function parseSource(source: SourceText): readonly Traced[] | null {
  if (!isReadable(source.text)) return null
  const lines = new LineCounter()
  const parsed = parseAllDocuments(source.text, { ...OPTIONS, lineCounter: lines })
  if (!Array.isArray(parsed)) return []
  const documents: Traced[] = []
  for (const document of parsed) {
    if (document.errors.length > 0) return null
    if (document.contents === null || isEmptyScalar(document.contents)) continue
    documents.push(read(document.contents, { source, lines, document, done: new Map(), open: new Set() }))
  }
  return documents
}

function isEmptyScalar(node: unknown): boolean {
  return isScalar(node) && node.value === '' && node.type === 'PLAIN'
}

function read(node: Node | null | undefined, reading: Reading): Traced {
  if (node === null || node === undefined) return tracedScalar('', markAt(reading.source, 1, null), { plain: true })
  if (isAlias(node)) return read(node.resolve(reading.document), reading)
  const known = reading.done.get(node)
  if (known !== undefined) return known
  // An anchor that holds its own alias has no finite value; kustomize refuses it.
  if (reading.open.has(node)) return tracedScalar('', markOf(node, reading), { plain: true })
  reading.open.add(node)
  const traced = isMap(node)
    ? tracedMap(readEntries(node, reading), markOf(node, reading))
    : isSeq(node)
      ? tracedList(node.items.map((item) => read(asNode(item), reading)), markOf(node, reading))
      : isScalar(node)
        ? readScalar(node, reading)
        : tracedScalar('', markOf(node, reading))
  reading.open.delete(node)
  reading.done.set(node, traced)
  return traced
}

function asNode(item: unknown): Node | null {
  return isAlias(item) || isMap(item) || isSeq(item) || isScalar(item) ? item : null
}

function readEntries(map: YAMLMap, reading: Reading): ReadonlyMap<string, TracedEntry> {
  const entries = new Map<string, TracedEntry>()
  const merged: Traced[] = []
  for (const pair of map.items) {
    const keyNode = asNode(pair.key)
    const key = keyNode === null ? null : read(keyNode, reading)
    if (key === null || keyNode === null || key.kind !== 'scalar') continue
    const value = pair.value === null ? tracedScalar('', key.mark, { plain: true }) : read(asNode(pair.value), reading)
    if (key.text === '<<' && key.plain) merged.push(...(value.kind === 'list' ? value.items : [value]))
    else entries.set(key.text, { key: markOf(keyNode, reading), value })
  }
  for (const source of merged) {
    if (source.kind !== 'map') continue
    for (const [key, entry] of source.entries) if (!entries.has(key)) entries.set(key, entry)
  }
  return entries
}

function readScalar(node: Scalar, reading: Reading): Traced {
  const text = typeof node.value === 'string' ? node.value : ''
  return tracedScalar(text, markOf(node, reading), { plain: node.type === 'PLAIN', inner: innerOf(node, text, reading) })
}

function markOf(node: Node, reading: Reading): Mark {
  if (!node.range) return markAt(reading.source, 1, null)
  const { line, col } = reading.lines.linePos(node.range[0])
  return markAt(reading.source, line, col)
}

/** The scalar's own text as a source. A literal block keeps its lines one to one; other forms are followed piece by piece. */
function innerOf(node: Scalar, text: string, reading: Reading): SourceText {
  const { source, lines } = reading
  const unknown: SourceText = { file: source.file, text, first: null, step: 0, indent: 0 }
  if (!node.range) return unknown
  const start = lines.linePos(node.range[0]).line
  if (node.type === 'BLOCK_LITERAL') {
    const first = markAt(source, start + 1, null).line
    if (source.spans !== undefined) return unknown
    return { file: source.file, text, first, step: source.step, indent: source.indent + indentOf(text, start, source, lines) }
  }
  const end = lines.linePos(Math.max(node.range[0], node.range[1] - 1)).line
  if (end === start) return { ...unknown, first: markAt(source, start, null).line }
  const written = source.text.slice(node.range[0], node.range[1]).split(/\r?\n/)
  const top = markAt(source, start, null).line
  if (source.step === 0 || source.spans !== undefined || top === null) return unknown
  const spans = spansOf(node.type, text, written, top)
  return spans === null ? unknown : { ...unknown, first: top, step: 1, spans }
}

function spansOf(type: Scalar['type'], text: string, written: readonly string[], top: number): ReturnType<typeof foldedSpans> {
  if (type === 'BLOCK_FOLDED') return foldedSpans(text, written.slice(1), top + 1, 'folded')
  const bare = written.map((line, index) => {
    const opened = index === 0 ? line.slice(1) : line
    return index === written.length - 1 ? opened.trimEnd().slice(0, -1) : opened
  })
  if (type === 'QUOTE_DOUBLE') return foldedSpans(text, bare, top, 'double')
  if (type === 'QUOTE_SINGLE') return foldedSpans(text, bare, top, 'single')
  return type === 'PLAIN' ? foldedSpans(text, written, top, 'folded') : null
}

/** How much the lines of a block scalar are indented, from its first line that is not blank. */
function indentOf(text: string, header: number, source: SourceText, lines: LineCounter): number {
  const content = text.split('\n')
  const index = content.findIndex((line) => line.trim() !== '')
  const start = lines.lineStarts[header + index]
  if (index < 0 || start === undefined) return 0
  const written = source.text.slice(start).split('\n', 1)[0] ?? ''
  return Math.max(0, written.trimEnd().length - (content[index] ?? '').trimEnd().length)
}
