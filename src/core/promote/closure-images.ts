// An overlay's sources as one image sees them: whether it can be in the render, and what would have to change for that to change.

import type { Closure } from '../model/closure.ts'
import { isKustomizationFile } from '../model/kustomization.ts'
import { once } from '../model/memo.ts'
import { folderOf, joinPath } from '../model/repo-path.ts'
import type { Value } from '../model/resource.ts'
import { byText } from '../model/text.ts'
import { LINK_MODE } from '../model/tree.ts'
import { bearingKeys, movesValues, reduceDocument, type ReductionScope } from './image-source.ts'
import type { KustomizationSource, Legibility } from './kustomization-source.ts'
import { readKustomizationSource, reduceKustomization, splitsWords } from './kustomization-source.ts'
import type { Needle } from './needle.ts'
import { readDocuments, textsIn } from './source-documents.ts'

/** What can be said about images from the sources of one overlay at one commit. */
export type ClosureImages = {
  /** false: no render of these sources has the image. */
  readonly mayHold: (sought: Needle) => boolean
  /** Two overlays' sources with equal projections render the image at the same places, if they render at all. */
  readonly projection: (sought: Needle) => string
}

export type ClosureImageReader = (closure: Closure) => ClosureImages

export type ClosureImageOptions = {
  /** A loaded text by blob; undefined for what is not loaded or is no text. */
  readonly textOf: (blob: string) => string | undefined
  /** Whether the policy names fields of its own that hold images. */
  readonly imageFields: boolean
}

/** A reader that looks at equal contents once. */
export function createClosureImageReader(options: ClosureImageOptions): ClosureImageReader {
  const sources = new Map<string, Source>()
  const sourceOf = (name: string, text: string): Source => {
    const known = sources.get(name) ?? createSource(name, text)
    sources.set(name, known)
    return known
  }
  return (closure) => readClosure(closure, sourceOf, options)
}

function readClosure(
  closure: Closure,
  sourceOf: (name: string, text: string) => Source,
  { textOf, imageFields }: ClosureImageOptions
): ClosureImages {
  const files = [
    ...closure.files.map(({ path, entry }) => {
      const text = entry.mode === LINK_MODE ? undefined : textOf(entry.blob)
      return { path, name: `${entry.mode} ${entry.blob}`, source: text === undefined ? null : sourceOf(entry.blob, text) }
    }),
    ...closure.placeholders.map(({ path, content }) => {
      const name = JSON.stringify(content)
      return { path, name, source: sourceOf(name, content) }
    })
  ].sort((a, b) => byText(a.path, b.path))
  const kustomizations = files.flatMap(({ path, source }) =>
    source !== null && isKustomizationFile(path) ? [{ path, source: source.kustomization() }] : []
  )
  const generated = new Set(
    kustomizations
      .flatMap(({ path, source }) => source.generated.map((entry) => joinPath(folderOf(path), entry)))
      .filter((path) => path !== null)
  )
  const releases = files.some(({ source }) => source?.text.includes('HelmRelease') === true)
  const copying = kustomizations.some(({ source }) => 'replacements' in source.fields)
  // Generated ConfigMaps name no images, unless something copies text out of them.
  const counted = copying ? files : files.filter(({ path }) => !generated.has(path) || isKustomizationFile(path))
  const manifests = counted.flatMap(({ path, source }) => (source === null || isKustomizationFile(path) ? [] : [source]))
  const legibility = worst([
    closure.risks.length > 0 || kustomizations.length === 0 || files.some(isUnread) ? 'opaque' : 'reduced',
    imageFields ? 'whole' : 'reduced',
    ...kustomizations.map(({ source }) => source.legibility),
    ...manifests.map((source) => manifestLegibility(source, copying))
  ])
  const scope: ReductionScope = {
    bearing: new Set([
      ...kustomizations.flatMap(({ source }) => [...source.bearing]),
      ...manifests.flatMap((source) => [...source.bearing()])
    ]),
    selectors: kustomizations.some(({ source }) => source.selectors),
    releases
  }
  const scopeName = JSON.stringify([[...scope.bearing].sort(), scope.selectors, scope.releases])

  return {
    mayHold: (sought) =>
      legibility === 'opaque' ||
      (sought.numeric && (releases || imageFields)) ||
      counted.some(({ path, source }) => source?.mayHold(sought, isKustomizationFile(path)) === true),
    projection: (sought) => {
      if (legibility !== 'reduced') return closure.key
      const parts = counted.map(({ path, name, source }) => [
        path,
        source === null ? name : source.reduced(scope, scopeName, sought, isKustomizationFile(path))
      ])
      return JSON.stringify([closure.root, scopeName, parts])
    }
  }
}

/** A file that is there and cannot be looked into, or a kustomization by another name. */
function isUnread({ path, name, source }: { readonly path: string; readonly name: string; readonly source: Source | null }): boolean {
  return source === null && (name.startsWith('100') || isKustomizationFile(path))
}

function worst(all: readonly Legibility[]): Legibility {
  return all.includes('opaque') ? 'opaque' : all.includes('whole') ? 'whole' : 'reduced'
}

function manifestLegibility(source: Source, copying: boolean): Legibility {
  const documents = source.documents()
  if (documents === null) return copying && /delimiter/i.test(source.text) ? 'opaque' : 'whole'
  if (copying && documents.some(splitsWords)) return 'opaque'
  return documents.some(movesValues) ? 'whole' : 'reduced'
}

/** One content, whatever its path. Everything is worked out when it is first asked for. */
type Source = {
  readonly text: string
  readonly kustomization: () => KustomizationSource
  readonly documents: () => readonly Value[] | null
  readonly bearing: () => ReadonlySet<string>
  readonly mayHold: (sought: Needle, kustomization: boolean) => boolean
  readonly reduced: (scope: ReductionScope, scopeName: string, sought: Needle, kustomization: boolean) => string
}

/** Escapes by which a double-quoted scalar can hide what it says. */
const ESCAPES = /\\(?:[xuU]|\r?\n)/

function createSource(name: string, text: string): Source {
  const kustomization = once(() => readKustomizationSource(text))
  const documents = once(() => readDocuments(text))
  const lower = once(() => text.toLowerCase())
  const bearing = once(() => new Set((documents() ?? []).flatMap((document) => [...bearingKeys(document)])))
  const escaped = once(() => (ESCAPES.test(text) ? (documents()?.flatMap(textsIn) ?? null) : []))
  const reductions = new Map<string, string>()
  return {
    text,
    kustomization,
    documents,
    bearing,
    mayHold: ({ texts }, asKustomization) => {
      const holds = (here: string): boolean => texts.some((each) => here.includes(each))
      if (holds(lower())) return true
      const scalars = escaped()
      // Patches inside a kustomization are read a second time, with escapes of their own.
      return scalars === null || scalars.some((scalar) => holds(scalar.toLowerCase()) || (asKustomization && ESCAPES.test(scalar)))
    },
    reduced: (scope, scopeName, sought, asKustomization) => {
      const known = JSON.stringify([scopeName, sought, asKustomization])
      const found =
        reductions.get(known) ??
        (asKustomization
          ? JSON.stringify(reduceKustomization(kustomization(), scope, sought))
          : (JSON.stringify(documents()?.map((document) => reduceDocument(document, scope, sought))) ?? name))
      reductions.set(known, found)
      return found
    }
  }
}
