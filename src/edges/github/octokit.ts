// Octokit as we use it: retried where it may help, within one budget of time, answers bounded, failures as data.

import type { GitHub as Toolkit } from '@actions/github/lib/utils'
import { ATTEMPT_MILLISECONDS, RESPONSE_BYTES } from './limits.ts'

export type ClientTarget = { readonly token: string; readonly apiUrl: string; readonly repository: string }

/**
 * Why a request failed. `token`: GitHub does not know it. `permission`: it may not do this. `refused`: 422, GitHub does not take what
 * was sent. `missing`: 404. `forbidden`: another 403, such as a check run of another app. `unavailable`: no answer, none that makes
 * sense, a limit, or time is over.
 */
export type RequestFailure = {
  readonly kind: 'token' | 'permission' | 'refused' | 'missing' | 'forbidden' | 'unavailable'
  readonly message: string
}

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: RequestFailure }

/** A proxy's page, or half an answer that is whole by its own words. */
export const NONSENSE: { readonly ok: false; readonly failure: RequestFailure } = {
  ok: false,
  failure: { kind: 'unavailable', message: 'the answer is not what GitHub answers' }
}

/** Whether another permission would help. */
export function lacksPermission({ kind }: RequestFailure): boolean {
  return kind === 'permission'
}

/** In words, with the permission that would help. */
export function because(failure: RequestFailure, permission: string): string {
  return lacksPermission(failure) ? `${failure.message}; grant the job \`${permission}\`` : failure.message
}

/** How long all requests together may take, retries included; how long one attempt; and what it is for, in the words of a failure. */
export type Budget = { readonly milliseconds: number; readonly attempt?: number; readonly purpose: string }

export type Connection = {
  readonly octokit: InstanceType<typeof Toolkit>
  readonly owner: string
  readonly repo: string
  /** Aborts when the budget is spent. */
  readonly signal: AbortSignal
  /** Turns a failed request into data; throws what is a bug of ours. */
  readonly answered: <T>(request: () => Promise<T>) => Promise<Answer<T>>
}

/** Loads Octokit and opens the budget. At most ten requests are under way at once (the throttling plugin's bound). */
export async function openOctokit(target: ClientTarget, { milliseconds, attempt, purpose }: Budget): Promise<Connection> {
  const { GitHub, defaults, getOctokitOptions, retry, throttling } = await import('../http/libraries.ts')
  const end = Date.now() + milliseconds
  const remaining = (): number => Math.max(0, end - Date.now())
  const affordable = (seconds: number, _options: unknown, _octokit: unknown, count: number): boolean =>
    count < 2 && seconds * 1000 < remaining()
  const budget = new AbortController()
  setTimeout(() => budget.abort(), milliseconds).unref()

  // The toolkit's own fetch goes through the runner's proxy; each attempt gets a limit of its own.
  const proxied: unknown = defaults.request?.fetch
  const send = isFetch(proxied) ? proxied : fetch
  const bounded: typeof fetch = async (url, init) => {
    const signal = AbortSignal.any([init?.signal ?? budget.signal, AbortSignal.timeout(attempt ?? ATTEMPT_MILLISECONDS)])
    return boundedAnswer(await send(url, { ...init, signal }))
  }

  const octokit = new (GitHub.plugin(judgeErrors(remaining), retry, throttling))({
    ...getOctokitOptions(target.token, { baseUrl: target.apiUrl, userAgent: 'parity-gate' }),
    request: { ...defaults.request, fetch: bounded },
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    // Rate limits are the throttling plugin's: asking again at once makes them longer.
    retry: { doNotRetry: [400, 401, 403, 404, 410, 422, 429, 451] },
    throttle: { id: target.apiUrl, onRateLimit: affordable, onSecondaryRateLimit: affordable }
  })
  const [owner = '', repo = ''] = target.repository.split('/')
  const over = `the time for ${purpose} is over`
  return { octokit, owner, repo, signal: budget.signal, answered: (request) => answer(request, () => budget.signal.aborted, over) }
}

/** An answer larger than anything that GitHub sends us. */
class Oversize extends Error {
  constructor() {
    super(`the answer is larger than ${RESPONSE_BYTES} bytes`)
    this.name = 'Oversize'
  }
}

/** The answer with its whole body read, so that its size and its time are bounded before anything decodes it. */
async function boundedAnswer(response: Response): Promise<Response> {
  const { status, statusText, headers } = response
  if (response.body === null || status === 204 || status === 205 || status === 304) return response
  const chunks: Uint8Array[] = []
  let size = 0
  const reader: { read: () => Promise<{ done: boolean; value?: Uint8Array }>; cancel: () => Promise<void> } = response.body.getReader()
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const chunk = part.value ?? new Uint8Array()
    size += chunk.byteLength
    if (size > RESPONSE_BYTES) {
      await reader.cancel().catch(ignore)
      throw new Oversize()
    }
    chunks.push(chunk)
  }
  return new Response(Buffer.concat(chunks), { status, statusText, headers: [...headers] })
}

/** The retry plugin waits 1, 4 and 9 seconds; only as many as fit. */
function affordableRetries(milliseconds: number): number {
  return [1000, 5000, 14_000].filter((waits) => waits < milliseconds).length
}

type Failed = {
  readonly status?: unknown
  readonly response?: { readonly headers?: Readonly<Record<string, unknown>> }
  readonly request?: { request?: Readonly<Record<string, unknown>> }
  readonly cause?: unknown
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
      const helps = status >= 500 && !(error.cause instanceof Oversize)
      options.request = { ...options.request, retries: helps ? affordableRetries(remaining()) : 0 }
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

async function answer<T>(request: () => Promise<T>, isOver: () => boolean, overMessage: string): Promise<Answer<T>> {
  try {
    return { ok: true, value: await request() }
  } catch (error) {
    const status = isFailed(error) ? error.status : undefined
    // A bug of ours is no failure of a request.
    if (typeof status !== 'number' && !isAbort(error)) throw error
    const over = isOver() || isAbort(error)
    const said = error instanceof Error ? firstLine(error.message) : ''
    return { ok: false, failure: over ? { kind: 'unavailable', message: overMessage } : failure(Number(status), said) }
  }
}

function failure(status: number, said: string): RequestFailure {
  const message = status === 500 ? said : `${status}: ${said}`
  switch (status) {
    case 401:
      return { kind: 'token', message }
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
  if (/^\s*</.test(text)) return 'a page of HTML instead of an answer'
  return (text.split('\n')[0] ?? '').replace(/ - https:\/\/docs\.github\.com\S*/, '').slice(0, 300)
}

function ignore(): void {
  // Octokit's own warnings would go to the log unescaped.
}
