// A stand-in for GitHub's REST API as far as the gate asks it: requests and responses are held to GitHub's own OpenAPI description, and to the rules
// that the description leaves out. A request that GitHub would refuse is remembered and makes `close` fail.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Context, OpenAPIBackend } from 'openapi-backend'
import { cutText, list, mapping, outputProblems, statusProblems, textOf, unknownFields, type Body } from './fake-github-rules.ts'
import {
  shownApp,
  shownDeployment,
  shownDeploymentStatus,
  shownJob,
  shownPull,
  shownPush,
  shownStatus,
  shownWorkflowRun,
  type FakeJob,
  type FakeWorld
} from './fake-github-world.ts'
import { githubDescription } from './github-description.ts'
import { loadOpenApiBackend } from './openapi-backend.ts'

export type FakeAnnotation = {
  readonly path: string
  readonly start_line: number
  readonly end_line: number
  readonly start_column?: number
  readonly end_column?: number
  readonly annotation_level: string
  readonly title?: string
  readonly message: string
  readonly raw_details?: string
}

export type FakeCheckRun = {
  readonly id: number
  readonly name: string
  readonly headSha: string
  readonly status: string
  readonly conclusion: string | null
  readonly title: string | null
  readonly summary: string | null
  readonly text: string | null
  /** Whether GitHub cut the text without a word. */
  readonly textCut: boolean
  readonly annotations: readonly FakeAnnotation[]
  /** The run that the runner made for the job. */
  readonly ofJob: boolean
  /** ISO 8601; of the completion where it is completed. */
  readonly at: string
  /** Slug of the app that wrote it. */
  readonly app: string | null
  /** The job that it stands for, where that has another id. */
  readonly jobId: number | null
}

export type RecordedRequest = { readonly method: string; readonly path: string; readonly body: unknown; readonly status: number }

/** What happens to requests instead of an answer; `times` of them (1 by default), then the next fault or the truth. */
export type Fault = {
  readonly method?: string
  readonly path?: RegExp
  readonly times?: number
  /** Requests that match and are let through first. */
  readonly after?: number
} & (
  | { readonly kind: 'status'; readonly status: number; readonly message?: string; readonly headers?: Readonly<Record<string, string>> }
  | { readonly kind: 'reset' }
  /** The connection ends in the middle of the answer. */
  | { readonly kind: 'half' }
  /** The answer is the true one, later. */
  | { readonly kind: 'slow'; readonly milliseconds: number }
  /** A page for people, as a proxy sends it. */
  | { readonly kind: 'html'; readonly status?: number }
  /** JSON that is right and endless: so many bytes of it. */
  | { readonly kind: 'oversize'; readonly bytes: number }
)

/** What `permissions:` of a workflow can withhold. */
export type FakePermission = 'actions' | 'checks' | 'contents' | 'deployments' | 'pull-requests' | 'statuses'

export type FakeGitHubOptions = {
  readonly repository?: string
  readonly token?: string
  /** `read` is what forks and Dependabot get. */
  readonly checks?: 'write' | 'read'
  /** null: a server that knows no check runs of jobs. */
  readonly jobCheckRun?: { readonly name?: string; readonly headSha?: string } | null
  readonly faults?: readonly Fault[]
  /** Permissions that the token has not, not even to read; `actions: read` is `readOnly`. */
  readonly denied?: readonly FakePermission[]
  readonly readOnly?: readonly FakePermission[]
  readonly world?: FakeWorld
}

export type FakeGitHub = {
  /** Base address of the API, without a slash at the end. */
  readonly url: string
  readonly repository: string
  readonly token: string
  readonly jobCheckRunId: number | null
  readonly requests: readonly RecordedRequest[]
  /** What no client of ours may ever send. */
  readonly violations: readonly string[]
  readonly checkRuns: () => readonly FakeCheckRun[]
  readonly checkRun: (id: number | null) => FakeCheckRun
  /** Ids of the jobs that were run again, in that order. */
  readonly rerun: readonly number[]
  /** Likewise of runs with all of their jobs. */
  readonly rerunRuns: readonly number[]
  readonly addFault: (fault: Fault) => void
  /** Ends the server. Throws when there were violations, unless they were expected. */
  readonly close: (expected?: { readonly violations: boolean }) => Promise<void>
}

type Reply = { readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }
type State = {
  readonly options: Required<FakeGitHubOptions>
  readonly runs: Map<number, FakeCheckRun>
  readonly rerun: number[]
  readonly rerunRuns: number[]
  readonly violations: string[]
  url: string
}

const JOB_RUN = 9_000_001
const SHA = '0'.repeat(39) + '1'

/** Starts a fake on a free local port. */
export async function startFakeGitHub(options: FakeGitHubOptions = {}): Promise<FakeGitHub> {
  const full: Required<FakeGitHubOptions> = {
    repository: 'acme/shop',
    token: 'ghs_fake',
    checks: 'write',
    jobCheckRun: {},
    faults: [],
    denied: [],
    readOnly: [],
    world: {},
    ...options
  }
  const state: State = { options: full, runs: new Map(), rerun: [], rerunRuns: [], violations: [], url: '' }
  for (const run of seeded(full.world)) state.runs.set(run.id, run)
  const jobCheckRunId = full.jobCheckRun === null ? null : JOB_RUN
  if (full.jobCheckRun !== null) state.runs.set(JOB_RUN, jobRun(full.jobCheckRun))
  const api = await backend(state)
  const requests: RecordedRequest[] = []
  const faults = full.faults.map(pending)

  const server = createServer((request, response) => {
    void serve(request, response).catch((error: unknown) => {
      state.violations.push(`the fake itself failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      send(response, { status: 500, body: { message: 'fake failed' } })
    })
  })

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await read(request)
    const [path = '', query = ''] = (request.url ?? '').split('?')
    const method = request.method ?? ''
    const body: unknown = text === '' ? undefined : JSON.parse(text)
    const fault = faults.find((candidate) => takes(candidate, method, path))
    if (fault?.kind === 'reset') {
      requests.push({ method, path, body, status: 0 })
      request.socket.destroy()
      return
    }
    if (fault?.kind === 'half') {
      requests.push({ method, path, body, status: 200 })
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': '4096' })
      response.write('{"id": 9000001, "name": "par', () => request.socket.destroy())
      return
    }
    if (fault?.kind === 'html' || fault?.kind === 'oversize') {
      requests.push({ method, path, body, status: fault.kind === 'html' ? (fault.status ?? 200) : 200 })
      const html = '<!DOCTYPE html><html><title>Unicorn!</title><p>No server is currently available.</p></html>'
      if (fault.kind === 'html') response.writeHead(fault.status ?? 200, { 'content-type': 'text/html; charset=utf-8' }).end(html)
      else response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(`[${' '.repeat(fault.bytes - 2)}]`)
      return
    }
    if (fault?.kind === 'slow') await sleep(fault.milliseconds, undefined, { ref: false })
    const reply: Reply =
      fault?.kind === 'status'
        ? {
            status: fault.status,
            body: { message: fault.message ?? `Fault ${fault.status}`, documentation_url: 'https://docs.github.com/rest' },
            ...(fault.headers === undefined ? {} : { headers: fault.headers })
          }
        : await api({ method, path, query, body, headers: request.headers })
    requests.push({ method, path, body, status: reply.status })
    send(response, reply)
  }

  const port = await listen(server)
  state.url = `http://127.0.0.1:${port}`
  return {
    url: state.url,
    repository: full.repository,
    token: full.token,
    jobCheckRunId,
    requests,
    violations: state.violations,
    rerun: state.rerun,
    rerunRuns: state.rerunRuns,
    checkRuns: () => [...state.runs.values()],
    checkRun: (id) => {
      const run = id === null ? undefined : state.runs.get(id)
      if (run === undefined) throw new Error(`the fake has no check run ${id}`)
      return run
    },
    addFault: (fault) => faults.push(pending(fault)),
    close: async (expected = { violations: false }) => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      if (!expected.violations && state.violations.length > 0) {
        throw new Error(`GitHub would have refused:\n${state.violations.join('\n')}`)
      }
    }
  }
}

type Call = { method: string; path: string; query: string; body: unknown; headers: IncomingMessage['headers'] }

async function backend(state: State): Promise<(call: Call) => Promise<Reply>> {
  const refuse = (status: number, message: string, errors: readonly string[] = []): Reply => ({
    status,
    body: { message, documentation_url: 'https://docs.github.com/rest', ...(errors.length === 0 ? {} : { errors: errors.map((text) => ({ message: text })) }) }
  })
  const violation = (context: Context, problems: readonly string[], status = 422, message = 'Invalid request'): Reply => {
    state.violations.push(...problems.map((problem) => `${context.request.method.toUpperCase()} ${context.request.path}: ${problem}`))
    return refuse(status, message, problems)
  }
  const guarded =
    (permission: FakePermission, handler: (context: Context, body: Body) => Reply) =>
    (context: Context): Reply => {
      const { owner, repo } = context.request.params
      if (context.request.headers['authorization'] !== `token ${state.options.token}`) return refuse(401, 'Bad credentials')
      if (`${String(owner)}/${String(repo)}` !== state.options.repository) return refuse(404, 'Not Found')
      const writes = context.request.method !== 'get'
      const readOnly = permission === 'checks' ? state.options.checks !== 'write' : state.options.readOnly.includes(permission)
      if (state.options.denied.includes(permission) || (writes && readOnly)) return refuse(403, 'Resource not accessible by integration')
      if (context.validation.valid === false) {
        return violation(context, (context.validation.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`))
      }
      const body = mapping(context.request.requestBody)
      const schema = mapping(mapping(mapping(mapping(context.operation.requestBody)['content'])['application/json'])['schema'])
      const problems = writes ? [...unknownFields(body, schema), ...outputProblems(mapping(body['output'])), ...statusProblems(body)] : []
      if (problems.length > 0) return violation(context, problems)
      return handler(context, body)
    }
  const listed = <T>(context: Context, items: readonly T[], show: (item: T, index: number) => unknown, from?: number): Reply => {
    const size = Number(context.request.query['per_page'] ?? 30)
    const start = from ?? (Number(context.request.query['page'] ?? 1) - 1) * size
    const end = start + size
    const cursor = from === undefined ? `page=${end / size + 1}` : `after=${end}`
    const link = `<${state.url}${context.request.path}?per_page=${size}&${cursor}>; rel="next"`
    return { status: 200, body: items.slice(start, end).map((item, index) => show(item, start + index)), ...(end < items.length ? { headers: { link } } : {}) }
  }
  const wrapped = <T>(context: Context, key: string, items: readonly T[], show: (item: T) => unknown): Reply => {
    const reply = listed(context, items, show)
    return { ...reply, body: { total_count: items.length, [key]: reply.body } }
  }
  const found = (context: Context, reply: (run: FakeCheckRun) => Reply): Reply => {
    const run = state.runs.get(Number(context.request.params['check_run_id']))
    return run === undefined ? refuse(404, 'Not Found') : reply(run)
  }

  const handlers: Handlers = {
    'checks/create': guarded('checks', (_context, body) => {
      const run = applied(blank(JOB_RUN + state.runs.size + 1000, textOf(body['name']), textOf(body['head_sha'])), body)
      state.runs.set(run.id, run)
      return { status: 201, body: shown(run, state) }
    }),
    'checks/update': guarded('checks', (context, body) =>
      found(context, (run) => {
        const forbidden = ['status', 'conclusion', 'name', 'started_at', 'completed_at'].filter((key) => body[key] !== undefined)
        if (run.ofJob && forbidden.length > 0) {
          return violation(context, [`the job's own run: ${forbidden.join(', ')}`], 403, 'Check runs of jobs can only be updated internally by GitHub Actions')
        }
        const next = applied(run, body)
        state.runs.set(run.id, next)
        return { status: 200, body: shown(next, state) }
      })
    ),
    'checks/get': guarded('checks', (context) => found(context, (run) => ({ status: 200, body: shown(run, state) }))),
    'checks/list-annotations': guarded('checks', (context) => found(context, (run) => ({ status: 200, body: page(context, run.annotations).map(shownAnnotation) }))),
    'checks/list-for-ref': guarded('checks', (context) => {
      const { ref } = context.request.params
      const query = context.request.query
      const runs = [...state.runs.values()].filter((run) => run.headSha === ref && (query['status'] === undefined || run.status === query['status']))
      // `latest`, the default: of each app and name the newest one.
      const latest = runs.filter((run) => !runs.some(({ app, name, id }) => app === run.app && name === run.name && id > run.id))
      return wrapped(context, 'check_runs', query['filter'] === 'all' ? runs : latest, (run) => shown(run, state))
    }),
    'repos/list-commit-statuses-for-ref': guarded('statuses', (context) => {
      const { ref } = context.request.params
      const statuses = (state.options.world.statuses ?? []).filter(({ commit }) => commit === ref).toSorted((a, b) => (a.at < b.at ? 1 : -1))
      return listed(context, statuses, (status, index) => shownStatus(status, index, home(state)))
    }),
    'repos/list-pull-requests-associated-with-commit': guarded('pull-requests', (context) => {
      const sha = String(context.request.params['commit_sha'])
      const pulls = (state.options.world.pulls ?? []).filter(({ head, commits, merged }) => [head, merged?.commit, ...(commits ?? [])].includes(sha))
      return listed(context, pulls, (pull) => shownPull(pull, state.options.repository))
    }),
    'repos/list-activities': guarded('contents', (context) => {
      const { ref, after } = context.request.query
      const pushes = (state.options.world.pushes ?? []).filter(({ branch }) => [`refs/heads/${branch ?? 'main'}`, branch ?? 'main'].includes(String(ref)))
      // Pages are cursors here: a number of the page is ignored.
      return listed(context, pushes, shownPush, Number(after ?? 0))
    }),
    'repos/list-deployments': guarded('deployments', (context) => {
      const { environment, sha } = context.request.query
      const deployments = (state.options.world.deployments ?? [])
        .map((deployment, index) => ({ ...deployment, id: index + 1 }))
        .filter((each) => (environment ?? each.environment) === each.environment && (sha ?? each.commit) === each.commit)
        .toSorted((a, b) => (a.at < b.at ? 1 : -1))
      return listed(context, deployments, (deployment) => shownDeployment(deployment, deployment.id, home(state)))
    }),
    'repos/list-deployment-statuses': guarded('deployments', (context) => {
      const id = Number(context.request.params['deployment_id'])
      const deployment = (state.options.world.deployments ?? [])[id - 1]
      if (deployment === undefined) return refuse(404, 'Not Found')
      return listed(context, deployment.statuses, (status, index) => shownDeploymentStatus(status, index, id, home(state)))
    }),
    'pulls/list': guarded('pull-requests', (context) => {
      const { base, state: wanted } = context.request.query
      const pulls = (state.options.world.pulls ?? []).filter(
        (pull) => (base ?? pull.base ?? 'main') === (pull.base ?? 'main') && (wanted === 'all' || (pull.merged === undefined) === (wanted !== 'closed'))
      )
      return listed(context, pulls, (pull) => shownPull(pull, state.options.repository))
    }),
    'actions/get-job-for-workflow-run': guarded('actions', (context) => {
      const job = jobs(state).find(({ id }) => id === Number(context.request.params['job_id']))
      return job === undefined ? refuse(404, 'Not Found') : { status: 200, body: shownJob(job, home(state)) }
    }),
    'actions/list-workflow-runs-for-repo': guarded('actions', (context) => {
      const sha = context.request.query['head_sha']
      const runs = jobs(state).filter(({ headSha }) => sha === undefined || headSha === sha)
      return wrapped(context, 'workflow_runs', runs, (job) => shownWorkflowRun(job.runId, job.headSha, job.conclusion))
    }),
    'actions/list-jobs-for-workflow-run': guarded('actions', (context) => {
      const own = jobs(state).filter(({ runId }) => runId === Number(context.request.params['run_id']))
      return wrapped(context, 'jobs', own, (job) => shownJob(job, home(state)))
    }),
    'actions/re-run-job-for-workflow-run': guarded('actions', (context) => {
      const job = jobs(state).find(({ id }) => id === Number(context.request.params['job_id']))
      if (job === undefined) return refuse(404, 'Not Found')
      if (job.conclusion === null) return refuse(403, 'The workflow run containing this job is already running')
      startAgain(job, state)
      state.rerun.push(job.id)
      return { status: 201, body: {} }
    }),
    'actions/re-run-workflow': guarded('actions', (context) => {
      const id = Number(context.request.params['run_id'])
      const own = jobs(state).filter(({ runId }) => runId === id)
      if (own.length === 0) return refuse(404, 'Not Found')
      if (own.some(({ conclusion }) => conclusion === null)) return refuse(403, 'This workflow is already running')
      for (const job of own) startAgain(job, state)
      state.rerunRuns.push(id)
      return { status: 201, body: {} }
    }),
    validationFail: (context: Context): Reply => guarded('contents', () => refuse(422, 'Invalid request'))(context),
    notFound: (context: Context): Reply => violation(context, ['no such path in the fake'], 404, 'Not Found'),
    methodNotAllowed: (context: Context): Reply => violation(context, ['no such method in the fake'], 404, 'Not Found'),
    postResponseHandler: (context: Context): Reply => {
      const reply = context.response as Reply
      if (reply.status >= 400 || context.operation === undefined) return reply
      const { valid, errors } = context.api.validateResponse(reply.body, context.operation, reply.status)
      if (valid === false) throw new Error(`the fake's answer breaks the description: ${JSON.stringify(errors)}`)
      return reply
    }
  }
  const api = await contract(Object.keys(handlers))
  return async (call) => {
    const headers = Object.fromEntries(Object.entries(call.headers).map(([name, value]) => [name, value ?? '']))
    return (await api.handleRequest({ method: call.method, path: call.path, query: call.query, body: call.body, headers }, handlers)) as Reply
  }
}

type Handlers = Readonly<Record<string, (context: Context) => Reply>>

let shared: Promise<OpenAPIBackend> | null = null

/** The description as a judge of requests and answers: one for all fakes, because its schemas take long to compile. */
function contract(names: readonly string[]): Promise<OpenAPIBackend> {
  const begin = async (): Promise<OpenAPIBackend> => {
    const { OpenAPIBackend } = loadOpenApiBackend()
    const api = new OpenAPIBackend({ definition: githubDescription(), quick: true, strict: false, ajvOpts: { strict: false, logger: false } })
    api.register(Object.fromEntries(names.map((name) => [name, (context: Context, handlers: Handlers) => handlers[name]?.(context)])))
    await api.init()
    return api
  }
  shared ??= begin()
  return shared
}

function blank(id: number, name: string, headSha: string): FakeCheckRun {
  const empty = { title: null, summary: null, text: null, textCut: false, annotations: [], ofJob: false, at: '2026-01-01T00:00:01Z', app: 'github-actions', jobId: null }
  return { id, name, headSha, status: 'queued', conclusion: null, ...empty }
}

function jobRun(options: { readonly name?: string; readonly headSha?: string }): FakeCheckRun {
  return { ...blank(JOB_RUN, options.name ?? 'parity', options.headSha ?? SHA), status: 'in_progress', ofJob: true }
}

/** Later ones in the list are newer. */
function seeded(world: FakeWorld): readonly FakeCheckRun[] {
  return (world.checks ?? []).map((check, index) => ({
    ...blank(1001 + index, check.name, check.commit),
    status: check.status ?? 'completed',
    conclusion: check.conclusion === undefined ? 'success' : check.conclusion,
    title: check.summary === undefined ? null : 'title',
    summary: check.summary ?? null,
    ofJob: check.job !== undefined && check.job !== false,
    at: check.at,
    app: check.app ?? 'github-actions',
    jobId: typeof check.job === 'number' ? check.job : null
  }))
}

/** Each job is a workflow run of its own here. */
/** A new attempt is a new check run on the same commit. */
function startAgain({ checkRunId }: FakeJob, state: State): void {
  const old = state.runs.get(checkRunId)
  if (old !== undefined) state.runs.set(old.id + 500_000, { ...old, id: old.id + 500_000, status: 'queued', conclusion: null, summary: null, jobId: null })
}

function jobs(state: State): readonly FakeJob[] {
  return [...state.runs.values()]
    .filter(({ ofJob }) => ofJob)
    .map(({ id, jobId, name, headSha, status, conclusion }) => ({ id: jobId ?? id, runId: id + 7_000_000, checkRunId: id, name, headSha, status, conclusion }))
}

function home(state: State): string {
  return `${state.url}/repos/${state.options.repository}`
}

/** Output is replaced as a whole (a text that is not sent again is gone); annotations are appended. */
function applied(run: FakeCheckRun, body: Body): FakeCheckRun {
  const conclusion = (body['conclusion'] as string | undefined) ?? run.conclusion
  const status = body['conclusion'] === undefined ? ((body['status'] as string | undefined) ?? run.status) : 'completed'
  if (body['output'] === undefined) return { ...run, status, conclusion }
  const output = mapping(body['output'])
  const text = output['text'] === undefined ? null : textOf(output['text'])
  return {
    ...run,
    status,
    conclusion,
    title: output['title'] === undefined ? null : textOf(output['title']),
    summary: textOf(output['summary']),
    text: text === null ? null : cutText(text),
    textCut: text !== null && cutText(text) !== text,
    annotations: [...run.annotations, ...(list(output['annotations']) as readonly FakeAnnotation[])]
  }
}

function shown(run: FakeCheckRun, state: State): unknown {
  const url = `${state.url}/repos/${state.options.repository}/check-runs/${run.id}`
  const page = `https://github.com/${state.options.repository}/runs/${run.id}`
  return {
    id: run.id,
    node_id: `CR_${run.id}`,
    head_sha: run.headSha,
    external_id: '',
    url,
    html_url: page,
    details_url: page,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.at,
    completed_at: run.conclusion === null ? null : run.at,
    output: { title: run.title, summary: run.summary, text: run.text, annotations_count: run.annotations.length, annotations_url: `${url}/annotations` },
    name: run.name,
    check_suite: { id: 1 },
    app: shownApp(run.app),
    pull_requests: []
  }
}

function shownAnnotation(annotation: FakeAnnotation): unknown {
  const absent = { start_column: null, end_column: null, title: null, raw_details: null }
  return { ...absent, ...annotation, blob_href: `https://github.com/blob/${annotation.path}` }
}

function page<T>(context: Context, items: readonly T[]): readonly T[] {
  const size = Number(context.request.query['per_page'] ?? 30)
  const number = Number(context.request.query['page'] ?? 1)
  return items.slice((number - 1) * size, number * size)
}

type Pending = Fault & { left: number; skip: number }

function pending(fault: Fault): Pending {
  return { ...fault, left: fault.times ?? 1, skip: fault.after ?? 0 }
}

function takes(fault: Pending, method: string, path: string): boolean {
  if (fault.left === 0 || (fault.method !== undefined && fault.method !== method) || fault.path?.test(path) === false) return false
  if (fault.skip > 0) {
    fault.skip -= 1
    return false
  }
  fault.left -= 1
  return true
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function send(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, { 'content-type': 'application/json; charset=utf-8', ...reply.headers })
  response.end(JSON.stringify(reply.body))
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
