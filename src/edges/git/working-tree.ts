// The working tree as entries: what `git add -A` would record, recorded in an index and an object store of our own.

import { existsSync, readFileSync, realpathSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { isAbsolute, join, relative, sep } from 'node:path'
import { UserError } from '../../core/model/error.ts'
import type { TreeEntry } from '../../core/model/tree.ts'
import type { Checkout } from './checkout.ts'
import { readIndexListing } from './entries.ts'
import { withSettings } from './environment.ts'
import type { PrivateRepository } from './private-repository.ts'
import { reasonOf, runGit } from './run.ts'

const SECONDS = 300

/**
 * Lists the working tree with `.gitignore` respected and untracked files included; unchanged files are not read again.
 * Files that git cannot read are an error: leaving them out would judge another tree than the user's.
 */
export async function listWorkingTree(
  checkout: Checkout,
  view: PrivateRepository,
  temporary: string
): Promise<ReadonlyMap<string, TreeEntry>> {
  const index = join(view.gitDir, 'index')
  copyIndex(checkout.index, index)
  // The user's own repository decides what is ignored and how files are read; only what git writes is redirected.
  const settings = [['core.splitIndex', 'false'], ['core.safecrlf', 'false'], ['advice.addEmbeddedRepo', 'false']] as const
  const environment = { ...withSettings(checkout.environment, settings), GIT_INDEX_FILE: index, GIT_OBJECT_DIRECTORY: view.objects }
  const call = { directory: checkout.root, environment, seconds: SECONDS }
  const added = await runGit(['add', '--all', '--ignore-errors', '--', '.', ...exclusion(checkout.root, temporary)], call)
  if (added.timedOut || (added.status !== 0 && !onlyEmptyRepositories(added.errors))) throw unreadable(reasonOf(added))
  const listed = await runGit(['ls-files', '--stage', '-z'], call)
  if (listed.status !== 0) throw unreadable(reasonOf(listed))
  return readIndexListing(listed.output)
}

/**
 * Git takes a file for unchanged when its times are those in the index and older than the index file; the copy must
 * therefore not look newer than the original (Documentation/technical/racy-git.txt).
 */
function copyIndex(from: string, to: string): void {
  if (!existsSync(from)) return
  const seconds = Number(statSync(from, { bigint: true }).mtimeNs / 1000n) / 1e6
  writeFileSync(to, readFileSync(from))
  utimesSync(to, seconds, seconds)
}

/** Our own files, where the temporary folder is inside the checkout. */
function exclusion(root: string, temporary: string): readonly string[] {
  const inside = relative(root, realpathSync(temporary))
  if (inside === '' || isAbsolute(inside) || inside === '..' || inside.startsWith(`..${sep}`)) return []
  return [`:(top,exclude,literal)${inside.split(sep).join('/')}`]
}

/** A repository without commits inside the checkout has nothing that could be recorded; git passes over it, with this error. */
function onlyEmptyRepositories(errors: string): boolean {
  const complaints = errors.split('\n').filter((line) => /^(?:error|fatal):/.test(line))
  return complaints.length > 0 && complaints.every((line) => /does not have a commit checked out|adding files failed/.test(line))
}

function unreadable(reason: string): UserError {
  return new UserError('usage', `cannot read the working tree: ${reason}`, {
    help: 'Make the file readable, add it to `.gitignore`, or judge a commit instead (`--head REV`).'
  })
}
