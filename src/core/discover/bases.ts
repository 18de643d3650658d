// What an overlay builds on, in terms that are the same for every environment.

import { reach, type LayerReader } from './closure.ts'
import type { LayerUse } from './layer.ts'
import type { PlacedFolder } from './parts.ts'
import { withoutWords } from './words.ts'

/**
 * The folders outside of the environment's own that an overlay takes resources from, sorted; the environment's words are
 * replaced, so that `config/dev` and `config/prod` are one base. A repository to clone counts without its revision.
 */
export function basesOf(folder: PlacedFolder, words: readonly string[], read: LayerReader): readonly string[] {
  const own = `${folder.place.folder}/`
  const found = new Set<string>()
  const isOwn = (use: LayerUse): boolean => use.role === 'resources' && use.folder.startsWith(own)
  const first = read(folder.real)
  for (const layer of first.uses.some(isOwn) ? reach(folder.real, read, isOwn) : [first]) {
    const all = layer.uses.filter((use) => use.role === 'resources')
    for (const use of all) if (!use.folder.startsWith(own)) found.add(use.folder)
    if (all.length === 0 && layer.folder !== folder.real) found.add(layer.folder)
    for (const risk of layer.risks) if (risk.kind === 'remote') found.add(risk.entry.split('?')[0] ?? risk.entry)
  }
  return [...new Set([...found].map((base) => withoutWords(base, words)))].sort()
}
