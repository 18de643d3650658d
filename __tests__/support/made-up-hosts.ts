// Hosts that are not there: one server on this machine that answers for all of them, as their names and paths say.

import { createServer, request as ask } from 'node:http'
import { connect as connectTo, createServer as createPlain, type AddressInfo } from 'node:net'
import type { Connect } from '../../src/edges/kustomize/forward-proxy.ts'
import { serveGit } from './git-server.ts'

export type Answer = { readonly status?: number; readonly location?: string; readonly body?: string | Uint8Array }

export type MadeUpHosts = {
  /** What a build is given in place of the system's connections. */
  readonly connect: Connect
  /** `host:port` of every connection that was opened, in order. */
  readonly dialled: readonly string[]
  /** `HOST PATH` of every request that arrived, whoever it was meant for. */
  readonly asked: readonly string[]
  /** Where it listens. */
  readonly port: number
  readonly close: () => Promise<void>
}

/** `pages` by `host/path`; `/NAME.git` of every host is the repository `NAME` in `repositories`. Port 443 answers with bytes that are no TLS. */
export async function serveHosts(pages: Readonly<Record<string, Answer>>, repositories: string): Promise<MadeUpHosts> {
  const [dialled, asked]: [string[], string[]] = [[], []]
  const git = await serveGit(repositories)
  const server = createServer((request, response) => {
    const { url = '/', method, headers } = request
    asked.push(`${headers.host ?? ''} ${url}`)
    const page = pages[`${headers.host ?? ''}${url}`]
    if (page !== undefined) {
      response.writeHead(page.status ?? (page.location === undefined ? 200 : 302), page.location === undefined ? {} : { location: page.location })
      response.end(page.body ?? '')
    } else if (/^\/[a-z]+\.git\/(?:info|git-upload-pack)/.test(url)) {
      request.pipe(ask(`${git.url}${url}`, { method, headers, agent: false }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers)
        answer.pipe(response)
      }))
    } else response.writeHead(404).end()
  })
  const secure = createPlain((socket) => void socket.on('error', () => undefined).resume().end('no TLS here'))
  for (const each of [server, secure]) await new Promise<void>((resolve) => void each.listen(0, '127.0.0.1', resolve))
  const [{ port }, { port: securePort }] = [server.address() as AddressInfo, secure.address() as AddressInfo]
  return {
    connect: (host, wanted) => {
      dialled.push(`${host}:${wanted}`)
      return connectTo(wanted === 443 ? securePort : port, '127.0.0.1')
    },
    dialled,
    asked,
    port,
    close: async () => {
      await Promise.all([git.close(), ...[server, secure].map((each) => new Promise((resolve) => void each.close(resolve)))])
    }
  }
}
