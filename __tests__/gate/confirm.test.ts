// Experiments find the line that the sources alone do not tell. «» marks it.

import { describe, expect, test } from '@jest/globals'
import { DEFAULT_POLICY } from '../../src/core/model/policy.ts'
import { answer, blame } from '../../src/gate/confirm.ts'
import { kustomizeBinaries } from '../support/kustomize.ts'
import type { Rendered } from './laboratory-world.ts'
import { rendered } from './laboratory-world.ts'

const BINARIES = kustomizeBinaries()
const NEWEST = BINARIES.at(-1)?.command ?? ''

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: app
  annotations:
    tier: web
spec:
  replicas: 2
  template:
    metadata:
      labels: {app: app}
    spec:
      containers:
      - name: main
        image: shop/app:1.0
        env:
        - name: LEVEL
          value: info
        - name: HOST
          value: placeholder
`
type Texts = Readonly<Record<string, string>>
const BASE: Texts = { 'base/kustomization.yaml': 'resources: [deployment.yaml]\n', 'base/deployment.yaml': DEPLOYMENT }
const prod = (kustomization: string, more: Texts = {}): Texts => ({
  ...BASE,
  'overlays/staging/kustomization.yaml': 'resources: [../../base]\n',
  'overlays/prod/kustomization.yaml': `resources:\n- ../../base\n${kustomization}`,
  ...more
})
const [MAIN, LEVEL, HOST] = ['/spec/template/spec/containers/main', '/spec/template/spec/containers/main/env/LEVEL/value', '/spec/template/spec/containers/main/env/HOST/value']

type Case = { readonly name: string; readonly files: Texts; readonly field: string; readonly absent?: true; readonly against?: string }

const HOLDERS: readonly Case[] = [
  {
    name: 'a replacement: the literal that it copies',
    files: prod(`configMapGenerator:
- name: hosts
  literals:
  - OTHER=x
  - HOST=«shop.example.com»
replacements:
- source: {kind: ConfigMap, name: hosts, fieldPath: data.HOST}
  targets:
  - select: {kind: Deployment}
    fieldPaths: ["spec.template.spec.containers.[name=main].env.[name=HOST].value"]
`),
    field: `Deployment ${HOST}`
  },
  {
    name: 'a replacement of a part: the line of the env file that holds the part which differs',
    files: prod(
      `configMapGenerator:
- name: hosts
  envs: [hosts.env]
replacements:
- source: {kind: ConfigMap, name: hosts, fieldPath: data.HOST}
  targets:
  - select: {kind: Deployment}
    fieldPaths: ["spec.template.spec.containers.[name=main].image"]
    options: {delimiter: ":", index: 1}
`,
      { 'overlays/prod/hosts.env': '# hosts\nHOST=«v7.7»\n' }
    ),
    field: `Deployment ${MAIN}/image`,
    against: 'shop/app:1.0'
  },
  {
    name: 'a transformer in a file',
    files: prod('transformers: [more.yaml]\n', {
      'overlays/prod/more.yaml': `apiVersion: builtin
kind: AnnotationsTransformer
metadata: {name: notes}
annotations:
  other: web
  tier: «gold»
fieldSpecs:
- path: metadata/annotations
  create: true
`
    }),
    field: 'Deployment /metadata/annotations/tier'
  },
  {
    name: 'a number among equal ones',
    files: prod('transformers: [more.yaml]\n', {
      'overlays/prod/other.yaml': 'unused: 5\n',
      'overlays/prod/more.yaml': `apiVersion: builtin
kind: PatchTransformer
metadata: {name: five}
target: {kind: Deployment}
patch: |-
  - op: add
    path: /spec/minReadySeconds
    value: 5
  - op: replace
    path: /spec/replicas
    value: «5»
`
    }),
    field: 'Deployment /spec/replicas'
  },
  {
    name: 'a Secret: its literal',
    files: prod('generators: [secret.yaml]\n', {
      'overlays/prod/secret.yaml': 'apiVersion: builtin\nkind: SecretGenerator\nmetadata: {name: token}\nliterals:\n- TOKEN=«hunter2»\n'
    }),
    field: 'Secret /data/TOKEN'
  }
]

const CAUSES: readonly Case[] = [
  {
    name: 'an operation that removes a field',
    files: prod('transformers: [more.yaml]\n', {
      'overlays/prod/more.yaml': `apiVersion: builtin
kind: PatchTransformer
metadata: {name: gone}
target: {kind: Deployment}
patch: |-
  - op: add
    path: /metadata/annotations/more
    value: x
  - op: remove
    path: «/spec/template/spec/containers/0/env/0»
`
    }),
    field: `Deployment ${LEVEL}`,
    absent: true
  },
  {
    name: 'the patch of a component that deletes a key',
    files: prod('components: [../../component]\npatches:\n- {path: other.yaml}\n', {
      'component/kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n- path: fine.yaml\n- path: gone.yaml\n',
      'component/fine.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app}\nspec: {paused: false}\n',
      'component/gone.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app}\nspec:\n  paused: false\n  replicas: «null»\n',
      'overlays/prod/other.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app}\nspec: {minReadySeconds: 3}\n'
    }),
    field: 'Deployment /spec/replicas',
    absent: true
  },
  {
    name: 'a list that an operation adds',
    files: prod(`patches:
- target: {kind: Deployment}
  patch: |-
    - op: add
      path: /spec/minReadySeconds
      value: 3
    - op: add
      path: /spec/template/spec/tolerations
      «value»: [{key: a, operator: Exists}]
`),
    field: 'Deployment /spec/template/spec/tolerations'
  },
  {
    name: 'a boolean, for which there is no mark',
    files: prod('transformers: [more.yaml]\n', {
      'overlays/prod/more.yaml': `apiVersion: builtin
kind: PatchTransformer
metadata: {name: five}
patch: |-
  apiVersion: apps/v1
  kind: Deployment
  metadata: {name: app}
  spec:
    paused: «true»
    minReadySeconds: 3
`
    }),
    field: 'Deployment /spec/paused'
  },
  {
    name: 'nothing where two only together make it: each alone would do',
    files: prod(`patches:
- target: {kind: Deployment}
  patch: |-
    - {op: add, path: /spec/paused, value: true}
- target: {kind: Deployment}
  patch: |-
    - {op: add, path: /spec/paused, value: true}
`),
    field: 'Deployment /spec/paused'
  }
]

/** The files without the marks, and where they stood; null without any. */
function unmarked(files: Texts): { readonly files: Texts; readonly place: string | null } {
  const [place] = Object.entries(files).flatMap(([path, text]) => {
    const index = text.split('\n').findIndex((line) => line.includes('«'))
    return index < 0 ? [] : [`${path}:${index + 1}`]
  })
  return { files: Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replaceAll(/[«»]/g, '')])), place: place ?? null }
}

const ask = async ({ survey, rendering, laboratory, question }: Rendered, { field, absent, against }: Case): Promise<string | null> => {
  const asked = question(field, { absent: absent === true, ...(against === undefined ? {} : { against }) })
  const [found] = (await answer([asked], survey, rendering, laboratory)).values()
  if (found === undefined) return null
  expect(found.confidence).toBe('confirmed')
  return `${found.file}:${found.line}`
}

/** kustomize 4 takes a second for every build with plugins. */
const isSlow = (files: Texts): boolean => Object.values(files).some((text) => /^(transformers|generators|components):/m.test(text))

const POLICY = { ...DEFAULT_POLICY, limits: { ...DEFAULT_POLICY.limits, confirmSeconds: 60 } }

describe.each(BINARIES)('kustomize $version', ({ version, command }) => {
  test.each([...HOLDERS, ...CAUSES].filter(({ files }) => !isSlow(files) || version.startsWith('v5')))('$name', async (given) => {
    const { files, place } = unmarked(given.files)
    expect(await rendered(files, command, (world) => ask(world, given), POLICY)).toBe(place)
  })
})

describe('the allowance', () => {
  const [given] = HOLDERS as [Case]
  const { files } = unmarked(given.files)
  test('nothing to ask, nothing built', async () => {
    const built = await rendered(files, NEWEST, async ({ survey, rendering, laboratory, experiments }) => {
      await answer([], survey, rendering, laboratory)
      return experiments
    })
    expect(built).toEqual([])
  })
  test('a mark takes one build, and the same question none', async () => {
    const built = await rendered(files, NEWEST, async (world) => {
      await ask(world, given)
      await ask(world, given)
      return world.experiments
    })
    expect(built).toEqual([['overlays/prod/kustomization.yaml']])
  })
  test('no time, no answer', async () => {
    const policy = { ...DEFAULT_POLICY, limits: { ...DEFAULT_POLICY.limits, confirmSeconds: 0 } }
    expect(await rendered(files, NEWEST, (world) => ask(world, given), policy)).toBeNull()
  })
})

describe('what keeps an overlay from rendering', () => {
  test('the one entry without which it renders', async () => {
    const files = prod(`patches:
- patch: |-
    - {op: add, path: /spec/paused, value: true}
  target: {kind: Deployment}
- patch: |-
    - op: add
      path: /metadata/annotations/a
      value: b
    - op: remove
      path: /spec/nowhere
  target: {kind: Deployment}
`)
    const found = await rendered(files, NEWEST, async ({ survey, rendering, laboratory }) => {
      const [sited] = [...survey.judged].flatMap((overlay) => (overlay.environment === 'prod' ? (survey.at(overlay, 'head') ?? []) : []))
      const outcome = sited === undefined ? undefined : rendering.of(sited.closure)
      return sited === undefined || outcome?.kind !== 'failed' ? null : blame(sited, outcome, laboratory)
    })
    expect(found).toMatchObject({ file: 'overlays/prod/kustomization.yaml', line: 12, confidence: 'confirmed' })
  })
})
