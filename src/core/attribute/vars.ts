// `vars`: `$(NAME)` in the fields of `varReference`, replaced once, at the end, by a field of a resource.

import { fieldPathOf, lookUp } from './field-path.ts'
import type { FieldSpec } from './field-specs.ts'
import { appliesTo } from './field-specs.ts'
import { writeFields } from './field-walk.ts'
import type { Part } from './rope.ts'
import { composed, partsOf, sliceParts } from './rope.ts'
import type { Traced, TracedScalar } from './traced.ts'
import { fieldOf, scalarOf, scalarTextAt, textOf } from './traced.ts'
import type { TracedResource } from './traced-resource.ts'
import { doubted, sameNamespace } from './traced-resource.ts'

/** The resources with every known var in place; a field with one that is not known is in doubt. */
export function withVars(
  resources: readonly TracedResource[],
  vars: readonly Traced[],
  specs: readonly FieldSpec[]
): readonly TracedResource[] {
  if (vars.length === 0) return resources
  const values = new Map(vars.map((each) => [textOf(each, 'name') ?? '', valueOf(each, resources)]))
  return resources.map((resource) =>
    specs.filter((spec) => appliesTo(spec, resource)).reduce((current, spec) => {
      let unknown = false
      const one = (node: Traced): Traced => {
        if (node.kind !== 'scalar') return node
        const parts = expanded(node, values)
        if (parts === null) unknown = true
        return parts === null || parts.length === 0 ? node : composed(node, parts, markOf(parts, node))
      }
      const change = (node: Traced): Traced => {
        if (node.kind === 'list') return { ...node, items: node.items.map(one) }
        if (node.kind === 'scalar') return one(node)
        return { ...node, entries: new Map([...node.entries].map(([key, entry]) => [key, { ...entry, value: one(entry.value) }])) }
      }
      const next = writeFields(current, [spec], { made: null, change })
      return unknown ? doubted(next, spec.path.map((segment) => segment.replace(/\[\]$/, ''))) : next
    }, resource)
  )
}

/** The line to show for the whole: that of the longest piece that is not the text around the vars, as far as there is one. */
function markOf(parts: readonly Part[], node: TracedScalar): TracedScalar['mark'] {
  const foreign = parts.filter((part) => part.mark !== node.mark)
  return foreign.length === 1 ? (foreign[0]?.mark ?? node.mark) : node.mark
}

/** null: the value is not known. */
function valueOf(entry: Traced, resources: readonly TracedResource[]): readonly Part[] | null {
  const reference = fieldOf(entry, 'objref')
  if (reference === undefined) return null
  const [group, version] = splitApiVersion(textOf(reference, 'apiVersion') ?? '')
  const [kind, name, namespace] = [textOf(reference, 'kind'), textOf(reference, 'name'), textOf(reference, 'namespace')]
  const matching = resources.filter(
    (resource) =>
      resource.gone === null && resource.group === group && resource.version === version && resource.kind === kind &&
      [...resource.earlier, resource.current].some(
        (naming) => naming.name === name && (namespace === null || sameNamespace(naming.namespace, namespace))
      )
  )
  const [resource] = matching
  if (resource === undefined || matching.length > 1) return null
  const text = textOf(fieldOf(entry, 'fieldref'), 'fieldpath') ?? 'metadata.name'
  const path = fieldPathOf(text.replaceAll(/\[(\d+)\]/g, '.$1'))
  if (resource.doubts.some((doubt) => doubt.every((key, index) => path[index] === undefined || key === path[index]))) return null
  const node = lookUp(resource.body, path)
  if (node?.kind !== 'scalar' || node.encoding !== null) return null
  const hashed = resource.hashed && path.join('.') === 'metadata.name'
  const own = scalarOf(reference, 'name')
  // Without a field, the var's own line names what it stands for.
  const named = fieldOf(entry, 'fieldref') === undefined && own !== null
  const parts = partsOf(node).map((part) => (named && part.text === own.text ? { ...part, mark: own.mark } : part))
  const last = parts.at(-1)
  return hashed && last !== undefined ? [...parts.slice(0, -1), { ...last, hashed: true }] : parts
}

function splitApiVersion(text: string): readonly [group: string, version: string] {
  const slash = text.indexOf('/')
  return slash < 0 ? ['', text] : [text.slice(0, slash), text.slice(slash + 1)]
}

/** The text's parts with vars expanded; empty where nothing changes; null where a var's value is not known. `$$` is a dollar. */
function expanded(node: TracedScalar, values: ReadonlyMap<string, readonly Part[] | null>): readonly Part[] | null {
  if (!node.text.includes('$')) return []
  const own = partsOf(node)
  const parts: Part[] = []
  let changed = false
  let from = 0
  for (const match of node.text.matchAll(/\$(?:\$|\(([^)]*)\))/g)) {
    const [written, name] = match
    const value = name === undefined ? sliceParts(own, match.index, match.index + 1) : values.get(name)
    if (value === null) return null
    if (value === undefined) continue
    parts.push(...sliceParts(own, from, match.index), ...value)
    from = match.index + written.length
    changed = true
  }
  return changed ? [...parts, ...sliceParts(own, from, node.text.length)] : []
}

/** Kinds that vars are read from; null where one does not say. */
export function kindOfVar(entry: Traced): string | null {
  return scalarTextAt(entry, ['objref', 'kind'])
}
