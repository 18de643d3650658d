// Bounds of custom axes: an allowed field's value must match `values` in every environment, equal or not.

import type { Draft } from '../model/draft.ts'
import type { Environment } from '../model/environment.ts'
import { environmentWords } from '../model/environment.ts'
import { boundPattern } from '../model/bound.ts'
import type { Effort } from '../model/effort.ts'
import { ENDLESS } from '../model/effort.ts'
import type { FieldPath } from '../model/field-path.ts'
import { formatPointer } from '../model/field-path.ts'
import { finding } from '../model/finding.ts'
import { matchName, matchResource } from '../model/glob.ts'
import type { Overlay } from '../model/overlay.ts'
import type { CustomAxis, Policy } from '../model/policy.ts'
import type { RenderedPath } from '../model/difference.ts'
import type { ResourceId, Value } from '../model/resource.ts'
import { formatResourceId, isScalar } from '../model/resource.ts'
import type { Leaf } from '../model/value-at.ts'
import { childrenOf } from '../model/value-at.ts'
import type { JudgedDraft } from './judge-pair.ts'
import { isSecretValue } from './secret-source.ts'

/** What is said of a Secret's value instead of the value. */
const HIDDEN_VALUE = 'a value of a Secret'

export type BoundedOverlay = {
  readonly overlay: Overlay
  readonly environment: Environment
  readonly resources: readonly { readonly id: ResourceId; readonly canonical: ResourceId; readonly body: Value }[]
}

/** To compile a step of an expression takes as long as to try it at so many letters. */
const COMPILING = 250
/** Likewise to hold a name against a glob. */
const LOOKING = 25

/** A finding for each value of an allowed field that breaks its axis's bound. Once the effort is spent, the rest is not looked at. */
export function judgeBounds({ overlay, environment, resources }: BoundedOverlay, policy: Pick<Policy, 'axes'>, effort: Effort = ENDLESS): readonly JudgedDraft[] {
  return policy.axes.flatMap((axis) => {
    if (effort.spent() || axis.kind === 'built-in' || axis.values === null || !concerns(axis, environment)) return []
    const bound = axis.values
    const pattern = boundPattern(bound, environment)
    effort.spend((pattern?.steps ?? bound.length) * COMPILING)
    const holds = (value: string): boolean => pattern !== null && effort.spend(pattern.cost(value)) && pattern.test(value)
    return resources
      .filter(({ canonical }) => effort.spend(LOOKING) && axis.resources.some((resource) => effort.spend(LOOKING) && matchResource(resource, canonical)))
      .flatMap((resource) =>
        axis.paths.flatMap((path) => (path.length === 0 ? [] : fieldsAt(resource.body, path, effort)))
          .filter(({ value }) => !effort.spent() && !holds(String(value)))
          .map((field) => broken(axis, bound, overlay, resource, field))
      )
  })
}

function broken(axis: CustomAxis, bound: string, overlay: Overlay, resource: BoundedOverlay['resources'][number], field: Leaf): JudgedDraft {
  const shown = isSecretValue(resource.canonical, field.field) ? HIDDEN_VALUE : String(field.value)
  const place = {
    application: overlay.application,
    environment: overlay.environment,
    variant: overlay.variant,
    resource: formatResourceId(resource.canonical),
    path: formatPointer(field.field),
    values: { [overlay.environment]: shown }
  }
  const draft: Draft = {
    finding: finding('axis-bound', 'error', { axis: axis.name, bound, value: shown }, place),
    subject: { kind: 'field', overlay, resource: resource.id, path: field.path, value: field.value }
  }
  return { draft, identity: JSON.stringify(['axis-bound', axis.name, overlay, place.resource, place.path, String(field.value)]) }
}

function concerns(axis: CustomAxis, environment: Environment): boolean {
  return axis.between === null || environmentWords(environment).some((word) => axis.between?.includes(word))
}

function fieldsAt(body: Value, pattern: FieldPath, effort: Effort): readonly Leaf[] {
  const found: Leaf[] = []
  const walk = (here: Value, rest: FieldPath, path: RenderedPath, field: FieldPath): void => {
    const [segment, ...others] = rest
    const everything = segment === undefined || segment === '**'
    if (isScalar(here)) {
      if (everything) found.push({ path, field, value: here })
      return
    }
    for (const { key, name, child } of childrenOf(here)) {
      if (!effort.spend(LOOKING)) return
      const matches = everything || [String(key), name].some((text) => matchName(segment, text))
      if (matches) walk(child, everything ? rest : others, [...path, key], [...field, name])
    }
  }
  walk(body, pattern, [], [])
  return found
}
