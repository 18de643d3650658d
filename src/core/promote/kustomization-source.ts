// What a kustomization does to images: its entries and patches, and whether it can make up text that stands in no source.

import type { Mapping, Value } from '../model/resource.ts'
import { isList, isMapping, isScalar } from '../model/resource.ts'
import type { ReductionScope } from './image-source.ts'
import { bearingKeys, movesValues, reduceDocument } from './image-source.ts'
import type { Needle } from './needle.ts'
import { maskParts } from './needle.ts'
import { isEmpty, readDocuments, UNQUOTED } from './source-documents.ts'

/**
 * How far the sources tell what a render has. `reduced`: what cannot matter can be left out. `whole`: every text counts as it is,
 * but images still stand in some source. `opaque`: text can be made up, or comes from elsewhere.
 */
export type Legibility = 'reduced' | 'whole' | 'opaque'

export type KustomizationSource = {
  readonly legibility: Legibility
  /** Top-level fields with their names in lower case. */
  readonly fields: Mapping
  /** Entries of generators, relative to the kustomization: their contents end up in ConfigMaps and Secrets only. */
  readonly generated: readonly string[]
  readonly selectors: boolean
  readonly bearing: ReadonlySet<string>
}

/** Fields that say nothing about images, or only by what they refer to. */
const WITHOUT_IMAGES = [
  'configmapgenerator',
  'secretgenerator',
  'generatoroptions',
  'replicas',
  'sortoptions',
  'buildmetadata',
  'metadata',
  // Their default fields hold no images; configurations could add some.
  'vars'
]
/** Fields that count as they are written. */
const AS_WRITTEN = [
  'apiversion',
  'kind',
  'resources',
  'bases',
  'components',
  'namespace',
  'nameprefix',
  'namesuffix',
  'labels',
  'commonlabels',
  'commonannotations',
  'replacements'
]
const PATCHES = ['patches', 'patchesstrategicmerge', 'patchesjson6902']
const IMAGES = ['images', 'imagetags']

/** Reads one kustomization file's text. */
export function readKustomizationSource(text: string): KustomizationSource {
  const documents = readDocuments(text)
  const [document = {}] = documents ?? []
  if (documents === null || documents.length > 1 || !isMapping(document)) return OPAQUE
  const fields = Object.fromEntries(Object.entries(document).map(([key, value]) => [key.toLowerCase(), value]))
  const patches = PATCHES.flatMap((field) => inlinePatches(fields[field]))
  return {
    legibility: legibilityOf(fields, patches, text),
    fields,
    generated: [...generatorFiles(fields['configmapgenerator']), ...generatorFiles(fields['secretgenerator'])],
    selectors: /(?:label|annotation)selector/i.test(text),
    bearing: new Set(patches.flatMap((patch) => (patch === null ? [] : patch.flatMap((each) => [...bearingKeys(each)]))))
  }
}

const OPAQUE: KustomizationSource = { legibility: 'opaque', fields: {}, generated: [], selectors: true, bearing: new Set() }

/** The kustomization without what cannot matter to the image. */
export function reduceKustomization({ fields }: KustomizationSource, scope: ReductionScope, sought: Needle): Value {
  const kept: [string, Value][] = []
  for (const field of Object.keys(fields).sort()) {
    const value = fields[field]
    if (value === undefined || isEmpty(value) || WITHOUT_IMAGES.includes(field)) continue
    if (IMAGES.includes(field)) kept.push([field, isList(value) ? value.map((entry) => reduceEntry(entry, sought)) : value])
    else if (PATCHES.includes(field)) kept.push([field, isList(value) ? value.map((entry) => reducePatch(entry, scope, sought)) : value])
    else if (scope.selectors || !METADATA.includes(field)) kept.push([field, value])
    else kept.push([field, deciding(value)])
  }
  return Object.fromEntries(kept)
}

const METADATA = ['commonlabels', 'commonannotations']

/** Where nothing is chosen by labels or annotations, only kustomize's own annotations decide what becomes of a resource. */
function deciding(value: Value): Value {
  if (!isMapping(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([key]) => /(?:kubernetes|k8s)\.io\//.test(key)))
}

function legibilityOf(fields: Mapping, patches: readonly (readonly Value[] | null)[], text: string): Legibility {
  const used = Object.keys(fields).filter((field) => !isEmpty(fields[field]))
  if (used.some((field) => ![...WITHOUT_IMAGES, ...AS_WRITTEN, ...PATCHES, ...IMAGES].includes(field))) return 'opaque'
  // A suffix is joined to a tag that stands elsewhere.
  if (/tagsuffix/i.test(text)) return 'opaque'
  if (splitsWords(fields['replacements'] ?? [])) return 'opaque'
  if (used.includes('replacements')) return 'whole'
  if (patches.some((patch) => patch === null || patch.some(movesValues))) return 'whole'
  return IMAGES.flatMap((field) => entryNames(fields[field])).every((name) => PLAIN_NAME.test(name)) ? 'reduced' : 'whole'
}

/** A delimiter of letters and digits alone could join two halves of a tag. */
export function splitsWords(value: Value): boolean {
  if (isList(value)) return value.some(splitsWords)
  if (!isMapping(value)) return false
  return Object.entries(value).some(([key, child]) =>
    key.toLowerCase() === 'delimiter' && isScalar(child) ? /^\0?[a-z0-9]+$/i.test(String(child)) : splitsWords(child)
  )
}

/** kustomize takes names for regular expressions: where the last part is no plain word, one could match tags. */
const PLAIN_NAME = /^(?:[\w.:/-]*\/)?[\w-]+$/

function entryNames(value: Value | undefined): readonly string[] {
  if (value === undefined || isEmpty(value)) return []
  const names = isList(value) ? value.map((entry) => (isMapping(entry) ? entry['name'] : undefined)) : [undefined]
  return names.map((name) => (typeof name === 'string' ? name : ''))
}

const ENTRY_KEYS = ['name', 'newName', 'newTag', 'digest']

function reduceEntry(entry: Value, sought: Needle): Value {
  if (!isMapping(entry) || Object.entries(entry).some(([key, value]) => !ENTRY_KEYS.includes(key) || !isText(value))) return entry
  const { newTag, digest, ...names } = entry
  const masked = maskParts(textOr(newTag), textOr(digest), sought)
  return { ...names, ...(masked.tag === null ? {} : { newTag: masked.tag }), ...(masked.digest === null ? {} : { digest: masked.digest }) }
}

function textOr(value: Value | undefined): string | null {
  return typeof value === 'string' ? value : null
}

function isText(value: Value): boolean {
  return typeof value === 'string' && !value.startsWith(UNQUOTED)
}

function reducePatch(entry: Value, scope: ReductionScope, sought: Needle): Value {
  const text = isMapping(entry) ? entry['patch'] : entry
  const documents = typeof text === 'string' && isInline(text, isMapping(entry)) ? readDocuments(text) : null
  if (documents === null) return entry
  const reduced = documents.map((document) => reduceDocument(document, scope, sought))
  return isMapping(entry) ? { ...entry, patch: reduced } : reduced
}

/** The documents of every patch that is written in the kustomization itself; null for one that cannot be read. */
function inlinePatches(value: Value | undefined): readonly (readonly Value[] | null)[] {
  if (!isList(value)) return []
  return value.flatMap((entry) => {
    const text = isMapping(entry) ? entry['patch'] : entry
    return typeof text === 'string' && isInline(text, isMapping(entry)) ? [readDocuments(text)] : []
  })
}

/** A string alone is a file's name unless it looks like YAML. */
function isInline(text: string, patch: boolean): boolean {
  return (patch || /[\n:{]/.test(text)) && !isEmpty(text)
}

function generatorFiles(value: Value | undefined): readonly string[] {
  if (!isList(value)) return []
  return value.flatMap((generator) => {
    if (!isMapping(generator)) return []
    const entries = ['files', 'envs', 'env'].flatMap((field) => generator[field] ?? []).flat()
    return entries.filter((entry) => typeof entry === 'string').map((entry) => entry.slice(entry.indexOf('=') + 1))
  })
}
