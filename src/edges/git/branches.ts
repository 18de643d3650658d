// Branches: the tip of one at this moment, and which one the repository's work goes to.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../../core/model/error.ts'
import type { Checkout } from './checkout.ts'
import { isRefName, snapshotOptions } from './commits.ts'
import { fetchInto } from './fetch.ts'
import { isObjectId } from './object-id.ts'
import type { PrivateRepository } from './private-repository.ts'
import type { Remote } from './remote.ts'
import { runGit } from './run.ts'

const TIP = 'refs/live/tip'
const USUAL = ['main', 'master']

/**
 * The commit that the branch (`main` or `refs/heads/main`) has at `origin` now, fetched without its history; without an
 * `origin`, the local branch. UserError `history-unavailable` where there is no such branch or it cannot be fetched.
 */
export async function fetchBranchTip(
  checkout: Checkout,
  fetched: PrivateRepository,
  remote: Remote | null,
  name: string
): Promise<string> {
  const branch = name.replace(/^refs\/heads\//, '')
  if (!isRefName(branch)) {
    throw new UserError('history-unavailable', `\`${name}\` is not the name of a branch`, {
      help: 'Name a branch as `git branch` shows it.'
    })
  }
  if (remote === null) return localTip(checkout, branch)
  const what = `branch \`${branch}\``
  await fetchInto(remote, { into: fetched, refspecs: [`+refs/heads/${branch}:${TIP}`], ...snapshotOptions(remote), what })
  // The file that git has just written: asking git for it would cost another process.
  const tip = readWritten(join(fetched.gitDir, TIP))
  if (isObjectId(tip)) return tip
  throw new UserError('history-unavailable', `git has fetched ${what} from \`${remote.address}\`, but does not say what it is`, {
    help: 'Check that `git fetch origin` works here, and run again.'
  })
}

function readWritten(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return ''
  }
}

async function localTip(checkout: Checkout, branch: string): Promise<string> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `refs/heads/${branch}^{commit}`]
  const result = await runGit(args, { directory: checkout.root, environment: checkout.environment })
  const tip = result.output.toString('utf8').trim()
  if (result.status === 0 && isObjectId(tip)) return tip
  throw new UserError('history-unavailable', `the repository has no branch \`${branch}\`, and no remote \`origin\` to fetch it from`, {
    help: 'Name an existing branch, or add the remote: `git remote add origin URL`.'
  })
}

/**
 * The branch that changes are merged into, as a revision such as `origin/main`: what `origin/HEAD` points to, else the
 * first of `init.defaultBranch`, main and master that exists, at `origin` before here; null where there is none.
 */
export async function findDefaultBranch(checkout: Checkout): Promise<string | null> {
  const call = { directory: checkout.root, environment: checkout.environment }
  const configured = (await runGit(['config', '--get', 'init.defaultBranch'], call)).output.toString('utf8').trim()
  const names = [...(isRefName(configured) ? [configured] : []), ...USUAL]
  const patterns = names.flatMap((name) => [`refs/remotes/origin/${name}`, `refs/heads/${name}`])
  const args = ['for-each-ref', '--format=%(refname)%09%(symref)', 'refs/remotes/origin/HEAD', ...patterns]
  const lines = (await runGit(args, call)).output.toString('utf8').split('\n')
  const refs = new Map(lines.map((line): [string, string] => {
    const [ref = '', target = ''] = line.split('\t')
    return [ref, target]
  }))
  const pointed = refs.get('refs/remotes/origin/HEAD')
  if (pointed !== undefined && pointed !== '') return shortName(pointed)
  const existing = patterns.find((ref) => refs.has(ref))
  return existing === undefined ? null : shortName(existing)
}

function shortName(ref: string): string {
  return ref.replace(/^refs\/(?:heads|remotes)\//, '')
}
