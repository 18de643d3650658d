// Renders kept between runs: with the folder, cold or warm, the report is the one without it; and nothing of a Secret is in it.

import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { command } from '../support/command.ts'
import { deploymentOf } from '../support/ladder.ts'
import { commit, newRepository } from '../support/scenario.ts'
import type { Files } from '../support/scenario.ts'

type Json = { readonly verdict: string; readonly findings: readonly { readonly code: string; readonly location: { readonly file: string; readonly line: number | null } }[]; readonly stats: { readonly builds: number; readonly cached: number } }

let repository = ''
let scratch = ''
beforeEach(() => {
  repository = newRepository()
  scratch = mkdtempSync(join(tmpdir(), 'parity-gate-cache-test-'))
})
afterEach(() => [repository, scratch].forEach((folder) => rmSync(folder, { recursive: true, force: true })))

const DEPLOYMENT = deploymentOf('      - {name: shop, image: registry.example.com/shop, envFrom: [{secretRef: {name: login}}]}\n')
const DIGEST = `sha256:${'a'.repeat(64)}`

/** `literals`: of the generated Secret, by environment. */
function world(literals: Readonly<Record<'staging' | 'prod', string>>, axes = ''): Files {
  const overlays = (['staging', 'prod'] as const).map((name): [string, string] => [
    `apps/shop/overlays/${name}/kustomization.yaml`,
    `resources: [../../base]\nimages:\n- {name: registry.example.com/shop, digest: "${DIGEST}"}\nsecretGenerator:\n- name: login\n  literals:\n  - ${literals[name]}\n`
  ])
  const policy = `version: 1\nallowed-axes: [image, replicas, secret-path${axes}]\n`
  return {
    'apps/shop/base/kustomization.yaml': 'resources: [deployment.yaml]\n',
    'apps/shop/base/deployment.yaml': DEPLOYMENT,
    '.github/parity-gate.yaml': policy,
    ...Object.fromEntries(overlays)
  }
}

async function check(...more: readonly string[]): Promise<Json> {
  const { stdout } = await command(repository, ['check', '--all', '--quiet', '--format', 'json', ...more])
  return JSON.parse(stdout) as Json
}

/** Without what the contract lets differ. */
function told({ stats: _, ...report }: Json): unknown {
  return JSON.parse(JSON.stringify(report, (key, value: unknown) => (key === 'render' || key === 'milliseconds' ? undefined : value)))
}

function entries(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)).filter((file) => statSync(file).isFile())
}

test.each([
  ['equal', { staging: 'password=same', prod: 'password=same' }, '', 'pass', 2],
  ['differing', { staging: 'password=one', prod: 'password=two' }, '', 'fail', 2],
  ['differing in the name of the environment, which an axis allows', { staging: 'url=db-staging', prod: 'url=db-prod' }, ', environment-name', null, 2],
  ['with what looks like a variable, behind base64', { staging: 'password=${a}', prod: 'password=${a}' }, '', 'pass', 2]
] as const)('Secrets %s: cold and warm say what a run without the folder says', async (_, literals, axes, verdict, kept) => {
  commit(repository, world(literals, axes))
  const folder = join(scratch, 'cache')
  const plain = await check()
  const cold = await check('--cache-directory', folder)
  const warm = await check('--cache-directory', folder)
  expect(told(cold)).toEqual(told(plain))
  expect(told(warm)).toEqual(told(plain))
  if (verdict !== null) expect(plain.verdict).toBe(verdict)
  expect(cold.stats.cached).toBe(0)
  expect(warm.stats.cached).toBe(kept)
  const texts = entries(folder).map((file) => readFileSync(file))
  for (const word of ['same', 'one', 'two', 'db-staging'].flatMap((value) => [value, Buffer.from(value).toString('base64')])) {
    if (word.length > 3) expect(texts.some((text) => text.includes(word))).toBe(false)
  }
})

test('the line of a secret that differs is known from a warm folder, too', async () => {
  commit(repository, world({ staging: 'password=one', prod: 'password=two' }))
  const folder = join(scratch, 'cache')
  await check('--cache-directory', folder)
  const [found] = (await check('--cache-directory', folder)).findings
  expect(found).toMatchObject({ code: 'drift-value', location: { file: 'apps/shop/overlays/prod/kustomization.yaml', line: 7 } })
})

test('what changes is built, the rest is not; and so is an entry that was tampered with', async () => {
  commit(repository, world({ staging: 'password=same', prod: 'password=same' }))
  const folder = join(scratch, 'cache')
  await check('--cache-directory', folder)
  commit(repository, { 'apps/shop/overlays/prod/kustomization.yaml': `${readFileSync(join(repository, 'apps/shop/overlays/prod/kustomization.yaml'), 'utf8')}# more\n` })
  expect((await check('--cache-directory', folder)).stats).toMatchObject({ builds: 1, cached: 1 })
  for (const file of entries(folder).filter((name) => statSync(name).size > 100)) {
    const bytes = readFileSync(file)
    bytes[bytes.length - 5] = (bytes[bytes.length - 5] ?? 0) ^ 1
    writeFileSync(file, bytes)
  }
  const mended = await check('--cache-directory', folder)
  expect(mended).toMatchObject({ verdict: 'pass', stats: { builds: 2, cached: 0 } })
})

test.each(['a file in its place', 'files of somebody else in it', 'the checkout'])('a folder that cannot be one: %s', async (what) => {
  commit(repository, world({ staging: 'password=same', prod: 'password=same' }))
  const folder = what === 'the checkout' ? join(repository, 'cache') : join(scratch, 'cache')
  if (what === 'a file in its place') writeFileSync(folder, '')
  if (what === 'files of somebody else in it') {
    mkdirSync(folder)
    writeFileSync(join(folder, 'thesis.txt'), 'x')
  }
  const { status, stdout } = await command(repository, ['check', '--all', '--quiet', '--cache-directory', folder])
  expect(status).toBe(2)
  expect(stdout).toContain('config-invalid')
  expect(stdout).toContain(folder)
  if (what === 'files of somebody else in it') expect(readdirSync(folder)).toEqual(['thesis.txt'])
  if (what === 'the checkout') expect(existsSync(folder)).toBe(false)
})
