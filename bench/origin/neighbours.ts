// Further manifests of generated worlds, around the workload.

import { cpuMetrics } from '../cpu-metrics.ts'
import type { Layout } from './layout.ts'
import { indented } from './layout.ts'

export function secret({ word }: Layout, name: string): string {
  return `
apiVersion: v1
kind: Secret
metadata:
  name: ${name}-login
type: Opaque
stringData:
  user: ${word('user')}
  password: ${word('pass')}
`
}

export function custom({ word, random }: Layout, name: string): string {
  return `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: ${name}-remote
  labels:
    origin: ${word('vault')}
spec:
  refreshInterval: ${1 + random.below(9)}h
  secretStoreRef:
    kind: ClusterSecretStore
    name: ${word('store')}
  target:
    name: ${name}-remote
  data:
    - secretKey: token
      remoteRef:
        key: ${word('apps')}/token
        property: ${word('prop')}
    - secretKey: url
      remoteRef:
        key: ${word('apps')}/url
        property: ${word('prop')}
`
}

export function statefulSet({ word, random }: Layout, name: string): string {
  return `
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: ${name}
  labels:
    app: ${name}
    role: ${word('store')}
  annotations:
    backup: ${word('nightly')}
spec:
  serviceName: ${name}
  replicas: ${1 + random.below(5)}
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
        - name: main
          image: registry.example.com/shop/${name}:7.${random.below(9)}
          command:
            - /bin/${word()}
            - --data=${word()}
          env:
            - name: CLUSTER
              value: ${word('cluster')}
`
}

export function autoscaler({ word, random }: Layout, name: string): string {
  return `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: ${name}
  labels:
    purpose: ${word('scale')}
spec:
  minReplicas: ${1 + random.below(3)}
  maxReplicas: ${6 + random.below(9)}
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: ${name}
${cpuMetrics(50 + random.below(40))}`
}

export function ingress({ word }: Layout, name: string): string {
  return `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${name}
  annotations:
    nginx.ingress.kubernetes.io/proxy-body-size: ${word('size')}
spec:
  rules:
    - host: ${word('shop')}.example.com
      http:
        paths:
          - path: /${word()}
            pathType: Prefix
            backend:
              service:
                name: ${name}
                port:
                  name: http
  tls:
    - secretName: ${word('tls')}
      hosts:
        - ${word('shop')}.example.com
`
}

export function cronJob({ word, random }: Layout, name: string): string {
  return `
apiVersion: batch/v1
kind: CronJob
metadata:
  name: ${name}-cleanup
  labels:
    job: ${word('cleanup')}
spec:
  schedule: "${random.below(60)} ${random.below(24)} * * *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: OnFailure
          containers:
            - name: cleanup
              image: registry.example.com/shop/cleanup:2.${random.below(9)}
              args:
                - --older-than=${word('days')}
                - --bucket=${word('bucket')}
`
}

/** The same manifest as JSON lines; only for manifests without block scalars, comments and empty values. */
export function asList(manifests: readonly string[]): string {
  return (
    ['apiVersion: v1', 'kind: List', 'items:', ...manifests.map((manifest) => indented(manifest, 4).replace(/^ {4}/, '  - '))].join('\n') +
    '\n'
  )
}
