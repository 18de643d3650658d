// Lines of JSON 6902 operations.

import { text } from '../../support/text.ts'
import type { Row } from './row.ts'
import { DEPLOYMENT, marked, onBase } from './sources.ts'

export const jsonPatches: readonly Row[] = [
  {
    name: 'an inline JSON 6902 replace',
    files: onBase(text`
      patches:
      - target: {kind: Deployment, name: app}
        patch: |-
          - op: test
            path: /spec/replicas
            value: 2
          - op: replace
            path: /spec/replicas
            value: 9 # <- here
    `),
    staging: 'value: 10',
    finding: 'Deployment/app /spec/replicas'
  },
  {
    name: 'an add of a map, the field below it',
    files: onBase(text`
      patches:
      - target: {kind: Deployment, name: app}
        patch: |-
          - op: add
            path: /spec/template/spec/containers/0/resources
            value:
              limits:
                memory: 1Gi # <- here
    `),
    staging: 'memory: 2Gi',
    finding: 'Deployment/app /spec/template/spec/containers/main/resources/limits/memory'
  },
  {
    name: 'an append shifts nothing, an insert shifts the rest',
    files: onBase(text`
      patches:
      - target: {kind: Deployment, name: app}
        patch: |-
          - op: add
            path: /spec/template/spec/containers/0/args/0
            value: --zero
    `, {
      'base/deployment.yaml': marked(DEPLOYMENT, 'args: [--one, --two]')
    }),
    staging: 'args: [--one, --2]',
    finding: 'Deployment/app /spec/template/spec/containers/main/args/2'
  },
  {
    name: 'an item appended with -',
    files: onBase(text`
      patches:
      - target: {kind: Deployment, name: app}
        patch: |-
          - op: add
            path: /spec/template/spec/containers/0/env/-
            value: {name: EXTRA, value: on} # <- here
    `),
    staging: 'value: {name: EXTRA, value: off}',
    finding: 'Deployment/app /spec/template/spec/containers/main/env/EXTRA/value'
  },
  {
    name: 'an escaped path',
    files: onBase(text`
      patches:
      - target: {kind: Deployment, name: app}
        patch: |-
          - op: add
            path: /metadata/annotations
            value: {}
          - op: add
            path: /metadata/annotations/x.io~1a
            value: one # <- here
    `),
    staging: 'value: two',
    finding: 'Deployment/app /metadata/annotations/x.io~1a'
  },
  {
    name: 'a copied value stays on its own line',
    files: onBase(text`
      patches:
      - target: {kind: Deployment, name: app}
        patch: |-
          - op: copy
            from: /spec/replicas
            path: /metadata/labels/copy
    `, {
      'base/deployment.yaml': marked(DEPLOYMENT, 'replicas: 2', 'replicas: "2"')
    }),
    staging: 'replicas: "3"',
    finding: 'Deployment/app /metadata/labels/copy'
  },
  {
    name: 'a patch written as JSON on one line',
    files: onBase(text`
      patches:
      - target: {kind: Deployment}
        patch: '[{"op": "replace", "path": "/spec/replicas", "value": 9}]' # <- here
    `),
    staging: "patch: '[{\"op\": \"replace\", \"path\": \"/spec/replicas\", \"value\": 10}]'",
    finding: 'Deployment/app /spec/replicas'
  },
  {
    name: 'patchesJson6902 with a file',
    files: onBase(text`
      patchesJson6902:
      - target: {group: apps, version: v1, kind: Deployment, name: app}
        path: p.json
    `, {
      'p.json': text`
        [
          {"op": "replace", "path": "/metadata/labels/app",
           "value": "b <- here"}
        ]
      `
    }),
    staging: '"value": "c"}',
    finding: 'Deployment/app /metadata/labels/app'
  },
  {
    name: 'a removed field is on the path of the operation',
    files: onBase(text`
      patches:
      - target: {kind: Deployment, name: app}
        patch: |-
          - {op: remove, path: /spec/replicas} # <- here
          - {op: test, path: /metadata/name, value: app}
    `),
    staging: null,
    finding: 'Deployment/app /spec/replicas'
  },
  {
    name: 'a removed list item',
    files: onBase(text`
      patches:
      - target: {kind: Deployment, name: app}
        patch: |-
          - {op: remove, path: /spec/template/spec/containers/0/env/1} # <- here
          - {op: test, path: /metadata/name, value: app}
    `),
    staging: null,
    finding: 'Deployment/app /spec/template/spec/containers/main/env/MODE'
  },
  {
    name: 'an item that JSON 6902 moves keeps its own line',
    files: onBase(text`
      patches:
      - target: {kind: Deployment}
        patch: |-
          - op: move
            from: /spec/replicas
            path: /metadata/annotations/n
    `, {
      'base/deployment.yaml': marked(DEPLOYMENT, 'replicas: 2', 'replicas: "2"').replace('  labels:', '  annotations: {k: v}\n  labels:')
    }),
    staging: 'replicas: "3"',
    finding: 'Deployment/app /metadata/annotations/n'
  }
]
