// Which fields name an image, and how two such fields differ.

import { matchFieldPath, matchResource } from '../model/glob.ts'
import type { FieldPath } from '../model/field-path.ts'
import { CONTAINER_LISTS, isHelmRelease, isImageMapping } from '../model/image-place.ts'
import { imageBaseName, imageName, parseImage } from '../model/image.ts'
import type { ImageField } from '../model/policy.ts'
import type { ResourceId, Value } from '../model/resource.ts'

/** What part of an image a field holds. */
export type ImagePart = 'reference' | 'registry' | 'repository' | 'version'

/** The part of an image that a field is; null for a field that names no image. `parent` is the mapping that holds it. */
export function imagePartOf(id: ResourceId, path: FieldPath, parent: Value | undefined, fields: readonly ImageField[]): ImagePart | null {
  const last = path.at(-1)
  if (last === 'image' && CONTAINER_LISTS.includes(path.at(-3) ?? '')) return 'reference'
  if (last === 'reference' && path.at(-2) === 'image' && path.at(-4) === 'volumes') return 'reference'
  if (isHelmRelease(id) && path[0] === 'spec' && path[1] === 'values' && isImageMapping(parent)) {
    if (last === 'repository' || last === 'registry') return last
    if (last === 'tag' || last === 'digest') return 'version'
  }
  const named = fields.some(
    (field) =>
      field.resources.some((pattern) => matchResource(pattern, id)) && field.paths.some((pattern) => matchFieldPath(pattern, path))
  )
  return named ? 'reference' : null
}

/** How far two images are apart: in tag and digest only, in registry and organisation too, or altogether. */
export type ImageDistance = 'version' | 'registry' | 'repository'

/** null where a value is no image reference, so that nothing can be said. */
export function imageDistance(part: ImagePart, left: Value | undefined, right: Value | undefined): ImageDistance | null {
  if (part === 'version') return 'version'
  if (part === 'registry') return 'registry'
  if (left === undefined || right === undefined) return 'version'
  if (typeof left !== 'string' || typeof right !== 'string') return null
  const [a, b] = [parseImage(left), parseImage(right)]
  if (a === null || b === null) return null
  if (imageName(a) === imageName(b)) return 'version'
  return imageBaseName(a) === imageBaseName(b) ? 'registry' : 'repository'
}
