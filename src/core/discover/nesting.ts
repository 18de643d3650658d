// How kustomizations use one another: over how many levels, and how often kustomize would read them, for it keeps nothing.

import type { Nesting } from '../model/closure.ts'
import type { Layer, LayerUse } from './layer.ts'

type Open = { readonly folder: string; readonly uses: readonly LayerUse[]; next: number; depth: number; loads: number }

/** Counted once for each folder, whatever the number of ways to it. A use that leads back ends there: kustomize refuses it. */
export function nestingOf(root: string, read: (folder: string) => Pick<Layer, 'uses'>): Nesting {
  // null: on the way.
  const known = new Map<string, Nesting | null>()
  const open: Open[] = []
  const enter = (folder: string): void => {
    known.set(folder, null)
    open.push({ folder, uses: read(folder).uses, next: 0, depth: 1, loads: 1 })
  }
  enter(root)
  for (let at = open.at(-1); at !== undefined; at = open.at(-1)) {
    const use = at.uses[at.next]
    const used = use === undefined ? undefined : known.get(use.folder)
    if (use === undefined) {
      known.set(at.folder, { depth: at.depth, loads: at.loads })
      open.pop()
    } else if (used === undefined) enter(use.folder)
    else {
      at.next++
      at.depth = Math.max(at.depth, (used?.depth ?? 0) + 1)
      at.loads += used?.loads ?? 0
    }
  }
  return known.get(root) ?? { depth: 1, loads: 1 }
}
