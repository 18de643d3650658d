// Bad input, as people make it: each gets a clear error that says what to do, and nothing crashes or passes.

import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { CommandRun } from '../support/command.ts'
import { command } from '../support/command.ts'
import { deployment, digest, OVERLAY, overlays, shop } from '../support/ladder.ts'
import type { Files } from '../support/scenario.ts'
import { commit, git, newRepository } from '../support/scenario.ts'

const RUN = deployment(shop('a'))
const LADDER = overlays({ dev: RUN, staging: RUN, prod: RUN })
const PROD = 'apps/shop/overlays/prod'
const POLICY = '.github/parity-gate.yaml'

const folders: string[] = []
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })))

function folder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'parity-gate-bad-'))
  folders.push(directory)
  return directory
}

function repository(files: Files = LADDER): string {
  const directory = newRepository()
  folders.push(directory)
  commit(directory, files)
  return directory
}

type Expected = {
  readonly status: 1 | 2
  /** What the text must say: the mistake, where it is, and what to do. */
  readonly says: readonly (string | RegExp)[]
}

function expectError({ status, stdout, stderr }: CommandRun, expected: Expected): void {
  const text = stdout + stderr
  for (const part of expected.says) {
    if (typeof part === 'string') expect(text).toContain(part)
    else expect(text).toMatch(part)
  }
  expect(status).toBe(expected.status)
  expect(text).toContain('help: ')
  // No stack, no bug, no pass, nothing of our own temporary folders.
  expect(text).not.toMatch(/\n\s+at |TypeError|undefined|\[object|parity-gate-(?!bad|scenario)[A-Za-z0-9]{6}/)
  expect(text).not.toMatch(/\bpass\b[^a-z]*$/m)
}

type Case = readonly [name: string, files: Files, args: readonly string[], expected: Expected]

const prod = (files: Readonly<Record<string, string | Uint8Array>>): Files => ({
  ...LADDER,
  ...Object.fromEntries(Object.entries(files).map(([name, content]) => [`${PROD}/${name}`, content]))
})
const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1')
const policy = (text: string | Uint8Array): Files => ({ ...LADDER, [POLICY]: text })

const CONFIGURATION: readonly Case[] = [
  ['an environment without overlays', LADDER, ['--environments', 'dev,qa,prod'], { status: 2, says: ['no overlay belongs to the environment `qa`'] }],
  [
    'an environment whose folder has a synonym',
    overlays({ dev: RUN, stage: RUN, prod: RUN }),
    ['--environments', 'dev,staging,prod'],
    { status: 2, says: ['no overlay belongs to the environment `staging`', 'write `staging=stage`'] }
  ],
  ['no environment at all exists', LADDER, ['--environments', 'green,blue'], { status: 1, says: ['no overlays were found', '`apps/shop/overlays/prod`'] }],
  ['a waiver for an unknown environment', policy('version: 1\nwaivers:\n  - {reason: r, expires: 2099-01-01, environments: [prdo]}\n'), [], { status: 2, says: [`${POLICY}:3:5`, '`prdo`, which does not exist', 'prod'] }],
  ['an axis between unknown environments', policy('version: 1\nallowed-axes:\n  - {name: x, resources: [A], paths: [/b], between: [staging, prdo]}\n'), [], { status: 2, says: [`${POLICY}:3:5`, '`prdo`, which does not exist'] }],
  ['a pattern that matches nothing', LADDER, ['--overlays', 'app/{app}/overlays/{env}'], { status: 2, says: ['the overlays pattern `app/{app}/overlays/{env}` matches no folder'] }],
  ['one pattern of two that matches nothing', LADDER, ['--overlays', 'apps/{app}/overlays/{env}\nbpps/{app}/{env}'], { status: 2, says: ['`bpps/{app}/{env}` matches no folder'] }],
  ['a pattern without {env}', LADDER, ['--overlays', 'apps/{app}/overlays/prod'], { status: 2, says: ['{env}'] }],
  ['a policy that is no YAML', policy('version: 1\nwaivers: [\n'), [], { status: 2, says: [new RegExp(`${POLICY}:[23]:\\d+`)] }],
  ['a policy with a tab', policy('version: 1\nlimits:\n\tbuild-seconds: 3\n'), [], { status: 2, says: [new RegExp(`${POLICY}:3:\\d+`)] }],
  ['an unknown key', policy('version: 1\nexisting-drfit: warn\n'), [], { status: 2, says: [`${POLICY}:2:1`, 'unknown key `existing-drfit`', 'existing-drift'] }],
  ['a wrong type', policy('version: 1\nparallelism: many\n'), [], { status: 2, says: [`${POLICY}:2:14`, 'parallelism'] }],
  ['an impossible value', policy('version: 1\nlimits:\n  build-seconds: 0\n'), [], { status: 2, says: [`${POLICY}:3:18`, 'build-seconds'] }],
  ['a date that is none', policy('version: 1\nwaivers:\n  - {reason: r, expires: 2026-02-30}\n'), [], { status: 2, says: [new RegExp(`${POLICY}:3:\\d+`), '2026-02-30'] }],
  ['no version', policy('existing-drift: warn\n'), [], { status: 2, says: [`${POLICY}:1:1`, 'version'] }],
  ['an empty policy file', policy(''), [], { status: 2, says: [POLICY, 'empty'] }],
  ['a policy file that is not UTF-8', policy(latin1('version: 1\nexempt-images: [caf\xe9]\n')), [], { status: 2, says: [`${POLICY}:2:20`, 'is not UTF-8'] }],
  ['a policy file that is not there', LADDER, ['--config', 'gate.yaml'], { status: 2, says: ['`gate.yaml` does not exist'] }],
  ['two mistakes are told at once', policy('version: 1\na: 1\nb: 2\n'), [], { status: 2, says: [`${POLICY}:2:1`, `${POLICY}:3:1`] }],
  ['an option with a wrong value', LADDER, ['--existing-drift', 'maybe'], { status: 2, says: ['existing-drift', '`fail`'] }],
  ['a kustomize that is not there', LADDER, ['--kustomize', '/nonexistent/kustomize'], { status: 2, says: ['/nonexistent/kustomize', 'not an executable file'] }]
]

const SOURCES: readonly Case[] = [
  ['a kustomization that is no YAML', prod({ 'kustomization.yaml': 'resources: [\n' }), [], { status: 1, says: [`${PROD}/kustomization.yaml`, 'does not build'] }],
  ['a kustomization with an unknown field', prod({ 'kustomization.yaml': `${OVERLAY}resuorces: []\n` }), [], { status: 1, says: [`${PROD}/kustomization.yaml`, 'resuorces'] }],
  ['a kustomization that is a list', prod({ 'kustomization.yaml': '- a\n' }), [], { status: 1, says: [`${PROD}/kustomization.yaml`] }],
  ['an empty kustomization', prod({ 'kustomization.yaml': '' }), [], { status: 1, says: ['prod', 'is empty'] }],
  ['a file that is not there', prod({ 'kustomization.yaml': 'resources: [../../base, ap.yaml]\n' }), [], { status: 1, says: [`${PROD}/ap.yaml`, 'no such file'] }],
  ['a base that is not there', prod({ 'kustomization.yaml': 'resources: [../../bsae, app.yaml]\n' }), [], { status: 1, says: ['apps/shop/bsae'] }],
  ['a cycle', { ...LADDER, 'apps/shop/base/kustomization.yaml': 'resources: [account.yaml, ../overlays/prod]\n' }, [], { status: 1, says: ['cycle'] }],
  ['a patch without a target', prod({ 'kustomization.yaml': `${OVERLAY}patches: [{path: p.yaml}]\n`, 'p.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: none}\n' }), [], { status: 1, says: ['prod', 'no matches for Id'] }],
  ['a resource that is no YAML', prod({ 'app.yaml': 'kind: [\n' }), [], { status: 1, says: [`${PROD}/app.yaml`] }],
  ['a resource without a name', prod({ 'app.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n' }), [], { status: 1, says: ['prod', 'metadata.name'] }],
  ['two resources of one identity', prod({ 'app.yaml': `${RUN}---\n${RUN}` }), [], { status: 1, says: ['prod', 'already registered id'] }],
  [
    'two resources of one identity in two API versions',
    prod({ 'app.yaml': 'apiVersion: example.com/v1\nkind: Fleet\nmetadata: {name: a}\n---\napiVersion: example.com/v2\nkind: Fleet\nmetadata: {name: a}\n' }),
    [],
    { status: 1, says: ['two resources have one identity: example.com/v1/Fleet/a and example.com/v2/Fleet/a'] }
  ],
  ['an empty render', prod({ 'kustomization.yaml': 'resources: []\n' }), [], { status: 1, says: ['rendered nothing'] }],
  ['a kustomization that is not UTF-8', prod({ 'kustomization.yaml': latin1(`${OVERLAY}namePrefix: caf\xe9-\n`) }), [], { status: 1, says: ['prod'] }],
  ['a patch that is not UTF-8', prod({ 'kustomization.yaml': `${OVERLAY}patches: [{path: p.yaml}]\n`, 'p.yaml': latin1('apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop, annotations: {a: caf\xe9}}\n') }), [], { status: 1, says: ['prod'] }],
  ['a generator file that is not UTF-8, in one environment only', prod({ 'kustomization.yaml': `${OVERLAY}configMapGenerator: [{name: c, files: [logo.bin]}]\n`, 'logo.bin': latin1('\xff\xfe\xfd') }), [], { status: 1, says: ['`ConfigMap/c` is missing in `staging`'] }]
]

describe.each([
  ['configuration', CONFIGURATION],
  ['sources', SOURCES]
])('%s', (_group, cases) => {
  test.each(cases)('%s', async (_name, files, args, expected) => {
    expectError(await command(repository(files), ['check', '--all', ...args]), expected)
  })
})

describe('generator files that are not UTF-8', () => {
  const binary = (bytes: Readonly<Record<string, string>>): Files => ({
    ...LADDER,
    ...Object.fromEntries(
      Object.entries(bytes).flatMap(([name, text]): [string, string | Uint8Array][] => [
        [`apps/shop/overlays/${name}/kustomization.yaml`, `${OVERLAY}configMapGenerator: [{name: c, files: [logo.bin]}]\n`],
        [`apps/shop/overlays/${name}/logo.bin`, latin1(text)]
      ])
    )
  })

  test('equal bytes are no difference', async () => {
    const run = await command(repository(binary({ dev: '\xff\xfe', staging: '\xff\xfe', prod: '\xff\xfe' })), ['check', '--all'])
    expect(run.status).toBe(0)
  })

  test('other bytes are one, and are shown as base64', async () => {
    const run = await command(repository(binary({ dev: '\xff\xfe', staging: '\xff\xfe', prod: '\xff\xfd' })), ['check', '--all'])
    expectError(run, { status: 1, says: ['/binaryData/logo.bin', '//4=', '//0='] })
  })
})

describe('images that are none', () => {
  const image = (text: string): Files => overlays({ prod: RUN.replace(/"registry[^"]*"/, text) })
  test.each([
    ['blanks', '"not an image"', 'it is not an image reference'],
    ['nothing', '""', 'it is not an image reference'],
    ['a number', '7', 'it has no digest'],
    ['a digest that is too short', `"shop@sha256:${'a'.repeat(63)}"`, 'it is not an image reference'],
    ['upper case', '"Shop/Web:1"', 'it is not an image reference'],
    ['a variable', '"shop:${TAG}"', 'it holds a variable that is not resolved']
  ])('%s', async (_name, text, why) => {
    const directory = repository()
    const base = git(directory, 'rev-parse', 'HEAD')
    commit(directory, image(text))
    expectError(await command(directory, ['check', '--base', base]), { status: 1, says: ['image-unpinned', why] })
  })

  test('the same in every environment is still told where it enters', async () => {
    const directory = repository()
    const base = git(directory, 'rev-parse', 'HEAD')
    const nothing = RUN.replace(/"registry[^"]*"/, '7')
    commit(directory, overlays({ dev: nothing, staging: nothing, prod: nothing }))
    expectError(await command(directory, ['check', '--base', base]), { status: 1, says: ['image-unpinned'] })
  })
})

describe('revisions and places', () => {
  const sources = { status: 2 } as const

  test('a base that is no revision', async () => {
    expectError(await command(repository(), ['check', '--base', 'nope']), { ...sources, says: ['`nope` is no revision of this repository'] })
  })

  test('a head that is no revision', async () => {
    expectError(await command(repository(), ['check', '--base', 'HEAD', '--head', 'nope']), { ...sources, says: ['`nope` is no revision of this repository'] })
  })

  test('a base commit that is nowhere', async () => {
    expectError(await command(repository(), ['check', '--base', '1'.repeat(40)]), { status: 1, says: ['history-unavailable', '`111111111111`', 'git remote add origin'] })
  })

  test('a base that could be an option of git', async () => {
    expectError(await command(repository(), ['check', '--base=--upload-pack=touch /tmp/x']), { ...sources, says: ['base'] })
  })

  test('no default branch to compare with', async () => {
    const directory = repository()
    git(directory, 'branch', '-m', 'main', 'trunk')
    expectError(await command(directory, ['check']), { ...sources, says: ['default branch', '--base'] })
  })

  test('a detached clone is judged as any other', async () => {
    const directory = repository()
    git(directory, 'checkout', '-q', '--detach')
    commit(directory, overlays({ prod: deployment(shop('b')) }))
    expectError(await command(directory, ['check']), { status: 1, says: ['image-not-live'] })
  })

  test('a detached clone without any branch', async () => {
    const directory = repository()
    git(directory, 'checkout', '-q', '--detach')
    git(directory, 'branch', '-q', '-D', 'main')
    expectError(await command(directory, ['check']), { ...sources, says: ['default branch', '--all'] })
  })

  /** Two commits; a clone that has only the last one. */
  function shallow(): { readonly origin: string; readonly directory: string; readonly base: string } {
    const origin = repository()
    const base = git(origin, 'rev-parse', 'HEAD')
    git(origin, 'config', 'uploadpack.allowAnySHA1InWant', 'true')
    commit(origin, overlays({ prod: deployment(shop('b')) }))
    const directory = folder()
    git(directory, 'clone', '-q', '--depth=1', `file://${origin}`, '.')
    return { origin, directory, base }
  }

  test('a shallow clone fetches the base itself', async () => {
    const { directory, base } = shallow()
    expectError(await command(directory, ['check', '--base', base]), { status: 1, says: ['image-not-live'] })
    expect(git(directory, 'rev-parse', '--is-shallow-repository')).toBe('true')
  })

  test('a shallow clone whose origin is gone', async () => {
    const { origin, directory, base } = shallow()
    rmSync(origin, { recursive: true })
    expectError(await command(directory, ['check', '--base', base]), { status: 1, says: ['history-unavailable', base.slice(0, 12), 'origin'] })
  })

  test('a base that the origin has lost', async () => {
    const { directory } = shallow()
    expectError(await command(directory, ['check', '--base', '1'.repeat(40)]), { status: 1, says: ['history-unavailable', '`111111111111`'] })
  })

  test('a repository without commits', async () => {
    const directory = newRepository()
    folders.push(directory)
    for (const args of [['--all'], []]) expectError(await command(directory, ['check', ...args]), { ...sources, says: ['has no commits yet', 'git add -A && git commit'] })
  })

  test('a folder that is no repository', async () => {
    expectError(await command(folder(), ['check', '--all']), { ...sources, says: ['repository'] })
  })

  test('a folder that is not there', async () => {
    expectError(await command(folder(), ['check', '--all', '--repo', 'nowhere']), { ...sources, says: ['nowhere'] })
  })

  test('a bare repository', async () => {
    const directory = folder()
    git(directory, 'init', '-q', '--bare', '.')
    expectError(await command(directory, ['check', '--all']), { ...sources, says: ['bare repository'] })
  })

  test('a file where the repository should be', async () => {
    const directory = folder()
    writeFileSync(join(directory, 'file'), '')
    expectError(await command(directory, ['check', '--all', '--repo', 'file']), { ...sources, says: ['file'] })
  })

  test('inside the .git folder', async () => {
    expectError(await command(repository(), ['check', '--all', '--repo', '.git']), { ...sources, says: ['.git'] })
  })

  test.each(['bin/kustomize', 'apps/../bin/kustomize', 'link'])('a kustomize inside of the judged repository: %s', async (path) => {
    const directory = repository({ ...LADDER, 'bin/kustomize': '#!/bin/sh\necho v5.8.1\ntouch ran\n' })
    chmodSync(join(directory, 'bin/kustomize'), 0o755)
    const outside = folder()
    symlinkSync(join(directory, 'bin/kustomize'), join(outside, 'link'))
    const written = path === 'link' ? join(outside, path) : `${directory}/${path}`
    expectError(await command(directory, ['check', '--all', '--kustomize', written]), { ...sources, says: ['kustomize', 'inside the'] })
    expect(existsSync('ran')).toBe(false)
  })

  test('links in circles', async () => {
    const directory = repository()
    mkdirSync(join(directory, PROD), { recursive: true })
    symlinkSync('loop.yaml', join(directory, PROD, 'loop.yaml'))
    commit(directory, { [`${PROD}/kustomization.yaml`]: 'resources: [../../base, app.yaml, loop.yaml]\n' })
    expectError(await command(directory, ['check', '--all']), { status: 1, says: ['prod', 'loop.yaml'] })
  })
})

test('one overlay that cannot be judged leaves the findings of the others', async () => {
  const files = { ...prod({ 'kustomization.yaml': 'resources: [\n' }), ...overlays({ staging: deployment(shop('a'), `envoy@${digest('e')}`) }) }
  expectError(await command(repository(files), ['check', '--all']), { status: 1, says: ['render-failed', 'drift-missing-field', 'between', 'c1'] })
})
