import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { actionsCheckout, failure, git, open, pullRequestOrigin, temporaryFolder, write } from './world.ts'

const TOKEN = 'ghs_0123456789abcdefTOKEN'
const BASIC = Buffer.from(`x-access-token:${TOKEN}`).toString('base64')

type Request = { readonly path: string; readonly authorization: string | undefined; readonly duplicate: boolean }

const requests: Request[] = []
let status = 401
let server = ''

const http = createServer((request, response) => {
  const names = request.rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase())
  requests.push({
    path: request.url ?? '',
    authorization: request.headers.authorization,
    duplicate: names.filter((name) => name === 'authorization').length > 1
  })
  response.writeHead(status, { 'www-authenticate': 'Basic realm="GitHub"' }).end('no')
})

beforeAll(async () => {
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  server = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
})
afterAll(() => {
  http.close()
})
beforeEach(() => {
  requests.length = 0
  status = 401
})

function checkoutOf(url: string): string {
  const directory = actionsCheckout(pullRequestOrigin().url)
  git(directory, 'remote', 'set-url', 'origin', url)
  return directory
}

async function fetchError(directory: string, options: { token?: string; serverUrl?: string }) {
  return failure((await open(directory, options)).ensureCommits(['1'.repeat(40)]))
}

describe('credentials', () => {
  it('sends the token to the server, and shows it to nobody', async () => {
    const error = await fetchError(checkoutOf(`${server}/org/repo`), { token: TOKEN, serverUrl: server })
    expect(requests[0]).toEqual({ path: '/org/repo/info/refs?service=git-upload-pack', authorization: `basic ${BASIC}`, duplicate: false })
    expect(error.code).toBe('history-unavailable')
    expect(error.help).toContain('contents: read')
    expect(JSON.stringify([error.message, error.help])).not.toMatch(new RegExp(`${TOKEN}|${BASIC}`))
  })

  it.each([['https://github.com'], [null]])('sends the token to no other server (%s)', async (serverUrl) => {
    await fetchError(checkoutOf(`${server}/org/repo`), { token: TOKEN, ...(serverUrl === null ? {} : { serverUrl }) })
    expect(requests.length).toBeGreaterThan(0)
    expect(requests.every((request) => request.authorization === undefined)).toBe(true)
  })

  it('uses the credentials that actions/checkout left in the configuration', async () => {
    const directory = checkoutOf(`${server}/org/repo`)
    git(directory, 'config', `http.${server}/.extraheader`, 'AUTHORIZATION: basic a2VwdDprZXB0a2VwdA==')
    const error = await fetchError(directory, {})
    expect(requests[0]?.authorization).toBe('basic a2VwdDprZXB0a2VwdA==')
    expect(error.message).not.toContain('a2VwdDprZXB0a2VwdA==')
  })

  it('uses those that it left in a file of their own (version 6 and later)', async () => {
    const directory = checkoutOf(`${server}/org/repo`)
    const file = join(temporaryFolder(), 'git-credentials.config')
    write(dirname(file), { 'git-credentials.config': `[http "${server}/"]\n\textraheader = AUTHORIZATION: basic ZmlsZTpmaWxlZmlsZQ==\n` })
    git(directory, 'config', `includeIf.gitdir:${directory}/.git.path`, file)
    await fetchError(directory, {})
    expect(requests[0]?.authorization).toBe('basic ZmlsZTpmaWxlZmlsZQ==')
  })

  it('tries the token first and what was kept after it, never both at once', async () => {
    const directory = checkoutOf(`${server}/org/repo`)
    git(directory, 'config', `http.${server}/.extraheader`, 'AUTHORIZATION: basic a2VwdDprZXB0a2VwdA==')
    git(directory, 'config', `http.${server}/org/.extraheader`, 'X-Trace: 1')
    await fetchError(directory, { token: TOKEN, serverUrl: server })
    const sent = [...new Set(requests.map((request) => request.authorization))]
    expect(sent).toEqual([`basic ${BASIC}`, 'basic a2VwdDprZXB0a2VwdA=='])
    expect(requests.some((request) => request.duplicate)).toBe(false)
  })

  it('keeps a password in the address out of the message', async () => {
    const error = await fetchError(checkoutOf(server.replace('//', '//ada:correct-horse@') + '/org/repo'), {})
    expect(error.message).toContain('***@127.0.0.1')
    expect(error.message).not.toContain('correct-horse')
  })

  it('tries once more when the server stumbles', async () => {
    status = 503
    const error = await fetchError(checkoutOf(`${server}/org/repo`), { token: TOKEN, serverUrl: server })
    expect(requests).toHaveLength(2)
    expect(error.help).toContain('ls-remote')
  })
})
