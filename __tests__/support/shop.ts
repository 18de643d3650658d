// A small application in three environments that are in parity: what most scenarios start from.

import type { Files } from './scenario.ts'

export const DIGESTS = { a: `sha256:${'a'.repeat(64)}`, b: `sha256:${'b'.repeat(64)}`, c: `sha256:${'c'.repeat(64)}` } as const

const BASE: Files = {
  'apps/shop/base/kustomization.yaml': `resources:
  - deployment.yaml
  - service.yaml
  - external-secret.yaml
configMapGenerator:
  - name: shop
    literals:
      - RATE_LIMIT=100
      - GREETING=hello
`,
  'apps/shop/base/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  replicas: 1
  selector:
    matchLabels:
      app: shop
  template:
    metadata:
      labels:
        app: shop
    spec:
      containers:
        - name: shop
          image: registry.example.com/shop
          envFrom:
            - configMapRef:
                name: shop
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              memory: 256Mi
`,
  'apps/shop/base/service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  selector:
    app: shop
  ports:
    - name: http
      port: 80
      targetPort: 8080
`,
  'apps/shop/base/external-secret.yaml': `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: shop
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  target:
    name: shop-secrets
  data:
    - secretKey: password
      remoteRef:
        key: shop/base/db
        property: password
`
}

/** An environment's overlay: image, replicas and secret path are its own. `more` is appended to the kustomization. */
export function overlay(environment: string, digest: string, more = ''): Files {
  const folder = `apps/shop/overlays/${environment}`
  return {
    [`${folder}/kustomization.yaml`]: `resources:
  - ../../base
namespace: shop-${environment}
images:
  - name: registry.example.com/shop
    newTag: "1.0"
    digest: ${digest}
patches:
  - path: replicas.yaml
  - path: secret.yaml
${more}`,
    [`${folder}/replicas.yaml`]: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  replicas: ${environment.length}
`,
    [`${folder}/secret.yaml`]: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: shop
spec:
  data:
    - secretKey: password
      remoteRef:
        key: shop/${environment}/db
        property: password
`
  }
}

/** dev, staging and prod, all on digest a. */
export const SHOP: Files = { ...BASE, ...overlay('dev', DIGESTS.a), ...overlay('staging', DIGESTS.a), ...overlay('prod', DIGESTS.a) }
