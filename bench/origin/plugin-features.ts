// Builtin transformers and generators as configurations, in files and inline.

import { anyLayer } from './features.ts'
import type { Layout } from './layout.ts'

export function transformer({ word, random }: Layout): string {
  return random.pick([
    () =>
      `apiVersion: builtin
kind: LabelTransformer
metadata:
  name: ${word('label')}
labels:
  team: ${word('team')}
  cost: ${word('cost')}
fieldSpecs:
  - path: metadata/labels
    create: true`,
    () =>
      `apiVersion: builtin
kind: AnnotationsTransformer
metadata:
  name: ${word('annotation')}
annotations:
  contact: ${word('contact')}
  pager: ${word('pager')}
fieldSpecs:
  - path: metadata/annotations
    create: true`,
    () =>
      `apiVersion: builtin
kind: ImageTagTransformer
metadata:
  name: ${word('image')}
imageTag:
  name: registry.example.com/shop/proxy
  newTag: ${word('tag')}`,
    () =>
      `apiVersion: builtin
kind: ReplicaCountTransformer
metadata:
  name: ${word('count')}
replica:
  name: web
  count: ${30 + random.below(60)}
fieldSpecs:
  - path: spec/replicas
    kind: Deployment`,
    () =>
      `apiVersion: builtin
kind: PatchTransformer
metadata:
  name: ${word('patch')}
target:
  kind: Deployment
  name: web
patch: |-
  - op: add
    path: /metadata/annotations/plugin-${word()}
    value: ${word('plugin')}`
  ])()
}

export function plugin(layout: Layout, field: 'transformers' | 'generators', text: string, inline: boolean): void {
  const layer = anyLayer(layout)
  if (inline)
    layout.entry(
      layer,
      field,
      `|-\n${text
        .split('\n')
        .map((line) => `  ${line}`)
        .join('\n')}`
    )
  else {
    const name = `${layout.word(field.slice(0, 6))}.yaml`
    layout.file(layer, name, `${text}\n`)
    layout.entry(layer, field, name)
  }
}

export function generatorPlugin({ word, random }: Layout): string {
  const kind = random.pick(['ConfigMapGenerator', 'SecretGenerator'] as const)
  return `apiVersion: builtin
kind: ${kind}
metadata:
  name: ${word('generated')}
literals:
  - ALPHA=${word('alpha')}
  - BETA=${word('beta')}
  - GAMMA=${word('gamma')}`
}
