// What the axes take is counted to the step, and what there is no effort for is not allowed.

import { describe, expect, test } from '@jest/globals'
import { isAllowed } from '../../../src/core/judge/axes.ts'
import { judgeBounds } from '../../../src/core/judge/axis-bounds.ts'
import type { Difference } from '../../../src/core/model/difference.ts'
import { createEffort } from '../../../src/core/model/effort.ts'
import { environmentNamed } from '../../../src/core/model/environment.ts'
import type { Axis, CustomAxis } from '../../../src/core/model/policy.ts'
import type { Mapping } from '../../../src/core/model/resource.ts'

const ID = { group: 'apps', version: 'v1', kind: 'Deployment', namespace: null, name: 'web' }
const [STAGING, PROD] = [environmentNamed('staging'), environmentNamed('prod')]
const REPLICAS: Axis = { kind: 'built-in', name: 'replicas' }

function custom(paths: CustomAxis['paths'], values: string | null = null): CustomAxis {
  return { kind: 'custom', name: 'a', resources: [{ kind: 'Deployment', group: null, name: null }], paths, values, between: null }
}

const VALUE: Difference = {
  kind: 'value',
  left: ID,
  right: ID,
  resource: ID,
  path: ['spec', 'replicas'],
  leftPath: ['spec', 'replicas'],
  rightPath: ['spec', 'replicas'],
  leftValue: 1,
  rightValue: 2,
  within: null,
  pairing: null
}
const MISSING: Difference = { ...VALUE, kind: 'missing-resource', right: null, path: [], leftPath: [], rightPath: null, leftValue: {}, rightValue: undefined }

const allows = (difference: Difference, axes: readonly Axis[], steps: number): boolean =>
  isAllowed(difference, { axes, imageFields: [], environments: [STAGING, PROD], parents: [{}, {}] }, createEffort(steps))

describe('a difference', () => {
  const [here, elsewhere] = [['spec', 'replicas'], ['spec', 'paused']]
  test.each<[string, Difference, readonly Axis[], number]>([
    ['a step for each axis, and one to try a built-in one', VALUE, [REPLICAS], 2],
    ['25 for each resource and path of one of the policy', VALUE, [custom([here])], 1 + 50],
    ['of all its paths', VALUE, [custom([elsewhere, elsewhere, here])], 1 + 100],
    ['those that are tried in vain, too', VALUE, [custom([elsewhere]), REPLICAS], 2 + 50 + 1],
    ['of a whole resource a step for each axis', MISSING, [custom([[]]), REPLICAS], 2]
  ])('takes %s', (_, difference, axes, steps) => {
    expect(allows(difference, axes, steps)).toBe(true)
    expect(allows(difference, axes, steps - 1)).toBe(false)
  })
})

describe('bounds', () => {
  const bounded = (body: Mapping, axes: readonly Axis[], steps: number): readonly [told: number, spent: boolean] => {
    const effort = createEffort(steps)
    const overlay = { application: 'a', environment: 'prod', variant: null, path: 'a/prod' }
    const found = judgeBounds({ overlay, environment: PROD, resources: [{ id: ID, canonical: ID, body }] }, { axes }, effort)
    return [found.length, effort.spent()]
  }
  const body = { spec: { replicas: 'x' } }

  test('an expression takes what it is compiled to, not what it is written as', () => {
    const axis = custom([['spec', 'replicas']], '^a{200}$')
    expect(bounded(body, [axis], 20_000)).toEqual([0, true])
    expect(bounded(body, [axis], 200_000)).toEqual([1, false])
  })

  test('fields that are looked at in vain count', () => {
    const wide = { spec: Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`k${at}`, {}])) }
    const axis = custom([['spec', '*', 'none']], '^a$')
    expect(bounded(wide, [axis], 200_000)).toEqual([0, true])
    expect(bounded(wide, [axis], 1_000_000)).toEqual([0, false])
  })

  test('once it is spent no further axis is looked at', () => {
    const [large, small] = [custom([['spec', 'none']], '^a{200}$'), custom([['spec', 'replicas']], '^a$')]
    expect(bounded(body, [small, large], 20_000)).toEqual([1, true])
    expect(bounded(body, [large, small], 20_000)).toEqual([0, true])
  })
})
