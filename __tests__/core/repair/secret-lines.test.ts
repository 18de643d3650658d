// The lines that no repair may show.

import { expect, test } from '@jest/globals'
import { secretLines } from '../../../src/core/repair/secret-lines.ts'
import { readWritten } from '../../../src/core/repair/written.ts'

const secret = (file: string, text: string, kustomization?: string): readonly number[] => [
  ...secretLines(file, text, readWritten(text), kustomization === undefined ? [] : [{ path: 'o/kustomization.yaml', root: readWritten(kustomization)[0] }])
]

test.each([
  ['a generator of Secrets', 'o/kustomization.yaml', 'resources: [a]\nsecretGenerator:\n  - name: s\n    literals: [a=b]\nnamespace: x\n', undefined, [3, 4]],
  ['a manifest', 'o/s.yaml', 'kind: ConfigMap\napiVersion: v1\n---\napiVersion: v1\nkind: Secret\nstringData: {a: b}\n', undefined, [4, 5, 6]],
  ['an item of a List', 'o/s.yaml', 'apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Secret\n', undefined, [4, 5]],
  ['an inline patch', 'o/kustomization.yaml', 'patches:\n  - patch: |-\n      apiVersion: v1\n      kind: Secret\n      stringData: {a: b}\n', undefined, [2, 3, 4, 5]],
  ['operations on a Secret', 'o/kustomization.yaml', 'patches:\n  - target: {kind: Secret}\n    patch: |-\n      - {op: add, path: /data/a, value: b}\n', undefined, [2, 3, 4]],
  ['operations on anything', 'o/kustomization.yaml', 'patches:\n  - target: {labelSelector: a=b}\n    patch: "[]"\n', undefined, [2, 3]],
  ['a patch file for a Secret', 'o/p.yaml', '- op: add\n', 'patches: [{path: p.yaml, target: {kind: Secret}}]', [1, 2]],
  ['an env file of a generator', 'o/s.env', 'A=b\n', 'secretGenerator: [{name: s, envs: [s.env]}]', [1, 2]],
  ['a file of a generator', 'x/s.txt', 'b', 'secretGenerator: [{name: s, files: [key=../x/s.txt]}]', [1]],
  ['an ExternalSecret has none', 'o/s.yaml', 'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\n', undefined, []],
  ['a patch of a Deployment has none', 'o/kustomization.yaml', 'patches:\n  - target: {kind: Deployment}\n    patch: "[]"\n', undefined, []]
] as const)('%s', (_name, file, text, kustomization, expected) => {
  expect(secret(file, text, kustomization)).toEqual(expected)
})
