// When two scalars that are not the same text still mean the same, which depends on where they stand.

import type { ResourceId, Scalar, Value } from '../model/resource.ts'
import { isMapping } from '../model/resource.ts'
import { isCiphertext } from '../model/sops.ts'
import { sameNamespace, type NamespaceMapping } from './namespaces.ts'
import { fieldOf, type Place } from './place.ts'
import { isLabelMap, positionOf } from './position.ts'
import { sameQuantity } from './quantity.ts'
import { sameName, type References } from './references.ts'
import { sameServiceText } from './service-text.ts'

/** What the comparison of one pair of resources knows about its surroundings. */
export type Surroundings = {
  /** The right resource; group and kind are the same on both sides. */
  readonly resource: ResourceId
  /** Names and aliases of each environment. */
  readonly leftWords: ReadonlySet<string>
  readonly rightWords: ReadonlySet<string>
  readonly namespaces: NamespaceMapping
  readonly references: References
  /** Whether the place is in a document inside a text. */
  readonly embedded: boolean
}

/** Whether two scalars, both present, mean the same at a place. */
export function sameScalar(left: Scalar, right: Scalar, place: Place, around: Surroundings): boolean {
  if (Object.is(left, right)) return true
  if (typeof left === 'string' && typeof right === 'string') {
    if (isCiphertext(left) && isCiphertext(right)) return true
    if (sameServiceText(left, right, around.namespaces, around.references)) return true
  }
  if (around.embedded) return false
  const position = positionOf(place, around.resource)
  if (position.quantity) return sameQuantity(left, right)
  if (typeof left !== 'string' || typeof right !== 'string') return false
  if (position.namespace && sameNamespace(around.namespaces, left, right)) return true
  if (position.label && around.leftWords.has(left) && around.rightWords.has(right)) return true
  const strength = sameName(around.references, left, right)
  if (strength === null) return false
  if (strength === 'only-word') return !position.free && /^name$|Name$/.test(place.field ?? '')
  return strength !== 'word' || !position.free
}

/** Whether a value that only one side has says no more than which environment it is in, so that its absence means nothing. */
export function saysNothing(place: Place, around: Surroundings): boolean {
  if (around.embedded) return false
  const side = place.left === undefined ? 'right' : 'left'
  const value = place[side]
  const words = side === 'left' ? around.leftWords : around.rightWords
  if (isMapping(value)) return isLabelMap(place, around.resource) && labelsSayNothing(value, words)
  if (typeof value !== 'string') return false
  const position = positionOf(place, around.resource)
  if (position.label && place.field !== null) return words.has(value)
  const other = side === 'left' ? around.namespaces.toRight : around.namespaces.toLeft
  // An environment that is deployed without a namespace has none in its references either.
  return position.namespace && other.get(value) === null
}

function labelsSayNothing(labels: { readonly [key: string]: Value }, words: ReadonlySet<string>): boolean {
  const keys = Object.keys(labels)
  return keys.length > 0 && keys.every((key) => ownWord(fieldOf(labels, key), words))
}

function ownWord(value: Value | undefined, words: ReadonlySet<string>): boolean {
  return value === undefined || (typeof value === 'string' && words.has(value))
}
