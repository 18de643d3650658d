// Lines behind replacements and vars: the line that holds the value, and the entry that puts it there.

import { text } from '../../support/text.ts'
import type { Row } from './row.ts'
import { DEPLOYMENT, POD, SETTINGS, marked, onBase, onSettings } from './sources.ts'

export const replacements: readonly Row[] = [
  {
    name: 'a replacement: the line of the source’s value',
    files: onSettings(text`
      replacements:
      - source: {kind: ConfigMap, name: settings, fieldPath: data.host}
        targets:
        - select: {kind: Deployment, name: app}
          fieldPaths: ["spec.template.spec.containers.[name=main].env.[name=LEVEL].value"] # <- and here
    `, {
      'base/settings.yaml': marked(SETTINGS, 'host: shop.example.com')
    }),
    staging: 'host: other.example.com',
    finding: 'Deployment/app /spec/template/spec/containers/main/env/LEVEL/value'
  },
  {
    name: 'a replacement from a file, over all containers',
    files: onSettings('replacements: [{path: r.yaml}]\n', {
      'base/settings.yaml': marked(SETTINGS, 'image: shop/app:7.1'),
      'r.yaml': text`
        - source: {kind: ConfigMap, fieldPath: data.image}
          targets:
          - select: {kind: Deployment}
            fieldPaths: ["spec.template.spec.containers.*.image"] # <- and here
      `
    }),
    staging: 'image: shop/app:8',
    finding: 'Deployment/app /spec/template/spec/containers/main/image'
  },
  {
    name: 'a replacement of a tag alone: the part that differs is the tag',
    files: onSettings(text`
      replacements:
      - source: {kind: ConfigMap, name: settings, fieldPath: data.port}
        targets:
        - select: {kind: Deployment}
          fieldPaths: ["spec.template.spec.containers.[name=main].image"] # <- and here
          options: {delimiter: ":", index: 1}
    `, {
      'base/settings.yaml': marked(SETTINGS, 'port: "8080"')
    }),
    staging: 'port: "9090"',
    finding: 'Deployment/app /spec/template/spec/containers/main/image'
  },
  {
    name: 'a replacement of a tag alone: the part that differs is the name',
    files: onSettings(text`
      replacements:
      - source: {kind: ConfigMap, name: settings, fieldPath: data.port}
        targets:
        - select: {kind: Deployment}
          fieldPaths: ["spec.template.spec.containers.[name=main].image"]
          options: {delimiter: ":", index: 1}
    `, {
      'base/deployment.yaml': marked(DEPLOYMENT, 'image: shop/app:1.0'),
      'base/settings.yaml': SETTINGS
    }),
    staging: 'image: other/app:1.0',
    finding: 'Deployment/app /spec/template/spec/containers/main/image'
  },
  {
    name: 'a replacement with a piece of the source',
    files: onSettings(text`
      replacements:
      - source: {kind: ConfigMap, name: settings, fieldPath: data.image, options: {delimiter: ":", index: 1}}
        targets:
        - select: {kind: Deployment}
          fieldPaths: [metadata.labels.app]
    `, {
      'base/settings.yaml': marked(SETTINGS, 'image: shop/app:7.1')
    }),
    staging: 'image: shop/app:7.2',
    finding: 'Deployment/app /metadata/labels/app'
  },
  {
    name: 'a replacement that creates the field, from a key with dots',
    files: onSettings(text`
      replacements:
      - source:
          kind: ConfigMap
          fieldPath: metadata.annotations.a\\.b/c
        targets:
        - select: {kind: Deployment}
          fieldPaths: ["metadata.annotations.[x.y/z]"]
          options: {create: true}
    `, {
      'base/settings.yaml': marked(SETTINGS, 'annotations: {a.b/c: dotted}')
    }),
    staging: 'annotations: {a.b/c: other}',
    finding: 'Deployment/app /metadata/annotations/x.y~1z'
  },
  {
    name: 'a replacement of a whole map',
    files: onSettings(text`
      replacements:
      - source: {kind: ConfigMap, fieldPath: data}
        targets:
        - select: {kind: Deployment}
          fieldPaths: [metadata.labels]
    `, {
      'base/settings.yaml': marked(SETTINGS, 'port: "8080"')
    }),
    staging: 'port: "9090"',
    finding: 'Deployment/app /metadata/labels/port'
  },
  {
    name: 'a rejected target keeps its own line',
    files: onSettings(text`
      replacements:
      - source: {kind: ConfigMap, fieldPath: data.host}
        targets:
        - select: {kind: Deployment}
          reject: [{name: app}]
          fieldPaths: [metadata.labels.app]
    `, {
      'base/deployment.yaml': marked(DEPLOYMENT, 'app: app'),
      'base/settings.yaml': SETTINGS
    }),
    staging: 'app: b',
    finding: 'Deployment/app /metadata/labels/app'
  },
  {
    name: 'a replacement from a source that a generator makes, by the name without its hash',
    files: onBase(text`
      namePrefix: p-
      configMapGenerator:
      - name: made
        literals:
        - LEVEL=warn # <- here
      replacements:
      - source: {kind: ConfigMap, name: made, fieldPath: data.LEVEL}
        targets:
        - select: {kind: Deployment, name: app}
          fieldPaths: [metadata.labels.app]
    `),
    staging: '- LEVEL=error',
    finding: 'Deployment/app /metadata/labels/app'
  },
  {
    name: 'a literal of a replacement',
    files: onBase(text`
      replacements:
      - sourceValue: warn # <- here
        targets:
        - select: {kind: Deployment}
          fieldPaths: [metadata.labels.app]
    `),
    staging: '- sourceValue: error',
    finding: 'Deployment/app /metadata/labels/app',
    since5: true
  },
  {
    name: 'a replacement in a component, chained to another',
    files: onSettings('components: [part]\n', {
      'base/settings.yaml': marked(SETTINGS, 'host: shop.example.com'),
      'part/kustomization.yaml': text`
        apiVersion: kustomize.config.k8s.io/v1alpha1
        kind: Component
        replacements:
        - source: {kind: ConfigMap, fieldPath: data.host}
          targets: [{select: {kind: Deployment}, fieldPaths: [metadata.labels.app]}]
        - source: {kind: Deployment, fieldPath: metadata.labels.app}
          targets: [{select: {kind: ConfigMap}, fieldPaths: [data.port]}]
      `
    }),
    staging: 'host: other',
    finding: 'ConfigMap/settings /data/port'
  },
  {
    name: 'a var that is the whole value',
    files: {
      'kustomization.yaml': text`
        resources: [pod.yaml, settings.yaml]
        vars:
        - name: HOST
          objref: {apiVersion: v1, kind: ConfigMap, name: settings}
          fieldref: {fieldpath: data.host}
      `,
      'pod.yaml': POD,
      'settings.yaml': marked(SETTINGS, 'host: shop.example.com')
    },
    staging: 'host: b.example.com',
    finding: 'Pod/x /spec/containers/x/args/0'
  },
  {
    name: 'a var within a text: the part that differs is the text around',
    files: {
      'kustomization.yaml': text`
        resources: [pod.yaml, settings.yaml]
        vars:
        - name: HOST
          objref: {apiVersion: v1, kind: ConfigMap, name: settings}
          fieldref: {fieldpath: data.host}
      `,
      'pod.yaml': marked(POD, 'args: ["--to=$(HOST):1"]'),
      'settings.yaml': SETTINGS
    },
    staging: 'args: ["--to=$(HOST):3"]',
    finding: 'Pod/x /spec/containers/x/args/0'
  },
  {
    name: 'a target that only prod has: the entry, beside the line of what it copies',
    files: onSettings(text`
      replacements:
      - source: {kind: ConfigMap, name: settings, fieldPath: data.host}
        targets:
        - select: {kind: Deployment}
          options: {create: true}
          fieldPaths:
          - metadata.annotations.port
          - metadata.annotations.host # <- and here
    `, {
      'base/settings.yaml': marked(SETTINGS, 'host: shop.example.com')
    }),
    staging: 'host: other.example.com',
    finding: 'Deployment/app /metadata/annotations/host'
  }
]
