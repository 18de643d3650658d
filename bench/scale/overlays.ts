// The overlays of an application, and what all applications share. Environments differ only as the policy below allows.

import type { Application, EnvironmentName, Pin } from './application.ts'
import { ENVIRONMENTS, imageOf, overlayFolder, workloadsOf } from './application.ts'
import { baseManifests, ingressRules } from './manifests.ts'

export type Files = Readonly<Record<string, string>>

const HEAD = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n'
const RANK: Readonly<Record<EnvironmentName, number>> = { dev: 1, staging: 2, prod: 3 }

const POLICY = `version: 1
environments:
  - name: dev
  - name: staging
  - name: prod
allowed-axes:
  - image
  - replicas
  - secret-path
  - autoscaling
  - resources
  - environment-name
  - name: log-level
    resources: [ConfigMap, Deployment]
    paths: [/data/LOG_LEVEL, '/spec/template/spec/containers/*/env/LOG_LEVEL/value']
  - name: tuning
    resources: [Deployment]
    paths: ['/spec/template/spec/containers/*/env/TUNING_*/value', /spec/minReadySeconds]
  - name: ingress-host
    resources: [Ingress]
    paths: [/spec/rules/*/host]
`

/** The policy and the component of each environment. */
export function sharedFiles(): Files {
  const components = ENVIRONMENTS.flatMap((environment): (readonly [string, string])[] => [
    [
      `components/${environment}/kustomization.yaml`,
      'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n  - path: tracing.yaml\n    target:\n      kind: Deployment\n'
    ],
    [
      `components/${environment}/tracing.yaml`,
      `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: any\nspec:\n  template:\n    metadata:\n      annotations:\n        example.com/traces: collector.${environment}.internal\n`
    ]
  ])
  return { '.github/parity-gate.yaml': POLICY, 'README.md': '# Deployments\n', ...Object.fromEntries(components) }
}

/** Base and overlays, by path. */
export function applicationFiles(application: Application): Files {
  const manifests = baseManifests(application)
  const kustomization = `${HEAD}resources:\n${Object.keys(manifests).map((file) => `  - ${file}\n`).join('')}`
  const base = Object.entries({ ...manifests, 'kustomization.yaml': kustomization })
  return Object.fromEntries([
    ...base.map(([file, text]): [string, string] => [`apps/${application.name}/base/${file}`, text]),
    ...ENVIRONMENTS.flatMap((environment) => Object.entries(overlayFiles(application, environment)))
  ])
}

/** `pin`: another one than the application's own. */
export function overlayFiles(application: Application, environment: EnvironmentName, pin: Pin = application.pins[environment]): Files {
  const { name, shape } = application
  const workloads = workloadsOf(application)
  const patches = Array.from({ length: shape.patches }, (_, index) => patch(application, environment, index))
  const kustomization = [
    HEAD,
    shape.namespace ? `namespace: ${name}-${environment}\n` : '',
    shape.namePrefix ? `namePrefix: ${environment}-\n` : '',
    'resources:\n  - ../../base\n',
    shape.component ? `components:\n  - ../../../../components/${environment}\n` : '',
    patches.length === 0 && !shape.operations ? '' : 'patches:\n',
    ...patches.map(([file]) => `  - path: ${file}\n`),
    shape.operations ? operations(name, environment) : '',
    shape.configMapGenerator ? `configMapGenerator:\n  - name: ${name}-settings\n    envs: [settings.env]\n    literals:\n      - ENVIRONMENT=${environment}\n` : '',
    shape.secretGenerator ? `secretGenerator:\n  - name: ${name}-session\n    literals:\n      - key=filled-in-when-deployed\n` : '',
    shape.replicas ? `replicas:\n  - name: ${name}\n    count: ${RANK[environment]}\n` : '',
    'images:\n',
    ...workloads.map((workload) => `  - name: ${imageOf(workload)}\n    newTag: ${pin.tag}\n    digest: ${pin.digest}\n`)
  ]
  const settings = `LOG_LEVEL=${environment === 'prod' ? 'warn' : 'debug'}\nQUEUE=${name}-${environment}\nRETRIES=3\nTIMEOUT=${application.port}\n`
  const folder = overlayFolder(application, environment)
  return Object.fromEntries([
    [`${folder}/kustomization.yaml`, kustomization.join('')],
    ...patches.map(([file, text]): readonly [string, string] => [`${folder}/${file}`, text]),
    ...(shape.configMapGenerator ? [[`${folder}/settings.env`, settings] as const] : [])
  ])
}

/** Patches in the order in which they are common; beyond the first four each sets variables of a workload, in turn. */
function patch(application: Application, environment: EnvironmentName, index: number): readonly [string, string] {
  const workloads = workloadsOf(application)
  const workload = workloads[index % workloads.length] ?? application.name
  const exposed = application.shape.size !== 'small'
  if (index === 0) return ['variables.yaml', containerPatch(application.name, `          env:
            - name: LOG_LEVEL
              value: ${environment === 'prod' ? 'warn' : 'debug'}
            - name: STAGE
              value: ${environment}
`)]
  if (index === 1) return ['sizes.yaml', containerPatch(workload, `          resources:
            requests:
              memory: ${96 * RANK[environment]}Mi
            limits:
              memory: ${192 * RANK[environment]}Mi
`)]
  if (index === 2 && exposed) return ['autoscaler.yaml', `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: ${application.name}
spec:
  minReplicas: ${RANK[environment]}
  maxReplicas: ${4 * RANK[environment]}
`]
  if (index === 3 && exposed) return ['host.yaml', `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${application.name}
spec:
${ingressRules(application.name, `${application.name}.${environment === 'prod' ? '' : `${environment}.`}example.com`)}`]
  return [`tuning-${index}.yaml`, containerPatch(workload, `          env:
            - name: TUNING_${index}
              value: "${index * 10 + RANK[environment]}"
`)]
}

function containerPatch(workload: string, fields: string): string {
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${workload}\nspec:\n  template:\n    spec:\n      containers:\n        - name: ${workload}\n${fields}`
}

function operations(name: string, environment: EnvironmentName): string {
  return `  - target:
      kind: Deployment
      name: ${name}
    patch: |-
      - op: replace
        path: /spec/revisionHistoryLimit
        value: 5
      - op: add
        path: /spec/minReadySeconds
        value: ${5 * RANK[environment]}
`
}
