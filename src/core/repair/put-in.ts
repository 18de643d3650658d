// Adds to the other environment what it lacks, where it has the same construct: a generator of that name, a patch of that resource.

import { folderOf, joinPath } from '../model/repo-path.ts'
import type { Overlay } from '../model/overlay.ts'
import type { Scalar } from '../model/resource.ts'
import type { SourceLocation } from '../model/source.ts'
import { isPlain, scalarSource } from './scalar-text.ts'
import { isLiteral } from './set-value.ts'
import type { Spot } from './spot.ts'
import { lineRange } from './spot.ts'
import { writtenThere } from './take-out.ts'
import { appendItem, appendLines, insertEntry, linesOf } from './text-edit.ts'
import { withWords } from './words.ts'
import type { Repair, Workshop } from './world.ts'
import { isChanged, isOwn, namesEnvironment } from './world.ts'
import type { Written, WrittenList, WrittenMap } from './written.ts'
import { entryOf, itemsOf, textOf } from './written.ts'

export type Missing = {
  /** Where the other environment writes it. */
  readonly location: SourceLocation
  readonly from: Overlay
  /** Which lacks it. */
  readonly into: Overlay
  /** The last segment of the field's path, a list item's merge key included. */
  readonly key: string
  readonly value: Scalar | undefined
  /** A secret's key: where its value comes from may name the environment. */
  readonly secret: boolean
}

/** null where there is no such construct, or several, or what is to be added speaks of its own environment. */
export function putIn(missing: Missing, workshop: Workshop): Repair | null {
  const text = workshop.text(missing.location.file)
  if (text === null) return null
  const spot = writtenThere(missing.location, missing.key, missing.value, workshop)
  if (spot === null) return putLine(text, missing, workshop)
  return isLiteral(spot) ? putLiteral(spot, missing, workshop) : putNode(text, spot, missing, workshop)
}

export type Kustomization = { readonly file: string; readonly root: Written | undefined }

/** The kustomizations that only this environment is made of. */
export function kustomizationsOf(overlay: Overlay, workshop: Workshop): readonly Kustomization[] {
  const files = workshop.closure(overlay)?.kustomizations ?? []
  return files.filter((file) => isOwn(file, overlay, workshop)).map((file) => ({ file, root: workshop.documents(file)[0] }))
}

type Generator = { readonly file: string; readonly entry: Written }

function generatorsOf(overlay: Overlay, field: string, name: string | null, workshop: Workshop): readonly Generator[] {
  return kustomizationsOf(overlay, workshop).flatMap(({ file, root }) =>
    itemsOf(entryOf(root, field)).flatMap((entry) => (name !== null && textOf(entry, 'name') === name ? [{ file, entry }] : []))
  )
}

function putLiteral({ node, steps }: Spot, missing: Missing, workshop: Workshop): Repair | null {
  const [field, item] = steps
  if (field?.kind !== 'entry' || item?.kind !== 'item' || node.kind !== 'scalar' || namesEnvironment(node.text, workshop.environments)) return null
  const name = textOf(item.of.items[item.index], 'name')
  const lists = generatorsOf(missing.into, field.key, name, workshop).flatMap(({ file, entry }) => {
    const literals = entryOf(entry, 'literals')
    return literals?.kind === 'list' && !literals.bound ? [{ file, literals }] : []
  })
  const [target, ...more] = lists
  const style = node.style === 'plain' && !isPlain(node.text) ? 'double' : node.style
  const source = scalarSource(node.text, style)
  const text = target === undefined ? null : workshop.text(target.file)
  if (target === undefined || more.length > 0 || source === null || text === null) return null
  const edit = appendItem(text, target.literals, [source])
  return edit === null ? null : { file: target.file, edits: [edit] }
}

/** A line of an env file goes to the one env file of the generator of the same name. */
function putLine(text: string, missing: Missing, workshop: Workshop): Repair | null {
  const { from, into, location, key } = missing
  const range = lineRange(text, location.line)
  const line = range === null ? '' : text.slice(range.start, range.end).trim()
  if (/\.(ya?ml|json)$/i.test(location.file) || !line.startsWith(`${key}=`) || namesEnvironment(line, workshop.environments)) return null
  const envsOf = ({ file, entry }: Generator): readonly (string | null)[] =>
    [...itemsOf(entryOf(entry, 'envs')), entryOf(entry, 'env')].flatMap((each) => (each?.kind === 'scalar' ? [joinPath(folderOf(file), each.text)] : []))
  const names = kustomizationsOf(from, workshop).flatMap(({ file, root }) =>
    itemsOf(entryOf(root, 'configMapGenerator')).flatMap((entry) => (envsOf({ file, entry }).includes(location.file) ? [textOf(entry, 'name')] : []))
  )
  if (names.length !== 1) return null
  const targets = generatorsOf(into, 'configMapGenerator', names[0] ?? null, workshop).flatMap(envsOf)
  const [target, ...more] = targets
  const there = target === undefined || target === null || more.length > 0 || !isOwn(target, into, workshop) ? null : workshop.text(target)
  return there === null || target === undefined || target === null ? null : { file: target, edits: [appendLines(there, [line])] }
}

type Document = { readonly file: string; readonly root: Written; readonly identity: string | null }

/** The overlay's own kustomization, of which only fields for all resources are repaired like this. */
const OVERLAY = 'the overlay'
const FOR_ALL = ['commonAnnotations', 'commonLabels']

/** Manifests, patch files and inline patches that only this environment is made of. */
function documentsOf(overlay: Overlay, workshop: Workshop): readonly Document[] {
  const kustomizations = kustomizationsOf(overlay, workshop)
  const inline = kustomizations.flatMap(({ file, root }) =>
    ['patches', 'patchesStrategicMerge'].flatMap((field) =>
      itemsOf(entryOf(root, field)).flatMap((item) => {
        const patch = item.kind === 'map' ? entryOf(item, 'patch') : item
        return patch?.kind === 'scalar' ? patch.inner().map((inner) => ({ file, root: inner, identity: identityOf(inner, item) })) : []
      })
    )
  )
  const own = workshop.closure(overlay)?.kustomizations[0]
  const root = kustomizations.flatMap(({ file, root: written }) => (file === own && written !== undefined ? [{ file, root: written, identity: OVERLAY }] : []))
  const names = new Set(kustomizations.map(({ file }) => file))
  const files = (workshop.closure(overlay)?.files ?? []).map(({ path }) => path)
  const manifests = files
    .filter((file) => !names.has(file) && /\.(ya?ml|json)$/i.test(file) && isOwn(file, overlay, workshop))
    .flatMap((file) => workshop.documents(file).map((root) => ({ file, root, identity: identityOf(root, undefined) })))
  return [...root, ...inline, ...manifests]
}

/** Kind and name of what a document is about; null where it does not say so. */
function identityOf(root: Written, patch: Written | undefined): string | null {
  const target = entryOf(patch, 'target')
  const name = target === undefined ? textOf(entryOf(root, 'metadata'), 'name') : textOf(target, 'name')
  const kind = textOf(target ?? root, 'kind')
  return kind === null || name === null || root.kind !== 'map' ? null : `${kind}/${name}`
}

function putNode(text: string, spot: Spot, missing: Missing, workshop: Workshop): Repair | null {
  const source = documentsOf(missing.from, workshop).find(({ file, root }) => file === missing.location.file && isSame(root, spot))
  const steps = spot.steps.slice(spot.steps.findLastIndex(({ kind }) => kind === 'inner') + 1)
  const step = steps.at(-1)
  if (source === undefined || source.identity === null || step === undefined || step.kind === 'inner') return null
  if (source.identity === OVERLAY && (steps[0]?.kind !== 'entry' || !FOR_ALL.includes(steps[0].key))) return null
  const start = step.kind === 'entry' ? (step.of.entries[step.index]?.start ?? spot.node.start) : spot.node.start
  const copied = linesOf(text, start, Math.max(spot.node.end, start))
  const lines = copied === null ? null : missing.secret ? withWords(copied, missing.from, missing.into, workshop.environments) : copied
  if (lines === null || lines.some((line) => !missing.secret && namesEnvironment(line, workshop.environments))) return null
  const places = documentsOf(missing.into, workshop).flatMap(({ file, root, identity }) => {
    const parent = identity === source.identity ? follow(root, steps.slice(0, -1)) : undefined
    return parent !== undefined && !parent.bound ? [{ file, parent }] : []
  })
  const place = likeliest(places, missing.location.file, workshop)
  const target = place === null ? null : workshop.text(place.file)
  if (place === null || target === null || place.parent.kind !== step.of.kind) return null
  const edit = place.parent.kind === 'list' ? appendItem(target, place.parent, lines) : insertEntry(target, place.parent, place.parent.entries.length - 1, lines)
  return edit === null ? null : { file: place.file, edits: [edit] }
}

/** Any of them would do: the one that the change has touched, else the one whose file is called the same. */
function likeliest<T extends { readonly file: string }>(places: readonly T[], like: string, workshop: Workshop): T | null {
  const name = (file: string): string => file.slice(file.lastIndexOf('/') + 1)
  const choices = [places, places.filter(({ file }) => isChanged(file, workshop)), places.filter(({ file }) => name(file) === name(like))]
  return choices.find((choice) => choice.length === 1)?.[0] ?? null
}

/** Inline patches start anew: the root of the last one on the way. */
function isSame(root: Written, { root: outer, steps }: Spot): boolean {
  const inner = steps.findLastIndex(({ kind }) => kind === 'inner')
  const written = inner < 0 ? outer : steps[inner + 1]?.of
  return root.start === written?.start && root.end === written.end
}

/** What names the items of lists, most telling first. */
const ITEM_KEYS = ['name', 'secretKey', 'objectName', 'key', 'mountPath', 'containerPort']

function sameItem(items: readonly Written[], like: Written | undefined): Written | undefined {
  const key = ITEM_KEYS.find((each) => textOf(like, each) !== null)
  const same = key === undefined ? [] : items.filter((item) => textOf(item, key) === textOf(like, key))
  return same.length === 1 ? same[0] : undefined
}

/** The map or list at the same place of another document; list items by what names them. */
function follow(root: Written, steps: Spot['steps']): WrittenMap | WrittenList | undefined {
  let at: Written | undefined = root
  for (const step of steps) {
    if (step.kind === 'entry') at = entryOf(at, step.key)
    else if (step.kind === 'item') {
      at = sameItem(itemsOf(at), step.of.items[step.index])
    } else return undefined
    if (at === undefined || at.bound) return undefined
  }
  return at === undefined || at.kind === 'scalar' ? undefined : at
}
