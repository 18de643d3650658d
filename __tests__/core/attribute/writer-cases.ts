// The rarer ways in which kustomize writes a field: replacements, vars, transformers of their own, field specs, folded patches.

import type { OriginCase } from './origin-cases.ts'
import { alone, BASE, base, deployment, MAIN, prod, SMP } from './origin-cases.ts'
import { text } from './world.ts'

const SERVICE = text`
  apiVersion: v1
  kind: ConfigMap
  metadata:
    name: settings
    annotations: {a.b/c: dotted}
  data:
    host: «shop.example.com»
    port: "8080"
    image: shop/app:7.1
`
const plain = SERVICE.replaceAll(/[«»]/g, '')
const withSettings = (settings: string, rest: string): Readonly<Record<string, string>> => ({
  ...BASE,
  'base/kustomization.yaml': 'resources: [deployment.yaml, settings.yaml]\n',
  'base/settings.yaml': settings,
  'overlays/prod/kustomization.yaml': `resources: [../../base]\n${rest}`
})

const replacements: readonly OriginCase[] = [
  {
    name: 'a replacement: the line of the source’s value',
    files: withSettings(SERVICE, text`
      replacements:
      - source: {kind: ConfigMap, name: settings, fieldPath: data.host}
        targets:
        - select: {kind: Deployment, name: app}
          fieldPaths: ["spec.template.spec.containers.[name=main].env.[name=LEVEL].value"]
    `),
    field: `Deployment ${MAIN}/env/0/value`,
    to: 'other.example.com'
  },
  {
    name: 'a replacement from a file, over all containers',
    files: {
      ...withSettings(plain.replace('shop/app:7.1', '«shop/app:7.1»'), 'replacements: [{path: r.yaml}]\n'),
      'overlays/prod/r.yaml': text`
        - source: {kind: ConfigMap, fieldPath: data.image}
          targets:
          - select: {kind: Deployment}
            fieldPaths: ["spec.template.spec.containers.*.image"]
      `
    },
    field: 'Deployment /spec/template/spec/containers/1/image',
    to: 'shop/app:8'
  },
  {
    name: 'a replacement of a tag alone: the part that differs is the tag',
    files: withSettings(plain.replace('"8080"', '"«8080»"'), text`
      replacements:
      - source: {kind: ConfigMap, name: settings, fieldPath: data.port}
        targets:
        - select: {kind: Deployment}
          fieldPaths: ["spec.template.spec.containers.[name=main].image"]
          options: {delimiter: ":", index: 1}
    `),
    field: `Deployment ${MAIN}/image`,
    against: 'shop/app:8081',
    to: '9090'
  },
  {
    name: 'a replacement of a tag alone: the part that differs is the name',
    files: {
      ...withSettings(plain, text`
        replacements:
        - source: {kind: ConfigMap, name: settings, fieldPath: data.port}
          targets:
          - select: {kind: Deployment}
            fieldPaths: ["spec.template.spec.containers.[name=main].image"]
            options: {delimiter: ":", index: 1}
      `),
      'base/deployment.yaml': deployment('app', '«shop/app»:1.0')
    },
    field: `Deployment ${MAIN}/image`,
    against: 'mirror/app:8080',
    to: 'other/app'
  },
  {
    name: 'a replacement with a piece of the source',
    files: withSettings(plain.replace('shop/app:7.1', 'shop/app:«7.1»'), text`
      replacements:
      - source: {kind: ConfigMap, name: settings, fieldPath: data.image, options: {delimiter: ":", index: 1}}
        targets:
        - select: {kind: Deployment}
          fieldPaths: [metadata.labels.app]
    `),
    field: 'Deployment /metadata/labels/app',
    to: '7.2'
  },
  {
    name: 'a replacement that creates the field, from a key with dots',
    files: withSettings(plain.replace('dotted', '«dotted»'), text`
      replacements:
      - source:
          kind: ConfigMap
          fieldPath: metadata.annotations.a\\.b/c
        targets:
        - select: {kind: Deployment}
          fieldPaths: ["metadata.annotations.[x.y/z]"]
          options: {create: true}
    `),
    field: 'Deployment /metadata/annotations/x.y~1z',
    to: 'other'
  },
  {
    name: 'a replacement of a whole map',
    files: withSettings(plain.replace('"8080"', '"«8080»"'), text`
      replacements:
      - source: {kind: ConfigMap, fieldPath: data}
        targets:
        - select: {kind: Deployment}
          fieldPaths: [metadata.labels]
    `),
    field: 'Deployment /metadata/labels/port',
    to: '9090'
  },
  {
    name: 'a rejected target keeps its own line',
    files: {
      ...withSettings(plain, text`
        replacements:
        - source: {kind: ConfigMap, fieldPath: data.host}
          targets:
          - select: {kind: Deployment}
            reject: [{name: app}]
            fieldPaths: [metadata.labels.app]
      `),
      'base/deployment.yaml': deployment().replace('app: app', 'app: «app»')
    },
    field: 'Deployment /metadata/labels/app',
    to: 'b'
  },
  {
    name: 'a replacement from a source that a generator makes, by the name without its hash',
    files: {
      ...BASE,
      'overlays/prod/kustomization.yaml': text`
        resources: [../../base]
        namePrefix: p-
        configMapGenerator:
        - name: made
          literals:
          - LEVEL=«warn»
        replacements:
        - source: {kind: ConfigMap, name: made, fieldPath: data.LEVEL}
          targets:
          - select: {kind: Deployment, name: app}
            fieldPaths: [metadata.labels.app]
      `
    },
    field: 'Deployment /metadata/labels/app',
    to: 'error'
  },
  {
    name: 'a literal of a replacement',
    files: prod(text`
      replacements:
      - sourceValue: «warn»
        targets:
        - select: {kind: Deployment}
          fieldPaths: [metadata.labels.app]
    `),
    field: 'Deployment /metadata/labels/app',
    to: 'error',
    since5: true
  },
  {
    name: 'a replacement in a component, chained to another',
    files: {
      ...withSettings(SERVICE, 'components: [../../part]\n'),
      'part/kustomization.yaml': text`
        apiVersion: kustomize.config.k8s.io/v1alpha1
        kind: Component
        replacements:
        - source: {kind: ConfigMap, fieldPath: data.host}
          targets: [{select: {kind: Deployment}, fieldPaths: [metadata.labels.app]}]
        - source: {kind: Deployment, fieldPath: metadata.labels.app}
          targets: [{select: {kind: ConfigMap}, fieldPaths: [data.port]}]
      `
    },
    field: 'ConfigMap /data/port',
    to: 'other'
  }
]

const VAR_POD = text`
  apiVersion: v1
  kind: Pod
  metadata: {name: x}
  spec:
    containers:
    - name: x
      args: ["--to=$(HOST):1"]
      command: [$(HOST)]
`
const VAR = text`
  vars:
  - name: HOST
    objref: {apiVersion: v1, kind: ConfigMap, name: settings}
    fieldref: {fieldpath: data.host}
`
const vars: readonly OriginCase[] = [
  {
    name: 'a var that is the whole value',
    files: alone(`resources: [pod.yaml, settings.yaml]\n${VAR}`, { 'overlays/prod/pod.yaml': VAR_POD, 'overlays/prod/settings.yaml': SERVICE }),
    field: 'Pod /spec/containers/0/command/0',
    to: 'b.example.com'
  },
  {
    name: 'a var within a text: the part that differs is the var',
    files: alone(`resources: [pod.yaml, settings.yaml]\n${VAR}`, { 'overlays/prod/pod.yaml': VAR_POD, 'overlays/prod/settings.yaml': SERVICE }),
    field: 'Pod /spec/containers/0/args/0',
    against: '--to=test.example.com:1',
    to: 'b.example.com'
  },
  {
    name: 'a var within a text: the part that differs is the text around',
    files: alone(`resources: [pod.yaml, settings.yaml]\n${VAR}`, {
      'overlays/prod/pod.yaml': VAR_POD.replace('--to=$(HOST):1', '«--to=$(HOST):1»'),
      'overlays/prod/settings.yaml': plain
    }),
    field: 'Pod /spec/containers/0/args/0',
    against: '--to=shop.example.com:2',
    to: '--to=$(HOST):3'
  },
  {
    name: 'a var of a name, with the hash of a generator',
    files: alone(text`
      resources: [pod.yaml]
      namePrefix: «p-»
      configMapGenerator: [{name: settings, literals: [A=1]}]
      vars:
      - name: HOST
        objref: {apiVersion: v1, kind: ConfigMap, name: settings}
    `, { 'overlays/prod/pod.yaml': VAR_POD }),
    field: 'Pod /spec/containers/0/command/0',
    against: 'x-settings-9dm8fg2bht',
    to: 'q-'
  }
]

const transformer = (body: string, more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => ({
  ...prod('transformers: [t.yaml]\n'),
  'overlays/prod/t.yaml': `apiVersion: builtin\n${body}`,
  ...more
})

const transformers: readonly OriginCase[] = [
  {
    name: 'PatchTransformer with a path that starts at the kustomization',
    files: transformer(text`
      kind: PatchTransformer
      metadata: {name: t}
      path: p.yaml
      target: {kind: Deployment}
    `, { 'overlays/prod/p.yaml': `${SMP}spec:\n  replicas: «7»\n` }),
    field: 'Deployment /spec/replicas',
    to: '8'
  },
  {
    name: 'PatchTransformer inline in the transformers list',
    files: prod(text`
      transformers:
      - |-
        apiVersion: builtin
        kind: PatchTransformer
        metadata: {name: t}
        target: {kind: Deployment}
        patch: |-
          - op: replace
            path: /spec/replicas
            value: «7»
    `),
    field: 'Deployment /spec/replicas',
    to: '8'
  },
  {
    name: 'PatchStrategicMergeTransformer',
    files: transformer(text`
      kind: PatchStrategicMergeTransformer
      metadata: {name: t}
      paths: [p.yaml]
    `, { 'overlays/prod/p.yaml': `${SMP}spec:\n  replicas: «7»\n` }),
    field: 'Deployment /spec/replicas',
    to: '8'
  },
  {
    name: 'PatchJson6902Transformer',
    files: transformer(text`
      kind: PatchJson6902Transformer
      metadata: {name: t}
      target: {group: apps, version: v1, kind: Deployment, name: app}
      jsonOp: |-
        - op: replace
          path: /spec/replicas
          value: «7»
    `),
    field: 'Deployment /spec/replicas',
    to: '8'
  },
  {
    name: 'NamespaceTransformer',
    files: transformer(text`
      kind: NamespaceTransformer
      metadata:
        name: t
        namespace: «shop»
      fieldSpecs: [{path: metadata/namespace, create: true}]
    `),
    field: 'Deployment /metadata/namespace',
    to: 'other'
  },
  {
    name: 'LabelTransformer with paths of its own',
    files: transformer(text`
      kind: LabelTransformer
      metadata: {name: t}
      labels:
        team: «red»
      fieldSpecs: [{path: spec/template/metadata/labels, create: true, kind: Deployment}]
    `),
    field: 'Deployment /spec/template/metadata/labels/team',
    to: 'blue'
  },
  {
    name: 'AnnotationsTransformer',
    files: transformer(text`
      kind: AnnotationsTransformer
      metadata: {name: t}
      annotations:
        team: «red»
      fieldSpecs: [{path: metadata/annotations, create: true}]
    `),
    field: 'Deployment /metadata/annotations/team',
    to: 'blue'
  },
  {
    name: 'ImageTagTransformer',
    files: transformer(text`
      kind: ImageTagTransformer
      metadata: {name: t}
      imageTag:
        name: envoy
        newTag: «v9»
    `),
    field: 'Deployment /spec/template/spec/containers/1/image',
    to: 'v10'
  },
  {
    name: 'ReplicaCountTransformer',
    files: transformer(text`
      kind: ReplicaCountTransformer
      metadata: {name: t}
      replica:
        name: app
        count: «7»
      fieldSpecs: [{path: spec/replicas, create: true, kind: Deployment}]
    `),
    field: 'Deployment /spec/replicas',
    to: '8'
  },
  {
    name: 'ReplacementTransformer',
    files: {
      ...withSettings(SERVICE, 'transformers: [t.yaml]\n'),
      'overlays/prod/t.yaml': text`
        apiVersion: builtin
        kind: ReplacementTransformer
        metadata: {name: t}
        replacements:
        - source: {kind: ConfigMap, fieldPath: data.host}
          targets: [{select: {kind: Deployment}, fieldPaths: [metadata.labels.app]}]
      `
    },
    field: 'Deployment /metadata/labels/app',
    to: 'other'
  },
  {
    name: 'PrefixTransformer',
    files: transformer(text`
      kind: PrefixTransformer
      metadata: {name: t}
      prefix: «p-»
      fieldSpecs: [{path: metadata/name}]
    `),
    field: 'Deployment /metadata/name',
    to: 'q-',
    since5: true
  },
  {
    name: 'SuffixTransformer',
    files: transformer(text`
      kind: SuffixTransformer
      metadata: {name: t}
      suffix: «-p»
      fieldSpecs: [{path: metadata/name}]
    `),
    field: 'Deployment /metadata/name',
    to: '-q',
    since5: true
  },
  {
    name: 'a field that the transformers leave alone',
    files: {
      ...transformer(text`
        kind: AnnotationsTransformer
        metadata: {name: t}
        annotations: {team: red}
        fieldSpecs: [{path: metadata/annotations, create: true}]
        ---
        apiVersion: builtin
        kind: ImageTagTransformer
        metadata: {name: i}
        imageTag: {name: other, newTag: "1"}
      `),
      'base/deployment.yaml': deployment().replace('replicas: 2', 'replicas: «2»')
    },
    field: 'Deployment /spec/replicas',
    to: '3'
  },
  {
    name: 'a folder of transformers is a kustomization of its own',
    files: {
      ...prod('transformers: [../../label]\n'),
      'label/kustomization.yaml': text`
        resources: [t.yaml]
        patches:
        - target: {kind: LabelTransformer}
          patch: |-
            - op: replace
              path: /labels/team
              value: «green»
      `,
      'label/t.yaml': text`
        apiVersion: builtin
        kind: LabelTransformer
        metadata: {name: t}
        labels: {team: red}
        fieldSpecs: [{path: metadata/labels, create: true}]
      `
    },
    field: 'Deployment /metadata/labels/team',
    to: 'blue'
  },
  {
    name: 'ConfigMapGenerator as a generator of its own',
    files: alone('generators: [g.yaml]\n', {
      'overlays/prod/g.yaml': text`
        apiVersion: builtin
        kind: ConfigMapGenerator
        metadata: {name: c}
        literals:
        - A=1
        - B=«2»
      `
    }),
    field: 'ConfigMap/c /data/B',
    to: '3'
  },
  {
    name: 'SecretGenerator as a generator of its own, inline, with an env file',
    files: alone(text`
      generators:
      - |-
        apiVersion: builtin
        kind: SecretGenerator
        metadata: {name: s}
        envs: [s.env]
    `, { 'overlays/prod/s.env': 'A=1\nB=«2»\n' }),
    field: 'Secret/s /data/B',
    to: '3'
  }
]

const CR = text`
  apiVersion: x.io/v1
  kind: Thing
  metadata: {name: t}
  spec:
    image: shop/app:1.0
    size: 2
    ref: {thing: settings}
`
const configured = (specs: string, kustomization: string, cr = CR): Readonly<Record<string, string>> =>
  base('resources: [cr.yaml]\nconfigurations: [c.yaml]\n', {
    'base/cr.yaml': cr,
    'base/c.yaml': specs,
    'overlays/prod/kustomization.yaml': `resources: [../../base]\n${kustomization}`
  })

const configurations: readonly OriginCase[] = [
  {
    name: 'configurations of a base: images in a field of a custom resource',
    files: configured('images: [{path: spec/image, kind: Thing}]\n', text`
      images:
      - name: shop/app
        newTag: «v2»
    `),
    field: 'Thing /spec/image',
    to: 'v3'
  },
  {
    name: 'configurations: replicas of a custom resource',
    files: configured('replicas: [{path: spec/size, kind: Thing}]\n', 'replicas: [{name: t, count: «5»}]\n'),
    field: 'Thing /spec/size',
    to: '6'
  },
  {
    name: 'configurations: labels in a field of a custom resource',
    files: configured('commonLabels: [{path: spec/labels, create: true, kind: Thing}]\n', text`
      commonLabels:
        team: «red»
    `),
    field: 'Thing /spec/labels/team',
    to: 'blue'
  },
  {
    name: 'configurations: a prefix on another field',
    files: configured('namePrefix: [{path: spec/ref/thing, kind: Thing}]\n', 'namePrefix: «p-»\n'),
    field: 'Thing /spec/ref/thing',
    to: 'q-',
    against: 'x-settings'
  },
  {
    name: 'configurations: a field that they do not name stays on its line',
    files: configured(
      'images: [{path: spec/image, kind: Thing}]\n',
      'images: [{name: shop/app, newTag: v2}]\n',
      CR.replace('size: 2', 'size: «2»')
    ),
    field: 'Thing /spec/size',
    to: '3'
  },
  {
    name: 'configurations: a name reference of a custom resource, carried along',
    files: base('resources: [cr.yaml]\nconfigurations: [c.yaml]\n', {
      'base/cr.yaml': CR.replace('settings', '«settings»'),
      'base/c.yaml': text`
        nameReference:
        - kind: ConfigMap
          version: v1
          fieldSpecs: [{path: spec/ref/thing, kind: Thing}]
      `,
      'overlays/prod/kustomization.yaml': text`
        resources: [../../base]
        namePrefix: p-
        configMapGenerator:
        - {name: settings, literals: [A=1]}
        - {name: others, literals: [A=1]}
      `
    }),
    field: 'Thing /spec/ref/thing',
    to: 'others'
  }
]

const OPERATION = 'patches:\n- target: {kind: Deployment}\n  patch: '

const lines: readonly OriginCase[] = [
  {
    name: 'a patch in a folded block',
    files: prod(`${OPERATION}>-\n    - op: replace\n      path: /spec/replicas\n      value: «7»\n`),
    field: 'Deployment /spec/replicas',
    to: '8'
  },
  {
    name: 'a patch in double quotes over several lines',
    files: prod(`${OPERATION}"[{\\"op\\": \\"replace\\",\n    \\"path\\": \\"/spec/replicas\\",\n    \\"value\\": «7»}]"\n`),
    field: 'Deployment /spec/replicas',
    to: '8'
  },
  {
    name: 'a patch in single quotes over several lines',
    files: prod(`${OPERATION}'[\n    {"op": "test", "path": "/spec/replicas", "value": 2},\n    {"op": "replace", "path": "/spec/replicas", "value": «7»}\n    ]'\n`),
    field: 'Deployment /spec/replicas',
    to: '8'
  },
  {
    name: 'a line of a secret’s file',
    files: alone('secretGenerator: [{name: s, files: [s.conf]}]\n', { 'overlays/prod/s.conf': 'a=1\nb=«2»\n' }),
    field: 'Secret/s /data/s.conf',
    against: 'YT0xCmI9Mwo=',
    to: '4'
  }
]

const others: readonly OriginCase[] = [
  {
    name: 'images: tagSuffix',
    files: prod(text`
      images:
      - name: shop/app
        tagSuffix: «-alpine»
    `),
    field: `Deployment ${MAIN}/image`,
    against: 'shop/app:1.0-slim-slim',
    to: '-debug',
    since5: true
  },
  {
    name: 'images in a volume',
    files: alone(text`
      resources: [pod.yaml]
      images:
      - name: shop/data
        newTag: «v2»
    `, {
      'overlays/prod/pod.yaml': text`
        apiVersion: v1
        kind: Pod
        metadata: {name: x}
        spec:
          volumes: [{name: v, image: {reference: "shop/data:1"}}]
      `
    }),
    field: 'Pod /spec/volumes/0/image/reference',
    to: 'v3',
    since5: true
  },
  {
    name: 'labels with fields of their own',
    files: prod(text`
      labels:
      - pairs:
          team: «red»
        fields:
        - {path: spec/more/labels, create: true, kind: Deployment}
    `),
    field: 'Deployment /spec/more/labels/team',
    to: 'blue'
  },
  {
    name: 'labels in templates only',
    files: prod(text`
      labels:
      - pairs:
          team: «red»
        includeTemplates: true
    `),
    field: 'Deployment /spec/template/metadata/labels/team',
    to: 'blue',
    since5: true
  },
  {
    name: 'generatorOptions: a label',
    files: alone(text`
      generatorOptions:
        labels:
          team: «red»
      configMapGenerator:
      - {name: c, literals: [A=1]}
    `),
    field: 'ConfigMap/c /metadata/labels/team',
    to: 'blue'
  },
  {
    name: 'generatorOptions: immutable',
    files: alone(text`
      generatorOptions:
        immutable: «true»
      configMapGenerator:
      - {name: c, literals: [A=1]}
    `),
    field: 'ConfigMap/c /immutable',
    to: 'false'
  },
  {
    name: 'options of a generator beat generatorOptions',
    files: alone(text`
      generatorOptions: {annotations: {a: general}}
      configMapGenerator:
      - name: c
        literals: [A=1]
        options:
          annotations:
            a: «own»
    `),
    field: 'ConfigMap/c /metadata/annotations/a',
    to: 'other'
  },
  {
    name: 'a patch that renames',
    files: prod(text`
      patches:
      - target: {kind: Deployment}
        options: {allowNameChange: true}
        patch: |-
          apiVersion: apps/v1
          kind: Deployment
          metadata:
            name: «other»
    `),
    field: 'Deployment /metadata/name',
    to: 'third'
  },
  {
    name: 'a patch that changes the kind, a field of it',
    files: prod(text`
      patches:
      - target: {kind: Deployment}
        options: {allowKindChange: true}
        patch: |-
          apiVersion: apps/v1
          kind: StatefulSet
          metadata: {name: app}
          spec:
            replicas: «7»
    `),
    field: 'StatefulSet /spec/replicas',
    to: '8'
  },
  {
    name: 'targets by sets of labels',
    files: {
      ...prod(text`
        patches:
        - path: p.yaml
          target: {labelSelector: "app in (app, other),tier notin (x)"}
        - path: q.yaml
          target: {labelSelector: "app notin (app, other)"}
      `),
      'overlays/prod/p.yaml': `${SMP}spec: {replicas: «7»}\n`,
      'overlays/prod/q.yaml': `${SMP}spec: {replicas: 9}\n`
    },
    field: 'Deployment /spec/replicas',
    to: '8'
  },
  {
    name: '$patch: replace of a map takes its other keys out',
    files: { ...prod('patches: [{path: p.yaml}]\n'), 'overlays/prod/p.yaml': `${SMP}  labels:\n    $patch: «replace»\n    b: c\n` },
    field: 'Deployment /metadata/labels/app',
    absent: true,
    to: 'merge'
  },
  {
    name: 'a generator merged in a component and again in the overlay: the key of the component',
    files: {
      'base/kustomization.yaml': 'configMapGenerator: [{name: c, literals: [A=1, B=1]}]\n',
      'part/kustomization.yaml': text`
        apiVersion: kustomize.config.k8s.io/v1alpha1
        kind: Component
        configMapGenerator:
        - name: c
          behavior: merge
          literals:
          - B=«2»
      `,
      'middle/kustomization.yaml': 'resources: [../base]\ncomponents: [../part]\n',
      'overlays/prod/kustomization.yaml': text`
        resources: [../../middle]
        configMapGenerator: [{name: c, behavior: merge, literals: [A=3]}]
      `
    },
    field: 'ConfigMap/c /data/B',
    to: '4'
  },
  {
    name: 'an item that JSON 6902 moves keeps its own line',
    files: {
      ...prod(`${OPERATION}|-\n    - op: move\n      from: /spec/replicas\n      path: /metadata/annotations/n\n`),
      'base/deployment.yaml': deployment().replace('replicas: 2', 'replicas: «"2"»').replace('  labels:', '  annotations: {k: v}\n  labels:')
    },
    field: 'Deployment /metadata/annotations/n',
    to: '"3"'
  }
]

export const WRITER_CASES: readonly OriginCase[] = [
  ...replacements, ...vars, ...transformers, ...configurations, ...lines, ...others
]
