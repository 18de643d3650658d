// What the rows of the table build on: a base, its kustomization, and the line of it that matters.

import { text } from '../../support/text.ts'

export type Sources = Readonly<Record<string, string | Uint8Array>>

export const DEPLOYMENT = text`
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: app
    labels:
      app: app
  spec:
    replicas: 2
    template:
      spec:
        containers:
        - name: main
          image: shop/app:1.0
          args: [--one, --two]
          env:
          - name: LEVEL
            value: info
          - name: MODE
            value: fast
          ports:
          - containerPort: 8080
            protocol: TCP
        - name: proxy
          image: envoy:1.5
`

export const SETTINGS = text`
  apiVersion: v1
  kind: ConfigMap
  metadata:
    name: settings
    annotations: {a.b/c: dotted}
  data:
    host: shop.example.com
    port: "8080"
    image: shop/app:7.1
`

export const POD = text`
  apiVersion: v1
  kind: Pod
  metadata: {name: x}
  spec:
    containers:
    - name: x
      args: ["--to=$(HOST):1"]
      command: [$(HOST)]
`

export const CUSTOM = text`
  apiVersion: x.io/v1
  kind: Thing
  metadata: {name: t}
  spec:
    image: shop/app:1.0
    size: 2
    ref: {thing: settings}
`

/** A kustomization on top of a base that holds DEPLOYMENT; `more` adds files, or puts others in their place. */
export function onBase(kustomization: string, more: Sources = {}): Sources {
  return {
    'base/kustomization.yaml': 'resources: [deployment.yaml]\n',
    'base/deployment.yaml': DEPLOYMENT,
    'kustomization.yaml': `resources: [base]\n${kustomization}`,
    ...more
  }
}

/** As onBase, with SETTINGS in the base beside it. */
export function onSettings(kustomization: string, more: Sources = {}): Sources {
  return onBase(kustomization, { 'base/kustomization.yaml': 'resources: [deployment.yaml, settings.yaml]\n', 'base/settings.yaml': SETTINGS, ...more })
}

/** A kustomization on top of a base that holds CUSTOM and tells kustomize by `configurations` which fields of it mean what. */
export function onCustom(configuration: string, kustomization: string, custom: string = CUSTOM): Sources {
  return {
    'base/kustomization.yaml': 'resources: [custom.yaml]\nconfigurations: [fields.yaml]\n',
    'base/custom.yaml': custom,
    'base/fields.yaml': configuration,
    'kustomization.yaml': `resources: [base]\n${kustomization}`
  }
}

/** A base that holds this one file, and nothing on top of it. */
export function of(file: string, content: string): Sources {
  return { 'base/kustomization.yaml': `resources: [${file}]\n`, [`base/${file}`]: content, 'kustomization.yaml': 'resources: [base]\n' }
}

/** The text with its one line `line` marked as the one that prod and staging differ in; `instead` is what prod says there. */
export function marked(source: string, line: string, instead: string = line): string {
  if (!source.includes(line)) throw new Error(`no ${line}`)
  return source.replace(line, `${instead} # <- here`)
}
