// Fetches into a private repository, and says in plain words why it could not.

import { setTimeout as wait } from 'node:timers/promises'
import { UserError } from '../../core/model/error.ts'
import type { Environment } from './environment.ts'
import type { PrivateRepository } from './private-repository.ts'
import type { Remote } from './remote.ts'
import type { GitCall, GitResult } from './run.ts'
import { reasonOf, runGit, runGitSync } from './run.ts'

export type FetchRequest = {
  readonly into: PrivateRepository
  /** Object ids or `+source:target`; they go through standard input, so that there may be many. */
  readonly refspecs: readonly string[]
  /** Such as `--depth=1`. */
  readonly options: readonly string[]
  /** Tell the server nothing of what is here: in a partial clone it would leave out contents that are not. */
  readonly fromNothing?: boolean
  /** What is fetched, for the error message. */
  readonly what: string
}

type Failure = 'none-so-young' | 'damaged' | 'filter' | 'credentials' | 'unknown-object' | 'refused' | 'time' | 'transient' | 'unreachable'

export type FetchFailure = { readonly kind: Failure; readonly error: UserError }

const FETCH_SECONDS = 120
const RETRY_MILLISECONDS = 1000

// git's and servers' own words: transport.c, remote-curl.c, upload-pack.c, GitHub's replies.
const UNKNOWN_OBJECT = /not our ref|(?:couldn't|could not) find remote ref|no such remote ref|bad object|missing necessary objects/i
const REFUSED = /unadvertised object/i
const DAMAGED = /did not send all necessary objects|unable to read|(?:object|pack|packed object) .* is corrupt|inflate: data stream error/i
const NONE_SO_YOUNG = /no commits selected for shallow requests/i
const FILTER = /filter '.*' not supported|unable to parse filter/i
const CREDENTIALS = new RegExp(
  'could not read (?:username|password)|authentication failed|terminal prompts disabled|permission denied|repository not found|' +
    'returned error: 40[134]|invalid credentials|host key verification',
  'i'
)
const TRANSIENT = new RegExp(
  'could not resolve host|connection (?:reset|refused|was)|timed? ?out|early eof|hung up|rpc failed|returned error: (?:429|5\\d\\d)|' +
    '\\b(?:tls|ssl)\\b',
  'i'
)

/** Fetches, trying each credential, and once more after a failure that may pass. UserError `history-unavailable`. */
export async function fetchInto(remote: Remote, request: FetchRequest): Promise<void> {
  const failure = await tryFetch(remote, request)
  if (failure !== null) throw failure.error
}

/** As fetchInto, for those who know another way: answers with the failure, or null when all is here. */
export async function tryFetch(remote: Remote, request: FetchRequest): Promise<FetchFailure | null> {
  const attempt = async (wanted = request): Promise<GitResult> => {
    let result: GitResult | null = null
    for (const environment of remote.environments) {
      result = await runGit(argumentsOf(wanted), callOf(remote, wanted, environment))
      if (result.status === 0 || failureOf(result) !== 'credentials') return result
    }
    return result ?? neverTried()
  }
  const first = await attempt()
  if (first.status === 0) return null
  const kind = failureOf(first)
  // What the checkout claims to have, but lacks, the server left out.
  const again: FetchRequest | null = kind === 'transient' ? request : kind === 'damaged' && request.fromNothing !== true ? { ...request, fromNothing: true } : null
  if (again === null) return explained(remote, request, first)
  if (kind === 'transient') await wait(RETRY_MILLISECONDS)
  const second = await attempt(again)
  return second.status === 0 ? null : explained(remote, request, second)
}

/** As fetchInto, without the second try. */
export function fetchIntoSync(remote: Remote, request: FetchRequest): void {
  for (const [index, environment] of remote.environments.entries()) {
    const result = runGitSync(argumentsOf(request), callOf(remote, request, environment))
    if (result.status === 0) return
    const last = index === remote.environments.length - 1
    if (last || failureOf(result) !== 'credentials') throw explained(remote, request, result).error
  }
}

/** The names and ids that `origin` shows for the given patterns; empty where it cannot be asked. */
export async function listRemote(
  remote: Remote,
  into: PrivateRepository,
  patterns: readonly string[]
): Promise<ReadonlyMap<string, string>> {
  for (const environment of remote.environments) {
    const args = [`--git-dir=${into.gitDir}`, 'ls-remote', '--quiet', 'origin', ...patterns]
    const result = await runGit(args, { directory: into.gitDir, environment, seconds: FETCH_SECONDS, secrets: remote.secrets })
    if (result.status !== 0) continue
    const lines = result.output.toString('utf8').split('\n').filter((line) => line !== '')
    return new Map(lines.map((line): [string, string] => {
      const [id = '', name = ''] = line.split('\t')
      return [name, id]
    }))
  }
  return new Map()
}

/** Says that something is missing and that there is nowhere to fetch it from. */
export function noRemote(what: string): UserError {
  return new UserError('history-unavailable', `${what} is not in this repository, and it has no remote \`origin\` to fetch from`, {
    help:
      'Add the remote (`git remote add origin URL`), or fetch what is missing yourself. ' +
      'In a workflow: `fetch-depth: 0` for `actions/checkout`.'
  })
}

function argumentsOf(request: FetchRequest): readonly string[] {
  return [
    `--git-dir=${request.into.gitDir}`,
    ...(request.fromNothing === true ? ['-c', 'fetch.negotiationAlgorithm=noop'] : []),
    'fetch',
    '--quiet',
    '--no-tags',
    '--no-write-fetch-head',
    '--no-auto-maintenance',
    '--recurse-submodules=no',
    ...request.options,
    '--stdin',
    'origin'
  ]
}

function callOf(remote: Remote, request: FetchRequest, environment: Environment): GitCall {
  const input = request.refspecs.map((refspec) => `${refspec}\n`).join('')
  return { directory: request.into.gitDir, environment, input, seconds: FETCH_SECONDS, secrets: remote.secrets }
}

function failureOf(result: GitResult): Failure {
  if (result.timedOut) return 'time'
  // A server that says so hangs up as well, which alone would look like a failure that may pass.
  if (NONE_SO_YOUNG.test(result.errors)) return 'none-so-young'
  if (FILTER.test(result.errors)) return 'filter'
  if (DAMAGED.test(result.errors)) return 'damaged'
  if (REFUSED.test(result.errors)) return 'refused'
  if (UNKNOWN_OBJECT.test(result.errors)) return 'unknown-object'
  if (CREDENTIALS.test(result.errors)) return 'credentials'
  return TRANSIENT.test(result.errors) ? 'transient' : 'unreachable'
}

const REACHABLE = 'Check that `origin` can be reached from here (`git ls-remote origin`), and run again.'

/** For whoever finds an object that is not what it should be. */
export const DAMAGED_HELP =
  '`git fsck` shows what is damaged in this checkout: clone it again. In a job, remove the old one before `actions/checkout` runs.'

const WHOLE_HISTORY = 'Check out the whole history: `fetch-depth: 0` for `actions/checkout`.'

const HELP: Readonly<Record<Failure, string>> = {
  'none-so-young': WHOLE_HISTORY,
  filter: WHOLE_HISTORY,
  damaged: DAMAGED_HELP,
  credentials:
    'Give the job `permissions: contents: read` and leave `github-token` as it is, ' +
    'or keep the credentials of `actions/checkout` (`persist-credentials: true`).',
  'unknown-object':
    'It may have been removed from `origin` (a force-push, a deleted branch). Update the branch and run again, or name another base.',
  refused: `This server does not hand out commits by id. ${WHOLE_HISTORY}`,
  time:
    `\`origin\` did not deliver it within ${FETCH_SECONDS} seconds. Run again, ` +
    'or check out the whole history: `fetch-depth: 0` for `actions/checkout`.',
  transient: REACHABLE,
  unreachable: REACHABLE
}

function explained(remote: Remote, request: FetchRequest, result: GitResult): FetchFailure {
  const kind = failureOf(result)
  const message = `cannot fetch ${request.what} from \`${remote.address}\`: ${reasonOf(result)}`
  return { kind, error: new UserError('history-unavailable', message, { help: HELP[kind] }) }
}

function neverTried(): GitResult {
  return { status: -1, output: Buffer.alloc(0), errors: 'no way to reach it is known', timedOut: false, tooLong: false }
}
