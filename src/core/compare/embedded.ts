// Documents inside texts: configuration files in a ConfigMap, and the list of objects of a SecretProviderClass.

import { CORE_SCHEMA, loadAll, YAMLException } from 'js-yaml'
import { isList, isMapping, type Mapping, type ResourceId, type Value } from '../model/resource.ts'
import { readProperties } from './properties.ts'

type Format = 'yaml' | 'json' | 'properties' | 'objects'

const FORMAT_OF_SUFFIX: Readonly<Record<string, Format>> = {
  yaml: 'yaml',
  yml: 'yaml',
  json: 'json',
  properties: 'properties',
  env: 'properties'
}
/** Nesting that is read; more is compared as text. */
const DEEPEST = 100
/** secrets-store-csi-driver: `objects` holds YAML for the AWS, Azure and Vault providers, `secrets` for Google's. */
const OBJECT_LISTS: ReadonlySet<string> = new Set(['objects', 'secrets'])

/** Which kind of document a text at this trail holds; null where it is text and nothing else. */
export function formatOf(resource: ResourceId, trail: readonly string[]): Format | null {
  const [first, second = '', third = ''] = trail
  if (resource.group === '' && resource.kind === 'ConfigMap' && first === 'data' && trail.length === 2) {
    const dot = second.lastIndexOf('.')
    const suffix = second.slice(dot + 1).toLowerCase()
    return dot < 0 || !Object.hasOwn(FORMAT_OF_SUFFIX, suffix) ? null : (FORMAT_OF_SUFFIX[suffix] ?? null)
  }
  const objects = resource.kind === 'SecretProviderClass' && first === 'spec' && second === 'parameters' && trail.length === 3
  return objects && OBJECT_LISTS.has(third) ? 'objects' : null
}

/** Reads a text; undefined where it is no mapping or list, or larger by its aliases than by its letters. */
export function readEmbedded(text: string, format: Format): Value | undefined {
  const value = parse(text, format)
  if (!isMapping(value) && !isList(value)) return undefined
  if (remaining(value, text.length + 1, 0) < 0) return undefined
  return format === 'objects' ? readObjects(value) : value
}

function parse(text: string, format: Format): Value | undefined {
  if (format === 'properties') return readProperties(text)
  if (format === 'json') {
    const value = parseJson(text)
    if (value !== undefined) return value
  }
  try {
    // The core schema makes nothing but the members of Value.
    const documents = loadAll(text, null, { schema: CORE_SCHEMA }) as Value[]
    return documents.length === 1 ? documents[0] : documents
  } catch (error) {
    if (error instanceof YAMLException || error instanceof RangeError) return undefined
    throw error
  }
}

function parseJson(text: string): Value | undefined {
  try {
    return JSON.parse(text) as Value
  } catch {
    return undefined
  }
}

/** Azure's provider takes `array: [text, …]`, each text a document of its own. */
function readObjects(value: Value): Value {
  if (!isMapping(value) || !Object.hasOwn(value, 'array')) return value
  const array = value['array']
  if (!isList(array)) return value
  const items = array.map((item) => (typeof item === 'string' ? (readEmbedded(item, 'yaml') ?? item) : item))
  return { ...value, array: items } satisfies Mapping
}

/** What is left of a budget of values once all of them are counted; negative as soon as it does not suffice. */
function remaining(value: Value | undefined, budget: number, depth: number): number {
  if (depth > DEEPEST) return -1
  if (!isMapping(value) && !isList(value)) return budget - 1
  let left = budget - 1
  for (const item of isList(value) ? value : Object.values(value)) {
    if (left < 0) return left
    left = remaining(item, left, depth + 1)
  }
  return left
}
