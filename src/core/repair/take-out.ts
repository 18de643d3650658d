// Takes out what the change put in: a whole literal, entry, list item or operation, with all that only served it.

import type { Scalar } from '../model/resource.ts'
import type { SourceLocation } from '../model/source.ts'
import { isLiteral, selectsOne } from './set-value.ts'
import type { Spot, Step } from './spot.ts'
import { isShared, lineRange, spotsAt } from './spot.ts'
import type { Edit } from './text-edit.ts'
import { applyEdits, lineStartAt, removeEntry, removeItem } from './text-edit.ts'
import type { Repair, Workshop } from './world.ts'
import type { Written } from './written.ts'
import { entryOf, textOf } from './written.ts'

/** What stands at a place: `key` is the last segment of the field's path, a list item's merge key included. */
export function writtenThere(location: SourceLocation, key: string, value: Scalar | undefined, workshop: Workshop): Spot | null {
  const spots = spotsAt(location, workshop).filter((spot) => !isShared(spot) && spot.steps.length > 0)
  return spots.find((spot) => isThing(spot, key, value)) ?? spots.flatMap((spot) => operationAt(spot, key) ?? [])[0] ?? null
}

function isThing(spot: Spot, key: string, value: Scalar | undefined): boolean {
  const { node } = spot
  const step = spot.steps.at(-1)
  if (node.kind === 'scalar' && isLiteral(spot)) return node.text.startsWith(`${key}=`)
  if (step?.kind === 'entry') return step.key === key && entryOf(step.of, 'op') === undefined
  if (step?.kind !== 'item') return false
  if (node.kind === 'scalar') return node.text === String(value)
  const named = node.kind === 'map' ? node.entries.flatMap((entry) => (entry.value.kind === 'scalar' ? [entry.value.text] : [])) : []
  return key.split(',').every((part) => named.includes(part) || part === 'TCP')
}

/** The whole `add` operation whose path or value stands there, and whose path ends with the key. */
function operationAt(spot: Spot, key: string): Spot | null {
  const { steps } = spot
  const [item, entry] = steps.slice(-2)
  if (item?.kind !== 'item' || entry?.kind !== 'entry' || (entry.key !== 'value' && entry.key !== 'path')) return null
  const pointer = textOf(entry.of, 'path') ?? ''
  if (textOf(entry.of, 'op') !== 'add' || pointer.slice(pointer.lastIndexOf('/') + 1).replaceAll('~1', '/').replaceAll('~0', '~') !== key) return null
  return { ...spot, node: entry.of, steps: steps.slice(0, -1) }
}

/** The field or item that the change added, taken out; null where not all of its lines are the change's. */
export function takeOut(location: SourceLocation, key: string, value: Scalar | undefined, workshop: Workshop): Repair | null {
  const text = workshop.text(location.file)
  if (text === null) return null
  const spot = writtenThere(location, key, value, workshop)
  const edit = spot === null ? envLine(text, location, key) : selectsOne(spot, location.file, workshop) ? without(text, location.file, spot.steps, workshop) : null
  return edit === null || !isAdded(text, location.file, edit, workshop) ? null : { file: location.file, edits: [edit] }
}

/** What the change deletes a field with, taken out: the operation, the null, the `$patch: delete`. */
export function takeBack(location: SourceLocation, key: string, workshop: Workshop): Repair | null {
  const text = workshop.text(location.file)
  if (text === null) return null
  for (const spot of spotsAt(location, workshop)) {
    const steps = deletion(spot, key)
    if (steps === null || isShared(spot) || !selectsOne(spot, location.file, workshop)) continue
    const edit = without(text, location.file, steps, workshop)
    return edit === null || !isAdded(text, location.file, edit, workshop) ? null : { file: location.file, edits: [edit] }
  }
  return null
}

function deletion({ node, steps }: Spot, key: string): readonly Step[] | null {
  const step = steps.at(-1)
  if (step?.kind !== 'entry' || node.kind !== 'scalar') return null
  if (step.key === '$patch' && node.text === 'delete' && steps.length > 1) return steps.slice(0, -1)
  if (step.key === 'path' && textOf(step.of, 'op') === 'remove') {
    const list = steps.at(-2)?.of
    // What is taken out of a list moves all that follow: later operations may count on it.
    const isLast = list?.kind === 'list' && list.items.at(-1) === step.of
    return /\/\d+$/.test(node.text) && !isLast ? null : steps.slice(0, -1)
  }
  return step.key === key && node.style === 'plain' && /^(|~|null|Null|NULL)$/.test(node.text) ? steps : null
}

/** The last step's child without what holds nothing else; null where something empty would be left that was not so before. */
function without(text: string, file: string, steps: readonly Step[], workshop: Workshop): Edit | null {
  let depth = steps.length - 1
  for (; depth > 0; depth -= 1) {
    const rest = othersOf(steps[depth])
    if (!servesOnly(steps, depth, rest)) break
    const outer = steps[depth - 1]
    const edit = outer === undefined ? null : removal(text, outer)
    if (outer?.kind !== 'inner' && (edit === null || !isAdded(text, file, edit, workshop))) break
  }
  const step = steps[depth]
  if (step === undefined || step.kind === 'inner' || othersOf(step).length === 0) return null
  return removal(text, step)
}

function removal(text: string, step: Step): Edit | null {
  switch (step.kind) {
    case 'entry':
      return removeEntry(text, step.of, step.index)
    case 'item':
      return removeItem(text, step.of, step.index)
    case 'inner':
      return null
  }
}

/** Keys of a map, or as many names as there are other items. */
function othersOf(step: Step | undefined): readonly string[] {
  if (step === undefined) return []
  if (step.kind === 'entry') return step.of.entries.filter((_entry, index) => index !== step.index).map(({ key }) => key)
  const count = step.kind === 'item' ? step.of.items.length : step.of.inner().length
  return Array.from({ length: count - 1 }, () => 'another')
}

/** Whether the parent is of no use without this child: what is left only says where the child belongs. */
function servesOnly(steps: readonly Step[], depth: number, rest: readonly string[]): boolean {
  if (rest.length === 0) return true
  const [step, outer, field] = [steps[depth], steps[depth - 1], steps[depth - 2]]
  if (step?.kind !== 'entry') return false
  const all = (names: readonly string[]): boolean => rest.every((key) => names.includes(key))
  if (outer?.kind === 'inner') return all(['apiVersion', 'kind', 'metadata']) && isNameOnly(entryOf(step.of, 'metadata'))
  if (outer?.kind !== 'item') return false
  const list = field?.kind === 'entry' ? field.key : ''
  if (/^patches/i.test(list) && depth === 2) return all(['target', 'options'])
  if (/Generator$/.test(list) && depth === 2) return all(['name', 'namespace', 'behavior']) && textOf(step.of, 'behavior') === 'merge'
  return all(['name'])
}

function isNameOnly(metadata: Written | undefined): boolean {
  return metadata?.kind === 'map' && metadata.entries.every(({ key }) => key === 'name' || key === 'namespace')
}

/** Whether all lines that an edit takes out are the change's; of a part of a line, whether the rest of it was there before. */
function isAdded(text: string, file: string, edit: Edit, { wrote, before }: Workshop): boolean {
  const first = text.slice(0, edit.start).split('\n').length
  if (edit.start === lineStartAt(text, edit.start) && text.charAt(edit.end - 1) === '\n') {
    const count = text.slice(edit.start, edit.end).split('\n').length - 1
    return Array.from({ length: count }, (_each, index) => first + index).every((line) => wrote(file, line))
  }
  const result = applyEdits(text, [edit]) ?? ''
  if (edit.end === text.length && edit.start === lineStartAt(text, edit.start)) return wrote(file, first)
  const earlier = before?.entries.has(file) === true ? (before.text(file) ?? '').split('\n') : []
  return earlier.includes(result.split('\n')[first - 1] ?? '')
}

function envLine(text: string, location: SourceLocation, key: string): Edit | null {
  const range = lineRange(text, location.line)
  if (range === null || /\.(ya?ml|json)$/i.test(location.file)) return null
  return text.slice(range.start, range.end).trimStart().startsWith(`${key}=`) ? { ...range, text: '' } : null
}
