import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { writeAhead, type Ahead } from '../src/build-trees.ts'
import { closureOf } from '../src/core/discover/closure.ts'
import { readKustomizations } from '../src/core/discover/kustomizations.ts'
import type { Tree } from '../src/core/model/tree.ts'
import type { Build } from '../src/core/plan/plan.ts'
import { treeOf } from './support/tree.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'build-trees-test-'))
  for (const name of ['disk', 'memory']) mkdirSync(join(folder, name))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Overlays with a file each beside a base that all share. */
function buildsOf(count: number, text = 'x'): readonly Build[] {
  const files: Record<string, string> = { 'base/kustomization.yaml': 'resources: [shared.yaml]\n', 'base/shared.yaml': '{}\n' }
  for (let at = 0; at < count; at += 1) {
    files[`o${at}/kustomization.yaml`] = 'resources: [../base, own.yaml]\n'
    files[`o${at}/own.yaml`] = `# ${at} ${text}\n`
  }
  const tree = treeOf(files)
  const index = readKustomizations(tree)
  return Array.from({ length: count }, (_, at) => ({ tree, closure: closureOf(tree, index, `o${at}`, { placeholders: [] }) }))
}

/** Writes as git would; what was written, in order. */
function open(builds: readonly Build[], admit: (build: Build) => boolean = () => true): { readonly ahead: Ahead; readonly loaded: string[]; readonly written: string[] } {
  const [loaded, written]: [string[], string[]] = [[], []]
  const repository = {
    prefetch: (_: Tree, paths: readonly string[]) => Promise.resolve(void loaded.push(...paths)),
    writeFiles: (tree: Tree, paths: readonly string[], directory: string) => {
      for (const path of paths) {
        mkdirSync(dirname(join(directory, path)), { recursive: true })
        writeFileSync(join(directory, path), tree.text(path) ?? '', { flag: 'wx' })
        written.push(path)
      }
      return Promise.resolve()
    }
  }
  return { ahead: writeAhead(builds, admit, { repository, temporary: join(folder, 'disk'), memory: join(folder, 'memory') }), loaded, written }
}

const countIn = (name: string): number => readdirSync(join(folder, name)).length

describe('trees of builds', () => {
  it('hold what a build is made of, written a little ahead of it and each file once', async () => {
    const builds = buildsOf(100)
    const { ahead, loaded, written } = open(builds)
    const first = await ahead.folderOf(0)
    for (const { path } of builds[0]?.closure.files ?? []) expect(existsSync(join(first ?? '', path))).toBe(true)
    expect(builds[0]?.closure.files).toHaveLength(4)
    expect(loaded).toHaveLength(202)
    expect(written.length).toBeLessThan(100)
    const folders = await Promise.all(builds.map((_, at) => ahead.folderOf(at)))
    expect(new Set(folders)).toEqual(new Set([first]))
    expect(written).toHaveLength(202)
  })

  it('hold nothing of a build that is not admitted', async () => {
    const { ahead, written } = open(buildsOf(3), ({ closure }) => closure.root !== 'o1')
    expect([await ahead.folderOf(0), await ahead.folderOf(1), await ahead.folderOf(2)]).toEqual([expect.any(String), null, expect.any(String)])
    expect(written.filter((path) => path.startsWith('o1/'))).toEqual([])
  })

  it('are removed when their share of the builds has ended, and the last with all that is temporary', async () => {
    const builds = buildsOf(300)
    const { ahead } = open(builds)
    const [first, last] = [await ahead.folderOf(0), await ahead.folderOf(299)]
    for (let at = 0; at < 255; at += 1) ahead.ended(at)
    expect(existsSync(first ?? '')).toBe(true)
    for (let at = 255; at < 300; at += 1) ahead.ended(at)
    await new Promise((resolve) => setImmediate(resolve))
    expect([existsSync(first ?? ''), existsSync(last ?? '')]).toEqual([false, true])
  })

  it.each([
    ['memory', 'x', 'memory'],
    ['the disk, where they are large', 'x'.repeat(20_000_000), 'disk']
  ])('are in %s', async (_, text, place) => {
    await open(buildsOf(2, text)).ahead.folderOf(0)
    expect([countIn('memory'), countIn('disk')]).toEqual(place === 'memory' ? [1, 0] : [0, 1])
  })

  it('fail for all that wait, with what the disk says', async () => {
    const { ahead } = open(buildsOf(40))
    rmSync(join(folder, 'memory'), { recursive: true })
    await expect(ahead.folderOf(0)).rejects.toThrow('ENOENT')
    await expect(ahead.folderOf(39)).rejects.toThrow('ENOENT')
  })
})
