import { describe, expect, it, test } from '@jest/globals'
import { filesBelow, layoutOf, resolvePath } from '../../../src/core/discover/layout.ts'
import { treeOf } from '../../support/tree.ts'

const tree = treeOf(
  { 'a/b/c.yaml': '1', 'a/b/d/e.yaml': '2', 'a-b/f.yaml': '3', 'real/x/y.yaml': '4' },
  {
    links: {
      'link': 'real',
      'deep/in': '../link/x',
      'absolute': '/etc',
      'out': '../../elsewhere',
      'self': 'self',
      'one': 'two',
      'two': 'one',
      'dangling': 'nothing'
    },
    submodules: { 'secrets': 'a'.repeat(40) }
  }
)
const layout = layoutOf(tree)

describe('resolvePath', () => {
  test.each<[string, string, object]>([
    ['a/b', 'c.yaml', { kind: 'file', path: 'a/b/c.yaml', links: [] }],
    ['a/b', 'd/', { kind: 'folder', path: 'a/b/d', links: [] }],
    ['a/b', '../b/./d/../c.yaml', { kind: 'file', path: 'a/b/c.yaml' }],
    ['a', '..', { kind: 'folder', path: '' }],
    ['a', '../..', { kind: 'outside' }],
    ['a', '/etc/passwd', { kind: 'outside' }],
    ['a', 'none', { kind: 'absent', path: 'a/none' }],
    ['', 'link/x/y.yaml', { kind: 'file', path: 'real/x/y.yaml', links: ['link'] }],
    ['', 'deep/in/y.yaml', { kind: 'file', path: 'real/x/y.yaml', links: ['deep/in', 'link'] }],
    ['', 'deep/in/../a/b', { kind: 'absent', path: 'deep/a/b' }],
    ['', 'absolute/passwd', { kind: 'outside' }],
    ['', 'out', { kind: 'outside' }],
    ['', 'self', { kind: 'absent' }],
    ['', 'one', { kind: 'absent' }],
    ['', 'dangling', { kind: 'absent', path: 'nothing', links: ['dangling'] }],
    ['a', '../secrets/dev/x.yaml', { kind: 'absent', path: 'secrets/dev/x.yaml', submodule: 'secrets' }],
    ['', 'secrets', { kind: 'absent', submodule: 'secrets' }]
  ])('from %j, %j', (folder, entry, expected) => {
    expect(resolvePath(tree, layout, folder, entry)).toMatchObject(expected)
  })
})

it('lists the files below a folder and no neighbour with the same beginning', () => {
  expect(filesBelow(layout, 'a')).toEqual(['a/b/c.yaml', 'a/b/d/e.yaml'])
  expect(filesBelow(layout, 'none')).toEqual([])
  expect(filesBelow(layout, '')).toEqual([...tree.entries.keys()].sort())
})
