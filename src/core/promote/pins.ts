// The images that a render runs: containers of any pod template, HelmRelease values, and fields that the policy names.

import { matchName, matchResource } from '../model/glob.ts'
import type { RenderedPath } from '../model/difference.ts'
import type { FieldPath } from '../model/field-path.ts'
import { CONTAINER_LISTS, isHelmRelease, isImageMapping } from '../model/image-place.ts'
import type { Overlay } from '../model/overlay.ts'
import type { ImageField } from '../model/policy.ts'
import type { Mapping, Resource, Value } from '../model/resource.ts'
import { isMapping, isScalar } from '../model/resource.ts'
import { childrenOf } from '../model/value-at.ts'

export type Pin = {
  readonly overlay: Overlay
  readonly resource: Resource['id']
  /** The container's name, or the field for images that are not in a container (`values/image`). */
  readonly container: string
  /** The reference as rendered. */
  readonly image: string
  /** Where it stands in the render. */
  readonly path: RenderedPath
  /** The same place with list items by name. */
  readonly field: FieldPath
}

/** Every pin of one overlay's render, in the order of the resources. */
export function pinsOf(overlay: Overlay, resources: readonly Resource[], fields: readonly ImageField[]): readonly Pin[] {
  return resources.flatMap((resource) =>
    [...containerPins(resource), ...helmPins(resource), ...fieldPins(resource, fields)].map((pin) => ({
      overlay,
      resource: resource.id,
      ...pin
    }))
  )
}

type Found = { readonly container: string; readonly image: string; readonly path: RenderedPath; readonly field: FieldPath }

function containerPins({ id, body }: Resource): readonly Found[] {
  // A CustomResourceDefinition describes fields called containers; it runs none.
  if (id.kind === 'CustomResourceDefinition') return []
  return collect(body, ({ value, path, field }) => {
    const list = String(path.at(-1))
    if (!CONTAINER_LISTS.includes(list)) return []
    return childrenOf(value).flatMap(({ key, name, child }) => {
      const image = typeof key === 'number' && isMapping(child) ? imageText(child['image']) : null
      return image === null ? [] : [{ container: name, image, path: [...path, key, 'image'], field: [...field, name, 'image'] }]
    })
  })
}

function helmPins({ id, body }: Resource): readonly Found[] {
  if (!isHelmRelease(id) || !isMapping(body['spec'])) return []
  const values = body['spec']['values']
  if (!isMapping(values)) return []
  return collect({ values }, ({ value, path, field }) => {
    if (!isImageMapping(value)) return []
    const image = helmImage(value)
    return [{ container: field.join('/'), image: image.text, path: ['spec', ...path, image.field], field: ['spec', ...field, image.field] }]
  })
}

/** Joins Helm's parts of an image; the field is the one that holds its version. */
function helmImage(value: Mapping): { readonly text: string; readonly field: string } {
  const part = (mark: string, field: string): string => {
    const text = value[field]
    return text === undefined || text === null || text === '' || typeof text === 'object' ? '' : `${mark}${String(text)}`
  }
  const registry = part('', 'registry')
  const name = `${registry === '' ? '' : `${registry}/`}${part('', 'repository')}`
  return { text: `${name}${part(':', 'tag')}${part('@', 'digest')}`, field: part('@', 'digest') === '' ? 'tag' : 'digest' }
}

function fieldPins({ id, body }: Resource, fields: readonly ImageField[]): readonly Found[] {
  if (fields.length === 0) return []
  const known = new Set(containerPins({ id, body }).map(({ path }) => path.join('/')))
  const found = fields
    .filter((field) => field.resources.some((pattern) => matchResource(pattern, id)))
    .flatMap((field) => field.paths.flatMap((pattern) => stringsAt(body, pattern)))
  return found.filter(({ path }) => !known.has(path.join('/')))
}

function stringsAt(here: Value, pattern: FieldPath, path: RenderedPath = [], field: FieldPath = []): readonly Found[] {
  const [segment, ...rest] = pattern
  if (segment === undefined) {
    const image = imageText(here)
    return image === null ? [] : [{ container: field.join('/'), image, path, field }]
  }
  return childrenOf(here).flatMap(({ key, name, child }) =>
    [name, String(key)].some((text) => matchName(segment, text)) ? stringsAt(child, rest, [...path, key], [...field, name]) : []
  )
}

/** What is no text is no image either, and must not go unnoticed; null where there is none. */
function imageText(value: Value | undefined): string | null {
  return value === undefined || value === null || !isScalar(value) ? null : String(value)
}

type Place = { readonly value: Value; readonly path: RenderedPath; readonly field: FieldPath }

/** Visits every list and mapping below a mapping, outermost first, and gathers what the visitor finds there. */
function collect(body: Mapping, visit: (place: Place) => readonly Found[]): readonly Found[] {
  const found: Found[] = []
  const walk = (value: Value, path: RenderedPath, field: FieldPath): void => {
    for (const { key, name, child } of childrenOf(value)) {
      if (isScalar(child)) continue
      const place = { value: child, path: [...path, key], field: [...field, name] }
      found.push(...visit(place))
      walk(child, place.path, place.field)
    }
  }
  walk(body, [], [])
  return found
}
