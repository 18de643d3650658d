// What a tree looks like once it is written out: which paths are files, folders and links, and where a link leads.

import { rememberedFor } from '../model/memo.ts'
import { joinPath } from '../model/repo-path.ts'
import { LINK_MODE, SUBMODULE_MODE, type Tree } from '../model/tree.ts'

/** Linux gives up after this many links on the way to one file (path_resolution(7)). */
const MOST_LINKS = 40
/** PATH_MAX of Linux: a longer target leads nowhere. */
const LONGEST_TARGET = 4096

export type Layout = {
  /** Every file, sorted. */
  readonly paths: readonly string[]
  /** Every folder that holds a file at any depth; '' is the root. */
  readonly folders: ReadonlySet<string>
  /** Every symbolic link, sorted. */
  readonly links: readonly string[]
}

/** Where a path leads. `links` are the symbolic links on the way, in the order in which they are met. */
export type Resolved = {
  readonly kind: 'file' | 'folder' | 'absent' | 'outside'
  /** The real path; what is left of it where the way leads out of the repository. */
  readonly path: string
  readonly links: readonly string[]
  /** The submodule that the path is or lies in; its content is not in the tree. */
  readonly submodule: string | null
}

export function layoutOf(tree: Tree): Layout {
  const folders = new Set<string>([''])
  const links: string[] = []
  tree.entries.forEach((entry, path) => {
    if (entry.mode === LINK_MODE) links.push(path)
    let slash = path.lastIndexOf('/')
    while (slash > 0) {
      const folder = path.slice(0, slash)
      if (folders.has(folder)) break
      folders.add(folder)
      slash = folder.lastIndexOf('/')
    }
  })
  return { paths: sortedPaths(tree), folders, links: links.sort() }
}

/** Every file of a tree, sorted; worked out once. */
export const sortedPaths = rememberedFor((tree: Tree): readonly string[] => [...tree.entries.keys()].sort())

/** Where a path stands, or would stand, in a sorted list. */
export function positionOf(paths: readonly string[], path: string): number {
  let low = 0
  let high = paths.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((paths[middle] ?? '') < path) low = middle + 1
    else high = middle
  }
  return low
}

/** Every file in a folder and below it, sorted. */
export function filesBelow(layout: Layout, folder: string): readonly string[] {
  if (folder === '') return layout.paths
  const prefix = `${folder}/`
  const low = positionOf(layout.paths, prefix)
  let end = low
  while (layout.paths[end]?.startsWith(prefix) === true) end++
  return layout.paths.slice(low, end)
}

/**
 * Follows a path from a folder. As in kustomize, the text is cleaned first (`a/../b` is `b`) and links are followed
 * afterwards, component by component; a target that is absolute or climbs out of the repository is `outside`.
 */
export function resolvePath(tree: Tree, layout: Layout, folder: string, entry: string): Resolved {
  const joined = joinPath(folder, entry)
  if (joined === null) return { kind: 'outside', path: entry, links: [], submodule: null }
  return layout.links.length === 0 ? landing(tree, layout, joined, []) : follow(tree, layout, joined)
}

function follow(tree: Tree, layout: Layout, path: string): Resolved {
  const pending = path.split('/').reverse()
  const links: string[] = []
  let real = ''
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (part === '' || part === '.') continue
    if (part === '..') {
      if (real === '') return { kind: 'outside', path, links, submodule: null }
      real = real.slice(0, Math.max(real.lastIndexOf('/'), 0))
      continue
    }
    const next = real === '' ? part : `${real}/${part}`
    if (tree.entries.get(next)?.mode !== LINK_MODE) {
      real = next
      continue
    }
    const target = tree.text(next) ?? ''
    if (links.length >= MOST_LINKS || target === '' || target.length > LONGEST_TARGET) {
      return { kind: 'absent', path: next, links, submodule: null }
    }
    links.push(next)
    if (target.startsWith('/')) return { kind: 'outside', path: next, links, submodule: null }
    pending.push(...target.split('/').reverse())
  }
  return landing(tree, layout, real, links)
}

function landing(tree: Tree, layout: Layout, path: string, links: readonly string[]): Resolved {
  const entry = tree.entries.get(path)
  if (entry !== undefined && entry.mode !== SUBMODULE_MODE) return { kind: 'file', path, links, submodule: null }
  if (layout.folders.has(path)) return { kind: 'folder', path, links, submodule: null }
  return { kind: 'absent', path, links, submodule: submoduleOf(tree, path) }
}

function submoduleOf(tree: Tree, path: string): string | null {
  for (let at = path; at !== ''; at = at.slice(0, Math.max(at.lastIndexOf('/'), 0))) {
    if (tree.entries.get(at)?.mode === SUBMODULE_MODE) return at
  }
  return null
}
