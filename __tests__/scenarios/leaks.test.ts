// Canaries: no value of a Secret comes out of a run, by whatever channel, in whatever form, whether the build succeeds or fails.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canary, leaks } from '../support/canaries.ts'
import { pullRequestCheckout } from '../support/checkout.ts'
import { command } from '../support/command.ts'
import { pullRequestEvent } from '../support/events.ts'
import { startFakeGitHub } from '../support/fake-github.ts'
import { kustomizeBinaries, newestKustomize } from '../support/kustomize.ts'
import { ownBundle } from '../support/own-bundle.ts'
import type { OwnBundle } from '../support/own-bundle.ts'
import { runAction } from '../support/runner.ts'
import { commit, git, newRepository } from '../support/scenario.ts'
import type { Files } from '../support/scenario.ts'
import { DIGESTS, SHOP } from '../support/shop.ts'

/** Several runs with real builds each. */
const LONG = 300_000

const folders: string[] = []
let bundle: OwnBundle
beforeAll(async () => {
  bundle = await ownBundle()
})
afterAll(() => {
  bundle.remove()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

type Tokens = Record<string, string>

/** A new token by its name; with one for each environment all of them differ. */
function tokenIn(tokens: Tokens, name: string): string {
  return (tokens[name] ??= canary())
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const prod = (name: string): string => `apps/shop/overlays/prod/${name}`

/** Every way into a Secret, different in each environment, so that all of it is drift. */
function secretWorld(tokens: Tokens): Files {
  const files = ['dev', 'staging', 'prod'].flatMap((environment): [string, string][] => {
    const folder = `apps/shop/overlays/${environment}`
    const token = (name: string): string => tokenIn(tokens, `${environment} ${name}`)
    const sealed = environment === 'prod' ? `\n  only-here: ${base64(token('only here'))}` : ''
    return [
      [
        `${folder}/kustomization.yaml`,
        `resources: [../../base, secret.yaml]
namespace: shop-${environment}
images: [{name: registry.example.com/shop, newTag: "1.0", digest: "${environment === 'prod' ? DIGESTS.b : DIGESTS.a}"}]
secretGenerator:
- name: generated
  literals:
  - password=${token('literal')}
  - "quoted=it's \\"${token('quoted literal')}\\" ${token('second part')}"
  files: [cert.pem, renamed=blob.bin]
  envs: [secret.env]
- name: ${environment}-only
  literals: [x=${token('own generator')}]
patches:
- patch: |-
    apiVersion: v1
    kind: Secret
    metadata: {name: written}
    stringData:
      patched: ${token('inline patch')}
- target: {kind: Secret, name: written}
  patch: |-
    - op: add
      path: /stringData/operated
      value: ${token('operation')}
- path: patch.yaml
`
      ],
      [
        `${folder}/secret.yaml`,
        `apiVersion: v1
kind: Secret
metadata:
  name: written
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: '{"stringData":{"a":"${token('last applied')}"}}'
data:
  encoded: ${base64(token('data'))}${sealed}
stringData:
  plain: ${token('stringData')}
  url: https://user:${token('in a url')}@db.example.com/${environment}
  variable: a\${${token('variable').replaceAll('-', '_')}}b
  bounded: ${token('bounded')}
  lines: |
    first
    ${token('second line')}
`
      ],
      [`${folder}/patch.yaml`, `apiVersion: v1\nkind: Secret\nmetadata: {name: written}\ndata:\n  merged: ${base64(token('patch file'))}\n`],
      [`${folder}/cert.pem`, `-----BEGIN KEY-----\n${token('file')}\n-----END KEY-----\n`],
      [`${folder}/blob.bin`, token('renamed file')],
      [`${folder}/secret.env`, `# a comment\nENV_KEY=${token('env file')}\n`]
    ]
  })
  return { ...SHOP, ...Object.fromEntries(files) }
}

/** An axis that reads a Secret's value is the policy's own doing, and shows nothing either. */
const POLICY = `version: 1
environments: [dev, staging, prod]
history: 3650d
allowed-axes:
- image
- replicas
- secret-path
- {name: bounded, resources: [Secret], paths: [/stringData/bounded], values: '^{env}$'}
`

/** Files of a folder with their texts and names, as they lie there. */
function filesBelow(folder: string): string {
  if (!existsSync(folder)) return ''
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .map((path) => `${path}\n${statSync(path).isDirectory() ? filesBelow(path) : readFileSync(path, 'latin1')}`)
    .join('\n')
}

/** All that the command line leaves of one repository: three formats of `check`, with a cache twice, `status`, `backtest`. */
async function allChannels(directory: string, base: string, kustomize: string): Promise<Record<string, string>> {
  const cache = mkdtempSync(join(tmpdir(), 'parity-gate-canary-'))
  folders.push(cache)
  const at = ['--kustomize', kustomize, '--cache-directory', cache]
  const channels: Record<string, string> = {}
  const run = async (name: string, args: readonly string[]): Promise<void> => {
    const { stdout, stderr } = await command(directory, args)
    channels[name] = `${stdout}\n${stderr}`
  }
  await run('check as text', ['check', '--base', base, ...at])
  await run('check as JSON', ['check', '--base', base, '--format', 'json', ...at])
  await run('check of everything', ['check', '--all', ...at])
  await run('status', ['status', '--kustomize', kustomize])
  await run('backtest', ['backtest', '--kustomize', kustomize, '--format', 'json', '--no-resume'])
  channels['cache'] = filesBelow(cache)
  return channels
}

/** The Action on a pull request: log, summary, annotations and check runs, outputs, report files, cache. */
async function actionChannels(before: Files, change: Files): Promise<Record<string, string>> {
  const checkout = pullRequestCheckout({ before, change })
  const cache = mkdtempSync(join(tmpdir(), 'parity-gate-canary-'))
  folders.push(cache)
  const github = await startFakeGitHub()
  try {
    let files = ''
    const event = pullRequestEvent({ number: 1, headSha: checkout.head, mergeSha: checkout.merge, baseSha: checkout.base })
    const inputs = { kustomize: newestKustomize().command, 'cache-directory': cache, 'check-name': 'Parity' }
    const run = await runAction({ main: bundle.main, workspace: checkout.workspace, event, github, inputs }, (temporary) => {
      files = filesBelow(join(temporary, 'parity-gate-report'))
      return Promise.resolve()
    })
    expect(files).toContain('"schema": "parity-gate/report/v1"')
    const { stdout, stderr, summary, outputs } = run
    return { stdout, stderr, summary: summary ?? '', outputs: JSON.stringify(outputs), 'report files': files, 'check runs': JSON.stringify(github.checkRuns()), cache: filesBelow(cache) }
  } finally {
    await github.close()
    checkout.remove()
  }
}

describe('builds that succeed', () => {
  test('command line', async () => {
    const tokens: Tokens = {}
    const directory = newRepository()
    folders.push(directory)
    const base = commit(directory, { ...SHOP, '.github/parity-gate.yaml': POLICY })
    commit(directory, secretWorld(tokens))
    const channels = await allChannels(directory, base, newestKustomize().command)
    // The drift itself is told.
    expect(channels['check as text']).toContain('Secret/generated')
    expect(channels['check as text']).toContain('Secret/written')
    expect(channels['check as JSON']).toContain('axis-bound')
    expect(leaks(tokens, channels)).toEqual([])
  }, LONG)

  test('what a change takes out or adds is repaired without showing it', async () => {
    const tokens: Tokens = {}
    const directory = newRepository()
    folders.push(directory)
    const world = secretWorld(tokens)
    const same = Object.fromEntries(Object.entries(world).map(([path, text]) => [path, path.includes('/overlays/') && typeof text === 'string' ? text.replaceAll(/Cn[0-9a-f]+Zq/g, tokenIn(tokens, 'shared')) : text]))
    const base = commit(directory, same)
    commit(directory, { [prod('secret.env')]: `# a comment\n`, [prod('cert.pem')]: `x ${tokenIn(tokens, 'new file')}`, [prod('secret.yaml')]: String(same[prod('secret.yaml')]).replace(/^ {2}plain: .*\n/m, '') })
    expect(leaks(tokens, await allChannels(directory, base, newestKustomize().command))).toEqual([])
  }, LONG)

  test('the Action', async () => {
    const tokens: Tokens = {}
    expect(leaks(tokens, await actionChannels(SHOP, secretWorld(tokens)))).toEqual([])
  })
})

/** Name, files of the overlay of prod with tokens in them, and words by which kustomize's failure is known. */
const FAILURES: readonly (readonly [string, (token: (name: string) => string) => Readonly<Record<string, string>>, RegExp])[] = [
  ['a literal that is none', (token) => ({ 'kustomization.yaml': `resources: [../../base]\nsecretGenerator: [{name: s, literals: ["${token('a')} and ${token('b')}"]}]\n` }), /invalid literal source/],
  ['a short literal that is none', () => ({ 'kustomization.yaml': 'resources: [../../base]\nsecretGenerator: [{name: s, literals: [zqx]}]\n' }), /invalid literal source …/],
  ['a literal beside others', (token) => ({ 'kustomization.yaml': `resources: [../../base]\nsecretGenerator: [{name: s, literals: ["k=${token('a')}", "${token('b')}", "l=${token('c')}"]}]\n` }), /invalid literal source/],
  ['an env file that is not UTF-8', (token) => ({ 'kustomization.yaml': 'resources: [../../base]\nsecretGenerator: [{name: s, envs: [x.env]}]\n', 'x.env': `\u00ff\u00fe${token('a')}=${token('b')}\n` }), /invalid utf8|env source/],
  ['an env file with a line without a key', (token) => ({ 'kustomization.yaml': 'resources: [../../base]\nsecretGenerator: [{name: s, envs: [x.env]}]\n', 'x.env': `A=1\n=${token('a')}\n` }), /./],
  ['a key twice in an env file', (token) => ({ 'kustomization.yaml': 'resources: [../../base]\nsecretGenerator: [{name: s, envs: [x.env]}]\n', 'x.env': `A=${token('a')}\nA=${token('b')}\n` }), /illegally repeats/],
  ['a Secret that is no YAML', (token) => ({ 'kustomization.yaml': 'resources: [../../base, s.yaml]\n', 's.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  a: "${token('a')}\n  b: : ${token('b')}: x\n` }), /MalformedYAML|yaml:/],
  ['an alias in a Secret', (token) => ({ 'kustomization.yaml': 'resources: [../../base, s.yaml]\n', 's.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  a: *${token('a')}\n` }), /yaml|alias|anchor/],
  ['a Secret of the wrong type', (token) => ({ 'kustomization.yaml': 'resources: [../../base, s.yaml]\npatchesStrategicMerge:\n- |-\n  apiVersion: v1\n  kind: Secret\n  metadata: {name: s}\n  stringData: {a: {b: ' + token('a') + '}}\n', 's.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: ${token('b')}}\n` }), /[Nn]ode [Kk]ind/],
  ['a replacement into a value', (token) => ({ 'kustomization.yaml': 'resources: [../../base, s.yaml]\nreplacements:\n- source: {kind: Secret, name: s, fieldPath: stringData.a}\n  targets: [{select: {kind: Secret}, fieldPaths: [stringData.a.b], options: {create: true}}]\n', 's.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: ${token('a')}}\n` }), /[Nn]ode [Kk]ind/],
  ['a test operation that fails', (token) => ({ 'kustomization.yaml': `resources: [../../base, s.yaml]\npatches:\n- target: {kind: Secret}\n  patch: |-\n    - {op: test, path: /stringData/a, value: ${token('a')}}\n`, 's.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: ${token('b')}}\n` }), /test/],
  ['an operation on what is not there', (token) => ({ 'kustomization.yaml': `resources: [../../base, s.yaml]\npatches:\n- target: {kind: Secret}\n  patch: |-\n    - {op: remove, path: /stringData/z/y}\n    - {op: add, path: /x/y/z, value: ${token('a')}}\n`, 's.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: ${token('b')}}\n` }), /./],
  ['a patch that is none', (token) => ({ 'kustomization.yaml': `resources: [../../base]\npatches:\n- target: {kind: Secret}\n  patch: |-\n    stringData: {a: ${token('a')}\n    - b\n` }), /./],
  ['a patch without a target', (token) => ({ 'kustomization.yaml': `resources: [../../base]\npatches:\n- patch: |-\n    apiVersion: v1\n    kind: Secret\n    metadata: {name: other}\n    stringData: {a: ${token('a')}}\n` }), /no matches/],
  ['a Secret without a name', (token) => ({ 'kustomization.yaml': 'resources: [../../base, s.yaml]\n', 's.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {nam: ${token('a')}}\nstringData: {a: ${token('b')}}\n` }), /metadata.name/],
  ['a Secret twice', (token) => ({ 'kustomization.yaml': 'resources: [../../base, s.yaml, t.yaml]\n', 's.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: ${token('a')}}\n`, 't.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: ${token('b')}}\n` }), /already registered/],
  ['a kustomization that stops being YAML', (token) => ({ 'kustomization.yaml': `resources: [../../base]\nsecretGenerator:\n- name: s\n  literals: [x=${token('a')}\n` }), /./],
  ['literals that are a mapping', (token) => ({ 'kustomization.yaml': `resources: [../../base]\nsecretGenerator:\n- name: s\n  literals: {a: ${token('a')}}\n` }), /unmarshal/],
  ['a generator of its own file', (token) => ({ 'kustomization.yaml': 'resources: [../../base]\ngenerators: [g.yaml]\n', 'g.yaml': `apiVersion: builtin\nkind: SecretGenerator\nmetadata: {name: s}\nliterals: ["${token('a')}"]\n` }), /literal/],
  ['a transformer with a patch', (token) => ({ 'kustomization.yaml': 'resources: [../../base]\ntransformers: [t.yaml]\n', 't.yaml': `apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: p}\ntarget: {kind: Secret}\npatch: "stringData: {a: ${token('a')}"\n` }), /./]
]

/** Builds in no time with every kustomize, but for what a case makes of prod. */
const PLAIN: Files = {
  'apps/shop/base/kustomization.yaml': 'resources: [settings.yaml]\n',
  'apps/shop/base/settings.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {a: b}\n',
  ...Object.fromEntries(['dev', 'staging', 'prod'].map((environment) => [`apps/shop/overlays/${environment}/kustomization.yaml`, 'resources: [../../base]\n']))
}

describe.each(kustomizeBinaries())('builds that fail, kustomize $version', ({ command: kustomize }) => {
  test.each(FAILURES)('%s', async (_name, files, words) => {
    const tokens: Tokens = {}
    const directory = newRepository()
    folders.push(directory)
    const base = commit(directory, PLAIN)
    const overlay = Object.entries(files((name) => tokenIn(tokens, name))).map(([name, text]) => [prod(name), name === 'x.env' ? new Uint8Array(Buffer.from(text, 'latin1')) : text] as const)
    commit(directory, Object.fromEntries(overlay))
    const text = await command(directory, ['check', '--base', base, '--kustomize', kustomize])
    expect(text.stdout).toMatch(words)
    expect(leaks(tokens, { text: text.stdout, log: text.stderr })).toEqual([])
    expect(text.stdout).not.toContain('zqx')
    expect(git(directory, 'status', '--porcelain')).toBe('')
  })
})

test('a build that fails, in the Action', async () => {
  const tokens: Tokens = {}
  const change = { [prod('kustomization.yaml')]: `resources: [../../base]\nsecretGenerator: [{name: s, literals: ["${tokenIn(tokens, 'literal')}"]}]\n` }
  const channels = await actionChannels(SHOP, change)
  expect(channels['summary']).toContain('invalid literal source')
  expect(leaks(tokens, channels)).toEqual([])
})

test('placeholders of the policy', async () => {
  const tokens: Tokens = {}
  const directory = newRepository()
  folders.push(directory)
  const policy = `version: 1\nplaceholders:\n- {path: '**/.env.secret', content: "${tokenIn(tokens, 'placeholder')}\\n\\u00ff"}\n`
  const base = commit(directory, { ...SHOP, '.github/parity-gate.yaml': policy })
  commit(directory, { [prod('kustomization.yaml')]: 'resources: [../../base]\nsecretGenerator: [{name: s, envs: [.env.secret]}]\nconfigMapGenerator: [{name: c, literals: [x]}]\n' })
  expect(leaks(tokens, await allChannels(directory, base, newestKustomize().command))).toEqual([])
}, LONG)
