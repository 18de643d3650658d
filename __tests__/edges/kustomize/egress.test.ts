import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { build, type BuildResult } from '../../../src/edges/kustomize/build.ts'
import { kustomizeBinaries } from '../../support/kustomize.ts'
import { serveHosts, type MadeUpHosts } from '../../support/made-up-hosts.ts'
import { commit, git } from '../../support/scenario.ts'

const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: remote}\n'
const ALLOWED = ['mirror.example', 'git.example.com']

let folder = ''
let hosts: MadeUpHosts
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'egress-test-'))
  repository('bases', {
    'plain/kustomization.yaml': 'resources: [c.yaml]\n',
    'plain/c.yaml': CONFIG,
    'file/kustomization.yaml': 'resources: ["http://evil.example/config.yaml"]\n',
    'secure/kustomization.yaml': 'resources: ["https://evil.example/config.yaml"]\n',
    'base/kustomization.yaml': 'resources: ["http://evil.example/bases.git//plain?ref=main"]\n',
    'ssh/kustomization.yaml': 'resources: ["git@evil.example:org/bases.git//plain?ref=main"]\n',
    'near/kustomization.yaml': 'resources: ["http://git.example.com/bases.git//plain?ref=main"]\n'
  })
  repository('parent', { 'kustomization.yaml': 'resources: [c.yaml]\n', 'c.yaml': CONFIG })
  git(join(folder, 'git/parent'), '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', join(folder, 'git/bases'), 'sub')
  commit(join(folder, 'git/parent'), { '.gitmodules': '[submodule "sub"]\n\tpath = sub\n\turl = http://evil.example/bases.git\n' })
  hosts = await serveHosts(PAGES, join(folder, 'git'))
})
afterAll(async () => {
  await hosts.close()
  rmSync(folder, { recursive: true, force: true })
})

const PAGES = {
  'mirror.example/config.yaml': { body: CONFIG },
  'git.example.com/config.yaml': { body: CONFIG },
  'evil.example/config.yaml': { body: CONFIG },
  'mirror.example/near': { location: 'http://git.example.com/config.yaml' },
  'mirror.example/far': { location: 'http://evil.example/config.yaml' },
  'mirror.example/scheme': { location: '//evil.example/config.yaml' },
  'mirror.example/secure': { location: 'https://evil.example/config.yaml' },
  'mirror.example/port': { location: 'http://mirror.example.evil.example:8080/config.yaml' },
  'mirror.example/user': { location: 'http://mirror.example@evil.example/config.yaml' },
  'mirror.example/six': { location: 'http://[::1]/config.yaml' },
  'mirror.example/metadata': { location: 'http://169.254.169.254/latest/meta-data/' }
}

function repository(name: string, files: Readonly<Record<string, string>>): void {
  const directory = join(folder, 'git', name)
  mkdirSync(directory, { recursive: true })
  git(directory, 'init', '-q', '-b', 'main')
  commit(directory, files)
}

let overlays = 0
/** Builds an overlay that has this one entry. */
async function fetch(command: string, entry: string, allowed: readonly string[] = ALLOWED): Promise<BuildResult> {
  const directory = join(folder, `overlay-${(overlays += 1)}`)
  const temporary = join(directory, 'temporary')
  mkdirSync(temporary, { recursive: true })
  writeFileSync(join(directory, 'kustomization.yaml'), `resources: ["${entry}"]\n`)
  const kustomize = { command, args: ['build'], version: 'v5.8.1', source: 'test' }
  const result = await build(kustomize, {
    ...{ temporary, directory, overlay: '', loadRestrictor: 'root-only', enableHelm: false, seconds: 30, megabytes: 8, memoryMegabytes: 4096 },
    hosts: allowed,
    connect: hosts.connect
  })
  // Nothing stays behind.
  expect(readdirSync(temporary)).toEqual([])
  return result
}

const names = ({ network }: BuildResult, which: 'reached' | 'refused'): readonly string[] =>
  (network?.[which] ?? []).map(({ address, ref }) => (ref === null ? address : `${address} ${ref}`)).sort()

describe.each(kustomizeBinaries())('with kustomize $version', ({ command }) => {
  it.each([
    ['http://mirror.example/config.yaml', ['http://mirror.example/config.yaml']],
    ['http://user:canary@mirror.example/config.yaml', ['http://mirror.example/config.yaml']],
    ['http://mirror.example/near', ['http://git.example.com/config.yaml', 'http://mirror.example/near']]
  ])('%s: what an allowed host has is fetched, and told', async (entry, reached) => {
    const result = await fetch(command, entry)
    expect(result).toMatchObject({ kind: 'ok', stdout: expect.stringContaining('name: remote') })
    expect(names(result, 'reached')).toEqual(reached)
    expect(names(result, 'refused')).toEqual([])
    expect(JSON.stringify(result.network)).not.toContain('canary')
  })

  it.each([
    ['plain', ['http://mirror.example/bases.git main']],
    ['near', ['http://git.example.com/bases.git main', 'http://mirror.example/bases.git main']]
  ])('a repository of an allowed host (%s) is told with its revision', async (base, told) => {
    const result = await fetch(command, `http://mirror.example/bases.git//${base}?ref=main`)
    expect(result).toMatchObject({ kind: 'ok', stdout: expect.stringContaining('name: remote') })
    expect(names(result, 'reached')).toEqual(told)
    expect(names(result, 'refused')).toEqual([])
  })

  it.each([
    ['far', 'evil.example', 'http://evil.example/config.yaml'],
    ['scheme', 'evil.example', 'http://evil.example/config.yaml'],
    ['secure', 'evil.example', 'https://evil.example/config.yaml'],
    ['port', 'mirror.example.evil.example:8080', 'http://mirror.example.evil.example:8080/config.yaml'],
    ['user', 'evil.example', 'http://evil.example/config.yaml'],
    ['six', null, 'http://[::1]/config.yaml'],
    ['metadata', '169.254.169.254', 'http://169.254.169.254/latest/meta-data/']
  ])('a redirect to another host is refused: %s', async (page, host, address) => {
    const before = hosts.dialled.length
    const result = await fetch(command, `http://mirror.example/${page}`)
    expect(result.kind).toBe('failed')
    expect(result.network?.refused).toContainEqual({ host, address, ref: null })
    expect(new Set(hosts.dialled.slice(before))).toEqual(new Set(['mirror.example:80']))
  })

  it('a redirect to this machine itself, which Go would follow without the proxy, is refused', async () => {
    const own = `127.0.0.1:${hosts.port}`
    Object.assign(PAGES, { 'mirror.example/own': { location: `http://${own}/config.yaml` } })
    const result = await fetch(command, 'http://mirror.example/own')
    expect(result).toMatchObject({ kind: 'failed', network: { refused: [{ host: own }] } })
    expect(hosts.asked).not.toContain(`${own} /config.yaml`)
  })

  it.each([
    ['file', 'http://evil.example/config.yaml'],
    ['secure', 'https://evil.example'],
    ['base', 'http://evil.example/bases.git'],
    ['ssh', 'ssh://evil.example']
  ])('what a remote base names on another host is refused: %s', async (base, refused) => {
    const before = hosts.dialled.length
    const result = await fetch(command, `http://mirror.example/bases.git//${base}?ref=main`)
    expect(result.kind).toBe('failed')
    expect(names(result, 'refused').map((address) => address.replace(/\/\/plain$/, ''))).toContain(refused)
    expect(names(result, 'reached').join()).not.toContain('evil')
    expect(hosts.dialled.slice(before).join()).not.toContain('evil')
  })

  it('a submodule of another host is refused', async () => {
    const result = await fetch(command, 'http://mirror.example/parent.git?ref=main')
    expect(result.kind).toBe('failed')
    expect(names(result, 'refused')).toEqual(['http://evil.example/bases.git'])
  })

  it('what goes over TLS is passed on, and told by its host', async () => {
    const result = await fetch(command, 'https://mirror.example/config.yaml')
    expect(result).toMatchObject({ kind: 'failed' })
    expect(names(result, 'reached')).toContain('https://mirror.example')
    expect(names(result, 'refused')).toEqual([])
    expect(hosts.dialled).toContain('mirror.example:443')
  })

  it('git goes by the proxy of the build even where the settings of the system name another one', async () => {
    const programs = join(folder, 'programs-git')
    const path = process.env.PATH ?? ''
    mkdirSync(programs, { recursive: true })
    writeFileSync(join(programs, 'system'), '[http]\n\tproxy = http://127.0.0.1:1\n')
    const real = path.split(':').map((each) => join(each, 'git')).find((file) => existsSync(file)) ?? 'git'
    writeFileSync(join(programs, 'git'), `#!/bin/sh\nGIT_CONFIG_SYSTEM='${programs}/system' exec '${real}' "$@"\n`)
    chmodSync(join(programs, 'git'), 0o755)
    process.env.PATH = `${programs}:${path}`
    try {
      const result = await fetch(command, 'http://mirror.example/bases.git//plain?ref=main')
      expect(result).toMatchObject({ kind: 'ok', network: { reached: [{ address: 'http://mirror.example/bases.git' }] } })
    } finally {
      process.env.PATH = path
    }
  })

  describe('over ssh', () => {
    const path = process.env.PATH
    const log = (): string => join(folder, 'ssh-log')
    beforeEach(() => {
      const programs = join(folder, 'programs')
      mkdirSync(programs, { recursive: true })
      // Serves the repositories of every host, and notes what it was asked.
      const lines = ['#!/bin/sh', `echo "$*" >> '${log()}'`, 'for last in "$@"; do :; done', `cd '${join(folder, 'git')}' && mkdir -p org && rm -f org/bases.git`, 'ln -s ../bases org/bases.git', 'eval "$last"']
      writeFileSync(join(programs, 'ssh'), `${lines.join('\n')}\n`)
      chmodSync(join(programs, 'ssh'), 0o755)
      writeFileSync(log(), '')
      process.env.PATH = `${programs}:${path ?? ''}`
    })
    afterEach(() => {
      process.env.PATH = path
    })

    it('an allowed host is asked, and told', async () => {
      const result = await fetch(command, 'git@Git.Example.com:org/bases.git//plain?ref=main')
      expect(result).toMatchObject({ kind: 'ok', stdout: expect.stringContaining('name: remote') })
      expect(names(result, 'reached')).toEqual(['ssh://git.example.com/org/bases.git main'])
      expect(readFileSync(log(), 'utf8')).toMatch(/git@[Gg]it\.[Ee]xample\.com git-upload-pack 'org\/bases\.git'/)
    })

    it('another host is refused, and ssh is not started', async () => {
      const result = await fetch(command, 'git@evil.example:org/bases.git//plain?ref=main')
      expect(result).toMatchObject({ kind: 'failed', network: { refused: [{ host: 'evil.example', address: 'ssh://evil.example', ref: null }] } })
      expect(readFileSync(log(), 'utf8')).toBe('')
    })
  })
})

it('a build that is not looked at gets no proxy', async () => {
  const command = join(folder, 'script')
  writeFileSync(command, '#!/bin/sh\nenv\n')
  chmodSync(command, 0o755)
  const request = { directory: folder, overlay: '', loadRestrictor: 'root-only', enableHelm: false, seconds: 20, megabytes: 8, memoryMegabytes: 4096 } as const
  const kustomize = { command, args: ['build'], version: 'v5.8.1', source: 'test' }
  const [plain, watched] = [await build(kustomize, request), await build(kustomize, { ...request, hosts: [] })]
  expect(plain.kind === 'ok' ? plain.stdout : '').not.toMatch(/proxy|GIT_SSH|TRACE/i)
  expect(plain.network).toBeUndefined()
  const printed = watched.kind === 'ok' ? watched.stdout.split('\n').map((line) => line.replace(/=.*/, '')) : []
  expect(printed.filter((name) => !['PWD', 'OLDPWD', 'SHLVL', '_', ''].includes(name)).sort()).toEqual([
    'ALL_PROXY', 'GIT_ALLOW_PROTOCOL', 'GIT_SSH_COMMAND', 'GIT_SSH_VARIANT', 'GIT_TRACE2_EVENT', 'GIT_TRACE2_EVENT_BRIEF', 'GOGC', 'GOMEMLIMIT', 'HOME',
    'HTTPS_PROXY', 'HTTP_PROXY', 'PATH', 'TMPDIR', 'all_proxy', 'http_proxy', 'https_proxy'
  ])
  expect(watched.network).toEqual({ reached: [], refused: [] })
  expect(existsSync(dirname(command))).toBe(true)
})
