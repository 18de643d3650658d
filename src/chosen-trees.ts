// Which trees the command line judges, by its options.

import { indexedFiles } from './core/discover/indexed-files.ts'
import { UserError } from './core/model/error.ts'
import type { Tree } from './core/model/tree.ts'
import type { Repository } from './edges/git/repository.ts'
import type { JudgedTrees } from './run.ts'
import { together } from './together.ts'

/** Default: from the merge base with the default branch to the working tree. `--all` alone compares with nothing. */
export async function chooseTrees(
  repository: Repository,
  { base, head, everything }: { readonly base: string | null; readonly head: string | null; readonly everything: boolean }
): Promise<JudgedTrees> {
  const named = async (revision: string): Promise<string> => {
    const commit = await repository.resolve(revision)
    if (commit !== null) return commit
    throw new UserError('usage', `\`${revision}\` is no revision of this repository`, { help: 'Give a commit id, a branch or a tag; `git log` shows them.' })
  }
  const [headCommit, baseCommit] = await together([head === null ? repository.head() : named(head), base === null ? null : named(base)])
  const readHead = (): Promise<Tree> => (head === null ? repository.workingTree() : repository.tree(headCommit))
  const readBefore = async (): Promise<Tree> => {
    const before = baseCommit ?? (await mergeBaseWithDefault(headCommit, repository))
    await repository.ensureCommits([before])
    const tree = await repository.tree(before)
    // Most of what will be asked for is read while git still looks at the working tree.
    if (head === null) await repository.prefetch(tree, indexedFiles(tree))
    return tree
  }
  const [headTree, before] = await together([readHead(), base === null && everything ? null : readBefore()])
  return { revisions: { head: headTree, before, live: before }, published: headTree }
}

async function mergeBaseWithDefault(head: string, repository: Repository): Promise<string> {
  const branch = await repository.defaultBranch()
  const tip = branch === null ? null : await repository.resolve(branch)
  if (tip !== null) return repository.mergeBase(tip, head)
  throw new UserError('usage', 'the default branch of this repository cannot be told', {
    help: 'Say what to compare with, such as --base main, or judge everything with --all.'
  })
}
