// The line inside a value that holds a document of its own: YAML, JSON or properties in a ConfigMap.

import { parsePointer } from '../model/field-path.ts'
import { rememberedFor } from '../model/memo.ts'
import type { Value } from '../model/resource.ts'
import { explains } from './explain.ts'
import { navigate } from './navigate.ts'
import { parseSource } from './parse-source.ts'
import type { Mark, SourceText } from './source-text.ts'
import { markAt } from './source-text.ts'
import type { Traced, TracedMap, TracedScalar } from './traced.ts'
import { tracedList, withEntry } from './traced.ts'

/** `absent`: the document is understood and has no such place. null: it is not understood, or says something else there. */
export function markInside(scalar: TracedScalar, pointer: string, value: Value | undefined): Mark | 'absent' | null {
  if (scalar.inner === null) return null
  const path = parsePointer(pointer)
  const root = rootOf(scalar.inner)
  if (root !== null && root.kind !== 'scalar') {
    const found = navigate(root, path, null)
    if (found.kind !== 'found') return value === undefined ? 'absent' : propertyMark(scalar.inner, path, value)
    return value === undefined || explains(found.node, value) ? found.at : null
  }
  return propertyMark(scalar.inner, path, value)
}

/** One document is itself; several are a list of documents. Many differences are in one value, which is read once. */
const rootOf = rememberedFor((source: SourceText): Traced | null => {
  const documents = parseSource(source)
  const first = documents?.[0]
  if (documents === null || first === undefined) return null
  if (documents.length > 1) return tracedList(documents, first.mark)
  return first.kind === 'map' ? withArray(first) : first
})

/** Azure's secret provider takes `array: [text, …]`, each text a document of its own. */
function withArray(map: TracedMap): TracedMap {
  const entry = map.entries.get('array')
  if (entry?.value.kind !== 'list') return map
  const items = entry.value.items.map((item) => {
    const document = item.kind === 'scalar' && item.inner !== null ? parseSource(item.inner)?.[0] : undefined
    return document?.kind === 'map' ? document : item
  })
  return withEntry(map, 'array', { key: entry.key, value: { ...entry.value, items } })
}

function propertyMark(source: SourceText, path: readonly string[], value: Value | undefined): Mark | 'absent' | null {
  const found = propertiesOf(source).get(path.join('.'))
  if (found === undefined) return value === undefined ? 'absent' : null
  if (typeof value === 'object' && value !== null) return null
  return value === undefined || found.text === String(value).trim() ? markAt(source, found.line, null) : null
}

/** `key=value`, `key: value` or `key value`, the last one of a key counting, as java.util.Properties reads them. */
const propertiesOf = rememberedFor(({ text }: SourceText): ReadonlyMap<string, { readonly line: number; readonly text: string }> => {
  const properties = text.split('\n').flatMap((line, index) => {
    const property = /^\s*([^\s#!=:][^\s=:]*)\s*(?:[=:]|\s)\s*(.*)$/.exec(line.replace(/\r$/, '')) ?? /^\s*([^\s#!=:]+)()\s*$/.exec(line)
    return property === null ? [] : [[property[1] ?? '', { line: index + 1, text: (property[2] ?? '').trim() }] as const]
  })
  return new Map(properties)
})
