// Trees for tests: from a table of files, or from a checkout by way of git's own plumbing.

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import type { Tree, TreeEntry } from '../../src/core/model/tree.ts'

type Extras = {
  /** Symbolic links and their targets. */
  readonly links?: Readonly<Record<string, string>>
  /** Submodules and the commits that they point to. */
  readonly submodules?: Readonly<Record<string, string>>
}

/** A tree in memory with git's real blob ids. */
export function treeOf(files: Readonly<Record<string, string>>, extras: Extras = {}): Tree {
  const entries = new Map<string, TreeEntry>()
  const texts = new Map<string, string>()
  for (const [path, text] of Object.entries(files)) {
    entries.set(path, { mode: '100644', blob: blobId(text) })
    texts.set(path, text)
  }
  for (const [path, target] of Object.entries(extras.links ?? {})) {
    entries.set(path, { mode: '120000', blob: blobId(target) })
    texts.set(path, target)
  }
  for (const [path, commit] of Object.entries(extras.submodules ?? {})) entries.set(path, { mode: '160000', blob: commit })
  const revision = createHash('sha1').update(JSON.stringify([...entries])).digest('hex')
  return { revision, entries, text: (path) => texts.get(path) }
}

/** The tree of a commit in a checkout, by `git ls-tree` and one `git cat-file --batch`. */
export function treeOfCheckout(directory: string, revision = 'HEAD'): Tree {
  const git = (args: readonly string[], input?: string): Buffer =>
    execFileSync('git', ['-C', directory, ...args], { maxBuffer: 1 << 29, ...(input === undefined ? {} : { input }) })
  const entries = new Map<string, TreeEntry>()
  for (const record of git(['ls-tree', '-r', '-z', revision]).toString('utf8').split('\0')) {
    const [, mode, blob, path] = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(record) ?? []
    if (mode !== undefined && blob !== undefined && path !== undefined) entries.set(path, { mode, blob })
  }
  const ids = [...new Set([...entries.values()].filter((entry) => entry.mode !== '160000').map((entry) => entry.blob))]
  const texts = readBatch(git(['cat-file', '--batch'], ids.map((id) => `${id}\n`).join('')))
  return {
    revision: git(['rev-parse', revision]).toString('utf8').trim(),
    entries,
    text: (path) => texts.get(entries.get(path)?.blob ?? '')
  }
}

function readBatch(output: Buffer): ReadonlyMap<string, string> {
  const texts = new Map<string, string>()
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf(10, at)
    const [id = '', , size = '0'] = output.subarray(at, end).toString('utf8').split(' ')
    const start = end + 1
    texts.set(id, output.subarray(start, start + Number(size)).toString('utf8'))
    at = start + Number(size) + 1
  }
  return texts
}

function blobId(text: string): string {
  const bytes = Buffer.from(text, 'utf8')
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}
