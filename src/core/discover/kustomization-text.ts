// The text of a kustomization as data, read as kustomize does; what is broken is remembered as broken, never thrown.

import { CORE_SCHEMA, load, Type, YAMLException } from 'js-yaml'
import { isList, isMapping, type Mapping, type Value } from '../model/resource.ts'
import { byText } from '../model/text.ts'

export type ParsedKustomization =
  | { readonly kind: 'parsed'; readonly fields: Mapping; readonly component: boolean }
  | { readonly kind: 'broken'; readonly component: boolean; readonly problem: string; readonly line?: number }

/** Characters; the largest kustomization found in public repositories has a tenth of it. */
const LONGEST_KUSTOMIZATION = 2_000_000

/** `<<` merges mappings in kustomize's parser as well; dates stay text. */
const MERGE = new Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: (data) => data === '<<' || data === null })
const SCHEMA = CORE_SCHEMA.extend({ implicit: [MERGE] })

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
    return { problem: 'not valid YAML', ...lineOf(error, text) }
  }
}

/** The library's types promise a place, but several documents have none. */
function lineOf(error: unknown, text: string): { readonly line?: number } {
  const mark: { readonly line: number } | undefined = error instanceof YAMLException ? error.mark : undefined
  return mark === undefined ? {} : { line: lineIn(text, mark.line) }
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
  if (!Object.keys(mapping).some((key) => NOT_LOWER.test(key))) return mapping
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

/** What may have another spelling in lower case. */
const NOT_LOWER = /[A-Z\u0080-\uffff]/

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
