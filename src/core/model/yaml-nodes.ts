// How many values a YAML text has once every alias is spelled out, counted without spelling one out.

import { Parser } from 'yaml'
import type { CST } from 'yaml'
import { placesIn } from './line-of.ts'
import { withPlainBreaks } from './yaml-shape.ts'

type Count = {
  /** By anchor, in the document. */
  readonly sizes: Map<string, number>
  largest: number
  total: number
  readonly most: number
  /** Where the total went over the most. */
  exceeded: number | null
  /** The text is no YAML 1.2, so that another parser may see other nodes. */
  doubtful: boolean
}

/** Aliases that a text may have which parsers may read in different ways. */
const MOST_DOUBTFUL = 20

/**
 * Where (a line, from 1) a text has more values than `most` with its aliases spelled out; null where it has no more. Ask yamlShape
 * first: this recurses as deep as the text nests.
 */
export function tooManyNodes(text: string, most: number): number | null {
  const plain = withPlainBreaks(text)
  const count: Count = { sizes: new Map(), largest: 0, total: 0, most, exceeded: null, doubtful: false }
  for (const document of new Parser().parse(plain)) {
    count.doubtful ||= document.type === 'error'
    if (document.type !== 'document') continue
    count.sizes.clear()
    count.largest = 0
    sizeOf(document.value, count)
    if (count.exceeded !== null) return placesIn(plain)(count.exceeded).line
  }
  const aliases = count.doubtful ? [...plain.matchAll(/(?<!\w)\*\w/g)] : []
  const last = aliases[MOST_DOUBTFUL]
  return last === undefined ? null : placesIn(plain)(last.index).line
}

function sizeOf(token: CST.Token | null | undefined, count: Count): number {
  if (token === null || token === undefined) return add(1, 0, count)
  switch (token.type) {
    case 'alias':
      // What the name means is told by rules that differ between parsers: in doubt it is the largest.
      return add(count.sizes.get(token.source.slice(1)) ?? Math.max(1, count.largest), token.offset, count)
    case 'block-map':
    case 'block-seq':
    case 'flow-collection':
      return token.items.reduce((sum, item) => sum + sizeOfItem(item, count), add(1, token.offset, count))
    case 'single-quoted-scalar':
    case 'double-quoted-scalar':
      count.doubtful ||= token.source.length < 2 || !token.source.endsWith(token.source.charAt(0))
      return add(1, token.offset, count)
    case 'error':
      count.doubtful = true
      return add(1, token.offset, count)
    default:
      return add(1, token.offset, count)
  }
}

function sizeOfItem({ start, key, sep, value }: CST.CollectionItem, count: Count): number {
  const keySize = key === undefined || key === null ? 0 : sizeOf(key, count)
  const valueSize = sizeOf(value, count)
  // An anchor before a key may be the key's or that of all behind it.
  anchor(start, keySize + valueSize, count)
  anchor(sep ?? [], valueSize, count)
  return keySize + valueSize
}

function anchor(tokens: readonly CST.SourceToken[], size: number, count: Count): void {
  for (const { type, source } of tokens) {
    if (type !== 'anchor') continue
    count.sizes.set(source.slice(1), size)
    count.largest = Math.max(count.largest, size)
  }
}

function add(size: number, offset: number, count: Count): number {
  count.total += size
  if (count.total > count.most) count.exceeded ??= offset
  return size
}
