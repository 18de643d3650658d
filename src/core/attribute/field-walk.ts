// Writing into the fields that field specs name, through maps and lists, as kustomize's field spec filter walks (api/filters/fieldspec).

import type { FieldSpec } from './field-specs.ts'
import { appliesTo } from './field-specs.ts'
import type { Mark } from './source-text.ts'
import type { Traced } from './traced.ts'
import { isNull, tracedList, tracedMap, tracedScalar, withEntry } from './traced.ts'
import type { TracedResource } from './traced-resource.ts'

export type FieldWrite = {
  /** What a missing last field is made as, with the line that makes it; null: nothing is made. */
  readonly made: { readonly kind: 'map' | 'scalar'; readonly at: Mark } | null
  readonly change: (node: Traced) => Traced
}

/** The resource with the change made in every field that one of the specs names. */
export function writeFields(resource: TracedResource, specs: readonly FieldSpec[], write: FieldWrite): TracedResource {
  if (resource.gone !== null) return resource
  let body: Traced = resource.body
  for (const spec of specs) if (appliesTo(spec, resource)) body = walk(body, spec.path, spec.create, write)
  return body.kind === 'map' && body !== resource.body ? { ...resource, body } : resource
}

function walk(node: Traced, path: readonly string[], create: boolean, write: FieldWrite): Traced {
  const [segment, ...rest] = path
  if (segment === undefined) return write.change(node)
  if (node.kind === 'list') {
    const items = node.items.map((item) => walk(item, path, create, write))
    return items.some((item, index) => item !== node.items[index]) ? { ...node, items } : node
  }
  if (node.kind !== 'map') return node
  const listed = segment.endsWith('[]')
  const key = listed ? segment.slice(0, -2) : segment
  const makes = create && write.made !== null && !listed
  const present = node.entries.get(key)
  const missing = present === undefined || (isNull(present.value) && (makes || listed))
  if (missing && (!makes || write.made === null)) return node
  const at = write.made?.at ?? node.mark
  const start = missing ? emptyOf(rest.length === 0 ? (write.made?.kind ?? 'map') : 'map', at) : present.value
  const value = walk(start, rest, create, write)
  return !missing && value === present.value ? node : withEntry(node, key, { key: missing ? at : present.key, value })
}

function emptyOf(kind: 'map' | 'scalar' | 'list', at: Mark): Traced {
  return kind === 'map' ? tracedMap(new Map(), at) : kind === 'list' ? tracedList([], at) : tracedScalar('', at, { plain: true })
}
