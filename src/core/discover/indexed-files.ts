// The files that an index of kustomizations is read from, so that all of them can be loaded at once.

import { isKustomizationFile } from '../model/kustomization.ts'
import { rememberedFor } from '../model/memo.ts'
import { differingPaths, LINK_MODE, type Tree, type TreeEntry } from '../model/tree.ts'

/** The files that an index is read from: kustomizations, and links, which decide what other paths lead to; sorted. */
export const indexedFiles = rememberedFor(({ entries }: Tree): readonly string[] => {
  const found: string[] = []
  entries.forEach((entry, path) => {
    if (isIndexed(entry, path)) found.push(path)
  })
  return found.sort()
})

/** Those of a tree that are not the same in another one. */
export function indexedBeside(tree: Tree, other: Tree): readonly string[] {
  return [...differingPaths(tree, other)].filter((path) => isIndexed(tree.entries.get(path), path))
}

function isIndexed(entry: TreeEntry | undefined, path: string): boolean {
  return entry !== undefined && (entry.mode === LINK_MODE || isKustomizationFile(path))
}
