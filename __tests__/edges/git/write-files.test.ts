import { lstatSync, mkdirSync, readFileSync, readlinkSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import type { Tree } from '../../../src/core/model/tree.ts'
import { staysInside } from '../../../src/edges/git/write-files.ts'
import { actionsCheckout, failure, open, pullRequestOrigin, snapshot, temporaryFolder } from './world.ts'

describe('writeFiles', () => {
  it('writes files, links and executable bits, and nothing else', async () => {
    const origin = pullRequestOrigin()
    const repository = await open(actionsCheckout(origin.url))
    const tree = await repository.tree(origin.merge)
    const target = temporaryFolder()
    await repository.writeFiles(tree, ['apps/web/base/web.yaml', 'run.sh', 'link.yaml', 'latin.yaml', 'no/such/file', 'run.sh'], target)
    const folders = ['apps', 'apps/web', 'apps/web/base']
    const files = ['apps/web/base/web.yaml', 'latin.yaml', 'link.yaml', 'run.sh']
    expect([...snapshot(target).keys()]).toEqual([...folders, ...files])
    expect(readFileSync(join(target, 'link.yaml'), 'utf8')).toBe('kind: Deployment\n')
    expect(lstatSync(join(target, 'link.yaml')).isSymbolicLink()).toBe(true)
    expect(lstatSync(join(target, 'run.sh')).mode & 0o111).not.toBe(0)
    expect(lstatSync(join(target, 'latin.yaml')).mode & 0o111).toBe(0)
    expect(readFileSync(join(target, 'latin.yaml'), 'utf8')).toBe('name: caf\u00e9\n')
  })

  it('can be called again for the same folder', async () => {
    const origin = pullRequestOrigin()
    const repository = await open(origin.directory)
    const tree = await repository.tree(origin.merge)
    const target = temporaryFolder()
    for (const paths of [['link.yaml', 'run.sh'], ['link.yaml', 'run.sh', 'notes.txt']]) await repository.writeFiles(tree, paths, target)
    expect(readlinkSync(join(target, 'link.yaml'))).toBe('apps/web/base/web.yaml')
  })

  it.each(['../x', 'a/../../x', '/x', 'a//x', './x', '.git/config', 'a/.GIT/hooks/x', 'a\0b', ''])('refuses the path %j', async (path) => {
    const origin = pullRequestOrigin()
    const repository = await open(origin.directory)
    const real = await repository.tree(origin.merge)
    const entry = real.entries.get('run.sh')
    const tree: Tree = { ...real, entries: new Map(entry === undefined ? [] : [[path, entry]]) }
    const target = join(temporaryFolder(), 'target')
    mkdirSync(target)
    expect((await failure(repository.writeFiles(tree, [path], target))).code).toBe('usage')
    expect(snapshot(join(target, '..')).size).toBe(1)
  })

  it('writes through no link', async () => {
    const origin = pullRequestOrigin()
    const repository = await open(origin.directory)
    const tree = await repository.tree(origin.merge)
    const target = temporaryFolder()
    const outside = temporaryFolder()
    symlinkSync(outside, join(target, 'apps'))
    expect((await failure(repository.writeFiles(tree, ['apps/web/base/web.yaml'], target))).code).toBe('usage')
    symlinkSync(join(outside, 'run'), join(target, 'run.sh'))
    await expect(repository.writeFiles(tree, ['run.sh'], target)).rejects.toThrow()
    expect(snapshot(outside).size).toBe(0)
  })
})

describe('staysInside', () => {
  it.each([
    ['a/b/link', '../c', true],
    ['a/b/link', '../../c/d', true],
    ['a/b/link', './c', true],
    ['link', 'c', true],
    ['a/link', '.', true],
    ['a/link', '..', true],
    ['link', '..', false],
    ['a/link', '../../c', false],
    ['link', '/etc/passwd', false],
    ['a/b/link', 'c/../../d', false],
    ['link', '', false],
    ['link', '..\\..\\c', false],
    ['link', 'x'.repeat(5000), false]
  ])('%s -> %s: %s', (path, target, inside) => {
    expect(staysInside(path, target)).toBe(inside)
  })
})
