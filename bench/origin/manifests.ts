// Manifests of generated worlds: what teams deploy, with words in them that occur nowhere else.

import type { Layout } from './layout.ts'

/** The workload that most features work on. */
export function deployment({ word, random }: Layout, name: string, namespace: string | null): string {
  const place = namespace === null ? '' : `\n  namespace: ${namespace}`
  return `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}${place}
  labels:
    app: ${name}
    tier: ${word('tier')}
  annotations:
    owner: ${word('team')}
    example.com/runbook: "https://runbooks.example.com/${word()}"
spec:
  replicas: ${2 + random.below(6)}
  selector:
    matchLabels:
      app: ${name}
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: ${1 + random.below(3)}
      maxUnavailable: 0
  template:
    metadata:
      labels:
        app: ${name}
        track: ${word('track')}
    spec:
      serviceAccountName: ${name}
      terminationGracePeriodSeconds: ${30 + random.below(60)}
      containers:
        - name: main
          image: registry.example.com/shop/${name}:1.${random.below(20)}.0
          args:
            - --level=${word()}
            - --zone=${word()}
          env:
            - name: MODE
              value: ${word('mode')}
            - name: REGION
              value: "${word('region')}"
            - name: EMPTY_FLAG
              value: ${word('flag')}
          envFrom:
            - configMapRef:
                name: ${name}-settings
          ports:
            - name: http
              containerPort: ${8000 + random.below(900)}
            - name: metrics
              containerPort: ${9000 + random.below(900)}
          resources:
            requests:
              cpu: ${100 + random.below(400)}m
              memory: ${128 + random.below(256)}Mi
            limits:
              memory: ${512 + random.below(256)}Mi
          volumeMounts:
            - name: scratch
              mountPath: /var/${word()}
        - name: proxy
          image: registry.example.com/shop/proxy:3.${random.below(9)}
          env:
            - name: UPSTREAM
              value: ${word('upstream')}
      volumes:
        - name: scratch
          emptyDir:
            sizeLimit: ${1 + random.below(9)}Gi
`
}

export function service({ word, random }: Layout, name: string, namespace: string | null): string {
  const place = namespace === null ? '' : `\n  namespace: ${namespace}`
  return `
apiVersion: v1
kind: Service
metadata:
  name: ${name}${place}
  annotations:
    example.com/exposure: ${word('exposure')}
spec:
  type: ClusterIP
  selector:
    app: ${name}
  ports:
    - name: http
      port: ${80 + random.below(20)}
      targetPort: http
    - name: metrics
      port: ${9100 + random.below(20)}
      targetPort: metrics
`
}

export function settings({ word, random }: Layout, name: string): string {
  return `
apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}-settings
data:
  LOG_LEVEL: ${word('level')}
  RATE: "${100 + random.below(900)}"
  FEATURES: ${word('features')}
  application.yaml: |
    server:
      port: ${8000 + random.below(900)}
      path: /${word()}
    cache:
      ttl: ${word('ttl')}
  motd: |
    Welcome to ${word()}
    and to ${word()}
    for ever
`
}
