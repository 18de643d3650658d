import { chmodSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import type { HistoryEdges } from '../../../src/gate/trees.ts'
import { DAY, commitOn, daily, day, emptyRepository, gitOn, idsOf } from './history-world.ts'
import { failure, git, open, snapshot } from './world.ts'

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

describe('the history of a full clone', () => {
  it('goes back to the moment asked for, and one commit further', async () => {
    const directory = emptyRepository()
    const ids = daily(directory, range(0, 9))
    const before = snapshot(join(directory, '.git'))
    const repository: HistoryEdges = await open(directory)
    const history = await repository.history(ids[9] ?? '', day(6))
    expect(idsOf(history)).toEqual([9, 8, 7, 6, 5].map((index) => ids[index]))
    expect(history.end).toBe('look-back')
    expect(history.commits.map(({ parent }) => parent)).toEqual([ids[8], ids[7], ids[6], ids[5], null])
    expect(history.commits.map(({ changes }) => changes.length)).toEqual([1, 1, 1, 1, 0])
    expect(history.commits[0]).toMatchObject({ committed: day(9), author: 'Ada', subject: 'commit 9' })
    expect(snapshot(join(directory, '.git'))).toEqual(before)
  })

  it('ends at the root where nothing is older', async () => {
    const directory = emptyRepository()
    const ids = daily(directory, range(0, 3))
    const repository = await open(directory)
    for (const since of [day(0), day(-5), 0, -DAY]) {
      const history = await repository.history(ids[3] ?? '', since)
      expect(idsOf(history)).toEqual([...ids].reverse())
      expect(history.end).toBe('root')
      expect(history.commits.at(-1)).toMatchObject({ parent: null, changes: [], subject: 'commit 0' })
    }
    expect((await repository.history(ids[3] ?? '', day(1))).end).toBe('root')
    expect((await repository.history(ids[3] ?? '', day(2))).end).toBe('look-back')
  })

  it('is the tip alone where nothing is as young', async () => {
    const directory = emptyRepository()
    const ids = daily(directory, range(0, 3))
    const history = await (await open(directory)).history(ids[3] ?? '', day(30))
    expect(history).toEqual({
      commits: [{ id: ids[3], parent: null, committed: day(3), author: 'Ada', subject: 'commit 3', changes: [] }],
      end: 'look-back'
    })
  })

  it.each([
    ['a commit dated before its parents does not end it', [0, 1, 2, 3, -400, 5, 6], 2, 6],
    ['nor do many in a row', [0, 1, 2, 3, ...range(-420, -400), 6], 2, 25],
    ['a commit dated in the future makes what follows no older', [0, 1, 900, 3, 4], 3, 4],
    ['nor does a tip dated long ago', [0, 1, 2, -400], 2, 3]
  ])('%s', async (_, days, since, expected) => {
    const directory = emptyRepository()
    const ids = daily(directory, days)
    const history = await (await open(directory)).history(ids.at(-1) ?? '', day(since))
    expect(idsOf(history)).toEqual(ids.slice(-expected).reverse())
    expect(history.commits.map(({ committed }) => committed)).toEqual(days.slice(-expected).reverse().map(day))
  })

  it('follows first parents through merges, squashes, rebases and reverts', async () => {
    const directory = emptyRepository()
    const overlay = (tag: string) => ({ 'prod/kustomization.yaml': `tag: ${tag}\n` })
    const root = commitOn(directory, 0, { ...overlay('1'), 'other.txt': 'a\n' })
    git(directory, 'checkout', '--quiet', '-b', 'merged')
    commitOn(directory, 1, overlay('2'))
    commitOn(directory, 2, overlay('3'))
    git(directory, 'checkout', '--quiet', 'main')
    const beside = commitOn(directory, 3, { 'other.txt': 'b\n' })
    gitOn(directory, 4, 'merge', '--quiet', '--no-ff', '-m', 'Merge branch', 'merged')
    const merge = git(directory, 'rev-parse', 'HEAD')
    git(directory, 'checkout', '--quiet', '-b', 'squashed')
    commitOn(directory, 5, overlay('4'))
    commitOn(directory, 5, overlay('5'))
    git(directory, 'checkout', '--quiet', 'main')
    git(directory, 'merge', '--quiet', '--squash', 'squashed')
    const squash = commitOn(directory, 6, {}, 'Squashed (#7)')
    git(directory, 'checkout', '--quiet', '-b', 'rebased', merge)
    commitOn(directory, 6, { 'new.txt': 'n\n' })
    gitOn(directory, 7, 'rebase', '--quiet', 'main')
    git(directory, 'checkout', '--quiet', 'main')
    git(directory, 'merge', '--quiet', '--ff-only', 'rebased')
    const rebased = git(directory, 'rev-parse', 'HEAD')
    gitOn(directory, 8, 'revert', '--no-edit', squash)
    const revert = git(directory, 'rev-parse', 'HEAD')

    const { commits } = await (await open(directory)).history(revert, day(0))
    expect(commits.map(({ id }) => id)).toEqual([revert, rebased, squash, merge, beside, root])
    expect(commits.map(({ changes }) => changes.map(({ path }) => path))).toEqual([
      ['prod/kustomization.yaml'],
      ['new.txt'],
      ['prod/kustomization.yaml'],
      ['prod/kustomization.yaml'],
      ['other.txt'],
      []
    ])
    expect(commits.map(({ committed }) => committed)).toEqual([8, 7, 6, 4, 3, 0].map(day))
    expect(commits[0]?.changes[0]?.after).toEqual(commits[3]?.changes[0]?.after)
    expect(commits[2]?.subject).toBe('Squashed (#7)')
  })

  it('tells what became of each path: added, removed, other mode, other kind, submodule, odd names', async () => {
    const directory = emptyRepository()
    const root = commitOn(directory, 0, { 'gone.yaml': 'g\n', 'mode.sh': 's\n', 'kind.yaml': 'k\n', 'b/same.yaml': 's\n' })
    chmodSync(join(directory, 'mode.sh'), 0o755)
    rmSync(join(directory, 'kind.yaml'))
    symlinkSync('mode.sh', join(directory, 'kind.yaml'))
    rmSync(join(directory, 'gone.yaml'))
    writeFileSync(Buffer.concat([Buffer.from(`${directory}/caf`), Buffer.from([0xe9]), Buffer.from('.yaml')]), 'latin\n')
    writeFileSync(join(directory, 'new\nline "quoted"\t.yaml'), 'n\n')
    writeFileSync(join(directory, ':100644 a.yaml'), 'c\n')
    writeFileSync(join(directory, 'grün.yaml'), 'u\n')
    git(directory, 'add', '-A')
    git(directory, 'update-index', '--add', '--cacheinfo', `160000,${root},vendor`)
    gitOn(directory, 1, 'commit', '--quiet', '-m', 'All of it')
    const repository = await open(directory)
    const tip = git(directory, 'rev-parse', 'HEAD')
    const { commits } = await repository.history(tip, day(0))
    const changes = commits[0]?.changes ?? []
    const tree = await repository.tree(tip)
    const old = await repository.tree(root)
    expect(changes.map(({ path }) => path)).toEqual([
      ':100644 a.yaml', 'caf\\xE9.yaml', 'gone.yaml', 'grün.yaml', 'kind.yaml', 'mode.sh', 'new\nline "quoted"\t.yaml', 'vendor'
    ])
    for (const { path, before, after } of changes) {
      expect(after).toEqual(tree.entries.get(path) ?? null)
      expect(before).toEqual(old.entries.get(path) ?? null)
    }
    expect(changes.find(({ path }) => path === 'vendor')?.after).toEqual({ mode: '160000', blob: root })
    expect(changes.find(({ path }) => path === 'kind.yaml')?.after?.mode).toBe('120000')
    expect(changes.find(({ path }) => path === 'mode.sh')).toMatchObject({ before: { mode: '100644' }, after: { mode: '100755' } })
  })

  it('reads SHA-256 repositories', async () => {
    const directory = emptyRepository('--object-format=sha256')
    const ids = daily(directory, [0, 1, 2])
    const { commits } = await (await open(directory)).history(ids[2] ?? '', day(1))
    expect(commits.map(({ id }) => id)).toEqual([...ids].reverse())
    expect(commits[0]?.changes[0]?.after?.blob).toHaveLength(64)
  })

  it('keeps subjects short, and authors and subjects without text', async () => {
    const directory = emptyRepository()
    commitOn(directory, 0, {})
    gitOn(directory, 1, 'commit', '--quiet', '--allow-empty', '-m', `first\nsecond\n\nbody`)
    gitOn(directory, 2, 'commit', '--quiet', '--allow-empty', '-m', 'x'.repeat(5000))
    gitOn(directory, 3, 'commit', '--quiet', '--allow-empty', '--allow-empty-message', '-m', '')
    const tip = git(directory, 'rev-parse', 'HEAD')
    const { commits } = await (await open(directory)).history(tip, day(1))
    expect(commits.map(({ subject }) => subject)).toEqual(['', `${'x'.repeat(300)}…`, 'first second', 'day 0'])
    expect(commits.every(({ changes }) => changes.length === 0)).toBe(true)
  })
})

describe('a history that cannot be read', () => {
  it('wants a full id of a commit', async () => {
    const directory = emptyRepository()
    const [id = ''] = daily(directory, [0])
    const repository = await open(directory)
    for (const tip of ['main', id.slice(0, 12), '--all', '']) {
      expect(await failure(repository.history(tip, 0))).toMatchObject({ code: 'history-unavailable' })
    }
    const tree = git(directory, 'rev-parse', 'HEAD^{tree}')
    expect((await failure(repository.history(tree, 0))).message).toContain(tree.slice(0, 12))
    const unknown = await failure(repository.history('1'.repeat(40), 0))
    expect(unknown).toMatchObject({ code: 'history-unavailable', help: expect.stringContaining('git remote add origin') })
  })

  it.each([
    ['a commit', 'HEAD~2'],
    ['a tree', 'HEAD~1^{tree}'],
    ['a folder of a tree', 'HEAD~1:apps/web']
  ])('does not pass over %s that is missing', async (_, name) => {
    const directory = emptyRepository()
    const ids = daily(directory, range(0, 5))
    const id = git(directory, 'rev-parse', name.replace('HEAD', ids[4] ?? ''))
    rmSync(join(directory, '.git/objects', id.slice(0, 2), id.slice(2)))
    const error = await failure((await open(directory)).history(ids[5] ?? '', 0))
    expect(error).toMatchObject({ code: 'history-unavailable', help: expect.stringContaining('git fsck') })
    expect(error.message).toContain('cannot read the history of')
  })

  it('nor over one that is damaged', async () => {
    const directory = emptyRepository()
    const ids = daily(directory, range(0, 5))
    const id = git(directory, 'rev-parse', `${ids[3] ?? ''}^{tree}`)
    const folder = join(directory, '.git/objects', id.slice(0, 2))
    for (const name of readdirSync(folder)) {
      chmodSync(join(folder, name), 0o644)
      writeFileSync(join(folder, name), 'damaged')
    }
    expect((await failure((await open(directory)).history(ids[5] ?? '', 0))).code).toBe('history-unavailable')
  })
})
