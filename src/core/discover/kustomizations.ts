// The kustomization files of a tree, parsed once per content; a broken one is remembered as broken, never thrown.

import { CORE_SCHEMA, load, Type } from 'js-yaml'
import { KUSTOMIZATION_NAMES, type Kustomization } from '../model/kustomization.ts'
import { folderOf } from '../model/repo-path.ts'
import { isMapping, type Mapping, type Value } from '../model/resource.ts'
import { SUBMODULE_MODE, type Tree } from '../model/tree.ts'
import { joinKin, partKin } from './kin.ts'
import { layoutOf, resolvePath, type Layout } from './layout.ts'

export type BrokenKustomization = {
  readonly folder: string
  /** The kustomization files of the folder, in the order in which kustomize looks for them. */
  readonly files: readonly string[]
  /** Whether it says `kind: Component`, as far as can be told. */
  readonly component: boolean
  readonly problem: string
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

export type ParsedKustomization =
  | { readonly kind: 'parsed'; readonly fields: Mapping; readonly component: boolean }
  | { readonly kind: 'broken'; readonly component: boolean; readonly problem: string }

/** Characters; the largest kustomization found in public repositories has a tenth of it. */
const LONGEST_KUSTOMIZATION = 2_000_000

/** `<<` merges mappings in kustomize's parser as well; dates stay text. */
const MERGE = new Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: (data) => data === '<<' || data === null })
const SCHEMA = CORE_SCHEMA.extend({ implicit: [MERGE] })

/** Reads every kustomization of a tree. */
export function readKustomizations(tree: Tree): KustomizationIndex {
  return createKustomizationReader().read(tree)
}

/** How many trees in a row know what they share with the one before: head, before and live. */
const MOST_KIN = 3

/** A reader that parses equal contents once, so that the trees of head and before share the work. */
export function createKustomizationReader(): { readonly read: (tree: Tree) => KustomizationIndex } {
  const parsed = new Map<string, ParsedKustomization>()
  const recent: { readonly index: KustomizationIndex; readonly tree: Tree }[] = []
  const read = (tree: Tree): KustomizationIndex => {
    const index = readTree(tree, parsed)
    const last = recent.at(-1)
    if (last !== undefined) joinKin(index, tree, last.index, last.tree)
    recent.push({ index, tree })
    const oldest = recent.length > MOST_KIN ? recent.shift() : undefined
    if (oldest !== undefined) partKin(oldest.index)
    return index
  }
  return { read }
}

function readTree(tree: Tree, parsed: Map<string, ParsedKustomization>): KustomizationIndex {
  const layout = layoutOf(tree)
  const byFolder = new Map<string, Kustomization>()
  const broken = new Map<string, BrokenKustomization>()
  for (const [folder, files] of kustomizationFiles(tree, layout)) {
    const [file = ''] = files
    const found = parseFile(tree, layout, file, parsed)
    if (files.length > 1) {
      broken.set(folder, { folder, files, component: found.component, problem: `more than one of ${KUSTOMIZATION_NAMES.join(', ')}` })
    } else if (found.kind === 'broken') {
      broken.set(folder, { folder, files, component: found.component, problem: found.problem })
    } else {
      byFolder.set(folder, { file, folder, fields: found.fields, component: found.component })
    }
  }
  const links = linkedFolders(tree, layout, byFolder, broken)
  const has = (folder: string): boolean => byFolder.has(folder) || broken.has(folder) || links.has(folder)
  return { layout, byFolder, broken, links, has }
  }

/** Parses a kustomization as kustomize does: first document only, field names without regard to case, last one wins. */
export function parseKustomization(text: string): ParsedKustomization {
  const component = /^kind:\s*["']?Component\b/im.test(text)
  if (text.length > LONGEST_KUSTOMIZATION) return { kind: 'broken', component, problem: `longer than ${LONGEST_KUSTOMIZATION} characters` }
  const value = parseYaml(firstDocument(text))
  if (value === undefined) return { kind: 'broken', component, problem: 'not valid YAML' }
  if (value === null) return { kind: 'parsed', fields: {}, component: false }
  if (!isMapping(value)) return { kind: 'broken', component, problem: 'not a mapping' }
  const fields = lowerCaseKeys(value)
  return { kind: 'parsed', fields, component: fields['kind'] === 'Component' }
}

/** One YAML document as data; undefined where it is none. Repeated keys are let through, as kustomize does. */
export function parseYaml(text: string): Value | undefined {
  try {
    // The decoder: this schema yields nothing but null, booleans, numbers, strings, lists and mappings.
    return (load(text, { schema: SCHEMA, json: true }) ?? null) as Value
  } catch {
    return undefined
  }
}

/** Every document of a file that can be parsed alone. */
export function parseDocuments(text: string): readonly Value[] {
  return text
    .split(/^---(?=\s|$)/m)
    .map(parseYaml)
    .filter((value) => value !== undefined && value !== null)
}

export function lowerCaseKeys(mapping: Mapping): Mapping {
  const lower: Record<string, Value> = {}
  for (const [key, value] of Object.entries(mapping)) {
    const name = key.toLowerCase()
    // Plain assignment would set the prototype.
    if (name === '__proto__') Object.defineProperty(lower, name, { value, enumerable: true, configurable: true, writable: true })
    else lower[name] = value
  }
  return lower
}

function firstDocument(text: string): string {
  const separator = /^(?:---|\.\.\.)(?=\s|$)/gm
  for (let found = separator.exec(text); found !== null; found = separator.exec(text)) {
    const before = text.slice(0, found.index).split('\n')
    if (before.some((line) => !/^\s*(?:#.*|%.*|\uFEFF?|---\s*)$/.test(line))) return text.slice(0, found.index)
  }
  return text
}

function kustomizationFiles(tree: Tree, layout: Layout): ReadonlyMap<string, readonly string[]> {
  const byFolder = new Map<string, string[]>()
  for (const path of layout.paths) {
    const folder = folderOf(path)
    const name = folder === '' ? path : path.slice(folder.length + 1)
    if (!KUSTOMIZATION_NAMES.includes(name) || tree.entries.get(path)?.mode === SUBMODULE_MODE) continue
    const files = byFolder.get(folder)
    if (files === undefined) byFolder.set(folder, [path])
    else files.push(path)
  }
  for (const files of byFolder.values()) files.sort((a, b) => rank(a) - rank(b))
  return byFolder
}

function rank(path: string): number {
  return KUSTOMIZATION_NAMES.findIndex((name) => path === name || path.endsWith(`/${name}`))
}

function parseFile(tree: Tree, layout: Layout, file: string, memo: Map<string, ParsedKustomization>): ParsedKustomization {
  const target = resolvePath(tree, layout, '', file)
  const entry = tree.entries.get(target.path)
  const known = entry === undefined ? undefined : memo.get(entry.blob)
  if (known !== undefined && target.kind === 'file') return known
  const text = target.kind === 'file' ? tree.text(target.path) : undefined
  if (entry === undefined || text === undefined) return { kind: 'broken', component: false, problem: 'a link that leads to no file' }
  const found = parseKustomization(text)
  memo.set(entry.blob, found)
  return found
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
