// `images:` entries: which images they rewrite, and which of their scalars gives the name, the tag and the digest.

import type { FieldSpec } from './field-specs.ts'
import { writeFields } from './field-walk.ts'
import type { Patterns } from './pattern.ts'
import type { Part } from './rope.ts'
import { composed, partsOf, sliceParts, textOfParts } from './rope.ts'
import type { Traced, TracedScalar } from './traced.ts'
import { fieldOf, itemsOf, scalarOf, textOf, withEntry } from './traced.ts'
import type { Step, TracedResource } from './traced-resource.ts'
import { doubted } from './traced-resource.ts'

export const images: Step = (resources, layer) => {
  const entries = [...itemsOf(fieldOf(layer.root, 'images')), ...itemsOf(fieldOf(layer.root, 'imageTags'))]
  return entries.reduce((current, entry) => withImage(current, entry, layer.specs.images, layer.scope.patterns), resources)
}

/** One entry over all resources: first every list of containers at any depth, then the fields of the specs, as kustomize does. */
export function withImage(resources: readonly TracedResource[], entry: Traced, specs: readonly FieldSpec[], patterns: Patterns): readonly TracedResource[] {
  // kustomize puts the name unescaped into a regular expression.
  const matches = patterns.test(textOf(entry, 'name') ?? '', '^%(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$')
  const change = (node: Traced): Traced => (node.kind === 'scalar' && matches?.(node.text) ? rewritten(node, entry) : node)
  const isVolume = (spec: FieldSpec): boolean => spec.path.at(-1) === 'reference'
  return resources.map((resource) => {
    if (resource.gone !== null) return resource
    if (matches === null) return doubted(resource, [])
    const legacy = resource.kind === 'CustomResourceDefinition' ? resource.body : rewrite(resource.body, change, new Map())
    const first = legacy.kind === 'map' ? { ...resource, body: legacy } : resource
    const second = writeFields(first, specs.filter((spec) => !isVolume(spec)), { made: null, change })
    // The volumes' images are written by kustomize 5.7 and later only.
    const since = (node: Traced): Traced => {
      const after = change(node)
      return after.kind === 'scalar' && node.kind === 'scalar' && after !== node ? { ...after, otherwise: node } : after
    }
    return writeFields(second, specs.filter(isVolume), { made: null, change: since })
  })
}

/** `image` of every item of every list called `containers` or `initContainers`, at any depth. */
function rewrite(node: Traced, change: (image: Traced) => Traced, done: Map<Traced, Traced>): Traced {
  const known = done.get(node)
  if (known !== undefined) return known
  let result: Traced = node
  if (node.kind === 'list') {
    const items = node.items.map((item) => rewrite(item, change, done))
    if (items.some((item, index) => item !== node.items[index])) result = { ...node, items }
  } else if (node.kind === 'map') {
    let map = node
    for (const [key, entry] of node.entries) {
      let value = rewrite(entry.value, change, done)
      if ((key === 'containers' || key === 'initContainers') && value.kind === 'list') {
        value = { ...value, items: value.items.map((item) => container(item, change)) }
      }
      if (value !== entry.value) map = withEntry(map, key, { key: entry.key, value })
    }
    result = map
  }
  done.set(node, result)
  return result
}

function container(item: Traced, change: (image: Traced) => Traced): Traced {
  const entry = item.kind === 'map' ? item.entries.get('image') : undefined
  if (item.kind !== 'map' || entry?.value.kind !== 'scalar') return item
  const value = change(entry.value)
  return value === entry.value ? item : withEntry(item, 'image', { key: entry.key, value })
}

export type ImageParts<T> = { readonly name: T; readonly tag: T | null; readonly digest: T | null }

/** kustomize's own split: the digest after `@`, the tag after the last `:` behind the last `/`. */
export function splitImage(image: string): ImageParts<string> {
  const at = image.indexOf('@')
  const rest = at < 0 ? image : image.slice(0, at)
  const colon = rest.lastIndexOf(':')
  const tagged = colon > rest.lastIndexOf('/')
  return {
    name: tagged ? rest.slice(0, colon) : rest,
    tag: tagged ? rest.slice(colon + 1) : null,
    digest: at < 0 ? null : image.slice(at + 1)
  }
}

/** The same split, with the scalars that each part is made of. */
export function imageParts(image: TracedScalar): ImageParts<readonly Part[]> {
  const { name, tag, digest } = splitImage(image.text)
  const parts = partsOf(image)
  const tagEnd = name.length + (tag === null ? 0 : tag.length + 1)
  return {
    name: sliceParts(parts, 0, name.length),
    tag: tag === null ? null : sliceParts(parts, name.length + 1, tagEnd),
    digest: digest === null ? null : sliceParts(parts, tagEnd + 1, image.text.length)
  }
}

function rewritten(image: TracedScalar, entry: Traced): TracedScalar {
  const old = imageParts(image)
  const part = (name: string): readonly Part[] | null => {
    const scalar = scalarOf(entry, name)
    return scalar === null ? null : [{ text: scalar.text, mark: scalar.mark }]
  }
  const [newName, newTag, newDigest, suffix] = [part('newName'), part('newTag'), part('digest'), part('tagSuffix')]
  const keeps = newTag === null && newDigest === null
  const suffixed = suffix === null ? old.tag : [...(old.tag ?? []), ...suffix]
  const tag = keeps ? suffixed : newTag
  const digest = keeps ? (suffix === null ? old.digest : null) : newDigest
  const between = (symbol: string, piece: readonly Part[] | null): readonly Part[] =>
    piece?.[0] === undefined ? [] : [{ text: symbol, mark: piece[0].mark }, ...piece]
  const parts = merged([...(newName ?? old.name), ...between(':', tag), ...between('@', digest)])
  const mark = (newDigest ?? newTag ?? (keeps ? suffix : null) ?? newName)?.[0]?.mark ?? image.mark
  if (textOfParts(parts) === image.text && mark === image.mark) return image
  return { ...composed(image, parts, mark), image: true }
}

/** Neighbours from the same place are one part. */
function merged(parts: readonly Part[]): readonly Part[] {
  const result: Part[] = []
  for (const part of parts) {
    const last = result.at(-1)
    if (last !== undefined && last.mark === part.mark) result[result.length - 1] = { ...part, text: last.text + part.text }
    else result.push(part)
  }
  return result
}
