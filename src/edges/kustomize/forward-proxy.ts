// A proxy on this machine for the children of one build: it leads to the hosts that are allowed, to nothing else, and notes what was asked.

import { createServer, request as ask, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect as connectTo, type Socket } from 'node:net'
import { pipeline, type Duplex } from 'node:stream'
import { addressHost, authorityHost, isAllowedHost } from '../../core/model/host.ts'
import type { ContactBook } from './contact-book.ts'
import { askBy, direct, tunnelBy, type Upstream } from './upstream-proxy.ts'

/** Opens a connection; `host` is a name or an address of IPv4. */
export type Connect = (host: string, port: number) => Socket

/** How hosts are reached: by the system's own connections, and no further proxy, unless said. */
export type Ways = { readonly connect?: Connect | undefined; readonly upstream?: Upstream }

export type ForwardProxy = { readonly url: string; readonly close: () => void }

/** For one connection, not for the other side: RFC 9110, section 7.6.1, and what clients say to proxies. */
const OF_ONE_HOP = ['connection', 'expect', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade']
const REFUSED = 'Not allowed by the policy'
const NOTHING = Buffer.alloc(0)

/**
 * Listens on the loopback interface until it is closed, which ends what is still open. `allowed`: as `allow-remote` has it, redirects of
 * plain HTTP included. What goes over TLS is passed on as it is, so that only its host is seen.
 */
export async function openForwardProxy(allowed: readonly string[], book: ContactBook, { connect = connectPlain, upstream = direct }: Ways = {}): Promise<ForwardProxy> {
  const open = new Set<Duplex>()
  const keep = (socket: Duplex): void => {
    open.add(socket)
    socket.on('error', () => socket.destroy()).on('close', () => open.delete(socket))
  }
  const dial = (host: string, defaultPort: number): Socket => {
    const [name, port] = placeOf(host, defaultPort)
    const socket = connect(name, port)
    keep(socket)
    return socket
  }

  const tunnel = ({ url = '' }: IncomingMessage, client: Duplex, head: Buffer): void => {
    const host = authorityHost(url, 443)
    const contact = { host, address: `https://${host ?? url}`, ref: null }
    if (host === null || !mayAsk(host, allowed)) {
      book.refused(contact)
      return void client.end(`HTTP/1.1 403 ${REFUSED}\r\nconnection: close\r\n\r\n`)
    }
    let joined = false
    const join = (server: Duplex, first: Buffer): void => {
      joined = true
      book.reached(contact)
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      if (first.length > 0) client.write(first)
      if (head.length > 0) server.write(head)
      pipeline(server, client, ignore)
      pipeline(client, server, ignore)
    }
    const unanswered = (): void => {
      if (!joined) client.end('HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\n\r\n')
    }
    const proxy = upstream(`https://${host}`)
    if (proxy !== null) return void tunnelBy(proxy, placeOf(host, 443).join(':'), join, unanswered).on('socket', keep).end()
    const server = dial(host, 443)
    server.on('error', unanswered).on('connect', () => join(server, NOTHING))
    client.on('close', () => server.destroy())
  }

  const send = (host: string, path: string, { method = 'GET', headers }: IncomingMessage): ClientRequest => {
    const proxy = upstream(`http://${host}`)
    // By the name that was looked at, whatever the headers say.
    const own = { ...ofBothSides(headers), host }
    if (proxy !== null) return askBy(proxy, { method, path: `http://${host}${path}` }, own).on('socket', keep)
    return ask({ method, path, headers: own, createConnection: () => dial(host, 80) })
  }

  const forward = (request: IncomingMessage, response: ServerResponse): void => {
    const { url = '' } = request
    const refuse = (host: string | null, address: string): void => {
      book.refused({ host, address, ref: null })
      response.writeHead(403, REFUSED, { connection: 'close' }).end()
    }
    const host = /^http:/i.test(url) ? addressHost(url) : null
    if (host === null || !mayAsk(host, allowed)) return refuse(host, url)
    const path = pathOf(url)
    const server = send(host, path, request)
    const unanswered = (): void => {
      if (!response.headersSent) response.writeHead(502, { connection: 'close' }).end()
    }
    // What breaks off in the middle is seen by the pipeline.
    server.on('error', unanswered).on('close', unanswered).on('upgrade', (_answer, socket) => socket.destroy())
    server.on('response', (answer) => {
      const { statusCode = 502, headers } = answer
      const target = statusCode >= 300 && statusCode < 400 ? redirectOf(headers, url) : null
      const leadsTo = target === null ? null : addressHost(target)
      // What is not there is nothing fetched: kustomize tries every address of a repository as a file first.
      if (statusCode < 400) book.reached({ host, address: `http://${host}${path}`, ref: null })
      if (target !== null && (leadsTo === null || !mayAsk(leadsTo, allowed))) {
        answer.destroy()
        return refuse(leadsTo, target)
      }
      try {
        response.writeHead(statusCode, ofBothSides(headers))
      } catch {
        // What it says is nothing that may be passed on.
        return void answer.destroy()
      }
      pipeline(answer, response, ignore)
    })
    response.on('close', () => server.destroy())
    pipeline(request, server, ignore)
  }

  const server = createServer(forward)
  server.on('connect', tunnel).on('connection', keep).on('clientError', (_error, socket) => socket.destroy())
  const port = await new Promise<number>((resolve, reject) => {
    server.on('error', reject).listen(0, '127.0.0.1', () => resolve(portOf(server.address())))
  })
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.close()
      for (const socket of open) socket.destroy()
    }
  }
}

/** Whoever waits for an answer sees that the connection has ended. */
function ignore(): void {}

function connectPlain(host: string, port: number): Socket {
  return connectTo({ host, port })
}

function placeOf(host: string, defaultPort: number): readonly [name: string, port: number] {
  const [name = '', port = String(defaultPort)] = host.split(':')
  return [name, Number(port)]
}

function mayAsk(host: string, allowed: readonly string[]): boolean {
  const port = Number(/:(\d+)$/.exec(host)?.[1] ?? '1')
  return isAllowedHost(host, allowed) && port > 0 && port < 65_536
}

function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** What follows the authority of an address, from its first slash or question mark. */
function pathOf(url: string): string {
  const rest = url.replace(/^[a-z]+:\/\/[^/?]*/i, '')
  return rest.startsWith('/') ? rest : `/${rest}`
}

/** Where an answer leads, resolved as a browser does; null where it leads nowhere. */
function redirectOf({ location }: IncomingHttpHeaders, url: string): string | null {
  return location === undefined || !URL.canParse(location, url) ? null : new URL(location, url).href
}

function ofBothSides(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const named = (headers.connection ?? '').toLowerCase().split(',').map((name) => name.trim())
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_ONE_HOP.includes(name) && !named.includes(name)))
}
