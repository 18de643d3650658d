import { describe, expect, test } from '@jest/globals'
import { applyEdits } from '../../../src/core/confirm/edit.ts'
import type { Entry } from '../../../src/core/confirm/entries.ts'
import { entriesOf } from '../../../src/core/confirm/entries.ts'
import { arrived, decisive, markersFor } from '../../../src/core/confirm/markers.ts'
import type { Scalar } from '../../../src/core/model/resource.ts'

const flat = (entries: readonly Entry[]): readonly Entry[] => entries.flatMap((entry) => [entry, ...flat(entry.entries)])
const marked = (text: string, value: Scalar, how: 'whole' | 'part'): readonly string[] =>
  markersFor(value, flat(entriesOf('a.yaml', text)), how).map(({ edit }) => applyEdits(text, [edit]))

describe('markersFor', () => {
  const cases: readonly [name: string, text: string, value: Scalar, how: 'whole' | 'part', expected: readonly string[]][] = [
    ['text grows, so that escapes in it stay', 'a: "x\\ty"\nb: gold\n', 'gold', 'whole', ['a: "x\\ty"\nb: goldpg000x\n']],
    ['inside quotes', "a: 'gold'\n", 'gold', 'whole', ["a: 'goldpg000x'\n"]],
    ['a number stays one', 'a: 5\nb: 05\n', 5, 'whole', ['a: 42100\nb: 05\n', 'a: 5\nb: 42101\n']],
    ['what stands behind the sign of a literal', 'literals: [A=gold, B=iron]\n', 'gold', 'whole', ['literals: [A=goldpg000x, B=iron]\n']],
    ['the text of a Secret', 'literals:\n- A=hunter2\n', 'aHVudGVyMg==', 'whole', ['literals:\n- A=hunter2pg000x\n']],
    ['a part of the value', 'name: shop/app\ntag: v12\nx: y\n', 'shop/app:v12', 'part', ['name: shop/apppg000x\ntag: v12\nx: y\n', 'name: shop/app\ntag: v12pg001x\nx: y\n']],
    ['a boolean has no room for one', 'a: true\n', true, 'whole', []],
    ['keys are never marked', 'gold: iron\n', 'gold', 'whole', []]
  ]
  test.each(cases)('%s', (_, text, value, how, expected) => expect(marked(text, value, how)).toEqual(expected))

  test('too many places tell nothing', () => {
    expect(marked('- gold\n'.repeat(300), 'gold', 'whole')).toEqual([])
  })
})

describe('decisive', () => {
  const parts = markersFor('shop/app:v12', flat(entriesOf('a.yaml', 'name: shop/app\ntag: v12\n')), 'part')
  test('the part in which the sides differ', () => {
    expect(decisive(parts, 'shop/app:v12', 'shop/app:v11')?.text).toBe('v12')
    expect(decisive(parts, 'shop/app:v12', 'shop/fork:v12')?.text).toBe('shop/app')
  })
  test('the tag of an image that is compared with nothing', () => {
    expect(decisive(parts, 'shop/app:v12', undefined)?.text).toBe('v12')
  })
  test('nothing where parts of a text tell no more than each other', () => {
    const words = markersFor('one two', flat(entriesOf('a.yaml', 'a: one\nb: two\n')), 'part')
    expect(decisive(words, 'one two', 'three')).toBeNull()
  })
})

test('arrived: those whose mark the value shows', () => {
  const markers = markersFor('gold', flat(entriesOf('a.yaml', 'a: gold\nb: gold\n')), 'whole')
  expect(arrived(markers, 'goldpg001x').map(({ line }) => line)).toEqual([2])
  expect(arrived(markers, 'iron')).toEqual([])
})
