// The files that closures are read from besides kustomizations, so that all of them can be loaded at once.

import type { Tree } from '../model/tree.ts'
import type { KustomizationIndex } from './kustomizations.ts'
import { resolvePath } from './layout.ts'
import { referencesOf } from './references.ts'

const FIELDS = ['generators', 'transformers', 'validators']

/** Files with configurations of plugins, which name files in their turn; sorted. */
export function configurationFiles(tree: Tree, index: KustomizationIndex): readonly string[] {
  const found = new Set<string>()
  const seen = new Set<string>()
  const take = (folder: string, wanted: readonly string[]): void => {
    const fields = index.byFolder.get(folder)?.fields
    if (fields === undefined || !wanted.some((name) => name in fields)) return
    for (const reference of referencesOf(Object.fromEntries(wanted.map((name) => [name, fields[name] ?? null])))) {
      if (reference.kind !== 'layer') continue
      const target = resolvePath(tree, index.layout, folder, reference.entry)
      if (target.kind === 'file') found.add(target.path)
      else if (target.kind === 'folder' && !seen.has(target.path)) {
        seen.add(target.path)
        take(target.path, ['resources', 'bases', 'components', ...FIELDS])
      }
    }
  }
  for (const folder of index.byFolder.keys()) take(folder, FIELDS)
  return [...found].sort()
}
