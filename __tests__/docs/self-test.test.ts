// The self-test's own change, as the workflow makes it on a pull request: a merge commit of the same two parents.

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import type { Checkout } from '../support/checkout.ts'
import { pullRequestCheckout } from '../support/checkout.ts'
import { pullRequestEvent, pushEvent } from '../support/events.ts'
import { newestKustomize } from '../support/kustomize.ts'
import { runAction } from '../support/runner.ts'
import type { Files } from '../support/scenario.ts'
import { git } from '../support/scenario.ts'
import { bookstore, ROOT } from './blocks.ts'

const checkouts: Checkout[] = []
afterAll(() => checkouts.forEach(({ remove }) => remove()))

const REPOSITORY: Files = Object.fromEntries(Object.entries(bookstore()).map(([path, text]) => [`examples/bookstore/${path}`, text]))

/** A checkout as `actions/checkout` makes it with `fetch-depth: 2`, with the script's change on top. */
function world(change: string): Checkout {
  const checkout = pullRequestCheckout({ before: REPOSITORY, change: { 'docs/some-page.md': 'a change of the pull request\n' } })
  checkouts.push(checkout)
  git(checkout.workspace, 'fetch', '-q', '--depth=2', 'origin', checkout.merge)
  execFileSync(join(ROOT, 'scripts', 'self-test-world.sh'), [checkout.workspace, change], { stdio: 'pipe' })
  return checkout
}

test.each([
  ['promotion', 0, { verdict: 'pass', errors: '0' }],
  ['skipped-staging', 1, { verdict: 'fail', errors: '2' }]
])('%s', async (change, exitCode, outputs) => {
  const { workspace, base, head, merge } = world(change)
  expect(git(workspace, 'rev-list', '--parents', '-n', '1', 'HEAD').split(' ').slice(1)).toEqual([base, head])
  const inputs = { 'github-token': '', base: merge, kustomize: newestKustomize().command }
  const event = pullRequestEvent({ headSha: head, mergeSha: merge, baseSha: base })
  expect(await runAction({ workspace, event, inputs })).toMatchObject({ exitCode, outputs })
  expect(await runAction({ workspace, event: pushEvent({ before: base, after: merge }), inputs })).toMatchObject({ exitCode, outputs })
})

test('a change that does not exist is refused', () => {
  expect(() => world('nothing')).toThrow(/there is no change called 'nothing'/)
})
