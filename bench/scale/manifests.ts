// The manifests of an application's base.

import { cpuMetrics } from '../cpu-metrics.ts'
import type { Application } from './application.ts'
import { imageOf, workloadsOf } from './application.ts'

const EACH_KIND = { deployment, service } as const

/** Texts by file name. */
export function baseManifests(application: Application): Readonly<Record<string, string>> {
  const { name, shape } = application
  const workloads = workloadsOf(application)
  const of = (kind: keyof typeof EACH_KIND): string => workloads.map((workload) => EACH_KIND[kind](workload, application)).join('---\n')
  const settings = Array.from({ length: shape.settings }, (_, index) => settingsMap(application, index)).join('---\n')
  const exposed = shape.size === 'small' ? [] : workloads.slice(0, 2)
  return {
    'deployment.yaml': of('deployment'),
    'service.yaml': of('service'),
    ...(settings === '' ? {} : { 'settings.yaml': settings }),
    ...(exposed.length === 0
      ? {}
      : {
          'autoscaler.yaml': exposed.map(autoscaler).join('---\n'),
          'ingress.yaml': exposed.map((workload) => ingress(workload)).join('---\n'),
          'account.yaml': `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: ${name}\nautomountServiceAccountToken: false\n`,
          'budget.yaml': budget(application),
          'feature-flags.yaml': flags(application)
        }),
    ...(shape.size === 'large' ? { 'external-secret.yaml': externalSecret(application), 'policy.yaml': networkPolicy(application), 'cleanup.yaml': cleanup(application) } : {})
  }
}

function deployment(workload: string, application: Application): string {
  const { name, port, token } = application
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${workload}
  labels:
    app.kubernetes.io/name: ${workload}
    app.kubernetes.io/part-of: ${name}
  annotations:
    example.com/owner: team-${token}
spec:
  replicas: 1
  revisionHistoryLimit: 3
  selector:
    matchLabels:
      app.kubernetes.io/name: ${workload}
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: 1
      maxUnavailable: 0
  template:
    metadata:
      labels:
        app.kubernetes.io/name: ${workload}
        app.kubernetes.io/part-of: ${name}
    spec:
      terminationGracePeriodSeconds: 30
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
      containers:
        - name: ${workload}
          image: ${imageOf(workload)}
          args: [serve, --port=${port}, --trace=${token}]
          ports:
            - name: http
              containerPort: ${port}
            - name: metrics
              containerPort: ${port + 1}
          env:
            - name: LOG_LEVEL
              value: info
            - name: POOL_SIZE
              value: "${port % 90}"
            - name: POD_NAME
              valueFrom:
                fieldRef:
                  fieldPath: metadata.name
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              cpu: 500m
              memory: 256Mi
          readinessProbe:
            httpGet:
              path: /ready
              port: http
            periodSeconds: 5
          livenessProbe:
            httpGet:
              path: /live
              port: http
            initialDelaySeconds: 15
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
          volumeMounts:
            - name: scratch
              mountPath: /tmp
      volumes:
        - name: scratch
          emptyDir: {}
`
}

function service(workload: string, { name, port }: Application): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: ${workload}
  labels:
    app.kubernetes.io/part-of: ${name}
spec:
  selector:
    app.kubernetes.io/name: ${workload}
  ports:
    - name: http
      port: 80
      targetPort: http
    - name: metrics
      port: ${port + 1}
      targetPort: metrics
`
}

function settingsMap({ name, port, token }: Application, index: number): string {
  const keys = ['CACHE_SECONDS', 'RETRIES', 'TIMEOUT_MILLISECONDS', 'BATCH_SIZE', 'QUEUE', 'TOPIC'] as const
  const data = keys.map((key, position) => `  ${key}: "${token}-${port + index + position}"\n`).join('')
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}-settings-${index}\ndata:\n${data}`
}

function autoscaler(workload: string): string {
  return `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: ${workload}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: ${workload}
  minReplicas: 1
  maxReplicas: 4
${cpuMetrics(70)}`
}

function ingress(workload: string): string {
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${workload}
  annotations:
    nginx.ingress.kubernetes.io/proxy-body-size: 8m
spec:
  ingressClassName: nginx
${ingressRules(workload, `${workload}.example.com`)}`
}

/** The field `rules:` of an ingress's spec: one host, to one service. */
export function ingressRules(service: string, host: string): string {
  return `  rules:
    - host: ${host}
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: ${service}
                port:
                  name: http
`
}

function budget({ name }: Application): string {
  return `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: ${name}
spec:
  maxUnavailable: 1
  selector:
    matchLabels:
      app.kubernetes.io/part-of: ${name}
`
}

function flags({ name, token }: Application): string {
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}-flags
data:
  flags.yaml: |
    search:
      suggestions: true
      seed: ${token}
    checkout:
      express: false
`
}

function externalSecret({ name }: Application): string {
  return `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: ${name}
spec:
  refreshInterval: 1h
  secretStoreRef:
    kind: ClusterSecretStore
    name: vault
  target:
    name: ${name}-credentials
  data:
    - secretKey: password
      remoteRef:
        key: ${name}/database
        property: password
`
}

function networkPolicy({ name, port }: Application): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${name}
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/part-of: ${name}
  policyTypes: [Ingress]
  ingress:
    - from:
        - podSelector: {}
      ports:
        - port: ${port}
`
}

function cleanup({ name }: Application): string {
  return `apiVersion: batch/v1
kind: CronJob
metadata:
  name: ${name}-cleanup
spec:
  schedule: "17 3 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: cleanup
              image: ${imageOf(`${name}`)}
              args: [cleanup, --older-than=720h]
`
}
