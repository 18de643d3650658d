// Commits: parents, revisions by name, and fetching those that the checkout does not have.

import { UserError } from '../../core/model/error.ts'
import type { ObjectStore } from './batch.ts'
import { commitsWithoutTree } from './blobs.ts'
import type { Checkout } from './checkout.ts'
import { fetchInto, listRemote, noRemote } from './fetch.ts'
import { isObjectId, shortId } from './object-id.ts'
import type { PrivateRepository } from './private-repository.ts'
import type { Remote } from './remote.ts'
import { reasonOf, runGit } from './run.ts'

/**
 * The parents as the commit itself names them: the `shallow` file hides them from git's walks, not from its raw content.
 * UserError `history-unavailable` where the commit is not here.
 */
export async function readParents(store: ObjectStore, commit: string): Promise<readonly string[]> {
  requireId(commit)
  const call = { directory: store.gitDir, environment: store.environment }
  const result = await runGit([`--git-dir=${store.gitDir}`, 'cat-file', 'commit', commit], call)
  if (result.status !== 0) {
    throw new UserError('history-unavailable', `cannot read commit \`${shortId(commit)}\`: ${reasonOf(result)}`, {
      help: 'Name a commit of this repository, or check out the whole history: `fetch-depth: 0` for `actions/checkout`.'
    })
  }
  const [header = ''] = result.output.toString('utf8').split('\n\n', 1)
  return header.split('\n').filter((line) => line.startsWith('parent ')).map((line) => line.slice('parent '.length))
}

/** Fetches the commits that are not here, all in one go. UserError `history-unavailable` when one is not to be had. */
export async function ensureCommits(
  store: ObjectStore,
  fetched: PrivateRepository,
  remote: () => Remote | null,
  commits: readonly string[]
): Promise<void> {
  commits.forEach(requireId)
  const missing = await commitsWithoutTree(store, [...new Set(commits)].sort())
  if (missing.length === 0) return
  const what = `${missing.length === 1 ? 'commit' : 'commits'} ${missing.map((id) => `\`${shortId(id)}\``).join(', ')}`
  const from = remote()
  if (from === null) throw noRemote(what)
  await fetchInto(from, { into: fetched, refspecs: missing, ...snapshotOptions(from), what })
  const [still] = await commitsWithoutTree(store, missing)
  if (still !== undefined) {
    throw new UserError('history-unavailable', `\`${shortId(still)}\` is not a commit`, { help: 'Name a commit, a branch or a tag.' })
  }
}

/** One revision without its history. From a partial clone, contents are left for later: only some of them are needed. */
export function snapshotOptions(remote: Remote): { readonly options: readonly string[]; readonly fromNothing: boolean } {
  return remote.partial
    ? { options: ['--depth=1', '--filter=blob:none'], fromNothing: true }
    : { options: ['--depth=1'], fromNothing: false }
}

/**
 * The commit that a revision means in the checkout; else the branch or tag of that name at `origin`; null where there is
 * neither. A full id that is not here is answered as it is, so that ensureCommits can fetch it.
 */
export async function resolveRevision(
  checkout: Checkout,
  into: PrivateRepository,
  remote: () => Remote | null,
  revision: string
): Promise<string | null> {
  if (revision === '' || revision.startsWith('-') || revision.length > 1024 || hasControl(revision)) return null
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]
  const result = await runGit(args, { directory: checkout.root, environment: checkout.environment })
  const found = result.output.toString('utf8').trim()
  if (result.status === 0 && isObjectId(found)) return found
  const id = revision.toLowerCase()
  if (isObjectId(id)) return id
  const from = isRefName(revision) ? remote() : null
  if (from === null) return null
  const short = revision.replace(/^origin\//, '')
  const names = [`refs/heads/${short}`, `refs/tags/${revision}^{}`, `refs/tags/${revision}`, revision]
  const listed = await listRemote(from, into, names)
  return names.map((name) => listed.get(name)).find((id) => id !== undefined) ?? null
}

/** Whether git takes the text for the name of a branch or tag (git-check-ref-format(1)), and we for a harmless one. */
export function isRefName(name: string): boolean {
  return (
    name !== '' &&
    !hasControl(name) &&
    !/[ ~^:?*[\\]|\.\.|@\{|\/\/|^[-/]|[/.]$/.test(name) &&
    name !== '@' &&
    name.split('/').every((part) => !part.startsWith('.') && !part.endsWith('.lock'))
  )
}

function hasControl(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  return /[\x00-\x1f\x7f]/.test(text)
}

function requireId(commit: string): void {
  if (isObjectId(commit)) return
  throw new UserError('history-unavailable', `\`${commit}\` is not a full commit id`, {
    help: 'Name the commit by all of its hexadecimal digits.'
  })
}
