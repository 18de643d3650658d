// The repository that is judged: the user's checkout, only read, and what we fetch, in private repositories beside it.

import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../../core/model/error.ts'
import type { History } from '../../core/model/history.ts'
import { once } from '../../core/model/memo.ts'
import type { Tree, TreeEntry } from '../../core/model/tree.ts'
import type { ObjectStore } from './batch.ts'
import type { Blobs } from './blobs.ts'
import { openBlobs } from './blobs.ts'
import { fetchBranchTip, findDefaultBranch } from './branches.ts'
import { findCheckout } from './checkout.ts'
import { ensureCommits, readParents, resolveRevision, snapshotOptions } from './commits.ts'
import { privateEnvironment } from './environment.ts'
import { fetchInto } from './fetch.ts'
import { readHistory } from './history.ts'
import { findMergeBase } from './merge-base.ts'
import { isObjectId, shortId } from './object-id.ts'
import type { PrivateRepository } from './private-repository.ts'
import { createPrivateRepository, shallowCommits } from './private-repository.ts'
import type { Credentials, Remote } from './remote.ts'
import { findRemote } from './remote.ts'
import { findRenames } from './renames.ts'
import { createTreeLists } from './tree-lists.ts'
import { listWorkingTree } from './working-tree.ts'
import { writeFiles } from './write-files.ts'

export type RepositoryOptions = Credentials & {
  /** An existing folder for private things; the caller removes it in the end, or calls `close`. */
  readonly temporary: string
}

/** All errors that a user can mend are UserErrors: `usage` for a wrong place, `history-unavailable` for what is not to be had. */
export type Repository = {
  /** Top folder of the work tree. */
  readonly root: string
  /** Commit id of HEAD when the repository was opened. */
  readonly head: () => Promise<string>
  /** Ids of the parents in the commit's own order, also where they are not here themselves. */
  readonly parents: (commit: string) => Promise<readonly string[]>
  /** The commit id of a revision as seen from the checkout, else of a branch or tag at `origin`, else null. Full ids pass. */
  readonly resolve: (revision: string) => Promise<string | null>
  /** Fetches the commits that are not here, all in one go. */
  readonly ensureCommits: (commits: readonly string[]) => Promise<void>
  /** The branch's commit at `origin` now, fetched; without an `origin`, the local branch's. */
  readonly branchTip: (name: string) => Promise<string>
  /** The best common ancestor. Its own tree may still have to be fetched: call ensureCommits before reading it. */
  readonly mergeBase: (a: string, b: string) => Promise<string>
  /** A revision such as `origin/main` for `resolve`, or null where no branch looks like the default one. */
  readonly defaultBranch: () => Promise<string | null>
  /** The files of a commit, a tree id or any revision that `resolve` knows. */
  readonly tree: (revision: string) => Promise<Tree>
  /** A revision of which the entries are known already, such as from the changes of a history. */
  readonly treeFrom: (revision: string, entries: ReadonlyMap<string, TreeEntry>) => Tree
  /** The working tree as it was at the first call, `.gitignore` respected, untracked files included. */
  readonly workingTree: () => Promise<Tree>
  /** Loads many texts at once; `text` reads what was not loaded with a process each. */
  readonly prefetch: (tree: Tree, paths: readonly string[]) => Promise<void>
  /** Writes the named files of the tree below an existing folder, links and executable bits included. */
  readonly writeFiles: (tree: Tree, paths: readonly string[], directory: string) => Promise<void>
  /**
   * The first-parent history of a commit (a full id) back to `since`, seconds since the epoch, and one commit more; fetched
   * as far as it is missing, without contents.
   */
  readonly history: (tip: string, since: number) => Promise<History>
  /** Loads texts by blob id, what is missing in one fetch; `onText` gets each that was not loaded yet, while git reads on. */
  readonly load: Blobs['load']
  /** A text that has been loaded; undefined for any other. */
  readonly blobText: (blob: string) => string | undefined
  /** New path → old path of the kustomizations that a commit of a known history moved. */
  readonly renames: (commit: string) => Promise<ReadonlyMap<string, string>>
  /** Removes the private repositories. */
  readonly close: () => Promise<void>
}

/** Opens the repository that holds `directory`. The checkout is never written to: no fetch, no configuration, no index. */
export async function openRepository(directory: string, options: RepositoryOptions): Promise<Repository> {
  const checkout = await findCheckout(directory, process.env)
  const folder = mkdtempSync(join(options.temporary, 'git-'))
  // What is fetched goes to `fetched`; we read through `view`, which knows no remote and so never fetches by itself.
  const create = (name: string, alternates: readonly string[], shallow: boolean): PrivateRepository =>
    createPrivateRepository(join(folder, name), checkout, { alternates, shallow })
  const fetched = create('fetched.git', [checkout.objects], true)
  const view = create('view.git', [checkout.objects, fetched.objects], false)
  const environment = privateEnvironment(checkout.environment)
  const store: ObjectStore = { gitDir: view.gitDir, environment }
  const remote = once((): Remote | null => findRemote(checkout, options))
  // History without contents is kept apart, so that no revision that is read lacks some.
  let isHistoryOpen = false
  const history = once(() => {
    isHistoryOpen = true
    return create('history.git', [checkout.objects], true)
  })
  const past = (): ObjectStore => ({ gitDir: history().gitDir, environment })
  // All that is here, seen from a place that never fetches.
  const all = once((): ObjectStore => {
    const { gitDir } = create('all.git', [checkout.objects, fetched.objects, history().objects], false)
    return { gitDir, environment }
  })
  const inTurn = queue()
  const listTree = createTreeLists(store, (id) => inTurn(() => fetchTrees(id, fetched, remote())))
  const blobs = openBlobs(store, fetched, remote, () => (isHistoryOpen ? all() : null))

  const treeOf = (revision: string, entries: ReadonlyMap<string, TreeEntry>): Tree => ({
    revision,
    entries,
    text: (path) => blobs.text(entries, path)
  })
  const resolve = (revision: string): Promise<string | null> => resolveRevision(checkout, fetched, remote, revision)
  const readTree = async (revision: string): Promise<Tree> => {
    const id = isObjectId(revision) ? revision : await resolve(revision)
    if (id === null) throw unknownRevision(revision)
    return treeOf(id, await listTree(id))
  }
  const trees = new Map<string, Promise<Tree>>()
  const workingTree = once(async () => treeOf('working tree', await listWorkingTree(checkout, view, options.temporary)))

  return {
    root: checkout.root,
    head: () => Promise.resolve(checkout.head),
    parents: (commit) => readParents(store, commit),
    resolve,
    ensureCommits: (commits) => inTurn(() => ensureCommits(store, fetched, remote, commits)),
    branchTip: (name) => inTurn(() => fetchBranchTip(checkout, fetched, remote(), name)),
    mergeBase: (a, b) => inTurn(() => findMergeBase(past(), history(), remote, a, b)),
    defaultBranch: () => findDefaultBranch(checkout),
    tree: (revision) => {
      // Only an id always means the same tree.
      if (!isObjectId(revision)) return readTree(revision)
      const known = trees.get(revision) ?? readTree(revision)
      trees.set(revision, known)
      // What could not be read now may have been fetched by the next time.
      known.catch(() => trees.delete(revision))
      return known
    },
    treeFrom: treeOf,
    workingTree,
    prefetch: blobs.prefetch,
    writeFiles: (tree, paths, target) => writeFiles(blobs, tree, paths, target),
    history: (tip, since) => inTurn(() => readHistory({ store: past(), history: history(), remote }, tip, since)),
    load: blobs.load,
    blobText: blobs.loaded,
    renames: (commit) => findRenames({ store: all(), cutOff: (id) => shallowCommits(history()).has(id), load: blobs.load }, commit),
    close: () => {
      rmSync(folder, { recursive: true, force: true })
      return Promise.resolve()
    }
  }
}

async function fetchTrees(commit: string, fetched: PrivateRepository, remote: Remote | null): Promise<boolean> {
  if (remote?.partial !== true) return false
  await fetchInto(remote, { into: fetched, refspecs: [commit], ...snapshotOptions(remote), what: `the folders of \`${shortId(commit)}\`` })
  return true
}

function unknownRevision(revision: string): UserError {
  return new UserError('history-unavailable', `there is no revision \`${revision}\` in this repository or at its \`origin\``, {
    help: 'Name a commit, a branch or a tag that exists (`base`, on the command line `--base` and `--head`).'
  })
}

/** Fetches into one repository take turns: git locks its `shallow` file. */
function queue(): <T>(job: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (job) => {
    const mine = last.then(job, job)
    last = mine.catch(() => undefined)
    return mine
  }
}
