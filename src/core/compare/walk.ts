// Walks two values side by side and tells each highest place where they differ.

import type { DifferenceKind } from '../model/difference.ts'
import { isList, isMapping, type Mapping, type Value } from '../model/resource.ts'
import { formatOf, readEmbedded } from './embedded.ts'
import { pairItems, type PairedItems } from './pair-items.ts'
import { fieldOf, fieldPlace, type Place, rootPlace, trailOf } from './place.ts'
import { sameScalar, saysNothing, type Surroundings } from './same-scalar.ts'
import { isSopsBlock, SOPS_FIELD } from './sops.ts'

/** One place that differs; `inner` is the place inside the document that the text at `place` holds. */
export type Mismatch = {
  readonly kind: DifferenceKind
  readonly place: Place
  readonly inner: Place | null
  readonly left: Value | undefined
  readonly right: Value | undefined
}

type Tell = (kind: DifferenceKind, place: Place, left: Value | undefined, right: Value | undefined) => void

/** What one walk carries along. */
type Walk = { readonly around: Surroundings; readonly tell: Tell; readonly tellInner: (outer: Place) => Tell }

/** All differences of two bodies of one resource, in the order of the walk. Name and namespace are not looked at. */
export function walkBodies(left: Mapping, right: Mapping, around: Surroundings): readonly Mismatch[] {
  const found: Mismatch[] = []
  const walk: Walk = {
    around,
    tell: (kind, place, l, r) => found.push({ kind, place, inner: null, left: l, right: r }),
    tellInner: (outer) => (kind, inner, l, r) => found.push({ kind, place: outer, inner, left: l, right: r })
  }
  compareMappings(left, right, rootPlace(left, right), walk)
  return found
}

/** Both values are present at the place. */
function compareValues(left: Value, right: Value, place: Place, walk: Walk): void {
  if (isMapping(left) && isMapping(right)) return compareMappings(left, right, place, walk)
  if (isList(left) && isList(right)) return compareLists(left, right, place, walk)
  if (isMapping(left) || isMapping(right) || isList(left) || isList(right)) return walk.tell('value', place, left, right)
  if (sameScalar(left, right, place, walk.around)) return
  if (typeof left === 'string' && typeof right === 'string' && compareTexts(left, right, place, walk)) return
  walk.tell('value', place, left, right)
}

function compareMappings(left: Mapping, right: Mapping, place: Place, walk: Walk): void {
  for (const field of Object.keys(left)) compareField(field, fieldOf(left, field), fieldOf(right, field), place, walk)
  for (const field of Object.keys(right)) {
    if (!Object.hasOwn(left, field)) compareField(field, undefined, fieldOf(right, field), place, walk)
  }
}

function compareField(field: string, left: Value | undefined, right: Value | undefined, parent: Place, walk: Walk): void {
  // Equal scalars, and absent on both sides: most of what there is.
  if (left === right && !isMapping(left) && !isList(left)) return
  if (!walk.around.embedded && isIdentity(field, parent)) return
  if (field === SOPS_FIELD && parent.parent === null && isSopsBlock(left) && isSopsBlock(right)) return
  const place = fieldPlace(parent, field, left, right)
  if (left !== undefined && right !== undefined) compareValues(left, right, place, walk)
  else if (!saysNothing(place, walk.around)) walk.tell('missing-field', place, left, right)
}

/** Name and namespace have been judged by pairing. */
function isIdentity(field: string, parent: Place): boolean {
  return (field === 'name' || field === 'namespace') && parent.field === 'metadata' && parent.parent?.parent === null
}

function compareLists(left: readonly Value[], right: readonly Value[], place: Place, walk: Walk): void {
  const { resource, references, embedded } = walk.around
  const paired = pairItems(place, { left, right }, embedded ? null : resource, references)
  for (const item of paired.items) {
    const l = item.left === null ? undefined : left[item.left]
    const r = item.right === null ? undefined : right[item.right]
    if (l === r && !isMapping(l) && !isList(l)) continue
    const at: Place = {
      parent: place,
      field: null,
      segment: item.segment,
      leftKey: item.left,
      rightKey: item.right,
      left: l,
      right: r,
      pairing: paired.pairing
    }
    if (l === undefined || r === undefined) walk.tell('missing-field', at, l, r)
    else compareValues(l, r, at, walk)
  }
  if (paired.ordered) compareOrder(paired, place, walk)
}

/** One difference at the list where the items that both sides have stand in another order. Its values are the items' keys. */
function compareOrder(paired: PairedItems, place: Place, walk: Walk): void {
  const common = paired.items.flatMap((item) =>
    item.left === null || item.right === null ? [] : [{ segment: item.segment, left: item.left, right: item.right }]
  )
  const keys = (side: 'left' | 'right') => [...common].sort((a, b) => a[side] - b[side]).map(({ segment }) => segment)
  const left = keys('left')
  const right = keys('right')
  if (left.some((segment, index) => segment !== right[index])) {
    walk.tell('order', { ...place, pairing: paired.pairing }, left, right)
  }
}

/**
 * Locates the differences of two unequal texts inside the documents that they hold. False where they hold none, or where the
 * documents are equal: the text decides, except that SOPS writes the whole of a document anew each time.
 */
function compareTexts(left: string, right: string, place: Place, walk: Walk): boolean {
  if (walk.around.embedded) return false
  const format = formatOf(walk.around.resource, trailOf(place))
  if (format === null) return false
  const leftValue = readEmbedded(left, format)
  const rightValue = leftValue === undefined ? undefined : readEmbedded(right, format)
  if (leftValue === undefined || rightValue === undefined || isList(leftValue) !== isList(rightValue)) return false
  let count = 0
  const tell = walk.tellInner(place)
  const inner: Walk = {
    ...walk,
    around: { ...walk.around, embedded: true },
    tell: (...args) => {
      count++
      tell(...args)
    }
  }
  compareValues(leftValue, rightValue, rootPlace(leftValue, rightValue), inner)
  return count > 0 || (isEncrypted(leftValue) && isEncrypted(rightValue))
}

function isEncrypted(value: Value): boolean {
  return isMapping(value) && isSopsBlock(fieldOf(value, SOPS_FIELD))
}
