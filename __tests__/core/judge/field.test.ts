import { expect, test } from '@jest/globals'
import { fieldOf, formatField, isWithin } from '../../../src/core/judge/field.ts'
import type { FieldPath } from '../../../src/core/model/field-path.ts'

test.each<[FieldPath, string | null, FieldPath, string]>([
  [['data', 'a'], null, ['data', 'a'], '/data/a'],
  [['data', 'app.yaml'], '/server/port', ['data', 'app.yaml#', 'server', 'port'], '/data/app.yaml#/server/port'],
  [['data', 'app.yaml'], '', ['data', 'app.yaml#'], '/data/app.yaml#'],
  [['data', 'a/b'], '/c~1d', ['data', 'a/b#', 'c/d'], '/data/a~1b#/c~1d'],
  [['spec', 'values', 'a', 'app.yaml'], '/b', ['spec', 'values', 'a', 'app.yaml#', 'b'], '/spec/values/a/app.yaml#/b'],
  [[], null, [], '']
])('%j within %j', (path, within, field, text) => {
  expect(fieldOf({ path, within })).toEqual(field)
  expect(formatField({ path, within })).toBe(text)
})

test('isWithin asks for the field and all that hold it, with and without the mark of an embedded document, never for the resource', () => {
  const asked: FieldPath[] = []
  const note = (path: FieldPath): boolean => {
    asked.push(path)
    return false
  }
  expect(isWithin(note, ['data', 'a#', 'b'])).toBe(false)
  expect(asked).toEqual([['data', 'a#', 'b'], ['data', 'a#'], ['data', 'a'], ['data']])
  expect(isWithin(() => true, [])).toBe(false)
  expect(isWithin((path) => path.join('/') === 'spec/values/a', ['spec', 'values', 'a#', 'b'])).toBe(true)
  expect(isWithin((path) => path.join('/') === 'data/a', ['data', 'a#', 'b'])).toBe(true)
})
