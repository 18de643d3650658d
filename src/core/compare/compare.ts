// Compares the renders of two neighbouring environments: every place where they differ beyond what can never be a difference.

import type { Difference } from '../model/difference.ts'
import { environmentWords, type Environment } from '../model/environment.ts'
import { formatPointer } from '../model/field-path.ts'
import type { NormalRender, NormalResource } from '../model/normal-render.ts'
import { formatResourceId } from '../model/resource.ts'
import { byKeys } from '../model/text.ts'
import type { NamespaceMapping } from './namespaces.ts'
import { isNamespace, pairResources, type ResourcePair } from './pair-resources.ts'
import { pathOf, renderedPath } from './place.ts'
import { collectReferences } from './references.ts'
import { type Mismatch, walkBodies } from './walk.ts'

export type CompareSide = { readonly environment: Environment; readonly render: NormalRender }

/**
 * The differences of two renders, `left` being the earlier environment; sorted by resource, path and kind.
 * Null and absent fields are one and the same, so an explicit null is told as undefined, without a rendered path.
 * A difference of kind `order` has the items' keys as values. Values of Secrets are in the result: whoever shows them must hide them.
 */
export function compare(left: CompareSide, right: CompareSide): readonly Difference[] {
  const { pairs, onlyLeft, onlyRight, namespaces } = pairResources(left, right)
  const surroundings = {
    leftWords: new Set(environmentWords(left.environment)),
    rightWords: new Set(environmentWords(right.environment)),
    namespaces,
    references: collectReferences(pairs),
    embedded: false
  }
  const differences: Difference[] = [
    ...onlyLeft.map((resource) => missing(resource, 'right')),
    ...onlyRight.map((resource) => missing(resource, 'left'))
  ]
  for (const pair of pairs) {
    if (!pair.agrees) differences.push(misplaced(pair, namespaces))
    for (const mismatch of walkBodies(pair.left.body, pair.right.body, { ...surroundings, resource: pair.right.id })) {
      differences.push(difference(pair, mismatch))
    }
  }
  return sorted(differences)
}

function missing(resource: NormalResource, where: 'left' | 'right'): Difference {
  const present = where === 'right' ? 'left' : 'right'
  return {
    kind: 'missing-resource',
    left: present === 'left' ? resource.id : null,
    right: present === 'right' ? resource.id : null,
    resource: resource.canonical,
    path: [],
    leftPath: present === 'left' ? [] : null,
    rightPath: present === 'right' ? [] : null,
    leftValue: present === 'left' ? resource.body : undefined,
    rightValue: present === 'right' ? resource.body : undefined,
    within: null,
    pairing: null
  }
}

/**
 * Two resources that pair although their namespaces do not stand for each other. The two values may even be equal. Where
 * neither names one, the environment whose other resources do lacks it, and the other side's value is null.
 */
function misplaced({ left, right }: ResourcePair, namespaces: NamespaceMapping): Difference {
  const field = isNamespace(left) ? 'name' : 'namespace'
  const neither = left.id[field] === null && right.id[field] === null
  const leftValue = left.id[field] ?? (neither && namespaces.toRight.has(null) ? null : undefined)
  const rightValue = right.id[field] ?? (neither && leftValue === undefined ? null : undefined)
  const path = ['metadata', field]
  return {
    kind: leftValue === undefined || rightValue === undefined ? 'missing-field' : 'value',
    left: left.id,
    right: right.id,
    resource: right.canonical,
    path,
    leftPath: left.id[field] === null ? null : path,
    rightPath: right.id[field] === null ? null : path,
    leftValue,
    rightValue,
    within: null,
    pairing: null
  }
}

function difference({ left, right }: ResourcePair, { kind, place, inner, left: leftValue, right: rightValue }: Mismatch): Difference {
  return {
    kind,
    left: left.id,
    right: right.id,
    resource: right.canonical,
    path: pathOf(place),
    leftPath: renderedPath(place, 'left'),
    rightPath: renderedPath(place, 'right'),
    leftValue,
    rightValue,
    within: inner === null ? null : formatPointer(pathOf(inner)),
    pairing: (inner ?? place).pairing
  }
}

function sorted(differences: readonly Difference[]): readonly Difference[] {
  const keyed = differences.map((item) => ({
    item,
    resource: formatResourceId(item.resource),
    place: formatPointer(item.path),
    within: item.within ?? '',
    side: item.left === null ? '1' : '0'
  }))
  const order = byKeys<(typeof keyed)[number]>(
    (k) => k.resource,
    (k) => k.place,
    (k) => k.within,
    (k) => k.item.kind,
    (k) => k.side
  )
  return keyed.sort(order).map(({ item }) => item)
}
