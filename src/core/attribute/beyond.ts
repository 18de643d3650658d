// What attribution does not follow yet, or cannot: it only marks the fields that may have been written there as doubtful.

import type { Traced } from './traced.ts'
import { fieldOf, itemsOf, textOf } from './traced.ts'
import type { Layer, Step, TracedResource } from './traced-resource.ts'
import { doubted } from './traced-resource.ts'

/** `replacements`: the fields of every resource that a target may select. */
export const replacements: Step = (resources, layer) =>
  readReplacements(layer).reduce(
    (current, replacement) => {
      if (replacement === null) return current.map((resource) => doubted(resource, []))
      return itemsOf(fieldOf(replacement, 'targets')).reduce(
        (sofar, target) => {
          const select = fieldOf(target, 'select')
          return sofar.map((resource) => (maySelect(select, resource) ? withTarget(resource, target) : resource))
        },
        current
      )
    },
    resources
  )

/** null for each one that cannot be read. */
function readReplacements(layer: Layer): readonly (Traced | null)[] {
  return itemsOf(fieldOf(layer.root, 'replacements')).flatMap((entry): readonly (Traced | null)[] => {
    const entryPath = textOf(entry, 'path')
    if (entryPath === null) return [entry]
    const path = layer.reader.resolve(layer.folder, entryPath)
    const first = path === null ? null : layer.reader.documents(path)?.[0]
    if (first === null || first === undefined) return [null]
    return first.kind === 'list' ? first.items : [first]
  })
}

/** Exact by name until kustomize 5.7, regular expressions since: only what is plainly another resource is left out. */
function maySelect(select: Traced | undefined, resource: TracedResource): boolean {
  const kind = textOf(select, 'kind')
  const name = textOf(select, 'name')
  const plain = (text: string): boolean => /^[A-Za-z0-9-]+$/.test(text)
  if (kind !== null && plain(kind) && kind !== resource.kind) return false
  return name === null || !plain(name) || [...resource.earlier, resource.current].some((naming) => naming.name === name)
}

function withTarget(resource: TracedResource, target: Traced): TracedResource {
  const paths = itemsOf(fieldOf(target, 'fieldPaths')).map((path) => (path.kind === 'scalar' ? path.text : ''))
  return (paths.length === 0 ? ['metadata.name'] : paths).reduce((current, path) => doubted(current, plainStart(path)), resource)
}

/** The leading segments of a field path that are plain keys. */
function plainStart(path: string): readonly string[] {
  if (path.includes('\\')) return []
  const segments = path.split(/[./](?![^[]*\])/)
  const end = segments.findIndex((segment) => !/^[A-Za-z][\w-]*$/.test(segment))
  return end < 0 ? segments : segments.slice(0, end)
}

/** `transformers`: anything may have happened. */
export const transformers: Step = (resources, layer) =>
  itemsOf(fieldOf(layer.root, 'transformers')).length === 0 ? resources : resources.map((resource) => doubted(resource, []))

/** Field specs that only change what the value check sees; all others let a kustomization's fields write in more places. */
const HARMLESS_SPECS = ['namereference', 'varreference']

/** Whether `configurations` of this layer extend what its transformers write. */
export function extendsFieldSpecs(layer: Layer): boolean {
  return itemsOf(fieldOf(layer.root, 'configurations')).some((entry) => {
    const path = entry.kind === 'scalar' ? layer.reader.resolve(layer.folder, entry.text) : null
    const document = path === null ? null : layer.reader.documents(path)?.[0]
    if (document?.kind !== 'map') return true
    return [...document.entries.keys()].some((key) => !HARMLESS_SPECS.includes(key.toLowerCase()))
  })
}
