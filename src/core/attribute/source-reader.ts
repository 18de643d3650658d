// Reads a tree's files for attribution: links followed, each file parsed at most once, and only when asked for.

import { kustomizationPaths } from '../model/kustomization.ts'
import { folderOf, joinPath } from '../model/repo-path.ts'
import { LINK_MODE, type Tree } from '../model/tree.ts'
import { parseSource } from './parse-source.ts'
import { wholeFile } from './source-text.ts'
import type { Traced, TracedMap } from './traced.ts'

/** The most links on the way to one file, as in Linux (path_resolution(7)). */
const LINK_LIMIT = 40

export type SourceReader = {
  /** The path that an entry of a kustomization in folder names, links followed; null where it leaves the repository. */
  readonly resolve: (folder: string, entry: string) => string | null
  /** undefined where there is no such file. */
  readonly text: (path: string) => string | undefined
  /** null where the file is missing or no YAML. */
  readonly documents: (path: string) => readonly Traced[] | null
  /** The kustomization of a folder; null where it has none that can be read. */
  readonly kustomization: (folder: string) => { readonly file: string; readonly root: TracedMap } | null
}

export type ParsedFiles = Map<string, readonly Traced[] | null>

/** parsed may be shared between trees: its keys hold the blob id. */
export function sourceReader(tree: Tree, parsed: ParsedFiles): SourceReader {
  const text = (path: string): string | undefined => (tree.entries.has(path) ? tree.text(path) : undefined)
  const documents = (path: string): readonly Traced[] | null => {
    const key = `${tree.entries.get(path)?.blob ?? ''} ${path}`
    const known = parsed.get(key)
    if (known !== undefined) return known
    const content = text(path)
    const read = content === undefined ? null : parseSource(wholeFile(path, content))
    parsed.set(key, read)
    return read
  }
  return {
    resolve: (folder, entry) => {
      const path = joinPath(folder, entry)
      return path === null ? null : followLinks(tree, path)
    },
    text,
    documents,
    kustomization: (folder) => {
      for (const name of kustomizationPaths(folder)) {
        const path = followLinks(tree, name)
        const root = path === null ? undefined : documents(path)?.[0]
        if (path !== null && root?.kind === 'map') return { file: path, root }
      }
      return null
    }
  }
}

function followLinks(tree: Tree, path: string): string | null {
  let current = path
  for (let followed = 0; followed < LINK_LIMIT; followed++) {
    const link = firstLink(tree, current)
    if (link === null) return current
    const target = joinPath(folderOf(link), (tree.text(link) ?? '').trim())
    if (target === null) return null
    const next = joinPath(target, current.slice(link.length + 1))
    if (next === null) return null
    current = next
  }
  return null
}

function firstLink(tree: Tree, path: string): string | null {
  for (let end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
    const part = end < 0 ? path : path.slice(0, end)
    if (tree.entries.get(part)?.mode === LINK_MODE) return part
    if (end < 0) return null
  }
}
