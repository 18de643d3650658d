// What an experiment says about a field, above all about one in a list whose items are told apart by position only.

import { describe, expect, test } from '@jest/globals'
import { effectOn } from '../../../src/core/confirm/effect.ts'
import type { Difference } from '../../../src/core/model/difference.ts'
import type { Question } from '../../../src/core/model/question.ts'
import type { ResourceId, Value } from '../../../src/core/model/resource.ts'

const RESOURCE: ResourceId = { group: 'apps', version: 'v1', kind: 'Deployment', namespace: null, name: 'app' }

function differs(pointer: string, left: Value | undefined, right: Value | undefined): Difference {
  const path = pointer.split('/').slice(1)
  const [leftPath, rightPath] = [left === undefined ? null : path, right === undefined ? null : path]
  const kind = left === undefined || right === undefined ? 'missing-field' : 'value'
  const sides = { left: RESOURCE, right: RESOURCE, resource: RESOURCE }
  return { kind, ...sides, path, leftPath, rightPath, leftValue: left, rightValue: right, within: null, pairing: null }
}

const ask = (pointer: string, value: Value | undefined): Question => ({
  overlay: { application: 'shop', environment: 'prod', variant: null, path: 'overlays/prod' },
  resource: RESOURCE,
  path: pointer.split('/').slice(1),
  within: null,
  value,
  against: undefined,
  existing: false
})

describe('effectOn', () => {
  test.each<readonly [string, Question, readonly Difference[], string]>([
    ['nothing differs', ask('/spec/a', 1), [], 'same'],
    ['the field differs', ask('/spec/a', 1), [differs('/spec/a', 1, 2)], 'changed'],
    ['the field is gone', ask('/spec/a', 1), [differs('/spec/a', 1, undefined)], 'changed'],
    ['the absent field is back', ask('/spec/a', undefined), [differs('/spec/a', undefined, 1)], 'changed'],
    ['something else differs', ask('/spec/a', 1), [differs('/spec/b', 1, 2)], 'same'],
    ['an item before it is gone, so that another has its place', ask('/args/1', 'b'), [differs('/args/0', 'a', 'b'), differs('/args/1', 'b', undefined)], 'unclear'],
    ['the item itself is gone', ask('/args/0', 'a'), [differs('/args/0', 'a', 'b'), differs('/args/1', 'b', undefined)], 'changed'],
    ['an item behind it is gone', ask('/args/0', 'a'), [differs('/args/1', 'b', undefined)], 'same'],
    ['an item of the same number of items differs', ask('/args/1', 'b'), [differs('/args/0', 'a', 'x'), differs('/args/1', 'b', 'y')], 'changed'],
    ['an absent item is back', ask('/args/1', undefined), [differs('/args/0', 'b', 'a'), differs('/args/1', undefined, 'b')], 'changed'],
    [
      'what an item has not is there, because the item is another one',
      ask('/env/0/name', undefined),
      [differs('/env/0/name', undefined, 'A'), differs('/env/1', { name: 'A' }, undefined)],
      'unclear'
    ]
  ])('%s', (_, question, differences, expected) => expect(effectOn(question, differences).kind).toBe(expected))
})
