// Features of generated worlds that patch the workload: strategic merge and JSON 6902, in files and inline, with every kind of target.

import { indented } from './layout.ts'
import type { Feature } from './features.ts'
import { anyLayer } from './features.ts'
import type { LayerName, Layout } from './layout.ts'
import { DELETES, MERGE, NULLS, OPERATIONS, REPLACE, STRATEGIC } from './patch-bodies.ts'

const WEB = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: shop-team\n'

type Wanted = {
  readonly body?: number
  readonly form?: 'path' | 'inline' | 'old' | 'old-inline'
  readonly layer?: LayerName
  readonly target?: string
}

function strategic(layout: Layout, wanted: Wanted = {}): void {
  const { random, word } = layout
  const layer = wanted.layer ?? anyLayer(layout)
  const write = wanted.body === undefined ? random.pick(STRATEGIC) : STRATEGIC[wanted.body]
  const text = `${WEB}${(write ?? random.pick(STRATEGIC))(layout).trim()}\n`
  const form = wanted.form ?? random.pick(['path', 'inline'] as const)
  const target = wanted.target === undefined ? '' : `\ntarget:\n${indented(wanted.target, 2)}`
  switch (form) {
    case 'path':
    case 'old': {
      const name = `${word('patch')}.yaml`
      layout.file(layer, name, text)
      if (form === 'old') layout.entry(layer, 'patchesStrategicMerge', name)
      else layout.entry(layer, 'patches', `path: ${name}${target}`)
      break
    }
    case 'inline':
      layout.entry(layer, 'patches', `patch: |-\n${indented(text, 2)}${target}`)
      break
    case 'old-inline':
      layout.entry(layer, 'patchesStrategicMerge', `|-\n${indented(text, 2)}`)
      break
  }
}

const TARGET = 'kind: Deployment\nname: web'

/** A label and an annotation that the workload always has. */
export const TARGETS: Readonly<Record<string, string>> = {
  group: 'group: apps\nkind: Deployment\nname: web',
  kind: 'kind: Deploy.*',
  name: 'kind: Deployment\nname: w.b|nothing',
  namespace: 'kind: Deployment\nnamespace: shop-.*',
  label: 'kind: Deployment\nlabelSelector: app=web',
  annotation: 'kind: Deployment\nannotationSelector: owner'
}

function operations(layout: Layout, kinds: readonly string[], wanted: Wanted = {}): void {
  const { random, word } = layout
  const layer = wanted.layer ?? anyLayer(layout)
  const text = kinds.map((kind) => OPERATIONS[kind]?.(layout) ?? '').join('\n')
  const form = wanted.form ?? random.pick(['path', 'inline'] as const)
  const target = `target:\n${indented(wanted.target ?? TARGET, 2)}`
  const field = form === 'old' || form === 'old-inline' ? 'patchesJson6902' : 'patches'
  const old = field === 'patchesJson6902' ? 'target:\n  group: apps\n  version: v1\n  kind: Deployment\n  name: web' : target
  if (form === 'path' || form === 'old') {
    const json = random.chance(0.3)
    const name = `${word('ops')}.${json ? 'json' : 'yaml'}`
    layout.file(layer, name, json ? `${JSON.stringify(operationsAsData(text), null, 2)}\n` : `${text}\n`)
    layout.entry(layer, field, `${old}\npath: ${name}`)
  } else layout.entry(layer, field, `${old}\npatch: |-\n${indented(text, 2)}`)
}

function operationsAsData(text: string): unknown {
  return text.split(/^(?=- )/m).map((block) => {
    const operation: Record<string, unknown> = {}
    let nested: Record<string, unknown> | null = null
    for (const line of block.split('\n')) {
      const match = /^(?:- | {2})( *)([^:]+): ?(.*)$/.exec(line)
      if (match === null) continue
      const [, deeper = '', key = '', value = ''] = match
      if (deeper !== '' && nested !== null) nested[key] = value
      else if (value === '') operation[key] = nested = {}
      else operation[key] = /^\d+$/.test(value) ? Number(value) : value
    }
    return operation
  })
}

/** Few features break what another needs (`remove`, `$patch: delete`); they stand in the overlay, after the others. */
export const patchFeatures: Readonly<Record<string, Feature>> = {
  strategicPath: (layout) => strategic(layout, { form: 'path', body: layout.random.below(2) }),
  strategicInline: (layout) => strategic(layout, { form: 'inline', body: layout.random.below(2) }),
  strategicOld: (layout) => strategic(layout, { form: layout.random.pick(['old', 'old-inline'] as const), body: layout.random.below(2) }),
  nulls: (layout) => strategic(layout, { body: NULLS }),
  merges: (layout) => strategic(layout, { body: MERGE, layer: 'base' }),
  targetGroup: (layout) => strategic(layout, { body: layout.random.below(2), target: TARGETS.group ?? '' }),
  targetKind: (layout) => operations(layout, ['add'], { target: TARGETS.kind ?? '' }),
  targetName: (layout) => operations(layout, ['add', 'escapes'], { target: TARGETS.name ?? '' }),
  targetNamespace: (layout) => strategic(layout, { body: layout.random.below(2), target: TARGETS.namespace ?? '' }),
  targetLabel: (layout) => operations(layout, ['add'], { target: TARGETS.label ?? '' }),
  targetAnnotation: (layout) => strategic(layout, { body: layout.random.below(2), target: TARGETS.annotation ?? '' }),
  operationsAdd: (layout) => operations(layout, layout.random.shuffle(['add', 'dash', 'escapes', 'index']).slice(0, 2)),
  operationsReplace: (layout) => operations(layout, ['replace']),
  operationsDash: (layout) => operations(layout, ['dash']),
  operationsCopy: (layout) => operations(layout, ['copy']),
  operationsEscapes: (layout) => operations(layout, ['escapes']),
  operationsOld: (layout) =>
    operations(layout, layout.random.shuffle(['add', 'escapes', 'replace', 'copy']).slice(0, 2), {
      form: layout.random.pick(['old', 'old-inline'] as const)
    })
}

/** At most one of these in a world, written last into the overlay: what follows them may find less than it needs. */
export const lastFeatures: Readonly<Record<string, Feature>> = {
  replaces: (layout) => strategic(layout, { body: REPLACE, layer: 'overlay' }),
  deletes: (layout) => strategic(layout, { body: layout.random.pick(DELETES), layer: 'overlay' }),
  deletesElement: (layout) => strategic(layout, { body: DELETES[0] ?? 0, layer: 'overlay' }),
  operationsRemove: (layout) => operations(layout, ['remove'], { layer: 'overlay' }),
  operationsMove: (layout) => operations(layout, ['move'], { layer: 'overlay' }),
  deletesResource: (layout) =>
    layout.entry(
      'overlay',
      'patches',
      'patch: |-\n  apiVersion: v1\n  kind: Service\n  metadata:\n    name: web\n    namespace: shop-team\n  $patch: delete'
    )
}
