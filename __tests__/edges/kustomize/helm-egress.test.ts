// Charts that a real helm pulls for kustomize: from hosts that the policy allows, and from no other.

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { build, type BuildResult } from '../../../src/edges/kustomize/build.ts'
import { helmBinary } from '../../support/helm.ts'
import { kustomizeBinaries } from '../../support/kustomize.ts'
import { serveHosts, type Answer, type MadeUpHosts } from '../../support/made-up-hosts.ts'

const helm = helmBinary()
// What kustomize 4 does with charts is another thing: see SECURITY.md.
const binaries = kustomizeBinaries().filter(({ version }) => version.startsWith('v5.'))

const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: from-chart}\n'
const index = (url: string): string => `apiVersion: v1\nentries:\n  shop:\n  - {apiVersion: v2, name: shop, version: 1.0.0, urls: ["${url}"]}\n`

let folder = ''
let hosts: MadeUpHosts
const path = process.env.PATH ?? ''

beforeAll(async () => {
  if (helm === null) return
  folder = mkdtempSync(join(tmpdir(), 'helm-egress-test-'))
  mkdirSync(join(folder, 'shop/templates'), { recursive: true })
  mkdirSync(join(folder, 'programs'))
  writeFileSync(join(folder, 'shop/Chart.yaml'), 'apiVersion: v2\nname: shop\nversion: 1.0.0\n')
  writeFileSync(join(folder, 'shop/values.yaml'), '{}\n')
  writeFileSync(join(folder, 'shop/templates/config.yaml'), CONFIG)
  execFileSync(helm, ['package', join(folder, 'shop'), '-d', folder], { stdio: 'ignore' })
  if (helm !== 'helm') symlinkSync(resolve(helm), join(folder, 'programs/helm'))
  process.env.PATH = `${join(folder, 'programs')}:${path}`
  const chart = readFileSync(join(folder, 'shop-1.0.0.tgz'))
  const pages: Record<string, Answer> = {
    'mirror.example/near/index.yaml': { body: index('shop-1.0.0.tgz') },
    'mirror.example/near/shop-1.0.0.tgz': { body: chart },
    'mirror.example/other/index.yaml': { body: index('http://charts.example.com/shop-1.0.0.tgz') },
    'charts.example.com/shop-1.0.0.tgz': { body: chart },
    'mirror.example/far/index.yaml': { body: index('http://evil.example/shop-1.0.0.tgz') },
    'mirror.example/moved/index.yaml': { location: 'http://evil.example/index.yaml' },
    'evil.example/index.yaml': { body: index('shop-1.0.0.tgz') },
    'evil.example/shop-1.0.0.tgz': { body: chart }
  }
  hosts = await serveHosts(pages, folder)
})

afterAll(async () => {
  if (helm === null) return
  process.env.PATH = path
  await hosts.close()
  rmSync(folder, { recursive: true, force: true })
})

let overlays = 0
async function inflate(command: string, repo: string): Promise<BuildResult> {
  const directory = join(folder, `overlay-${(overlays += 1)}`)
  const temporary = join(directory, 'temporary')
  mkdirSync(temporary, { recursive: true })
  writeFileSync(join(directory, 'kustomization.yaml'), `helmCharts:\n- {name: shop, repo: "${repo}", version: 1.0.0, releaseName: shop}\n`)
  const kustomize = { command, args: ['build'], version: 'v5.8.1', source: 'test' }
  return build(kustomize, {
    ...{ temporary, directory, overlay: '', loadRestrictor: 'root-only', enableHelm: true, seconds: 60, megabytes: 8, memoryMegabytes: 4096 },
    hosts: ['mirror.example', 'charts.example.com'],
    connect: hosts.connect
  })
}

const addresses = ({ network }: BuildResult, which: 'reached' | 'refused'): readonly string[] => (network?.[which] ?? []).map(({ address }) => address).sort()

const suite = helm === null || binaries.length === 0 ? describe.skip : describe
const programs = binaries.length === 0 ? [{ version: '5', command: '' }] : binaries

suite.each(programs)('with kustomize $version', ({ command }) => {
  it.each([
    ['near', ['http://mirror.example/near/index.yaml', 'http://mirror.example/near/shop-1.0.0.tgz']],
    ['other', ['http://charts.example.com/shop-1.0.0.tgz', 'http://mirror.example/other/index.yaml']]
  ])('a chart of allowed hosts is pulled, and told: %s', async (place, reached) => {
    const result = await inflate(command, `http://mirror.example/${place}`)
    expect(result).toMatchObject({ kind: 'ok', stdout: expect.stringContaining('name: from-chart') })
    expect(addresses(result, 'reached')).toEqual(reached)
    expect(addresses(result, 'refused')).toEqual([])
  })

  it.each([
    ['the repository itself', 'http://evil.example', 'http://evil.example/index.yaml'],
    ['where the index says that the chart is', 'http://mirror.example/far', 'http://evil.example/shop-1.0.0.tgz'],
    ['where the index has moved to', 'http://mirror.example/moved', 'http://evil.example/index.yaml'],
    ['a registry', 'oci://evil.example/charts', 'https://evil.example']
  ])('another host is refused: %s', async (_, repo, refused) => {
    const before = hosts.dialled.length
    const result = await inflate(command, repo)
    expect(result.kind).toBe('failed')
    expect(addresses(result, 'refused')).toContain(refused)
    expect(hosts.dialled.slice(before).join()).not.toContain('evil')
  })
})
