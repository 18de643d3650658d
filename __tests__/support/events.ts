// Events as the runner hands them to a step: GitHub's own example payloads with our commits put in.

import { createRequire } from 'node:module'

/** GITHUB_EVENT_NAME, the payload, and what GITHUB_SHA and GITHUB_REF are for it. */
export type RunnerEvent = {
  readonly name: string
  readonly payload: unknown
  readonly sha: string
  readonly ref: string
}

type Payload = Readonly<Record<string, unknown>>

/** `mergeSha`: the test merge commit that the runner checks out; `baseSha` may be as stale as GitHub's own. */
export function pullRequestEvent(options: {
  readonly headSha: string
  readonly mergeSha: string
  readonly baseSha: string
  readonly baseRef?: string
  readonly headRef?: string
  readonly number?: number
  readonly repository?: string
  /** `owner/name` of the fork that the pull request comes from. */
  readonly fork?: string
}): RunnerEvent {
  const number = options.number ?? 7
  const repository = options.repository ?? 'acme/shop'
  const example = examplePayload('pull_request', (candidate) => candidate['action'] === 'synchronize')
  const pull = record(example['pull_request'])
  const head = record(pull['head'])
  const base = record(pull['base'])
  return {
    name: 'pull_request',
    sha: options.mergeSha,
    ref: `refs/pull/${number}/merge`,
    payload: {
      ...example,
      number,
      after: options.headSha,
      pull_request: {
        ...pull,
        number,
        merge_commit_sha: options.mergeSha,
        head: { ...head, sha: options.headSha, ref: options.headRef ?? 'change', repo: named(head['repo'], options.fork ?? repository) },
        base: { ...base, sha: options.baseSha, ref: options.baseRef ?? 'main', repo: named(base['repo'], repository) }
      },
      repository: named(example['repository'], repository)
    }
  }
}

export function mergeGroupEvent(options: {
  readonly headSha: string
  readonly baseSha: string
  readonly baseRef?: string
  readonly number?: number
  readonly repository?: string
}): RunnerEvent {
  const example = examplePayload('merge_group', () => true)
  const branch = options.baseRef ?? 'main'
  const ref = `refs/heads/gh-readonly-queue/${branch}/pr-${options.number ?? 7}-${options.baseSha}`
  return {
    name: 'merge_group',
    sha: options.headSha,
    ref,
    payload: {
      ...example,
      merge_group: {
        ...record(example['merge_group']),
        head_sha: options.headSha,
        head_ref: ref,
        base_sha: options.baseSha,
        base_ref: `refs/heads/${branch}`
      },
      repository: named(example['repository'], options.repository ?? 'acme/shop')
    }
  }
}

/** `before` null: the push creates the branch. */
export function pushEvent(options: { readonly before: string | null; readonly after: string; readonly ref?: string; readonly repository?: string }): RunnerEvent {
  const example = examplePayload('push', (candidate) => candidate['deleted'] === false)
  const ref = options.ref ?? 'refs/heads/main'
  return {
    name: 'push',
    sha: options.after,
    ref,
    payload: {
      ...example,
      ref,
      before: options.before ?? '0'.repeat(40),
      after: options.after,
      created: options.before === null,
      deleted: false,
      repository: named(example['repository'], options.repository ?? 'acme/shop')
    }
  }
}

/** A schedule has no webhook; the runner's payload is the cron line and the repository. */
export function scheduleEvent(options: { readonly sha: string; readonly repository?: string }): RunnerEvent {
  const example = examplePayload('push', () => true)
  const payload = { schedule: '0 4 * * *', workflow: '.github/workflows/gate.yml', repository: named(example['repository'], options.repository ?? 'acme/shop') }
  return { name: 'schedule', sha: options.sha, ref: 'refs/heads/main', payload }
}

export function dispatchEvent(options: { readonly sha: string; readonly ref?: string; readonly repository?: string }): RunnerEvent {
  const example = examplePayload('workflow_dispatch', () => true)
  const ref = options.ref ?? 'refs/heads/main'
  const payload = { ...example, ref, inputs: {}, repository: named(example['repository'], options.repository ?? 'acme/shop') }
  return { name: 'workflow_dispatch', sha: options.sha, ref, payload }
}

type Example = { readonly name: string; readonly examples: readonly Payload[] }

let examples: readonly Example[] | null = null

function examplePayload(name: string, wanted: (payload: Payload) => boolean): Payload {
  examples ??= createRequire(import.meta.url)('@octokit/webhooks-examples') as readonly Example[]
  const found = examples.find((event) => event.name === name)?.examples.find(wanted)
  if (found === undefined) throw new Error(`no example of ${name}`)
  return found
}

function named(repository: unknown, fullName: string): Payload {
  return { ...record(repository), full_name: fullName, name: fullName.split('/')[1] ?? fullName }
}

function record(value: unknown): Payload {
  return typeof value === 'object' && value !== null ? (value as Payload) : {}
}
