// The applications of the benchmark's repository, and the files of one in a given state.

import type { Random } from '../origin/random.ts'

export const ENVIRONMENTS = ['dev', 'staging', 'prod'] as const

export type EnvironmentName = (typeof ENVIRONMENTS)[number]

export type Pin = { readonly tag: string; readonly digest: string }

export type Application = {
  readonly name: string
  /** Each is a Deployment with an image of its own. */
  readonly components: readonly string[]
  readonly team: string
  readonly port: number
  readonly scaled: boolean
}

/** What commits change; the lists are by component. */
export type State = {
  readonly settings: Map<string, string>
  readonly limits: { cpu: number; memory: number }
  readonly replicas: Record<EnvironmentName, number>
  readonly pins: Record<EnvironmentName, Pin[]>
}

const TEAMS = ['payments', 'catalog', 'search', 'identity', 'logistics', 'platform']
const KEYS = ['LOG_LEVEL', 'CACHE_SECONDS', 'POOL_SIZE', 'RETRIES', 'TIMEOUT_MILLISECONDS', 'BATCH_SIZE', 'FEATURE_SEARCH', 'REGION_HINT']
/** Components of the first application, whose overlays pin all of them in one file. */
const MANY = 12

/** The first one has many components; its name begins the list. */
export function createApplications(count: number, random: Random): readonly Application[] {
  return Array.from({ length: count }, (_, index) => {
    const name = index === 0 ? 'suite' : `${random.token()}-${String(index).padStart(3, '0')}`
    const size = index === 0 ? MANY : random.chance(0.25) ? 2 : 1
    return {
      name,
      components: Array.from({ length: size }, (_each, part) => (part === 0 ? name : `${name}-${random.token()}`)),
      team: random.pick(TEAMS),
      port: 3000 + random.below(5000),
      scaled: random.chance(0.3)
    }
  })
}

export function firstState(application: Application, random: Random): State {
  const pins = application.components.map(() => newPin('1.0.0', random))
  return {
    settings: new Map(KEYS.slice(0, 3 + random.below(KEYS.length - 3)).map((key) => [key, random.token()])),
    limits: { cpu: 100 + random.below(400), memory: 128 + random.below(512) },
    replicas: { dev: 1, staging: 2, prod: 3 + random.below(4) },
    pins: { dev: [...pins], staging: [...pins], prod: [...pins] }
  }
}

export function newPin(tag: string, random: Random): Pin {
  return { tag, digest: `sha256:${Array.from({ length: 64 }, () => random.below(16).toString(16)).join('')}` }
}

export function baseFolder({ name }: Application): string {
  return `apps/${name}/base`
}

export function overlayFile({ name }: Application, environment: EnvironmentName): string {
  return `apps/${name}/overlays/${environment}/kustomization.yaml`
}

export function baseFiles(application: Application, state: State): Readonly<Record<string, string>> {
  const folder = baseFolder(application)
  const manifests: Record<string, string> = {
    'deployment.yaml': application.components.map((component) => deployment(component, application, state)).join('---\n'),
    'service.yaml': application.components.map((component) => service(component, application)).join('---\n'),
    'settings.yaml': settings(application, state),
    ...(application.scaled ? { 'budget.yaml': budget(application) } : {})
  }
  const list = Object.keys(manifests).map((file) => `  - ${file}\n`).join('')
  const kustomization = `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n${list}`
  return Object.fromEntries(Object.entries({ ...manifests, 'kustomization.yaml': kustomization }).map(([file, text]) => [`${folder}/${file}`, text]))
}

export function overlayText(application: Application, environment: EnvironmentName, { replicas, pins }: State): string {
  const { name, components } = application
  const images = components.map((component, index) => {
    const { tag = '', digest = '' } = pins[environment][index] ?? {}
    return `  - name: ${repositoryOf(component, application)}\n    newTag: ${tag}\n    digest: ${digest}\n`
  })
  return `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: ${name}-${environment}
resources:
  - ../../base
replicas:
  - name: ${name}
    count: ${replicas[environment]}
images:
${images.join('')}`
}

function repositoryOf(component: string, { team }: Application): string {
  return `registry.example.com/${team}/${component}`
}

function deployment(component: string, application: Application, { limits }: State): string {
  const { name, port } = application
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${component}
  labels: {app: ${component}, part-of: ${name}}
spec:
  selector: {matchLabels: {app: ${component}}}
  template:
    metadata:
      labels: {app: ${component}, part-of: ${name}}
    spec:
      containers:
        - name: ${component}
          image: ${repositoryOf(component, application)}
          ports: [{name: http, containerPort: ${port}}]
          envFrom: [{configMapRef: {name: ${name}-settings}}]
          resources:
            requests: {cpu: ${Math.round(limits.cpu / 2)}m, memory: ${Math.round(limits.memory / 2)}Mi}
            limits: {cpu: ${limits.cpu}m, memory: ${limits.memory}Mi}
          readinessProbe: {httpGet: {path: /ready, port: http}}
`
}

function service(component: string, { port }: Application): string {
  return `apiVersion: v1
kind: Service
metadata: {name: ${component}}
spec:
  selector: {app: ${component}}
  ports: [{name: http, port: 80, targetPort: ${port}}]
`
}

function settings({ name }: Application, state: State): string {
  const data = [...state.settings].map(([key, value]) => `  ${key}: "${value}"\n`).join('')
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}-settings}\ndata:\n${data}`
}

function budget({ name }: Application): string {
  return `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: ${name}}
spec:
  maxUnavailable: 1
  selector: {matchLabels: {part-of: ${name}}}
`
}
