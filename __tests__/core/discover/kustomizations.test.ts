import { describe, expect, it, test } from '@jest/globals'
import { parseKustomization } from '../../../src/core/discover/kustomization-text.ts'
import { createKustomizationReader, readKustomizations } from '../../../src/core/discover/kustomizations.ts'
import { treeOf } from '../../support/tree.ts'

describe('parseKustomization', () => {
  test.each<[string, string, object]>([
    ['field names without regard to case', 'RESOURCES: [a]\nnamePrefix: x-\n', { resources: ['a'], nameprefix: 'x-' }],
    ['the last of repeated keys', 'resources: [a]\nresources: [b]\n', { resources: ['b'] }],
    ['the first document only', 'resources: [a]\n---\n: broken [\n', { resources: ['a'] }],
    ['a document after a separator and comments', '# licence\n---\nresources: [a]\n---\nresources: [b]\n', { resources: ['a'] }],
    ['JSON', '{"resources": ["a"]}', { resources: ['a'] }],
    ['anchors and merge keys', 'x: &a {namePrefix: p}\nmetadata:\n  <<: *a\n', { x: { namePrefix: 'p' }, metadata: { namePrefix: 'p' } }],
    ['an empty file', '# nothing\n', {}],
    ['dates as text', 'commonAnnotations: {since: 2020-01-01}', { commonannotations: { since: '2020-01-01' } }]
  ])('reads %s', (_, text, fields) => {
    expect(parseKustomization(text)).toEqual({ kind: 'parsed', fields, component: false })
  })

  test.each([
    ['resources: [', 'not valid YAML'],
    ['- a\n', 'not a mapping'],
    ['a: !custom 1\n', 'not valid YAML'],
    ['...\nresources: [a]\n', 'not valid YAML'],
    [`a: ${'x'.repeat(2_000_001)}`, 'longer than 2000000 characters']
  ])('remembers %j as broken', (text, problem) => {
    expect(parseKustomization(text.slice(0, 2_000_010))).toMatchObject({ kind: 'broken', problem })
  })

  it('tells components apart, broken ones too', () => {
    expect(parseKustomization('kind: Component')).toMatchObject({ component: true })
    expect(parseKustomization('kind: Component\nresources: [')).toMatchObject({ kind: 'broken', component: true })
  })
})

describe('readKustomizations', () => {
  it('finds each folder once, and takes two files in one folder for broken', () => {
    const index = readKustomizations(
      treeOf({ 'a/kustomization.yaml': '', 'b/kustomization.yml': '', 'c/Kustomization': '', 'Kustomization': '', 'd/kustomization.yaml': '', 'd/Kustomization': '', 'e/other.yaml': '' })
    )
    expect([...index.byFolder.keys()]).toEqual(['', 'a', 'b', 'c'])
    expect(index.byFolder.get('')).toMatchObject({ file: 'Kustomization', folder: '' })
    expect(index.broken.get('d')?.files).toEqual(['d/kustomization.yaml', 'd/Kustomization'])
    expect(index.has('d')).toBe(true)
    expect(index.has('e')).toBe(false)
  })

  it('follows links to kustomization files and to folders', () => {
    const tree = treeOf(
      { 'shared/k.yaml': 'namePrefix: p-', 'staging/kustomization.yaml': '' },
      { links: { 'dev/kustomization.yaml': '../shared/k.yaml', prod: 'staging', 'lost/kustomization.yaml': '/etc/passwd' } }
    )
    const index = readKustomizations(tree)
    expect(index.byFolder.get('dev')?.fields).toEqual({ nameprefix: 'p-' })
    expect(index.links).toEqual(new Map([['prod', 'staging']]))
    expect(index.broken.get('lost')?.problem).toBe('a link that leads to no file')
  })

  it('parses equal contents once', () => {
    let reads = 0
    const counted = (tree: ReturnType<typeof treeOf>) => ({ ...tree, text: (path: string) => (reads++, tree.text(path)) })
    const reader = createKustomizationReader()
    reader.read(counted(treeOf({ 'a/kustomization.yaml': 'namePrefix: a', 'b/kustomization.yaml': 'namePrefix: a' })))
    reader.read(counted(treeOf({ 'a/kustomization.yaml': 'namePrefix: a', 'b/kustomization.yaml': 'namePrefix: b' })))
    expect(reads).toBe(2)
  })

  it('asks a tree for nothing that was taken ahead, and reads a tree once', () => {
    const tree = treeOf({ 'a/kustomization.yaml': 'namePrefix: a', 'b/kustomization.yaml': 'namePrefix: [' })
    const reader = createKustomizationReader()
    for (const [path, { blob }] of tree.entries) reader.take(blob, tree.text(path) ?? '')
    const silent = { ...tree, text: (path: string): string => { throw new Error(`${path} was asked for`) } }
    const index = reader.read(silent)
    expect(index.byFolder.get('a')?.fields).toEqual({ nameprefix: 'a' })
    expect(index.broken.get('b')).toEqual(readKustomizations(tree).broken.get('b'))
    expect(reader.read(silent)).toBe(index)
  })
})
