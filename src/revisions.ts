// Which commits a run works on: before, live and head are told apart from the start.

import { UserError } from './core/model/error.ts'
import type { GateEvent } from './core/model/event.ts'
import type { Repository } from './edges/git/repository.ts'
import type { Revisions } from './gate/trees.ts'
import { together } from './together.ts'

export type RevisionIds = {
  readonly head: string
  /** null: nothing to compare with; everything is judged for parity and nothing for promotion. */
  readonly before: string | null
  readonly live: string | null
  /** The commit that annotations belong to. */
  readonly published: string
}

/**
 * Reads the event's revisions from the checkout and fetches what it lacks. `base` is the input of that name; `planned`, the base
 * branch's tip if it has been asked for on behalf of this run.
 */
export async function revisionsOf(event: GateEvent, base: string | null, repository: Repository, planned: string | null = null): Promise<RevisionIds> {
  const head = await repository.head()
  switch (event.kind) {
    case 'pull_request': {
      const live = await tipOf(event.baseRef, planned, repository)
      return { head, before: await beforePullRequest(head, event.headSha, live, repository), live, published: event.headSha }
    }
    case 'merge_group': {
      await repository.ensureCommits([event.baseSha])
      const live = await tipOf(event.baseRef.replace(/^refs\/heads\//, ''), planned, repository)
      return { head, before: event.baseSha, live, published: event.headSha }
    }
    case 'push': {
      const before = base === null ? event.before : await namedBase(base, repository)
      if (before !== null) await repository.ensureCommits([before])
      return { head, before, live: before, published: event.after }
    }
    case 'schedule':
    case 'workflow_dispatch': {
      const before = base === null ? null : await namedBase(base, repository)
      return { head, before, live: before, published: head }
    }
  }
}

async function tipOf(branch: string, planned: string | null, repository: Repository): Promise<string> {
  if (planned === null) return repository.branchTip(branch)
  await repository.ensureCommits([planned])
  return planned
}

/**
 * The merge commit's parent that is not the pull request's head: the payload's `base.sha` may be hours behind it
 * (docs/architecture.md, "Revisions"). Where the head itself is checked out, the merge base.
 */
async function beforePullRequest(head: string, pullRequestHead: string, live: string, repository: Repository): Promise<string> {
  if (head === pullRequestHead) {
    const base = await repository.mergeBase(live, head)
    await repository.ensureCommits([base])
    return base
  }
  const parents = await repository.parents(head)
  const [other, ...more] = parents.filter((parent) => parent !== pullRequestHead)
  if (parents.length !== 2 || other === undefined || more.length > 0) {
    throw new UserError('usage', `the checkout is at \`${head.slice(0, 12)}\`, which is neither the pull request's merge commit nor its head`, {
      help: 'Let `actions/checkout` run without `ref`, before Parity Gate and in the same job.'
    })
  }
  await repository.ensureCommits([other])
  return other
}

async function namedBase(base: string, repository: Repository): Promise<string> {
  const commit = /^[0-9a-f]{40,64}$/.test(base) ? base : await repository.resolve(base)
  if (commit === null) {
    throw new UserError('config-invalid', `\`base\` names \`${base}\`, which is no revision of this repository`, {
      help: 'Give a commit id, a branch or a tag that the checkout has.'
    })
  }
  await repository.ensureCommits([commit])
  return commit
}

/** The trees of the revisions; equal commits share one. */
export async function treesOf(ids: Pick<RevisionIds, 'head' | 'before' | 'live'>, repository: Repository): Promise<Revisions> {
  const [head, before, live] = await together([
    repository.tree(ids.head),
    ids.before === null ? null : repository.tree(ids.before),
    ids.live === null ? null : repository.tree(ids.live)
  ])
  return { head, before, live }
}
