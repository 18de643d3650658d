// The kustomization files of a tree, parsed once per content; a broken one is remembered as broken, never thrown.

import { CORE_SCHEMA, load, Type, YAMLException } from 'js-yaml'
import { KUSTOMIZATION_NAMES, type Kustomization } from '../model/kustomization.ts'
import { folderOf } from '../model/repo-path.ts'
import { isList, isMapping, type Mapping, type Value } from '../model/resource.ts'
import { byText } from '../model/text.ts'
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

export type ParsedKustomization =
  | { readonly kind: 'parsed'; readonly fields: Mapping; readonly component: boolean }
  | { readonly kind: 'broken'; readonly component: boolean; readonly problem: string; readonly line?: number }

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
      const { component, problem, line } = found
      broken.set(folder, { folder, files, component, problem, ...(line === undefined ? {} : { line }) })
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
  if (value === undefined) return { kind: 'broken', component, ...brokenAt(text) }
  if (value === null) return { kind: 'parsed', fields: {}, component: false }
  if (!isMapping(value)) return { kind: 'broken', component, problem: 'not a mapping' }
  const fields = lowerCaseKeys(value)
  return { kind: 'parsed', fields, component: fields['kind'] === 'Component' }
}

/** One YAML document as data; undefined where it is none, or where kustomize may read another. Repeated keys are let through, as it does. */
export function parseYaml(text: string): Value | undefined {
  if (LINE_ENDS.test(text)) return undefined
  try {
    const value = loadYaml(text)
    return text.includes('<<') && mergesLate(text) ? undefined : value
  } catch {
    return undefined
  }
}

/** kustomize's parser ends lines, and with them comments, at these characters too, as YAML 1.1 wants it. */
const LINE_ENDS = /[\u0085\u2028\u2029]/

function loadYaml(text: string): Value {
  // The decoder: this schema yields nothing but null, booleans, numbers, strings, lists and mappings.
  return (load(text, { schema: SCHEMA, json: true }) ?? null) as Value
}

/** Whether a `<<` comes after other keys of its mapping: kustomize lets it win over them, other parsers do not. Throws on a second one. */
function mergesLate(text: string): boolean {
  const seen = new Set<Value>()
  const pending: Value[] = [load(text, { schema: CORE_SCHEMA }) as Value]
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (typeof at !== 'object' || at === null || seen.has(at)) continue
    seen.add(at)
    if (isMapping(at) && Object.keys(at).indexOf('<<') > 0) return true
    pending.push(...(isList(at) ? at : Object.values(at)))
  }
  return false
}

function brokenAt(text: string): { readonly problem: string; readonly line?: number } {
  const odd = text.search(LINE_ENDS)
  if (odd >= 0) return { problem: 'it holds U+0085, U+2028 or U+2029, which YAML 1.1 alone takes for ends of lines', line: text.slice(0, odd).split('\n').length }
  try {
    loadYaml(firstDocument(text))
    return { problem: 'a merge key `<<` comes after other keys of its mapping, or twice, which parsers read differently' }
  } catch (error) {
    return { problem: 'not valid YAML', ...(error instanceof YAMLException ? { line: lineIn(text, error.mark.line) } : {}) }
  }
}

/** A line of the text, from 1; what the parser misses at the very end is missing in the last line that is there. `index` from 0. */
function lineIn(text: string, index: number): number {
  return Math.min(index + 1, text.replace(/\n+$/, '').split('\n').length)
}

/** Every document of a file that says something; `whole` is false where one of them cannot be read. */
export function parseDocuments(text: string): { readonly documents: readonly Value[]; readonly whole: boolean } {
  const values = text.split(/^---(?=\s|$)/m).map(parseYaml)
  return { documents: values.filter((value) => value !== undefined && value !== null), whole: !values.includes(undefined) }
}

/**
 * Keys as Go matches them (encoding/json folds `ſ` and the Kelvin sign, too), in the order in which it meets them: sorted. Of two
 * spellings of one key the last wins for scalars; lists and mappings are joined, as Go leaves of the first what the last does not say.
 */
export function lowerCaseKeys(mapping: Mapping): Mapping {
  const lower: Record<string, Value> = {}
  const entries = Object.entries(mapping).map(([key, value]) => [key, key.replaceAll('ſ', 's').toLowerCase(), value] as const)
  const twice = new Set(entries.map(([, name]) => name)).size < entries.length
  for (const [, name, value] of twice ? entries.sort(([a], [b]) => byText(a, b)) : entries) {
    const all = twice && Object.hasOwn(lower, name) ? joined(lower[name], value) : value
    // Plain assignment would set the prototype.
    if (name === '__proto__') Object.defineProperty(lower, name, { value: all, enumerable: true, configurable: true, writable: true })
    else lower[name] = all
  }
  return lower
}

function joined(old: Value | undefined, value: Value): Value {
  if (isList(old) && isList(value)) return [...old, ...value]
  return isMapping(old) && isMapping(value) ? { ...old, ...value } : value
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
