// Lines of the kustomization fields that write into many resources: images, replicas, labels, annotations, names.

import { text } from '../../support/text.ts'
import type { Row } from './row.ts'
import { DEPLOYMENT, marked, onBase, onSettings } from './sources.ts'

export const fields: readonly Row[] = [
  {
    name: 'images: newTag',
    files: onBase(text`
      images:
      - name: envoy
        newTag: x
      - name: shop/app
        newTag: v2 # <- here
    `),
    staging: 'newTag: v3',
    finding: 'Deployment/app /spec/template/spec/containers/main/image'
  },
  {
    name: 'images: digest beats newTag',
    files: onBase(text`
      images:
      - name: shop/app
        newTag: v2
        digest: sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa # <- here
    `),
    staging: 'digest: sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',
    finding: 'Deployment/app /spec/template/spec/containers/main/image'
  },
  {
    name: 'images: the part that differs is the tag',
    files: onBase(text`
      images:
      - name: shop/app
        newTag: v2 # <- here
        digest: sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    `),
    staging: 'newTag: v3',
    finding: 'Deployment/app /spec/template/spec/containers/main/image'
  },
  {
    name: 'images: the part that differs is the name',
    files: onBase(text`
      images:
      - name: shop/app
        newName: mirror/app # <- here
        newTag: v2
    `),
    staging: 'newName: other/app',
    finding: 'Deployment/app /spec/template/spec/containers/main/image'
  },
  {
    name: 'images: newName alone keeps the tag of the base',
    files: onBase(text`
      images:
      - {name: shop/app, newName: mirror/app} # <- here
    `),
    staging: '- {name: shop/app, newName: other/app}',
    finding: 'Deployment/app /spec/template/spec/containers/main/image'
  },
  {
    name: 'images: only the tag comes from the base',
    files: onBase(text`
      images:
      - {name: shop/app, newName: mirror/app}
    `, {
      'base/deployment.yaml': marked(DEPLOYMENT, 'image: shop/app:1.0')
    }),
    staging: 'image: shop/app:1.1',
    finding: 'Deployment/app /spec/template/spec/containers/main/image'
  },
  {
    name: 'images: an entry of another name does nothing',
    files: onBase(text`
      images:
      - name: docker.io/shop/app
        newTag: v2
    `, {
      'base/deployment.yaml': marked(DEPLOYMENT, 'image: shop/app:1.0')
    }),
    staging: 'image: shop/app:2.0',
    finding: 'Deployment/app /spec/template/spec/containers/main/image'
  },
  {
    name: 'images: names are regular expressions',
    files: onBase(text`
      images:
      - name: shop/.*
        newTag: v2 # <- here
    `),
    staging: 'newTag: v3',
    finding: 'Deployment/app /spec/template/spec/containers/main/image'
  },
  {
    name: 'images: the last entry of a chain',
    files: onBase(text`
      images:
      - name: shop/app
        newName: shop/app2
        newTag: v2
      - name: shop/app2
        newTag: v3 # <- here
    `),
    staging: 'newTag: v4',
    finding: 'Deployment/app /spec/template/spec/containers/main/image'
  },
  {
    name: 'images of a base under those of an overlay for something else',
    files: onBase('images: [{name: envoy, newTag: "2"}]\n', {
      'base/kustomization.yaml': text`
        resources: [deployment.yaml]
        images:
        - name: shop/app
          digest: sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc # <- here
      `
    }),
    staging: 'digest: sha256:dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd',
    finding: 'Deployment/app /spec/template/spec/containers/main/image'
  },
  {
    name: 'images in a custom resource with containers',
    files: {
      'base/kustomization.yaml': text`
        resources: [cr.yaml]
        images:
        - name: a
          newTag: "2" # <- here
      `,
      'kustomization.yaml': text`
        resources:
        - base
      `,
      'base/cr.yaml': text`
        apiVersion: argoproj.io/v1alpha1
        kind: Rollout
        metadata: {name: r}
        spec: {template: {spec: {containers: [{name: a, image: "a:1"}]}}}
      `
    },
    staging: 'newTag: "3"',
    finding: 'Rollout/r /spec/template/spec/containers/a/image'
  },
  {
    name: 'images rewrites what a patch has set',
    files: onBase(text`
      images:
      - name: shop/app
        newTag: v2 # <- here
      patches:
      - target: {kind: Deployment}
        patch: |-
          - op: replace
            path: /spec/template/spec/containers/0/image
            value: shop/app:1.5
    `),
    staging: 'newTag: v3',
    finding: 'Deployment/app /spec/template/spec/containers/main/image'
  },
  {
    name: 'replicas: count',
    files: onBase(text`
      replicas:
      - name: app
        count: 5 # <- here
    `),
    staging: 'count: 6',
    finding: 'Deployment/app /spec/replicas'
  },
  {
    name: 'replicas by the first name behind a prefix',
    files: onBase(text`
      namePrefix: p-
      replicas:
      - name: app
        count: 5 # <- here
    `),
    staging: 'count: 6',
    finding: 'Deployment/app /spec/replicas'
  },
  {
    name: 'labels, written on resources only',
    files: onBase(text`
      labels:
      - pairs:
          tier: front # <- here
    `),
    staging: 'tier: back',
    finding: 'Deployment/app /metadata/labels/tier'
  },
  {
    name: 'labels with selectors, in the pod template',
    files: onBase(text`
      labels:
      - pairs:
          tier: front # <- here
        includeSelectors: true
    `),
    staging: 'tier: back',
    finding: 'Deployment/app /spec/selector/matchLabels/tier'
  },
  {
    name: 'commonLabels beat labels and make selectors',
    files: onBase(text`
      labels: [{pairs: {tier: back}}]
      commonLabels:
        tier: front # <- here
    `),
    staging: 'tier: middle',
    finding: 'Deployment/app /spec/selector/matchLabels/tier'
  },
  {
    name: 'commonAnnotations',
    files: onBase(text`
      commonAnnotations:
        owner: shop # <- here
    `),
    staging: 'owner: other',
    finding: 'Deployment/app /spec/template/metadata/annotations/owner'
  },
  {
    name: 'a patch cannot beat labels of its own layer, a JSON patch of patchesJson6902 can',
    files: onBase(text`
      labels: [{pairs: {tier: a}}]
      patchesJson6902:
      - target: {group: apps, version: v1, kind: Deployment, name: app}
        path: p.yaml
    `, {
      'p.yaml': text`
        - op: replace
          path: /metadata/labels/tier
          value: b # <- here
      `
    }),
    staging: 'value: c',
    finding: 'Deployment/app /metadata/labels/tier'
  },
  {
    name: 'a reference that kustomize carried along with a prefix and a hash',
    files: {
      'kustomization.yaml': text`
        resources: [pod.yaml]
        namePrefix: p-
        configMapGenerator:
        - {name: c, literals: [A=1]}
        - {name: d, literals: [A=1]}
      `,
      'pod.yaml': text`
        apiVersion: v1
        kind: Pod
        metadata: {name: x}
        spec:
          containers:
          - name: x
            envFrom:
            - configMapRef:
                name: c # <- here
      `
    },
    staging: 'name: d',
    finding: 'Pod/x /spec/containers/x/envFrom/0/configMapRef/name'
  },
  {
    name: 'images: tagSuffix',
    files: onBase(text`
      images:
      - name: shop/app
        tagSuffix: -alpine # <- here
    `),
    staging: 'tagSuffix: -debug',
    finding: 'Deployment/app /spec/template/spec/containers/main/image',
    since5: true
  },
  {
    name: 'images in a volume',
    files: {
      'kustomization.yaml': text`
        resources: [pod.yaml]
        images:
        - name: shop/data
          newTag: v2 # <- here
      `,
      'pod.yaml': text`
        apiVersion: v1
        kind: Pod
        metadata: {name: x}
        spec:
          volumes: [{name: v, image: {reference: "shop/data:1"}}]
      `
    },
    staging: 'newTag: v3',
    finding: 'Pod/x /spec/volumes/v/image/reference',
    since5: true
  },
  {
    name: 'labels with fields of their own',
    files: onBase(text`
      labels:
      - pairs:
          team: red # <- here
        fields:
        - {path: spec/more/labels, create: true, kind: Deployment}
    `),
    staging: 'team: blue',
    finding: 'Deployment/app /spec/more/labels/team'
  },
  {
    name: 'labels in templates only',
    files: onBase(text`
      labels:
      - pairs:
          team: red # <- here
        includeTemplates: true
    `),
    staging: 'team: blue',
    finding: 'Deployment/app /spec/template/metadata/labels/team',
    since5: true
  },
  {
    name: 'namespace, where it leaves the fields that are its own',
    files: onBase(text`
      namespace: shop # <- here
      replacements:
      - source: {kind: Deployment, fieldPath: metadata.namespace}
        targets: [{select: {kind: Deployment}, fieldPaths: [metadata.labels.app]}]
    `),
    staging: 'namespace: other',
    finding: 'Deployment/app /metadata/labels/app'
  },
  {
    name: 'namePrefix, where it leaves the fields that are its own',
    files: onSettings(text`
      namePrefix: p- # <- here
      replacements:
      - source: {kind: Deployment, fieldPath: metadata.name}
        targets: [{select: {kind: ConfigMap}, fieldPaths: [data.host], options: {delimiter: ., index: 0}}]
    `),
    staging: 'namePrefix: q-',
    finding: 'ConfigMap/settings /data/host'
  },
  {
    name: 'nameSuffix, where it leaves the fields that are its own',
    files: onSettings(text`
      nameSuffix: -v2 # <- here
      replacements:
      - source: {kind: Deployment, fieldPath: metadata.name}
        targets: [{select: {kind: ConfigMap}, fieldPaths: [data.host], options: {delimiter: ., index: 0}}]
    `),
    staging: 'nameSuffix: -v3',
    finding: 'ConfigMap/settings /data/host'
  },
  {
    name: 'namespace, where it names the other environment',
    files: onBase('namespace: shop-staging # <- here\n'),
    staging: 'namespace: shop',
    finding: 'Deployment/app /metadata/namespace'
  },
  {
    name: 'commonLabels in affinity rules',
    files: onBase(text`
      commonLabels:
        tier: front # <- here
    `, {
      'base/deployment.yaml': DEPLOYMENT.replace(
        '      containers:',
        '      affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone, labelSelector: {matchLabels: {app: app}}}]}}\n      containers:'
      )
    }),
    staging: 'tier: back',
    finding: 'Deployment/app /spec/template/spec/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/0/labelSelector/matchLabels/tier'
  }
]
