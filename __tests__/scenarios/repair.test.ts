// Repairs, each proven: the diff of the report is applied with `git apply`, and the judged result has lost that finding and gained none.

import { describe, expect, test } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from '../../src/core/model/finding.ts'
import { annotations } from '../../src/core/report/annotations.ts'
import { foldersOf } from '../../src/core/report/folders.ts'
import { reportJson } from '../../src/core/report/json.ts'
import { terminalReport } from '../../src/core/report/terminal.ts'
import { wordsOf } from '../../src/core/report/words.ts'
import { newestKustomize } from '../support/kustomize.ts'
import { digest, overlays } from '../support/ladder.ts'
import type { Files, Scenario } from '../support/scenario.ts'
import { commit, git, judge, judgeIn, line, newRepository } from '../support/scenario.ts'
import { DIGESTS, overlay, SHOP } from '../support/shop.ts'

type Case = {
  readonly name: string
  readonly scenario: Scenario
  /** The finding to mend: its code, and pair where there are several. */
  readonly mend: string
  readonly pair?: string
  /** Lines of the diff that take out and put in, without their indentation; null: no repair is certain. */
  readonly diff: readonly string[] | null
}

const KUSTOMIZE = newestKustomize().command
const folder = (environment: string): string => `apps/shop/overlays/${environment}`
const kustomization = (environment: string): string => `${folder(environment)}/kustomization.yaml`
const with_ = (environment: string, more: string, fingerprint: string = DIGESTS.a): Files => overlay(environment, fingerprint, more)
const everywhere = (more: (environment: string) => string): Files => Object.assign({}, SHOP, ...['dev', 'staging', 'prod'].map((name) => with_(name, more(name)))) as Files
const change = (files: Files, before: Files = SHOP): Scenario => ({ before, change: files })
const generator = (...literals: readonly string[]): string =>
  `configMapGenerator:\n  - name: shop\n    behavior: merge\n    literals:\n${literals.map((literal) => `      - ${literal}\n`).join('')}`
const text = (files: Files, path: string): string => files[path] as string
const patch = (body: string, target = 'kind: Deployment\n      name: shop'): string =>
  `  - target:\n      ${target}\n    patch: |-\n      ${body.trim().replaceAll('\n', '\n      ')}\n`
const container = (lines: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    spec:
      containers:
        - name: shop
${lines}`

const POLICY = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: shop\nspec:\n  podSelector: {}\n'
const policies = (entry: (environment: string) => string): Files =>
  Object.fromEntries(['dev', 'staging', 'prod'].map((name) => [kustomization(name), text(SHOP, kustomization(name)).replace('../../base\n', `../../base\n  - ${entry(name)}\n`)]))
const inAll = (path: string, content: string): Files => Object.fromEntries(['dev', 'staging', 'prod'].map((name) => [`${folder(name)}/${path}`, content]))

const VALUES: readonly Case[] = [
  {
    name: 'a text of several lines in a file',
    scenario: {
      before: { ...SHOP, ...everywhere(() => 'configMapGenerator:\n  - name: app\n    files: [run.sh]\n'), ...inAll('run.sh', 'set -e\nsleep 5\nexit\n') },
      change: { [`${folder('staging')}/run.sh`]: 'set -e\nsleep 9\nsync\nexit\n' }
    },
    mend: 'drift-value',
    pair: 'staging→prod',
    diff: ['-sleep 9', '-sync', '+sleep 5']
  },
  {
    name: 'a text of several lines in a block of a patch',
    scenario: change(
      with_('prod', patch('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\ndata:\n  run: |\n    set -e\n    sleep 9\n    exit', 'kind: ConfigMap\n      name: shop')),
      everywhere(() => patch('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\ndata:\n  run: |\n    set -e\n    sleep 5\n    exit', 'kind: ConfigMap\n      name: shop'))
    ),
    mend: 'drift-value',
    diff: ['- sleep 9', '+ sleep 5']
  },
  {
    name: 'a literal goes back to what the other environment has',
    scenario: change(with_('staging', generator('RATE_LIMIT=250'))),
    mend: 'drift-value',
    pair: 'dev→staging',
    diff: ['- - RATE_LIMIT=250', '+ - RATE_LIMIT=100']
  },
  {
    name: 'a quoted literal keeps its quotes',
    scenario: change(with_('prod', generator(`"GREETING='hello you'"`))),
    mend: 'drift-value',
    diff: [`- - "GREETING='hello you'"`, `+ - "GREETING='hello'"`]
  },
  {
    name: 'a line of an env file, in a file with Windows line ends',
    scenario: {
      before: { ...SHOP, ...everywhere(() => 'configMapGenerator:\n  - name: more\n    envs: [more.env]\n'), ...Object.fromEntries(['dev', 'staging', 'prod'].map((name) => [`${folder(name)}/more.env`, '# limits\r\nA=1\r\nB=2'])) },
      change: { [`${folder('prod')}/more.env`]: '# limits\r\nA=1\r\nB=3' }
    },
    mend: 'drift-value',
    diff: ['-B=3', '\\ No newline at end of file', '+B=2', '\\ No newline at end of file']
  },
  {
    name: 'a scalar of a patch file, whose comment stays',
    scenario: {
      before: { ...SHOP, ...everywhere(() => '  - path: limits.yaml\n'), ...Object.fromEntries(['dev', 'staging', 'prod'].map((name) => [`${folder(name)}/limits.yaml`, container('          resources:\n            limits:\n              memory: 300Mi # enough\n')])) },
      change: { [`${folder('prod')}/limits.yaml`]: container('          resources:\n            limits:\n              memory: 900Mi # enough\n') }
    },
    mend: 'drift-value',
    diff: ['- memory: 900Mi # enough', '+ memory: 300Mi # enough']
  },
  {
    name: 'the value of a JSON 6902 operation inside an inline patch',
    scenario: change(
      with_('prod', patch('- op: replace\n  path: /spec/template/spec/containers/0/resources/limits/memory\n  value: 1Gi')),
      everywhere(() => patch('- op: replace\n  path: /spec/template/spec/containers/0/resources/limits/memory\n  value: 300Mi'))
    ),
    mend: 'drift-value',
    diff: ['- value: 1Gi', '+ value: 300Mi']
  },
  {
    name: 'a label that a patch writes, quoted where plain it would be a number',
    scenario: change(
      with_('prod', patch('apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\n  labels:\n    tier: gold', 'kind: Service\n      name: shop')),
      everywhere(() => patch('apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\n  labels:\n    tier: "1"', 'kind: Service\n      name: shop'))
    ),
    mend: 'drift-value',
    diff: ['- tier: gold', '+ tier: "1"']
  },
  {
    name: 'a key inside a configuration file in a ConfigMap',
    scenario: {
      before: { ...SHOP, ...everywhere(() => 'configMapGenerator:\n  - name: app\n    files: [application.yaml]\n'), ...Object.fromEntries(['dev', 'staging', 'prod'].map((name) => [`${folder(name)}/application.yaml`, 'server:\n  port: 8080\n  host: a\n'])) },
      change: { [`${folder('staging')}/application.yaml`]: 'server:\n  port: 9090\n  host: a\n' }
    },
    mend: 'drift-value',
    pair: 'staging→prod',
    diff: ['- port: 9090', '+ port: 8080']
  },
  {
    name: 'no repair in a base: the other environments have it too',
    scenario: change(
      { 'apps/shop/common/kustomization.yaml': 'resources: [../base]\nconfigMapGenerator:\n  - name: shop\n    behavior: merge\n    literals: [RATE_LIMIT=900]\n', [kustomization('dev')]: text(SHOP, kustomization('dev')).replace('../../base', '../../common'), [kustomization('staging')]: text(SHOP, kustomization('staging')).replace('../../base', '../../common') }
    ),
    mend: 'drift-value',
    diff: null
  },
  {
    name: 'no repair where the change wrote both sides',
    scenario: change({ ...with_('staging', generator('RATE_LIMIT=250')), ...with_('prod', generator('RATE_LIMIT=350')) }),
    mend: 'drift-value',
    pair: 'staging→prod',
    diff: null
  },
  {
    name: 'no repair where the neighbour on the other side would differ then',
    scenario: change(with_('staging', generator('RATE_LIMIT=250')), { ...SHOP, ...with_('prod', generator('RATE_LIMIT=250')) }),
    mend: 'drift-value',
    pair: 'dev→staging',
    diff: null
  }
]

const SECRET_ITEM = (environment: string): string => `    - secretKey: token
      remoteRef:
        key: shop/${environment}/token
        property: token
`

const MISSING: readonly Case[] = [
  {
    name: 'a new literal is added to the generator of the other environment',
    scenario: change(with_('staging', generator('A=1', 'NEW=true')), everywhere(() => generator('A=1'))),
    mend: 'drift-missing-field',
    pair: 'staging→prod',
    diff: ['+ - NEW=true']
  },
  {
    name: 'a new literal goes again where to add it next door would only move the difference on',
    scenario: change(with_('dev', generator('A=1', 'NEW=true')), everywhere(() => generator('A=1'))),
    mend: 'drift-missing-field',
    diff: ['- - NEW=true']
  },
  {
    name: 'a literal that was taken out is put back',
    scenario: change(with_('prod', generator('A=1')), everywhere(() => generator('A=1', 'OLD=true'))),
    mend: 'drift-missing-field',
    diff: ['+ - OLD=true']
  },
  {
    name: 'without such a generator in the other one the whole new entry goes again',
    scenario: change(with_('dev', generator('NEW=true'))),
    mend: 'drift-missing-field',
    diff: ['-configMapGenerator:', '- - name: shop', '- behavior: merge', '- literals:', '- - NEW=true']
  },
  {
    name: 'a line of an env file is added to the other env file',
    scenario: {
      before: { ...SHOP, ...everywhere(() => 'configMapGenerator:\n  - name: more\n    envs: [more.env]\n'), ...Object.fromEntries(['dev', 'staging', 'prod'].map((name) => [`${folder(name)}/more.env`, 'A=1\n'])) },
      change: { [`${folder('staging')}/more.env`]: 'A=1\nB=2\n' }
    },
    mend: 'drift-missing-field',
    pair: 'dev→staging',
    diff: ['+B=2']
  },
  {
    name: 'a field that a patch adds goes into the other patch of the same resource',
    scenario: {
      before: { ...SHOP, ...everywhere(() => '  - path: env.yaml\n'), ...Object.fromEntries(['dev', 'staging', 'prod'].map((name) => [`${folder(name)}/env.yaml`, container('          env:\n            - name: A\n              value: "1"\n')])) },
      change: { [`${folder('staging')}/env.yaml`]: container('          env:\n            - name: A\n              value: "1"\n            - name: B\n              value: "2"\n') }
    },
    mend: 'drift-missing-field',
    pair: 'staging→prod',
    diff: ['+ - name: B', '+ value: "2"']
  },
  {
    name: 'a container that one environment adds is taken out with its patch',
    scenario: change(with_('dev', patch(container('').replace('name: shop\n', 'name: shop\n').replace('        - name: shop', `        - name: envoy\n          image: envoy@${DIGESTS.c}`)))),
    mend: 'drift-missing-field',
    diff: [
      '- - target:', '- kind: Deployment', '- name: shop', '- patch: |-', '- apiVersion: apps/v1', '- kind: Deployment', '- metadata:', '- name: shop', '- spec:', '- template:', '- spec:', '- containers:',
      '- - name: envoy', `- image: envoy@${DIGESTS.c}`
    ]
  },
  {
    name: 'a memory limit that an operation removes: the operation goes, and its patch with it',
    scenario: change(with_('prod', patch('- op: remove\n  path: /spec/template/spec/containers/0/resources/limits/memory'))),
    mend: 'drift-missing-field',
    diff: ['- - target:', '- kind: Deployment', '- name: shop', '- patch: |-', '- - op: remove', '- path: /spec/template/spec/containers/0/resources/limits/memory']
  },
  {
    name: 'a limit that a patch sets to null',
    scenario: {
      before: { ...SHOP, ...everywhere(() => '  - path: limits.yaml\n'), ...Object.fromEntries(['dev', 'staging', 'prod'].map((name) => [`${folder(name)}/limits.yaml`, container('          imagePullPolicy: Always\n')])) },
      change: { [`${folder('prod')}/limits.yaml`]: container('          imagePullPolicy: Always\n          resources:\n            limits:\n              memory: null\n') }
    },
    mend: 'drift-missing-field',
    diff: ['- resources:', '- limits:', '- memory: null']
  },
  {
    name: "a secret's key is added under the other environment's path",
    scenario: change({ [`${folder('staging')}/secret.yaml`]: text(SHOP, `${folder('staging')}/secret.yaml`) + SECRET_ITEM('staging') }),
    mend: 'drift-secret-keys',
    pair: 'staging→prod',
    diff: ['+ - secretKey: token', '+ remoteRef:', '+ key: shop/prod/token', '+ property: token']
  },
  {
    name: 'a resource that one environment adds goes again where next door would only move the difference on',
    scenario: change({ [kustomization('prod')]: text(SHOP, kustomization('prod')).replace('../../base\n', '../../base\n  - policy.yaml\n'), [`${folder('prod')}/policy.yaml`]: 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: shop\nspec:\n  podSelector: {}\n' }),
    mend: 'drift-missing-resource',
    diff: ['- - policy.yaml']
  },
  {
    name: 'a resource that one environment no longer has: its entry comes back',
    scenario: change({ [kustomization('prod')]: text(SHOP, kustomization('prod')) }, { ...SHOP, ...policies(() => '../../policy'), 'apps/shop/policy/kustomization.yaml': 'resources: [policy.yaml]\n', 'apps/shop/policy/policy.yaml': POLICY }),
    mend: 'drift-missing-resource',
    diff: ['+ - ../../policy']
  },
  {
    name: 'a resource of which each environment has a copy: the entry and the file come back',
    scenario: change(
      { [kustomization('prod')]: text(SHOP, kustomization('prod')), [`${folder('prod')}/policy.yaml`]: null },
      { ...SHOP, ...policies(() => 'policy.yaml'), ...Object.fromEntries(['dev', 'staging', 'prod'].map((name) => [`${folder(name)}/policy.yaml`, POLICY])) }
    ),
    mend: 'drift-missing-resource',
    diff: ['+ - policy.yaml', ...POLICY.trim().split('\n').map((each) => `+${each}`.replace(/^\+ +/, '+ '))]
  },
  {
    name: 'a copy that says its environment is no copy for another one',
    scenario: change(
      { [kustomization('prod')]: text(SHOP, kustomization('prod')), [`${folder('prod')}/policy.yaml`]: null },
      { ...SHOP, ...policies(() => 'policy.yaml'), ...Object.fromEntries(['dev', 'staging', 'prod'].map((name) => [`${folder(name)}/policy.yaml`, `${POLICY}# for ${name}\n`])) }
    ),
    mend: 'drift-missing-resource',
    diff: null
  },
  {
    name: 'a generator that one environment no longer has comes back with its literals',
    scenario: change(with_('prod', ''), everywhere(() => 'configMapGenerator:\n  - name: more\n    literals:\n      - A=1\n')),
    mend: 'drift-missing-resource',
    diff: ['+configMapGenerator:', '+- name: more', '+ literals:', '+ - A=1']
  },
  {
    name: 'a resource that a patch deletes: the patch goes',
    scenario: change(with_('prod', patch('apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\n$patch: delete', 'kind: Service\n      name: shop'))),
    mend: 'drift-missing-resource',
    diff: ['- - target:', '- kind: Service', '- name: shop', '- patch: |-', '- apiVersion: v1', '- kind: Service', '- metadata:', '- name: shop', '- $patch: delete']
  }
]

const pin = (environment: string, letter: keyof typeof DIGESTS, tag = '1.0'): Files => ({
  [kustomization(environment)]: text(with_(environment, '', DIGESTS[letter]), kustomization(environment)).replace('"1.0"', `"${tag}"`)
})

const IMAGES: readonly Case[] = [
  {
    name: 'an image that is not live goes to what is live in the environment before',
    scenario: change(pin('prod', 'b', '2.0')),
    mend: 'image-not-live',
    diff: ['- newTag: "2.0"', `- digest: ${DIGESTS.b}`, '+ newTag: "1.0"', `+ digest: ${DIGESTS.a}`]
  },
  {
    name: 'an image that enters two environments at once goes back in the later one',
    scenario: change({ ...pin('staging', 'b', '2.0'), ...pin('prod', 'b', '2.0') }, { ...SHOP, ...pin('dev', 'b', '2.0') }),
    mend: 'image-same-change',
    diff: ['- newTag: "2.0"', `- digest: ${DIGESTS.b}`, '+ newTag: "1.0"', `+ digest: ${DIGESTS.a}`]
  },
  {
    name: 'an image without a digest gets that of the environment before',
    scenario: change({ [kustomization('prod')]: text(SHOP, kustomization('prod')).replace(/ {4}digest: .*\n/, '') }, { ...SHOP, ...pin('prod', 'b', '0.9') }),
    mend: 'image-unpinned',
    diff: [`+ digest: ${DIGESTS.a}`]
  },
  {
    name: 'an image in a manifest of the overlay',
    scenario: change(overlays({ prod: manifest('b') }), overlays({ dev: manifest('a'), staging: manifest('a'), prod: manifest('c') })),
    mend: 'image-not-live',
    diff: [`- image: registry.example.com/shop:1@${digest('b')}`, `+ image: registry.example.com/shop:1@${digest('a')}`]
  },
  {
    name: 'an image that the base sets for all has no repair in one of them',
    scenario: change(
      { 'apps/shop/base/kustomization.yaml': `${text(SHOP, 'apps/shop/base/kustomization.yaml')}images:\n  - name: registry.example.com/shop\n    digest: ${DIGESTS.b}\n` },
      Object.fromEntries(
        Object.entries({ ...SHOP, 'apps/shop/base/kustomization.yaml': `${text(SHOP, 'apps/shop/base/kustomization.yaml')}images:\n  - name: registry.example.com/shop\n    digest: ${DIGESTS.a}\n` }).map(([path, content]) => [path, String(content).replace(/images:\n {2}- name: registry.example.com\/shop\n {4}newTag: "1.0"\n {4}digest: .*\n/, '')])
      )
    ),
    mend: 'image-same-change',
    diff: null
  },
  {
    name: 'another repository: the name that the change wrote',
    scenario: change({ [kustomization('prod')]: text(SHOP, kustomization('prod')).replace('    newTag', '    newName: registry.example.com/shop-patched\n    newTag') }),
    mend: 'drift-image-repository',
    diff: ['- newName: registry.example.com/shop-patched', '+ newName: registry.example.com/shop']
  }
]

function manifest(letter: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  selector:
    matchLabels: {app: shop}
  template:
    metadata:
      labels: {app: shop}
    spec:
      containers:
        - name: shop
          image: registry.example.com/shop:1@${digest(letter)}
`
}

const BOUND = 'version: 1\nallowed-axes: [image, {name: host, resources: [ConfigMap], paths: [/data/HOST], values: "^shop[.]{env}[.]example[.]com$"}]\n'
const hosts = (environment: string): string => generator(`HOST=shop.${environment}.example.com`)

const OTHERS: readonly Case[] = [
  {
    name: "a value beyond its axis's bound gets the environment's own word",
    scenario: change(with_('prod', hosts('staging')), { ...everywhere(hosts), '.github/parity-gate.yaml': BOUND }),
    mend: 'axis-bound',
    diff: ['- - HOST=shop.staging.example.com', '+ - HOST=shop.prod.example.com']
  },
  {
    name: "a value beyond its axis's bound that says no environment's word has no repair",
    scenario: change(with_('prod', hosts('nowhere')), { ...everywhere(hosts), '.github/parity-gate.yaml': BOUND }),
    mend: 'axis-bound',
    diff: null
  },
  {
    name: "a secret path of another environment gets the environment's own word",
    scenario: change({ [`${folder('prod')}/secret.yaml`]: text(SHOP, `${folder('prod')}/secret.yaml`).replace('shop/prod/db', 'shop/staging/db') }),
    mend: 'cross-environment-reference',
    diff: ['- key: shop/staging/db', '+ key: shop/prod/db']
  },
  {
    name: "another environment's namespace",
    scenario: change({ [kustomization('prod')]: text(SHOP, kustomization('prod')).replace('namespace: shop-prod', 'namespace: shop-staging') }),
    mend: 'cross-environment-reference',
    diff: ['-namespace: shop-staging', '+namespace: shop-prod']
  },
  {
    name: 'a waiver that waives nothing: the comment goes',
    scenario: change({ [`${folder('prod')}/replicas.yaml`]: text(SHOP, `${folder('prod')}/replicas.yaml`).replace('  replicas: 4', '  # parity-gate: allow -- for now\n  replicas: 5') }),
    mend: 'waiver-unused',
    diff: ['- # parity-gate: allow -- for now']
  },
  {
    name: 'a waiver that waives nothing, behind a value',
    scenario: change({ [`${folder('prod')}/replicas.yaml`]: text(SHOP, `${folder('prod')}/replicas.yaml`).replace('  replicas: 4', '  replicas: 5 # parity-gate: allow -- for now') }),
    mend: 'waiver-unused',
    diff: ['- replicas: 5 # parity-gate: allow -- for now', '+ replicas: 5']
  }
]

describe.each([['values', VALUES], ['missing fields', MISSING], ['images', IMAGES], ['others', OTHERS]] as const)('%s', (_name, cases) => {
  test.each(cases.map((each) => [each.name, each] as const))('%s', async (_title, { scenario, mend, pair, diff }) => {
    const directory = newRepository()
    try {
      const before = commit(directory, scenario.before, 'before')
      const head = commit(directory, scenario.change ?? {}, 'change')
      const inputs = scenario.inputs ?? {}
      const report = await judgeIn(directory, { head, before, live: before }, inputs, KUSTOMIZE, '2026-11-20')
      const finding = report.findings.find((each) => each.code === mend && (pair === undefined || `${each.against}→${each.environment}` === pair))
      expect(report.findings.map(line)).not.toEqual([])
      expect(finding).toBeDefined()
      expect(changesOf(finding?.fix ?? null)).toEqual(diff)
      if (finding === undefined || finding.fix === null) return
      execFileSync('git', ['apply', '-'], { cwd: directory, input: finding.fix })
      const repaired = commit(directory, {}, 'repair')
      expect(git(directory, 'diff', '--stat', head, repaired)).not.toBe('')
      const after = await judgeIn(directory, { head: repaired, before, live: before }, inputs, KUSTOMIZE, '2026-11-20')
      const earlier = new Set(report.findings.map(placeOf))
      expect(after.findings.map(placeOf)).not.toContain(placeOf(finding))
      expect(after.findings.map(placeOf).filter((place) => !earlier.has(place))).toEqual([])
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  })
})

test('the command that the help prints names the images entry, and mends the finding', async () => {
  const short = (files: Files): Files =>
    Object.fromEntries(Object.entries(files).map(([path, content]) => [path, String(content).replaceAll('- name: registry.example.com/shop\n', '- name: shop\n    newName: registry.example.com/shop\n').replace('image: registry.example.com/shop\n', 'image: shop\n')]))
  const directory = newRepository()
  const programs = join(directory, '.git', 'programs')
  mkdirSync(programs)
  symlinkSync(KUSTOMIZE, join(programs, 'kustomize'))
  try {
    const before = commit(directory, short(SHOP), 'before')
    const head = commit(directory, short(pin('prod', 'b', '2.0')), 'change')
    const report = await judgeIn(directory, { head, before, live: before }, {}, KUSTOMIZE, '2026-11-20')
    const finding = report.findings.find(({ code }) => code === 'image-not-live')
    if (finding === undefined) throw new Error('no finding')
    const help = wordsOf(finding, foldersOf(report)).help
    const commands = [...help.matchAll(/^ {4}(\(cd .*)$/gm)].map(([, command = '']) => command)
    expect(commands).toEqual([
      `(cd apps/shop/overlays/staging && kustomize edit set image shop=registry.example.com/shop:2.0@${DIGESTS.b})`,
      `(cd apps/shop/overlays/prod && kustomize edit set image shop=registry.example.com/shop:1.0@${DIGESTS.a})`
    ])
    execFileSync('sh', ['-c', commands[1] ?? ''], { cwd: directory, env: { ...process.env, PATH: `${programs}:${process.env.PATH ?? ''}` } })
    const mended = commit(directory, {}, 'mended')
    const after = await judgeIn(directory, { head: mended, before, live: before }, {}, KUSTOMIZE, '2026-11-20')
    expect(after.findings.map(line)).toEqual([])
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
})

test('a repair stands in the annotation, in the terminal and in report.json', async () => {
  const report = await judge(change(with_('prod', generator('RATE_LIMIT=250'))), KUSTOMIZE)
  const fix = report.findings[0]?.fix ?? ''
  expect(fix).toContain('+      - RATE_LIMIT=100\n')
  expect(annotations(report).map(({ rawDetails }) => rawDetails)).toEqual([fix])
  expect(terminalReport(report, { color: false, quiet: false })).toContain('      +      - RATE_LIMIT=100')
  expect(reportJson(report)).toContain(JSON.stringify(fix))
})

describe('values of Secrets', () => {
  const CANARY = 'canary-7f3a'
  const secret = (value: string): string => `secretGenerator:\n  - name: shop-key\n    literals:\n      - key=${value}\n`
  const cases: readonly (readonly [string, Scenario])[] = [
    ['a generated one differs', change(with_('prod', secret(CANARY)), everywhere(() => secret('letmein')))],
    ['a generated one has one key more', change(with_('staging', `${secret('letmein')}      - more=${CANARY}\n`), everywhere(() => secret('letmein')))],
    ['one stands beside what drifts', change(with_('prod', `${secret(CANARY)}${generator('RATE_LIMIT=250')}`), everywhere(() => secret(CANARY)))],
    [
      'one of an env file',
      {
        before: { ...SHOP, ...everywhere(() => 'secretGenerator:\n  - name: shop-key\n    envs: [key.env]\n'), ...Object.fromEntries(['dev', 'staging', 'prod'].map((name) => [`${folder(name)}/key.env`, 'a=1\n'])) },
        change: { [`${folder('staging')}/key.env`]: `a=1\nb=${CANARY}\n` }
      }
    ],
    [
      'a manifest with a second document',
      {
        before: { ...SHOP, ...everywhere(() => 'resources: [../../base, all.yaml]\n') , ...manifests(() => '1') },
        change: manifests((name) => (name === 'prod' ? '2' : '1'))
      }
    ]
  ]
  function manifests(value: (environment: string) => string): Files {
    return Object.fromEntries(
      ['dev', 'staging', 'prod'].flatMap((name) => [
        [kustomization(name), 'resources: [../../base, all.yaml]\n'],
        [`${folder(name)}/all.yaml`, `kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\ndata: {a: "${value(name)}"}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: ${CANARY}}\n`]
      ])
    )
  }
  test.each(cases)('%s: no repair shows it', async (_name, scenario) => {
    const report = await judge(scenario, KUSTOMIZE)
    expect(report.findings.map(line)).not.toEqual([]); if (process.env.DBG) console.log(report.findings.map(line))
    expect(report.findings.every(({ fix }) => fix === null || !fix.includes(CANARY))).toBe(true)
    expect(reportJson(report)).not.toContain(CANARY)
  })
})

function placeOf({ code, environment, against, resource, path }: Finding): string {
  return JSON.stringify([code, environment, against, resource, path])
}

function changesOf(fix: string | null): readonly string[] | null {
  if (fix === null) return null
  return fix.split('\n').filter((each) => /^(?:[+-](?![+-]{2} )|\\)/.test(each)).map((each) => each.trimEnd().replace(/^([+-])\s+/, '$1 '))
}
