// Where the run happens: repository, addresses, commit and the runner's files, from its environment variables.

import { tmpdir } from 'node:os'
import { UserError } from '../../core/model/error.ts'

export type GitHubContext = {
  /** `owner/name`. */
  readonly repository: string
  /** Without a slash at the end. */
  readonly apiUrl: string
  readonly serverUrl: string
  /** GITHUB_SHA: on a pull request the merge commit, never the one to publish to. */
  readonly sha: string
  /** Short name of the branch that the run is for; null for a tag, and on a pull request, whose branches the event names. */
  readonly branch: string | null
  /** Path of the workflow that runs the gate, when it is this repository's; else null. */
  readonly workflowFile: string | null
  readonly summaryFile: string | null
  readonly outputFile: string | null
  /** The runner's temporary folder; emptied after the job. */
  readonly temporary: string
  /** Page of this run, or null. */
  readonly runUrl: string | null
  /** From 1; a re-run counts one up. */
  readonly runAttempt: number | null
}

/** Reads the runner's variables. Throws UserError `usage` where GITHUB_REPOSITORY, an address or GITHUB_SHA makes no sense. */
export function readContext(environment: Readonly<Record<string, string | undefined>>): GitHubContext {
  const read = (name: string): string | null => (environment[name] ?? '') === '' ? null : (environment[name] ?? null)
  const repository = expect('GITHUB_REPOSITORY', read('GITHUB_REPOSITORY'), /^[\w.-]+\/[\w.-]+$/, 'owner/name')
  const sha = expect('GITHUB_SHA', read('GITHUB_SHA'), /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/, 'a commit id')
  const serverUrl = address('GITHUB_SERVER_URL', read('GITHUB_SERVER_URL') ?? 'https://github.com')
  const run = read('GITHUB_RUN_ID')
  const attempt = read('GITHUB_RUN_ATTEMPT')
  return {
    repository,
    apiUrl: address('GITHUB_API_URL', read('GITHUB_API_URL') ?? 'https://api.github.com'),
    serverUrl,
    sha,
    branch: /^refs\/heads\/(.+)$/.exec(read('GITHUB_REF') ?? '')?.[1] ?? null,
    workflowFile: workflowPath(read('GITHUB_WORKFLOW_REF'), repository),
    summaryFile: read('GITHUB_STEP_SUMMARY'),
    outputFile: read('GITHUB_OUTPUT'),
    temporary: read('RUNNER_TEMP') ?? tmpdir(),
    runUrl: run !== null && /^\d+$/.test(run) ? `${serverUrl}/${repository}/actions/runs/${run}` : null,
    runAttempt: attempt !== null && /^\d{1,9}$/.test(attempt) ? Number(attempt) : null
  }
}

/** `owner/name/.github/workflows/gate.yml@refs/heads/main` → `.github/workflows/gate.yml`. */
function workflowPath(reference: string | null, repository: string): string | null {
  if (reference === null || !reference.toLowerCase().startsWith(`${repository.toLowerCase()}/`)) return null
  const path = reference.slice(repository.length + 1)
  const ref = path.indexOf('@refs/') < 0 ? path.indexOf('@') : path.indexOf('@refs/')
  const file = ref < 0 ? path : path.slice(0, ref)
  return /\.ya?ml$/.test(file) ? file : null
}

function expect(name: string, value: string | null, pattern: RegExp, what: string): string {
  if (value !== null && pattern.test(value)) return value
  throw new UserError('usage', `${name} is ${value === null ? 'not set' : `not ${what}`}`, {
    help: 'The runner sets it for every step. Outside GitHub Actions run the command line instead: `parity-gate check`.'
  })
}

function address(name: string, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : null
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return value.replace(/\/+$/, '')
  throw new UserError('usage', `${name} is not an address`, { help: 'The runner sets it, such as `https://api.github.com`.' })
}
