// Requests to GitHub's Checks API: retried where it may help, within one budget of time, failures as data.

import type { GitHub as Toolkit } from '@actions/github/lib/utils'
import { ATTEMPT_MILLISECONDS, COMPLETION_MILLISECONDS, PUBLISH_MILLISECONDS } from './limits.ts'

export type ApiAnnotation = {
  readonly path: string
  readonly start_line: number
  readonly end_line: number
  readonly start_column?: number
  readonly end_column?: number
  readonly annotation_level: 'failure' | 'warning' | 'notice'
  readonly title?: string
  readonly message: string
  readonly raw_details?: string
}

export type ApiOutput = {
  readonly title: string
  readonly summary: string
  readonly text?: string
  readonly annotations?: readonly ApiAnnotation[]
}

export type Conclusion = 'success' | 'failure'

/**
 * Why a request failed. `permission`: the token may not write checks. `refused`: 422, GitHub does not take what was sent.
 * `missing`: 404. `forbidden`: another 403, such as a check run of another app. `unavailable`: no answer, a limit, or time is over.
 */
export type RequestFailure = {
  readonly kind: 'permission' | 'refused' | 'missing' | 'forbidden' | 'unavailable'
  readonly message: string
}

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: RequestFailure }

export type ChecksClient = {
  /** Begins a check run; the answer is its id. */
  readonly create: (name: string, sha: string, output: ApiOutput) => Promise<Answer<number>>
  /** Replaces the output and appends the annotations; with a conclusion, completes the run. */
  readonly update: (id: number, output: ApiOutput, conclusion: Conclusion | null) => Promise<Answer<null>>
  /** Completes a run also when the budget is spent. */
  readonly complete: (id: number, output: ApiOutput, conclusion: Conclusion) => Promise<Answer<null>>
}

export type ClientTarget = { readonly token: string; readonly apiUrl: string; readonly repository: string }

/** Loads Octokit and opens the budget. `milliseconds`: how long all requests together may take, retries included. */
export async function connect(target: ClientTarget, milliseconds = PUBLISH_MILLISECONDS): Promise<ChecksClient> {
  const [{ GitHub, defaults, getOctokitOptions }, { retry }, { throttling }] = await Promise.all([
    import('@actions/github/lib/utils'),
    import('@octokit/plugin-retry'),
    import('@octokit/plugin-throttling')
  ])
  const end = Date.now() + milliseconds
  const remaining = (): number => Math.max(0, end - Date.now())
  const affordable = (seconds: number, _options: unknown, _octokit: unknown, count: number): boolean =>
    count < 2 && seconds * 1000 < remaining()
  const budget = new AbortController()
  setTimeout(() => budget.abort(), milliseconds).unref()

  // The toolkit's own fetch goes through the runner's proxy; each attempt gets a limit of its own.
  const proxied: unknown = defaults.request?.fetch
  const send = isFetch(proxied) ? proxied : fetch
  const bounded: typeof fetch = (url, init) =>
    send(url, { ...init, signal: AbortSignal.any([init?.signal ?? budget.signal, AbortSignal.timeout(ATTEMPT_MILLISECONDS)]) })

  const octokit = new (GitHub.plugin(judgeErrors(remaining), retry, throttling))({
    ...getOctokitOptions(target.token, { baseUrl: target.apiUrl, userAgent: 'parity-gate' }),
    request: { ...defaults.request, fetch: bounded },
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    // Rate limits are the throttling plugin's: asking again at once makes them longer.
    retry: { doNotRetry: [400, 401, 403, 404, 410, 422, 429, 451] },
    throttle: { id: target.apiUrl, onRateLimit: affordable, onSecondaryRateLimit: affordable }
  })
  const answered = <T>(request: () => Promise<T>): Promise<Answer<T>> => answer(request, () => budget.signal.aborted)

  const [owner = '', repo = ''] = target.repository.split('/')
  const update = (id: number, output: ApiOutput, conclusion: Conclusion | null, signal: AbortSignal) =>
    octokit.rest.checks.update({
      owner,
      repo,
      check_run_id: id,
      output: body(output),
      ...(conclusion === null ? {} : { status: 'completed' as const, conclusion }),
      request: { signal }
    })
  return {
    create: (name, sha, output) =>
      answered(async () => {
        const created = await octokit.rest.checks.create({ owner, repo, name, head_sha: sha, status: 'in_progress', output: body(output) })
        return created.data.id
      }),
    update: (id, output, conclusion) => answered(() => update(id, output, conclusion, budget.signal).then(() => null)),
    complete: (id, output, conclusion) =>
      answered(() => update(id, output, conclusion, AbortSignal.timeout(COMPLETION_MILLISECONDS)).then(() => null))
  }
}

/** The retry plugin waits 1, 4 and 9 seconds; only as many as fit. */
function affordableRetries(milliseconds: number): number {
  return [1000, 5000, 14_000].filter((waits) => waits < milliseconds).length
}

type Failed = {
  readonly status?: unknown
  readonly response?: { readonly headers?: Readonly<Record<string, unknown>> }
  readonly request?: { request?: Readonly<Record<string, unknown>> }
  message: string
}

type Octokit = Parameters<Parameters<typeof Toolkit.plugin>[0]>[0]

/**
 * Sees each failed attempt before the retry and throttling plugins do, and tells them what they get wrong by themselves:
 * a retry only helps against an outage and only while there is time for its wait, and a proxy's 429 with `retry-after` means
 * what GitHub says in the words "secondary rate limit", by which alone the throttling plugin knows one.
 */
function judgeErrors(remaining: () => number) {
  return (octokit: Octokit): Record<string, never> => {
    octokit.hook.error('request', (error, options) => {
      if (!isFailed(error)) throw error
      const status = Number(error.status)
      // The retry plugin obeys a number left over from the attempt before, whatever the status is now.
      if (error.request !== undefined) error.request.request = { ...error.request.request, retries: 0 }
      options.request = { ...options.request, retries: status >= 500 ? affordableRetries(remaining()) : 0 }
      const told = error.response?.headers?.['retry-after'] !== undefined
      if (status === 429 && told && !/secondary rate/i.test(error.message)) error.message += ' (secondary rate limit)'
      throw error
    })
    return {}
  }
}

function isFetch(value: unknown): value is typeof fetch {
  return typeof value === 'function'
}

function isFailed(error: unknown): error is Failed {
  return error instanceof Error
}

async function answer<T>(request: () => Promise<T>, isOver: () => boolean): Promise<Answer<T>> {
  try {
    return { ok: true, value: await request() }
  } catch (error) {
    const status = isFailed(error) ? error.status : undefined
    // A bug of ours is no failure of a request.
    if (typeof status !== 'number' && !isAbort(error)) throw error
    const over = isOver() || isAbort(error)
    const said = error instanceof Error ? firstLine(error.message) : ''
    return { ok: false, failure: failure(over ? null : Number(status), said) }
  }
}

function failure(status: number | null, said: string): RequestFailure {
  const message = status === null ? 'the time for publishing is over' : status === 500 ? said : `${status}: ${said}`
  switch (status) {
    case 401:
      return { kind: 'permission', message }
    case 403:
      if (/rate limit/i.test(said)) return { kind: 'unavailable', message }
      return { kind: /not accessible/i.test(said) ? 'permission' : 'forbidden', message }
    case 404:
    case 410:
      return { kind: 'missing', message }
    case 400:
    case 413:
    case 422:
      return { kind: 'refused', message }
    default:
      return { kind: 'unavailable', message }
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError')
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').replace(/ - https:\/\/docs\.github\.com\S*$/, '').slice(0, 300)
}

function body(output: ApiOutput): { title: string; summary: string; text?: string; annotations?: ApiAnnotation[] } {
  const { annotations, ...rest } = output
  return annotations === undefined || annotations.length === 0 ? rest : { ...rest, annotations: [...annotations] }
}

function ignore(): void {
  // Octokit's own warnings would go to the log unescaped.
}
