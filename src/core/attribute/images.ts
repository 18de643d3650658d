// `images:` entries: which images they rewrite, and which of their scalars gives the name, the tag and the digest.

import type { Mark } from './source-text.ts'
import type { ImageMarks, Traced, TracedScalar } from './traced.ts'
import { fieldOf, itemsOf, scalarOf, textOf, withEntry } from './traced.ts'
import type { Step } from './traced-resource.ts'
import { doubted } from './traced-resource.ts'

export const images: Step = (resources, layer) => {
  const entries = [...itemsOf(fieldOf(layer.root, 'images')), ...itemsOf(fieldOf(layer.root, 'imageTags'))]
  return resources.map((resource) => {
    if (resource.kind === 'CustomResourceDefinition' || resource.gone !== null) return resource
    return entries.reduce((current, entry) => {
      const matches = matcher(textOf(entry, 'name'))
      if (matches === null) return doubted(current, [])
      const body = rewrite(current.body, (image) => (matches(image.text) ? rewritten(image, entry) : image), new Map())
      return body.kind === 'map' ? { ...current, body } : current
    }, resource)
  })
}

/** kustomize puts the name unescaped into a regular expression; null where JavaScript cannot read it. */
function matcher(name: string | null): ((image: string) => boolean) | null {
  try {
    const expression = new RegExp(`^${name ?? ''}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`)
    return (image) => expression.test(image)
  } catch {
    return null
  }
}

/** `image` of every item of every list called `containers` or `initContainers`, at any depth. */
function rewrite(node: Traced, change: (image: TracedScalar) => TracedScalar, done: Map<Traced, Traced>): Traced {
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

function container(item: Traced, change: (image: TracedScalar) => TracedScalar): Traced {
  const entry = item.kind === 'map' ? item.entries.get('image') : undefined
  if (item.kind !== 'map' || entry?.value.kind !== 'scalar') return item
  const value = change(entry.value)
  return value === entry.value ? item : withEntry(item, 'image', { key: entry.key, value })
}

type Parts = { readonly name: string; readonly tag: string | null; readonly digest: string | null }

/** kustomize's own split: the digest after `@`, the tag after the last `:` behind the last `/`. */
export function splitImage(image: string): Parts {
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

function rewritten(image: TracedScalar, entry: Traced): TracedScalar {
  const parts = splitImage(image.text)
  const marks = imageMarks(image)
  const newName = scalarOf(entry, 'newName')
  const newTag = scalarOf(entry, 'newTag')
  const digest = scalarOf(entry, 'digest')
  const suffix = scalarOf(entry, 'tagSuffix')
  const keeps = newTag === null && digest === null
  const name = newName?.text ?? parts.name
  const tag = keeps ? parts.tag : (newTag?.text ?? null)
  const hash = keeps ? parts.digest : (digest?.text ?? null)
  const text = name + (tag === null ? '' : `:${tag}`) + (hash === null ? '' : `@${hash}`)
  const written: ImageMarks = {
    name: newName?.mark ?? marks.name,
    tag: keeps ? marks.tag : (newTag?.mark ?? null),
    digest: keeps ? marks.digest : (digest?.mark ?? null)
  }
  // A suffix is appended once or twice, depending on the kind and the version: only the file is sure.
  if (suffix !== null && keeps) return { ...image, text, image: null, mark: { ...suffix.mark, line: null } }
  const mark: Mark = digest?.mark ?? newTag?.mark ?? newName?.mark ?? image.mark
  return { ...image, text, plain: false, mark, inner: null, image: written }
}

/** The scalars that give an image's parts; one scalar gives them all where no `images` entry has been at it. */
export function imageMarks(image: TracedScalar): ImageMarks {
  if (image.image !== null) return image.image
  const parts = splitImage(image.text)
  return { name: image.mark, tag: parts.tag === null ? null : image.mark, digest: parts.digest === null ? null : image.mark }
}
