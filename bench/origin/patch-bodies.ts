// What the patches of generated worlds say.

import type { Layout } from './layout.ts'

/** Bodies of strategic merge patches on the workload, each with something different in it. */
export const STRATEGIC: readonly ((layout: Layout) => string)[] = [
  ({ word, random }) => `
spec:
  template:
    metadata:
      annotations:
        patched-${word()}: ${word('patched')}
    spec:
      priorityClassName: ${word('priority')}
      containers:
        - name: main
          env:
            - name: MODE
              value: ${word('mode')}
            - name: ADDED_${random.below(99999)}
              value: ${word('added')}
          resources:
            limits:
              cpu: ${500 + random.below(400)}m
`,
  ({ word }) => `
spec:
  template:
    spec:
      containers:
        - name: side-${word()}
          image: registry.example.com/shop/${word('side')}:${word('tag')}
          env:
            - name: SIDE
              value: ${word('side')}
        - name: proxy
          imagePullPolicy: ${word('Policy')}
`,
  ({ word }) => `
spec:
  template:
    spec:
      terminationGracePeriodSeconds: null
      containers:
        - name: main
          resources:
            requests: null
          env:
            - name: REGION
              value: null
              valueFrom:
                fieldRef:
                  fieldPath: metadata.${word('label')}
`,
  ({ word, random }) => `
spec:
  strategy:
    $patch: replace
    type: ${word('Type')}
    note: ${word('note')}
  template:
    spec:
      containers:
        - $patch: replace
        - name: main
          image: registry.example.com/shop/other:${random.below(9)}.${random.below(99)}
          args:
            - --only=${word()}
`,
  ({ word }) => `
spec:
  template:
    spec:
      containers:
        - name: proxy
          $patch: delete
        - name: main
          env:
            - name: EMPTY_FLAG
              $patch: delete
            - name: KEPT
              value: ${word('kept')}
`,
  ({ word }) => `
spec:
  strategy:
    $patch: delete
  template:
    metadata:
      labels:
        track: ${word('track')}
`,
  ({ word, random }) => `
spec:
  strategy:
    $patch: merge
    rollingUpdate:
      maxSurge: ${5 + random.below(9)}
      note: ${word('note')}
  template:
    spec:
      containers:
        - name: main
          $patch: merge
          workingDir: /${word('work')}
          env:
            - name: MODE
              $patch: merge
              value: ${word('mode')}
`
]

export const NULLS = 2
export const REPLACE = 3
export const DELETES = [4, 5]
export const MERGE = 6

/** Whole operations; all work on the workload as the base has it, whatever came before, in this order. */
export const OPERATIONS: Readonly<Record<string, (layout: Layout) => string>> = {
  add: ({ word }) =>
    `- op: add
  path: /metadata/annotations/added-${word()}
  value: ${word('added')}
- op: add
  path: /spec/template/spec/nodeSelector
  value:
    pool: ${word('pool')}
    disk: ${word('disk')}`,
  replace: ({ word, random }) =>
    `- op: replace
  path: /spec/replicas
  value: ${10 + random.below(80)}
- op: replace
  path: /metadata/annotations/owner
  value: ${word('team')}`,
  remove: () => '- op: remove\n  path: /spec/strategy\n- op: remove\n  path: /spec/template/spec/volumes',
  move: ({ word }) =>
    `- op: move
  from: /metadata/annotations/owner
  path: /metadata/annotations/moved-${word()}
- op: move
  from: /spec/template/spec/terminationGracePeriodSeconds
  path: /spec/minReadySeconds`,
  copy: ({ word }) =>
    `- op: copy
  from: /metadata/labels/tier
  path: /metadata/annotations/copied-${word()}
- op: copy
  from: /spec/template/metadata/labels/track
  path: /metadata/labels/copied-${word()}`,
  dash: ({ word }) =>
    `- op: add
  path: /spec/template/spec/containers/0/args/-
  value: --last=${word()}
- op: add
  path: /spec/template/spec/containers/0/env/-
  value:
    name: LAST_${word()}
    value: ${word('last')}`,
  escapes: ({ word }) =>
    `- op: add
  path: /metadata/annotations/example.com~1${word()}
  value: ${word('escaped')}
- op: replace
  path: /metadata/annotations/example.com~1runbook
  value: ${word('runbook')}
- op: add
  path: /metadata/annotations/til~0de${word()}
  value: ${word('tilde')}`,
  index: ({ word }) =>
    `- op: add
  path: /spec/template/spec/containers/0/args/0
  value: --first=${word()}
- op: replace
  path: /spec/template/spec/containers/0/env/0/value
  value: ${word('env')}`
}
