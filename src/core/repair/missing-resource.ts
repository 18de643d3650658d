// A resource that only one of two environments has: the same entry added to the other kustomization, or taken out again.

import { folderOf, joinPath } from '../model/repo-path.ts'
import type { Overlay } from '../model/overlay.ts'
import { lineStartAt, appendItem, insertEntry, linesOf, removeEntry, removeItem } from './text-edit.ts'
import type { Edit } from './text-edit.ts'
import type { MissingRepairs } from './missing.ts'
import type { Kustomization } from './put-in.ts'
import { kustomizationsOf } from './put-in.ts'
import type { DifferenceIndex, DifferenceSubject } from './sides.ts'
import { takeBack } from './take-out.ts'
import type { Repair, Repairable, Workshop } from './world.ts'
import { isChanged, isExact, isOwn, namesEnvironment } from './world.ts'
import type { Written, WrittenList, WrittenMap } from './written.ts'
import { entryOf, itemsOf, textOf } from './written.ts'

/** An entry of a kustomization that only one environment is made of. `path`: what it names; null for a generator. */
type Bringer = { readonly file: string; readonly root: WrittenMap; readonly field: string; readonly list: WrittenList; readonly index: number; readonly path: string | null }

const NAMING = ['resources', 'components', 'bases']
const GENERATORS = ['configMapGenerator']
const NONE: MissingRepairs = { add: null, remove: null }

/** Both ways where they are certain: for a resource whose entry or deletion the change wrote, or that it took out of the other one. */
export function mendMissingResource({ finding }: Repairable, subject: DifferenceSubject, index: DifferenceIndex, workshop: Workshop): MissingRepairs {
  const { left, right, difference } = subject
  if (finding.code !== 'drift-missing-resource' || finding.existing) return NONE
  const [has, lacks] = difference.left === null ? [right, left] : [left, right]
  const places = [finding.location, ...finding.related.map(({ location }) => location)].filter(isExact)
  const deleting = places.find(({ file, line }) => isOwn(file, lacks, workshop) && workshop.wrote(file, line))
  const settled = (repair: Repair | null, by: Overlay): Repair | null => (repair !== null && settles(subject, repair.file, by === lacks, index, workshop) ? repair : null)
  if (deleting !== undefined) return { add: settled(takeBack(deleting, '$patch', workshop), lacks), remove: null }
  const bringers = places.flatMap(({ file, line }) => bringersOf(file, line, has, workshop))
  const [bringer, ...more] = bringers
  if (bringer === undefined || more.length > 0) return NONE
  const [written, add] = [isWritten(bringer, workshop), added(bringer, has, lacks, workshop)]
  const touched = written || (add !== null && isChanged(add.file, workshop))
  return { add: touched ? settled(add, lacks) : null, remove: written ? settled(removed(bringer, workshop), has) : null }
}

/** The entries by which an environment comes to what is written on a line: one that names the file or a folder above it, or a generator. */
function bringersOf(file: string, line: number, has: Overlay, workshop: Workshop): readonly Bringer[] {
  return kustomizationsOf(has, workshop).flatMap((kustomization) => {
    const entries = (fields: readonly string[]): readonly Bringer[] => fields.flatMap((field) => entriesOf(kustomization, field))
    const start = (bringer: Bringer): number => lineOf(workshop.text(bringer.file) ?? '', itemOf(bringer)?.start ?? 0)
    const end = (bringer: Bringer): number => lineOf(workshop.text(bringer.file) ?? '', (itemOf(bringer)?.end ?? 1) - 1)
    return kustomization.file === file
      ? entries(GENERATORS).filter((bringer) => line >= start(bringer) && line <= end(bringer))
      : entries(NAMING).filter(({ path }) => path !== null && (path === file || file.startsWith(`${path}/`)))
  })
}

function entriesOf({ file, root }: Kustomization, field: string): readonly Bringer[] {
  const list = entryOf(root, field)
  if (root?.kind !== 'map' || list?.kind !== 'list' || list.bound) return []
  return list.items.map((item, index) => ({ file, root, field, list, index, path: item.kind === 'scalar' ? joinPath(folderOf(file), item.text) : null }))
}

function itemOf({ list, index }: Bringer): Written | undefined {
  return list.items[index]
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}

function isWritten(bringer: Bringer, workshop: Workshop): boolean {
  const item = itemOf(bringer)
  return item !== undefined && !item.bound && workshop.wrote(bringer.file, lineOf(workshop.text(bringer.file) ?? '', item.start))
}

/** Whether the entry brings nothing but one resource: a generator, or a file with one document. */
function isAlone({ path }: Bringer, { documents, text }: Workshop): boolean {
  return path === null || (text(path) !== null && documents(path).length === 1)
}

function removed(bringer: Bringer, workshop: Workshop): Repair | null {
  const { file, root, field, list, index } = bringer
  const text = workshop.text(file) ?? ''
  const at = root.entries.findIndex(({ key }) => key === field)
  if (!isAlone(bringer, workshop)) return null
  const edit = list.items.length > 1 ? removeItem(text, list, index) : root.entries.length > 1 ? removeEntry(text, root, at) : null
  return edit === null || !isAllThatIsNew(text, file, edit, workshop) ? null : { file, edits: [edit] }
}

/** Whether the change wrote nothing else into the file: a patch or a replacement may count on the resource. */
function isAllThatIsNew(text: string, file: string, { start, end }: Edit, workshop: Workshop): boolean {
  const [first, last] = [lineOf(text, start), lineOf(text, end - 1)]
  return text.split('\n').every((_line, index) => (index + 1 >= first && index + 1 <= last) || !workshop.wrote(file, index + 1))
}

function added(bringer: Bringer, has: Overlay, lacks: Overlay, workshop: Workshop): Repair | null {
  const item = itemOf(bringer)
  const [target] = kustomizationsOf(lacks, workshop)
  const [source, text] = [workshop.text(bringer.file), target === undefined ? null : workshop.text(target.file)]
  if (item === undefined || target === undefined || source === null || text === null || target.file !== workshop.closure(lacks)?.kustomizations[0]) return null
  const lines = linesOf(source, item.start, item.end)
  // What an entry brings besides must not come twice: only what the change has taken out is certain to be missing altogether.
  const wasThere = workshop.before?.text(target.file)?.split(/\r?\n/).some((line) => line.trim() === `- ${lines?.[0] ?? ''}`) === true
  if (!isAlone(bringer, workshop) && !wasThere) return null
  if (lines === null || lines.some((line) => namesEnvironment(line, workshop.environments))) return null
  const made = bringer.path === null ? (isSelfContained(item) ? [] : null) : filesFor(bringer.path, item, target.file, has, workshop)
  const edit = put(text, target, bringer.field, lines)
  return made === null || edit === null ? null : { file: target.file, edits: [edit], ...(made.length === 0 ? {} : { made }) }
}

/** A generator whose data stand in it, and that does not change another one. */
function isSelfContained(item: Written): boolean {
  const keys = item.kind === 'map' ? item.entries.map(({ key }) => key) : []
  return keys.length > 0 && keys.every((key) => ['name', 'literals', 'options'].includes(key))
}

/** What the other environment needs for a path: nothing where it can name the same, a copy of a file of one's own. null: neither. */
function filesFor(path: string, item: Written, target: string, has: Overlay, workshop: Workshop): NonNullable<Repair['made']> | null {
  const written = item.kind === 'scalar' ? item.text : ''
  const theirs = joinPath(folderOf(target), written)
  if (theirs === null) return null
  if (theirs === path) return []
  const text = workshop.text(path)
  const isFree = !workshop.head.entries.has(theirs) && text !== null && isOwn(path, has, workshop)
  return isFree && workshop.secret(path).size === 0 && !namesEnvironment(text, workshop.environments) ? [{ file: theirs, text }] : null
}

function put(text: string, { root }: Kustomization, field: string, lines: readonly string[]): Edit | null {
  if (root?.kind !== 'map' || root.flow) return null
  const list = entryOf(root, field)
  if (list?.kind === 'list' && list.items.length > 0) {
    const named = itemsOf(list).map((item) => (item.kind === 'scalar' ? item.text : textOf(item, 'name')))
    return named.includes(lines[0] ?? '') ? null : appendItem(text, list, lines)
  }
  const first = root.entries[0]
  if (list !== undefined || first === undefined || lineStartAt(text, first.start) !== first.start) return null
  return insertEntry(text, root, root.entries.length - 1, [`${field}:`, ...lines.map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`))])
}

/** Whether every neighbour of the file's overlays has the resource (or, where it goes, lacks it) once it is mended. */
function settles(like: DifferenceSubject, file: string, isAdded: boolean, index: DifferenceIndex, workshop: Workshop): boolean {
  const owners = workshop.owners(file)
  return workshop.pairs.every(({ left, right }) => {
    const [isLeft, isRight] = [owners.includes(left), owners.includes(right)]
    if (isLeft === isRight) return true
    const found = index(left, right, like)?.difference
    if (found === undefined) return false
    const neighbour = isLeft ? found.right : found.left
    return (neighbour !== null) === isAdded
  })
}
