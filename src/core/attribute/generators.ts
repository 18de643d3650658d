// `configMapGenerator` and `secretGenerator`: literals, files, env files; created, merged into or replacing what is there.

import { generatedData } from './generator-data.ts'
import type { Mark } from './source-text.ts'
import type { Traced, TracedEntry, TracedMap } from './traced.ts'
import { fieldOf, itemsOf, nodeAt, scalarOf, textOf, tracedMap, tracedScalar, withEntry, withoutEntry } from './traced.ts'
import type { Layer, Step, TracedResource } from './traced-resource.ts'
import { doubted, sameNamespace } from './traced-resource.ts'

const FIELDS: Readonly<Record<string, string>> = { ConfigMap: 'configMapGenerator', Secret: 'secretGenerator' }

export const generators: Step = (resources, layer) => {
  const field = Object.hasOwn(FIELDS, layer.kind) ? FIELDS[layer.kind] : undefined
  const entries = field === undefined ? [] : itemsOf(fieldOf(layer.root, field))
  const current = entries.reduce((sofar, entry) => generate(sofar, entry, layer), resources)
  // Generators given as files may merge into any ConfigMap or Secret.
  const foreign = field !== undefined && itemsOf(fieldOf(layer.root, 'generators')).length > 0
  return foreign ? current.map((resource) => doubted(resource, [])) : current
}

function generate(resources: readonly TracedResource[], entry: Traced, layer: Layer): readonly TracedResource[] {
  const name = scalarOf(entry, 'name')
  if (name === null) return resources
  const namespace = textOf(entry, 'namespace')
  const options = fieldOf(entry, 'options')
  const general = fieldOf(layer.root, 'generatorOptions')
  const behavior = scalarOf(entry, 'behavior')
  const body = bodyOf(entry, layer, [general, options])
  const current = { name: name.text, namespace }
  const disabled = [general, options].some((each) => textOf(each, 'disableNameSuffixHash') === 'true')
  const made: TracedResource = {
    group: '', version: 'v1', kind: layer.kind, current, earlier: [current], body, at: name.mark, hashed: !disabled, gone: null, doubts: []
  }
  if (behavior?.text !== 'merge' && behavior?.text !== 'replace') return [...resources, made]
  return resources.map((resource) => {
    const matches = [...resource.earlier, resource.current].some((n) => n.name === name.text && sameNamespace(n.namespace, namespace))
    if (resource.gone !== null || !matches) return resource
    const merged = joined(resource.body, body, behavior.text === 'merge', name.mark, behavior.mark)
    // kustomize 4.5.4 lets the base decide about the hash, later ones want both: either name is accepted.
    return { ...resource, body: merged, hashed: resource.hashed || made.hashed }
  })
}

function bodyOf(entry: Traced, layer: Layer, options: readonly (Traced | undefined)[]): TracedMap {
  const name = scalarOf(entry, 'name')
  const at: Mark = name?.mark ?? entry.mark
  const value = (node: Traced): TracedEntry => ({ key: node.mark, value: node })
  let metadata = tracedMap(new Map([['name', value(name ?? tracedScalar('', at))]]), at)
  const namespace = scalarOf(entry, 'namespace')
  if (namespace !== null) metadata = withEntry(metadata, 'namespace', value(namespace))
  for (const field of ['labels', 'annotations']) {
    const pairs = options.flatMap((each) => {
      const node = fieldOf(each, field)
      return node?.kind === 'map' ? [...node.entries] : []
    })
    if (pairs.length > 0) metadata = withEntry(metadata, field, { key: at, value: tracedMap(new Map(pairs), at) })
  }
  const secret = layer.kind === 'Secret'
  const data = generatedData(entry, layer, secret)
  const fixed = (text: string): TracedEntry => ({ key: at, value: tracedScalar(text, at) })
  const entries = new Map<string, TracedEntry>([
    ['apiVersion', fixed('v1')],
    ['kind', fixed(layer.kind)],
    ['metadata', { key: at, value: metadata }]
  ])
  for (const [field, map] of Object.entries(data)) {
    if (map.size > 0) entries.set(field, { key: at, value: { ...tracedMap(map, at), touched: [at] } })
  }
  if (secret) entries.set('type', { key: at, value: scalarOf(entry, 'type') ?? tracedScalar('Opaque', at) })
  for (const each of options) {
    const immutable = scalarOf(each, 'immutable')
    if (immutable !== null) entries.set('immutable', value(immutable))
  }
  return tracedMap(entries, at)
}

/** The new object in the place of the old: its name stays, labels and annotations unite, data unites or is replaced. */
function joined(old: TracedMap, made: TracedMap, keepsData: boolean, at: Mark, behavior: Mark): TracedMap {
  let result = made
  const metadata = old.entries.get('metadata')
  if (metadata?.value.kind === 'map') {
    let united: TracedMap = metadata.value
    for (const field of ['labels', 'annotations']) {
      const added = nodeAt(made, ['metadata', field])
      if (added?.kind === 'map') united = withEntry(united, field, { key: at, value: union(nodeAt(united, [field]), added, at) })
    }
    result = withEntry(result, 'metadata', { key: metadata.key, value: united })
  }
  for (const field of ['data', 'binaryData']) {
    const before = old.entries.get(field)
    if (before?.value.kind !== 'map') continue
    const after = nodeAt(made, [field])
    const added = after?.kind === 'map' ? after : tracedMap(new Map(), at)
    const value = keepsData ? union(before.value, added, at) : replaced(before.value, added, behavior)
    result = withEntry(result, field, { key: before.key, value })
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
