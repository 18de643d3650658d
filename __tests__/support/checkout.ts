// What `actions/checkout` leaves on a runner: a depth-1 clone of one commit, with an origin to fetch from.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Files } from './scenario.ts'
import { commit, git } from './scenario.ts'

export type Checkout = {
  readonly workspace: string
  /** The base branch's tip when the change was opened, the change's own tip, and the merge of both. */
  readonly base: string
  readonly head: string
  readonly merge: string
  readonly remove: () => void
}

/**
 * An origin with `main` and a pull request, and a depth-1 checkout of its merge commit (or of `ref`). The merge commit holds what `main` got
 * by `merged`; `meanwhile` came after it.
 */
export function pullRequestCheckout(world: { readonly before: Files; readonly change: Files; readonly merged?: Files; readonly meanwhile?: Files; readonly ref?: 'merge' | 'head' }): Checkout {
  const root = mkdtempSync(join(tmpdir(), 'parity-gate-checkout-'))
  const origin = join(root, 'origin')
  const workspace = join(root, 'workspace')
  git(root, 'init', '-q', '-b', 'main', origin)
  git(origin, 'config', 'uploadpack.allowAnySHA1InWant', 'true')
  const base = commit(origin, world.before, 'before')
  git(origin, 'checkout', '-q', '-b', 'change')
  const head = commit(origin, world.change, 'change')
  git(origin, 'checkout', '-q', 'main')
  if (world.merged !== undefined) commit(origin, world.merged, 'merged')
  git(origin, 'checkout', '-q', '-B', 'merge', 'main')
  git(origin, 'merge', '-q', '--no-ff', '-m', 'merge', head)
  const merge = git(origin, 'rev-parse', 'HEAD')
  git(origin, 'update-ref', 'refs/pull/1/merge', merge)
  git(origin, 'checkout', '-q', 'main')
  git(origin, 'branch', '-q', '-D', 'merge')
  if (world.meanwhile !== undefined) commit(origin, world.meanwhile, 'meanwhile')
  git(root, 'init', '-q', workspace)
  git(workspace, 'remote', 'add', 'origin', `file://${origin}`)
  const wanted = world.ref === 'head' ? head : merge
  git(workspace, 'fetch', '-q', '--no-tags', '--depth=1', 'origin', `+${wanted}:refs/remotes/pull/1/merge`)
  git(workspace, 'checkout', '-q', '--force', 'refs/remotes/pull/1/merge')
  return { workspace, base, head, merge, remove: () => rmSync(root, { recursive: true, force: true }) }
}
