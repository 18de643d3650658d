// The texts of a closure that must not be shown: what Secrets hold and what generators read as one, as the sources have them.

import { isAlias, isMap, isScalar, isSeq, parseAllDocuments } from 'yaml'
import type { Document } from 'yaml'
import type { Closure } from '../model/closure.ts'
import { folderOf, joinPath } from '../model/repo-path.ts'
import { LAST_APPLIED } from '../model/secret.ts'
import { LINK_MODE } from '../model/tree.ts'
import type { Tree } from '../model/tree.ts'
import { isReadable } from '../model/yaml-shape.ts'

const OPTIONS = { schema: 'failsafe', merge: false, uniqueKeys: false, strict: false, logLevel: 'silent' } as const
/** Fields of a Secret, or of a generator's configuration, that name it and hold no value. */
const NAMING = /^(?:apiversion|kind|metadata|name|namespace|type|behavior|options|files|envs?|immutable)$/i
/** Deeper than this a file is taken by its lines. */
const DEEPEST = 60
const MOST_NODES = 200_000

/** What is known of one closure while it is read. */
type Gathered = { readonly texts: Set<string>; readonly readAsSecret: Set<string>; nodes: number }

/**
 * Every value of a Secret in the sources, whole and line by line: below `data` and `stringData`, in `secretGenerator`, in files that
 * one reads, in placeholders, and in patches as far as they may be meant for a Secret. In doubt more than less: it is for hiding.
 */
export function secretTexts({ tree, closure }: { readonly tree: Tree; readonly closure: Closure }): ReadonlySet<string> {
  const gathered: Gathered = { texts: new Set(), readAsSecret: new Set(), nodes: 0 }
  const texts = closure.files.map(({ path }) => ({ path, text: tree.text(path) ?? '' }))
  for (const { path, text } of texts) if (isYaml(path, text)) fromYaml(path, text, gathered)
  for (const { path, text } of texts) {
    if (gathered.readAsSecret.has(path)) fromLines(tree.entries.get(path)?.mode === LINK_MODE ? linked(tree, path) : text, gathered)
  }
  for (const { content } of closure.placeholders) fromLines(content, gathered)
  return gathered.texts
}

function isYaml(path: string, text: string): boolean {
  return /\.(?:ya?ml|json)$|(?:^|\/)Kustomization$/.test(path) && /secret|data|value/i.test(text)
}

function linked(tree: Tree, path: string): string {
  const target = joinPath(folderOf(path), (tree.text(path) ?? '').trim())
  return target === null ? '' : (tree.text(target) ?? '')
}

/** What cannot be read as YAML is taken by its lines where it speaks of Secrets. */
function fromYaml(path: string, text: string, gathered: Gathered): void {
  if (!isReadable(text)) return fromLines(text, gathered)
  try {
    const documents = parseAllDocuments(text, OPTIONS)
    if (!Array.isArray(documents)) return
    for (const document of documents) {
      if (document.errors.length > 0 && /secret|data|value/i.test(text)) return fromLines(text, gathered)
      walk(document.contents, { path, document, depth: 0, secret: false }, gathered)
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    fromLines(text, gathered)
  }
}

type Place = {
  readonly path: string
  readonly document: Document
  readonly depth: number
  /** Whether all that is below is a Secret's. */
  readonly secret: boolean
}

function walk(node: unknown, place: Place, gathered: Gathered): void {
  gathered.nodes += 1
  if (place.depth > DEEPEST || gathered.nodes > MOST_NODES) throw new RangeError('too deep, or too many nodes')
  const below = { ...place, depth: place.depth + 1 }
  if (isAlias(node)) {
    // Unquoted text that begins with `*` is taken for an alias, too.
    if (place.secret) fromLines(node.source, gathered)
    return walk(node.resolve(place.document), below, gathered)
  }
  if (isSeq(node)) return node.items.forEach((item) => walk(item, below, gathered))
  if (isScalar(node)) return scalar(String(node.value), place, gathered)
  if (!isMap(node)) return
  const keys = node.items.flatMap(({ key }) => (isScalar(key) ? [String(key.value)] : []))
  const kind = node.items.flatMap(({ key, value }) => (isScalar(key) && key.value === 'kind' && isScalar(value) ? [String(value.value)] : []))[0]
  // A patch whose target says the kind has none of its own; an operation's value may be for any resource.
  const isOperation = keys.includes('op')
  const own = kind === undefined ? !isOperation : /^Secret(?:Generator)?$/.test(kind)
  for (const { key, value } of node.items) {
    const name = isScalar(key) ? String(key.value) : ''
    if (/^(?:files|envs?)$/i.test(name) && (place.secret || own)) readFiles(value, place, gathered)
    const starts = /^secretgenerator$/i.test(name) || (own && (name === 'data' || name === 'stringData')) || (isOperation && name === 'value')
    const generated = kind === 'SecretGenerator' && !NAMING.test(name)
    const annotated = name === LAST_APPLIED
    walk(value, { ...below, secret: starts || generated || annotated || (place.secret && !NAMING.test(name)) }, gathered)
  }
}

function scalar(text: string, place: Place, gathered: Gathered): void {
  if (place.secret) fromLines(text, gathered)
  // An inline patch, or a generator's configuration within a kustomization.
  else if (/\n|^\s*[[{]|:\s/.test(text)) fromYaml(place.path, text, gathered)
}

/** `key=path` or `path`, from the folder of the file that says so. */
function readFiles(node: unknown, { path }: Place, gathered: Gathered): void {
  for (const item of isSeq(node) ? node.items : [node]) {
    const entry = isScalar(item) ? String(item.value) : ''
    for (const named of [entry, entry.slice(entry.indexOf('=') + 1)]) {
      const file = named === '' ? null : joinPath(folderOf(path), named)
      if (file !== null) gathered.readAsSecret.add(file)
    }
  }
}

/** The whole, its lines, and of each line what stands behind its first `=` or `:`. */
function fromLines(text: string, { texts }: Gathered): void {
  const add = (part: string): void => void (part.trim() !== '' && texts.add(part.trim()))
  add(text)
  for (const line of text.split(/\r?\n/)) {
    add(line)
    const value = /^[^=:]*[=:](.*)$/.exec(line)?.[1]?.trim() ?? ''
    add(value)
    add(value.replace(/^(["'])(.*)\1$/, '$2').replace(/^["']/, ''))
  }
}
