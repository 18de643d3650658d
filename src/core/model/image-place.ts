// Where manifests name images: lists of containers anywhere, and the values of Helm releases.

import type { Mapping, ResourceId, Value } from './resource.ts'
import { isMapping } from './resource.ts'

/** Fields that list containers, in pod templates and in custom resources alike. */
export const CONTAINER_LISTS: readonly string[] = ['containers', 'initContainers', 'ephemeralContainers']

/** Flux's HelmRelease, whose `spec.values` name images in Helm's way. */
export function isHelmRelease(id: ResourceId): boolean {
  return id.kind === 'HelmRelease' && id.group === 'helm.toolkit.fluxcd.io'
}

/** Helm's usual way to name an image: a mapping with `repository` and `tag` or `digest`. */
export function isImageMapping(value: Value | undefined): value is Mapping {
  return isMapping(value) && typeof value['repository'] === 'string' && value['repository'] !== '' && ('tag' in value || 'digest' in value)
}
