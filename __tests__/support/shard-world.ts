// Small repositories of several applications, and seeded changes of every kind, to judge in one process and in shards.

import { random } from './random.ts'
import { DIGESTS } from './shop.ts'
import type { Files } from './scenario.ts'

export const APPLICATIONS = ['apps/cart', 'apps/catalog', 'apps/orders', 'shared/mail']
const ENVIRONMENTS = ['dev', 'staging', 'prod'] as const
type Environment = (typeof ENVIRONMENTS)[number]

export function pick<T>(from: readonly T[], next: () => number): T {
  const found = from[Math.floor(next() * from.length)]
  if (found === undefined) throw new Error('nothing to pick from')
  return found
}

function base(application: string): Files {
  const name = application.replace('/', '-')
  return {
    [`${application}/base/kustomization.yaml`]: 'resources:\n- deployment.yaml\n',
    [`${application}/base/deployment.yaml`]: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
      - name: main
        image: registry.example.com/${name}:1.0
`
  }
}

export function overlay(application: string, environment: Environment, digest: string, { rate = '100', comment = '' } = {}): Files {
  const folder = `${application}/overlays/${environment}`
  const name = application.replace('/', '-')
  return {
    [`${folder}/kustomization.yaml`]: `${comment}resources:
- ../../base
- config.yaml
components:
- ../../../../components/${environment}
images:
- name: registry.example.com/${name}
  digest: ${digest}
`,
    [`${folder}/config.yaml`]: `apiVersion: v1
kind: ConfigMap
metadata:
  name: config
data:
  RATE: "${rate}"
`
  }
}

const COMPONENTS: Files = Object.fromEntries(
  ENVIRONMENTS.flatMap((environment) => [
    [`components/${environment}/kustomization.yaml`, 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources:\n- shared.yaml\n'],
    [
      `components/${environment}/shared.yaml`,
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shared\ndata:\n  LEVEL: "info" ${environment === 'prod' ? '# parity-gate: allow -- shared level' : ''}\n`
    ]
  ])
)

const WAIVERS = `waivers:
- {application: apps/*, path: /data/RATE, reason: CHG-1, owner: shop, expires: 2026-11-30}
- {application: apps/cart, path: /data/NOTHING, reason: CHG-2, expires: 2027-12-31}
- {path: /data/NEVER, reason: CHG-3, owner: nobody, expires: 2027-12-31}
- {path: /data/RATE, reason: CHG-4, expires: 2026-01-31}
- {application: shared/mail, code: image-not-live, reason: CHG-5, expires: 2027-12-31}
`

export type World = { readonly before: Files; readonly history: readonly (readonly [string, Files])[]; readonly change: Files }

/** `back`: nothing but rollbacks, and what has no effect. */
export function worldOf(seed: number, kind: 'any' | 'back'): World {
  const next = random(seed)
  const drifting = APPLICATIONS.filter(() => next() < 0.5)
  const rateOf = (application: string, environment: Environment): { readonly rate: string } => ({ rate: environment === 'prod' && drifting.includes(application) ? '250' : '100' })
  const all = (digestOf: (environment: Environment) => string): Files =>
    joined(APPLICATIONS.flatMap((application) => ENVIRONMENTS.map((each) => overlay(application, each, digestOf(each), rateOf(application, each)))))
  const policy = `version: 1\n${pick(['', 'existing-drift: warn\n', 'existing-drift: fail\n'], next)}${pick(['', WAIVERS, WAIVERS], next)}`
  const before = { ...COMPONENTS, ...joined(APPLICATIONS.map(base)), ...all(() => DIGESTS.a), '.github/parity-gate.yaml': policy }
  const history: World['history'] = [
    ['2026-11-05T00:00:00Z', all((environment) => (environment === 'prod' ? DIGESTS.a : DIGESTS.b))],
    ['2026-11-08T00:00:00Z', all(() => DIGESTS.b)]
  ]
  const operations = kind === 'back' ? BACK : ANY
  const files = APPLICATIONS.map((application) => pick(operations, next)(application, rateOf(application, 'prod').rate))
  if (kind === 'back') files.push(BACK[1](APPLICATIONS[0] ?? '', rateOf(APPLICATIONS[0] ?? '', 'prod').rate))
  else files.push(GENERAL[seed % GENERAL.length] ?? {})
  return { before, history, change: joined([{ 'README.md': String(seed) }, ...files]) }
}

function joined(parts: readonly Files[]): Files {
  return Object.fromEntries(parts.flatMap((each) => Object.entries(each)))
}

type Operation = (application: string, rate: string) => Files

const BACK = [
  (application: string, rate: string) => overlay(application, 'prod', DIGESTS.b, { rate, comment: '# no effect\n' }),
  (application: string, rate: string) => overlay(application, 'prod', DIGESTS.a, { rate }),
  () => ({})
] as const satisfies readonly Operation[]

const ANY: readonly Operation[] = [
  ...BACK,
  (application) => overlay(application, 'prod', DIGESTS.b, { rate: '999' }),
  (application, rate) => overlay(application, 'prod', DIGESTS.c, { rate }),
  (application, rate) => ({ ...overlay(application, 'staging', DIGESTS.c), ...overlay(application, 'prod', DIGESTS.c, { rate }) }),
  (application) => ({ [`${application}/overlays/prod/config.yaml`]: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: config, name: twice\n' }),
  (application) => ({ [`${application}/overlays/staging/kustomization.yaml`]: null, [`${application}/overlays/staging/config.yaml`]: null })
]

const GENERAL: readonly Files[] = [
  {},
  { '.github/parity-gate.yaml': 'version: 1\nexisting-drift: warn\nallowed-axes:\n- {name: rate, resources: [ConfigMap], paths: [/data/RATE]}\n' },
  { '.github/parity-gate.yaml': 'version: 1\nnonsense: true\n' },
  { 'components/prod/shared.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shared\ndata:\n  LEVEL: "debug"\n  MORE: "x"\n' },
  { 'components/prod/shared.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shared\ndata:\n  LEVEL: "debug" # parity-gate: allow -- shared level\n' },
  { '.github/workflows/parity-gate.yaml': 'name: changed\n' }
]
