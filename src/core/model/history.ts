// The base branch's history: which commits changed which files, newest first.

import type { TreeEntry } from './tree.ts'

/** What a commit did to one path, compared with its first parent; null: the path is not there. */
export type PathChange = { readonly path: string; readonly before: TreeEntry | null; readonly after: TreeEntry | null }

export type HistoryCommit = {
  readonly id: string
  /** First parent; null for the repository's first commit, and where the history that is known ends. */
  readonly parent: string | null
  /** The committer's own clock, seconds since the epoch, as written: it may be wrong. */
  readonly committed: number
  /** The author's name, for people. */
  readonly author: string
  /** First line of the message, for people. */
  readonly subject: string
  /** Sorted by path. Empty for the oldest commit that is known: its own tree is where the history starts. */
  readonly changes: readonly PathChange[]
}

export type History = {
  /** First-parent commits, newest first; the first one is the tip. Never empty. */
  readonly commits: readonly HistoryCommit[]
  /** `root`: nothing is older than the last one; `look-back`: older commits exist and were not looked at. */
  readonly end: 'root' | 'look-back'
}
