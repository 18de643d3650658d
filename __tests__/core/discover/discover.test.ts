import { environmentNamed } from '../../../src/core/model/environment.ts'
import { describe, expect, it, test } from '@jest/globals'
import { discover, type Discovery } from '../../../src/core/discover/discover.ts'
import { readKustomizations } from '../../../src/core/discover/kustomizations.ts'
import { byPatterns } from '../../../src/core/discover/by-patterns.ts'
import { type DiscoveryPolicy, revisionOf } from '../../../src/core/discover/revision.ts'
import type { Environment } from '../../../src/core/model/environment.ts'
import type { Tree } from '../../../src/core/model/tree.ts'
import { treeOf } from '../../support/tree.ts'

const DETECT: DiscoveryPolicy = { environments: null, overlays: null, exclude: [], placeholders: [] }
const rung = (name: string, ...aliases: string[]): Environment => (environmentNamed(name, aliases))

/** Folders with what they use; a folder called `kind Component` is one. */
type Sketch = Readonly<Record<string, readonly string[] | 'component' | 'broken'>>

function sketch(folders: Sketch): Tree {
  const files = Object.entries(folders).map(([folder, uses]) => {
    const text = uses === 'component' ? 'kind: Component\n' : uses === 'broken' ? 'resources: [' : `resources: ${JSON.stringify(uses)}\n`
    return [folder === '' ? 'kustomization.yaml' : `${folder}/kustomization.yaml`, text]
  })
  return treeOf(Object.fromEntries(files) as Record<string, string>)
}

function find(head: Tree, policy: Partial<DiscoveryPolicy> = {}, before: Tree | null = null): Discovery {
  return discover({
    head,
    before,
    headIndex: readKustomizations(head),
    beforeIndex: before === null ? null : readKustomizations(before),
    policy: { ...DETECT, ...policy }
  })
}

/** `application | environment | variant | path`, sorted as found. */
function listed({ applications }: Discovery): readonly string[] {
  return applications.flatMap((application) =>
    application.overlays.map((overlay) => [overlay.application, overlay.environment, overlay.variant ?? '-', overlay.path].join(' | '))
  )
}

describe('detected overlays', () => {
  test.each<[string, Sketch, readonly string[]]>([
    [
      'an application by its path without the container',
      { 'apps/catalog/base': [], 'apps/catalog/overlays/dev': ['../../base'], 'apps/catalog/overlays/production': ['../../base'] },
      ['apps/catalog | dev | - | apps/catalog/overlays/dev', 'apps/catalog | prod | - | apps/catalog/overlays/production']
    ],
    ['a repository that is one application', { base: [], 'overlays/stg': ['../../base'], 'overlays/prd': ['../../base'] }, ['. | staging | - | overlays/stg', '. | prod | - | overlays/prd']],
    [
      'variants in the environment’s own segment',
      { base: [], 'envs/dev': ['../../base'], 'envs/prod-eu': ['../../base'], 'envs/aws-prod-us': ['../../base'] },
      ['. | dev | - | envs/dev', '. | prod | aws/us | envs/aws-prod-us', '. | prod | eu | envs/prod-eu']
    ],
    [
      'names in the environment’s own segment where the bases differ',
      { 'base/a': [], 'base/b': [], 'envs/a-dev': ['../../base/a'], 'envs/a-prod': ['../../base/a'], 'envs/b-dev': ['../../base/b'], 'envs/b-prod': ['../../base/b'] },
      ['a | dev | - | envs/a-dev', 'a | prod | - | envs/a-prod', 'b | dev | - | envs/b-dev', 'b | prod | - | envs/b-prod']
    ],
    [
      'clusters below the environment, with a base of the environment’s own',
      {
        'components/backup/base': [],
        'components/backup/production/base': ['../../base'],
        'components/backup/production/stone-prod-p01': ['../base'],
        'components/backup/production/kflux-prd-rh02': ['../base'],
        'components/backup/staging/base': ['../../base'],
        'components/backup/staging/stone-stage-p01': ['../base']
      },
      [
        'components/backup | staging | stone-stage-p01 | components/backup/staging/stone-stage-p01',
        'components/backup | prod | kflux-prd-rh02 | components/backup/production/kflux-prd-rh02',
        'components/backup | prod | stone-prod-p01 | components/backup/production/stone-prod-p01'
      ]
    ],
    [
      'applications below the environment',
      {
        'base/probing-api': [],
        'base/web': [],
        common: [],
        'overlays/dev/probing-api': ['../../../base/probing-api', '../../../common'],
        'overlays/prod/probing-api': ['../../../base/probing-api', '../../../common'],
        'overlays/dev/web': ['../../../base/web', '../../../common'],
        'overlays/prod/web': ['../../../base/web', '../../../common']
      },
      [
        'probing-api | dev | - | overlays/dev/probing-api',
        'probing-api | prod | - | overlays/prod/probing-api',
        'web | dev | - | overlays/dev/web',
        'web | prod | - | overlays/prod/web'
      ]
    ],
    [
      'applications that share bases, where there are several bases',
      {
        'base/a': [],
        'base/b': [],
        'overlays/dev/x': ['../../../base/a'],
        'overlays/prod/x': ['../../../base/a'],
        'overlays/prod/y': ['../../../base/a'],
        'overlays/prod/v': ['../../../base/b'],
        'overlays/prod/w': ['../../../base/b']
      },
      [
        'v | prod | - | overlays/prod/v',
        'w | prod | - | overlays/prod/w',
        'x | dev | - | overlays/dev/x',
        'x | prod | - | overlays/prod/x',
        'y | prod | - | overlays/prod/y'
      ]
    ],
    [
      'one overlay per environment above its parts',
      { 'environments/dev': ['apps'], 'environments/dev/apps': ['web'], 'environments/dev/apps/web': [], 'environments/prod': ['apps'], 'environments/prod/apps': [] },
      ['. | dev | - | environments/dev', '. | prod | - | environments/prod']
    ],
    [
      'a prod that builds on staging: both are environments',
      { 'overlays/staging': [], 'overlays/prod': ['../staging'] },
      ['. | staging | - | overlays/staging', '. | prod | - | overlays/prod']
    ],
    [
      'configuration of an environment used by its overlay',
      { 'config/dev': [], 'config/prod': [], 'overlays/dev': ['../../config/dev'], 'overlays/prod': ['../../config/prod'] },
      ['. | dev | - | overlays/dev', '. | prod | - | overlays/prod']
    ],
    [
      'an application called integration',
      {
        'apps/integration/base': [],
        'apps/integration/overlays/dev': ['../../base'],
        'apps/integration/overlays/prod': ['../../base'],
        'apps/integration/tools': [],
        'apps/catalog': []
      },
      ['apps/integration | dev | - | apps/integration/overlays/dev', 'apps/integration | prod | - | apps/integration/overlays/prod']
    ],
    ['one environment alone', { 'apps/web/base': [], 'apps/web/prod': ['../base'] }, ['apps/web | prod | - | apps/web/prod']],
    ['broken kustomizations too', { 'overlays/dev': 'broken', 'overlays/prod': [] }, ['. | dev | - | overlays/dev', '. | prod | - | overlays/prod']],
    [
      'two that use each other, so that kustomize can refuse them',
      { 'overlays/dev': [], 'overlays/prod/a': ['../b'], 'overlays/prod/b': ['../a'] },
      ['. | dev | - | overlays/dev', 'a | prod | - | overlays/prod/a', 'b | prod | - | overlays/prod/b']
    ],
    [
      'two words for one environment',
      { 'overlays/stage': [], 'overlays/staging': [], 'overlays/prod': [] },
      ['overlays | staging | stage | overlays/stage', 'overlays | staging | staging | overlays/staging', 'overlays | prod | - | overlays/prod']
    ],
    [
      'two containers with the same environments',
      { 'deploy/envs/dev': [], 'deploy/overlays/dev': [] },
      ['deploy/envs | dev | - | deploy/envs/dev', 'deploy/overlays | dev | - | deploy/overlays/dev']
    ]
  ])('%s', (_, folders, expected) => {
    const found = find(sketch(folders))
    expect(listed(found)).toEqual(expected)
    expect(found.findings).toEqual([])
  })

  test.each<[string, Sketch]>([
    ['letsencrypt-prod', { 'issuers/letsencrypt-prod': [], 'issuers/letsencrypt-staging': [] }],
    ['dev-team', { 'tenants/base/dev-team': [], 'tenants/base/ops-team': [] }],
    ['pre-deploy', { 'overlays/pre-deploy': [] }],
    ['prow/test-pods', { 'prow/test-pods': [], 'prow/cluster': [] }],
    ['an application called integration without environments', { 'apps/integration': [], 'apps/catalog': [] }],
    ['components', { 'components/production': 'component', 'components/staging': 'component' }],
    ['non-prod', { 'overlays/non-prod': [] }]
  ])('%s is no environment', (_, folders) => {
    const found = find(sketch(folders))
    expect(found.applications).toEqual([])
    expect(found.findings.map((each) => each.code)).toEqual(['no-overlays'])
  })

  it('takes a link to an overlay for an overlay', () => {
    const tree = treeOf({ 'overlays/staging/kustomization.yaml': '' }, { links: { 'overlays/prod': 'staging' } })
    expect(listed(find(tree))).toEqual(['. | staging | - | overlays/staging', '. | prod | - | overlays/prod'])
  })

  it('never takes a placeholder’s kustomization for an overlay, but follows it', () => {
    const tree = sketch({ 'overlays/dev': ['../../secrets/dev'], 'overlays/prod': [], 'parts/dev': [] })
    const placeholders = [{ path: 'secrets/dev/kustomization.yaml', content: 'resources: [../../parts/dev]' }]
    expect(listed(find(tree, { placeholders }))).toEqual(['. | dev | - | overlays/dev', '. | prod | - | overlays/prod'])
  })

  it('says what it detected as lines to paste that find the same', () => {
    const tree = sketch({
      'apps/a/base': [],
      'apps/a/overlays/dev': ['../../base'],
      'apps/a/overlays/prod-eu': ['../../base'],
      'apps/a/overlays/load': ['../../base'],
      'apps/b/base': [],
      'apps/b/overlays/dev': ['../../base'],
      'apps/b/overlays/prod': ['../../base']
    })
    const found = find(tree)
    expect(found.detected).toEqual([
      'environments:',
      '  - name: dev',
      '    aliases: [development]',
      '  - name: prod',
      '    aliases: [production, prd, live]',
      'overlays:',
      '  - apps/a/overlays/{env}-{variant}',
      '  - apps/{app}/overlays/{env}',
      '# Beside these, not recognised as environments: apps/a/overlays/load. Name them under environments if they are.'
    ])
    const said = find(tree, { environments: found.environments, overlays: ['apps/{app}/overlays/{env}', 'apps/a/overlays/{env}-{variant}'] })
    expect(said.applications).toEqual(found.applications)
    expect(said.detected).toEqual([])
  })
})

describe('declared overlays', () => {
  const repository = sketch({ 'apps/catalog/overlays/dev': [], 'apps/catalog/overlays/dev/eu': [], 'apps/catalog/overlays/stg': [], templates: [], 'templates/overlays/dev': [] })
  const environments = [rung('dev'), rung('staging', 'stg')]

  it('takes every folder that a pattern matches, parts too', () => {
    const found = find(repository, { environments, overlays: ['apps/{app}/overlays/{env}', 'apps/{app}/overlays/{env}/{region}'] })
    expect(listed(found)).toEqual([
      'apps/catalog | dev | - | apps/catalog/overlays/dev',
      'apps/catalog | dev | eu | apps/catalog/overlays/dev/eu',
      'apps/catalog | staging | - | apps/catalog/overlays/stg'
    ])
    expect(found.detected).toEqual([])
  })

  it('detects the environments for given patterns', () => {
    const found = find(repository, { overlays: ['apps/{app}/overlays/{env}'] })
    expect(found.environments.map((each) => each.name)).toEqual(['dev', 'staging'])
    expect(found.detected[0]).toBe('environments:')
  })

  it('finds overlays by given environments alone', () => {
    const tree = sketch({ 'manifests/environments/at23': [], 'manifests/environments/prod': [], 'flux/syncroot/at23': [], 'flux/syncroot/prod': [] })
    expect(listed(find(tree, { environments: [rung('at23'), rung('prod')] }))).toEqual([
      'flux/syncroot | at23 | - | flux/syncroot/at23',
      'flux/syncroot | prod | - | flux/syncroot/prod',
      'manifests | at23 | - | manifests/environments/at23',
      'manifests | prod | - | manifests/environments/prod'
    ])
  })

  test.each([['templates'], ['templates/**'], ['**/templates'], ['temp*/overlays/*'], ['./templates/']])('excludes %s', (glob) => {
    const found = find(repository, { environments, overlays: ['{area}/**/overlays/{env}'], exclude: [glob] })
    expect(listed(found)).toEqual([
      'catalog | dev | apps | apps/catalog/overlays/dev',
      'catalog | staging | apps | apps/catalog/overlays/stg'
    ])
  })

  test.each<[string, Partial<DiscoveryPolicy>, readonly [string, RegExp, RegExp][]]>([
    ['a pattern that matches nothing', { overlays: ['apps/{app}/overlays/{env}', 'nothing/{env}'] }, [['config-invalid', /`nothing\/\{env\}` matches no folder/, /\{env\}/]]],
    ['a pattern without {env}', { overlays: ['apps/{app}/overlays/dev', 'apps/{app}/overlays/{env}'] }, [['config-invalid', /where the environment stands/, /apps\/\{app\}/]]],
    ['an environment without overlays', { environments: [rung('dev'), rung('stagin'), rung('staging', 'stg')] }, [['config-invalid', /`stagin`/, /take it out/]]],
    ['an environment that is there by another word', { environments: [rung('dev'), rung('staging')] }, [['config-invalid', /`staging`/, /`staging=stg`/]]],
    ['nothing at all', { environments: [rung('a')] }, [['no-overlays', /folders named a$/, /`apps\/catalog\/overlays\/dev`/]]]
  ])('reports %s', (_, policy, expected) => {
    const { findings } = find(repository, policy)
    expect(findings.map((each) => each.code)).toEqual(expected.map(([code]) => code))
    findings.forEach((each, at) => {
      const [, what, help] = expected[at] ?? []
      const args = each.code === 'config-invalid' ? [each.args.problem, each.args.help] : each.code === 'no-overlays' ? [each.args.looked, each.args.help] : []
      expect(args[0]).toMatch(what ?? /^$/)
      expect(args[1]).toMatch(help ?? /^$/)
    })
  })

  it('reports an empty repository', () => {
    expect(find(treeOf({})).findings.map((each) => each.code)).toEqual(['no-overlays'])
  })
})

describe('before and head', () => {
  const before = sketch({ base: [], 'overlays/dev': ['../../base'], 'overlays/staging': ['../../base'], 'overlays/prod': ['../../base'] })
  const states = (found: Discovery): object => ({
    overlays: found.applications.flatMap((application) => application.overlays.map((overlay) => overlay.path)),
    head: [...found.inHead],
    before: [...found.inBefore],
    removed: found.removed.map(({ overlay, why }) => `${overlay.path} ${why}`)
  })

  it('keeps what is deleted', () => {
    const head = sketch({ base: [], 'overlays/dev': ['../../base'], 'overlays/prod': ['../../base'] })
    expect(states(find(head, {}, before))).toEqual({
      overlays: ['overlays/dev', 'overlays/staging', 'overlays/prod'],
      head: ['overlays/dev', 'overlays/prod'],
      before: ['overlays/dev', 'overlays/prod', 'overlays/staging'],
      removed: ['overlays/staging gone']
    })
  })

  it('still recognises an environment whose neighbours are deleted', () => {
    const was = sketch({ 'apps/web/dev': [], 'apps/web/prod': [], 'apps/web/docs': [] })
    const now = sketch({ 'apps/web/prod': [], 'apps/web/docs': [] })
    expect([...find(now, {}, was).inHead]).toEqual(['apps/web/prod'])
  })

  it('keeps judging an overlay that a change turns into a part', () => {
    const head = sketch({ base: [], 'overlays/dev': ['../../base'], 'overlays/staging': ['../../base'], 'overlays/prod': ['../../base'], 'clusters/prod': ['../../overlays/prod'] })
    const found = find(head, {}, before)
    expect([...found.inHead]).toEqual(['clusters/prod', 'overlays/dev', 'overlays/prod', 'overlays/staging'])
    expect(found.removed.map(({ overlay, why }) => [overlay.path, why])).toEqual([['overlays/prod', 'unrecognised']])
  })

  it('calls an overlay that became a component unrecognised, and builds it all the same', () => {
    const head = sketch({ base: [], 'overlays/dev': ['../../base'], 'overlays/staging': ['../../base'], 'overlays/prod': 'component' })
    const found = find(head, {}, before)
    expect(found.removed.map(({ overlay, why }) => [overlay.path, why])).toEqual([['overlays/prod', 'unrecognised']])
    expect(found.inHead.has('overlays/prod')).toBe(true)
  })

  it('names variants by what they build on at head, else before', () => {
    const was = sketch({ base: [], 'overlays/prod-eu': ['../../base'], 'overlays/staging': ['../../base'] })
    const now = sketch({ base: [], 'overlays/prod-us': ['../../base'], 'overlays/staging': ['../../base'] })
    expect(listed(find(now, {}, was))).toEqual(['. | staging | - | overlays/staging', '. | prod | eu | overlays/prod-eu', '. | prod | us | overlays/prod-us'])
  })
})

describe('patterns that are too many to be tried', () => {
  const folders = Array.from({ length: 500 }, (_, at) => `apps/app-${at}/overlays/prod`)
  const head = treeOf(Object.fromEntries(folders.map((folder) => [`${folder}/kustomization.yaml`, 'resources: [a.yaml]\n'])))
  const environments = Array.from({ length: 60 }, (_, at) => environmentNamed(at === 0 ? 'prod' : `env-${at}`))
  const patterns = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `**/{app}/overlays/{env}/part-${at}`)

  test('are told once', () => {
    const overlays = Array.from({ length: 50_000 }, (_, at) => `none-${at}/{env}`)
    expect(find(head, { overlays, environments }).findings).toEqual([
      expect.objectContaining({
        code: 'config-invalid',
        level: 'error',
        args: {
          problem: '50000 patterns under `overlays` take too long to be tried on 500 folders with a kustomization',
          help: 'Write fewer patterns, with fewer `**`, or fewer aliases of environments.'
        }
      })
    ])
  }, 60_000)

  test.each([
    ['tried', ['apps/{app}/overlays/{env}'], 500 * 63],
    ['tried below folders of any depth', ['**/{app}/overlays/{env}'], 500 * 4 * 64],
    ['tried in more ways than one', ['apps/{app}-{number}/{x}-{y}/{env}'], 500 * 100],
    ['compiled', ['none/{env}'], 60 * 200]
  ])('each takes what it may take to be %s', (_, overlays, least) => {
    const revision = revisionOf(head, readKustomizations(head), DETECT)
    const exhausted = (most: number): boolean => byPatterns(revision, null, environments, overlays, { ...DETECT, environments }, most).exhausted === true
    expect(exhausted(least)).toBe(true)
    expect(exhausted(20 * least)).toBe(false)
  })

  test('as many as anybody has are tried', () => {
    const found = find(head, { overlays: [...patterns(50), 'apps/{app}/overlays/{env}'], environments })
    expect(listed(found)).toHaveLength(500)
  })
})
