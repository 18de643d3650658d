import { environmentNamed } from '../../../src/core/model/environment.ts'
import { describe, expect, it, test } from '@jest/globals'
import { DEFAULT_POLICY } from '../../../src/core/model/policy.ts'
import type { Policy } from '../../../src/core/model/policy.ts'
import { readPolicy } from '../../../src/core/policy/read-policy.ts'
import type { RawInputs } from '../../../src/core/policy/read-policy.ts'
import { EXAMPLE, INVALID, UNREADABLE, VALID } from './fixtures.ts'

const PATH = '.github/parity-gate.yaml'

function read(text: string | null, inputs: RawInputs = {}): Policy {
  const reading = readPolicy({ inputs, file: text === null ? null : { path: PATH, text } })
  if (reading.kind === 'invalid') throw new Error(reading.findings.map((f) => f.args.problem).join('; '))
  return reading.policy
}

function problems(text: string | null, inputs: RawInputs = {}): readonly string[] {
  const reading = readPolicy({ inputs, file: text === null ? null : { path: PATH, text } })
  if (reading.kind === 'ok') return []
  return reading.findings.map((f) => {
    expect(f.level).toBe('error')
    expect(f.args.help).not.toBe('')
    if (f.location !== null) expect(f.location).toMatchObject({ file: PATH, confidence: 'exact', endLine: f.location.line })
    return `${f.location === null ? 'input' : `${f.location.line}:${f.location.column ?? 0}`} ${f.args.problem}`
  })
}

function help(text: string): string {
  const reading = readPolicy({ inputs: {}, file: { path: PATH, text } })
  return reading.kind === 'ok' ? '' : reading.findings.map((f) => f.args.help).join('\n')
}

describe('a policy file', () => {
  test.each(Object.entries(VALID))('is read: %s', (_, text) => {
    expect(problems(text)).toEqual([])
  })

  test.each([...Object.entries(INVALID), ...Object.entries(UNREADABLE)])('is refused: %s', (_, { text, says }) => {
    const told = problems(text)
    expect(told).toHaveLength(says.length)
    for (const [index, words] of says.entries()) {
      const [place = '', ...rest] = words.split(' ')
      const placed = /^\d+:\d+$/.test(place)
      if (placed) expect(told[index]?.split(' ')[0]).toBe(place)
      expect(told[index]).toContain(placed ? rest.join(' ') : words)
    }
  })

  it('says what the example of the documentation says', () => {
    expect(read(EXAMPLE)).toEqual({
      ...DEFAULT_POLICY,
      environments: [
        environmentNamed('dev', []),
        environmentNamed('staging', ['stg']),
        environmentNamed('prod', [], {
          after: { mode: 'all', environments: ['staging'] },
          soak: 86400,
          signals: { statuses: ['kustomization/shop-prod*'], checks: [], deployments: ['production'] }
        })
      ],
      overlays: ['apps/{app}/overlays/{env}', 'apps/{app}/overlays/{env}/{region}'],
      axes: [
        ...DEFAULT_POLICY.axes,
        {
          kind: 'custom',
          name: 'ingress-host',
          resources: [{ kind: 'Ingress', group: null, name: null }],
          paths: [
            ['spec', 'rules', '*', 'host'],
            ['spec', 'tls', '*', 'hosts', '*']
          ],
          values: '^[a-z-]+\\.{env}\\.example\\.com$',
          between: ['staging', 'prod'],
          location: { file: PATH, line: 25, endLine: 25, column: 5, confidence: 'exact' }
        }
      ],
      waivers: [
        {
          source: 'policy',
          application: 'apps/catalog',
          environments: null,
          resource: { kind: 'ConfigMap', group: null, name: 'app-config' },
          path: ['data', 'FEATURE_X'],
          code: null,
          reason: 'gradual rollout, CHG-1234',
          owner: 'team-catalog',
          expires: '2026-12-31',
          location: { file: PATH, line: 31, endLine: 31, column: 5, confidence: 'exact' }
        }
      ],
      deniedImages: [{ digest: 'sha256:' + '0123456789abcdef'.repeat(4), reason: 'CVE-2026-0001', expires: '2027-01-31' }],
      exemptImages: ['docker.io/istio/*', 'busybox'],
      placeholders: [{ path: 'environments/*/.env.api.secret', content: 'TOKEN=placeholder\n' }],
      imageFields: [
        { resources: [{ kind: 'CatalogSource', group: 'operators.coreos.com', name: null }], paths: [['spec', 'image']] }
      ]
    })
  })

  it('tells the first 200 of ten thousand problems, and how many more there are', () => {
    const many = (line: (at: number) => string): string => Array.from({ length: 10_000 }, (_, at) => line(at)).join('\n')
    for (const text of [
      `version: 1\n${many((at) => `k${at}: 1`)}`,
      `version: 1\nenvironments: [dev, prod]\nwaivers:\n${many((at) => `- {environments: [e${at}], reason: r, expires: 2027-01-01}`)}`
    ]) {
      const told = problems(text)
      expect(told).toHaveLength(201)
      expect(told.at(-1)).toBe('input 9800 more problems are not listed')
    }
  })

  it('holds an environment to so many words as paths can have', () => {
    const aliases = (most: number): string => Array.from({ length: most }, (_, at) => `a${at}`).join('|')
    expect(problems(`version: 1\nenvironments: [dev, prod=${aliases(1000)}]\n`)).toEqual([expect.stringContaining('more than 1000 names and aliases')])
    expect(problems(`version: 1\nenvironments: [dev, prod=${aliases(998)}]\n`)).toEqual([])
  })

  it('holds axes to so many, and their bounds to what can be compiled in time', () => {
    const environments = (most: number): string => `version: 1\nenvironments: [${Array.from({ length: most }, (_, at) => `e${at}`).join(', ')}]\nallowed-axes:\n`
    const axes = (most: number, values: string): string =>
      Array.from({ length: most }, (_, at) => `  - {name: a${at}, resources: [Job], paths: [/x], values: '^{env}${values}-${at}$'}\n`).join('')
    expect(problems(environments(2) + axes(501, 'a'))).toEqual([expect.stringContaining('more than 500 axes')])
    expect(problems(environments(2) + axes(500, 'a'))).toEqual([])
    expect(problems(environments(60) + axes(500, '[a-z]{900}'))).toEqual([expect.stringMatching(/axis `a3`: the `values` of the axes up to here are too much for 60 environments/)])
  })

  it('suggests what was probably meant', () => {
    expect(help('version: 1\nenviroments: [dev]\n')).toContain('did you mean `environments`?')
    expect(help('version: 1\nallowed-axes: [secretPath]\n')).toContain('did you mean `secret-path`?')
    expect(help('version: 1\nallowed-axes: [colour]\n')).toContain('`image`, `image-registry`, `image-repository`, `replicas`')
    expect(help('version: 1\nlimits: {buildSeconds: 1}\n')).toContain('did you mean `build-seconds`?')
    expect(help('version: 1\nenvironments: [dev, staging, {name: prod, after: stagin}]\n')).toContain('did you mean `staging`?')
    expect(help('version: 1\nexisting-drift: [warn]\n')).not.toContain('did you mean')
  })

  it('knows environments in `after` by their aliases', () => {
    const ladder = '  - dev\n  - {name: staging, aliases: [stg]}\n  - {name: prod, after-any: [stg, dev]}\n'
    const { environments } = read(`version: 1\nenvironments:\n${ladder}`)
    expect(environments?.map((e) => e.after)).toEqual([null, null, { mode: 'any', environments: ['staging', 'dev'] }])
  })

  it('names the short form of an axis by its text, quoted or not', () => {
    for (const line of ["'Ingress: /spec/rules/*/host'", 'Ingress: /spec/rules/*/host']) {
      expect(read(`version: 1\nallowed-axes:\n  - ${line}\n`).axes).toMatchObject([
        { kind: 'custom', name: 'Ingress: /spec/rules/*/host', paths: [['spec', 'rules', '*', 'host']], values: null, between: null }
      ])
    }
  })

  it('allows nothing with an empty list of axes', () => {
    expect(read('version: 1\nallowed-axes: []\n').axes).toEqual([])
  })

  it('keeps every other limit when one is set', () => {
    expect(read('version: 1\nlimits: {build-seconds: 30}\n').limits).toEqual({ ...DEFAULT_POLICY.limits, buildSeconds: 30 })
  })

  it('says how each environment admits images, and who reports about it', () => {
    const signals = 'signals: {statuses: ["*/shop-prod"], checks: [deploy prod], deployments: [production, "prod-*"]}'
    const prod = `{name: prod, soak: 1d12h, superseded: warn, fan-out: deny, introduction: allow, evidence: reported, ${signals}}`
    const policy = read(`version: 1\nenvironments: [dev, ${prod}]\nsuspect: deny\nhistory: 90d\n`)
    expect(policy).toMatchObject({ suspect: 'deny', history: 90 * 86400, soak: [] })
    expect(policy.environments).toEqual([
      environmentNamed('dev'),
      environmentNamed('prod', [], {
        soak: 129600,
        superseded: 'warn',
        fanOut: 'deny',
        introduction: 'allow',
        evidence: 'reported',
        signals: { statuses: ['*/shop-prod'], checks: ['deploy prod'], deployments: ['production', 'prod-*'] }
      })
    ])
  })

  it('keeps the rule for all first, each with its place', () => {
    expect(read('version: 1\nsoak:\n  - uat=1h\n  - prod=2h\n  - 30m\n').soak).toEqual([
      { environment: null, seconds: 1800, location: { file: PATH, line: 5, endLine: 5, column: 5, confidence: 'exact' } },
      { environment: 'prod', seconds: 7200, location: { file: PATH, line: 4, endLine: 4, column: 5, confidence: 'exact' } },
      { environment: 'uat', seconds: 3600, location: { file: PATH, line: 3, endLine: 3, column: 5, confidence: 'exact' } }
    ])
  })

  it('shows hostile text as one short line', () => {
    const [told = ''] = problems(`version: 1\n"a\\n::error::\\u202e\\u0007b${'x'.repeat(500)}": 1\n`)
    expect(told).toContain('`a ::error:: bx')
    expect(told.length).toBeLessThan(120)
    expect(told).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })
})

describe('inputs', () => {
  it('leave the defaults where nothing is said', () => {
    expect(read(null)).toEqual(DEFAULT_POLICY)
    expect(read(null, { environments: '', 'github-token': 'x', 'report-only': 'maybe' })).toEqual(DEFAULT_POLICY)
  })

  it('say what the file could say', () => {
    expect(
      read(null, {
        environments: 'dev, staging=stg|stage\nprod',
        overlays: '# ours\napps/{app}/{env}/\n\n./envs/{env}-{region}\n',
        exclude: 'apps/_template/**',
        'allowed-axes': 'image, replicas\nIngress/web: /spec/rules/*/host\n',
        'promotion-key': '/-([0-9a-f]{8})$/',
        soak: '# slow\nprod=24h, 1h\n',
        'existing-drift': 'warn',
        'exempt-images': 'docker.io/istio/*, busybox',
        'load-restrictor': 'none',
        'enable-helm': 'True',
        'allow-remote': 'GitHub.com',
        parallelism: '4'
      })
    ).toEqual({
      ...DEFAULT_POLICY,
      environments: [
        environmentNamed('dev', []),
        environmentNamed('staging', ['stg', 'stage']),
        environmentNamed('prod', [])
      ],
      overlays: ['apps/{app}/{env}', 'envs/{env}-{region}'],
      exclude: ['apps/_template/**'],
      axes: [
        { kind: 'built-in', name: 'image' },
        { kind: 'built-in', name: 'replicas' },
        {
          kind: 'custom',
          name: 'Ingress/web: /spec/rules/*/host',
          resources: [{ kind: 'Ingress', group: null, name: 'web' }],
          paths: [['spec', 'rules', '*', 'host']],
          values: null,
          between: null
        }
      ],
      promotionKey: { kind: 'regex', source: '-([0-9a-f]{8})$' },
      soak: [
        { environment: null, seconds: 3600 },
        { environment: 'prod', seconds: 86400 }
      ],
      existingDrift: 'warn',
      exemptImages: ['docker.io/istio/*', 'busybox'],
      loadRestrictor: 'none',
      enableHelm: true,
      allowRemote: ['github.com'],
      parallelism: 4
    })
  })

  it('win over the file, key by key', () => {
    const file = 'version: 1\nexisting-drift: warn\nallowed-axes: [image]\nparallelism: 2\n'
    const policy = read(file, { 'allowed-axes': 'replicas', parallelism: '8' })
    expect(policy).toMatchObject({ existingDrift: 'warn', axes: [{ name: 'replicas' }], parallelism: 8 })
  })

  test.each<[RawInputs, string]>([
    [{ parallelism: 'many' }, 'input `parallelism` must be a whole number from 1 to 256, not `many`'],
    [{ parallelism: '-1' }, 'input `parallelism` must be a whole number'],
    [{ 'enable-helm': 'yes' }, 'input `enable-helm` must be `true` or `false`, not `yes`'],
    [{ overlays: 'apps/{app}' }, 'input `overlays`: `apps/{app}` does not say where the environment stands: `{env}` is missing'],
    [{ environments: 'dev, dev' }, 'environment `dev` is there twice'],
    [{ environments: 'dev=a=b' }, 'an item of input `environments` must be `name` or `name=alias|alias`, not `dev=a=b`'],
    [{ environments: ',' }, 'input `environments` must name at least one environment'],
    [{ 'allowed-axes': 'image\nreplica' }, 'input `allowed-axes`: unknown axis `replica`'],
    [{ 'allowed-axes': '- image' }, 'unknown axis `- image`'],
    [{ 'promotion-key': '/[/' }, 'input `promotion-key`: `/[/` cannot be used'],
    [{ soak: 'prod=24' }, 'input `soak` must be a duration such as `24h`, not `24`'],
    [{ soak: '24' }, 'input `soak` must be a duration such as `24h`, not `24`'],
    [{ soak: ',' }, 'input `soak` must be a duration such as `24h`, or several such as `prod=24h`, not a list'],
    [{ soak: 'prod=1y' }, 'input `soak` must be a duration such as `24h`, not `1y`'],
    [{ soak: 'prod=1h\nprod=1h' }, 'input `soak` names the environment `prod` twice'],
    [{ soak: 'p=1h', environments: 'dev,prod' }, 'input `soak` names the environment `p`, which does not exist']
  ])('are refused without a place: %j', (inputs, words) => {
    const told = problems(null, inputs)
    expect(told).toHaveLength(1)
    expect(told[0]).toMatch(/^input /)
    expect(told[0]).toContain(words)
  })

  it('say how long images soak, whatever the file says about that', () => {
    const file = 'version: 1\nsoak: {dev: 1h}\nenvironments: [dev, {name: prod, aliases: [live], soak: 24h, fan-out: deny}]\n'
    expect(read(file)).toMatchObject({ soak: [{ environment: 'dev', seconds: 3600 }], environments: [{}, { soak: 86400 }] })
    const policy = read(file, { soak: 'live=2h' })
    expect(policy.soak).toEqual([{ environment: 'prod', seconds: 7200 }])
    expect(policy.environments).toMatchObject([{ soak: null }, { soak: null, fanOut: 'deny' }])
  })

  it('are told after the file\'s problems', () => {
    expect(problems('version: 1\nsuspect: maybe\n', { parallelism: 'x' })).toEqual([
      '2:10 `suspect` must be `warn` or `deny`, not `maybe`',
      'input input `parallelism` must be a whole number from 1 to 256, not `x`'
    ])
  })

  it('give the ladder against which the file\'s names are held', () => {
    const file = 'version: 1\nwaivers:\n  - {environments: [stagin, prod], reason: x, expires: 2026-12-31}\n'
    expect(problems(file)).toEqual([])
    expect(problems(file, { environments: 'dev,staging,prod' })).toEqual([
      '3:5 the waiver `x` names the environment `stagin`, which does not exist'
    ])
  })
})
