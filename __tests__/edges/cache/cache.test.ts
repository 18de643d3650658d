import type { ChildProcess } from 'node:child_process'
import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from '@jest/globals'
import { build } from 'esbuild'
import type { RenderCache } from '../../../src/edges/cache/cache.ts'
import { openCache } from '../../../src/edges/cache/cache.ts'

let folder = ''
let programs = ''
let said: string[] = []

beforeAll(async () => {
  programs = mkdtempSync(join(tmpdir(), 'parity-gate-programs-'))
  await build({ entryPoints: [join(import.meta.dirname, 'cache-process.ts')], outfile: join(programs, 'run.mjs'), bundle: true, platform: 'node', format: 'esm', logLevel: 'error' })
})
afterAll(() => rmSync(programs, { recursive: true, force: true }))
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parity-gate-cache-'))
  said = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = (...parts: readonly string[]): string => join(folder, 'cache', ...parts)
const keyOf = (name: string): string => createHash('sha256').update(name).digest('hex')
const textOf = (key: string): string => Array.from({ length: 40 }, (_, index) => keyOf(`${key}${index}`)).join(' ')
const fileOf = (key: string): string => at('renders', key.slice(0, 2), key.slice(2))
const open = (maxMegabytes = 50): Promise<RenderCache> => openCache(at(), { maxMegabytes, say: (line) => said.push(line) })
const A = keyOf('a')
const B = keyOf('b')
const AN_HOUR_AGO = Date.now() / 1000 - 3700

/** All files below a folder with their content, links as links. */
function contents(path: string): Readonly<Record<string, string>> {
  const entries = readdirSync(path, { recursive: true, withFileTypes: true })
  return Object.fromEntries(entries.filter((entry) => entry.isFile()).map((entry) => [join(entry.parentPath, entry.name), readFileSync(join(entry.parentPath, entry.name), 'latin1')]))
}

describe('a cache', () => {
  it('gives back what was written, in this run and the next', async () => {
    const first = await open()
    expect(first.read(A)).toBeNull()
    first.write(A, 'text ü€😀 \u0000')
    first.write(B, '')
    expect(first.read(A)).toBe('text ü€😀 \u0000')
    first.close()
    const second = await open()
    expect(second.salt).toBe(first.salt)
    expect(second.salt).toMatch(/^[0-9a-f]{64}$/)
    expect(second.read(A)).toBe('text ü€😀 \u0000')
    expect(second.read(B)).toBe('')
    expect(second.read(keyOf('c'))).toBeNull()
    second.write(A, 'new')
    expect(second.read(A)).toBe('new')
    expect(said).toEqual([])
    expect(readdirSync(at()).toSorted()).toEqual(['parity-gate-cache', 'renders', 'salt'])
    expect(statSync(fileOf(A)).mode & 0o077).toBe(0)
  })

  it('makes a salt of its own in each folder', async () => {
    const other = await openCache(join(folder, 'other'), { maxMegabytes: 1, say: () => undefined })
    expect((await open()).salt).not.toBe(other.salt)
  })

  it('takes nothing but keys', async () => {
    const cache = await open()
    for (const key of ['', '../../a', A.slice(1), A.toUpperCase(), `${A}0`, `${A}\n`]) {
      expect(() => cache.read(key)).toThrow('no key')
      expect(() => cache.write(key, 'text')).toThrow('no key')
    }
  })

  it('is reached through a link to it', async () => {
    mkdirSync(join(folder, 'real'))
    symlinkSync(join(folder, 'real'), at())
    const cache = await open()
    cache.write(A, 'text')
    expect(cache.read(A)).toBe('text')
  })
})

describe('an entry that is not to be believed is as if absent, and goes', () => {
  const flip = (file: string, position: number): void => {
    const bytes = readFileSync(file)
    bytes[position] = (bytes[position] ?? 0) ^ 1
    writeFileSync(file, bytes)
  }

  test.each<[string, (file: string) => void]>([
    ['empty', (file) => truncateSync(file, 0)],
    ['cut in its checksum', (file) => truncateSync(file, 40)],
    ['cut after its checksum', (file) => truncateSync(file, 64)],
    ['cut by one byte', (file) => truncateSync(file, statSync(file).size - 1)],
    ['longer by one byte', (file) => writeFileSync(file, 'x', { flag: 'a' })],
    ['another checksum', (file) => flip(file, 3)],
    ['another content', (file) => flip(file, 70)],
    ['another key\'s', (file) => renameSync(fileOf(B), file)],
    ['larger than any entry', (file) => truncateSync(file, 65 * 1024 * 1024)]
  ])('%s', async (_, spoil) => {
    const cache = await open()
    cache.write(A, textOf(A))
    cache.write(B, textOf(B))
    spoil(fileOf(A))
    expect(cache.read(A)).toBeNull()
    expect(existsSync(fileOf(A))).toBe(false)
    cache.write(A, textOf(A))
    expect(cache.read(A)).toBe(textOf(A))
    expect(said).toEqual([])
  })

  it('written under another salt', async () => {
    const first = await open()
    first.write(A, 'masked under the first')
    for (const spoil of [() => rmSync(at('salt')), () => truncateSync(at('salt'), 10), () => writeFileSync(at('salt'), 'x'.repeat(64))]) {
      spoil()
      const next = await open()
      expect(next.salt).toMatch(/^[0-9a-f]{64}$/)
      expect(next.salt).not.toBe(first.salt)
      expect(next.read(A)).toBeNull()
      first.write(A, 'masked under the first')
    }
  })

  it('a link, a pipe or a folder in its place', async () => {
    const cache = await open()
    const outside = join(folder, 'outside')
    writeFileSync(outside, 'mine')
    mkdirSync(at('renders', A.slice(0, 2)))
    symlinkSync(outside, fileOf(A))
    expect(cache.read(A)).toBeNull()
    expect(readFileSync(outside, 'utf8')).toBe('mine')
    cache.write(A, 'text')
    expect(lstatSync(fileOf(A)).isFile()).toBe(true)
    expect(readFileSync(outside, 'utf8')).toBe('mine')
    mkdirSync(at('renders', B.slice(0, 2)), { recursive: true })
    execFileSync('mkfifo', [fileOf(B)])
    expect((await open()).read(B)).toBeNull()
    rmSync(fileOf(B), { force: true })
    mkdirSync(fileOf(B))
    writeFileSync(join(fileOf(B), 'file'), 'mine')
    expect((await open()).read(B)).toBeNull()
    expect(readFileSync(join(fileOf(B), 'file'), 'utf8')).toBe('mine')
  })
})

describe('the size', () => {
  /** Text that does not pack well, about 8 kB as an entry. */
  const noise = (name: string): string => Array.from({ length: 250 }, (_, index) => keyOf(`${name}${index}`)).join('')
  const kept = (names: readonly string[]): readonly string[] => names.filter((name) => existsSync(fileOf(keyOf(name))))
  const names = ['one', 'two', 'three', 'four', 'five']
  const start = Math.floor(Date.now() / 1000)
  const age = (name: string, seconds: number): void => utimesSync(fileOf(keyOf(name)), start - seconds, start - seconds)

  it('is held by removing what was not used for longest', async () => {
    const cache = await open(0.03)
    for (const name of names) cache.write(keyOf(name), noise(name))
    names.forEach((name, index) => age(name, 50_000 - index * 4000))
    expect(cache.read(keyOf('one'))).toBe(noise('one'))
    cache.close()
    const left = kept(names)
    expect(left).toContain('one')
    expect(left).toEqual(['one', ...names.slice(names.length - left.length + 1)])
    const bytes = left.reduce((sum, name) => sum + statSync(fileOf(keyOf(name))).size, 0)
    expect(bytes).toBeLessThanOrEqual(30_000)
    expect(bytes).toBeGreaterThan(15_000)
  })

  it('goes by the name where the times are equal, and believes no time to come', async () => {
    const cache = await open(0.03)
    for (const name of names) cache.write(keyOf(name), noise(name))
    for (const name of names) age(name, 50_000)
    age('five', -1_000_000)
    cache.close()
    const sorted = names.slice(0, 4).toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    const left = kept([...sorted, 'five'])
    expect(left).toEqual([...sorted, 'five'].slice(-left.length))
    const next = await open(0.03)
    await wait(5)
    for (const name of ['six', 'seven']) next.write(keyOf(name), noise(name))
    age('six', 60)
    for (const name of [...left.slice(0, -1), 'seven']) if (existsSync(fileOf(keyOf(name)))) age(name, 50_000)
    next.close()
    // A time to come counts as the present: what is older goes first.
    expect(kept(['five', 'six'])).toEqual(['five', 'six'])
  })

  it('notes a use once an hour, so that reading is no writing', async () => {
    const cache = await open()
    cache.write(A, 'text')
    const recent = Date.now() / 1000 - 600
    utimesSync(fileOf(A), recent, recent)
    cache.read(A)
    expect(statSync(fileOf(A)).mtimeMs / 1000).toBeCloseTo(recent, 0)
    utimesSync(fileOf(A), AN_HOUR_AGO, AN_HOUR_AGO)
    cache.read(A)
    expect(statSync(fileOf(A)).mtimeMs / 1000).toBeGreaterThan(AN_HOUR_AGO + 3000)
  })

  it('is not exceeded by one entry alone', async () => {
    const cache = await open(0.001)
    cache.write(A, noise('a'))
    expect(cache.read(A)).toBeNull()
    expect(said).toEqual([])
  })

  it('does not count what killed writers have left, which goes after an hour', async () => {
    const cache = await open()
    cache.write(A, 'text')
    const name = (digit: string): string => `.parity-gate-${digit.repeat(16)}.tmp`
    const old = [at(name('0')), join(fileOf(A), '..', name('1'))]
    const young = join(fileOf(A), '..', name('2'))
    const foreign = [join(fileOf(A), '..', 'notes.txt'), at('renders', 'notes'), at('renders', A.slice(0, 2), 'x'.repeat(62))]
    for (const file of [...old, young, ...foreign]) writeFileSync(file, 'half')
    for (const file of [...old, ...foreign]) utimesSync(file, AN_HOUR_AGO, AN_HOUR_AGO)
    cache.close()
    expect(old.filter(existsSync)).toEqual([])
    expect([young, ...foreign].filter(existsSync)).toEqual([young, ...foreign])
    const tight = await open(0.000_001)
    tight.write(B, 'x')
    cache.write(B, 'x')
    const other = await openCache(at(), { maxMegabytes: 0.0001, say: () => undefined })
    other.write(keyOf('c'), '')
    other.close()
    expect(existsSync(fileOf(A)) && existsSync(fileOf(B))).toBe(false)
    expect(foreign.filter(existsSync)).toEqual(foreign)
  })

  it('is held by two runs that close at once', async () => {
    const [first, second] = [await open(0.03), await open(0.03)]
    names.forEach((name, index) => (index % 2 === 0 ? first : second).write(keyOf(name), noise(name)))
    names.forEach((name, index) => age(name, 50_000 - index * 4000))
    first.close()
    const left = kept(names)
    second.close()
    expect(kept(names)).toEqual(left)
    expect(left).toContain('five')
  })
})

describe('a folder that cannot be a cache', () => {
  const refusal = async (directory: string): Promise<unknown> => {
    try {
      await openCache(directory, { maxMegabytes: 1, say: (line) => said.push(line) })
      return 'opened'
    } catch (error) {
      return error
    }
  }

  test.each<[string, () => string, string]>([
    ['a file', () => (writeFileSync(at(), 'mine'), at()), 'it is a file'],
    ['below a file', () => (writeFileSync(at(), 'mine'), at('deeper')), 'a file is in the way'],
    ['not to be created', () => '/proc/parity-gate/cache', 'cannot be created there'],
    ['not to be written', () => '/proc/self/fdinfo', 'cache directory `/proc/self/fdinfo` '],
    ['somebody else\'s', () => (mkdirSync(at()), writeFileSync(at('thesis.txt'), 'mine'), at()), 'holds files that are not Parity Gate\'s'],
    ['with a mark that is a link', () => (mkdirSync(at()), writeFileSync(join(folder, 'x'), 'x'), symlinkSync(join(folder, 'x'), at('parity-gate-cache')), at()), 'holds files that are not'],
    ['with a mark of somebody else\'s', () => (mkdirSync(at()), writeFileSync(at('parity-gate-cache'), 'hello'), at()), 'holds files that are not'],
    ['of a later format', () => (mkdirSync(at()), writeFileSync(at('parity-gate-cache'), 'Renders kept by Parity Gate, format 2.\nmore\n'), at()), 'written by a later version'],
    ['with a file for its entries', () => (mkdirSync(at()), writeFileSync(at('parity-gate-cache'), 'Renders kept by Parity Gate, format 1.\n'), writeFileSync(at('renders'), 'mine'), at()), 'holds files that are not'],
    ['with a link for its entries', () => (mkdirSync(at()), mkdirSync(join(folder, 'y')), writeFileSync(at('parity-gate-cache'), 'Renders kept by Parity Gate, format 1.\n'), symlinkSync(join(folder, 'y'), at('renders')), at()), 'holds files that are not']
  ])('%s is refused with what, where and the next action', async (_, make, words) => {
    const directory = make()
    const before = contents(folder)
    const error = await refusal(directory)
    expect(error).toMatchObject({ name: 'UserError', code: 'config-invalid', help: expect.stringContaining('`cache-directory`') })
    expect(String(error)).toContain(words)
    expect(String(error)).toContain(`\`${directory}\``)
    expect(Object.entries(contents(folder)).filter(([file]) => !file.endsWith('/salt'))).toEqual(Object.entries(before))
    expect(said).toEqual([])
  })

  it('of an earlier format is emptied of what is ours, and said so', async () => {
    const cache = await open()
    cache.write(A, 'text')
    writeFileSync(at('renders', A.slice(0, 2), 'notes.txt'), 'mine')
    writeFileSync(at('notes.txt'), 'mine')
    writeFileSync(at('parity-gate-cache'), 'Renders kept by Parity Gate, format 0.\n')
    const next = await open()
    expect(said).toEqual([`emptied the cache directory \`${at()}\`: an earlier version of Parity Gate wrote it`])
    expect(existsSync(fileOf(A))).toBe(false)
    expect(readFileSync(at('renders', A.slice(0, 2), 'notes.txt'), 'utf8')).toBe('mine')
    next.write(A, 'text')
    expect((await open()).read(A)).toBe('text')
    expect(said).toHaveLength(1)
  })

  it('has no link that leads a run out of it', async () => {
    const cache = await open()
    const outside = join(folder, 'outside')
    mkdirSync(outside)
    writeFileSync(join(outside, A.slice(2)), 'mine')
    writeFileSync(join(outside, `.parity-gate-${'0'.repeat(16)}.tmp`), 'mine')
    utimesSync(join(outside, `.parity-gate-${'0'.repeat(16)}.tmp`), AN_HOUR_AGO, AN_HOUR_AGO)
    const before = contents(outside)
    symlinkSync(outside, at('renders', A.slice(0, 2)))
    expect(cache.read(A)).toBeNull()
    cache.write(B, textOf(B))
    cache.write(A, 'text')
    cache.close()
    expect(said).toEqual([`no more renders of this run are kept in \`${at()}\`: a link or a file is in the way`])
    expect(contents(outside)).toEqual(before)
  })
})

describe('what the disk refuses', () => {
  it('is said once, and nothing more is written', async () => {
    const cache = await open()
    cache.write(A, 'text')
    writeFileSync(at('renders', B.slice(0, 2)), 'in the way')
    cache.write(B, 'text')
    cache.write(keyOf('c'), 'text')
    expect(said).toHaveLength(1)
    expect(said[0]).toContain('a link or a file is in the way')
    expect(cache.read(B)).toBeNull()
    expect(cache.read(keyOf('c'))).toBeNull()
    expect(cache.read(A)).toBe('text')
    cache.close()
  })

  // The shell's limit on the size of files stands for a full disk: the system refuses the rest of a write.
  test.each([
    [0, 'renders of this run are not kept in'],
    [1, 'no more renders of this run are kept in']
  ])('in a system that writes %i blocks', (blocks, words) => {
    const script = `trap '' XFSZ; ulimit -f ${blocks}; exec "$0" "$@"`
    const output = execFileSync('sh', ['-c', script, process.execPath, join(programs, 'run.mjs'), at(), '0', '40', '1'], { encoding: 'utf8' })
    const line = `${words} \`${at()}\`: a file would be larger than the system allows`
    expect(JSON.parse(output.replace('ready\n', ''))).toEqual({ salt: expect.stringMatching(/^[0-9a-f]{64}$/), said: [line], wrong: [] })
    expect(Object.keys(contents(at())).filter((file) => !/\/(?:salt|parity-gate-cache)$/.test(file))).toEqual([])
  })
})

describe('several runs at once', () => {
  const run = (from: number, to: number, rounds: number): ChildProcess =>
    spawn(process.execPath, [join(programs, 'run.mjs'), at(), String(from), String(to), String(rounds)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const outputOf = async (child: ChildProcess): Promise<{ readonly salt: string; readonly said: readonly string[]; readonly wrong: readonly string[] }> => {
    let output = ''
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
    await once(child, 'close')
    return JSON.parse(output.replace('ready\n', '')) as Awaited<ReturnType<typeof outputOf>>
  }

  it('end with one salt and right texts', async () => {
    const outputs = await Promise.all([run(0, 60, 3), run(30, 90, 3), run(0, 90, 2), run(0, 90, 2)].map(outputOf))
    expect(new Set(outputs.map(({ salt }) => salt)).size).toBe(1)
    expect(outputs.flatMap(({ said: lines, wrong }) => [...lines, ...wrong])).toEqual([])
    const cache = await open()
    for (let index = 0; index < 90; index += 1) expect(cache.read(keyOf(String(index)))).toBe(textOf(keyOf(String(index))))
    expect(Object.keys(contents(at())).filter((file) => file.endsWith('.tmp'))).toEqual([])
  })

  it('leave nothing half behind, whenever they are killed', async () => {
    const until = Date.now() + 6000
    let kills = 0
    while (kills < 100 && Date.now() < until) {
      const children = [run(0, 40, 1_000_000), run(20, 60, 1_000_000)]
      await Promise.all(children.map((child) => once(child.stdout ?? child, 'data')))
      await wait(Math.random() * 30)
      for (const child of children) child.kill('SIGKILL')
      await Promise.all(children.map(async (child) => (child.exitCode === null && child.signalCode === null ? once(child, 'exit') : [])))
      kills += children.length
      const cache = await open()
      for (let index = 0; index < 60; index += 1) {
        const key = keyOf(String(index))
        const there = existsSync(fileOf(key))
        const text = cache.read(key)
        expect(text === null || text === textOf(key)).toBe(true)
        // What was renamed into place is whole.
        expect(there).toBe(text !== null)
      }
    }
    expect(kills).toBeGreaterThan(3)
    const abandoned = Object.keys(contents(at())).filter((file) => file.endsWith('.tmp'))
    for (const file of abandoned) utimesSync(file, AN_HOUR_AGO, AN_HOUR_AGO)
    const last = await open()
    last.write(A, 'text')
    last.close()
    expect(Object.keys(contents(at())).filter((file) => file.endsWith('.tmp'))).toEqual([])
    expect(said).toEqual([])
  })
})
