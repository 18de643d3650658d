// The files of one revision, told from those of another: as git would list them.

import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from '@jest/globals'
import type { ObjectStore } from '../../../src/edges/git/batch.ts'
import { createTreeLists } from '../../../src/edges/git/tree-lists.ts'
import { git, temporaryFolder } from './world.ts'

type Modes = Readonly<Record<string, string>>

const directory = temporaryFolder()
git(directory, 'init', '-q')
const store: ObjectStore = { gitDir: join(directory, '.git'), environment: { PATH: process.env['PATH'] ?? '' } }

/** Few names, so that a file is where the other revision has a folder; as git quotes them, one with a byte that is not UTF-8. */
const PATHS = ['a', 'a/b', 'a/b/c', 'a.b', 'a-b/c', 'b', 'b/a', 'ä', '"\\351"', '"\\\\xE9"', '" x"', '"new\\nline"']
const KINDS = ['100644 one', '100644 two', '100755 one', '120000 one', '160000 one', '160000 two']
const OBJECTS: Modes = { '160000 one': '1'.repeat(40), '160000 two': '2'.repeat(40) }

const revision = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...PATHS), fc.constantFrom(...KINDS)), { selector: ([path]) => path, maxLength: PATHS.length })
  // What is below a file cannot be there; fast-import lets the last one win.
  .map((files) => files.toSorted(([a], [b]) => (a < b ? -1 : 1)))

/** Writes a commit without parents; its id. */
function written(files: readonly (readonly [string, string])[], at: number): string {
  const lines = files.map(([path, kind]) => {
    const [mode = '', text = ''] = kind.split(' ')
    const object = OBJECTS[kind]
    return object === undefined ? `M ${mode} inline ${path}\ndata ${text.length}\n${text}\n` : `M ${mode} ${object} ${path}\n`
  })
  const ref = `refs/heads/r${at}`
  execFileSync('git', ['-C', directory, 'fast-import', '--quiet', '--force'], { input: `commit ${ref}\ncommitter A <a@b> 1 +0000\ndata 0\n\n${lines.join('')}\n` })
  return git(directory, 'rev-parse', ref)
}

const never = (): Promise<boolean> => Promise.resolve(false)
const byPath = (entries: ReadonlyMap<string, unknown>): Readonly<Record<string, unknown>> => Object.fromEntries(entries)

test('what differs from the first gives the same files as a list of its own', async () => {
  let at = 0
  const run = async (files: readonly (readonly [string, string])[], others: readonly (readonly [string, string])[]): Promise<void> => {
    const [id, other] = [written(files, at++), written(others, at++)]
    const list = createTreeLists(store, never)
    const [first, second] = await Promise.all([list(id), list(other)])
    expect(byPath(first)).toEqual(byPath(await createTreeLists(store, never)(id)))
    expect(byPath(second)).toEqual(byPath(await createTreeLists(store, never)(other)))
    expect(byPath(await list(id))).toEqual(byPath(first))
  }
  const [spelled, bytes] = [['"\\\\xE9"', '100644 one'] as const, ['"\\351"', '100644 two'] as const]
  await run([bytes, spelled], [bytes])
  await run([bytes], [bytes, spelled])
  await fc.assert(fc.asyncProperty(revision, revision, run), { numRuns: 60 })
}, 120_000)

test('what the first lists is not asked for again, where names can be told apart', async () => {
  const [id, other] = [written([['a', '100644 one']], 1000), written([['a', '100644 one'], ['b', '100644 two']], 1001)]
  const list = createTreeLists(store, never)
  const [first, second] = [await list(id), await list(other)]
  expect(second.get('a')).toBe(first.get('a'))
})

test.each([
  ['says nothing about the difference', 'diff-tree', 'exit 0'],
  ['says half of the difference', 'diff-tree', '"$real" "$@" | head -c 60'],
  ['fails at the end of the difference', 'diff-tree', '"$real" "$@"; exit 1'],
  ['tells no difference', 'diff-tree', 'exit 128'],
  ['says nothing about the first', 'ID', 'exit 0'],
  ['says half of the first', 'ID', '"$real" "$@" | head -c 55']
])('git that %s is asked for a whole list', async (_name, call, body) => {
  const [id, other] = [written([['a', '100644 one'], ['b', '100644 one']], 1003), written([['a', '100644 one'], ['b', '100644 two']], 1004)]
  const bin = temporaryFolder()
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim()
  writeFileSync(join(bin, 'git'), `#!/bin/sh\nreal='${real}'\ncase "$*" in *${call.replace('ID', `ls-tree*${id}`)}*) ${body}; exit $?;; esac\nexec "$real" "$@"\n`, { mode: 0o755 })
  const list = createTreeLists({ ...store, environment: { PATH: `${bin}:${process.env['PATH'] ?? ''}` } }, never)
  await list(id)
  expect(byPath(await list(other))).toEqual(byPath(await createTreeLists(store, never)(other)))
})

test('a first one that cannot be read is no reason against the next', async () => {
  const list = createTreeLists(store, never)
  await expect(list('0'.repeat(40))).rejects.toThrow('cannot read the files of `000000000000`')
  expect([...(await list(written([['b', '100644 two']], 1002))).keys()]).toEqual(['b'])
  await expect(list('0'.repeat(40))).rejects.toThrow('cannot read the files')
})
