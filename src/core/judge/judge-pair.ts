// Differences between two neighbouring overlays → drift findings.

import type { Difference } from '../model/difference.ts'
import type { Draft } from '../model/draft.ts'
import type { Effort } from '../model/effort.ts'
import { ENDLESS } from '../model/effort.ts'
import type { Environment } from '../model/environment.ts'
import type { Finding } from '../model/finding.ts'
import { finding } from '../model/finding.ts'
import type { Overlay } from '../model/overlay.ts'
import type { Policy } from '../model/policy.ts'
import type { Mapping, ResourceId } from '../model/resource.ts'
import { formatResourceId, isMapping } from '../model/resource.ts'
import { valueAt } from '../model/value-at.ts'
import type { AxisContext } from './axes.ts'
import { imageDistanceOf, isAllowed } from './axes.ts'
import { displayValue, HIDDEN, toJson } from './display.ts'
import { fieldOf, formatField } from './field.ts'
import { holdsSecretValues, isSecretValue, secretKeyAt } from './secret-source.ts'

export type JudgedSide = {
  readonly overlay: Overlay
  readonly environment: Environment
  /** The rendered bodies by formatted id. */
  readonly bodies: ReadonlyMap<string, Mapping>
}

/** A draft, and what must be the same before and after for it to be existing drift. */
export type JudgedDraft = { readonly draft: Draft; readonly identity: string }

/** Judges the differences of one pair; `right` is the later environment. Allowed ones give nothing; once the effort is spent, nothing is allowed. */
export function judgePair(
  left: JudgedSide,
  right: JudgedSide,
  differences: readonly Difference[],
  policy: Pick<Policy, 'axes' | 'imageFields'>,
  effort: Effort = ENDLESS
): readonly JudgedDraft[] {
  return differences.flatMap((difference) => {
    const context: AxisContext = {
      axes: policy.axes,
      imageFields: policy.imageFields,
      environments: [left.environment, right.environment],
      parents: [parentOf(left, difference.left, difference.leftPath), parentOf(right, difference.right, difference.rightPath)]
    }
    return isAllowed(difference, context, effort) ? [] : expand(difference).map((each) => judged(left, right, each, context))
  })
}

function judged(left: JudgedSide, right: JudgedSide, difference: Difference, context: AxisContext): JudgedDraft {
  const field = fieldOf(difference)
  const hidden = isSecretValue(difference.resource, field)
  const show = (value: Difference['leftValue']): string | null => (hidden && value !== undefined ? HIDDEN : displayValue(value))
  const place = {
    application: right.overlay.application,
    environment: right.overlay.environment,
    variant: right.overlay.variant,
    against: left.overlay.environment,
    resource: formatResourceId(difference.resource),
    path: formatField(difference),
    values:
      difference.kind === 'missing-resource'
        ? { [left.environment.name]: presence(difference.left), [right.environment.name]: presence(difference.right) }
        : { [left.environment.name]: show(difference.leftValue), [right.environment.name]: show(difference.rightValue) }
  }
  const missingIn = difference.leftValue === undefined ? left.environment.name : right.environment.name
  const result = ((): Finding => {
    if (difference.kind === 'missing-resource') return finding('drift-missing-resource', 'error', { missingIn }, place)
    if (difference.kind === 'missing-field') {
      const key = secretKeyAt(difference.resource, field)
      return key === null
        ? finding('drift-missing-field', 'error', { missingIn, pairing: difference.pairing }, place)
        : finding('drift-secret-keys', 'error', { missingIn, key }, place)
    }
    const distance = imageDistanceOf(difference, context)
    if (distance === 'registry' || distance === 'repository') return finding('drift-image-repository', 'error', {}, place)
    return finding('drift-value', 'error', { pairing: difference.pairing, note: noteOn(difference, hidden) }, place)
  })()
  const identity = [result.code, place.application, place.against, left.overlay.variant, place.environment, place.variant, place.resource, place.path]
  // Of a resource that is missing, what the other one holds makes no other drift of it: it may be promoted meanwhile.
  const compared = difference.kind === 'missing-resource' ? [] : [difference.leftValue, difference.rightValue]
  const values = compared.map((value) => (value === undefined ? '' : toJson(value)))
  return {
    draft: { finding: result, subject: { kind: 'difference', left: left.overlay, right: right.overlay, difference } },
    identity: JSON.stringify([...identity, ...values, difference.left === null, difference.right === null])
  }
}

function noteOn(difference: Difference, hidden: boolean): 'order' | 'secret' | 'namespace' | null {
  if (hidden) return 'secret'
  if (difference.kind === 'order') return 'order'
  // Namespaces are no difference where they go one to one; what is told has left that way, be its two values equal.
  const [first, second, ...more] = difference.path
  return first === 'metadata' && second === 'namespace' && more.length === 0 ? 'namespace' : null
}

function presence(id: ResourceId | null): string | null {
  return id === null ? null : 'present'
}

/** A Secret whose whole `data` is missing misses each key: its values must not be shown as one mapping, nor an annotation that repeats them. */
function expand(difference: Difference): readonly Difference[] {
  const { leftValue, rightValue } = difference
  const present = leftValue ?? rightValue
  if (difference.kind !== 'missing-field' || !isMapping(present) || !holdsSecretValues(difference.resource, difference.path, present)) return [difference]
  return Object.keys(present)
    .toSorted()
    .map((key) => ({
      ...difference,
      path: [...difference.path, key],
      leftPath: difference.leftPath === null ? null : [...difference.leftPath, key],
      rightPath: difference.rightPath === null ? null : [...difference.rightPath, key],
      leftValue: leftValue === undefined ? undefined : present[key],
      rightValue: rightValue === undefined ? undefined : present[key]
    }))
}

function parentOf(side: JudgedSide, id: ResourceId | null, path: Difference['leftPath']): ReturnType<typeof valueAt> {
  if (id === null || path === null || path.length === 0) return undefined
  return valueAt(side.bodies.get(formatResourceId(id)), path.slice(0, -1))
}
