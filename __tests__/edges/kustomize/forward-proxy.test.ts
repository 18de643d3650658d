import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { connect, createServer as createPlain, type AddressInfo, type Socket } from 'node:net'
import { createContactBook, type ContactBook } from '../../../src/edges/kustomize/contact-book.ts'
import { openForwardProxy, type ForwardProxy } from '../../../src/edges/kustomize/forward-proxy.ts'

let server: Server
let proxy: ForwardProxy
let book: ContactBook
let dialled: string[]
let arrived: { readonly url: string; readonly body: string; readonly headers: IncomingHttpHeaders }[]
const sockets: Socket[] = []
const LARGE = 5_000_000

beforeEach(async () => {
  ;[dialled, arrived, book] = [[], [], createContactBook()]
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString())).on('end', () => {
      arrived.push({ url: request.url ?? '', body, headers: request.headers })
      if (request.url === '/never') return
      response.setHeader('x-from', 'server')
      response.end(request.url === '/large' ? Buffer.alloc(LARGE) : `hello ${body}`)
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  proxy = await openForwardProxy(['mirror.example', 'git.example:8443'], book, { connect: dial })
})

function dial(host: string, port: number): Socket {
  dialled.push(`${host}:${port}`)
  return host === 'mirror.example' && port === 81 ? connect(1, '127.0.0.1') : connect((server.address() as AddressInfo).port, '127.0.0.1')
}
afterEach(async () => {
  proxy.close()
  for (const socket of sockets.splice(0)) socket.destroy()
  server.closeAllConnections()
  await new Promise((resolve) => void server.close(resolve))
})

function open(): Socket {
  const socket = connect(Number(new URL(proxy.url).port), '127.0.0.1')
  sockets.push(socket)
  return socket
}

/** What the proxy answers until it ends the connection. */
function say(text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = open()
    let answer = ''
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString())).on('error', () => undefined).on('close', () => resolve(answer))
    socket.write(text, 'latin1')
  })
}

const get = (url: string, more = ''): Promise<string> => say(`GET ${url} HTTP/1.1\r\nHost: mirror.example\r\nConnection: close\r\n${more}\r\n`)
const status = (answer: string): number => Number(answer.split(' ')[1] ?? 0)

describe('plain HTTP', () => {
  it('to an allowed host is passed on, by the name in the address, without what was said to the proxy', async () => {
    const answer = await get('http://MIRROR.example/a/b?token=canary', 'Proxy-Authorization: Basic eA==\r\nProxy-Connection: keep-alive\r\nX-Own: 1\r\n')
    expect(status(answer)).toBe(200)
    expect(answer).toMatch(/x-from: server[^]*hello /)
    expect(arrived).toMatchObject([{ url: '/a/b?token=canary', headers: { host: 'mirror.example', 'x-own': '1' } }])
    expect(Object.keys(arrived[0]?.headers ?? {}).filter((name) => name.startsWith('proxy'))).toEqual([])
    expect(book.network()).toEqual({ reached: [{ host: 'mirror.example', address: 'http://mirror.example/a/b', ref: null }], refused: [] })
  })

  it('has the host of the address, whatever the header says', async () => {
    await say('GET http://mirror.example/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n')
    expect(arrived).toMatchObject([{ url: '/', headers: { host: 'mirror.example' } }])
  })

  it.each([
    ['with a length', 'Content-Length: 4\r\n\r\nbody'],
    ['in pieces', 'Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n']
  ])('takes a body along: %s', async (_name, rest) => {
    const answer = await say(`POST http://mirror.example/git-upload-pack HTTP/1.1\r\nHost: mirror.example\r\nConnection: close\r\n${rest}`)
    expect(status(answer)).toBe(200)
    expect(arrived).toMatchObject([{ body: 'body' }])
  })

  it.each([
    ['http://evil.example/a', 'evil.example'],
    ['http://mirror.example.evil.example/', 'mirror.example.evil.example'],
    ['http://mirror.example./', null],
    ['http://mirror.example@evil.example/', 'evil.example'],
    ['http://a@evil.example@mirror.example/', null],
    ['http://git.example/', 'git.example'],
    ['http://git.example:8444/', 'git.example:8444'],
    ['http://[::1]/', null],
    ['http://127.0.0.1/', '127.0.0.1'],
    ['http://mirror.example:99999/', 'mirror.example:99999'],
    ['http://mirror.example:0/', 'mirror.example:0'],
    ['https://mirror.example/', null],
    ['ftp://mirror.example/', null],
    ['/etc/passwd', null]
  ])('%s is refused', async (url, host) => {
    expect(status(await get(url))).toBe(403)
    expect(dialled).toEqual([])
    expect(book.network()).toMatchObject({ reached: [], refused: [{ host }] })
    expect(JSON.stringify(book.network())).not.toMatch(/[`\u007f-\uffff]/)
  })

  it('comes whole, however slow it is read', async () => {
    const whole = await new Promise<number>((resolve) => {
      const socket = open()
      let bytes = 0
      socket.on('close', () => resolve(bytes)).on('data', (chunk: Buffer) => {
        bytes += chunk.length
        socket.pause()
        setTimeout(() => socket.resume(), 1)
      })
      socket.write('GET http://mirror.example/large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    })
    expect(whole).toBeGreaterThan(LARGE)
  })

  it.each([['http://git.example:8443/', 'git.example:8443'], ['http://mirror.example:8080/', 'mirror.example:8080']])('%s is asked at that port', async (url, where) => {
    expect(status(await get(url))).toBe(200)
    expect(dialled).toEqual([where])
  })

  it('that reaches nobody is a bad gateway, and no contact', async () => {
    expect(status(await get('http://mirror.example:81/'))).toBe(502)
    expect(book.network().reached).toEqual([])
  })
})

describe('a tunnel', () => {
  it('carries bytes both ways once the host has answered', async () => {
    const answer = await say('CONNECT mirror.example:443 HTTP/1.1\r\nHost: mirror.example:443\r\n\r\nGET /inner HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 200 [^]*hello $/)
    expect(arrived).toMatchObject([{ url: '/inner' }])
    expect(book.network().reached).toEqual([{ host: 'mirror.example', address: 'https://mirror.example', ref: null }])
  })

  it.each([
    ['evil.example:443', 'evil.example'],
    ['mirror.example.evil.example:443', 'mirror.example.evil.example'],
    ['evil.example:443/mirror.example', 'evil.example'],
    ['mirror.example@evil.example:443', 'evil.example'],
    ['[::1]:443', null],
    ['127.0.0.1:443', '127.0.0.1'],
    ['mirror.example:65536', 'mirror.example:65536'],
    ['git.example:443', 'git.example']
  ])('to %s is refused', async (target, host) => {
    expect(status(await say(`CONNECT ${target} HTTP/1.1\r\nHost: mirror.example\r\n\r\n`))).toBe(403)
    expect(dialled).toEqual([])
    expect(book.network()).toMatchObject({ reached: [], refused: [{ host }] })
  })

  it('to nobody is a bad gateway, and no contact', async () => {
    expect(status(await say('CONNECT mirror.example:81 HTTP/1.1\r\n\r\n'))).toBeGreaterThanOrEqual(400)
    expect(book.network().reached).toEqual([])
  })
})

describe('where the runner has a proxy of its own', () => {
  let own: ForwardProxy
  const above = createContactBook()
  beforeEach(async () => {
    own = await openForwardProxy(['mirror.example'], above, { connect: dial })
    proxy.close()
    const upstream = (): URL => Object.assign(new URL(own.url), { username: 'a%40b', password: 'c' })
    proxy = await openForwardProxy(['mirror.example', 'other.example'], book, { upstream })
  })
  afterEach(() => own.close())

  it('both kinds of request go through it', async () => {
    expect(await get('http://mirror.example/a')).toMatch(/^HTTP\/1\.1 200 [^]*hello /)
    expect(await say('CONNECT mirror.example:443 HTTP/1.1\r\nHost: x\r\n\r\nGET /inner HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 [^]*hello $/)
    expect(dialled).toEqual(['mirror.example:80', 'mirror.example:443'])
    expect(above.network().reached).toEqual(book.network().reached)
    expect(arrived.map(({ url }) => url)).toEqual(['/a', '/inner'])
  })

  it('what that one refuses is not reached', async () => {
    expect(status(await get('http://other.example/a'))).toBe(403)
    expect(status(await say('CONNECT other.example:443 HTTP/1.1\r\nHost: x\r\n\r\n'))).toBe(502)
    expect(book.network()).toEqual({ reached: [], refused: [] })
  })

  it('what is not allowed does not get that far', async () => {
    expect(status(await get('http://evil.example/a'))).toBe(403)
    expect(above.network().refused.map(({ host }) => host)).not.toContain('evil.example')
  })
})

it.each([
  ['a status that is none', 'HTTP/1.1 099 x\r\n\r\n'],
  ['an upgrade', 'HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nabc'],
  ['odd bytes in a header', 'HTTP/1.1 200 \u0001\r\nX: \u0001\u0002\r\nContent-Length: 0\r\n\r\n'],
  ['no HTTP', 'hello'],
  ['less than it says', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello'],
  ['nothing', '']
])('an answer that makes no sense ends the request, and nothing else: %s', async (_name, text) => {
  const odd = createPlain((socket) => void socket.on('error', () => undefined).resume().end(text, 'latin1'))
  await new Promise<void>((resolve) => void odd.listen(0, '127.0.0.1', resolve))
  proxy.close()
  proxy = await openForwardProxy(['mirror.example'], book, { connect: () => connect((odd.address() as AddressInfo).port, '127.0.0.1') })
  expect([0, 200, 502]).toContain(status(await get('http://mirror.example/a')))
  await new Promise((resolve) => void odd.close(resolve))
})

it.each([
  ['no HTTP', '\u0016\u0003\u0001 hello'],
  ['a fragment', 'GET http://evil.example#@mirror.example/ HTTP/1.1\r\nHost: mirror.example'],
  ['a backslash', 'GET http://evil.example\\@mirror.example/ HTTP/1.1\r\nHost: mirror.example'],
  ['odd characters', 'CONNECT evil.example`;#<b>:443 HTTP/1.1\r\nHost: mirror.example'],
  ['two lengths', 'POST http://mirror.example/ HTTP/1.1\r\nHost: mirror.example\r\nContent-Length: 1\r\nTransfer-Encoding: chunked']
])('what is not well-formed gets no answer that leads anywhere: %s', async (_name, text) => {
  expect(status(await say(`${text}\r\n\r\n`))).toBe(0)
  expect(dialled).toEqual([])
})

it('remembers a bounded number of addresses, and of each a bounded length', () => {
  for (let index = 0; index < 1200; index += 1) book.reached({ host: 'mirror.example', address: `http://mirror.example/${index}/${'x'.repeat(500)}`, ref: null })
  expect(book.network().reached).toHaveLength(1000)
  expect(book.network().reached.every(({ address }) => address.length <= 300)).toBe(true)
})

it('ends what is open when it is closed, and listens no more', async () => {
  const waiting = open()
  waiting.write('GET http://mirror.example/never HTTP/1.1\r\nHost: mirror.example\r\n\r\n')
  const tunnel = open()
  tunnel.write('CONNECT mirror.example:443 HTTP/1.1\r\nHost: mirror.example\r\n\r\n')
  const idle = open()
  await new Promise((resolve) => tunnel.once('data', resolve))
  while (arrived.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  const closed = [waiting, tunnel, idle].map((socket) => new Promise((resolve) => socket.on('error', () => undefined).on('close', resolve).resume()))
  proxy.close()
  await Promise.all(closed)
  const count = await new Promise((resolve) => server.getConnections((_error, number) => resolve(number)))
  expect(count).toBe(0)
  await expect(new Promise((resolve, reject) => open().on('connect', resolve).on('error', reject))).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})
