// What `actions/checkout` leaves on a runner: a depth-1 clone of one commit, with an origin to fetch from.

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Files } from './scenario.ts'
import { commit, git } from './scenario.ts'

export type Checkout = {
  readonly workspace: string
  /** The folder that `origin` names. */
  readonly origin: string
  /** The base branch's tip when the change was opened, the change's own tip, and the merge of both. */
  readonly base: string
  readonly head: string
  readonly merge: string
  /** The commits of `history`, oldest first. */
  readonly history: readonly string[]
  readonly remove: () => void
}

export type CheckoutWorld = {
  readonly before: Files
  /** What `main` got on top of `before`, oldest first, with the time of each: ISO 8601, UTC. The first is a month older than the oldest of them. */
  readonly history?: readonly (readonly [time: string, files: Files])[]
  readonly change: Files
  readonly merged?: Files
  readonly meanwhile?: Files
  readonly ref?: 'merge' | 'head' | 'main'
}

/**
 * An origin with `main` and a pull request, and a depth-1 checkout of its merge commit (or of `ref`; `main` is its tip). The merge commit holds what `main` got
 * by `merged`; `meanwhile` came after it.
 */
export function pullRequestCheckout(world: CheckoutWorld): Checkout {
  const root = mkdtempSync(join(tmpdir(), 'parity-gate-checkout-'))
  const origin = join(root, 'origin')
  const workspace = join(root, 'workspace')
  git(root, 'init', '-q', '-b', 'main', origin)
  git(origin, 'config', 'uploadpack.allowAnySHA1InWant', 'true')
  git(origin, 'config', 'uploadpack.allowFilter', 'true')
  const past = world.history ?? []
  const begin = past[0] === undefined ? undefined : new Date(Date.parse(past[0][0]) - 30 * 86_400_000).toISOString()
  const first = commit(origin, world.before, 'before', begin)
  const history = past.map(([time, files], index) => commit(origin, files, `history ${index + 1}`, time))
  const base = history.at(-1) ?? first
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
  const wanted = { merge, head, main: git(origin, 'rev-parse', 'main') }[world.ref ?? 'merge']
  git(workspace, 'fetch', '-q', '--no-tags', '--depth=1', 'origin', `+${wanted}:refs/remotes/pull/1/merge`)
  git(workspace, 'checkout', '-q', '--force', 'refs/remotes/pull/1/merge')
  return { workspace, origin, base, head, merge, history, remove: () => rmSync(root, { recursive: true, force: true }) }
}

/** What a run must leave as it was: files, references, configuration, and how far the history reaches. */
export function stateOf(workspace: string): string {
  const shallow = join(workspace, '.git/shallow')
  return [
    git(workspace, 'status', '--porcelain=v2', '--branch', '--ignored'),
    git(workspace, 'for-each-ref'),
    git(workspace, 'count-objects', '-v'),
    readFileSync(join(workspace, '.git/config'), 'utf8'),
    existsSync(shallow) ? readFileSync(shallow, 'utf8') : ''
  ].join('\n')
}
