// What an overlay builds on, in terms that are the same for every environment.

import { reach, type LayerReader } from './closure.ts'
import type { PlacedFolder } from './parts.ts'
import { environmentFolder } from './places.ts'
import { withoutWords } from './words.ts'

/**
 * The folders outside of the environment's own that an overlay takes resources from, sorted; the environment's words are
 * replaced, so that `config/dev` and `config/prod` are one base. A repository to clone counts without its revision.
 */
export function basesOf(folder: PlacedFolder, words: readonly string[], read: LayerReader): readonly string[] {
  const own = `${environmentFolder(folder.place)}/`
  const found = new Set<string>()
  const inside = reach(folder.real, (at) => {
    const layer = read(at)
    return { ...layer, uses: layer.uses.filter((use) => use.role === 'resources' && use.folder.startsWith(own)) }
  })
  for (const layer of inside) {
    const all = read(layer.folder).uses.filter((use) => use.role === 'resources')
    for (const use of all) if (!use.folder.startsWith(own)) found.add(use.folder)
    if (all.length === 0 && layer.folder !== folder.real) found.add(layer.folder)
    for (const risk of layer.risks) if (risk.kind === 'remote') found.add(risk.entry.split('?')[0] ?? risk.entry)
  }
  return [...new Set([...found].map((base) => withoutWords(base, words)))].sort()
}
