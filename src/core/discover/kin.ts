// What holds in one tree as it does in another: the next revision differs in a few files, and most of it need not be read again.

import { differingPaths, LINK_MODE, type Tree } from '../model/tree.ts'
import type { KustomizationIndex } from './kustomizations.ts'

/** Another tree that has been read, and where this one differs from it. */
export type Kin = {
  readonly index: KustomizationIndex
  /** Whether what a path, without links, leads to may differ: the file, the folder with all that is below it, or what it lies in. */
  readonly touched: (path: string) => boolean
}

const KIN = new WeakMap<KustomizationIndex, Kin>()

export function kinOf(index: KustomizationIndex): Kin | undefined {
  return KIN.get(index)
}

/** An index keeps its kin alive, and that one its own: whoever reads tree after tree parts them again. */
export function joinKin(index: KustomizationIndex, tree: Tree, otherIndex: KustomizationIndex, other: Tree): void {
  const touched = differenceOf(tree, other)
  if (touched !== null) KIN.set(index, { index: otherIndex, touched })
}

export function partKin(index: KustomizationIndex): void {
  KIN.delete(index)
}

/** null where a link differs: then any path may lead elsewhere. */
function differenceOf(tree: Tree, other: Tree): Kin['touched'] | null {
  const paths = differingPaths(tree, other)
  const isLink = (path: string): boolean => tree.entries.get(path)?.mode === LINK_MODE || other.entries.get(path)?.mode === LINK_MODE
  if ([...paths].some(isLink)) return null
  const folders = new Set<string>([...paths].flatMap(above))
  return (path) => paths.has(path) || folders.has(path) || above(path).some((folder) => paths.has(folder))
}

/** Every folder that a path lies in; '' is the root. */
function above(path: string): readonly string[] {
  const found: string[] = path === '' ? [] : ['']
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) found.push(path.slice(0, slash))
  return found
}
