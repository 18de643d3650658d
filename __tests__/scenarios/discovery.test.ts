// Which overlays a run finds, which of them it judges, and what it refuses to build.

import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { Report } from '../../src/core/model/report.ts'
import { newestKustomize } from '../support/kustomize.ts'
import { deployment, digest, OVERLAY, overlays, shop } from '../support/ladder.ts'
import type { Files, Scenario } from '../support/scenario.ts'
import { commit, git, judge, judgeIn, lines, newRepository } from '../support/scenario.ts'

const KUSTOMIZE = newestKustomize().command
const RUN = deployment(shop('a'))
const NETWORK_POLICY = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: shop}\nspec: {podSelector: {}}\n'

/** `apps/shop: dev staging prod/eu`, an application in parentheses where the change does not touch it. */
function found(report: Report): readonly string[] {
  return report.applications.map(({ name, affected, overlays: own }) => {
    const cells = own.map(({ environment, variant }) => [environment, variant].filter((part) => part !== null).join('/'))
    return `${affected ? name : `(${name})`}: ${cells.join(' ')}`
  })
}

const renders = (report: Report): readonly string[] => report.applications.flatMap(({ overlays: own }) => own.map(({ path, render }) => `${path} ${render}`))
const all = (before: Files, inputs: Scenario['inputs'] = {}): Promise<Report> => judge({ before, inputs }, KUSTOMIZE)
const LADDER = overlays({ dev: RUN, staging: RUN, prod: RUN })

/** A folder with a Deployment, whatever it is called. */
const folder = (path: string, more = ''): Files => ({ [`${path}/kustomization.yaml`]: `resources: [app.yaml]\n${more}`, [`${path}/app.yaml`]: RUN })

describe('overlays', () => {
  test('by known words, with the lines to say it explicitly', async () => {
    const report = await all(LADDER)
    expect(found(report)).toEqual(['apps/shop: dev staging prod'])
    expect(lines(report)).toEqual(['pass'])
    expect(report.detected).toEqual([
      'environments:',
      '  - name: dev',
      '    aliases: [development]',
      '  - name: staging',
      '    aliases: [stage, stg]',
      '  - name: prod',
      '    aliases: [production, prd, live]',
      'overlays:',
      '  - apps/shop/overlays/{env}'
    ])
  })

  test('what was detected can be pasted as the policy file and finds the same', async () => {
    const detected = await all(LADDER)
    const said = await all({ ...LADDER, '.github/parity-gate.yaml': `version: 1\n${detected.detected.join('\n')}\n` })
    expect(renders(said)).toEqual(renders(detected))
    expect(said.environments).toEqual(detected.environments)
    expect(said.detected).toEqual([])
  })

  test('by patterns with aliases and variants', async () => {
    const before = { ...folder('deploy/shop/stg-eu'), ...folder('deploy/shop/stg-us'), ...folder('deploy/shop/prod-eu'), ...folder('deploy/shop/prod-us'), ...folder('deploy/cart/stg'), ...folder('deploy/cart/prod') }
    const report = await all(before, { environments: 'staging=stg|stage, prod', overlays: 'deploy/{app}/{env}\ndeploy/{app}/{env}-{region}' })
    expect(found(report)).toEqual(['deploy/cart: staging prod', 'deploy/shop: staging/eu staging/us prod/eu prod/us'])
    expect(lines(report)).toEqual(['pass'])
    expect(report.environments).toEqual(['staging', 'prod'])
  })

  test('environments in an order of their own', async () => {
    const before = { ...folder('k8s/blue'), ...folder('k8s/green') }
    const report = await all(before, { environments: 'green,blue', overlays: 'k8s/{env}' })
    expect(report.environments).toEqual(['green', 'blue'])
    expect(found(report)).toEqual(['k8s: green blue'])
  })

  test('components, bases and parts are no overlays', async () => {
    const report = await all({
      ...LADDER,
      'apps/shop/components/production/kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n',
      ...folder('apps/shop/overlays/prod/monitoring'),
      'apps/shop/overlays/prod/kustomization.yaml': 'resources: [../../base, app.yaml, monitoring]\n',
      'apps/shop/overlays/prod/monitoring/app.yaml': NETWORK_POLICY
    })
    expect(found(report)).toEqual(['apps/shop: dev staging prod'])
    expect(lines(report)).toEqual(['fail', 'error drift-missing-resource staging→prod NetworkPolicy/shop ∅ | present @ apps/shop/overlays/prod/monitoring/app.yaml:2'])
  })

  test('words that name no environment', async () => {
    const report = await all({ ...LADDER, ...folder('charts/letsencrypt-prod'), ...folder('teams/dev-team'), ...folder('apps/integration/base'), ...folder('apps/catalog/base') })
    expect(found(report)).toEqual(['apps/shop: dev staging prod'])
  })

  test('excluded template folders', async () => {
    const before = { ...LADDER, ...overlays({ dev: RUN, prod: RUN }, 'template') }
    expect(found(await all(before))).toEqual(['apps/shop: dev staging prod', 'apps/template: dev prod'])
    expect(found(await all(before, { exclude: 'apps/template/**' }))).toEqual(['apps/shop: dev staging prod'])
  })

  test('one environment alone is nothing to compare', async () => {
    const report = await judge({ before: overlays({ prod: RUN }), change: overlays({ prod: deployment(shop('b')) }) }, KUSTOMIZE)
    expect(found(report)).toEqual(['apps/shop: prod'])
    expect(lines(report)).toEqual(['pass'])
  })

  test('an overlay that is deleted', async () => {
    const report = await judge({ before: LADDER, change: { 'apps/shop/overlays/prod': null } }, KUSTOMIZE)
    expect(lines(report)).toEqual(['pass', 'warning overlay-removed prod'])
    expect(found(report)).toEqual(['apps/shop: dev staging prod'])
    expect(renders(report)).toEqual(['apps/shop/overlays/dev built', 'apps/shop/overlays/staging built', 'apps/shop/overlays/prod skipped'])
  })

  test('an overlay that becomes a component keeps its judge: kustomize builds it all the same', async () => {
    const report = await judge(
      {
        before: LADDER,
        change: {
          'apps/shop/overlays/prod/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n${OVERLAY}`,
          'apps/shop/overlays/prod/app.yaml': deployment(shop('b'))
        }
      },
      KUSTOMIZE
    )
    expect(report.verdict).toBe('fail')
    expect(report.findings.map(({ code, environment }) => `${code} ${environment}`).toSorted()).toEqual(['image-not-live prod', 'overlay-removed prod'])
  })

  test('an overlay that another one of its environment begins to use keeps its judge', async () => {
    const report = await judge(
      {
        before: LADDER,
        change: {
          'apps/shop/overlays/prod/app.yaml': deployment(shop('b')),
          'apps/shop/overlays/prod-all/kustomization.yaml': 'resources: [../prod]\n'
        }
      },
      KUSTOMIZE
    )
    expect(report.verdict).toBe('fail')
    expect(report.findings.map(({ code, environment }) => `${code} ${environment}`)).toContain('image-not-live prod')
  })

  test('a variant without a partner', async () => {
    const on = (name: string): Files => ({ [`apps/shop/overlays/${name}/kustomization.yaml`]: 'resources: [../../../base, app.yaml]\n', [`apps/shop/overlays/${name}/app.yaml`]: RUN })
    const base = { 'apps/shop/base/kustomization.yaml': 'resources: [account.yaml]\n', 'apps/shop/base/account.yaml': 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: shop}\n' }
    const report = await all({ ...base, ...on('staging/eu'), ...on('staging/us'), ...on('prod/eu'), ...on('prod/us'), ...on('prod/asia') })
    expect(lines(report)).toEqual(['pass', 'notice no-counterpart staging→prod/asia @ apps/shop/overlays/prod/asia/kustomization.yaml'])
  })

  test('nothing is an overlay', async () => {
    const report = await all(folder('manifests'))
    expect(lines(report)).toEqual(['fail', 'error no-overlays'])
  })

  test('three names of a kustomization file', async () => {
    const files = Object.entries(LADDER).map(([path, text]): [string, string] => {
      const name = path.includes('staging') ? 'kustomization.yml' : path.includes('prod') ? 'Kustomization' : 'kustomization.yaml'
      return [path.replace('kustomization.yaml', name), String(text)]
    })
    expect(renders(await all(Object.fromEntries(files)))).toEqual(['apps/shop/overlays/dev built', 'apps/shop/overlays/staging built', 'apps/shop/overlays/prod built'])
  })
})

describe('what a change touches', () => {
  test('nothing: pass at once, and kustomize is not even looked for', async () => {
    const report = await judge({ before: LADDER, change: { 'README.md': 'hello\n' } }, '/nonexistent/kustomize')
    expect(lines(report)).toEqual(['pass'])
    expect(report).toMatchObject({ touched: false, kustomize: null, stats: { affected: 0, builds: 0 } })
    expect(found(report)).toEqual(['(apps/shop): dev staging prod'])
  })

  test('something, but there is no kustomize: an error, never a pass', async () => {
    const report = await judge({ before: LADDER, change: { 'apps/shop/base/account.yaml': RUN } }, '/nonexistent/kustomize')
    expect(lines(report)).toEqual(['fail', 'error config-invalid'])
  })

  test('a base of two applications affects both, and a third not', async () => {
    const shared = { 'shared/kustomization.yaml': 'resources: [policy.yaml]\n', 'shared/policy.yaml': NETWORK_POLICY }
    const on = (application: string): Files => ({ ...overlays({ dev: RUN, prod: RUN }, application), [`apps/${application}/base/kustomization.yaml`]: 'resources: [account.yaml, ../../../shared]\n' })
    const report = await judge(
      {
        before: { ...shared, ...on('cart'), ...on('shop'), ...overlays({ dev: RUN, prod: RUN }, 'till') },
        change: { 'shared/policy.yaml': NETWORK_POLICY.replace('{podSelector: {}}', '{podSelector: {matchLabels: {app: shop}}}') }
      },
      KUSTOMIZE
    )
    expect(found(report)).toEqual(['apps/cart: dev prod', 'apps/shop: dev prod', '(apps/till): dev prod'])
    expect(lines(report)).toEqual(['pass'])
    // Each of the four overlays at head and before.
    expect(report.stats).toMatchObject({ overlays: 6, affected: 4, builds: 8 })
  })

  test('an overlay brings in its counterparts, not its sibling variants', async () => {
    const base = overlays({ dev: RUN, 'staging-eu': RUN, 'staging-us': RUN, 'prod-eu': RUN, 'prod-us': RUN })
    const report = await judge({ before: base, change: { 'apps/shop/overlays/prod-eu/app.yaml': `${RUN}---\n${NETWORK_POLICY}` } }, KUSTOMIZE)
    expect(renders(report)).toEqual([
      'apps/shop/overlays/dev built',
      'apps/shop/overlays/staging-eu built',
      'apps/shop/overlays/staging-us skipped',
      'apps/shop/overlays/prod-eu built',
      'apps/shop/overlays/prod-us skipped'
    ])
    expect(lines(report)).toEqual(['fail', 'error drift-missing-resource staging→prod/eu NetworkPolicy/shop ∅ | present @ apps/shop/overlays/prod-eu/app.yaml:13'])
  })

  test('a file that nothing uses, a mode, a comment', async () => {
    const unused = await judge({ before: LADDER, change: { 'apps/shop/overlays/prod/NOTES.md': 'hello\n', 'apps/shop/overlays/prod/unused.yaml': NETWORK_POLICY } }, KUSTOMIZE)
    expect(unused).toMatchObject({ verdict: 'pass', touched: false })
    const comment = await judge({ before: LADDER, change: { 'apps/shop/overlays/prod/app.yaml': `# hello\n${RUN}` } }, KUSTOMIZE)
    expect(comment).toMatchObject({ verdict: 'pass', touched: true })
  })

  test('equal closures are built once', async () => {
    const report = await all({ ...LADDER })
    expect(report.stats).toMatchObject({ overlays: 3, affected: 3, builds: 3 })
  })
})

describe('placeholders', () => {
  const generator = 'secretGenerator: [{name: api, envs: [.env.secret]}]\n'
  const before = Object.fromEntries(
    Object.entries(LADDER).map(([path, text]) => [path, path.includes('overlays') && path.endsWith('kustomization.yaml') ? `${String(text)}${generator}` : text])
  )
  const policy = (text: string): Files => ({ '.github/parity-gate.yaml': `version: 1\nplaceholders:\n${text}` })

  test('a missing file is an error that names it', async () => {
    const report = await all(before)
    expect(lines(report)).toEqual(['fail', ...['dev', 'prod', 'staging'].map((name) => expect.stringContaining(`error render-failed ${name} @ apps/shop/overlays/${name}/kustomization.yaml`))])
    expect(report.findings[0]?.args).toMatchObject({ reason: expect.stringContaining('.env.secret') })
  })

  test('a placeholder stands in for it', async () => {
    expect(lines(await all({ ...before, ...policy('  - {path: "apps/*/overlays/*/.env.secret", content: "TOKEN=placeholder\\n"}\n') }))).toEqual(['pass'])
  })

  test('a file that is there wins over its placeholder', async () => {
    const there = { ...before, 'apps/shop/overlays/prod/.env.secret': 'OTHER=1\n', ...policy('  - {path: "apps/*/overlays/*/.env.secret", content: "TOKEN=placeholder\\n"}\n') }
    expect(lines(await all(there))).toEqual([
      'fail',
      'error drift-secret-keys staging→prod Secret/api /data/OTHER ∅ | differs @ apps/shop/overlays/prod/.env.secret:1',
      'error drift-secret-keys staging→prod Secret/api /data/TOKEN differs | ∅ @ apps/shop/overlays/prod/kustomization.yaml:2'
    ])
  })

  test('a folder of a submodule that is not there', async () => {
    const directory = newRepository()
    try {
      const uses = Object.fromEntries(
        Object.entries(LADDER).map(([path, text]) => {
          const environment = /overlays\/(\w+)\/kustomization/.exec(path)?.[1]
          return [path, environment === undefined ? text : `resources: [../../base, app.yaml, ../../../../secrets/${environment}]\n`]
        })
      )
      commit(directory, { ...uses, ...policy('  - {path: "secrets/*/kustomization.yaml", content: "resources: []\\n"}\n') })
      git(directory, 'update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},secrets`)
      git(directory, 'commit', '-q', '-m', 'submodule')
      const head = git(directory, 'rev-parse', 'HEAD')
      const report = await judgeIn(directory, { head, before: null, live: null }, {}, KUSTOMIZE, '2026-11-20')
      expect(lines(report)).toEqual(['pass'])
      expect(renders(report)).toHaveLength(3)
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  })
})

describe('what is refused, and what allows it', () => {
  /** The ladder with one more line in prod's kustomization. */
  const prod = (line: string, more: Files = {}): Files => ({ ...LADDER, 'apps/shop/overlays/prod/kustomization.yaml': `${OVERLAY}${line}`, ...more })
  const blocked = ['fail', 'error render-blocked prod @ apps/shop/overlays/prod/kustomization.yaml:2']
  const reason = (report: Report): unknown => report.findings.flatMap(({ args }) => ('reason' in args ? [args.reason] : []))[0]

  test('a patch outside of the folder: by default kustomize refuses it', async () => {
    const files = prod('patches: [{path: ../../patch.yaml, target: {kind: Deployment}}]\n', { 'apps/shop/patch.yaml': '- {op: add, path: /metadata/labels, value: {a: b}}\n' })
    const refused = await all(files)
    expect(lines(refused)).toEqual(['fail', expect.stringContaining('error render-failed prod @ apps/shop/')])
    expect(reason(refused)).toContain('is not in or below')
    expect(lines(await all(files, { 'load-restrictor': 'none' }))).toEqual([
      'fail',
      'error drift-missing-field staging→prod Deployment/shop /metadata/labels ∅ | {"a":"b"} @ apps/shop/patch.yaml:1'
    ])
  })

  test.each(['root-only', 'none'])('a path out of the repository, with load-restrictor %s', async (restrictor) => {
    const report = await all(prod('patches: [{path: ../../../../../../etc/passwd, target: {kind: Deployment}}]\n'), { 'load-restrictor': restrictor })
    expect(lines(report)).toEqual(blocked)
    expect(reason(report)).toBe('`../../../../../../etc/passwd` leads out of the repository')
  })

  test.each(['root-only', 'none'])('a link out of the repository, with load-restrictor %s', async (restrictor) => {
    const directory = newRepository()
    try {
      const link = join(directory, 'apps/shop/overlays/prod/hosts.txt')
      mkdirSync(dirname(link), { recursive: true })
      symlinkSync('/etc/hosts', link)
      const head = commit(directory, prod('configMapGenerator: [{name: hosts, files: [hosts.txt]}]\n'))
      const report = await judgeIn(directory, { head, before: null, live: null }, { 'load-restrictor': restrictor }, KUSTOMIZE, '2026-11-20')
      expect(lines(report)).toEqual(blocked)
      expect(JSON.stringify(report)).not.toContain('localhost')
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  })

  test('a remote base', async () => {
    const report = await all(prod('bases: ["github.com/example/manifests//shop?ref=v1"]\n'))
    expect(lines(report)).toEqual(blocked)
    expect(reason(report)).toContain('allow-remote: github.com')
  })

  test('a remote base of another host than the allowed one', async () => {
    const files = prod('components: ["https://evil.example.org/manifests.git//shop?ref=v1"]\n')
    expect(lines(await all(files, { 'allow-remote': 'github.com' }))).toEqual(blocked)
  })

  test.each(['https://github.com@evil.example.org/x.git', 'https://github.com.evil.example.org/x.git', 'ssh://git@evil.example.org/github.com/x.git', 'git@evil.example.org:github.com/x.git'])(
    'an address that only looks like the allowed host: %s',
    async (address) => {
      expect(lines(await all(prod(`bases: ["${address}//a?ref=v1"]\n`), { 'allow-remote': 'github.com' }))).toEqual(blocked)
    }
  )

  test('a Helm chart', async () => {
    const report = await all(prod('helmCharts: [{name: minio, repo: "https://charts.example.org", version: 1.0.0}]\n'))
    expect(lines(report)).toEqual(blocked)
    expect(reason(report)).toContain('enable-helm: true')
    // With Helm allowed, its repository is still a remote of a host that is not.
    expect(reason(await all(prod('helmCharts: [{name: minio, repo: "https://charts.example.org", version: 1.0.0}]\n'), { 'enable-helm': 'true' }))).toContain('allow-remote: charts.example.org')
  })

  test('a plugin is never run', async () => {
    const plugin = 'apiVersion: example.com/v1\nkind: Evil\nmetadata: {name: evil, annotations: {config.kubernetes.io/function: "exec: {path: ./evil.sh}"}}\n'
    const files = prod('generators: [evil.yaml]\n', { 'apps/shop/overlays/prod/evil.yaml': plugin })
    expect(lines(await all(files, { 'enable-helm': 'true', 'load-restrictor': 'none' }))).toEqual(['fail', 'error render-blocked prod @ apps/shop/overlays/prod/kustomization.yaml'])
  })

  test('one refused overlay does not keep the others from being judged', async () => {
    const files = prod('bases: ["github.com/example/manifests//shop?ref=v1"]\n', { 'apps/shop/overlays/staging/app.yaml': deployment(shop('a'), `envoy@${digest('e')}`) })
    expect(lines(await all(files))).toEqual([
      ...blocked,
      expect.stringContaining('error drift-missing-field dev→staging Deployment/shop /spec/template/spec/containers/c1')
    ])
  })
})
