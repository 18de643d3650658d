import { describe, expect, it } from '@jest/globals'
import { batchReader } from '../../../src/edges/git/batch.ts'
import { isRefName } from '../../../src/edges/git/commits.ts'
import { readIndexListing, readTreeListing } from '../../../src/edges/git/entries.ts'
import { checkoutEnvironment, networkEnvironment, privateEnvironment, withSettings } from '../../../src/edges/git/environment.ts'
import { reasonOf, runGit } from '../../../src/edges/git/run.ts'
import { withoutSecrets } from '../../../src/edges/git/secrets.ts'
import { temporaryFolder } from './world.ts'

describe('batchReader', () => {
  const output = Buffer.concat([
    Buffer.from('aa blob 5\nab\ncd\nbb missing\ncc blob 0\n\ndd blob 3\n'), Buffer.from([0xff, 0x00, 0x0a]), Buffer.from('\n')
  ])

  it.each([1, 2, 3, 7, 1000])('reads objects from pieces of %i bytes', (size) => {
    const seen: string[] = []
    const read = batchReader(5, (id, content) => seen.push(`${id}=${content?.toString('hex') ?? ''}`), (id) => seen.push(`${id}?`))
    for (let at = 0; at < output.length; at += size) read(output.subarray(at, at + size))
    expect(seen).toEqual(['aa=61620a6364', 'bb?', 'cc=', 'dd=ff000a'])
  })

  it.each([1, 2, 3, 7, 1000])('drops objects that are too large, from pieces of %i bytes', (size) => {
    const seen: (string | null)[] = []
    const read = batchReader(4, (id, content) => seen.push(id, content?.toString('hex') ?? null), (id) => seen.push(`${id}?`))
    const twice = Buffer.concat([output, output])
    for (let at = 0; at < twice.length; at += size) read(twice.subarray(at, at + size))
    const once = ['aa', null, 'bb?', 'cc', '', 'dd', 'ff000a']
    expect(seen).toEqual([...once, ...once])
  })

  it('holds nothing of an object of terabytes', () => {
    const seen: unknown[] = []
    const read = batchReader(1000, (id, content) => seen.push(id, content), () => undefined)
    read(Buffer.from(`aa blob ${2 ** 42}\n`))
    const before = process.memoryUsage().arrayBuffers
    for (let piece = 0; piece < 2000; piece++) read(Buffer.alloc(2 ** 20))
    expect(seen).toEqual(['aa', null])
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 30)
  })
})

describe('listings', () => {
  it('lets a real name win over one that only looks like it when spelled out', () => {
    const record = (name: Buffer, id: string) => Buffer.concat([Buffer.from(`100644 blob ${id}\t`), name, Buffer.from([0])])
    const odd = record(Buffer.from([0x61, 0xe9]), 'odd')
    const plain = record(Buffer.from('a\\xE9'), 'plain')
    for (const order of [[odd, plain], [plain, odd]]) {
      expect([...readTreeListing(Buffer.concat(order))]).toEqual([['a\\xE9', { mode: '100644', blob: 'plain' }]])
    }
  })

  it('takes the first stage of an unmerged path', () => {
    expect([...readIndexListing(Buffer.from('100644 one 1\ta\x00100644 two 2\ta\x00'))]).toEqual([['a', { mode: '100644', blob: 'one' }]])
    expect(readIndexListing(Buffer.alloc(0)).size).toBe(0)
  })
})

describe('environment', () => {
  const parent = {
    PATH: '/bin', HOME: '/home/ada', https_proxy: 'http://proxy', GITHUB_TOKEN: 't', ACTIONS_RUNTIME_TOKEN: 't', 'INPUT_GITHUB-TOKEN': 't',
    GIT_DIR: '/x', GIT_ASKPASS: '/x', GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'a.b', GIT_CONFIG_VALUE_0: 'c'
  }

  it('passes what git needs and no secrets', () => {
    const environment = checkoutEnvironment(parent, '/work tree')
    expect(environment).toMatchObject({ PATH: '/bin', HOME: '/home/ada', https_proxy: 'http://proxy' })
    expect(environment).toMatchObject({ GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' })
    expect(Object.keys(environment).filter((name) => /TOKEN|^INPUT|^ACTIONS|GIT_DIR|ASKPASS$/.test(name))).toEqual([])
    expect(environment['GIT_CONFIG_KEY_0']).toBe('a.b')
    expect(Object.values(environment)).toContain('/work tree')
  })

  it('gives private repositories no outside configuration, and the network only to fetches', () => {
    const environment = privateEnvironment(checkoutEnvironment(parent, '/work tree'))
    expect(environment).toMatchObject({ GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_ALLOW_PROTOCOL: 'none' })
    expect(Object.values(environment)).not.toContain('a.b')
    expect(networkEnvironment(environment)['GIT_ALLOW_PROTOCOL']).toBeUndefined()
  })

  it('counts settings on', () => {
    const settings = withSettings({ GIT_CONFIG_COUNT: '1' }, [['k', 'v']])
    expect(settings).toEqual({ GIT_CONFIG_COUNT: '2', GIT_CONFIG_KEY_1: 'k', GIT_CONFIG_VALUE_1: 'v' })
  })
})

describe('runGit', () => {
  const call = { directory: '/', environment: { PATH: process.env['PATH'] ?? '', GIT_CONFIG_NOSYSTEM: '1' } }

  it('kills what overstays, children included', async () => {
    const started = Date.now()
    const result = await runGit(['-c', 'alias.wait=!sleep 30', 'wait'], { ...call, directory: temporaryFolder(), seconds: 0.3 })
    expect(result).toMatchObject({ timedOut: true, status: -1 })
    expect(reasonOf(result)).toBe('it took too long')
    expect(Date.now() - started).toBeLessThan(10_000)
  })

  it('hides secrets in what git says', async () => {
    const result = await runGit(['no-such-command-hunter2hunter2'], { ...call, secrets: ['hunter2hunter2'] })
    expect(result.status).not.toBe(0)
    expect(result.errors).toContain('no-such-command-***')
  })

  it('hands on what a reader throws', async () => {
    const reader = () => {
      throw new Error('enough')
    }
    await expect(runGit(['--version'], call, reader)).rejects.toThrow('enough')
  })
})

describe('withoutSecrets', () => {
  it.each([
    ['https://ada:pw@example.com/x', 'https://***@example.com/x'],
    ['AUTHORIZATION: basic abc=', 'AUTHORIZATION: ***'],
    ['Authorization: Bearer abc', 'Authorization: ***'],
    ['git@github.com:org/repo', 'git@github.com:org/repo'],
    ['a token here', 'a *** here']
  ])('%s', (text, shown) => {
    expect(withoutSecrets(text, ['token', ''])).toBe(shown)
  })
})

describe('isRefName', () => {
  const good = ['main', 'feature/x', 'release-1.2', 'a@b', 'gh-readonly-queue/main/pr-7-abc']
  it.each(good)('takes %s', (name) => expect(isRefName(name)).toBe(true))

  const bad = ['', '@', '-x', '/x', 'x/', 'x.', 'a..b', 'a b', 'a~1', 'a^', 'a:b', 'a?', 'a*', 'a[', 'a\\b', '@{1}', 'a//b', '.a']
  it.each([...bad, 'a/.b', 'a.lock', 'a\n'])('refuses %j', (name) => expect(isRefName(name)).toBe(false))
})
