// From a line and column to the node that is written there, with everything around it.

import type { SourceLocation } from '../model/source.ts'
import type { Workshop } from './world.ts'
import type { Written, WrittenList, WrittenMap, WrittenScalar } from './written.ts'

/** One step down: into the entry or item at index of a map or list, or into a literal block's documents. */
export type Step =
  | { readonly kind: 'entry'; readonly of: WrittenMap; readonly index: number; readonly key: string }
  | { readonly kind: 'item'; readonly of: WrittenList; readonly index: number }
  | { readonly kind: 'inner'; readonly of: WrittenScalar; readonly index: number }

export type Spot = {
  readonly node: Written
  /** The whole document that holds it. */
  readonly root: Written
  /** From the document down to the node. */
  readonly steps: readonly Step[]
  /** The place is that of the key, not of the value. */
  readonly atKey: boolean
}

/** What begins at a place, outermost first; where the column is not known, every scalar that begins on the line. */
export function spotsAt(location: SourceLocation, workshop: Workshop): readonly Spot[] {
  const line = lineOf(location, workshop)
  if (line === null) return []
  const { column } = location
  const from = column === null ? line.start : line.start + column - 1
  const matches = (start: number): boolean => (column === null ? start >= line.start && start < line.end : start === from)
  const found: Spot[] = []
  const visit = (node: Written, steps: readonly Step[], root: Written): void => {
    if (matches(node.start) && (column !== null || node.kind === 'scalar')) found.push({ node, root, steps, atKey: false })
    if (node.kind === 'map') {
      node.entries.forEach((entry, index) => {
        if (isBeside(entry.value, line) && !matches(entry.start)) return
        const step: Step = { kind: 'entry', of: node, index, key: entry.key }
        if (column !== null && matches(entry.start)) found.push({ node: entry.value, root, steps: [...steps, step], atKey: true })
        if (!isBeside(entry.value, line)) visit(entry.value, [...steps, step], root)
      })
    } else if (node.kind === 'list') {
      node.items.forEach((item, index) => {
        if (!isBeside(item, line)) visit(item, [...steps, { kind: 'item', of: node, index }], root)
      })
    } else if (node.style === 'block' && node.start < line.start && node.end > line.start) {
      node.inner().forEach((inner, index) => visit(inner, [...steps, { kind: 'inner', of: node, index }], root))
    }
  }
  for (const root of workshop.documents(location.file)) visit(root, [], root)
  return found
}

/** The literal and folded blocks that the line lies in, outermost first. */
export function blocksAround(location: SourceLocation, workshop: Workshop): readonly Spot[] {
  const line = lineOf(location, workshop)
  if (line === null) return []
  const found: Spot[] = []
  const visit = (node: Written, steps: readonly Step[], root: Written): void => {
    if (node.start >= line.end || node.end <= line.start) return
    if (node.kind === 'map') {
      node.entries.forEach((entry, index) => {
        if (!isBeside(entry.value, line)) visit(entry.value, [...steps, { kind: 'entry', of: node, index, key: entry.key }], root)
      })
    } else if (node.kind === 'list') {
      node.items.forEach((item, index) => {
        if (!isBeside(item, line)) visit(item, [...steps, { kind: 'item', of: node, index }], root)
      })
    } else if (node.style === 'block' && node.start < line.start) {
      found.push({ node, root, steps, atKey: false })
      node.inner().forEach((inner, index) => visit(inner, [...steps, { kind: 'inner', of: node, index }], root))
    }
  }
  for (const root of workshop.documents(location.file)) visit(root, [], root)
  return found
}

type Line = { readonly start: number; readonly end: number }

function lineOf(location: SourceLocation, { text }: Workshop): Line | null {
  return location.confidence === 'file' ? null : lineRange(text(location.file) ?? '', location.line)
}

/** Whether a node ends before a line or begins behind it: most of a file does, and is not worth a step. */
function isBeside({ start, end }: Written, line: Line): boolean {
  return end < line.start || start >= line.end
}

/** Offsets of a line (from 1), its line end included; null where there is no such line. */
export function lineRange(text: string, line: number): Line | null {
  let start = 0
  for (let at = 1; at < line; at += 1) {
    const next = text.indexOf('\n', start)
    if (next < 0) return null
    start = next + 1
  }
  const end = text.indexOf('\n', start)
  return { start, end: end < 0 ? text.length : end + 1 }
}

/** Keys and positions from the document down; an inline patch starts anew behind `inner`. */
export function trailOf({ steps }: Spot): readonly (string | number)[] {
  return steps.map((step) => (step.kind === 'entry' ? step.key : step.kind === 'item' ? step.index : 'inner'))
}

/** The node that a step leads away from, one level up. */
export function parentOf({ steps }: Spot): Written | undefined {
  return steps.at(-1)?.of
}

/** Whether anything on the way down is shared by an anchor. */
export function isShared({ steps, node }: Spot): boolean {
  return node.bound || steps.some((step) => step.of.bound)
}
