// Downloads one file into memory: through the proxy where there is one, and giving up early where nobody answers.

import { get as getPlain, type Agent, type IncomingMessage } from 'node:http'
import { get as getSecure } from 'node:https'
import { systemMessage } from '../files/system-error.ts'

export type DownloadLimits = {
  /** For the answer's first line; once for each redirect. */
  readonly connectionMilliseconds: number
  /** Between one piece and the next. */
  readonly stallMilliseconds: number
  readonly maxBytes: number
}

export type Download = { readonly kind: 'done'; readonly bytes: Buffer } | { readonly kind: 'failed'; readonly reason: string }

const MOST_REDIRECTS = 5

/** Follows redirects (never from https to http). Every failure of the network is a reason, not an exception. */
export async function download(url: string, limits: DownloadLimits): Promise<Download> {
  // Loaded only here: most runs have kustomize already. It knows the runner's proxy variables.
  const { HttpClient } = await import('../http/libraries.ts')
  const client = new HttpClient('parity-gate')
  try {
    let address = new URL(url)
    for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
      const response = await answer(address, client.getAgent(address.href), limits.connectionMilliseconds)
      const { statusCode = 0, headers } = response
      if (statusCode === 200) return { kind: 'done', bytes: await body(response, limits) }
      response.destroy()
      if (statusCode < 300 || statusCode >= 400 || headers.location === undefined) {
        return failed(`${address.host} answered with status ${statusCode}`)
      }
      const next = new URL(headers.location, address)
      if (address.protocol === 'https:' && next.protocol !== 'https:') return failed(`${address.host} redirects to an address without TLS`)
      address = next
    }
    return failed(`more than ${MOST_REDIRECTS} redirects`)
  } catch (error) {
    return failed(systemMessage(error))
  } finally {
    client.dispose()
  }
}

function failed(reason: string): Download {
  return { kind: 'failed', reason }
}

function answer(address: URL, agent: Agent, milliseconds: number): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const get = address.protocol === 'https:' ? getSecure : getPlain
    const request = get(address, { agent, headers: { 'user-agent': 'parity-gate' } }, (response) => {
      clearTimeout(timer)
      resolve(response)
    })
    const timer = setTimeout(() => {
      request.destroy(new Error(`no connection to ${address.host} within ${milliseconds / 1000} s`))
    }, milliseconds)
    request.on('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
  })
}

function body(response: IncomingMessage, limits: DownloadLimits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const stalled = (): void => void response.destroy(new Error(`nothing more came for ${limits.stallMilliseconds / 1000} s`))
    const timer = setTimeout(stalled, limits.stallMilliseconds)
    response.on('data', (chunk: Buffer) => {
      timer.refresh()
      bytes += chunk.length
      if (bytes > limits.maxBytes) response.destroy(new Error(`it is larger than ${limits.maxBytes} bytes`))
      else chunks.push(chunk)
    })
    response.on('end', () => resolve(Buffer.concat(chunks)))
    response.on('error', reject)
    response.on('close', () => {
      clearTimeout(timer)
      reject(new Error('the connection was closed before the end'))
    })
  })
}
