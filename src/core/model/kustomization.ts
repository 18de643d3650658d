// A kustomization file as data; the fields that discovery, closures and attribution read. Field names in lower case.

import type { Mapping } from './resource.ts'

export const KUSTOMIZATION_NAMES: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization']

/** Whether the file has a name by which kustomize looks for a folder's kustomization. */
export function isKustomizationFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return KUSTOMIZATION_NAMES.includes(name)
}

/** Where kustomize looks for a folder's kustomization, in its order. */
export function kustomizationPaths(folder: string): readonly string[] {
  return KUSTOMIZATION_NAMES.map((name) => (folder === '' ? name : `${folder}/${name}`))
}

export type Kustomization = {
  /** Path of the file. */
  readonly file: string
  /** Folder that holds it; '' is the repository's root. */
  readonly folder: string
  /** Top-level fields with their names in lower case: kustomize reads them without regard to case. */
  readonly fields: Mapping
  readonly component: boolean
}
