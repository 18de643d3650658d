// The proxy that the runner itself must take, where it has one: by its variables, as the toolkit reads them.

import { request as askPlain, type ClientRequest, type OutgoingHttpHeaders, type RequestOptions } from 'node:http'
import { request as askSecure } from 'node:https'
import process from 'node:process'
import type { Duplex } from 'node:stream'

/** The proxy for an address; null: it is reached directly. */
export type Upstream = (address: string) => URL | null

const VARIABLES = ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY']

/** From this process's environment; addresses of the machine itself, and what NO_PROXY names, are direct. */
export async function upstreamProxies(): Promise<Upstream> {
  if (VARIABLES.every((name) => (process.env[name] ?? '') === '')) return direct
  // Loaded only here: few runners have one.
  const { getProxyUrl } = await import('../http/libraries.ts')
  return (address) => {
    const url = getProxyUrl(address)
    return URL.canParse(url) ? new URL(url) : null
  }
}

/** No proxy at all. */
export function direct(): null {
  return null
}

/** A connection by the proxy to `HOST:PORT`, with what has come over it already; to be ended by the caller. */
export function tunnelBy(proxy: URL, target: string, ready: (server: Duplex, head: Buffer) => void, failed: () => void): ClientRequest {
  const request = askBy(proxy, { method: 'CONNECT', path: target }, { host: target })
  return request.on('error', failed).on('response', failed).on('connect', (answer, socket, head) => (answer.statusCode === 200 ? ready(socket, head) : failed()))
}

/** A request to the proxy, which is told who asks. */
export function askBy(proxy: URL, options: Pick<RequestOptions, 'method' | 'path'>, headers: OutgoingHttpHeaders): ClientRequest {
  const ask = proxy.protocol === 'https:' ? askSecure : askPlain
  const { hostname, port } = proxy
  return ask({ ...options, headers: { ...headers, ...authorizationFor(proxy) }, host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? null : port, agent: false })
}

function authorizationFor({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '') return {}
  return { 'proxy-authorization': `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64')}` }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
