// Lines of builtin transformers and generators that are given as files, and of fields that `configurations` declare.

import { text } from '../../support/text.ts'
import type { Row } from './row.ts'
import { CUSTOM, DEPLOYMENT, SETTINGS, marked, onBase, onCustom, onSettings } from './sources.ts'

export const plugins: readonly Row[] = [
  {
    name: 'PatchTransformer with a path that starts at the kustomization',
    files: onBase('transformers: [t.yaml]\n', {
      't.yaml': text`
        apiVersion: builtin
        kind: PatchTransformer
        metadata: {name: t}
        path: p.yaml
        target: {kind: Deployment}
      `,
      'p.yaml': text`
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: app}
        spec:
          replicas: 7 # <- here
      `
    }),
    staging: 'replicas: 8',
    finding: 'Deployment/app /spec/replicas'
  },
  {
    name: 'PatchTransformer inline in the transformers list',
    files: onBase(text`
      transformers:
      - |-
        apiVersion: builtin
        kind: PatchTransformer
        metadata: {name: t}
        target: {kind: Deployment}
        patch: |-
          - op: replace
            path: /spec/replicas
            value: 7 # <- here
    `),
    staging: 'value: 8',
    finding: 'Deployment/app /spec/replicas'
  },
  {
    name: 'PatchStrategicMergeTransformer',
    files: onBase('transformers: [t.yaml]\n', {
      't.yaml': text`
        apiVersion: builtin
        kind: PatchStrategicMergeTransformer
        metadata: {name: t}
        paths: [p.yaml]
      `,
      'p.yaml': text`
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: app}
        spec:
          replicas: 7 # <- here
      `
    }),
    staging: 'replicas: 8',
    finding: 'Deployment/app /spec/replicas'
  },
  {
    name: 'PatchJson6902Transformer',
    files: onBase('transformers: [t.yaml]\n', {
      't.yaml': text`
        apiVersion: builtin
        kind: PatchJson6902Transformer
        metadata: {name: t}
        target: {group: apps, version: v1, kind: Deployment, name: app}
        jsonOp: |-
          - op: replace
            path: /spec/replicas
            value: 7 # <- here
      `
    }),
    staging: 'value: 8',
    finding: 'Deployment/app /spec/replicas'
  },
  {
    name: 'LabelTransformer with paths of its own',
    files: onBase('transformers: [t.yaml]\n', {
      't.yaml': text`
        apiVersion: builtin
        kind: LabelTransformer
        metadata: {name: t}
        labels:
          team: red # <- here
        fieldSpecs: [{path: spec/template/metadata/labels, create: true, kind: Deployment}]
      `
    }),
    staging: 'team: blue',
    finding: 'Deployment/app /spec/template/metadata/labels/team'
  },
  {
    name: 'AnnotationsTransformer',
    files: onBase('transformers: [t.yaml]\n', {
      't.yaml': text`
        apiVersion: builtin
        kind: AnnotationsTransformer
        metadata: {name: t}
        annotations:
          team: red # <- here
        fieldSpecs: [{path: metadata/annotations, create: true}]
      `
    }),
    staging: 'team: blue',
    finding: 'Deployment/app /metadata/annotations/team'
  },
  {
    name: 'ImageTagTransformer',
    files: onBase('transformers: [t.yaml]\n', {
      't.yaml': text`
        apiVersion: builtin
        kind: ImageTagTransformer
        metadata: {name: t}
        imageTag:
          name: envoy
          newTag: v9 # <- here
      `
    }),
    staging: 'newTag: v10',
    finding: 'Deployment/app /spec/template/spec/containers/proxy/image'
  },
  {
    name: 'ReplicaCountTransformer',
    files: onBase('transformers: [t.yaml]\n', {
      't.yaml': text`
        apiVersion: builtin
        kind: ReplicaCountTransformer
        metadata: {name: t}
        replica:
          name: app
          count: 7 # <- here
        fieldSpecs: [{path: spec/replicas, create: true, kind: Deployment}]
      `
    }),
    staging: 'count: 8',
    finding: 'Deployment/app /spec/replicas'
  },
  {
    name: 'ReplacementTransformer',
    files: onSettings('transformers: [t.yaml]\n', {
      'base/settings.yaml': marked(SETTINGS, 'host: shop.example.com'),
      't.yaml': text`
        apiVersion: builtin
        kind: ReplacementTransformer
        metadata: {name: t}
        replacements:
        - source: {kind: ConfigMap, fieldPath: data.host}
          targets: [{select: {kind: Deployment}, fieldPaths: [metadata.labels.app]}]
      `
    }),
    staging: 'host: other',
    finding: 'Deployment/app /metadata/labels/app'
  },
  {
    name: 'a field that the transformers leave alone',
    files: onBase('transformers: [t.yaml]\n', {
      'base/deployment.yaml': marked(DEPLOYMENT, 'replicas: 2'),
      't.yaml': text`
        apiVersion: builtin
        kind: AnnotationsTransformer
        metadata: {name: t}
        annotations: {team: red}
        fieldSpecs: [{path: metadata/annotations, create: true}]
        ---
        apiVersion: builtin
        kind: ImageTagTransformer
        metadata: {name: i}
        imageTag: {name: other, newTag: "1"}
      `
    }),
    staging: 'replicas: 3',
    finding: 'Deployment/app /spec/replicas'
  },
  {
    name: 'a folder of transformers is a kustomization of its own',
    files: onBase('transformers: [label]\n', {
      'label/kustomization.yaml': text`
        resources: [t.yaml]
        patches:
        - target: {kind: LabelTransformer}
          patch: |-
            - op: replace
              path: /labels/team
              value: green # <- here
      `,
      'label/t.yaml': text`
        apiVersion: builtin
        kind: LabelTransformer
        metadata: {name: t}
        labels: {team: red}
        fieldSpecs: [{path: metadata/labels, create: true}]
      `
    }),
    staging: 'value: blue',
    finding: 'Deployment/app /metadata/labels/team'
  },
  {
    name: 'ConfigMapGenerator as a generator of its own',
    files: {
      'kustomization.yaml': 'generators: [g.yaml]\n',
      'g.yaml': text`
        apiVersion: builtin
        kind: ConfigMapGenerator
        metadata: {name: c}
        literals:
        - A=1
        - B=2 # <- here
      `
    },
    staging: '- B=3',
    finding: 'ConfigMap/c /data/B'
  },
  {
    name: 'SecretGenerator as a generator of its own, inline, with an env file',
    files: {
      'kustomization.yaml': text`
        generators:
        - |-
          apiVersion: builtin
          kind: SecretGenerator
          metadata: {name: s}
          envs: [s.env]
      `,
      's.env': text`
        A=1
        B=2 # <- here
      `
    },
    staging: 'B=3',
    finding: 'Secret/s /data/B'
  },
  {
    name: 'configurations of a base: images in a field of a custom resource',
    files: onCustom('images: [{path: spec/image, kind: Thing}]\n', text`
      images:
      - name: shop/app
        newTag: v2 # <- here
    `),
    staging: 'newTag: v3',
    finding: 'Thing/t /spec/image'
  },
  {
    name: 'configurations: replicas of a custom resource',
    files: onCustom('replicas: [{path: spec/size, kind: Thing}]\n', 'replicas: [{name: t, count: 5}] # <- here\n'),
    staging: 'replicas: [{name: t, count: 6}]',
    finding: 'Thing/t /spec/size'
  },
  {
    name: 'configurations: labels in a field of a custom resource',
    files: onCustom('commonLabels: [{path: spec/labels, create: true, kind: Thing}]\n', text`
      commonLabels:
        team: red # <- here
    `),
    staging: 'team: blue',
    finding: 'Thing/t /metadata/labels/team'
  },
  {
    name: 'configurations: a prefix on another field',
    files: onCustom('namePrefix: [{path: spec/ref/thing, kind: Thing}]\n', 'namePrefix: p- # <- here\n'),
    staging: 'namePrefix: q-',
    finding: 'Thing/t /spec/ref/thing'
  },
  {
    name: 'configurations: a field that they do not name stays on its line',
    files: onCustom('images: [{path: spec/image, kind: Thing}]\n', 'images: [{name: shop/app, newTag: v2}]\n', marked(CUSTOM, 'size: 2')),
    staging: 'size: 3',
    finding: 'Thing/t /spec/size'
  },
  {
    name: 'configurations: a name reference of a custom resource, carried along',
    files: onCustom(text`
      nameReference:
      - kind: ConfigMap
        version: v1
        fieldSpecs: [{path: spec/ref/thing, kind: Thing}]
    `, text`
      namePrefix: p-
      configMapGenerator:
      - {name: settings, literals: [A=1]}
      - {name: others, literals: [A=1]}
    `, marked(CUSTOM, 'ref: {thing: settings}')),
    staging: 'ref: {thing: others}',
    finding: 'Thing/t /spec/ref/thing'
  },
  {
    name: 'NamespaceTransformer',
    files: onBase(text`
      replacements:
      - source: {kind: Deployment, fieldPath: metadata.namespace}
        targets: [{select: {kind: Deployment}, fieldPaths: [metadata.labels.app]}]
    `, {
      'base/kustomization.yaml': 'resources: [deployment.yaml]\ntransformers: [t.yaml]\n',
      'base/t.yaml': text`
        apiVersion: builtin
        kind: NamespaceTransformer
        metadata:
          name: t
          namespace: shop # <- here
        fieldSpecs: [{path: metadata/namespace, create: true}]
      `
    }),
    staging: 'namespace: other',
    finding: 'Deployment/app /metadata/labels/app'
  },
  {
    name: 'PrefixTransformer',
    files: onSettings(text`
      replacements:
      - source: {kind: Deployment, fieldPath: metadata.name}
        targets: [{select: {kind: ConfigMap}, fieldPaths: [data.host], options: {delimiter: ., index: 0}}]
    `, {
      'base/kustomization.yaml': 'resources: [deployment.yaml, settings.yaml]\ntransformers: [t.yaml]\n',
      'base/t.yaml': text`
        apiVersion: builtin
        kind: PrefixTransformer
        metadata: {name: t}
        prefix: p- # <- here
        fieldSpecs: [{path: metadata/name}]
      `
    }),
    staging: 'prefix: q-',
    finding: 'ConfigMap/settings /data/host',
    since5: true
  },
  {
    name: 'SuffixTransformer',
    files: onSettings(text`
      replacements:
      - source: {kind: Deployment, fieldPath: metadata.name}
        targets: [{select: {kind: ConfigMap}, fieldPaths: [data.host], options: {delimiter: ., index: 0}}]
    `, {
      'base/kustomization.yaml': 'resources: [deployment.yaml, settings.yaml]\ntransformers: [t.yaml]\n',
      'base/t.yaml': text`
        apiVersion: builtin
        kind: SuffixTransformer
        metadata: {name: t}
        suffix: -p # <- here
        fieldSpecs: [{path: metadata/name}]
      `
    }),
    staging: 'suffix: -q',
    finding: 'ConfigMap/settings /data/host',
    since5: true
  }
]
