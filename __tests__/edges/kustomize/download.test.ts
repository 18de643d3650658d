import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { existsSync, readdirSync, utimesSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { createServer as createSocketServer, type AddressInfo } from 'node:net'
import { arch } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { UserError } from '../../../src/core/model/error.ts'
import { download } from '../../../src/edges/kustomize/download.ts'
import type { Kustomize } from '../../../src/edges/kustomize/kustomize.ts'
import { archiveUrl, RELEASES, RELEASE_SUMS } from '../../../src/edges/kustomize/release.ts'
import { answering, archive, machine, serve, type Machine } from './machine.ts'

const NAME = 'kustomize_v5.8.1_linux_amd64.tar.gz'
let m: Machine
const closing: (() => Promise<void>)[] = []
beforeEach(() => {
  m = machine()
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
  m.remove()
})

async function serving(listener: RequestListener): Promise<string> {
  const server = await serve(listener)
  closing.push(server.close)
  return server.url
}

async function installing(releases: string, sum: string): Promise<Kustomize | string> {
  const limits = { connectionMilliseconds: 300, stallMilliseconds: 300 }
  const told = (error: unknown): string => (error instanceof UserError ? error.help : String(error))
  return m.find(null, { releases, sums: { [NAME]: sum }, ...limits }).catch(told)
}

describe('the official release', () => {
  it('is at the address of its tag, and its checksum is known for the usual machines', () => {
    expect(archiveUrl(RELEASES, 'v5.8.1', 'linux_amd64')).toBe(
      'https://github.com/kubernetes-sigs/kustomize/releases/download/kustomize%2Fv5.8.1/kustomize_v5.8.1_linux_amd64.tar.gz'
    )
    expect(Object.keys(RELEASE_SUMS).sort()).toEqual(
      ['darwin_amd64', 'darwin_arm64', 'linux_amd64', 'linux_arm64'].map((name) => `kustomize_v5.8.1_${name}.tar.gz`)
    )
    for (const sum of Object.values(RELEASE_SUMS)) expect(sum).toMatch(/^[0-9a-f]{64}$/)
  })

  it('is downloaded, verified, kept, and found again', async () => {
    const { bytes, sum } = archive(m, answering('v5.8.1'))
    const asked: string[] = []
    const url = await serving((request, response) => {
      asked.push(request.url ?? '')
      if (request.url?.startsWith('/moved') === true) response.end(bytes)
      else response.writeHead(302, { location: '/moved?x=1' }).end()
    })
    const command = join(m.cache, 'kustomize', '5.8.1', arch(), 'kustomize')
    expect(await installing(url, sum)).toEqual({ command, args: ['build'], version: 'v5.8.1', source: 'download' })
    expect(asked).toEqual([`/kustomize%2Fv5.8.1/${NAME}`, '/moved?x=1'])
    expect(m.said).toEqual([`downloading kustomize v5.8.1 from ${url}`])
    expect(await installing(url, sum)).toMatchObject({ command, source: 'tool cache' })
    expect(asked).toHaveLength(2)
    expect(readdirSync(join(m.cache, 'kustomize'))).toEqual(['5.8.1'])
    expect(readdirSync(join(m.cache, 'kustomize', '5.8.1', arch()))).toEqual(['kustomize'])
  })

  it('is thrown away when its checksum is another, and the next way is tried', async () => {
    const { bytes, sum } = archive(m, answering('v5.8.1'))
    const url = await serving((_request, response) => response.end(bytes))
    const wrong = sum.replace(/^./, (digit) => (digit === '0' ? '1' : '0'))
    expect(await installing(url, wrong)).toContain(`${NAME} has the SHA-256 ${sum} instead of ${wrong}; it was thrown away`)
    expect(existsSync(join(m.cache, 'kustomize'))).toBe(false)
    m.program('bin/kubectl', 'echo "Kustomize Version: v5.5.0"')
    expect(await installing(url, wrong)).toMatchObject({ source: 'kubectl' })
    expect(m.said.at(-1)).toContain('it was thrown away')
  })

  it('is not kept when it does not run, or is another version', async () => {
    const broken = archive(m, 'exit 1')
    const url = await serving((_request, response) => response.end(broken.bytes))
    expect(await installing(url, broken.sum)).toContain('what was installed does not run')
    const other = archive(m, answering('v5.8.0'))
    const second = await serving((_request, response) => response.end(other.bytes))
    expect(await installing(second, other.sum)).toContain('what was installed is v5.8.0, not v5.8.1')
    expect(readdirSync(join(m.cache, 'kustomize'))).toEqual([])
  })

  it('takes away what runs that were killed have left, once nobody can be at work there', async () => {
    const { bytes, sum } = archive(m, answering('v5.8.1'))
    const url = await serving((_request, response) => response.end(bytes))
    for (const name of ['.new-old', '.new-young', 'other']) m.program(join('cache', 'kustomize', name, 'kustomize'), 'exit 1')
    for (const name of ['.new-old', 'other']) utimesSync(join(m.cache, 'kustomize', name), 1, 1)
    expect(await installing(url, sum)).toMatchObject({ source: 'download' })
    expect(readdirSync(join(m.cache, 'kustomize')).sort()).toEqual(['.new-young', '5.8.1', 'other'])
  })

  it('is not downloaded for a machine whose checksum is not known', async () => {
    const url = await serving(() => expect(true).toBe(false))
    const help = await m.find(null, { releases: url, platform: 'plan9_mips' }).catch((error: { help: string }) => error.help)
    expect(help).toContain('no checksum of kustomize_v5.8.1_plan9_mips.tar.gz is known here')
  })

  it('is kept for the run only where the cache cannot be written', async () => {
    const { bytes, sum } = archive(m, answering('v5.8.1'))
    m.program('cache', 'a file where the folder should be')
    const url = await serving((_request, response) => response.end(bytes))
    expect(await installing(url, sum)).toMatchObject({ source: 'download', command: expect.stringContaining(join(m.root, 'temporary')) })
    expect(m.said.join('\n')).toContain('kept for this run only')
  })
})

describe('giving up', () => {
  it('when the connection is refused', async () => {
    expect(await installing('http://127.0.0.1:9', 'x')).toMatch(/release v5.8.1: .*ECONNREFUSED/)
  })

  it('when the server hangs before its answer', async () => {
    const left: string[] = []
    const server = createSocketServer((socket) => {
      socket.resume().on('close', () => left.push('left'))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => new Promise((resolve) => server.close(() => resolve())))
    const { port } = server.address() as AddressInfo
    const started = performance.now()
    expect(await installing(`http://127.0.0.1:${port}`, 'x')).toContain(`no connection to 127.0.0.1:${port} within 0.3 s`)
    expect(performance.now() - started).toBeLessThan(3000)
    while (left.length === 0) await sleep(10)
  })

  it('when the server hangs, or hangs up, halfway', async () => {
    const hangs = await serving((_request, response) => void response.writeHead(200, { 'content-length': 100 }).write('half'))
    expect(await installing(hangs, 'x')).toContain('nothing more came for 0.3 s')
    const hangsUp = await serving((_request, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('half', () => response.destroy())
    })
    expect(await installing(hangsUp, 'x')).toMatch(/aborted|closed before the end/)
  })

  it.each([
    ['a missing file', 404, {}, 'answered with status 404'],
    ['a failing server', 503, {}, 'answered with status 503'],
    ['a redirect to itself', 302, { location: '/again' }, 'more than 5 redirects']
  ])('at %s', async (_name, status, headers, reason) => {
    const url = await serving((_request, response) => response.writeHead(status, headers).end())
    expect(await installing(url, 'x')).toContain(reason)
  })

  it('at a file that is too large', async () => {
    const url = await serving((_request, response) => response.end(Buffer.alloc(5000)))
    const limits = { connectionMilliseconds: 300, stallMilliseconds: 300, maxBytes: 4999 }
    expect(await download(url, limits)).toEqual({ kind: 'failed', reason: 'it is larger than 4999 bytes' })
    expect(await download(url, { ...limits, maxBytes: 5000 })).toMatchObject({ kind: 'done' })
  })
})
