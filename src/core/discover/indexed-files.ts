// The files that an index of kustomizations is read from, so that all of them can be loaded at once.

import { isKustomizationFile } from '../model/kustomization.ts'
import { rememberedFor } from '../model/memo.ts'
import { LINK_MODE, type Tree } from '../model/tree.ts'

/** The files that an index is read from: kustomizations, and links, which decide what other paths lead to; sorted. */
export const indexedFiles = rememberedFor(({ entries }: Tree): readonly string[] => {
  const found: string[] = []
  entries.forEach(({ mode }, path) => {
    if (mode === LINK_MODE || isKustomizationFile(path)) found.push(path)
  })
  return found.sort()
})
