// Whether a change is nothing but proven rollbacks: with the images put back, every render is as it was.

import { isHelmRelease, isImageMapping } from '../model/image-place.ts'
import type { Overlay } from '../model/overlay.ts'
import type { ChangeEffect } from '../model/report.ts'
import type { Resource, Value } from '../model/resource.ts'
import { groupBy } from '../model/group.ts'
import { formatResourceId, isList, isMapping } from '../model/resource.ts'
import { valueAt } from '../model/value-at.ts'
import type { Pin } from './pins.ts'

/** An overlay that the change touches, as it rendered before and renders now; null where it is not there or does not render. */
export type ChangedRender = {
  readonly overlay: Overlay
  readonly before: readonly Resource[] | null
  readonly head: readonly Resource[] | null
}

/**
 * True where at least one image goes back and nothing else differs. Give every overlay that the change touches, and all proven
 * rollbacks (`Decided.rollbacks`) of all applications. What cannot be compared is another effect.
 */
export function onlyRollbacks(changed: readonly ChangedRender[], rollbacks: readonly Pin[]): boolean {
  return touchesAny(changed, rollbacks) && arePutBack(changed, rollbacks)
}

/** The same for a part of a change: parts make up nothing but rollbacks where at least one goes back and the others do nothing. */
export function effectOf(changed: readonly ChangedRender[], rollbacks: readonly Pin[]): ChangeEffect {
  if (!arePutBack(changed, rollbacks)) return 'other'
  return touchesAny(changed, rollbacks) ? 'rollbacks' : 'none'
}

function touchesAny(changed: readonly ChangedRender[], rollbacks: readonly Pin[]): boolean {
  const touched = new Set(changed.map(({ overlay }) => overlay))
  return rollbacks.some(({ overlay }) => touched.has(overlay))
}

function arePutBack(changed: readonly ChangedRender[], rollbacks: readonly Pin[]): boolean {
  return changed.every(({ overlay, before, head }) => {
    const own = rollbacks.filter((pin) => pin.overlay === overlay)
    return before !== null && head !== null && isPutBack(before, head, own)
  })
}

function isPutBack(before: readonly Resource[], head: readonly Resource[], pins: readonly Pin[]): boolean {
  const earlier = new Map(before.map((resource) => [formatResourceId(resource.id), resource]))
  if (before.length !== head.length || earlier.size !== before.length) return false
  const pinsIn = groupBy(pins, ({ resource }) => formatResourceId(resource))
  return head.every((resource) => {
    const id = formatResourceId(resource.id)
    const was = earlier.get(id)
    if (was === undefined) return false
    const own = pinsIn.get(id) ?? []
    return isSame(was.body, resource.body, [], new Set(own.flatMap((pin) => imageFields(pin, resource))))
  })
}

/** Helm's parts of an image; together they are what the pin is. */
const HELM_PARTS = ['registry', 'repository', 'tag', 'digest']

/** The places that hold the image: the field, or in the values of a Helm release its parts. */
function imageFields({ path }: Pin, { id, body }: Resource): readonly string[] {
  const parent = path.slice(0, -1)
  if (!isHelmRelease(id) || !isImageMapping(valueAt(body, parent))) return [JSON.stringify(path)]
  return HELM_PARTS.map((part) => JSON.stringify([...parent, part]))
}

type Path = readonly (string | number)[]

/** Deep equality, but for the fields that hold an image which goes back. */
function isSame(a: Value | undefined, b: Value | undefined, path: Path, images: ReadonlySet<string>): boolean {
  if (images.has(JSON.stringify(path))) return true
  if (isMapping(a) && isMapping(b)) {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => isSame(own(a, key), own(b, key), [...path, key], images))
  }
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, index) => isSame(item, b[index], [...path, index], images))
  return a === b
}

function own(mapping: { readonly [key: string]: Value }, key: string): Value | undefined {
  return Object.hasOwn(mapping, key) ? mapping[key] : undefined
}
