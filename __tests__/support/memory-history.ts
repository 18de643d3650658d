// A history in memory: snapshots of files, oldest first, with git's blob ids and what the ledger asks of a repository.

import type { History, HistoryCommit, PathChange } from '../../src/core/model/history.ts'
import type { Tree } from '../../src/core/model/tree.ts'
import type { HistoryEdges } from '../../src/gate/trees.ts'
import { treeOf } from './tree.ts'

export type Snapshot = {
  readonly files: Readonly<Record<string, string>>
  /** Seconds since the epoch. */
  readonly time: number
  /** New path → old path, where this commit moved a kustomization. */
  readonly moved?: Readonly<Record<string, string>>
}

export type MemoryHistory = {
  readonly history: History
  readonly tip: Tree
  /** The whole tree of each commit, oldest first. */
  readonly trees: readonly Tree[]
  readonly edges: Pick<HistoryEdges, 'load' | 'blobText' | 'renames'>
  /** How often contents were asked for. */
  readonly loads: () => number
}

/** Commits are named `c0`, `c1`, … Nothing is loaded at first. */
export function memoryHistory(snapshots: readonly Snapshot[], end: History['end'] = 'root'): MemoryHistory {
  const trees = snapshots.map(({ files }, index) => ({ ...treeOf(files), revision: `c${index}` }))
  const known = new Map<string, string>()
  for (const tree of trees) for (const [path, { blob }] of tree.entries) known.set(blob, tree.text(path) ?? '')
  const loaded = new Set<string>()
  let loads = 0
  const commits = snapshots.map(({ time }, index): HistoryCommit => {
    const parent = index === 0 ? null : trees[index - 1]
    const changes = parent === null || parent === undefined ? [] : changesBetween(parent, trees[index] ?? parent)
    return { id: `c${index}`, parent: index === 0 ? null : `c${index - 1}`, committed: time, author: 'A', subject: `commit ${index}`, changes }
  })
  const tip = trees.at(-1)
  if (tip === undefined) throw new Error('a history has at least one snapshot')
  return {
    history: { commits: commits.toReversed(), end },
    tip,
    trees,
    edges: {
      load: (blobs) => {
        if (blobs.some((blob) => !loaded.has(blob))) loads += 1
        for (const blob of blobs) {
          if (!known.has(blob)) return Promise.reject(new Error(`no blob ${blob}`))
          loaded.add(blob)
        }
        return Promise.resolve()
      },
      blobText: (blob) => (loaded.has(blob) ? known.get(blob) : undefined),
      renames: (commit) => Promise.resolve(new Map(Object.entries(snapshots[Number(commit.slice(1))]?.moved ?? {})))
    },
    loads: () => loads
  }
}

function changesBetween(before: Tree, after: Tree): readonly PathChange[] {
  const paths = [...new Set([...before.entries.keys(), ...after.entries.keys()])].sort()
  return paths.flatMap((path) => {
    const [old, now] = [before.entries.get(path) ?? null, after.entries.get(path) ?? null]
    return old?.blob === now?.blob && old?.mode === now?.mode ? [] : [{ path, before: old, after: now }]
  })
}
