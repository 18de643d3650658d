// What layers are read from: a tree with its kustomizations, and the placeholders that stand in for what it does not hold.

import { matchGlob } from '../model/glob.ts'
import { kustomizationPaths } from '../model/kustomization.ts'
import type { Placeholder } from '../model/policy.ts'
import { isMapping, type Mapping } from '../model/resource.ts'
import type { Tree } from '../model/tree.ts'
import { parseKustomization } from './kustomization-text.ts'
import type { BrokenKustomization, KustomizationIndex } from './kustomizations.ts'

/** What a layer is read from. */
export type LayerSource = { readonly tree: Tree; readonly index: KustomizationIndex; readonly placeholders: readonly Placeholder[] }

/** Whether kustomize finds a kustomization in this real folder, placeholders in place. */
export function hasKustomization(source: LayerSource, folder: string): boolean {
  return source.index.byFolder.has(folder) || source.index.broken.has(folder) || placeholderKustomization(source, folder) !== null
}

/** A folder's fields; none where they cannot be read. */
export function fieldsOf(source: LayerSource, folder: string, supplied: Placeholder | null): Mapping {
  const held = source.index.byFolder.get(folder)
  if (held !== undefined) return held.fields
  if (supplied === null) return {}
  const parsed = parseKustomization(supplied.content)
  return parsed.kind === 'parsed' && isMapping(parsed.fields) ? parsed.fields : {}
}

/** The placeholder that stands in for a folder's kustomization. */
export function placeholderKustomization(source: LayerSource, folder: string): Placeholder | null {
  for (const path of kustomizationPaths(folder)) {
    const content = placeholderAt(source, path)
    if (content !== null) return { path, content }
  }
  return null
}

/** What stands in for a file that the repository does not hold. */
export function placeholderAt(source: LayerSource, path: string): string | null {
  return source.placeholders.find((placeholder) => placeholder.path === path || matchGlob(placeholder.path, path))?.content ?? null
}

/** In kustomize's own words, which tell where to look. */
export function problemOf({ folder, files, problem }: BrokenKustomization): string {
  const place = folder === '' ? '.' : folder
  return files.length > 1 ? `Found multiple kustomization files under: ${place}` : `couldn't make target for path '${place}': invalid Kustomization: ${problem}`
}
