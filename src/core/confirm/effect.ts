// What an experiment did to the field in question, from the differences between the render as it is and the one of the experiment.

import type { Difference } from '../model/difference.ts'
import type { FieldPath } from '../model/field-path.ts'
import type { Question } from '../model/question.ts'
import type { ResourceId, Value } from '../model/resource.ts'
import { formatResourceId } from '../model/resource.ts'

export type Effect =
  | { readonly kind: 'same' }
  /** `value`: the field's own new value; undefined where it is gone, or where only something around it can be seen to change. */
  | { readonly kind: 'changed'; readonly value: Value | undefined }
  /** The field's resource is no longer there, so that its fields tell nothing. */
  | { readonly kind: 'gone' }
  /** No render came of it: that proves nothing. */
  | { readonly kind: 'unclear' }

/** `differences` are those between the overlay's render (left) and the experiment's (right). */
export function effectOn(question: Question, differences: readonly Difference[]): Effect {
  const own = differences.filter((difference) => isOf(difference, question))
  if (own.some(({ kind }) => kind === 'missing-resource')) {
    // Without a prefix or a namespace it is there under another name: that says nothing of where it comes from.
    if (differences.some((difference) => isNewcomer(difference, question.resource))) return { kind: 'unclear' }
    return { kind: question.path.length === 0 ? 'changed' : 'gone', value: undefined }
  }
  // Of a resource as a whole only its being there is asked; what is in it may change.
  if (question.path.length === 0) return { kind: 'same' }
  if (isShifted(question, own)) return { kind: 'unclear' }
  const touching = own.filter((difference) => isRelated(difference.path, question.path) && isWithin(difference, question))
  if (touching.length === 0) return { kind: 'same' }
  const exact = touching.find(({ path }) => path.length === question.path.length)
  if (question.value !== undefined) return { kind: 'changed', value: exact?.rightValue }
  return touching.some(({ leftValue }) => leftValue === undefined) ? { kind: 'changed', value: exact?.rightValue } : { kind: 'same' }
}

/**
 * Whether the field's list, told apart by position only, has become longer or shorter before it: then another item stands at its place,
 * which tells nothing of the field. An absent item itself is back where the list is longer; what is absent in an item is not.
 */
function isShifted({ path, value }: Question, differences: readonly Difference[]): boolean {
  return path.some((segment, depth) => {
    if (!/^\d+$/.test(segment)) return false
    const beside = differences.filter((each) => /^\d+$/.test(each.path[depth] ?? '') && isRelated(each.path.slice(0, depth), path.slice(0, depth)))
    const resized = beside.some((each) => each.path.length === depth + 1 && (each.leftValue === undefined || each.rightValue === undefined))
    const first = Math.min(...beside.map((each) => Number(each.path[depth])))
    return resized && (value === undefined ? path.length > depth + 1 : first < Number(segment))
  })
}

/** A resource that the overlay does not render is known by its kind and name only. */
function isOf({ left, right }: Difference, { resource, value, path }: Question): boolean {
  if (path.length > 0 || value !== undefined) return left !== null && formatResourceId(left) === formatResourceId(resource)
  return left === null && right !== null && isNamesake(right, resource)
}

function isNewcomer({ kind, left, right }: Difference, { group, kind: wanted }: ResourceId): boolean {
  return kind === 'missing-resource' && left === null && right !== null && right.group === group && right.kind === wanted
}

function isNamesake(a: ResourceId, b: ResourceId): boolean {
  return a.group === b.group && a.kind === b.kind && a.name === b.name
}

/** One is at the other's place, around it or inside it. */
function isRelated(a: FieldPath, b: FieldPath): boolean {
  return a.slice(0, b.length).every((segment, index) => segment === b[index])
}

function isWithin(difference: Difference, { within }: Question): boolean {
  if (difference.within === null || within === null) return true
  return difference.within === within || difference.within.startsWith(`${within}/`) || within.startsWith(`${difference.within}/`)
}
