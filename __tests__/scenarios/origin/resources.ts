// Lines of manifests: at any depth, of several documents, of JSON, behind anchors, inside of what a value holds, in components.

import { text } from '../../support/text.ts'
import type { Row } from './row.ts'
import { DEPLOYMENT, marked, of, onBase } from './sources.ts'

export const resources: readonly Row[] = [
  {
    name: 'a plain document of a base',
    files: of('deployment.yaml', marked(DEPLOYMENT, 'replicas: 2')),
    staging: 'replicas: 3',
    finding: 'Deployment/app /spec/replicas'
  },
  {
    name: 'the second document of a file, three layers down',
    files: {
      'kustomization.yaml': 'resources: [middle]\n',
      'middle/kustomization.yaml': text`
        resources: [../base]
        namePrefix: m-
      `,
      'base/kustomization.yaml': 'resources: [all.yaml]\n',
      'base/all.yaml': `${DEPLOYMENT.replaceAll('app', 'other')}---\n# the one\n${marked(DEPLOYMENT, 'value: info')}`
    },
    staging: 'value: debug',
    finding: 'Deployment/app /spec/template/spec/containers/main/env/LEVEL/value'
  },
  {
    name: 'a value behind an anchor is on the anchor’s line',
    files: of('cm.yaml', text`
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: c}
      data:
        a: &a one # <- here
        b: *a
    `),
    staging: 'a: &a two',
    finding: 'ConfigMap/c /data/b'
  },
  {
    name: 'a value behind a merge key is on the line of the merged map',
    files: of('cm.yaml', text`
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: c
        labels: &l
          team: shop # <- here
          tier: x
        annotations:
          <<: *l
          tier: y
      data: {k: v}
    `),
    staging: 'team: other',
    finding: 'ConfigMap/c /metadata/annotations/team'
  },
  {
    name: 'a JSON document',
    files: of('cm.json', text`
      {"apiVersion": "v1", "kind": "ConfigMap",
       "metadata": {"name": "c"},
       "data": {
        "a": "1 <- here"
       }}
    `),
    staging: '"a": "2"',
    finding: 'ConfigMap/c /data/a'
  },
  {
    name: 'a List unpacked',
    files: of('list.yaml', text`
      apiVersion: v1
      kind: List
      items:
      - apiVersion: v1
        kind: ConfigMap
        metadata: {name: c}
        data:
          a: x # <- here
    `),
    staging: 'a: y',
    finding: 'ConfigMap/c /data/a'
  },
  {
    name: 'an octal number',
    files: of('cr.yaml', text`
      apiVersion: x.io/v1
      kind: Thing
      metadata:
        name: t
      spec:
        mode: 0644 # <- here
    `),
    staging: 'mode: 0640',
    finding: 'Thing/t /spec/mode'
  },
  {
    name: 'a base behind a symbolic link',
    files: {
      'base/deployment.yaml': marked(DEPLOYMENT, 'image: envoy:1.5'),
      'base/kustomization.yaml': 'resources: [deployment.yaml]\n',
      'bases/linked': '-> ../base',
      'kustomization.yaml': 'resources: [bases/linked]\n'
    },
    staging: 'image: envoy:2',
    finding: 'Deployment/app /spec/template/spec/containers/proxy/image'
  },
  {
    name: 'a line of a document inside a ConfigMap',
    files: of('cm.yaml', text`
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: c}
      data:
        app.yaml: |
          server:
            host: a
            port: 8080 # <- here
    `),
    staging: 'port: 9090',
    finding: 'ConfigMap/c /data/app.yaml#/server/port'
  },
  {
    name: 'a line of the second document inside a ConfigMap, its list item by name',
    files: of('cm.yaml', text`
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: c}
      data:
        app.yaml: |
          a: 1
          ---
          routes:
          - name: x
            to: y
          - name: z
            to: u # <- here
    `),
    staging: 'to: v',
    finding: 'ConfigMap/c /data/app.yaml#/1/routes/z/to'
  },
  {
    name: 'a line of the texts in a SecretProviderClass',
    files: of('class.yaml', text`
      apiVersion: secrets-store.csi.x-k8s.io/v1
      kind: SecretProviderClass
      metadata: {name: c}
      spec:
        parameters:
          objects: |
            array:
              - |
                objectName: a
                objectType: secret
              - |
                objectName: b
                objectType: secret # <- here
    `),
    staging: 'objectType: key',
    finding: 'SecretProviderClass/c /spec/parameters/objects#/array/b/objectType'
  },
  {
    name: 'the differing line of a text that nothing parses',
    files: of('cm.yaml', text`
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: c}
      data:
        run.sh: |
          set -e

          sleep 5 # <- here
          exit
    `),
    staging: 'sleep 7',
    finding: 'ConfigMap/c /data/run.sh'
  },
  {
    name: 'a component’s resource',
    files: onBase('components: [parts/extra]', {
      'parts/extra/kustomization.yaml': text`
        apiVersion: kustomize.config.k8s.io/v1alpha1
        kind: Component
        resources: [cm.yaml]
      `,
      'parts/extra/cm.yaml': text`
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: c}
        data: {a: x} # <- here
      `
    }),
    staging: 'data: {a: y}',
    finding: 'ConfigMap/c /data/a'
  }
]
