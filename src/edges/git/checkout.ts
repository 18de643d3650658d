// Finds the user's checkout with a single git process: where its parts are and what HEAD is.

import { existsSync, realpathSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { UserError } from '../../core/model/error.ts'
import type { Environment } from './environment.ts'
import { checkoutEnvironment } from './environment.ts'
import { isObjectId } from './object-id.ts'
import { reasonOf, runGit } from './run.ts'

export type Checkout = {
  /** Top folder of the work tree. */
  readonly root: string
  /** Object store; of the main repository where this is a linked work tree. */
  readonly objects: string
  /** The `shallow` file, which need not exist. */
  readonly shallow: string
  readonly index: string
  readonly objectFormat: string
  /** Commit id of HEAD when the repository was opened. */
  readonly head: string
  /** For git processes that read the checkout. */
  readonly environment: Environment
}

const QUESTIONS = ['--is-inside-work-tree', '--git-path', 'objects', '--git-path', 'shallow', '--git-path', 'index', '--show-object-format']

/** Finds the repository that holds `directory`. UserError `usage` where there is none, it is bare, or has no commits. */
export async function findCheckout(directory: string, parent: NodeJS.ProcessEnv): Promise<Checkout> {
  const start = existingFolder(directory)
  const environment = checkoutEnvironment(parent, topFolder(start))
  const args = ['rev-parse', '--path-format=absolute', '--is-bare-repository', ...QUESTIONS, '--show-toplevel', 'HEAD']
  const result = await runGit(args, { directory: start, environment })
  const [bare, inside, objects, shallow, index, objectFormat, root, head] = result.output.toString('utf8').split('\n')
  if (bare?.startsWith('--path-format') === true) {
    throw new UserError('usage', 'this git is too old', { help: 'Install git 2.31 or later.' })
  }
  if (bare === 'true' || /bare repository/.test(result.errors)) {
    throw new UserError('usage', `\`${directory}\` is a bare repository`, {
      help: 'Parity Gate judges a checkout: clone the repository, or make one of its branches a work tree with `git worktree add`.'
    })
  }
  if (inside === 'false') {
    throw new UserError('usage', `\`${directory}\` is inside a \`.git\` folder`, { help: 'Name the top folder of the checkout.' })
  }
  if (bare === undefined || objects === undefined || shallow === undefined || index === undefined || objectFormat === undefined) {
    throw notARepository(directory, reasonOf(result))
  }
  if (root === undefined || root === '') throw notARepository(directory, reasonOf(result))
  if (head === undefined || !isObjectId(head)) {
    throw new UserError('usage', `the repository \`${root}\` has no commits yet`, {
      help: 'Commit the overlays first: `git add -A && git commit`. In a workflow, check that `actions/checkout` ran before.'
    })
  }
  return { root, objects, shallow, index, objectFormat, head, environment }
}

function existingFolder(directory: string): string {
  const found = statSync(directory, { throwIfNoEntry: false })
  if (found?.isDirectory() === true) return realpathSync(directory)
  throw new UserError('usage', `\`${directory}\` is ${found === undefined ? 'not there' : 'not a folder'}`, {
    help: 'Name the folder of the repository to judge (`working-directory`, on the command line `--repo`).'
  })
}

/** The nearest folder upwards with a `.git`: what git compares with `safe.directory`. */
function topFolder(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder
    if (dirname(folder) === folder) return start
  }
}

function notARepository(directory: string, reason: string): UserError {
  return /not a git repository/.test(reason)
    ? new UserError('usage', `\`${directory}\` is not in a git repository`, {
        help: 'Run `actions/checkout` before this step, or name the repository (`working-directory`, on the command line `--repo`).'
      })
    : new UserError('usage', `git cannot read the repository at \`${directory}\`: ${reason}`, {
        help: 'Make `git status` work in that folder, for the user that runs Parity Gate.'
      })
}
