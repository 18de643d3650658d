// Where a rendered field comes from, one small repository for each way of writing it. «» marks the scalar that causes the field.

import type { Files } from './world.ts'
import { text } from './world.ts'

export type OriginCase = {
  readonly name: string
  readonly files: Files
  /** `Kind` or `Kind/name`, a blank, and the pointer by the render's positions. */
  readonly field: string
  /** What the marked text is replaced by to see the field change. */
  readonly to: string
  /** The field is absent; with the replacement it is there. */
  readonly absent?: true
  /** Merge keys of the path, where positions alone would not do. */
  readonly keys?: string
  /** Pointer inside the value, and what it says there. */
  readonly within?: readonly [pointer: string, value: string | number]
  /** The other side's value. */
  readonly against?: string
  /** kustomize 4.5.4 refuses the construct. */
  readonly since5?: true
}

const APP = 'apps/v1'
export const deployment = (name = 'app', image = 'shop/app:1.0'): string => `apiVersion: ${APP}
kind: Deployment
metadata:
  name: ${name}
  labels:
    app: ${name}
spec:
  replicas: 2
  template:
    spec:
      containers:
      - name: main
        image: ${image}
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
export const BASE: Files = {
  'base/kustomization.yaml': 'resources:\n- deployment.yaml\n',
  'base/deployment.yaml': deployment()
}
export const prod = (kustomization: string): Files => ({
  ...BASE,
  'overlays/prod/kustomization.yaml': `resources:\n- ../../base\n${kustomization}`
})
export const base = (kustomization: string, files: Files = {}): Files => ({
  'base/kustomization.yaml': kustomization,
  'overlays/prod/kustomization.yaml': 'resources:\n- ../../base\n',
  ...files
})
export const alone = (kustomization: string, files: Files = {}): Files => ({ 'overlays/prod/kustomization.yaml': kustomization, ...files })

export const MAIN = '/spec/template/spec/containers/0'
const sha = (digit: string): string => `sha256:${digit.repeat(64)}`

const resources: readonly OriginCase[] = [
  {
    name: 'a plain document of a base',
    files: { ...prod(''), 'base/deployment.yaml': deployment().replace('replicas: 2', 'replicas: «2»') },
    field: 'Deployment /spec/replicas',
    to: '3'
  },
  {
    name: 'the second document of a file, three layers down',
    files: {
      'overlays/prod/kustomization.yaml': 'resources: [../../middle]\n',
      'middle/kustomization.yaml': 'resources: [../base]\nnamePrefix: m-\n',
      'base/kustomization.yaml': 'resources: [all.yaml]\n',
      'base/all.yaml': `${deployment('other')}---\n# the one\n${deployment().replace('info', '«info»')}`
    },
    field: `Deployment/m-app ${MAIN}/env/0/value`,
    to: 'debug'
  },
  {
    name: 'a value behind an anchor is on the anchor’s line',
    files: base('resources: [cm.yaml]', {
      'base/cm.yaml': text`
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: c}
        data:
          a: &a «one»
          b: *a
      `
    }),
    field: 'ConfigMap /data/b',
    to: 'two'
  },
  {
    name: 'a value behind a merge key is on the line of the merged map',
    files: base('resources: [cm.yaml]', {
      'base/cm.yaml':
        text`
          apiVersion: v1
          kind: ConfigMap
          metadata:
            name: c
            labels: &l
              team: «shop»
              tier: x
            annotations:
              <<: *l
              tier: y
          data: {k: v}
        `
    }),
    field: 'ConfigMap /metadata/annotations/team',
    to: 'other'
  },
  {
    name: 'a JSON document',
    files: base('resources: [cm.json]', {
      'base/cm.json': text`
        {"apiVersion": "v1", "kind": "ConfigMap",
         "metadata": {"name": "c"},
         "data": {
          "a": "«1»"
         }}
      `
    }),
    field: 'ConfigMap /data/a',
    to: '2'
  },
  {
    name: 'a List unpacked',
    files: base('resources: [list.yaml]', {
      'base/list.yaml': text`
        apiVersion: v1
        kind: List
        items:
        - apiVersion: v1
          kind: ConfigMap
          metadata: {name: c}
          data:
            a: «x»
      `
    }),
    field: 'ConfigMap /data/a',
    to: 'y'
  },
  {
    name: 'an octal number',
    files: base('resources: [cr.yaml]', {
      'base/cr.yaml': text`
        apiVersion: x.io/v1
        kind: Thing
        metadata:
          name: t
        spec:
          mode: «0644»
      `
    }),
    field: 'Thing /spec/mode',
    to: '0640'
  },
  {
    name: 'a base behind a symbolic link',
    files: {
      ...BASE,
      'base/deployment.yaml': deployment().replace('envoy:1.5', '«envoy:1.5»'),
      'bases/linked': '-> ../base',
      'overlays/prod/kustomization.yaml': 'resources: [../../bases/linked]\n'
    },
    field: 'Deployment /spec/template/spec/containers/1/image',
    to: 'envoy:2'
  },
  {
    name: 'a line of a document inside a ConfigMap',
    files: base('resources: [cm.yaml]', {
      'base/cm.yaml': text`
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: c}
        data:
          app.yaml: |
            server:
              host: a
              port: «8080»
      `
    }),
    field: 'ConfigMap /data/app.yaml',
    within: ['/server/port', 8080],
    to: '9090'
  },
  {
    name: 'a line of the second document inside a ConfigMap, its list item by name',
    files: base('resources: [cm.yaml]', {
      'base/cm.yaml': text`
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
              to: «u»
      `
    }),
    field: 'ConfigMap /data/app.yaml',
    within: ['/1/routes/z/to', 'u'],
    to: 'v'
  },
  {
    name: 'a line of the texts in a SecretProviderClass',
    files: base('resources: [class.yaml]', {
      'base/class.yaml': text`
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
                  objectType: «secret»
      `
    }),
    field: 'SecretProviderClass /spec/parameters/objects',
    within: ['/array/b/objectType', 'secret'],
    to: 'key'
  },
  {
    name: 'the differing line of a text that nothing parses',
    files: base('resources: [cm.yaml]', {
      'base/cm.yaml': text`
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: c}
        data:
          run.sh: |
            set -e

            sleep «5»
            exit
      `
    }),
    field: 'ConfigMap /data/run.sh',
    against: text`
      set -e

      sleep 6
      exit
    `,
    to: '7'
  },
  {
    name: 'a component’s resource',
    files: {
      ...prod('components: [../../parts/extra]'),
      'parts/extra/kustomization.yaml': text`
        apiVersion: kustomize.config.k8s.io/v1alpha1
        kind: Component
        resources: [cm.yaml]
      `,
      'parts/extra/cm.yaml': text`
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: c}
        data: {a: «x»}
      `
    },
    field: 'ConfigMap /data/a',
    to: 'y'
  }
]

const images: readonly OriginCase[] = [
  {
    name: 'images: newTag',
    files: prod(text`
      images:
      - name: envoy
        newTag: x
      - name: shop/app
        newTag: «v2»
    `),
    field: `Deployment ${MAIN}/image`,
    to: 'v3'
  },
  {
    name: 'images: digest beats newTag',
    files: prod(`images:\n- name: shop/app\n  newTag: v2\n  digest: «${sha('a')}»\n`),
    field: `Deployment ${MAIN}/image`,
    to: sha('b')
  },
  {
    name: 'images: the part that differs is the tag',
    files: prod(`images:\n- name: shop/app\n  newTag: «v2»\n  digest: ${sha('a')}\n`),
    field: `Deployment ${MAIN}/image`,
    against: `shop/app:v1@${sha('a')}`,
    to: 'v3'
  },
  {
    name: 'images: the part that differs is the name',
    files: prod(text`
      images:
      - name: shop/app
        newName: «mirror/app»
        newTag: v2
    `),
    field: `Deployment ${MAIN}/image`,
    against: 'shop/app:v2',
    to: 'other/app'
  },
  {
    name: 'images: newName alone keeps the tag of the base',
    files: prod(`images:\n- {name: shop/app, newName: «mirror/app»}\n`),
    field: `Deployment ${MAIN}/image`,
    to: 'other/app'
  },
  {
    name: 'images: only the tag comes from the base',
    files: { ...prod(`images:\n- {name: shop/app, newName: mirror/app}\n`), 'base/deployment.yaml': deployment('app', 'shop/app:«1.0»') },
    field: `Deployment ${MAIN}/image`,
    against: 'mirror/app:0.9',
    to: '1.1'
  },
  {
    name: 'images: an entry of another name does nothing',
    files: { ...prod(text`
      images:
      - name: docker.io/shop/app
        newTag: v2
    `), 'base/deployment.yaml': deployment('app', '«shop/app:1.0»') },
    field: `Deployment ${MAIN}/image`,
    to: 'shop/app:2.0'
  },
  {
    name: 'images: names are regular expressions',
    files: prod(text`
      images:
      - name: shop/.*
        newTag: «v2»
    `),
    field: `Deployment ${MAIN}/image`,
    to: 'v3'
  },
  {
    name: 'images: the last entry of a chain',
    files: prod(text`
      images:
      - name: shop/app
        newName: shop/app2
        newTag: v2
      - name: shop/app2
        newTag: «v3»
    `),
    field: `Deployment ${MAIN}/image`,
    to: 'v4'
  },
  {
    name: 'images of a base under those of an overlay for something else',
    files: {
      ...prod('images: [{name: envoy, newTag: "2"}]\n'),
      'base/kustomization.yaml': `resources: [deployment.yaml]\nimages:\n- name: shop/app\n  digest: «${sha('c')}»\n`
    },
    field: `Deployment ${MAIN}/image`,
    to: sha('d')
  },
  {
    name: 'images in a custom resource with containers',
    files: base(text`
      resources: [cr.yaml]
      images:
      - name: a
        newTag: «"2"»
    `, {
      'base/cr.yaml': text`
        apiVersion: argoproj.io/v1alpha1
        kind: Rollout
        metadata: {name: r}
        spec: {template: {spec: {containers: [{name: a, image: "a:1"}]}}}
      `
    }),
    field: `Rollout ${MAIN}/image`,
    to: '"3"'
  },
  {
    name: 'images rewrites what a patch has set',
    files: prod(
      text`
        images:
        - name: shop/app
          newTag: «v2»
        patches:
        - target: {kind: Deployment}
          patch: |-
            - op: replace
              path: ${MAIN}/image
              value: shop/app:1.5
      `
    ),
    field: `Deployment ${MAIN}/image`,
    to: 'v3'
  },
  {
    name: 'replicas: count',
    files: prod(text`
      replicas:
      - name: app
        count: «5»
    `),
    field: 'Deployment /spec/replicas',
    to: '6'
  },
  {
    name: 'replicas by the first name behind a prefix',
    files: prod(text`
      namePrefix: p-
      replicas:
      - name: app
        count: «5»
    `),
    field: 'Deployment /spec/replicas',
    to: '6'
  }
]

export const SMP = `apiVersion: ${APP}\nkind: Deployment\nmetadata:\n  name: app\n`
const container = (item: string): string =>
  `${SMP}spec:\n  template:\n    spec:\n      containers:\n${item.replace(/^(?=.)/gm, '      ')}`

const strategic: readonly OriginCase[] = [
  {
    name: 'a strategic merge patch file',
    files: { ...prod('patches:\n- path: replicas.yaml\n'), 'overlays/prod/replicas.yaml': `${SMP}spec:\n  replicas: «7»\n` },
    field: 'Deployment /spec/replicas',
    to: '8'
  },
  {
    name: 'the last of two patches wins',
    files: {
      ...prod(text`
        patches:
        - path: one.yaml
        - path: two.yaml
      `),
      'overlays/prod/one.yaml': `${SMP}spec: {replicas: 7}\n`,
      'overlays/prod/two.yaml': `${SMP}spec: {replicas: «8»}\n`
    },
    field: 'Deployment /spec/replicas',
    to: '9'
  },
  {
    name: 'patches win over patchesStrategicMerge',
    files: {
      ...prod(text`
        patches:
        - path: one.yaml
        patchesStrategicMerge:
        - two.yaml
      `),
      'overlays/prod/one.yaml': `${SMP}spec: {replicas: «7»}\n`,
      'overlays/prod/two.yaml': `${SMP}spec: {replicas: 8}\n`
    },
    field: 'Deployment /spec/replicas',
    to: '9'
  },
  {
    name: 'an inline strategic merge patch, its line inside the block scalar',
    files: prod(`patches:\n- patch: |-\n${container('- name: proxy\n  image: «envoy:3»\n').replace(/^(?=.)/gm, '    ')}`),
    field: `Deployment ${MAIN}/image`,
    keys: '/spec/template/spec/containers/proxy/image',
    to: 'envoy:4'
  },
  {
    name: 'a patched container moves to the front, the other one keeps its line',
    files: {
      ...prod('patches: [{path: p.yaml}]\n'),
      'base/deployment.yaml': deployment('app', '«shop/app:1.0»'),
      'overlays/prod/p.yaml': container('- name: proxy\n  tty: true\n')
    },
    field: 'Deployment /spec/template/spec/containers/1/image',
    to: 'shop/app:9'
  },
  {
    name: 'an env entry merged by name',
    files: {
      ...prod('patchesStrategicMerge: [p.yaml]\n'),
      'overlays/prod/p.yaml': container(text`
              - name: main
                env:
                - name: MODE
                  value: «slow»
      `)
    },
    field: `Deployment ${MAIN}/env/0/value`,
    to: 'steady'
  },
  {
    name: 'an inline entry of patchesStrategicMerge',
    files: prod(`patchesStrategicMerge:\n- |-\n  ${SMP.replaceAll('\n', '\n  ')}spec:\n    replicas: «7»\n`),
    field: 'Deployment /spec/replicas',
    to: '8'
  },
  {
    name: 'the second document of a patch file',
    files: {
      ...prod('patchesStrategicMerge: [p.yaml]\n'),
      'overlays/prod/p.yaml': `${SMP}  labels: {a: b}\n---\n${SMP}spec:\n  replicas: «7»\n`
    },
    field: 'Deployment /spec/replicas',
    to: '8'
  },
  {
    name: 'several documents in one file of patches',
    files: {
      ...prod('patches: [{path: p.yaml}]\n'),
      'overlays/prod/p.yaml': `${SMP}  labels: {a: b}\n---\n${SMP}spec:\n  replicas: «7»\n`
    },
    field: 'Deployment /spec/replicas',
    to: '8',
    since5: true
  },
  {
    name: 'a list that no schema merges is replaced whole',
    files: { ...prod('patches: [{path: p.yaml}]\n'), 'overlays/prod/p.yaml': container(text`
            - name: main
              args:
              - --one
              - «--three»
    `) },
    field: `Deployment ${MAIN}/args/1`,
    to: '--four'
  },
  {
    name: 'ports merge by number and protocol',
    files: {
      ...prod('patches: [{path: p.yaml}]\n'),
      'overlays/prod/p.yaml': container(text`
              - name: main
                ports:
                - containerPort: 8080
                  protocol: TCP
                  name: «web»
      `)
    },
    field: `Deployment ${MAIN}/ports/0/name`,
    to: 'http'
  },
  {
    name: 'a target with a regular expression, the patch under another name',
    files: {
      ...prod(text`
        patches:
        - path: p.yaml
          target: {kind: Deploy.*, name: a.p}
      `),
      'overlays/prod/p.yaml': `${SMP.replace('name: app', 'name: any')}spec: {replicas: «7»}\n`
    },
    field: 'Deployment /spec/replicas',
    to: '8'
  },
  {
    name: 'a target whose name is anchored matches nothing else',
    files: {
      ...prod(text`
        patches:
        - path: p.yaml
          target: {kind: Deployment, name: ap}
      `),
      'base/deployment.yaml': deployment().replace('replicas: 2', 'replicas: «2»'),
      'overlays/prod/p.yaml': `${SMP}spec: {replicas: 7}\n`
    },
    field: 'Deployment /spec/replicas',
    to: '3'
  },
  {
    name: 'a target by label',
    files: {
      ...prod(text`
        patches:
        - path: p.yaml
          target: {labelSelector: app=app}
        - path: q.yaml
          target: {labelSelector: app!=app}
      `),
      'overlays/prod/p.yaml': `${SMP}spec: {replicas: «7»}\n`,
      'overlays/prod/q.yaml': `${SMP}spec: {replicas: 9}\n`
    },
    field: 'Deployment /spec/replicas',
    to: '8'
  },
  {
    name: 'a patch in a component over resources of the overlay',
    files: {
      ...prod('components: [../../parts/big]\n'),
      'parts/big/kustomization.yaml': text`
        apiVersion: kustomize.config.k8s.io/v1alpha1
        kind: Component
        patches: [{path: p.yaml}]
      `,
      'parts/big/p.yaml': `${SMP}spec: {replicas: «7»}\n`
    },
    field: 'Deployment /spec/replicas',
    to: '8'
  },
  {
    name: 'a key set to null',
    files: { ...prod('patches: [{path: p.yaml}]\n'), 'overlays/prod/p.yaml': `${SMP}spec:\n  replicas: «null»\n` },
    field: 'Deployment /spec/replicas',
    absent: true,
    to: '4'
  },
  {
    name: '$patch: delete of a list item',
    files: {
      ...prod('patches: [{path: p.yaml}]\n'),
      'overlays/prod/p.yaml': container(text`
              - name: main
                env:
                - name: MODE
                  $patch: «delete»
      `)
    },
    field: `Deployment ${MAIN}/env/1/value`,
    keys: '/spec/template/spec/containers/main/env/MODE/value',
    absent: true,
    to: 'merge'
  },
  {
    name: '$patch: delete of a map',
    files: { ...prod('patches: [{path: p.yaml}]\n'), 'overlays/prod/p.yaml': `${SMP}  labels:\n    $patch: «delete»\n` },
    field: 'Deployment /metadata/labels',
    absent: true,
    to: 'merge'
  }
]

const OPS = (operations: string): string =>
  `patches:\n- target: {kind: Deployment, name: app}\n  patch: |-\n${operations.replace(/^/gm, '    ')}\n`

const json6902: readonly OriginCase[] = [
  {
    name: 'an inline JSON 6902 replace',
    files: prod(OPS('- op: test\n  path: /spec/replicas\n  value: 2\n- op: replace\n  path: /spec/replicas\n  value: «9»')),
    field: 'Deployment /spec/replicas',
    to: '10'
  },
  {
    name: 'an add of a map, the field below it',
    files: prod(OPS(`- op: add\n  path: ${MAIN}/resources\n  value:\n    limits:\n      memory: «1Gi»`)),
    field: `Deployment ${MAIN}/resources/limits/memory`,
    to: '2Gi'
  },
  {
    name: 'an append shifts nothing, an insert shifts the rest',
    files: {
      ...prod(OPS(`- op: add\n  path: ${MAIN}/args/0\n  value: --zero`)),
      'base/deployment.yaml': deployment().replace('--two', '«--two»')
    },
    field: `Deployment ${MAIN}/args/2`,
    to: '--2'
  },
  {
    name: 'an item appended with -',
    files: prod(OPS(`- op: add\n  path: ${MAIN}/env/-\n  value: {name: EXTRA, value: «on»}`)),
    field: `Deployment ${MAIN}/env/2/value`,
    to: 'off'
  },
  {
    name: 'an escaped path',
    files: prod(
      OPS('- op: add\n  path: /metadata/annotations\n  value: {}\n- op: add\n  path: /metadata/annotations/x.io~1a\n  value: «one»')
    ),
    field: 'Deployment /metadata/annotations/x.io~1a',
    to: 'two'
  },
  {
    name: 'a copied value stays on its own line',
    files: {
      ...prod(OPS('- op: copy\n  from: /spec/replicas\n  path: /metadata/labels/copy')),
      'base/deployment.yaml': deployment().replace('replicas: 2', 'replicas: «"2"»')
    },
    field: 'Deployment /metadata/labels/copy',
    to: '"3"'
  },
  {
    name: 'a patch written as JSON on one line',
    files: prod(text`
      patches:
      - target: {kind: Deployment}
        patch: '[{"op": "replace", "path": "/spec/replicas", "value": «9»}]'
    `),
    field: 'Deployment /spec/replicas',
    to: '10'
  },
  {
    name: 'patchesJson6902 with a file',
    files: {
      ...prod(text`
        patchesJson6902:
        - target: {group: apps, version: v1, kind: Deployment, name: app}
          path: p.json
      `),
      'overlays/prod/p.json': text`
        [
          {"op": "replace", "path": "/spec/replicas",
           "value": «9»}
        ]
      `
    },
    field: 'Deployment /spec/replicas',
    to: '10'
  },
  {
    name: 'a removed field is on the path of the operation',
    files: prod(OPS('- op: remove\n  path: «/spec/replicas»')),
    field: 'Deployment /spec/replicas',
    absent: true,
    to: '/metadata/labels'
  },
  {
    name: 'a removed list item',
    files: prod(OPS(`- op: remove\n  path: «${MAIN}/env/1»`)),
    field: `Deployment ${MAIN}/env/1/value`,
    keys: '/spec/template/spec/containers/main/env/MODE/value',
    absent: true,
    to: `${MAIN}/args/1`
  }
]

const generators: readonly OriginCase[] = [
  {
    name: 'a literal',
    files: alone(text`
      configMapGenerator:
      - name: c
        literals:
        - A=1
        - "B=«two»"
    `),
    field: 'ConfigMap/c /data/B',
    to: 'three'
  },
  {
    name: 'a literal that an overlay merges over the base',
    files: {
      'base/kustomization.yaml': text`
        configMapGenerator:
        - name: c
          literals: [A=1, B=2]
      `,
      'overlays/prod/kustomization.yaml': text`
        resources: [../../base]
        configMapGenerator:
        - name: c
          behavior: merge
          literals:
          - A=«9»
      `
    },
    field: 'ConfigMap/c /data/A',
    to: '10'
  },
  {
    name: 'a literal of the base that an overlay leaves alone',
    files: {
      'base/kustomization.yaml': text`
        configMapGenerator:
        - name: c
          literals:
          - A=1
          - B=«2»
      `,
      'overlays/prod/kustomization.yaml': text`
        resources: [../../base]
        configMapGenerator:
        - name: c
          behavior: merge
          literals: [A=9]
      `
    },
    field: 'ConfigMap/c /data/B',
    to: '3'
  },
  {
    name: 'behavior: replace takes keys out',
    files: {
      'base/kustomization.yaml': text`
        configMapGenerator:
        - name: c
          literals: [A=1, B=2]
      `,
      'overlays/prod/kustomization.yaml': text`
        resources: [../../base]
        configMapGenerator:
        - name: c
          behavior: «replace»
          literals: [A=9]
      `
    },
    field: 'ConfigMap/c /data/B',
    absent: true,
    to: 'merge'
  },
  {
    name: 'a line of an env file',
    files: alone(text`
      configMapGenerator:
      - name: c
        envs: [app.env]
    `, { 'overlays/prod/app.env': text`
      # settings

      A=1
        B=«x y»
    ` }),
    field: 'ConfigMap/c /data/B',
    to: 'z'
  },
  {
    name: 'the legacy env field',
    files: alone(text`
      configMapGenerator:
      - name: c
        env: app.env
    `, { 'overlays/prod/app.env': 'A=«1»\n' }),
    field: 'ConfigMap/c /data/A',
    to: '2'
  },
  {
    name: 'a line of YAML in a generator’s file',
    files: alone(text`
      configMapGenerator:
      - name: c
        files: [app.yaml=conf/application.yaml]
    `, {
      'overlays/prod/conf/application.yaml': text`
        server:
          host: a
          ports:
          - 80
          - «443»
      `
    }),
    field: 'ConfigMap/c /data/app.yaml',
    within: ['/server/ports/1', 443],
    to: '444'
  },
  {
    name: 'a line of JSON in a generator’s file',
    files: alone(text`
      configMapGenerator:
      - name: c
        files: [app.json]
    `, { 'overlays/prod/app.json': text`
      {
      \t"a": 1,
      \t"b": {"c": «2»}
      }
    ` }),
    field: 'ConfigMap/c /data/app.json',
    within: ['/b/c', 2],
    to: '3'
  },
  {
    name: 'a line of a properties file',
    files: alone(text`
      configMapGenerator:
      - name: c
        files: [app.properties]
    `, {
      'overlays/prod/app.properties': text`
        # a.b=0
        a.a = 1
        a.b = «2»
      `
    }),
    field: 'ConfigMap/c /data/app.properties',
    within: ['/a.b', '2'],
    to: '3'
  },
  {
    name: 'a file of one line',
    files: alone(text`
      configMapGenerator:
      - name: c
        files: [VERSION]
    `, { 'overlays/prod/VERSION': '«1.2»\n' }),
    field: 'ConfigMap/c /data/VERSION',
    to: '1.3'
  },
  {
    name: 'the differing line of a generator’s file',
    files: alone(text`
      configMapGenerator:
      - name: c
        files: [run.sh]
    `, { 'overlays/prod/run.sh': 'set -e\nsleep «5»\n' }),
    field: 'ConfigMap/c /data/run.sh',
    against: 'set -e\nsleep 6\n',
    to: '7'
  },
  {
    name: 'a secret’s literal',
    files: alone(text`
      secretGenerator:
      - name: s
        literals:
        - USER=x
        - PASS=«höchst geheim»
    `),
    field: 'Secret/s /data/PASS',
    to: 'other'
  },
  {
    name: 'a secret’s env file',
    files: alone(text`
      secretGenerator:
      - name: s
        envs:
        - .env.secret
    `, { 'overlays/prod/.env.secret': 'USER=x\nPASS=«y»\n' }),
    field: 'Secret/s /data/PASS',
    to: 'z'
  },
  {
    name: 'a patch over a generated ConfigMap',
    files: alone(text`
      configMapGenerator:
      - name: c
        literals: [A=1]
      patches: [{path: p.yaml}]
    `, {
      'overlays/prod/p.yaml': text`
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: c}
        data:
          A: "«2»"
      `
    }),
    field: 'ConfigMap/c /data/A',
    to: '3'
  }
]

const names: readonly OriginCase[] = [
  {
    name: 'namespace',
    files: prod('namespace: «shop»\n'),
    field: 'Deployment /metadata/namespace',
    to: 'other'
  },
  {
    name: 'namePrefix',
    files: prod('namePrefix: «prod-»\n'),
    field: 'Deployment /metadata/name',
    to: 'p-'
  },
  {
    name: 'nameSuffix',
    files: prod('nameSuffix: «-v2»\n'),
    field: 'Deployment /metadata/name',
    to: '-v3'
  },
  {
    name: 'labels, written on resources only',
    files: prod(text`
      labels:
      - pairs:
          tier: «front»
    `),
    field: 'Deployment /metadata/labels/tier',
    to: 'back'
  },
  {
    name: 'labels with selectors, in the pod template',
    files: prod(text`
      labels:
      - pairs:
          tier: «front»
        includeSelectors: true
    `),
    field: 'Deployment /spec/template/metadata/labels/tier',
    to: 'back'
  },
  {
    name: 'commonLabels beat labels and reach selectors',
    files: prod(text`
      labels: [{pairs: {tier: back}}]
      commonLabels:
        tier: «front»
    `),
    field: 'Deployment /spec/selector/matchLabels/tier',
    to: 'middle'
  },
  {
    name: 'commonAnnotations',
    files: prod('commonAnnotations:\n  owner: «shop»\n'),
    field: 'Deployment /spec/template/metadata/annotations/owner',
    to: 'other'
  },
  {
    name: 'a patch cannot beat labels of its own layer, a JSON patch of patchesJson6902 can',
    files: {
      ...prod(text`
        labels: [{pairs: {tier: a}}]
        patchesJson6902:
        - target: {group: apps, version: v1, kind: Deployment, name: app}
          path: p.yaml
      `),
      'overlays/prod/p.yaml': text`
        - op: replace
          path: /metadata/labels/tier
          value: «b»
      `
    },
    field: 'Deployment /metadata/labels/tier',
    to: 'c'
  },
  {
    name: 'a reference that kustomize carried along with a prefix and a hash',
    files: alone(text`
      resources: [pod.yaml]
      namePrefix: p-
      configMapGenerator:
      - {name: c, literals: [A=1]}
      - {name: d, literals: [A=1]}
    `, {
      'overlays/prod/pod.yaml':
        text`
          apiVersion: v1
          kind: Pod
          metadata: {name: x}
          spec:
            containers:
            - name: x
              envFrom:
              - configMapRef:
                  name: «c»
        `
    }),
    field: 'Pod /spec/containers/0/envFrom/0/configMapRef/name',
    to: 'd'
  }
]

export const ORIGIN_CASES: readonly OriginCase[] = [...resources, ...images, ...strategic, ...json6902, ...generators, ...names]
