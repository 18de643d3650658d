// JSON 6902 patches as kustomize applies them: `add` and `replace` write, `-` appends, the first pointer segment is dropped unread.

import { parsePointer } from '../model/field-path.ts'
import type { Mark } from './source-text.ts'
import type { Traced, TracedEntry, TracedMap } from './traced.ts'
import { itemsOf, scalarOf, textOf, tracedScalar, withEntry, withoutEntry } from './traced.ts'

/** The body after all operations; null where one does not apply (kustomize would have failed, so the reading is wrong). */
export function applyJsonPatch(body: TracedMap, operations: Traced): TracedMap | null {
  let current: Traced = body
  for (const operation of itemsOf(operations)) {
    const next = apply(current, operation)
    if (next === null) return null
    current = next
  }
  return current.kind === 'map' ? current : null
}

function apply(body: Traced, operation: Traced): Traced | null {
  const pathScalar = scalarOf(operation, 'path')
  if (pathScalar === null) return null
  const path = segmentsOf(pathScalar.text)
  const from = segmentsOf(textOf(operation, 'from') ?? '')
  const at = pathScalar.mark
  switch (textOf(operation, 'op')) {
    case 'test':
      return body
    case 'add':
      return put(body, path, valueOf(operation, at), 'add')
    case 'replace':
      return put(body, path, valueOf(operation, at), 'replace')
    case 'remove':
      return take(body, path, at)
    case 'copy': {
      // A member that is not there is copied as null.
      const absent = find(body, from.slice(0, -1))?.kind === 'map' ? tracedScalar('', at, { plain: true }) : undefined
      const value = find(body, from) ?? absent
      return value === undefined ? null : put(body, path, { key: at, value }, 'add')
    }
    case 'move': {
      const value = find(body, from)
      const without = value === undefined ? null : take(body, from, scalarOf(operation, 'from')?.mark ?? at)
      return value === undefined || without === null ? null : put(without, path, { key: at, value }, 'add')
    }
    default:
      return null
  }
}

function segmentsOf(pointer: string): readonly string[] {
  const slash = pointer.indexOf('/')
  return slash < 0 ? [] : parsePointer(pointer.slice(slash))
}

function valueOf(operation: Traced, at: Mark): TracedEntry {
  const entry = operation.kind === 'map' ? operation.entries.get('value') : undefined
  return { key: at, value: entry?.value ?? tracedScalar('', at, { plain: true }) }
}

function find(node: Traced, path: readonly string[]): Traced | undefined {
  let at: Traced | undefined = node
  for (const segment of path) {
    if (at?.kind === 'map') at = at.entries.get(segment)?.value
    else if (at?.kind === 'list') at = at.items[position(segment, at.items.length) ?? -1]
    else return undefined
  }
  return at
}

/** Negative positions count from the end, as kustomize 5 reads them. */
function position(segment: string, length: number): number | null {
  if (!/^-?\d+$/.test(segment)) return null
  const index = Number(segment)
  return index < 0 ? length + index : index
}

function put(node: Traced, path: readonly string[], entry: TracedEntry, how: 'add' | 'replace'): Traced | null {
  const [segment, ...rest] = path
  if (segment === undefined) return entry.value
  if (node.kind === 'map') {
    if (rest.length === 0) return withEntry(node, segment, entry)
    const present = node.entries.get(segment)
    const value = present === undefined ? null : put(present.value, rest, entry, how)
    return present === undefined || value === null ? null : withEntry(node, segment, { key: present.key, value })
  }
  if (node.kind !== 'list') return null
  const index = segment === '-' ? node.items.length : position(segment, node.items.length)
  if (index === null || index < 0) return null
  if (rest.length > 0) {
    const item = node.items[index]
    const value = item === undefined ? null : put(item, rest, entry, how)
    return value === null ? null : { ...node, items: node.items.with(index, value) }
  }
  if (how === 'replace') return index < node.items.length ? { ...node, items: node.items.with(index, entry.value) } : null
  return index <= node.items.length ? { ...node, items: node.items.toSpliced(index, 0, entry.value) } : null
}

function take(node: Traced, path: readonly string[], at: Mark): Traced | null {
  const [segment, ...rest] = path
  if (segment === undefined) return null
  if (node.kind === 'map') {
    const present = node.entries.get(segment)
    if (present === undefined) return null
    if (rest.length === 0) return withoutEntry(node, segment, at)
    const value = take(present.value, rest, at)
    return value === null ? null : withEntry(node, segment, { key: present.key, value })
  }
  if (node.kind !== 'list') return null
  const index = position(segment, node.items.length)
  const item = index === null ? undefined : node.items[index]
  if (index === null || item === undefined) return null
  if (rest.length === 0) {
    return { ...node, items: node.items.toSpliced(index, 1), gone: [...node.gone, { item, mark: at }] }
  }
  const value = take(item, rest, at)
  return value === null ? null : { ...node, items: node.items.with(index, value) }
}
