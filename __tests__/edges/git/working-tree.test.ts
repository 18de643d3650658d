import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { commit, failure, git, open, pullRequestOrigin, snapshot, temporaryFolder, write } from './world.ts'

function repositoryWith(files: Readonly<Record<string, string>>): string {
  const directory = temporaryFolder()
  git(directory, 'init', '--quiet')
  commit(directory, files)
  return directory
}

describe('workingTree', () => {
  it('is what the user sees: edited, added, removed, ignored, linked; and writes nothing into the checkout', async () => {
    const ignored = { '.gitignore': '*.secret\nout/\n' }
    const directory = repositoryWith({ 'a.yaml': 'a: 1\n', 'b.yaml': 'b: 1\n', 'c/d.yaml': 'd: 1\n', same: 'same', ...ignored })
    write(directory, { 'a.yaml': 'a: 2\n', 'new/e.yaml': 'e: 1\n', 'x.secret': 's', 'out/f.yaml': 'f: 1\n', 'staged.yaml': 'g: 1\n' })
    git(directory, 'add', 'staged.yaml')
    unlinkSync(join(directory, 'b.yaml'))
    symlinkSync('new/e.yaml', join(directory, 'link'))
    write(directory, { 'run.sh': '' })
    chmodSync(join(directory, 'run.sh'), 0o755)
    const status = git(directory, 'status', '--porcelain')
    const before = snapshot(join(directory, '.git'))

    const tree = await (await open(directory)).workingTree()
    expect(tree.revision).toBe('working tree')
    expect([...tree.entries.keys()]).toEqual(['.gitignore', 'a.yaml', 'c/d.yaml', 'link', 'new/e.yaml', 'run.sh', 'same', 'staged.yaml'])
    const texts = ['a.yaml', 'new/e.yaml', 'link', 'b.yaml'].map(tree.text)
    expect(texts).toEqual(['a: 2\n', 'e: 1\n', 'new/e.yaml', undefined])
    expect(tree.entries.get('run.sh')?.mode).toBe('100755')

    const after = snapshot(join(directory, '.git'))
    expect([...after.keys()]).toEqual([...before.keys()])
    for (const name of ['index', 'HEAD', 'config', 'refs/heads/main']) expect(after.get(name)).toBe(before.get(name))
    expect(git(directory, 'status', '--porcelain')).toBe(status)
  })

  it('sees an edit that kept size and time, when the index could not have', async () => {
    const directory = repositoryWith({ 'a.yaml': 'a: 1\n' })
    const moment = new Date()
    utimesSync(join(directory, 'a.yaml'), moment, moment)
    git(directory, 'add', 'a.yaml')
    write(directory, { 'a.yaml': 'a: 2\n' })
    utimesSync(join(directory, 'a.yaml'), moment, moment)
    utimesSync(join(directory, '.git', 'index'), moment, moment)
    expect((await (await open(directory)).workingTree()).text('a.yaml')).toBe('a: 2\n')
  })

  it('passes over submodules, nested repositories and nested repositories without commits', async () => {
    const origin = pullRequestOrigin()
    const directory = repositoryWith({ 'a.yaml': 'a: 1\n' })
    git(directory, 'submodule', '--quiet', 'add', origin.url, 'module')
    write(directory, { 'module/notes.txt': 'edited' })
    git(directory, 'clone', '--quiet', origin.url, 'nested')
    mkdirSync(join(directory, 'empty'))
    git(join(directory, 'empty'), 'init', '--quiet')
    write(directory, { 'empty/x.yaml': '', 'z.yaml': 'z: 1\n' })
    const tree = await (await open(directory)).workingTree()
    expect([...tree.entries].map(([path, { mode }]) => `${mode} ${path}`)).toEqual([
      '100644 .gitmodules', '100644 a.yaml', '160000 module', '160000 nested', '100644 z.yaml'
    ])
  })

  it('takes the working files of an unfinished merge', async () => {
    const directory = repositoryWith({ 'a.yaml': 'a: 1\n' })
    git(directory, 'checkout', '--quiet', '-b', 'other')
    commit(directory, { 'a.yaml': 'a: 2\n' })
    git(directory, 'checkout', '--quiet', 'main')
    commit(directory, { 'a.yaml': 'a: 3\n' })
    expect(() => git(directory, 'merge', 'other')).toThrow()
    const tree = await (await open(directory)).workingTree()
    expect(tree.text('a.yaml')).toContain('<<<<<<<')
  })

  it('leaves its own temporary folder out', async () => {
    const directory = repositoryWith({ 'a.yaml': 'a: 1\n' })
    mkdirSync(join(directory, 'tmp'))
    const repository = await open(directory, { temporary: join(directory, 'tmp') })
    expect([...(await repository.workingTree()).entries.keys()]).toEqual(['a.yaml'])
  })

  it('keeps what a sparse checkout has not written out', async () => {
    const directory = repositoryWith({ 'a/a.yaml': 'a: 1\n', 'b/b.yaml': 'b: 1\n' })
    git(directory, 'sparse-checkout', 'set', '--sparse-index', 'a')
    expect([...(await (await open(directory)).workingTree()).entries.keys()]).toEqual(['a/a.yaml', 'b/b.yaml'])
  })

  it('works without an index file and with a split one', async () => {
    const directory = repositoryWith({ 'a.yaml': 'a: 1\n' })
    git(directory, 'update-index', '--split-index')
    write(directory, { 'b.yaml': 'b: 1\n' })
    const before = snapshot(join(directory, '.git'))
    expect([...(await (await open(directory)).workingTree()).entries.keys()]).toEqual(['a.yaml', 'b.yaml'])
    expect([...snapshot(join(directory, '.git')).keys()]).toEqual([...before.keys()])
    rmSync(join(directory, '.git', 'index'))
    expect([...(await (await open(directory)).workingTree()).entries.keys()]).toEqual(['a.yaml', 'b.yaml'])
  })

  it('does not run what the checkout configures for its own commands', async () => {
    const directory = repositoryWith({ 'a.yaml': 'a: 1\n' })
    const mark = join(temporaryFolder(), 'ran')
    const hook = join(directory, '.git', 'hooks', 'post-index-change')
    mkdirSync(join(directory, '.git', 'hooks'), { recursive: true })
    writeFileSync(hook, `#!/bin/sh\ntouch ${mark}\n`)
    chmodSync(hook, 0o755)
    git(directory, 'config', 'core.fsmonitor', hook)
    write(directory, { 'a.yaml': 'a: 2\n' })
    await (await open(directory)).workingTree()
    expect(() => readFileSync(mark)).toThrow()
  })

  it('says so when a file cannot be read', async () => {
    const directory = repositoryWith({ 'a.yaml': 'a: 1\n' })
    // Stands for an unreadable file also where the tests run as root: a filter that must succeed and does not.
    git(directory, 'config', 'filter.broken.clean', 'false')
    git(directory, 'config', 'filter.broken.required', 'true')
    write(directory, { '.gitattributes': 'b.yaml filter=broken\n', 'b.yaml': 'b: 1\n' })
    const error = await failure((await open(directory)).workingTree())
    expect(error).toMatchObject({ code: 'usage', message: expect.stringContaining('working tree') })
  })
})
