// What the fake GitHub knows of a repository's past: pull requests, pushes, statuses, deployments, jobs. Shown in GitHub's own form,
// taken from GitHub's own examples where it is long.

import { createRequire } from 'node:module'

export type FakePull = {
  readonly number: number
  /** `owner/name` of the base; the fake's own unless said. */
  readonly repository?: string
  readonly base?: string
  readonly head: string
  /** Commits on the base branch, or on its own, that GitHub associates with it. */
  readonly commits?: readonly string[]
  /** Absent: it is open. */
  readonly merged?: { readonly at: string; readonly commit: string }
}

/** One entry of a branch's activity. Given newest first, as GitHub lists them. */
export type FakePush = { readonly before: string; readonly after: string; readonly at: string; readonly type?: string; readonly branch?: string }

export type FakeStatus = { readonly commit: string; readonly context: string; readonly state: string; readonly at: string; readonly description?: string }

export type FakeDeployment = {
  readonly commit: string
  readonly environment: string
  readonly at: string
  readonly statuses: readonly { readonly state: string; readonly at: string; readonly description?: string }[]
}

/** A check run that somebody has written: `app` is the slug of who. */
export type FakeCheck = {
  readonly commit: string
  readonly name: string
  readonly status?: string
  readonly conclusion?: string | null
  readonly at: string
  readonly app?: string
  readonly summary?: string
  /** Whether it is a job of Actions, and the job's id where it is another one than the check run's. */
  readonly job?: boolean | number
}

export type FakeWorld = {
  readonly pulls?: readonly FakePull[]
  readonly pushes?: readonly FakePush[]
  readonly statuses?: readonly FakeStatus[]
  readonly deployments?: readonly FakeDeployment[]
  readonly checks?: readonly FakeCheck[]
}

type Json = Readonly<Record<string, unknown>>
type Example = { readonly name: string; readonly examples: readonly Json[] }

let examples: readonly Example[] | null = null

/** The part of GitHub's own webhook example that the API shows in the same form. */
function example(event: string, key: string): Json {
  examples ??= createRequire(import.meta.url)('@octokit/webhooks-examples') as readonly Example[]
  const found = examples.find(({ name }) => name === event)?.examples[0]?.[key]
  if (found === undefined) throw new Error(`no example of ${event}.${key}`)
  return found as Json
}

export function shownPull(pull: FakePull, repository: string): Json {
  const whole = example('pull_request', 'pull_request')
  const base = whole['base'] as Json
  const merged = pull.merged
  return {
    ...whole,
    number: pull.number,
    auto_merge: null,
    state: merged === undefined ? 'open' : 'closed',
    merged_at: merged?.at ?? null,
    closed_at: merged?.at ?? null,
    merge_commit_sha: merged?.commit ?? 'e'.repeat(40),
    head: { ...(whole['head'] as Json), sha: pull.head },
    base: { ...base, ref: pull.base ?? 'main', repo: { ...(base['repo'] as Json), full_name: pull.repository ?? repository } }
  }
}

export function shownPush(push: FakePush, index: number): Json {
  return {
    id: index + 1,
    node_id: `PSH_${index}`,
    before: push.before,
    after: push.after,
    ref: `refs/heads/${push.branch ?? 'main'}`,
    timestamp: push.at,
    activity_type: push.type ?? 'push',
    actor: null
  }
}

export function shownStatus(status: FakeStatus, index: number, url: string): Json {
  return {
    url: `${url}/statuses/${status.commit}`,
    avatar_url: null,
    id: index + 1,
    node_id: `SC_${index}`,
    state: status.state,
    description: status.description ?? null,
    target_url: `https://cd.example.com/${index + 1}`,
    context: status.context,
    created_at: status.at,
    updated_at: status.at,
    creator: null
  }
}

export function shownDeployment(deployment: FakeDeployment, id: number, url: string): Json {
  return {
    url: `${url}/deployments/${id}`,
    id,
    node_id: `DE_${id}`,
    sha: deployment.commit,
    ref: 'main',
    task: 'deploy',
    payload: {},
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: null,
    creator: null,
    created_at: deployment.at,
    updated_at: deployment.statuses.at(0)?.at ?? deployment.at,
    statuses_url: `${url}/deployments/${id}/statuses`,
    repository_url: url,
    transient_environment: false,
    production_environment: false
  }
}

export function shownDeploymentStatus(status: FakeDeployment['statuses'][number], index: number, deployment: number, url: string): Json {
  return {
    url: `${url}/deployments/${deployment}/statuses/${index + 1}`,
    id: index + 1,
    node_id: `DS_${index}`,
    state: status.state,
    creator: null,
    description: status.description ?? '',
    environment: '',
    target_url: 'https://cd.example.com/log',
    log_url: 'https://cd.example.com/log',
    environment_url: 'https://staging.example.com/',
    created_at: status.at,
    updated_at: status.at,
    deployment_url: `${url}/deployments/${deployment}`,
    repository_url: url
  }
}

/** GitHub Actions unless said; null has no app at all. */
export function shownApp(slug: string | null): Json | null {
  return slug === null ? null : { ...(example('check_run', 'check_run')['app'] as Json), slug }
}

export type FakeJob = { readonly id: number; readonly runId: number; readonly checkRunId: number; readonly name: string; readonly headSha: string; readonly status: string; readonly conclusion: string | null }

export function shownJob(job: FakeJob, url: string): Json {
  return {
    ...example('workflow_job', 'workflow_job'),
    id: job.id,
    run_id: job.runId,
    name: job.name,
    head_sha: job.headSha,
    status: job.status,
    conclusion: job.conclusion,
    created_at: '2026-01-01T00:00:00Z',
    started_at: '2026-01-01T00:00:00Z',
    completed_at: job.conclusion === null ? null : '2026-01-01T00:00:01Z',
    steps: [],
    check_run_url: `${url}/check-runs/${job.checkRunId}`,
    workflow_name: 'gate',
    head_branch: 'change'
  }
}

export function shownWorkflowRun(id: number, headSha: string, conclusion: string | null): Json {
  return { ...example('workflow_run', 'workflow_run'), id, display_title: 'gate', path: '.github/workflows/gate.yml', head_sha: headSha, status: conclusion === null ? 'queued' : 'completed', conclusion }
}
