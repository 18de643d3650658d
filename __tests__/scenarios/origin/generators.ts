// Lines of ConfigMap and Secret generators: literals, files, env files, options.

import { text } from '../../support/text.ts'
import type { Row } from './row.ts'
import { of } from './sources.ts'

export const generators: readonly Row[] = [
  {
    name: 'a literal',
    files: {
      'kustomization.yaml': text`
        configMapGenerator:
        - name: c
          literals:
          - A=1
          - "B=two" # <- here
      `
    },
    staging: '- "B=three"',
    finding: 'ConfigMap/c /data/B'
  },
  {
    name: 'a literal that an overlay merges over the base',
    files: {
      'base/kustomization.yaml': text`
        configMapGenerator:
        - name: c
          literals: [A=1, B=2]
      `,
      'kustomization.yaml': text`
        resources: [base]
        configMapGenerator:
        - name: c
          behavior: merge
          literals:
          - A=9 # <- here
      `
    },
    staging: '- A=10',
    finding: 'ConfigMap/c /data/A'
  },
  {
    name: 'a literal of the base that an overlay leaves alone',
    files: {
      'base/kustomization.yaml': text`
        configMapGenerator:
        - name: c
          literals:
          - A=1
          - B=2 # <- here
      `,
      'kustomization.yaml': text`
        resources: [base]
        configMapGenerator:
        - name: c
          behavior: merge
          literals: [A=9]
      `
    },
    staging: '- B=3',
    finding: 'ConfigMap/c /data/B'
  },
  {
    name: 'behavior: replace takes keys out',
    files: {
      'base/kustomization.yaml': text`
        configMapGenerator:
        - name: c
          literals: [A=1, B=2]
      `,
      'kustomization.yaml': text`
        resources: [base]
        configMapGenerator:
        - name: c
          behavior: replace # <- here
          literals: [A=9]
      `
    },
    staging: 'behavior: merge',
    finding: 'ConfigMap/c /data/B'
  },
  {
    name: 'a line of an env file',
    files: {
      'kustomization.yaml': text`
        configMapGenerator:
        - name: c
          envs: [app.env]
      `,
      'app.env': text`
        # settings

        A=1
          B=x y # <- here
      `
    },
    staging: 'B=z',
    finding: 'ConfigMap/c /data/B'
  },
  {
    name: 'the legacy env field',
    files: {
      'kustomization.yaml': text`
        configMapGenerator:
        - name: c
          env: app.env
      `,
      'app.env': 'A=1 # <- here\n'
    },
    staging: 'A=2',
    finding: 'ConfigMap/c /data/A'
  },
  {
    name: 'a line of YAML in a generator’s file',
    files: {
      'kustomization.yaml': text`
        configMapGenerator:
        - name: c
          files: [app.yaml=conf/application.yaml]
      `,
      'conf/application.yaml': text`
        server:
          host: a
          ports:
          - 80
          - 443 # <- here
      `
    },
    staging: '- 444',
    finding: 'ConfigMap/c /data/app.yaml#/server/ports/1'
  },
  {
    name: 'a line of JSON in a generator’s file',
    files: {
      'kustomization.yaml': text`
        configMapGenerator:
        - name: c
          files: [app.json]
      `,
      'app.json': text`
        {
        	"a": 1,
        	"b": {"c": "2 <- here"}
        }
      `
    },
    staging: '"b": {"c": "3"}',
    finding: 'ConfigMap/c /data/app.json#/b/c'
  },
  {
    name: 'a line of a properties file',
    files: {
      'kustomization.yaml': text`
        configMapGenerator:
        - name: c
          files: [app.properties]
      `,
      'app.properties': text`
        # a.b=0
        a.a = 1
        a.b = 2 # <- here
      `
    },
    staging: 'a.b = 3',
    finding: 'ConfigMap/c /data/app.properties#/a.b'
  },
  {
    name: 'a file of one line',
    files: {
      'kustomization.yaml': text`
        configMapGenerator:
        - name: c
          files: [VERSION]
      `,
      'VERSION': '1.2 # <- here\n'
    },
    staging: '1.3',
    finding: 'ConfigMap/c /data/VERSION'
  },
  {
    name: 'the differing line of a generator’s file',
    files: {
      'kustomization.yaml': text`
        configMapGenerator:
        - name: c
          files: [run.sh]
      `,
      'run.sh': text`
        set -e
        sleep 5 # <- here
      `
    },
    staging: 'sleep 7',
    finding: 'ConfigMap/c /data/run.sh'
  },
  {
    name: 'a secret’s literal',
    files: {
      'kustomization.yaml': text`
        secretGenerator:
        - name: s
          literals:
          - USER=x
          - PASS=höchst geheim # <- here
      `
    },
    staging: '- PASS=other',
    finding: 'Secret/s /data/PASS'
  },
  {
    name: 'a secret’s env file',
    files: {
      'kustomization.yaml': text`
        secretGenerator:
        - name: s
          envs:
          - .env.secret
      `,
      '.env.secret': text`
        USER=x
        PASS=y # <- here
      `
    },
    staging: 'PASS=z',
    finding: 'Secret/s /data/PASS'
  },
  {
    name: 'a patch over a generated ConfigMap',
    files: {
      'kustomization.yaml': text`
        configMapGenerator:
        - name: c
          literals: [A=1]
        patches: [{path: p.yaml}]
      `,
      'p.yaml': text`
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: c}
        data:
          A: "2" # <- here
      `
    },
    staging: 'A: "3"',
    finding: 'ConfigMap/c /data/A'
  },
  {
    name: 'a line of a secret’s file',
    files: {
      'kustomization.yaml': 'secretGenerator: [{name: s, files: [s.conf]}]\n',
      's.conf': text`
        a=1
        b=2 # <- here
      `
    },
    staging: 'b=4',
    finding: 'Secret/s /data/s.conf'
  },
  {
    name: 'generatorOptions: a label',
    files: {
      'kustomization.yaml': text`
        generatorOptions:
          labels:
            team: red # <- here
        configMapGenerator:
        - {name: c, literals: [A=1]}
      `
    },
    staging: 'team: blue',
    finding: 'ConfigMap/c /metadata/labels/team'
  },
  {
    name: 'generatorOptions: immutable',
    files: {
      'kustomization.yaml': text`
        generatorOptions:
          immutable: true # <- here
        configMapGenerator:
        - {name: c, literals: [A=1]}
      `
    },
    staging: 'immutable: false',
    finding: 'ConfigMap/c /immutable'
  },
  {
    name: 'options of a generator beat generatorOptions',
    files: {
      'kustomization.yaml': text`
        generatorOptions: {annotations: {a: general}}
        configMapGenerator:
        - name: c
          literals: [A=1]
          options:
            annotations:
              a: own # <- here
      `
    },
    staging: 'a: other',
    finding: 'ConfigMap/c /metadata/annotations/a'
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
          - B=2 # <- here
      `,
      'middle/kustomization.yaml': text`
        resources: [../base]
        components: [../part]
      `,
      'kustomization.yaml': text`
        resources: [middle]
        configMapGenerator: [{name: c, behavior: merge, literals: [A=3]}]
      `
    },
    staging: '- B=4',
    finding: 'ConfigMap/c /data/B'
  },
  {
    name: 'generatorOptions: a map that only prod has',
    files: {
      'kustomization.yaml': text`
        generatorOptions:
          immutable: true
          annotations: {team: red} # <- here
        configMapGenerator:
        - {name: c, literals: [A=1]}
      `
    },
    staging: null,
    finding: 'ConfigMap/c /metadata/annotations'
  },
  {
    name: 'a file that is no text, under binaryData',
    files: {
      'kustomization.yaml': text`
        configMapGenerator:
        - name: c
          files:
          - key=red.bin # <- here
      `,
      'red.bin': Uint8Array.of(0xff, 0xfe, 1),
      'blue.bin': Uint8Array.of(0xff, 0xfe, 2)
    },
    staging: '- key=blue.bin',
    finding: 'ConfigMap/c /binaryData/key'
  },
  {
    name: 'binaryData of a manifest',
    files: of('c.yaml', text`
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: c}
      binaryData:
        key: /v8B # <- here
    `),
    staging: 'key: /v8C',
    finding: 'ConfigMap/c /binaryData/key'
  },
  {
    name: 'the type of a secret',
    files: {
      'kustomization.yaml': text`
        secretGenerator:
        - name: s
          type: kubernetes.io/tls # <- here
          files: [tls.crt=a.txt, tls.key=a.txt]
      `,
      'a.txt': 'a\n'
    },
    staging: 'type: Opaque',
    finding: 'Secret/s /type'
  },
  {
    name: 'a secret that an overlay merges into',
    files: {
      'base/kustomization.yaml': 'secretGenerator: [{name: s, literals: [A=1, B=2]}]\n',
      'kustomization.yaml': text`
        resources: [base]
        secretGenerator:
        - name: s
          behavior: merge
          literals:
          - A=9 # <- here
      `
    },
    staging: '- A=8',
    finding: 'Secret/s /data/A'
  }
]
