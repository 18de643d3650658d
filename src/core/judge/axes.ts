// Whether the allowed axes let a difference be: every leaf of it must lie within one of them.

import type { Effort } from '../model/effort.ts'
import { ENDLESS } from '../model/effort.ts'
import type { Environment } from '../model/environment.ts'
import { environmentWords } from '../model/environment.ts'
import { matchFieldPath, matchResource } from '../model/glob.ts'
import type { FieldPath } from '../model/field-path.ts'
import { CONTAINER_LISTS } from '../model/image-place.ts'
import type { Axis, CustomAxis, ImageField } from '../model/policy.ts'
import type { Difference } from '../model/difference.ts'
import type { Value } from '../model/resource.ts'
import { isScalar } from '../model/resource.ts'
import { leavesOf } from '../model/value-at.ts'
import { builtInAllows } from './built-in-axes.ts'
import type { FieldDifference } from './built-in-axes.ts'
import { fieldOf, isWithin } from './field.ts'
import type { ImageDistance } from './image-field.ts'
import { imageDistance, imagePartOf } from './image-field.ts'
import { secretKeyAt } from './secret-source.ts'

export type AxisContext = {
  readonly axes: readonly Axis[]
  readonly imageFields: readonly ImageField[]
  readonly environments: readonly [Environment, Environment]
  /** The mappings that hold the field in each render. */
  readonly parents: readonly [Value | undefined, Value | undefined]
}

/** A glob that is held against a name or a path takes as long as so many steps of an expression. */
const LOOKING = 25

/** Whether the difference is one that the policy allows. Without effort that is left, nothing is. */
export function isAllowed(difference: Difference, context: AxisContext, effort: Effort = ENDLESS): boolean {
  if (!effort.spend(context.axes.length)) return false
  const axes = context.axes.filter((axis) => axis.kind === 'built-in' || appliesBetween(axis, context.environments))
  const field = fieldOf(difference)
  if (difference.kind === 'missing-resource') {
    return axes.some((axis) => axis.kind === 'custom' && axis.paths.some((path) => path.length === 0) && matchesResource(axis, difference))
  }
  // No axis covers a whole container.
  if (difference.kind === 'missing-field' && CONTAINER_LISTS.includes(field.at(-2) ?? '')) return false
  // Nor a secret's keys.
  if (difference.kind === 'missing-field' && secretKeyAt(difference.resource, field) !== null) return false
  return leafDifferences(difference, context).every((leaf) => axes.some((axis) => effort.spend(weightOf(axis)) && axisAllows(axis, leaf)))
}

function weightOf(axis: Axis): number {
  return axis.kind === 'built-in' ? 1 : LOOKING * (axis.resources.length + axis.paths.length)
}

/** How far apart the images of a difference are; null where it is no image field or no image. */
export function imageDistanceOf(difference: Difference, context: AxisContext): ImageDistance | null {
  return distanceAt(difference, fieldOf(difference), difference.leftValue, difference.rightValue, context)
}

/** Whether the axis is meant for this pair. */
export function appliesBetween(axis: CustomAxis, [left, right]: readonly [Environment, Environment]): boolean {
  if (axis.between === null) return true
  const [a, b] = axis.between
  const named = (environment: Environment, name: string): boolean => environmentWords(environment).includes(name)
  return (named(left, a) && named(right, b)) || (named(left, b) && named(right, a))
}

/** Whether a custom axis names the field, or a field that holds it. */
export function customAxisCovers(axis: CustomAxis, field: FieldPath): boolean {
  return axis.paths.some((pattern) => pattern.length > 0 && isWithin((path) => matchFieldPath(pattern, path), field))
}

function axisAllows(axis: Axis, leaf: FieldDifference): boolean {
  // Two equal values differ in what they mean, such as one namespace for two: no built-in axis speaks of that.
  if (axis.kind === 'built-in') return leaf.left !== leaf.right && builtInAllows(axis.name, leaf)
  return axis.resources.some((pattern) => matchResource(pattern, leaf.resource)) && customAxisCovers(axis, leaf.field)
}

function matchesResource(axis: CustomAxis, difference: Difference): boolean {
  return axis.resources.some((pattern) => matchResource(pattern, difference.resource))
}

/** A missing mapping or list differs in each of its leaves; an empty one in itself. */
function leafDifferences(difference: Difference, context: AxisContext): readonly FieldDifference[] {
  const field = fieldOf(difference)
  const one = (path: FieldPath, left: Value | undefined, right: Value | undefined): FieldDifference => ({
    resource: difference.resource,
    field: path,
    left,
    right,
    environments: context.environments,
    image: distanceAt(difference, path, left, right, context)
  })
  const { leftValue, rightValue } = difference
  const present = leftValue ?? rightValue
  if (difference.kind !== 'missing-field' || present === undefined || isScalar(present)) return [one(field, leftValue, rightValue)]
  const leaves = leavesOf(present)
  if (leaves.length === 0) return [one(field, leftValue, rightValue)]
  return leaves.map((leaf) => {
    const path = [...field, ...leaf.field]
    return leftValue === undefined ? one(path, undefined, leaf.value) : one(path, leaf.value, undefined)
  })
}

function distanceAt(
  difference: Difference,
  field: FieldPath,
  left: Value | undefined,
  right: Value | undefined,
  context: AxisContext
): ImageDistance | null {
  const parent = context.parents[0] ?? context.parents[1]
  const part = imagePartOf(difference.resource, field, parent, context.imageFields)
  return part === null ? null : imageDistance(part, left, right)
}
