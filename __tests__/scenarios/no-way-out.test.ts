// No way out of the box: what a pull request may name, and what kustomize is started for; what a kustomize that is started can see.

import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { pullRequestCheckout } from '../support/checkout.ts'
import { command } from '../support/command.ts'
import { pullRequestEvent } from '../support/events.ts'
import { startFakeGitHub } from '../support/fake-github.ts'
import { deployment, overlays, shop } from '../support/ladder.ts'
import { ownBundle } from '../support/own-bundle.ts'
import { runAction } from '../support/runner.ts'
import type { Files } from '../support/scenario.ts'
import { commit, newRepository } from '../support/scenario.ts'

const RUN = deployment(shop('a'))
const LADDER = overlays({ dev: RUN, staging: RUN, prod: RUN })
const BASE = 'apps/shop/base'

let folder = ''
let seen = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'no-way-out-'))
  seen = join(folder, 'seen')
  mkdirSync(seen)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A kustomize that notes each start, its environment and its home, and prints the overlay's own manifest. */
function fakeKustomize(): string {
  const file = join(folder, 'kustomize')
  const lines = [
    '#!/bin/sh',
    'if [ "$1" = version ]; then echo v5.8.1; exit; fi',
    'for overlay in "$@"; do :; done',
    `env > ${seen}/$$.env`,
    `ls -A "$HOME" > ${seen}/$$.home`,
    `echo "$@" > ${seen}/$$.arguments`,
    'cat "$overlay/app.yaml"'
  ]
  writeFileSync(file, `${lines.join('\n')}\n`)
  chmodSync(file, 0o755)
  return file
}

const noted = (ending: string): readonly string[] =>
  readdirSync(seen).filter((name) => name.endsWith(ending)).map((name) => readFileSync(join(seen, name), 'utf8'))

type Judged = { readonly status: number; readonly stdout: string; readonly starts: number }

async function check(files: Files, args: readonly string[] = [], links: Readonly<Record<string, string>> = {}): Promise<Judged> {
  const repository = newRepository()
  try {
    for (const [path, target] of Object.entries(links)) {
      mkdirSync(dirname(join(repository, path)), { recursive: true })
      symlinkSync(target, join(repository, path))
    }
    commit(repository, files)
    const { status, stdout } = await command(repository, ['check', '--all', '--kustomize', fakeKustomize(), ...args])
    return { status, stdout, starts: noted('.arguments').length }
  } finally {
    rmSync(repository, { recursive: true, force: true })
  }
}

/** The ladder; its base, which all environments use, has these lines more. */
const based = (lines: string, more: Files = {}): Files => ({ ...LADDER, [`${BASE}/kustomization.yaml`]: `resources: [account.yaml]\n${lines}\n`, ...more })

test('the ladder itself is built, once for each environment', async () => {
  expect(await check(LADDER)).toMatchObject({ status: 0, starts: 3 })
})

describe('a policy that allows nothing', () => {
  test.each<[string, string, Files?]>([
    ['a remote base', 'components: ["github.com/example/manifests//shop?ref=v1"]'],
    ['a download', 'patches: [{path: "https://evil.example/patch.yaml"}]'],
    ['a repository over ssh', 'components: ["ssh://git@evil.example/a/b"]'],
    ['a repository as scp writes it', 'components: ["git@evil.example:a/b.git"]'],
    ['a repository of the machine', 'components: ["file:///srv/git/repo"]'],
    ['the prefix of go-getter', 'components: ["GIT::https://evil.example/a/b"]'],
    ['a revision that is an option of git', 'components: ["git@evil.example/a/b?ref=--upload-pack=id"]'],
    ['a file for a secret from elsewhere', 'secretGenerator: [{name: s, envs: ["https://evil.example/env"]}]'],
    ['a chart', 'helmCharts: [{name: web, repo: "https://charts.example.com"}]'],
    ['a chart that the repository holds', 'helmCharts: [{name: web}]', { [`${BASE}/charts/web/Chart.yaml`]: 'name: web\n' }],
    ['a plugin', 'generators: ["{apiVersion: example.com/v1, kind: Mine, metadata: {name: x}}"]'],
    ['an exec function', 'transformers: [f.yaml]', { [`${BASE}/f.yaml`]: 'apiVersion: example.com/v1\nkind: F\nmetadata:\n  name: f\n  annotations: {config.kubernetes.io/function: "exec: {path: ./f.sh}"}\n' }],
    ['a container function', 'validators: [f.yaml]', { [`${BASE}/f.yaml`]: 'apiVersion: example.com/v1\nkind: F\nmetadata:\n  name: f\n  annotations: {config.kubernetes.io/function: "container: {image: evil.example/f}"}\n' }],
    ['an absolute path', 'configMapGenerator: [{name: c, files: [/etc/hostname]}]'],
    ['a path upwards', 'patches: [{path: ../../../../etc/hostname}]']
  ])('%s: refused, and kustomize is not started', async (_name, lines, more = {}) => {
    const { status, stdout, starts } = await check(based(lines, more))
    expect(stdout).toContain('render-blocked')
    expect({ status, starts }).toEqual({ status: 1, starts: 0 })
  })

  test('what cannot be read is refused as well: a tag that only kustomize knows', async () => {
    const { status, stdout, starts } = await check(based('components: [!!binary Z2l0QGV2aWwuZXhhbXBsZTphL2I=]'))
    expect(stdout).toContain('not valid YAML')
    expect({ status, starts }).toEqual({ status: 1, starts: 0 })
  })
})

describe('allow-remote: github.com', () => {
  test.each([
    ['github.com/example/manifests//shop?ref=v1', true],
    ['https://GitHub.com/example/manifests', true],
    ['git@github.com:example/manifests.git', true],
    ['https://github.com.evil.example/example/manifests', false],
    ['https://github.com@evil.example/example/manifests', false],
    ['https://raw.github.com/example/manifests', false],
    ['https://github.com./example/manifests', false],
    ['https://evil.example/github.com/manifests', false],
    ['git@evil.example:github.com/manifests', false],
    ['https://github.com/example/manifests?ref=--upload-pack=id', false]
  ])('%s passes: %s', async (entry, passes) => {
    const { status, starts } = await check(based(`components: ["${entry}"]`), ['--allow-remote', 'github.com'])
    expect({ status, starts }).toEqual(passes ? { status: 0, starts: 3 } : { status: 1, starts: 0 })
  })

  test('is no leave for charts of another host', async () => {
    const { status, starts } = await check(based('helmCharts: [{name: web, repo: "https://charts.example.com"}]'), ['--allow-remote', 'github.com', '--enable-helm'])
    expect({ status, starts }).toEqual({ status: 1, starts: 0 })
  })
})

describe.each(['root-only', 'none'])('load-restrictor: %s', (restrictor) => {
  test.each<[string, string, string]>([
    ['a link to a file of the machine', 'out', '/etc/hostname'],
    ['a link upwards', 'out', '../../../../etc/hostname'],
    ['a link to the folder above the repository', 'out', '../../../..']
  ])('%s is refused', async (_name, link, target) => {
    const files = based(`configMapGenerator: [{name: c, files: [x=${link}]}]`)
    const { status, stdout, starts } = await check(files, ['--load-restrictor', restrictor], { [`${BASE}/${link}`]: target })
    expect(stdout).toContain('leads out of the repository')
    expect({ status, starts }).toEqual({ status: 1, starts: 0 })
  })
})

describe('what kustomize sees of the runner', () => {
  const SECRETS: Readonly<Record<string, string>> = {
    GITHUB_TOKEN: 'canary-1',
    GH_TOKEN: 'canary-2',
    ACTIONS_RUNTIME_TOKEN: 'canary-3',
    ACTIONS_ID_TOKEN_REQUEST_URL: 'https://canary-4.example',
    ACTIONS_CACHE_URL: 'https://canary-5.example',
    INPUT_SOMETHING: 'canary-6',
    GITHUB_ENV: '/canary-7',
    RUNNER_TEMP: join(tmpdir(), 'canary-8'),
    SSH_AUTH_SOCK: '/canary-9',
    HTTPS_PROXY: 'http://canary-10.example',
    NODE_OPTIONS: '--title=canary-11',
    GIT_CONFIG_COUNT: '0',
    KUSTOMIZE_PLUGIN_HOME: '/canary-12'
  }

  /** Every child's variables are those that a build needs, and its home is empty. */
  function expectBare(token: string): void {
    const environments = noted('.env')
    expect(environments.length).toBeGreaterThan(0)
    for (const text of environments) {
      const names = text.split('\n').filter((line) => /^\w+=/.test(line)).map((line) => line.slice(0, line.indexOf('=')))
      // The shell adds PWD and its like by itself.
      expect(names.filter((name) => !['PWD', 'OLDPWD', 'SHLVL', '_'].includes(name)).sort()).toEqual(['GIT_ALLOW_PROTOCOL', 'GOGC', 'GOMEMLIMIT', 'HOME', 'PATH', 'TMPDIR'])
      expect(text).not.toMatch(/canary|GITHUB_|ACTIONS_|INPUT_/)
      expect(text).not.toContain(token)
    }
    expect(noted('.home').join('')).toBe('')
    expect(noted('.arguments').join('')).not.toContain(token)
  }

  test('under the command line', async () => {
    const bundle = await ownBundle('cli')
    const repository = newRepository()
    try {
      commit(repository, LADDER)
      const ran = spawnSync(process.execPath, [bundle.main, 'check', '--all', '--repo', repository, '--kustomize', fakeKustomize()], {
        env: { ...SECRETS, PATH: process.env.PATH, HOME: folder, INPUT_GITHUB_TOKEN: 'canary-13' },
        encoding: 'utf8'
      })
      expect(ran.status).toBe(0)
      expectBare('canary')
    } finally {
      bundle.remove()
      rmSync(repository, { recursive: true, force: true })
    }
  })

  test('under the Action', async () => {
    const bundle = await ownBundle()
    const head = deployment(shop('a')).replace('labels: {app: shop}', 'labels: {app: shop, changed: "yes"}')
    const checkout = pullRequestCheckout({ before: LADDER, change: overlays({ dev: head, staging: head, prod: head }) })
    const github = await startFakeGitHub()
    try {
      // Those two the runner gives it, and it writes to them.
      const environment = Object.fromEntries(Object.entries(SECRETS).filter(([name]) => !['RUNNER_TEMP', 'GITHUB_ENV'].includes(name)))
      const ran = await runAction({
        main: bundle.main,
        workspace: checkout.workspace,
        event: pullRequestEvent({ number: 1, headSha: checkout.head, mergeSha: checkout.merge, baseSha: checkout.base }),
        inputs: { kustomize: fakeKustomize() },
        environment,
        github
      })
      expect(ran.exitCode).toBe(0)
      expectBare(github.token)
    } finally {
      await github.close()
      checkout.remove()
      bundle.remove()
    }
  })
})
