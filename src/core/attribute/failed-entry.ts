// Where a build failed: the entry of a kustomization that kustomize's words mean, and the file that is broken behind it.

import { kustomizationPaths } from '../model/kustomization.ts'
import type { RenderFailure } from '../model/render.ts'
import type { RelatedLocation, SourceLocation } from '../model/source.ts'
import { fileLocation } from '../model/source.ts'
import { failedGenerator, failedReplacement, namedEntry } from './failed-field.ts'
import { brokenLine, duplicateKey } from './failed-file.ts'
import { failedOperation, failedTarget } from './failed-patch.ts'
import type { FailedPlaces, Scene } from './failed-scene.ts'
import { at, entriesNaming, last, only } from './failed-scene.ts'
import { locationOf } from './source-text.ts'
import type { Mark } from './source-text.ts'
import { fieldOf, itemsOf } from './traced.ts'
import type { Traced } from './traced.ts'
import type { OverlaySource } from './tracer.ts'
import { createTracer } from './tracer.ts'

export type FailedEntry = { readonly location: SourceLocation; readonly related: readonly RelatedLocation[] }

/**
 * The entry that one failure of an overlay means, by kustomize's own words (4.5.4 to 5.8); confidence `exact` where exactly one entry fits
 * them, else `file` with the kustomization that failed. null: nothing of it is in the repository.
 */
export function failedEntry(failure: Pick<RenderFailure, 'reason' | 'file' | 'line'>, source: OverlaySource): FailedEntry | null {
  const scene = sceneOf(failure.reason, source)
  const places = placesIn(failure, scene, source)
  if (places !== null) return { location: locationOf(places.mark), related: places.related ?? [] }
  const file = failure.file !== null && source.tree.entries.has(failure.file) ? failure.file : scene.file
  return file === null ? null : { location: fileLocation(file), related: [] }
}

/** The last folder that the words name is the failing kustomization's; the one before it is the one that uses it. */
function sceneOf(reason: string, source: OverlaySource): Scene & { readonly parent: string } {
  const words = reason.replaceAll('\\n', '\n').replaceAll('\\"', '"')
  const frames = [...words.matchAll(/(?:recursed accumulation of path|couldn't make target for path) '([^'\n]*?)'/g)]
  const folders = [source.closure.root, ...frames.map((frame) => (frame[1] === '.' ? '' : (frame[1] ?? '')))]
  const folder = folders.at(-1) ?? source.closure.root
  const reader = createTracer().reader(source)
  const name = kustomizationPaths(folder).find((path) => source.tree.entries.has(path))
  const kustomization = reader.kustomization(folder)
  return { words, folder, parent: folders.at(-2) ?? folder, reader, file: kustomization?.file ?? name ?? null, root: kustomization?.root }
}

type Given = Parameters<typeof failedEntry>[0]

function placesIn(failure: Given, scene: ReturnType<typeof sceneOf>, source: OverlaySource): FailedPlaces | null {
  return (
    refused(failure, scene, source) ??
    wholeLayer(scene) ??
    brokenLayer(failure, scene, source) ??
    unknownField(scene) ??
    resource(scene) ??
    failedTarget(scene) ??
    failedOperation(scene) ??
    missingPath(scene) ??
    failedGenerator(scene) ??
    failedReplacement(scene) ??
    namedEntry(scene) ??
    duplicateKey(scene, source)
  )
}

/** A remote base, a chart, a plugin: what the policy does not let be built. */
function refused({ reason, file }: Given, { reader }: Scene, { closure }: OverlaySource): FailedPlaces | null {
  const risk = closure.risks.find((each) => each.file === file && reason.startsWith(`\`${each.entry}\``))
  const documents = risk === undefined ? null : reader.documents(risk.file)
  const named = documents === null || risk === undefined ? [] : documents.flatMap((document) => scalars(document)).filter(({ text }) => text === risk.entry)
  return at(only(named.map(({ mark }) => mark)))
}

function scalars(node: Traced): readonly Extract<Traced, { kind: 'scalar' }>[] {
  if (node.kind === 'scalar') return [node]
  return (node.kind === 'list' ? node.items : [...node.entries.values()].map(({ value }) => value)).flatMap(scalars)
}

/** The folder itself is no kustomization, or not of the right kind: the entry that names it. */
function wholeLayer(scene: Scene & { readonly parent: string }): FailedPlaces | null {
  const { words, reader, parent } = scene
  const named =
    last(words, /unable to find one of .* in directory '([^'\n]*)'/g) ??
    last(words, /Found multiple kustomization files under: (\S+)/g) ??
    last(words, /expected kind 'Component' for path '([^'\n]*)'/g) ??
    last(words, /cycle detected: candidate root '([^'\n]*)'/g) ??
    (words.includes('kustomization.yaml is empty') ? scene.folder : null)
  if (named === null) return null
  const folder = named === '.' ? '' : named
  // A cycle and a component of the wrong kind are found by the layer that uses the folder.
  const user = /cycle detected|expected kind 'Component'/.test(words) ? scene.folder : parent
  const root = reader.kustomization(user)?.root
  const mark = only(entriesNaming({ ...scene, folder: user, root }, folder))
  const own = /is empty|expected kind/.test(words) && scene.file !== null ? kustomizationPaths(folder) : []
  const broken = own.find((file) => reader.text(file) !== undefined)
  return at(mark, broken === undefined ? [] : [{ location: fileLocation(broken), note: 'the file that it leads to' }])
}

/** A kustomization that is no YAML: kustomize's line numbers are right for these files. */
function brokenLayer({ line }: Given, scene: Scene & { readonly parent: string }, { tree }: OverlaySource): FailedPlaces | null {
  const { words, file, folder, parent, reader } = scene
  if (line === null || file === null || !tree.entries.has(file)) return null
  if (words.includes('in File:') || !/invalid Kustomization|error converting YAML to JSON/.test(words)) return null
  const mark: Mark = { file, line, column: null }
  const user = parent === folder ? null : only(entriesNaming({ ...scene, folder: parent, root: reader.kustomization(parent)?.root }, folder))
  return at(mark, user === null ? [] : [{ location: locationOf(user), note: 'named here' }])
}

/** Names that kustomize does not know, and values of the wrong type: it gives the name, we have the line. */
function unknownField({ words, root }: Scene): FailedPlaces | null {
  const unknown = last(words, /unknown field "([^"\n]+)"/g)
  const typed = last(words, /cannot unmarshal .* into Go struct field \w+\.(\S+) of type/g)
  const wanted = unknown ?? typed?.split('.').at(-1) ?? null
  if (wanted === null || root === undefined) return null
  const same = (key: string): boolean => (unknown === null ? key.toLowerCase() === wanted.toLowerCase() : key === wanted)
  const keys = (node: Traced): readonly Mark[] => {
    if (node.kind === 'list') return node.items.flatMap(keys)
    if (node.kind === 'scalar') return []
    return [...node.entries].flatMap(([key, entry]) => [...(same(key) ? [entry.key] : []), ...keys(entry.value)])
  }
  return at(only(keys(root)))
}

/** A file of `resources` that is broken, says too little, or brings what is there already. */
function resource(scene: Scene): FailedPlaces | null {
  const { words, folder, reader, root } = scene
  const entry = last(words, /(?:accumulating|merging) resources from '([^'\n]+)'/g)
  const file = entry === null ? null : reader.resolve(folder, entry)
  if (entry === null || file === null) return null
  const mark = only(['resources', 'bases'].flatMap((field) => itemsOf(fieldOf(root, field))).flatMap((item) => (item.kind === 'scalar' && item.text === entry ? [item.mark] : [])))
  const named = mark === null ? [] : [{ location: locationOf(mark), note: 'named here' }]
  const text = reader.text(file)
  if (words.includes('MalformedYAMLError') && text !== undefined) {
    const broken = brokenLine(file, text)
    return broken === null ? at(mark, [{ location: fileLocation(file), note: 'the file that it names' }]) : at(broken, named)
  }
  if (/missing metadata\.name|missing Resource metadata/.test(words)) {
    const nameless = (reader.documents(file) ?? []).filter((document) => fieldOf(fieldOf(document, 'metadata'), 'name') === undefined)
    const [document] = nameless
    return nameless.length !== 1 || document === undefined ? at(mark) : at(fieldOf(document, 'kind')?.kind === 'scalar' ? (fieldOf(document, 'kind')?.mark ?? document.mark) : document.mark, named)
  }
  const id = last(words, /already registered id: (\S+?)['\s]*(?::|$)/g)
  if (id === null) return null
  const [kind = ''] = id.split('.')
  const name = /\/([^/]*)\.[^/]*$/.exec(id)?.[1] ?? ''
  const twins = (reader.documents(file) ?? []).flatMap((document) => {
    const own = fieldOf(fieldOf(document, 'metadata'), 'name')
    return own?.kind === 'scalar' && own.text === name && fieldOf(document, 'kind')?.kind === 'scalar' && scalars(document).some((each) => each.text === kind) ? [own.mark] : []
  })
  const twin = only(twins)
  return at(mark, twin === null ? [] : [{ location: locationOf(twin), note: 'a resource of this identity is there already' }])
}

/** A path that leads to nothing, or out of where kustomize may read. */
function missingPath(scene: Scene): FailedPlaces | null {
  const path = last(scene.words, /evalsymlink failure on '([^'\n]*)'/g) ?? last(scene.words, /security; file '([^'\n]*)' is not in or below/g)
  return path === null ? null : at(only(entriesNaming(scene, path === '.' ? '' : path)))
}
