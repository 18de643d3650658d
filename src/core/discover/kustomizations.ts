// The kustomization files of a tree, parsed once per content; a broken one is remembered as broken, never thrown.

import { isKustomizationFile, KUSTOMIZATION_NAMES, kustomizationPaths, type Kustomization } from '../model/kustomization.ts'
import { remembered, rememberedFor } from '../model/memo.ts'
import { folderOf } from '../model/repo-path.ts'
import { SUBMODULE_MODE, type Tree } from '../model/tree.ts'
import { indexedFiles } from './indexed-files.ts'
import { differenceOf, joinKin, partKin, type Difference } from './kin.ts'
import { parseKustomization, type ParsedKustomization } from './kustomization-text.ts'
import { layoutOf, resolvePath, type Layout } from './layout.ts'
import { withoutPlainValues } from './plain-values.ts'

export type BrokenKustomization = {
  readonly folder: string
  /** The kustomization files of the folder, in the order in which kustomize looks for them. */
  readonly files: readonly string[]
  /** Whether it says `kind: Component`, as far as can be told. */
  readonly component: boolean
  readonly problem: string
  /** Where its YAML breaks off. */
  readonly line?: number
}

export type KustomizationIndex = {
  readonly layout: Layout
  readonly byFolder: ReadonlyMap<string, Kustomization>
  readonly broken: ReadonlyMap<string, BrokenKustomization>
  /** Symbolic links to folders that hold a kustomization, with the folder that they lead to. */
  readonly links: ReadonlyMap<string, string>
  /** Whether a folder, or a link to one, holds a kustomization, broken or not. */
  readonly has: (folder: string) => boolean
}

/** Reads every kustomization of a tree. */
export function readKustomizations(tree: Tree): KustomizationIndex {
  return createKustomizationReader().read(tree)
}

/** How many trees in a row know what they share with the one before: head, before and live. */
const MOST_KIN = 3

export type KustomizationReader = {
  readonly read: (tree: Tree) => KustomizationIndex
  /** Parses a content ahead: while others are still to come. */
  readonly take: (blob: string, text: string) => void
}

/** A reader that reads a tree once, and parses equal contents once, so that the trees of head and before share the work. */
export function createKustomizationReader(): KustomizationReader {
  const parse = rememberTexts()
  const recent: { readonly index: KustomizationIndex; readonly tree: Tree }[] = []
  const read = (tree: Tree): KustomizationIndex => {
    const last = recent.at(-1)
    const difference = last === undefined ? null : differenceOf(tree, last.tree)
    const index = last !== undefined && difference?.inContents === true ? readAgain(tree, last.index, difference, parse) : readTree(tree, parse)
    if (last !== undefined && difference !== null) joinKin(index, { index: last.index, difference })
    recent.push({ index, tree })
    const oldest = recent.length > MOST_KIN ? recent.shift() : undefined
    if (oldest !== undefined) partKin(oldest.index)
    return index
  }
  return { read: rememberedFor(read), take: (blob, text) => void parse(blob, () => text) }
}

function readTree(tree: Tree, parse: Parse): KustomizationIndex {
  const layout = layoutOf(tree)
  const byFolder = new Map<string, Kustomization>()
  const broken = new Map<string, BrokenKustomization>()
  for (const [folder, files] of kustomizationFiles(tree)) readFolder(folder, files, { tree, layout, byFolder, broken }, parse)
  return indexOf(tree, layout, byFolder, broken)
}

/** A tree in which files have other contents than in one that has been read. */
function readAgain(tree: Tree, { layout, ...earlier }: KustomizationIndex, { paths }: Difference, parse: Parse): KustomizationIndex {
  // Whatever is a link may lead to one of these files.
  if (layout.links.length > 0) return readTree(tree, parse)
  const byFolder = new Map(earlier.byFolder)
  const broken = new Map(earlier.broken)
  for (const folder of new Set([...paths].filter(isKustomizationFile).map(folderOf))) {
    byFolder.delete(folder)
    broken.delete(folder)
    readFolder(folder, kustomizationPaths(folder).filter((path) => tree.entries.has(path)), { tree, layout, byFolder, broken }, parse)
  }
  return indexOf(tree, layout, byFolder, broken)
}

type Found = { readonly tree: Tree; readonly layout: Layout; readonly byFolder: Map<string, Kustomization>; readonly broken: Map<string, BrokenKustomization> }

/** `files`: the kustomization files of the folder, in the order in which kustomize looks for them. */
function readFolder(folder: string, files: readonly string[], { tree, layout, byFolder, broken }: Found, parse: Parse): void {
  const [file = ''] = files
  const found = parseFile(tree, layout, file, parse)
  if (files.length > 1) {
    broken.set(folder, { folder, files, component: found.component, problem: `more than one of ${KUSTOMIZATION_NAMES.join(', ')}` })
  } else if (found.kind === 'broken') {
    const { component, problem, line } = found
    broken.set(folder, { folder, files, component, problem, ...(line === undefined ? {} : { line }) })
  } else {
    byFolder.set(folder, { file, folder, fields: found.fields, component: found.component })
  }
}

function indexOf(tree: Tree, layout: Layout, byFolder: KustomizationIndex['byFolder'], broken: KustomizationIndex['broken']): KustomizationIndex {
  const links = linkedFolders(tree, layout, byFolder, broken)
  const has = (folder: string): boolean => byFolder.has(folder) || broken.has(folder) || links.has(folder)
  return { layout, byFolder, broken, links, has }
}

/** The text of a blob as a kustomization. */
type Parse = (blob: string, text: () => string | undefined) => ParsedKustomization | undefined

/** Equal contents are parsed once, and what differs only in values that do not matter here as well. */
function rememberTexts(): Parse {
  const byBlob = new Map<string, ParsedKustomization>()
  const byPlainText = remembered(parseKustomization)
  return (blob, textOf) => {
    const known = byBlob.get(blob)
    if (known !== undefined) return known
    const text = textOf()
    if (text === undefined) return undefined
    const plain = byPlainText(withoutPlainValues(text))
    // Lines are those of the whole text.
    const found = plain.kind === 'broken' ? parseKustomization(text) : plain
    byBlob.set(blob, found)
    return found
  }
}

function kustomizationFiles(tree: Tree): ReadonlyMap<string, readonly string[]> {
  const byFolder = new Map<string, string[]>()
  for (const path of indexedFiles(tree)) {
    if (!isKustomizationFile(path) || tree.entries.get(path)?.mode === SUBMODULE_MODE) continue
    const folder = folderOf(path)
    const files = byFolder.get(folder)
    if (files === undefined) byFolder.set(folder, [path])
    else files.push(path)
  }
  for (const files of byFolder.values()) if (files.length > 1) files.sort((a, b) => rank(a) - rank(b))
  return byFolder
}

function rank(path: string): number {
  return KUSTOMIZATION_NAMES.findIndex((name) => path === name || path.endsWith(`/${name}`))
}

function parseFile(tree: Tree, layout: Layout, file: string, parse: Parse): ParsedKustomization {
  const target = resolvePath(tree, layout, '', file)
  const entry = target.kind === 'file' ? tree.entries.get(target.path) : undefined
  const found = entry === undefined ? undefined : parse(entry.blob, () => tree.text(target.path))
  return found ?? { kind: 'broken', component: false, problem: 'a link that leads to no file' }
}

function linkedFolders(
  tree: Tree,
  layout: Layout,
  byFolder: ReadonlyMap<string, Kustomization>,
  broken: ReadonlyMap<string, BrokenKustomization>
): ReadonlyMap<string, string> {
  const links = new Map<string, string>()
  for (const link of layout.links) {
    const target = resolvePath(tree, layout, '', link)
    if (target.kind === 'folder' && (byFolder.has(target.path) || broken.has(target.path))) links.set(link, target.path)
  }
  return links
}
