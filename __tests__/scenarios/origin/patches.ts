// Lines of patches: strategic merge by file and inline, what deletes, and the targets that they select.

import { text } from '../../support/text.ts'
import type { Row } from './row.ts'
import { DEPLOYMENT, SETTINGS, marked, onBase, onSettings } from './sources.ts'

export const patches: readonly Row[] = [
  {
    name: 'a strategic merge patch file',
    files: onBase(text`
      patches:
      - path: replicas.yaml
    `, {
      'replicas.yaml': text`
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
    name: 'the last of two patches wins',
    files: onBase(text`
      patches:
      - path: one.yaml
      - path: two.yaml
    `, {
      'one.yaml': text`
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: app}
        spec: {replicas: 7}
      `,
      'two.yaml': text`
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: app}
        spec: {replicas: 8} # <- here
      `
    }),
    staging: 'spec: {replicas: 9}',
    finding: 'Deployment/app /spec/replicas'
  },
  {
    name: 'patches win over patchesStrategicMerge',
    files: onBase(text`
      patches:
      - path: one.yaml
      patchesStrategicMerge:
      - two.yaml
    `, {
      'one.yaml': text`
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: app}
        spec: {replicas: 7} # <- here
      `,
      'two.yaml': text`
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: app}
        spec: {replicas: 8}
      `
    }),
    staging: 'spec: {replicas: 9}',
    finding: 'Deployment/app /spec/replicas'
  },
  {
    name: 'an inline strategic merge patch, its line inside the block scalar',
    files: onBase(text`
      patches:
      - patch: |-
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: app}
          spec:
            template:
              spec:
                containers:
                - name: proxy
                  image: envoy:3 # <- here
    `),
    staging: 'image: envoy:4',
    finding: 'Deployment/app /spec/template/spec/containers/proxy/image'
  },
  {
    name: 'a patched container moves to the front, the other one keeps its line',
    files: onBase('patches: [{path: p.yaml}]\n', {
      'base/deployment.yaml': marked(DEPLOYMENT, 'image: shop/app:1.0'),
      'p.yaml': text`
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: app}
        spec:
          template:
            spec:
              containers:
              - name: proxy
                tty: true
      `
    }),
    staging: 'image: shop/app:9',
    finding: 'Deployment/app /spec/template/spec/containers/main/image'
  },
  {
    name: 'an env entry merged by name',
    files: onBase('patchesStrategicMerge: [p.yaml]\n', {
      'p.yaml': text`
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: app}
        spec:
          template:
            spec:
              containers:
              - name: main
                env:
                - name: MODE
                  value: slow # <- here
      `
    }),
    staging: 'value: steady',
    finding: 'Deployment/app /spec/template/spec/containers/main/env/MODE/value'
  },
  {
    name: 'an inline entry of patchesStrategicMerge',
    files: onBase(text`
      patchesStrategicMerge:
      - |-
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: app}
        spec:
          replicas: 7 # <- here
    `),
    staging: 'replicas: 8',
    finding: 'Deployment/app /spec/replicas'
  },
  {
    name: 'the second document of a patch file',
    files: onBase('patchesStrategicMerge: [p.yaml]\n', {
      'p.yaml': text`
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: app
          labels: {a: b}
        ---
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
    name: 'several documents in one file of patches',
    files: onBase('patches: [{path: p.yaml}]\n', {
      'p.yaml': text`
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: app
          labels: {a: b}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: app}
        spec:
          replicas: 7 # <- here
      `
    }),
    staging: 'replicas: 8',
    finding: 'Deployment/app /spec/replicas',
    since5: true
  },
  {
    name: 'a list that no schema merges is replaced whole',
    files: onBase('patches: [{path: p.yaml}]\n', {
      'p.yaml': text`
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: app}
        spec:
          template:
            spec:
              containers:
              - name: main
                args:
                - --one
                - --three # <- here
      `
    }),
    staging: '- --four',
    finding: 'Deployment/app /spec/template/spec/containers/main/args/1'
  },
  {
    name: 'ports merge by number and protocol',
    files: onBase('patches: [{path: p.yaml}]\n', {
      'p.yaml': text`
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: app}
        spec:
          template:
            spec:
              containers:
              - name: main
                ports:
                - containerPort: 8080
                  protocol: TCP
                  name: web # <- here
      `
    }),
    staging: 'name: http',
    finding: 'Deployment/app /spec/template/spec/containers/main/ports/8080,TCP/name'
  },
  {
    name: 'a target with a regular expression, the patch under another name',
    files: onBase(text`
      patches:
      - path: p.yaml
        target: {kind: Deploy.*, name: a.p}
    `, {
      'p.yaml': text`
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: any
        spec: {replicas: 7} # <- here
      `
    }),
    staging: 'spec: {replicas: 8}',
    finding: 'Deployment/app /spec/replicas'
  },
  {
    name: 'a target whose name is anchored matches nothing else',
    files: onBase(text`
      patches:
      - path: p.yaml
        target: {kind: Deployment, name: ap}
    `, {
      'base/deployment.yaml': marked(DEPLOYMENT, 'replicas: 2'),
      'p.yaml': text`
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: app}
        spec: {replicas: 7}
      `
    }),
    staging: 'replicas: 3',
    finding: 'Deployment/app /spec/replicas'
  },
  {
    name: 'a target by label',
    files: onBase(text`
      patches:
      - path: p.yaml
        target: {labelSelector: app=app}
      - path: q.yaml
        target: {labelSelector: app!=app}
    `, {
      'p.yaml': text`
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: app}
        spec: {replicas: 7} # <- here
      `,
      'q.yaml': text`
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: app}
        spec: {replicas: 9}
      `
    }),
    staging: 'spec: {replicas: 8}',
    finding: 'Deployment/app /spec/replicas'
  },
  {
    name: 'a patch in a component over resources of the overlay',
    files: onBase('components: [parts/big]\n', {
      'parts/big/kustomization.yaml': text`
        apiVersion: kustomize.config.k8s.io/v1alpha1
        kind: Component
        patches: [{path: p.yaml}]
      `,
      'parts/big/p.yaml': text`
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: app}
        spec: {replicas: 7} # <- here
      `
    }),
    staging: 'spec: {replicas: 8}',
    finding: 'Deployment/app /spec/replicas'
  },
  {
    name: 'a key set to null',
    files: onBase('patches: [{path: p.yaml}]\n', {
      'p.yaml': text`
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: app}
        spec:
          replicas: null # <- here
      `
    }),
    staging: 'replicas: 4',
    finding: 'Deployment/app /spec/replicas'
  },
  {
    name: '$patch: delete of a list item',
    files: onBase('patches: [{path: p.yaml}]\n', {
      'p.yaml': text`
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: app}
        spec:
          template:
            spec:
              containers:
              - name: main
                env:
                - name: MODE
                  $patch: delete # <- here
      `
    }),
    staging: '$patch: merge',
    finding: 'Deployment/app /spec/template/spec/containers/main/env/MODE'
  },
  {
    name: '$patch: delete of a map',
    files: onBase('patches: [{path: p.yaml}]\n', {
      'p.yaml': text`
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: app
          labels:
            $patch: delete # <- here
      `
    }),
    staging: '$patch: merge',
    finding: 'Deployment/app /metadata/labels'
  },
  {
    name: 'a patch in a folded block',
    files: onBase(text`
      patches:
      - target: {kind: Deployment}
        patch: >-
          - op: replace
            path: /spec/replicas
            value: 7 # <- here
    `),
    staging: 'value: 8',
    finding: 'Deployment/app /spec/replicas'
  },
  {
    name: 'a patch in double quotes over several lines',
    files: onBase(text`
      patches:
      - target: {kind: Deployment}
        patch: "[{\\"op\\": \\"replace\\",
          \\"path\\": \\"/spec/replicas\\",
          \\"value\\": 7}]" # <- here
    `),
    staging: '\\"value\\": 8}]"',
    finding: 'Deployment/app /spec/replicas'
  },
  {
    name: 'a patch in single quotes over several lines',
    files: onBase(text`
      patches:
      - target: {kind: Deployment}
        patch: '[
          {"op": "test", "path": "/spec/replicas", "value": 2},
          {"op": "replace", "path": "/metadata/labels/app", "value": "b <- here"}
          ]'
    `),
    staging: '{"op": "replace", "path": "/metadata/labels/app", "value": "c"}',
    finding: 'Deployment/app /metadata/labels/app'
  },
  {
    name: 'a patch that renames',
    files: onBase(text`
      patches:
      - target: {kind: Deployment}
        options: {allowNameChange: true}
        patch: |-
          apiVersion: apps/v1
          kind: Deployment
          metadata:
            name: other # <- here
    `),
    staging: 'name: third',
    finding: 'Deployment/other'
  },
  {
    name: 'a patch that changes the kind, a field of it',
    files: onBase(text`
      patches:
      - target: {kind: Deployment}
        options: {allowKindChange: true}
        patch: |-
          apiVersion: apps/v1
          kind: StatefulSet
          metadata: {name: app}
          spec:
            replicas: 7 # <- here
    `),
    staging: 'replicas: 8',
    finding: 'StatefulSet/app /spec/replicas'
  },
  {
    name: 'targets by sets of labels',
    files: onBase(text`
      patches:
      - path: p.yaml
        target: {labelSelector: "app in (app, other),tier notin (x)"}
      - path: q.yaml
        target: {labelSelector: "app notin (app, other)"}
    `, {
      'p.yaml': text`
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: app}
        spec: {replicas: 7} # <- here
      `,
      'q.yaml': text`
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: app}
        spec: {replicas: 9}
      `
    }),
    staging: 'spec: {replicas: 8}',
    finding: 'Deployment/app /spec/replicas'
  },
  {
    name: '$patch: replace of a map takes its other keys out',
    files: onBase('patches: [{path: p.yaml}]\n', {
      'p.yaml': text`
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: app
          labels:
            $patch: replace # <- here
            b: c
      `
    }),
    staging: '$patch: merge',
    finding: 'Deployment/app /metadata/labels/app'
  },
  {
    name: '$patch: merge, which says what is the rule anyway',
    files: onBase('patches: [{path: p.yaml}]\n', {
      'p.yaml': text`
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: app
          labels:
            $patch: merge
            tier: web # <- here
      `
    }),
    staging: 'tier: api',
    finding: 'Deployment/app /metadata/labels/tier'
  },
  {
    name: '$patch: delete of a whole resource',
    files: onSettings('patches: [{path: p.yaml}]\n', {
      'p.yaml': text`
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}
        $patch: delete # <- here
      `
    }),
    staging: 'data: {port: "8080"}',
    finding: 'ConfigMap/settings'
  },
  {
    name: 'targets by group, namespace and annotation; what they do not select keeps its line',
    files: onSettings(text`
      patches:
      - target: {group: apps}
        patch: |-
          - op: replace
            path: /metadata/labels/app
            value: selected # <- here
      - target: {group: other.io}
        patch: '[{"op": "replace", "path": "/metadata/labels/app", "value": "by-group"}]'
      - target: {namespace: elsewhere}
        patch: '[{"op": "replace", "path": "/metadata/labels/app", "value": "by-namespace"}]'
      - target: {kind: Deployment, annotationSelector: a.b/c=dotted}
        patch: '[{"op": "replace", "path": "/metadata/labels/app", "value": "by-annotation"}]'
    `),
    staging: 'value: else',
    finding: 'Deployment/app /metadata/labels/app'
  },
  {
    name: 'a target by annotation',
    files: onSettings(text`
      patches:
      - target: {annotationSelector: a.b/c=dotted}
        patch: |-
          - op: replace
            path: /data/host
            value: b.example.com # <- here
    `),
    staging: 'value: c.example.com',
    finding: 'ConfigMap/settings /data/host'
  },
  {
    name: 'a target by namespace',
    files: onSettings(text`
      patches:
      - target: {kind: ConfigMap, namespace: shop}
        patch: |-
          - op: replace
            path: /data/host
            value: b.example.com # <- here
    `, {
      'base/settings.yaml': SETTINGS.replace('name: settings', 'name: settings\n  namespace: shop')
    }),
    staging: 'value: c.example.com',
    finding: 'ConfigMap/settings /data/host'
  }
]
