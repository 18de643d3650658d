// `configMapGenerator` and `secretGenerator`: literals, files, env files; created, merged into or replacing what is there.

import { generatedData } from './generator-data.ts'
import type { Mark } from './source-text.ts'
import type { Traced, TracedEntry, TracedMap } from './traced.ts'
import { entryOf, fieldOf, itemsOf, nodeAt, scalarOf, textOf, tracedMap, tracedScalar, withEntry, withoutEntry } from './traced.ts'
import type { Layer, Step, TracedResource } from './traced-resource.ts'
import { sameNamespace } from './traced-resource.ts'

export type GeneratedKind = 'ConfigMap' | 'Secret'

const FIELDS: Readonly<Record<GeneratedKind, string>> = { ConfigMap: 'configMapGenerator', Secret: 'secretGenerator' }

/** The generators of the kustomization itself. */
export const generators: Step = (resources, layer) =>
  (['ConfigMap', 'Secret'] as const).reduce((current, kind) => {
    const general = fieldOf(layer.root, 'generatorOptions')
    const entries = inScope(layer, kind) ? itemsOf(fieldOf(layer.root, FIELDS[kind])) : []
    return entries.reduce((sofar, entry) => generate(sofar, { kind, entry, named: entry, general }, layer), current)
  }, resources)

export function inScope(layer: Layer, kind: string): boolean {
  return layer.scope.kinds === null || layer.scope.kinds.has(kind)
}

export type Generator = {
  readonly kind: GeneratedKind
  /** Holds the sources, `behavior`, `type` and `options`. */
  readonly entry: Traced
  /** Holds name and namespace. */
  readonly named: Traced | undefined
  /** `generatorOptions`. */
  readonly general: Traced | undefined
}

export function generate(resources: readonly TracedResource[], generator: Generator, layer: Layer): readonly TracedResource[] {
  const { kind, entry, named, general } = generator
  const name = scalarOf(named, 'name')
  if (name === null) return resources
  const namespace = textOf(named, 'namespace')
  const behavior = scalarOf(entry, 'behavior')
  const body = bodyOf(generator, layer)
  const current = { name: name.text, namespace }
  const disabled = [general, fieldOf(entry, 'options')].some((each) => textOf(each, 'disableNameSuffixHash') === 'true')
  const made: TracedResource = {
    group: '', version: 'v1', kind, current, earlier: [current], body, at: name.mark, hashed: !disabled, gone: null, doubts: []
  }
  if (behavior?.text !== 'merge' && behavior?.text !== 'replace') return [...resources, made]
  return resources.map((resource) => {
    const matches =
      resource.kind === kind && resource.group === '' &&
      [...resource.earlier, resource.current].some((n) => n.name === name.text && sameNamespace(n.namespace, namespace))
    if (resource.gone !== null || !matches) return resource
    const merged = joined(resource.body, body, behavior.text === 'merge', name.mark, behavior.mark)
    // kustomize 4.5.4 lets the base decide about the hash, later ones want both: either name is accepted.
    return { ...resource, body: merged, hashed: resource.hashed || made.hashed }
  })
}

function bodyOf({ kind, entry, named, general }: Generator, layer: Layer): TracedMap {
  const options = [general, fieldOf(entry, 'options')]
  const name = scalarOf(named, 'name')
  const at: Mark = name?.mark ?? entry.mark
  const value = (node: Traced): TracedEntry => ({ key: node.mark, value: node })
  let metadata = tracedMap(new Map([['name', value(name ?? tracedScalar('', at))]]), at)
  const namespace = scalarOf(named, 'namespace')
  if (namespace !== null) metadata = withEntry(metadata, 'namespace', value(namespace))
  for (const field of ['labels', 'annotations']) {
    const written = options.flatMap((each) => entryOf(each, field) ?? [])
    const pairs = written.flatMap(({ value: node }) => (node.kind === 'map' ? [...node.entries] : []))
    const key = written.at(-1)?.key ?? at
    if (pairs.length > 0) metadata = withEntry(metadata, field, { key, value: tracedMap(new Map(pairs), key) })
  }
  const secret = kind === 'Secret'
  const data = generatedData(entry, layer, secret)
  const fixed = (text: string): TracedEntry => ({ key: at, value: tracedScalar(text, at) })
  const entries = new Map<string, TracedEntry>([
    ['apiVersion', fixed('v1')],
    ['kind', fixed(kind)],
    ['metadata', { key: at, value: metadata }]
  ])
  for (const [field, map] of Object.entries(data)) {
    if (map.size > 0) entries.set(field, { key: at, value: { ...tracedMap(map, at), touched: [at] } })
  }
  if (secret) entries.set('type', { key: at, value: scalarOf(entry, 'type') ?? tracedScalar('Opaque', at) })
  // The general `true` cannot be undone by an entry of its own.
  const flags = options.toReversed().flatMap((each) => scalarOf(each, 'immutable') ?? [])
  const immutable = flags.find((flag) => flag.text === 'true')
  if (immutable !== undefined) entries.set('immutable', value(immutable))
  return tracedMap(entries, at)
}

/** The new object in the place of the old: its name stays, labels and annotations unite, data unites or is replaced. */
function joined(old: TracedMap, made: TracedMap, keepsData: boolean, at: Mark, behavior: Mark): TracedMap {
  let result = made
  const metadata = old.entries.get('metadata')
  if (metadata?.value.kind === 'map') {
    let united: TracedMap = metadata.value
    for (const field of ['labels', 'annotations']) {
      const added = entryOf(nodeAt(made, ['metadata']), field)
      if (added?.value.kind !== 'map') continue
      const before = united.entries.get(field)
      // The map as a whole is there because of who wrote it first.
      united = withEntry(united, field, { key: (before ?? added).key, value: union(before?.value, added.value, at) })
    }
    result = withEntry(result, 'metadata', { key: metadata.key, value: united })
  }
  for (const field of ['data', 'binaryData']) {
    const before = old.entries.get(field)
    if (before?.value.kind !== 'map') continue
    const after = nodeAt(made, [field])
    const added = after?.kind === 'map' ? after : tracedMap(new Map(), at)
    const value = keepsData ? union(before.value, added, at) : replaced(before.value, added, behavior)
    result = withEntry(result, field, { key: keepsData ? before.key : at, value })
  }
  return result
}

function union(old: Traced | undefined, added: TracedMap, at: Mark): TracedMap {
  if (old?.kind !== 'map') return added
  let result: TracedMap = { ...old, touched: [...old.touched, at] }
  for (const [key, entry] of added.entries) result = withEntry(result, key, entry)
  return result
}

function replaced(old: TracedMap, added: TracedMap, behavior: Mark): TracedMap {
  let result: TracedMap = { ...old, touched: [...old.touched, behavior] }
  for (const key of old.entries.keys()) result = withoutEntry(result, key, behavior)
  for (const [key, entry] of added.entries) result = withEntry(result, key, entry)
  return result
}
