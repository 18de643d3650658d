// A closure is every file whose content can change what an overlay renders to.

import type { TreeEntry } from './tree.ts'

export type ClosureFile = { readonly path: string; readonly entry: TreeEntry }

/** An entry of a kustomization that needs the network, leaves the repository, or runs a program; or that nobody can tell this of. */
export type ClosureRisk = {
  readonly kind: 'remote' | 'helm' | 'plugin' | 'outside' | 'unreadable'
  /** The entry as written, such as `github.com/org/repo//base?ref=v1`. For `unreadable`: why the file cannot be read. */
  readonly entry: string
  /** For `remote`: the host it would be fetched from, lower case, with a port that is not the scheme's; null where it cannot be told. */
  readonly host: string | null
  /** The kustomization file that names it. */
  readonly file: string
  /** For `unreadable`: where the file stops to make sense. */
  readonly line?: number
}

/** How kustomizations use one another. */
export type Nesting = {
  /** Levels; 1 for an overlay that uses no other kustomization. */
  readonly depth: number
  /** How often kustomize reads a kustomization: every use counts, and all that it uses in turn. */
  readonly loads: number
}

export type Closure = {
  /** Folder of the overlay. */
  readonly root: string
  /** Sorted by path. Holds the links on the way as well as what they lead to. */
  readonly files: readonly ClosureFile[]
  /** Files of the policy's `placeholders` that stand in for what the repository does not hold. Sorted by path. */
  readonly placeholders: readonly { readonly path: string; readonly content: string }[]
  /** Kustomization files in the closure, the overlay's own first, then in the order kustomize meets them. */
  readonly kustomizations: readonly string[]
  readonly risks: readonly ClosureRisk[]
  /** Entries that lead to nothing in the tree; kustomize will say so. */
  readonly missing: readonly { readonly entry: string; readonly file: string }[]
  /** Name prefixes and suffixes that the overlay and its bases declare, outermost first. */
  readonly prefixes: readonly string[]
  readonly suffixes: readonly string[]
  readonly nesting: Nesting
  /** Equal keys render to equal output under one kustomize and one set of flags. */
  readonly key: string
}
