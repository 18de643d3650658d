import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { commitOn, daily, day, emptyRepository, gitOn, idsOf } from './history-world.ts'
import { actionsCheckout, failure, git, open, snapshot, temporaryFolder } from './world.ts'

const MAIN = 'refs/heads/main'

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

function withDays(days: readonly number[]) {
  const directory = emptyRepository()
  const ids = daily(directory, days)
  return { directory, url: `file://${directory}`, ids, tip: ids.at(-1) ?? '' }
}

/** How many commits the private history repository can walk from the tip. */
function walkable(temporary: string, tip: string): number {
  const [folder = ''] = readdirSync(temporary).filter((name) => name.startsWith('git-'))
  return git(join(temporary, folder, 'history.git'), '-c', 'safe.bareRepository=all', 'rev-list', tip).split('\n').length
}

describe('a checkout of depth 1', () => {
  it.each([
    ['with filters', true, true],
    ['without filters', false, true],
    ['with filters that are refused', null, true],
    ['by a server of old that hands out tips only', true, false],
    ['by a server of old without filters', false, false]
  ])('is deepened as far as needed, %s', async (_, filter, anyId) => {
    const origin = withDays(range(0, 99))
    if (filter !== false) git(origin.directory, 'config', 'uploadpack.allowFilter', 'true')
    if (filter === null) git(origin.directory, 'config', 'uploadpackfilter.allow', 'false')
    const directory = actionsCheckout(origin.url, MAIN)
    // Protocol 2 hands out any id; before it, the server's configuration decided.
    if (!anyId) git(directory, 'config', 'protocol.version', '0')
    const status = git(directory, 'status', '--porcelain=v2', '--branch')
    const before = snapshot(join(directory, '.git'))
    const temporary = temporaryFolder()
    const repository = await open(directory, { temporary })

    const history = await repository.history(origin.tip, day(60))
    expect(idsOf(history)).toEqual(origin.ids.slice(59).reverse())
    expect(history.end).toBe('look-back')
    expect(history.commits.at(-1)).toMatchObject({ parent: null, changes: [] })
    expect(walkable(temporary, origin.tip)).toBeLessThan(60)
    const blobs = history.commits.flatMap(({ changes }) => changes.flatMap(({ after }) => after?.blob ?? []))
    if (anyId || filter === false) {
      await repository.load(blobs)
      expect(blobs.map(repository.blobText)).toEqual(range(60, 99).toReversed().map((index) => `# ${index}\n`))
    } else {
      expect((await failure(repository.load(blobs))).help).toContain('fetch-depth: 0')
    }
    expect(snapshot(join(directory, '.git'))).toEqual(before)
    expect(git(directory, 'status', '--porcelain=v2', '--branch')).toBe(status)
  })

  it('is deepened further when more is asked for, down to the root', async () => {
    const origin = withDays(range(0, 30))
    const repository = await open(actionsCheckout(origin.url, MAIN))
    expect((await repository.history(origin.tip, day(28))).commits).toHaveLength(4)
    const whole = await repository.history(origin.tip, day(0))
    expect([idsOf(whole), whole.end]).toEqual([[...origin.ids].reverse(), 'root'])
    expect((await repository.history(origin.tip, day(10))).commits).toHaveLength(22)
  })

  it('says that older commits exist where nothing is as young as asked', async () => {
    const origin = withDays(range(0, 30))
    const history = await (await open(actionsCheckout(origin.url, MAIN))).history(origin.tip, day(300))
    expect([idsOf(history), history.end]).toEqual([[origin.tip], 'look-back'])
  })

  it('says the same of a tip that is not here, which the server must be asked for in another way', async () => {
    const origin = withDays(range(0, 30))
    const directory = actionsCheckout(origin.url, MAIN)
    const tip = commitOn(origin.directory, 31, { 'later.txt': 'l\n' })
    const history = await (await open(directory)).history(tip, day(300))
    expect([idsOf(history), history.end]).toEqual([[tip], 'look-back'])
  })

  it('knows a root at the depth of the checkout', async () => {
    const origin = withDays([0])
    const directory = actionsCheckout(origin.url, MAIN)
    git(directory, 'remote', 'remove', 'origin')
    const history = await (await open(directory)).history(origin.tip, day(-10))
    expect([idsOf(history), history.end]).toEqual([[origin.tip], 'root'])
  })

  it.each([
    ['one dated before its parents', [...range(0, 40), -400, ...range(41, 60)], 20, 43],
    ['one dated in the future', [...range(0, 40), 900, ...range(41, 60)], 50, 22],
    ['several dated before', [...range(0, 40), -400, -399, -398, -397, ...range(41, 60)], 20, 46]
  ])('is read through wrong dates: %s', async (_, days, since, expected) => {
    const origin = withDays(days)
    const history = await (await open(actionsCheckout(origin.url, MAIN))).history(origin.tip, day(since))
    expect(idsOf(history)).toEqual(origin.ids.slice(-expected).reverse())
    const full = await (await open(origin.directory)).history(origin.tip, day(since))
    expect(history).toEqual(full)
  })

  it('is read through merges of work that is older than the look-back', async () => {
    const directory = emptyRepository()
    daily(directory, range(0, 9))
    git(directory, 'branch', 'stale')
    daily(directory, range(10, 60))
    git(directory, 'checkout', '--quiet', 'stale')
    commitOn(directory, 11, { 'stale.txt': 's\n' })
    git(directory, 'checkout', '--quiet', 'main')
    gitOn(directory, 61, 'merge', '--quiet', '--no-ff', '-m', 'Merge what is stale', 'stale')
    const tip = commitOn(directory, 62, { 'a.txt': 'a\n' })
    const checkout = actionsCheckout(`file://${directory}`, MAIN)
    const history = await (await open(checkout)).history(tip, day(30))
    expect(history).toEqual(await (await open(directory)).history(tip, day(30)))
    expect(history.commits).toHaveLength(34)
    expect(history.commits[1]?.changes.map(({ path }) => path)).toEqual(['stale.txt'])
  })

  it('has the history of a tip that was fetched without it, and of two at once', async () => {
    const origin = withDays(range(0, 30))
    const directory = actionsCheckout(origin.url, MAIN)
    const tip = commitOn(origin.directory, 31, { 'later.txt': 'l\n' })
    const repository = await open(directory)
    expect(await repository.branchTip('main')).toBe(tip)
    const [live, before, base] = await Promise.all([
      repository.history(tip, day(25)),
      repository.history(origin.tip, day(25)),
      repository.mergeBase(tip, origin.tip)
    ])
    expect(idsOf(live)).toEqual([tip, ...origin.ids.slice(24).reverse()])
    expect(idsOf(before)).toEqual(idsOf(live).slice(1))
    expect(base).toBe(origin.tip)
    expect((await repository.tree(tip)).text('later.txt')).toBe('l\n')
  })

  it('asks from where the history is cut off, not for commits that were made here', async () => {
    const origin = withDays(range(0, 30))
    const directory = actionsCheckout(origin.url, MAIN)
    const own = commitOn(directory, 31, { 'own.txt': 'o\n' })
    const history = await (await open(directory)).history(own, day(20))
    expect(idsOf(history)).toEqual([own, ...origin.ids.slice(19).reverse()])
  })
})

describe('other checkouts', () => {
  it('a complete one gets what is new at origin only', async () => {
    const origin = withDays(range(0, 30))
    const directory = join(temporaryFolder(), 'clone')
    git('/', 'clone', '--quiet', origin.url, directory)
    const tip = commitOn(origin.directory, 31, { 'later.txt': 'l\n' })
    const before = snapshot(join(directory, '.git'))
    const repository = await open(directory)
    await repository.branchTip('main')
    const history = await repository.history(tip, 0)
    expect([idsOf(history), history.end]).toEqual([[tip, ...[...origin.ids].reverse()], 'root'])
    expect(snapshot(join(directory, '.git'))).toEqual(before)
  })

  it('one that is deep enough asks nobody', async () => {
    const origin = withDays(range(0, 40))
    const directory = join(temporaryFolder(), 'clone')
    git('/', 'clone', '--quiet', '--depth=25', origin.url, directory)
    git(directory, 'remote', 'set-url', 'origin', 'file:///nowhere')
    const repository = await open(directory)
    expect((await repository.history(origin.tip, day(30))).commits).toHaveLength(12)
    expect((await failure(repository.history(origin.tip, day(17)))).message).toContain('file:///nowhere')
  })

  it.each([
    ['--filter=blob:none'],
    ['--filter=tree:0'],
    ['--filter=blob:none', '--depth=1'],
    ['--filter=tree:0', '--depth=1'],
    ['--filter=blob:none', '--depth=9']
  ])('a partial clone (%s %s) gets what it lacks, elsewhere', async (...options) => {
    const origin = withDays(range(0, 30))
    git(origin.directory, 'config', 'uploadpack.allowFilter', 'true')
    const directory = join(temporaryFolder(), 'clone')
    git('/', 'clone', '--quiet', ...options, origin.url, directory)
    const later = commitOn(origin.directory, 31, { 'later.txt': 'l\n' })
    const before = snapshot(join(directory, '.git'))
    const repository = await open(directory)
    for (const [tip, expected] of [[origin.tip, 12], [later, 13]] as const) {
      const history = await repository.history(tip, day(20))
      expect(history.commits).toHaveLength(expected)
      const blobs = history.commits.flatMap(({ changes }) => changes.flatMap((change) => [change.before?.blob ?? [], change.after?.blob ?? []].flat()))
      await repository.load(blobs)
      expect(blobs.every((blob) => repository.blobText(blob) !== undefined)).toBe(true)
    }
    expect(snapshot(join(directory, '.git'))).toEqual(before)
  })

  it('a shallow one without a remote is read as far as it reaches, and never shorter', async () => {
    const origin = withDays(range(0, 30))
    const directory = join(temporaryFolder(), 'clone')
    git('/', 'clone', '--quiet', '--depth=5', origin.url, directory)
    git(directory, 'remote', 'remove', 'origin')
    const repository = await open(directory)
    expect(await repository.history(origin.tip, day(27))).toMatchObject({ end: 'look-back', commits: { length: 5 } })
    const error = await failure(repository.history(origin.tip, day(26)))
    expect(error).toMatchObject({ code: 'history-unavailable', help: expect.stringContaining('fetch-depth: 0') })
    expect(error.message).toContain(origin.ids[26]?.slice(0, 12))
  })

  it('one whose origin is itself shallow says so', async () => {
    const origin = withDays(range(0, 30))
    const between = join(temporaryFolder(), 'between')
    git('/', 'clone', '--quiet', '--depth=5', origin.url, between)
    const directory = actionsCheckout(`file://${between}`, MAIN)
    const repository = await open(directory)
    expect((await repository.history(origin.tip, day(27))).commits).toHaveLength(5)
    const error = await failure(repository.history(origin.tip, day(10)))
    expect(error).toMatchObject({ code: 'history-unavailable', help: expect.stringContaining('unshallow') })
  })
})

describe('what origin does not give', () => {
  it('names a tip that was rewritten away', async () => {
    const origin = withDays(range(0, 5))
    const directory = actionsCheckout(origin.url, MAIN)
    gitOn(origin.directory, 6, 'commit', '--quiet', '--amend', '-m', 'Rewritten')
    git(origin.directory, 'reflog', 'expire', '--expire=all', '--all')
    git(origin.directory, 'prune', '--expire=now')
    const error = await failure((await open(directory)).history(origin.tip, day(0)))
    expect(error).toMatchObject({ code: 'history-unavailable', help: expect.stringContaining('force-push') })
    expect(error.message).toContain(origin.tip.slice(0, 12))
  })

  it('names a tip that nobody has', async () => {
    const origin = withDays(range(0, 5))
    for (const directory of [actionsCheckout(origin.url, MAIN), origin.directory]) {
      const error = await failure((await open(directory)).history('1'.repeat(40), day(0)))
      expect(error).toMatchObject({ code: 'history-unavailable' })
      expect(error.message).toContain('111111111111')
    }
  })

  it('says what to do when the server hands out no ids, or cannot be reached', async () => {
    const origin = withDays(range(0, 5))
    const directory = actionsCheckout(origin.url, MAIN)
    git(directory, 'config', 'protocol.version', '0')
    commitOn(origin.directory, 6, { 'later.txt': 'l\n' })
    const refused = await failure((await open(directory)).history(origin.tip, day(0)))
    expect(refused).toMatchObject({ code: 'history-unavailable', help: expect.stringContaining('fetch-depth: 0') })
    git(directory, 'remote', 'set-url', 'origin', 'file:///nowhere')
    const away = await failure((await open(directory)).history(origin.tip, day(0)))
    expect(away).toMatchObject({ code: 'history-unavailable', help: expect.stringContaining('git ls-remote origin') })
  })

  it('reports contents that are gone', async () => {
    const origin = withDays(range(0, 5))
    git(origin.directory, 'config', 'uploadpack.allowFilter', 'true')
    const repository = await open(actionsCheckout(origin.url, MAIN))
    const { commits } = await repository.history(origin.tip, day(0))
    const blob = commits[2]?.changes[0]?.after?.blob ?? ''
    rmSync(join(origin.directory, '.git/objects', blob.slice(0, 2), blob.slice(2)))
    expect((await failure(repository.load([blob]))).code).toBe('history-unavailable')
    expect(repository.blobText(blob)).toBeUndefined()
  })

  it('takes no answer for none when the shallow file is damaged', async () => {
    const origin = withDays(range(0, 5))
    const directory = actionsCheckout(origin.url, MAIN)
    writeFileSync(join(directory, '.git/shallow'), 'nonsense\n')
    const error = await failure(open(directory).then((repository) => repository.history(origin.tip, day(0))))
    expect(error.message).toContain('shallow')
  })
})
