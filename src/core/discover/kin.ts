// What holds in one tree as it does in another: the next revision differs in a few files, and most of it need not be read again.

import { differingPaths, isOrdinary, LINK_MODE, type Tree } from '../model/tree.ts'
import type { KustomizationIndex } from './kustomizations.ts'

/** Where a tree differs from another one. */
export type Difference = {
  readonly paths: ReadonlySet<string>
  /** Whether only contents of files differ: what is there, is there in both. */
  readonly inContents: boolean
  /** Whether what a path, without links, leads to may differ: the file, the folder with all that is below it, or what it lies in. */
  readonly touched: (path: string) => boolean
}

/** Another tree that has been read, and where this one differs from it. */
export type Kin = { readonly index: KustomizationIndex; readonly difference: Difference }

const KIN = new WeakMap<KustomizationIndex, Kin>()

export function kinOf(index: KustomizationIndex): Kin | undefined {
  return KIN.get(index)
}

/** An index keeps its kin alive, and that one its own: whoever reads tree after tree parts them again. */
export function joinKin(index: KustomizationIndex, kin: Kin): void {
  KIN.set(index, kin)
}

export function partKin(index: KustomizationIndex): void {
  KIN.delete(index)
}

/** null where a link differs: then any path may lead elsewhere. */
export function differenceOf(tree: Tree, other: Tree): Difference | null {
  const paths = differingPaths(tree, other)
  const folders = new Set<string>()
  let inContents = true
  for (const path of paths) {
    const [entry, earlier] = [tree.entries.get(path), other.entries.get(path)]
    if (entry?.mode === LINK_MODE || earlier?.mode === LINK_MODE) return null
    inContents &&= isOrdinary(entry) && isOrdinary(earlier)
    for (const folder of above(path)) folders.add(folder)
  }
  // Below a file there is nothing, unless it is a folder or a submodule in one of the two.
  const isBelow = (path: string): boolean => !inContents && above(path).some((folder) => paths.has(folder))
  return { paths, inContents, touched: (path) => paths.has(path) || folders.has(path) || isBelow(path) }
}

/** Every folder that a path lies in; '' is the root. */
function above(path: string): readonly string[] {
  const found: string[] = path === '' ? [] : ['']
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) found.push(path.slice(0, slash))
  return found
}
