// Features of generated worlds that use a kustomization's own fields, generators, replacements, plugins, charts and remote bases.

import type { Feature } from './features.ts'
import { anyLayer } from './features.ts'
import type { LayerName, Layout } from './layout.ts'
import { generatorPlugin, plugin, transformer } from './plugin-features.ts'

function overlayOrComponent({ random }: Layout): LayerName {
  return random.pick(['overlay', 'component'] as const)
}

function once(layout: Layout, layer: LayerName, field: string, text: string): void {
  if (!layout.has(layer, field)) layout.field(layer, field, text)
}

function generator(
  layout: Layout,
  field: 'configMapGenerator' | 'secretGenerator',
  layer: LayerName,
  kinds: readonly string[],
  rest = '',
  name = layout.word('gen')
): string {
  const { word } = layout
  const lines = [`name: ${name}`, ...(rest === '' ? [] : [rest])]
  if (kinds.includes('literals'))
    lines.push('literals:', `  - LEVEL=${word('level')}`, `  - "QUOTED=${word('a')} ${word('b')}"`, `  - ${word('KEY')}=${word('value')}`)
  if (kinds.includes('files')) {
    const [text, yaml, json] = [`${word('note')}.txt`, `${word('app')}.yaml`, `${word('data')}.json`]
    layout.file(layer, text, `first ${word()}\nsecond ${word()}\nthird ${word()}\n`)
    layout.file(
      layer,
      yaml,
      `server:\n  port: ${8000 + layout.random.below(900)}\n  path: /${word()}\nlevels:\n  - ${word()}\n  - ${word()}\n`
    )
    layout.file(layer, json, `{\n  "mode": "${word('mode')}",\n  "limit": ${100 + layout.random.below(900)},\n  "last": true\n}\n`)
    lines.push('files:', `  - ${text}`, `  - renamed.yaml=${yaml}`, `  - ${json}`)
  }
  if (kinds.includes('envs')) {
    const env = `${word('values')}.env`
    layout.file(layer, env, `# settings\nALPHA=${word('alpha')}\nBETA_${word()}=${word('beta')}\n\nGAMMA=${word('gamma')}\n`)
    lines.push('envs:', `  - ${env}`)
  }
  layout.entry(layer, field, lines.join('\n'))
  return name
}

/** A generator below and one above that merges into it or replaces it. */
function behavior(layout: Layout, how: 'merge' | 'replace'): void {
  const field = layout.random.pick(['configMapGenerator', 'secretGenerator'] as const)
  const name = generator(layout, field, 'base', layout.random.pick([['literals'], ['literals', 'envs'], ['literals', 'files']]))
  generator(
    layout,
    field,
    'overlay',
    layout.random.pick([['literals'], ['files'], ['envs', 'literals'].slice(0, 1)]),
    `behavior: ${how}`,
    name
  )
}

function replacement(layout: Layout): void {
  const { word, random } = layout
  const [source, target] = [word('source'), word('target')]
  layout.file(
    'base',
    `${source}.yaml`,
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${source}\ndata:\n  host: ${word('host')}\n  port: "${8000 + random.below(900)}"\n`
  )
  layout.entry('base', 'resources', `${source}.yaml`)
  layout.file(
    'base',
    `${target}.yaml`,
    `apiVersion: example.com/v1
kind: Route
metadata:
  name: ${target}
  annotations:
    seen: old
spec:
  host: old
  url: https://old/path
  other: ${word('other')}
`
  )
  layout.entry('base', 'resources', `${target}.yaml`)
  const layer = overlayOrComponent(layout)
  const text = `source:
  kind: ConfigMap
  name: ${source}
  fieldPath: data.host
targets:
  - select:
      kind: Route
      name: ${target}
    fieldPaths:
      - spec.host
      - metadata.annotations.seen
  - select:
      kind: Route
      name: ${target}
    fieldPaths:
      - spec.url
    options:
      delimiter: /
      index: 2
`
  if (random.chance(0.4)) {
    const name = `${word('replace')}.yaml`
    layout.file(layer, name, text)
    layout.entry(layer, 'replacements', `path: ${name}`)
  } else layout.entry(layer, 'replacements', text)
  if (random.chance(0.5)) {
    layout.entry(
      layer,
      'replacements',
      `source:
  kind: ConfigMap
  name: ${source}
  fieldPath: data.port
targets:
  - select:
      kind: Route
      name: ${target}
    fieldPaths:
      - spec.ports.main
    options:
      create: true`
    )
  }
}

function variable(layout: Layout): void {
  const { word } = layout
  const source = word('vars')
  layout.file(
    'base',
    `${source}.yaml`,
    `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${source}
  annotations:
    zone: ${word('zone')}
data:
  kept: ${word('kept')}
`
  )
  layout.entry('base', 'resources', `${source}.yaml`)
  const name = `V${word().toUpperCase()}`
  layout.file(
    'base',
    `${source}-pod.yaml`,
    `apiVersion: v1
kind: Pod
metadata:
  name: ${source}
spec:
  containers:
    - name: main
      image: registry.example.com/shop/pod:1
      args:
        - --zone=$(${name})
        - --other=${word()}
      env:
        - name: ZONE
          value: $(${name})
`
  )
  layout.entry('base', 'resources', `${source}-pod.yaml`)
  layout.entry(
    layout.random.pick(['base', 'overlay'] as const),
    'vars',
    `name: ${name}\nobjref:\n  apiVersion: v1\n  kind: ConfigMap\n  name: ${source}\nfieldref:\n  fieldpath: metadata.annotations.zone`
  )
}

export const fieldFeatures: Readonly<Record<string, Feature>> = {
  images: (layout) => {
    const { word, random } = layout
    const layer = anyLayer(layout)
    layout.entry(
      layer,
      'images',
      `name: registry.example.com/shop/web
${random.pick([`newTag: ${word('tag')}`, `newName: mirror.example.com/${word('web')}
newTag: ${word('tag')}`, `digest: sha256:${'ab12'.repeat(16)}`, `newTag: "${random.below(9)}.${random.below(99)}"
digest: sha256:${'cd34'.repeat(16)}`])}`
    )
    layout.entry(layer, 'images', `name: registry.example.com/shop/proxy\nnewTag: ${word('tag')}`)
  },
  replicas: (layout) => {
    const layer = anyLayer(layout)
    layout.entry(layer, 'replicas', `name: web\ncount: ${100 + layout.random.below(800)}`)
  },
  labels: (layout) => layout.entry(anyLayer(layout), 'labels', `pairs:\n  unit: ${layout.word('unit')}\n  cell: ${layout.word('cell')}`),
  labelsSelectors: (layout) =>
    layout.entry(
      anyLayer(layout),
      'labels',
      `pairs:\n  ring: ${layout.word('ring')}\n  lane: ${layout.word('lane')}\nincludeSelectors: true`
    ),
  labelsTemplates: (layout) =>
    layout.entry(
      anyLayer(layout),
      'labels',
      `pairs:\n  shelf: ${layout.word('shelf')}\n  row: ${layout.word('row')}\nincludeTemplates: true`
    ),
  commonLabels: (layout) =>
    once(layout, anyLayer(layout), 'commonLabels', `\n  company: ${layout.word('company')}\n  branch: ${layout.word('branch')}`),
  commonAnnotations: (layout) =>
    once(layout, anyLayer(layout), 'commonAnnotations', `\n  mail: ${layout.word('mail')}\n  phone: ${layout.word('phone')}`),
  namespace: (layout) => once(layout, layout.random.pick(['overlay', 'component', 'deep'] as const), 'namespace', layout.word('ns')),
  namePrefix: (layout) => once(layout, anyLayer(layout), 'namePrefix', `${layout.word('pre')}-`),
  nameSuffix: (layout) => once(layout, anyLayer(layout), 'nameSuffix', `-${layout.word('suf')}`),
  configLiterals: (layout) => void generator(layout, 'configMapGenerator', anyLayer(layout), ['literals']),
  configFiles: (layout) => void generator(layout, 'configMapGenerator', anyLayer(layout), ['files']),
  configEnvs: (layout) => void generator(layout, 'configMapGenerator', anyLayer(layout), ['envs']),
  secretLiterals: (layout) =>
    void generator(
      layout,
      'secretGenerator',
      anyLayer(layout),
      ['literals'],
      layout.random.chance(0.5) ? `type: ${layout.word('Type')}` : ''
    ),
  secretFiles: (layout) => void generator(layout, 'secretGenerator', anyLayer(layout), ['files']),
  secretEnvs: (layout) => void generator(layout, 'secretGenerator', anyLayer(layout), ['envs']),
  merge: (layout) => behavior(layout, 'merge'),
  replace: (layout) => behavior(layout, 'replace'),
  generatorOptions: (layout) => {
    const layer = anyLayer(layout)
    once(
      layout,
      layer,
      'generatorOptions',
      `
  labels:
    made: ${layout.word('made')}
    by: ${layout.word('by')}
  annotations:
    note: ${layout.word('note')}
    why: ${layout.word('why')}`
    )
    void generator(
      layout,
      'configMapGenerator',
      layer,
      ['literals'],
      layout.random.chance(0.5) ? `options:\n  labels:\n    own: ${layout.word('own')}\n    other: ${layout.word('other')}` : ''
    )
  },
  replacement,
  variable,
  transformerFile: (layout) => plugin(layout, 'transformers', transformer(layout), false),
  transformerInline: (layout) => plugin(layout, 'transformers', transformer(layout), true),
  generatorFile: (layout) => plugin(layout, 'generators', generatorPlugin(layout), false),
  generatorInline: (layout) => plugin(layout, 'generators', generatorPlugin(layout), true)
}
