import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { actionsCheckout, commit, failure, git, open, pullRequestOrigin, snapshot, temporaryFolder, write } from './world.ts'

describe('a default checkout of a pull request', () => {
  it('reads parents, fetches them by id and reads their trees, and leaves the checkout as it was', async () => {
    const origin = pullRequestOrigin()
    const directory = actionsCheckout(origin.url)
    const before = snapshot(join(directory, '.git'))
    const repository = await open(directory)

    expect(repository.root).toBe(directory)
    expect(await repository.head()).toBe(origin.merge)
    expect(await repository.parents(origin.merge)).toEqual([origin.base, origin.head])

    await repository.ensureCommits([origin.base, origin.head])
    const base = await repository.tree(origin.base)
    const head = await repository.tree(origin.merge)
    expect(base.revision).toBe(origin.base)
    expect(base.text('notes.txt')).toBe('2\n')
    expect(base.text('apps/web/overlays/staging/kustomization.yaml')).toBeUndefined()
    expect(head.text('notes.txt')).toBe('2\n')
    await repository.prefetch(head, [...head.entries.keys(), 'no/such/file'])
    expect(head.text('apps/web/overlays/staging/kustomization.yaml')).toBe('# 2\nresources: [../../base]\n')
    expect(head.entries.get('run.sh')?.mode).toBe('100755')
    expect(head.entries.get('link.yaml')?.mode).toBe('120000')
    expect(head.text('link.yaml')).toBe('apps/web/base/web.yaml')
    expect(head.entries.get('notes.txt')?.blob).toBe(base.entries.get('notes.txt')?.blob)
    expect([...head.entries.keys()].every((path) => !path.endsWith('/'))).toBe(true)
    expect(await repository.parents(origin.base)).toHaveLength(1)

    expect(snapshot(join(directory, '.git'))).toEqual(before)
  })

  it('holds nothing of a file that is larger than anybody reads, whether it is asked for ahead or not', async () => {
    const origin = pullRequestOrigin()
    const large = 'a'.repeat(64 * 2 ** 20 + 1)
    const revision = commit(origin.directory, { 'large.txt': large, 'largest.txt': large.slice(1), 'small.txt': 'small' })
    for (const ahead of [[], ['large.txt', 'largest.txt', 'small.txt']]) {
      const repository = await open(origin.directory)
      const tree = await repository.tree(revision)
      await repository.prefetch(tree, ahead)
      expect(tree.text('large.txt')?.trim()).toBe('')
      expect(tree.text('large.txt')).toHaveLength(large.length)
      expect(tree.text('largest.txt')?.startsWith('aaa')).toBe(true)
      expect(tree.text('small.txt')).toBe('small')
    }
    const repository = await open(origin.directory)
    const tree = await repository.tree(revision)
    // The bounds on sources come first; if they did not, nothing else would be built in its place.
    expect((await failure(repository.writeFiles(tree, ['large.txt'], temporaryFolder()))).message).toContain('large.txt')
  })

  it('fetches the branch as it is now', async () => {
    const origin = pullRequestOrigin()
    const repository = await open(actionsCheckout(origin.url))
    expect(await repository.branchTip('main')).toBe(origin.base)
    const next = commit(origin.directory, { 'notes.txt': 'later\n' })
    expect(await repository.branchTip('refs/heads/main')).toBe(next)
    expect((await repository.tree(next)).text('notes.txt')).toBe('later\n')
  })

  it('deepens until the merge base is certain', async () => {
    const origin = pullRequestOrigin()
    const repository = await open(actionsCheckout(origin.url))
    await repository.ensureCommits([origin.head])
    expect(await repository.mergeBase(origin.base, origin.head)).toBe(origin.fork)
    expect(await repository.mergeBase(origin.merge, origin.base)).toBe(origin.base)
    await repository.ensureCommits([origin.fork])
    expect((await repository.tree(origin.fork)).text('notes.txt')).toBeUndefined()
  })

  it('works with a plain and a relative path as origin, and with insteadOf', async () => {
    const origin = pullRequestOrigin()
    const plain = actionsCheckout(origin.directory)
    await (await open(plain)).ensureCommits([origin.base])

    const relative = actionsCheckout(origin.url)
    mkdirSync(join(relative, '..', 'beside'))
    git(join(relative, '..'), 'clone', '--quiet', '--bare', origin.url, 'beside/copy.git')
    git(relative, 'remote', 'set-url', 'origin', '../beside/copy.git')
    await (await open(relative)).ensureCommits([origin.base])

    const rewritten = actionsCheckout(origin.url)
    git(rewritten, 'remote', 'set-url', 'origin', 'https://git.example.com/origin')
    git(rewritten, 'config', `url.file://${join(origin.directory, '..')}/.insteadOf`, 'https://git.example.com/')
    await (await open(rewritten)).ensureCommits([origin.base])
  })

  it('serves several calls at once', async () => {
    const origin = pullRequestOrigin()
    const repository = await open(actionsCheckout(origin.url))
    const [, tip, fork] = await Promise.all([
      repository.ensureCommits([origin.base, origin.head]),
      repository.branchTip('main'),
      repository.mergeBase(origin.base, origin.head)
    ])
    expect([tip, fork]).toEqual([origin.base, origin.fork])
  })

  it('keeps to its temporary folder and removes what it made', async () => {
    const temporary = temporaryFolder()
    const repository = await open(actionsCheckout(pullRequestOrigin().url), { temporary })
    expect(snapshot(temporary).size).toBeGreaterThan(0)
    await repository.close()
    expect(snapshot(temporary).size).toBe(0)
  })
})

describe('other shapes of checkout', () => {
  it('reads a full clone without fetching', async () => {
    const origin = pullRequestOrigin()
    const directory = join(temporaryFolder(), 'clone')
    git(temporaryFolder(), 'clone', '--quiet', origin.url, directory)
    git(directory, 'remote', 'set-url', 'origin', 'file:///nowhere')
    const repository = await open(join(directory, 'apps/web'))
    expect(repository.root).toBe(directory)
    await repository.ensureCommits([origin.base, origin.head, origin.fork])
    expect(await repository.mergeBase(origin.base, origin.head)).toBe(origin.fork)
  })

  it('finds a merge base that a full clone has only in part', async () => {
    const origin = pullRequestOrigin()
    const directory = join(temporaryFolder(), 'clone')
    git(temporaryFolder(), 'clone', '--quiet', '--single-branch', origin.url, directory)
    const repository = await open(directory)
    expect(await repository.mergeBase(origin.base, origin.head)).toBe(origin.fork)
  })

  it('finds the merge base of commits made on top of a shallow clone', async () => {
    const origin = pullRequestOrigin()
    const directory = actionsCheckout(origin.url, 'refs/heads/feature')
    const mine = commit(directory, { 'more.txt': 'x\n' })
    const repository = await open(directory)
    expect(await repository.mergeBase(mine, origin.base)).toBe(origin.fork)
  })

  it('does not take an older common ancestor for the best one because history is cut off', async () => {
    const directory = temporaryFolder()
    git(directory, 'init', '--quiet')
    const oldest = commit(directory, { a: '1' })
    const child = (...parents: readonly string[]): string =>
      git(directory, 'commit-tree', '-m', parents.join(), `${oldest}^{tree}`, ...parents.flatMap((parent) => ['-p', parent]))
    const best = child(oldest)
    const sides = [child(child(best, best), oldest), child(child(best, oldest, best), oldest)]
    sides.forEach((side, index) => git(directory, 'branch', `side${index}`, side))
    const clone = join(temporaryFolder(), 'clone')
    git(directory, 'clone', '--quiet', '--depth=2', '--no-single-branch', `file://${directory}`, clone)
    expect(git(clone, 'merge-base', 'origin/side0', 'origin/side1')).toBe(oldest)
    expect(await (await open(clone)).mergeBase(sides[0] ?? '', sides[1] ?? '')).toBe(best)
  })

  it('reads linked work trees and repositories that borrow objects', async () => {
    const origin = pullRequestOrigin()
    const borrowed = join(temporaryFolder(), 'borrowed')
    git(temporaryFolder(), 'clone', '--quiet', '--shared', origin.directory, borrowed)
    const linked = join(temporaryFolder(), 'linked')
    git(borrowed, 'worktree', 'add', '--quiet', '--detach', linked, origin.head)
    const repository = await open(linked)
    expect(await repository.head()).toBe(origin.head)
    expect(repository.root).toBe(linked)
    expect((await repository.tree(origin.base)).text('notes.txt')).toBe('2\n')
    expect((await repository.workingTree()).entries.has('apps/web/overlays/staging/kustomization.yaml')).toBe(true)
  })

  it.each([['blob:none'], ['tree:0']])('fetches what a partial clone (%s) lacks, in few steps', async (filter) => {
    const origin = pullRequestOrigin()
    git(origin.directory, 'config', 'uploadpack.allowFilter', 'true')
    git(origin.directory, 'config', 'uploadpack.allowAnySHA1InWant', 'true')
    const directory = join(temporaryFolder(), 'partial')
    git(temporaryFolder(), 'clone', '--quiet', `--filter=${filter}`, '--no-checkout', origin.url, directory)
    const before = snapshot(join(directory, '.git'))
    const ahead = await open(directory)
    await ahead.ensureCommits([origin.fork, origin.head])
    const fork = await ahead.tree(origin.fork)
    await ahead.prefetch(fork, [...fork.entries.keys()])
    expect(fork.text('apps/web/base/web.yaml')).toBe('kind: Deployment\n')

    const late = await open(directory)
    await late.ensureCommits([origin.head])
    const head = await late.tree(origin.head)
    expect(head.text('apps/web/overlays/staging/kustomization.yaml')).toBe('# 2\nresources: [../../base]\n')
    expect(await late.mergeBase(origin.base, origin.head)).toBe(origin.fork)

    git(directory, 'remote', 'set-url', 'origin', 'file:///nowhere')
    const offline = await open(directory)
    expect((await failure(offline.tree(origin.fork).then((tree) => tree.text('run.sh')))).code).toBe('history-unavailable')
    git(directory, 'remote', 'set-url', 'origin', origin.url)
    expect(new Set([...snapshot(join(directory, '.git')).keys()])).toEqual(new Set(before.keys()))
  })

  it('reads SHA-256 repositories', async () => {
    const directory = temporaryFolder()
    git(directory, 'init', '--quiet', '--object-format=sha256')
    const first = commit(directory, { 'a.yaml': 'a: 1\n' })
    const repository = await open(directory)
    expect(first).toHaveLength(64)
    expect((await repository.tree(first)).text('a.yaml')).toBe('a: 1\n')
  })

  it('reads a folder with an odd name', async () => {
    const directory = join(temporaryFolder(), '"a: \u00fc\\b')
    mkdirSync(directory)
    git(directory, 'init', '--quiet')
    const first = commit(directory, { 'a.yaml': 'a: 1\n' })
    const repository = await open(directory)
    write(directory, { 'b.yaml': 'b: 2\n' })
    expect((await repository.tree(first)).text('a.yaml')).toBe('a: 1\n')
    expect((await repository.workingTree()).text('b.yaml')).toBe('b: 2\n')
  })
})

describe('revisions and branches', () => {
  it('resolves names as the checkout sees them, and asks origin for the rest', async () => {
    const origin = pullRequestOrigin()
    git(origin.directory, 'tag', '-a', 'v1', '-m', 'one', origin.fork)
    const repository = await open(actionsCheckout(origin.url))
    expect(await repository.resolve('HEAD')).toBe(origin.merge)
    expect(await repository.resolve(origin.merge.slice(0, 10))).toBe(origin.merge)
    expect(await repository.resolve('main')).toBe(origin.base)
    expect(await repository.resolve('origin/feature')).toBe(origin.head)
    expect(await repository.resolve('v1')).toBe(origin.fork)
    expect(await repository.resolve(origin.fork)).toBe(origin.fork)
    expect(await repository.resolve(origin.base.toUpperCase())).toBe(origin.base)
    expect(await repository.resolve('no-such-branch')).toBeNull()
  })

  it('refuses what is no revision', async () => {
    const repository = await open(pullRequestOrigin().directory)
    for (const text of ['', '--help', '-n1', '--output=/tmp/x', 'a\nb', 'a\0b', 'HEAD:notes.txt', '../x', '@{99}', 'main..feature']) {
      expect([text, await repository.resolve(text)]).toEqual([text, null])
    }
  })

  it('knows the default branch', async () => {
    const origin = pullRequestOrigin()
    const clone = join(temporaryFolder(), 'clone')
    git(temporaryFolder(), 'clone', '--quiet', origin.url, clone)
    expect(await (await open(clone)).defaultBranch()).toBe('origin/main')
    git(clone, 'remote', 'set-head', 'origin', '--delete')
    expect(await (await open(clone)).defaultBranch()).toBe('origin/main')
    expect(await (await open(origin.directory)).defaultBranch()).toBe('main')
    git(origin.directory, 'branch', 'trunk')
    git(origin.directory, 'config', 'init.defaultBranch', 'trunk')
    expect(await (await open(origin.directory)).defaultBranch()).toBe('trunk')
    git(origin.directory, 'checkout', '--quiet', 'feature')
    git(origin.directory, 'branch', '-D', 'trunk', 'main')
    expect(await (await open(origin.directory)).defaultBranch()).toBeNull()
  })

  it('takes the local branch where there is no origin', async () => {
    const origin = pullRequestOrigin()
    const repository = await open(origin.directory)
    expect(await repository.branchTip('feature')).toBe(origin.head)
    expect((await failure(repository.branchTip('nothing'))).message).toContain('no branch `nothing`')
  })
})

describe('names and contents', () => {
  it('reads names that are not UTF-8 and bytes that are not text', async () => {
    const directory = temporaryFolder()
    git(directory, 'init', '--quiet')
    writeFileSync(Buffer.concat([Buffer.from(join(directory, 'caf')), Buffer.from([0xe9]), Buffer.from('.yaml')]), 'a: 1\n')
    writeFileSync(join(directory, 'caf\u00e9 \u{1f600}.yaml'), 'b: 2\n')
    writeFileSync(join(directory, 'bytes.yaml'), Buffer.from([0x61, 0xff, 0x0a]))
    const first = commit(directory, { 'new\nline\t.yaml': 'c: 3\n' })
    const tree = await (await open(directory)).tree(first)
    expect(tree.text('caf\\xE9.yaml')).toBe('a: 1\n')
    expect(tree.text('caf\u00e9 \u{1f600}.yaml')).toBe('b: 2\n')
    expect(tree.text('new\nline\t.yaml')).toBe('c: 3\n')
    expect(tree.text('bytes.yaml')).toBe('a\ufffd\n')
  })

  it('gives no text for a submodule', async () => {
    const origin = pullRequestOrigin()
    const directory = temporaryFolder()
    git(directory, 'init', '--quiet')
    git(directory, 'submodule', '--quiet', 'add', origin.url, 'module')
    const first = commit(directory, { 'a.yaml': 'a: 1\n' })
    const tree = await (await open(directory)).tree(first)
    expect(tree.entries.get('module')?.mode).toBe('160000')
    expect(tree.text('module')).toBeUndefined()
  })
})

describe('what cannot be judged', () => {
  it('is said for a wrong folder', async () => {
    const empty = temporaryFolder()
    expect(await failure(open(join(empty, 'nothing')))).toMatchObject({ code: 'usage', message: expect.stringContaining('is not there') })
    write(empty, { file: '' })
    expect(await failure(open(join(empty, 'file')))).toMatchObject({ code: 'usage', message: expect.stringContaining('not a folder') })
    expect(await failure(open(empty))).toMatchObject({ code: 'usage', message: expect.stringContaining('not in a git repository') })
  })

  it('is said for a repository without commits, a bare one, and the inside of one', async () => {
    const directory = temporaryFolder()
    git(directory, 'init', '--quiet')
    const unborn = await failure(open(directory))
    expect(unborn).toMatchObject({ code: 'usage', message: expect.stringContaining('no commits yet') })
    expect(unborn.help).toContain('git commit')
    const bare = temporaryFolder()
    git(bare, 'init', '--quiet', '--bare')
    expect(await failure(open(bare))).toMatchObject({ code: 'usage', message: expect.stringContaining('bare') })
    commit(directory, { a: '' })
    expect(await failure(open(join(directory, '.git')))).toMatchObject({ code: 'usage', message: expect.stringContaining('.git') })
  })

  it('is said when git is missing', async () => {
    const path = process.env['PATH']
    process.env['PATH'] = temporaryFolder()
    try {
      expect(await failure(open(temporaryFolder()))).toMatchObject({ code: 'usage', message: '`git` was not found' })
    } finally {
      process.env['PATH'] = path
    }
  })

  it('is said for a commit that origin does not have', async () => {
    const repository = await open(actionsCheckout(pullRequestOrigin().url))
    const error = await failure(repository.ensureCommits(['1'.repeat(40)]))
    expect(error.code).toBe('history-unavailable')
    expect(error.message).toContain('111111111111')
    expect(error.help).toContain('force-push')
    expect(await failure(repository.ensureCommits(['main']))).toMatchObject({ code: 'history-unavailable' })
    expect(await failure(repository.parents('2'.repeat(40)))).toMatchObject({ code: 'history-unavailable' })
    expect(await failure(repository.tree('3'.repeat(40)))).toMatchObject({ code: 'history-unavailable' })
    expect(await failure(repository.tree('--all'))).toMatchObject({ code: 'history-unavailable' })
  })

  it('is said for a branch that origin does not have', async () => {
    const repository = await open(actionsCheckout(pullRequestOrigin().url))
    const error = await failure(repository.branchTip('gone'))
    expect(error).toMatchObject({ code: 'history-unavailable', message: expect.stringContaining('`gone`') })
    expect(await failure(repository.branchTip('--upload-pack=x'))).toMatchObject({ code: 'history-unavailable' })
  })

  it('is said for a shallow clone without a remote', async () => {
    const origin = pullRequestOrigin()
    const directory = actionsCheckout(origin.url)
    git(directory, 'remote', 'remove', 'origin')
    const repository = await open(directory)
    const error = await failure(repository.ensureCommits([origin.base]))
    expect(error).toMatchObject({ code: 'history-unavailable', message: expect.stringContaining('no remote `origin`') })
    expect(error.help).toContain('fetch-depth: 0')
    expect(await failure(repository.mergeBase(origin.base, origin.merge))).toMatchObject({ code: 'history-unavailable' })
  })

  it('is said for a server that does not hand out commits by id', async () => {
    const origin = pullRequestOrigin()
    const directory = actionsCheckout(origin.url)
    git(directory, 'config', 'protocol.version', '0')
    const error = await failure((await open(directory)).ensureCommits([origin.fork]))
    expect(error).toMatchObject({ code: 'history-unavailable' })
    expect(error.help).toContain('fetch-depth: 0')
  })

  it('is said for an origin that is not there or runs a program', async () => {
    const origin = pullRequestOrigin()
    const directory = actionsCheckout(origin.url)
    git(directory, 'remote', 'set-url', 'origin', 'file:///nowhere/at/all')
    expect(await failure((await open(directory)).ensureCommits([origin.base]))).toMatchObject({ code: 'history-unavailable' })
    const mark = join(temporaryFolder(), 'ran')
    git(directory, 'remote', 'set-url', 'origin', `ext::touch ${mark}`)
    git(directory, 'config', 'protocol.ext.allow', 'always')
    expect(await failure((await open(directory)).ensureCommits([origin.base]))).toMatchObject({ code: 'history-unavailable' })
    expect(existsSync(mark)).toBe(false)
  })

  it('is said for unrelated histories', async () => {
    const directory = temporaryFolder()
    git(directory, 'init', '--quiet')
    const one = commit(directory, { a: '1' })
    git(directory, 'checkout', '--quiet', '--orphan', 'other')
    const two = commit(directory, { a: '2' })
    const error = await failure((await open(directory)).mergeBase(one, two))
    expect(error).toMatchObject({ message: expect.stringContaining('no common ancestor') })
  })
})
