// YAML as it is written: every node with its place in the file, also inside inline patches.

import { isMap, isScalar, isSeq, parseAllDocuments } from 'yaml'
import type { Node, Scalar } from 'yaml'
import { isReadable } from '../model/yaml-shape.ts'

type Place = {
  /** Offsets in the file; end is behind the last letter, blanks left out. */
  readonly start: number
  readonly end: number
  /** It has an anchor or a tag, or is an alias: what is changed here changes elsewhere too. */
  readonly bound: boolean
}

export type WrittenScalar = Place & {
  readonly kind: 'scalar'
  readonly text: string
  readonly style: 'plain' | 'double' | 'single' | 'block'
  /** The documents in a literal block's text. */
  readonly inner: () => readonly Written[]
}
export type WrittenEntry = { readonly key: string; readonly start: number; readonly value: Written }
export type WrittenMap = Place & { readonly kind: 'map'; readonly flow: boolean; readonly entries: readonly WrittenEntry[] }
export type WrittenList = Place & { readonly kind: 'list'; readonly flow: boolean; readonly items: readonly Written[] }
export type Written = WrittenScalar | WrittenMap | WrittenList

const OPTIONS = { schema: 'failsafe', merge: false, uniqueKeys: false, strict: false, logLevel: 'silent' } as const

/** Where the letters of an embedded text stand in the file. */
type Reading = { readonly text: string; readonly at: (offset: number) => number }

/** The documents of a file, empty ones left out; none where it is no YAML. */
export function readWritten(text: string): readonly Written[] {
  return read({ text, at: (offset) => offset })
}

function read(reading: Reading): readonly Written[] {
  if (!isReadable(reading.text)) return []
  const parsed = parseAllDocuments(reading.text, OPTIONS)
  if (!Array.isArray(parsed) || parsed.some((document) => document.errors.length > 0)) return []
  return parsed.flatMap((document) => (document.contents?.range ? [convert(document.contents, reading)] : []))
}

function convert(node: unknown, reading: Reading): Written {
  const place = placeOf(node, reading)
  if (isMap(node)) {
    const entries = node.items.flatMap((pair): readonly WrittenEntry[] => {
      if (!isScalar(pair.key) || !pair.key.range) return []
      const start = reading.at(pair.key.range[0])
      const end = start + (pair.key.source ?? '').length
      const value = (pair.value as Node | null)?.range ? convert(pair.value, reading) : nothing(end)
      return [{ key: String(pair.key.value), start, value }]
    })
    return { kind: 'map', ...place, flow: node.flow === true, entries, bound: place.bound || entries.length < node.items.length }
  }
  if (isSeq(node)) return { kind: 'list', ...place, flow: node.flow === true, items: node.items.map((item) => convert(item, reading)) }
  if (isScalar(node)) return { ...nothing(place.start), ...place, text: typeof node.value === 'string' ? node.value : '', style: styleOf(node), inner: () => innerOf(node, reading) }
  // An alias: its text stands elsewhere.
  return { ...nothing(place.start), ...place, bound: true }
}

function nothing(at: number): WrittenScalar {
  return { kind: 'scalar', start: at, end: at, bound: false, text: '', style: 'plain', inner: () => [] }
}

function placeOf(node: unknown, reading: Reading): Place {
  const { range, anchor, tag, source } = node as { range?: [number, number, number]; anchor?: string; tag?: string; source?: string }
  if (!range) return { start: 0, end: 0, bound: true }
  const letters = reading.text.slice(range[0], range[1]).trimEnd().length
  const bound = anchor !== undefined || tag !== undefined || (!isScalar(node) && source !== undefined)
  const start = reading.at(range[0])
  return { start, end: letters === 0 ? start : reading.at(range[0] + letters - 1) + 1, bound }
}

function styleOf(node: Scalar): WrittenScalar['style'] {
  switch (node.type) {
    case 'QUOTE_DOUBLE':
      return 'double'
    case 'QUOTE_SINGLE':
      return 'single'
    case 'BLOCK_LITERAL':
    case 'BLOCK_FOLDED':
      return 'block'
    default:
      return 'plain'
  }
}

/** A literal block keeps its lines one to one, indented. */
function innerOf(node: Scalar, reading: Reading): readonly Written[] {
  if (node.type !== 'BLOCK_LITERAL' || !node.range || typeof node.value !== 'string') return []
  const text = node.value
  const content = reading.text.indexOf('\n', node.range[0]) + 1
  if (content === 0) return []
  const own = lineStarts(text, 0, Infinity)
  const outer = lineStarts(reading.text, content, own.length)
  const first = text.split('\n').findIndex((line) => line.trim() !== '')
  const written = reading.text.slice(outer[first] ?? content).split('\n', 1)[0] ?? ''
  const indent = written.trimEnd().length - (text.split('\n')[first] ?? '').trimEnd().length
  const at = (offset: number): number => {
    const line = lastAtMost(own, offset)
    return reading.at((outer[line] ?? reading.text.length) + indent + offset - (own[line] ?? 0))
  }
  return first < 0 ? [] : read({ text, at })
}

function lineStarts(text: string, from: number, most: number): readonly number[] {
  const starts = [from]
  for (let at = text.indexOf('\n', from); at >= 0 && starts.length < most; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** The index of the last of some ascending numbers that is no larger than `most`; -1 where none is. Block scalars may have many lines. */
function lastAtMost(numbers: readonly number[], most: number): number {
  let [low, high] = [0, numbers.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] ?? 0) <= most) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** The value of a key; undefined where there is none. */
export function entryOf(node: Written | undefined, key: string): Written | undefined {
  return node?.kind === 'map' ? node.entries.find((entry) => entry.key === key)?.value : undefined
}

export function textOf(node: Written | undefined, key: string): string | null {
  const value = entryOf(node, key)
  return value?.kind === 'scalar' && value.text !== '' ? value.text : null
}

export function itemsOf(node: Written | undefined): readonly Written[] {
  return node?.kind === 'list' ? node.items : []
}
