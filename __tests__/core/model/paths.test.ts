// Reading values, pointers and globs: what axes and waivers stand on.

import { describe, expect, test } from '@jest/globals'
import { formatPointer, parsePointer } from '../../../src/core/model/field-path.ts'
import { matchFieldPath, matchName, matchResource } from '../../../src/core/model/glob.ts'
import { isHelmRelease, isImageMapping } from '../../../src/core/model/image-place.ts'
import type { Mapping, ResourceId, Value } from '../../../src/core/model/resource.ts'
import { childrenOf, leavesOf, valueAt } from '../../../src/core/model/value-at.ts'

test.each<[readonly string[], string]>([
  [[], ''],
  [[''], '/'],
  [['a', 'b'], '/a/b'],
  [['a/b', 'c~d', '~1'], '/a~1b/c~0d/~01']
])('the pointer of %j is %j', (path, pointer) => {
  expect(formatPointer(path)).toBe(pointer)
  expect(parsePointer(pointer)).toEqual(path)
})

test.each<[readonly string[], readonly string[], boolean]>([
  [['a', '*'], ['a', 'b/c'], true],
  [['a', 'b/c'], ['a', 'b/c'], true],
  [['a', 'b', 'c'], ['a', 'b/c'], false],
  [['a', 'b~1c'], ['a', 'b/c'], false],
  [['a', 'b~1c'], ['a', 'b~1c'], true],
  [['a', '~*'], ['a', 'b/c'], false],
  [['a', '**'], ['a', 'b', 'c'], true],
  [['**', 'c'], ['a', 'b', 'c'], true],
  [['a', '*'], ['a', 'b', 'c'], false],
  [['a', '*'], ['a', '.b'], true]
])('the pattern %j matches %j: %j', (pattern, path, expected) => expect(matchFieldPath(pattern, path)).toBe(expected))

test('a name is one segment', () => {
  expect(matchName('a*', 'a/b')).toBe(true)
  expect(matchName('a/b', 'a/b')).toBe(true)
  expect(matchName('a~1b', 'a/b')).toBe(false)
  expect(matchName('*~*', 'a/b')).toBe(false)
  expect(matchName('ab', 'a/b')).toBe(false)
  expect(matchName('[ab]?', 'bc')).toBe(true)
})

test.each<[string, string | null, string | null, boolean]>([
  ['Deployment', null, null, true],
  ['Deploy*', 'apps', 'web', true],
  ['Service', null, null, false],
  ['Deployment', 'batch', null, false],
  ['Deployment', null, 'api', false],
  ['Deployment', '', null, false]
])('%s of group %j named %j', (kind, group, name, expected) => {
  expect(matchResource({ kind, group, name }, { group: 'apps', version: 'v1', kind: 'Deployment', namespace: null, name: 'web' })).toBe(expected)
})

describe('values by path', () => {
  const body: Value = { a: [{ b: 1 }], c: { '0': 'x' }, d: 'text' }
  test.each<[readonly (string | number)[], Value | undefined]>([
    [[], body],
    [['a', 0, 'b'], 1],
    [['a', 1, 'b'], undefined],
    [['a', '0', 'b'], undefined],
    [['a', 'length'], undefined],
    [['c', 0], undefined],
    [['c', '0'], 'x'],
    [['d', 0], undefined],
    [['d', 'length'], undefined],
    [['c', 'toString'], undefined],
    [['x', 'y'], undefined]
  ])('%j', (path, expected) => expect(valueAt(body, path)).toEqual(expected))
})

describe('list items by the name that people know them by', () => {
  test.each<[Value, string]>([
    [{ name: 'a', key: 'b' }, 'a'],
    [{ key: 'b', id: 'c' }, 'b'],
    [{ id: 'c', secretKey: 'd' }, 'c'],
    [{ secretKey: 'd', mountPath: '/e' }, 'd'],
    [{ mountPath: '/e', containerPort: 1 }, '/e'],
    [{ containerPort: 80, port: 81 }, '80'],
    [{ port: 81, ip: 'x' }, '81'],
    [{ ip: '127.0.0.1', topologyKey: 'x' }, '127.0.0.1'],
    [{ topologyKey: 'zone', devicePath: '/f' }, 'zone'],
    [{ devicePath: '/f' }, '/f'],
    [{ name: true, key: 'b' }, 'b'],
    [{ other: 'x' }, '0'],
    ['text', '0'],
    [['x'], '0'],
    [null, '0']
  ])('%j: %s', (item, name) => expect(childrenOf([item]).map((child) => child.name)).toEqual([name]))

  test('leaves know both ways', () => {
    expect(leavesOf({ a: [{ name: 'x', v: null }], b: [], c: {} })).toEqual([
      { path: ['a', 0, 'name'], field: ['a', 'x', 'name'], value: 'x' },
      { path: ['a', 0, 'v'], field: ['a', 'x', 'v'], value: null }
    ])
  })
})

test('Helm releases and their images', () => {
  const id = (group: string, kind: string): ResourceId => ({ group, version: 'v2', kind, namespace: null, name: 'x' })
  expect([id('helm.toolkit.fluxcd.io', 'HelmRelease'), id('example.com', 'HelmRelease'), id('helm.toolkit.fluxcd.io', 'HelmChart')].map(isHelmRelease)).toEqual([true, false, false])
  const mappings: readonly Mapping[] = [{ repository: 'a', tag: '1' }, { repository: 'a', digest: 'x' }, { repository: 'a' }, { repository: '', tag: '1' }, { repository: 1, tag: '1' }, { tag: '1' }]
  expect(mappings.map(isImageMapping)).toEqual([true, true, false, false, false, false])
  expect([isImageMapping('a'), isImageMapping(undefined)]).toEqual([false, false])
})
