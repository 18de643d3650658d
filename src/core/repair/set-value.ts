// Gives a field the other environment's value, on the very line that the change wrote.

import { parsePointer } from '../model/field-path.ts'
import { folderOf, joinPath } from '../model/repo-path.ts'
import type { Scalar } from '../model/resource.ts'
import { isScalar } from '../model/resource.ts'
import type { SourceLocation } from '../model/source.ts'
import { escapeRegExp } from '../model/text.ts'
import { assignment, isOneLine, scalarSource } from './scalar-text.ts'
import type { DifferenceIndex, DifferenceSubject, Side } from './sides.ts'
import { settles, sidesOf, writtenSide } from './sides.ts'
import { textEdit } from './set-text.ts'
import type { Spot } from './spot.ts'
import { isShared, lineRange, spotsAt, trailOf } from './spot.ts'
import type { Edit } from './text-edit.ts'
import { replaceNode } from './text-edit.ts'
import type { Repair, Repairable, Workshop } from './world.ts'
import { entryOf, itemsOf, textOf } from './written.ts'
import type { Written } from './written.ts'

/** The side that the change made differ gets the other's value; null where that is not certain. */
export function setValue({ finding }: Repairable, subject: DifferenceSubject, index: DifferenceIndex, workshop: Workshop): Repair | null {
  if (finding.code !== 'drift-value' || finding.args.note !== null || finding.existing) return null
  const side = writtenSide(sidesOf(finding, subject, workshop), workshop)
  if (side === null) return null
  const { own, theirs, location } = side
  if (!isScalar(own) || !isScalar(theirs) || !settles(subject, location.file, (value) => value === theirs, index, workshop)) return null
  const edit = valueEdit(side, own, theirs, subject, workshop)
  return edit === null ? null : { file: side.location.file, edits: [edit] }
}

function valueEdit({ location }: Side, own: Scalar, theirs: Scalar, { difference }: DifferenceSubject, workshop: Workshop): Edit | null {
  const text = workshop.text(location.file)
  if (text === null) return null
  const within = difference.within === null ? null : (parsePointer(difference.within).at(-1) ?? '')
  const key = difference.path.at(-1) ?? ''
  for (const spot of spotsAt(location, workshop).toReversed()) {
    const edit = within === null && isLiteral(spot) ? literalEdit(spot, key, own, theirs) : scalarEdit(spot, own, theirs)
    if (edit !== null && selectsOne(spot, location.file, workshop)) return edit
  }
  if (within === null && typeof own === 'string' && typeof theirs === 'string') {
    const edit = textEdit(location, own, theirs, workshop, (spot) => selectsOne(spot, location.file, workshop))
    if (edit !== null) return edit
  }
  if (typeof own !== 'string' && within === null) return null
  return lineEdit(text, location, within ?? key, within !== null, String(own), String(theirs)) ?? fileEdit(text, location, own, theirs)
}

export function isLiteral(spot: Spot): boolean {
  return trailOf(spot).at(-2) === 'literals' && spot.node.kind === 'scalar'
}

function literalEdit({ node, steps }: Spot, key: string, own: Scalar, theirs: Scalar): Edit | null {
  if (node.kind !== 'scalar' || steps.some(({ of }) => of.bound) || node.bound || typeof own !== 'string' || typeof theirs !== 'string') return null
  if (node.text !== `${key}=${own}` && node.text !== `${key}="${own}"` && node.text !== `${key}='${own}'`) return null
  const assigned = assignment(node.text, theirs)
  const source = assigned === null ? null : scalarSource(assigned, node.style)
  return source === null ? null : replaceNode(node, source)
}

function scalarEdit(spot: Spot, own: Scalar, theirs: Scalar): Edit | null {
  const { node } = spot
  if (spot.atKey || node.kind !== 'scalar' || isShared(spot) || node.text !== String(own)) return null
  const source = scalarSource(theirs, node.style)
  return source === null ? null : replaceNode(node, source)
}

/** A line `KEY=value` of an env file; inside a document also `key: value` and blanks. */
function lineEdit(text: string, location: SourceLocation, key: string, loose: boolean, own: string, theirs: string): Edit | null {
  const range = lineRange(text, location.line)
  if (range === null || !isOneLine(theirs) || theirs !== theirs.trim() || theirs === '') return null
  const line = text.slice(range.start, range.end).replace(/\r?\n$/, '')
  const before = new RegExp(loose ? `^\\s*${escapeRegExp(key)}\\s*[=:]\\s*` : `^\\s*${escapeRegExp(key)}=`).exec(line)?.[0]
  if (before === undefined || line.slice(before.length) !== own) return null
  return { start: range.start + before.length, end: range.start + line.length, text: theirs }
}

/** A file that is nothing but the value. */
function fileEdit(text: string, location: SourceLocation, own: Scalar, theirs: Scalar): Edit | null {
  if (location.line !== 1 || typeof theirs !== 'string' || text !== own || text === '') return null
  const [a, b] = [text.replace(/\n$/, ''), theirs.replace(/\n$/, '')]
  if (b === '' || !isOneLine(a) || !isOneLine(b) || text.endsWith('\n') !== theirs.endsWith('\n')) return null
  return { start: 0, end: text.length, text: theirs }
}

/** Whether what is written there can only mean one resource: a patch whose target is plain, or that names its resource itself. */
export function selectsOne(spot: Spot, file: string, workshop: Workshop): boolean {
  const [field, item] = spot.steps
  if (field?.kind === 'entry' && item?.kind === 'item' && /^patches/i.test(field.key)) return isPlainPatch(itemsOf(field.of.entries[field.index]?.value)[item.index])
  return patchesByPath(file, workshop).every(isPlainPatch)
}

function patchesByPath(file: string, workshop: Workshop): readonly Written[] {
  const kustomizations = new Set(workshop.owners(file).flatMap((overlay) => workshop.closure(overlay)?.kustomizations ?? []))
  return [...kustomizations].flatMap((path) =>
    ['patches', 'patchesJson6902'].flatMap((field) =>
      itemsOf(entryOf(workshop.documents(path)[0], field)).filter((patch) => joinPath(folderOf(path), textOf(patch, 'path') ?? '') === file)
    )
  )
}

function isPlainPatch(patch: Written | undefined): boolean {
  const target = entryOf(patch, 'target')
  if (target === undefined) return true
  return [textOf(target, 'kind'), textOf(target, 'name')].every((text) => text !== null && /^[A-Za-z0-9.-]+$/.test(text))
}
