// A revision's files that can be taken back commit by commit, read the way closures read a tree, every look noted.

import type { ParsedKustomization } from '../core/discover/kustomization-text.ts'
import type { BrokenKustomization, KustomizationIndex } from '../core/discover/kustomizations.ts'
import { parseKustomization } from '../core/discover/kustomization-text.ts'
import { positionOf, resolvePath, sortedPaths, type Layout } from '../core/discover/layout.ts'
import type { PathChange } from '../core/model/history.ts'
import { kustomizationPaths, type Kustomization } from '../core/model/kustomization.ts'
import { LINK_MODE, SUBMODULE_MODE, type Tree, type TreeEntry } from '../core/model/tree.ts'

/** What was asked of a tree: a change of none of it cannot change the answer. */
export type Looks = {
  /** Paths that were asked for, there or not. */
  readonly paths: Set<string>
  /** Folders that were asked for, with all below them. */
  readonly folders: Set<string>
  /** Blobs whose text was asked for and is not loaded. */
  readonly unread: Set<string>
}

export type View = { readonly tree: Tree; readonly index: KustomizationIndex; readonly looks: Looks }

export type PastTree = {
  /** Takes a commit's changes back. */
  readonly undo: (changes: readonly PathChange[]) => void
  /** The files as they are now; good until the next `undo`. */
  readonly view: () => View
}

/** Parsed kustomizations by blob; shared by all that read the same repository. */
export type ParsedTexts = Map<string, ParsedKustomization>

/** Starts from a revision. `textOf` gives the loaded texts by blob. */
export function createPastTree(tip: Tree, textOf: (blob: string) => string | undefined, parsed: ParsedTexts): PastTree {
  const { entries, put } = changeable(tip.entries)
  const paths = [...sortedPaths(tip)]
  const links = new Set<string>()
  tip.entries.forEach(({ mode }, path) => mode === LINK_MODE && links.add(path))

  const replace = (path: string, entry: TreeEntry | null): void => {
    const known = entries.has(path)
    if (known && entry === null) paths.splice(positionOf(paths, path), 1)
    if (!known && entry !== null) paths.splice(positionOf(paths, path), 0, path)
    put(path, entry)
    if (entry?.mode === LINK_MODE) links.add(path)
    else links.delete(path)
  }

  const view = (): View => {
    const looks: Looks = { paths: new Set(), folders: new Set(), unread: new Set() }
    const tree: Tree = {
      revision: tip.revision,
      entries: lookup((path) => {
        looks.paths.add(path)
        return entries.get(path)
      }, () => entries),
      text: (path) => {
        looks.paths.add(path)
        const blob = entries.get(path)?.blob
        const text = blob === undefined ? undefined : textOf(blob)
        if (blob !== undefined && text === undefined) looks.unread.add(blob)
        return text
      }
    }
    const layout: Layout = {
      paths,
      folders: notedFolders((folder) => {
        looks.folders.add(folder)
        return folder === '' || paths[positionOf(paths, `${folder}/`)]?.startsWith(`${folder}/`) === true
      }),
      links: [...links].sort()
    }
    return { tree, index: indexOf(tree, layout, looks, parsed), looks }
  }

  return {
    undo: (changes) => {
      for (const { path, before } of changes) replace(path, before)
    },
    view
  }
}

/** A map to be changed, of which only the changes are held besides: a walk is often short. null takes a path out. */
function changeable(held: ReadonlyMap<string, TreeEntry>) {
  const changes = new Map<string, TreeEntry | null>()
  const get = (path: string): TreeEntry | undefined => {
    const change = changes.get(path)
    return change === undefined ? held.get(path) : (change ?? undefined)
  }
  const whole = (): ReadonlyMap<string, TreeEntry> => {
    const all = new Map(held)
    for (const [path, entry] of changes) {
      if (entry === null) all.delete(path)
      else all.set(path, entry)
    }
    return all
  }
  return { entries: lookup(get, whole), put: (path: string, entry: TreeEntry | null): void => void changes.set(path, entry) }
}

/** The kustomizations of a tree, each folder read when it is first asked for. */
function indexOf(tree: Tree, layout: Layout, looks: Looks, parsed: ParsedTexts): KustomizationIndex {
  const read = new Map<string, Kustomization>()
  const unreadable = new Map<string, BrokenKustomization>()
  const done = new Set<string>()
  const look = (folder: string): void => {
    if (done.has(folder)) return
    done.add(folder)
    const files = kustomizationPaths(folder).filter((path) => {
      const entry = tree.entries.get(path)
      return entry !== undefined && entry.mode !== SUBMODULE_MODE
    })
    const [file] = files
    if (file === undefined) return
    const found = parsedFile(tree, layout, file, looks, parsed)
    if (found.kind === 'parsed' && files.length === 1) read.set(folder, { file, folder, fields: found.fields, component: found.component })
    else {
      const problem = found.kind === 'broken' ? found.problem : 'more than one'
      unreadable.set(folder, { folder, files, component: found.component, problem })
    }
  }
  const byFolder = lookup((folder) => {
    look(folder)
    return read.get(folder)
  }, () => read)
  const broken = lookup((folder) => {
    look(folder)
    return unreadable.get(folder)
  }, () => unreadable)
  return { layout, byFolder, broken, links: new Map(), has: (folder) => byFolder.has(folder) || broken.has(folder) }
}

function parsedFile(tree: Tree, layout: Layout, file: string, looks: Looks, parsed: ParsedTexts): ParsedKustomization {
  const target = resolvePath(tree, layout, '', file)
  const blob = target.kind === 'file' ? tree.entries.get(target.path)?.blob : undefined
  const known = blob === undefined ? undefined : parsed.get(blob)
  if (known !== undefined) return known
  const text = blob === undefined ? undefined : tree.text(target.path)
  // What is not loaded yet is read as one that says nothing; its reader comes back when it is.
  if (blob !== undefined && looks.unread.has(blob)) return { kind: 'parsed', fields: {}, component: false }
  if (blob === undefined || text === undefined) return { kind: 'broken', component: false, problem: 'a link that leads to no file' }
  const found = parseKustomization(text)
  parsed.set(blob, found)
  return found
}

/** A map that is asked for one key at a time; `whole` is what there is to go through, if anybody does. */
function lookup<V>(get: (key: string) => V | undefined, whole: () => ReadonlyMap<string, V>): ReadonlyMap<string, V> {
  return {
    get,
    has: (key) => get(key) !== undefined,
    get size() {
      return whole().size
    },
    forEach: (visit, self) => whole().forEach(visit, self),
    keys: () => whole().keys(),
    values: () => whole().values(),
    entries: () => whole().entries(),
    [Symbol.iterator]: () => whole()[Symbol.iterator]()
  }
}

/** Folders answer one question only: whether one is there. */
function notedFolders(has: (folder: string) => boolean): ReadonlySet<string> {
  const none = new Set<string>()
  return {
    has,
    size: 0,
    forEach: (visit, self) => none.forEach(visit, self),
    keys: () => none.keys(),
    values: () => none.values(),
    entries: () => none.entries(),
    [Symbol.iterator]: () => none[Symbol.iterator]()
  }
}
