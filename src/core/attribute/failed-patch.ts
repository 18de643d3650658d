// Patches that failed: whose target is not there, whose operation does not apply, that are no patches.

import type { RelatedLocation } from '../model/source.ts'
import { fileLocation } from '../model/source.ts'
import { brokenLine } from './failed-file.ts'
import type { FailedPlaces, Scene } from './failed-scene.ts'
import { at, last, only } from './failed-scene.ts'
import { parseSource } from './parse-source.ts'
import type { Mark } from './source-text.ts'
import { locationOf, wholeFile } from './source-text.ts'
import type { Traced } from './traced.ts'
import { fieldOf, itemsOf, scalarOf, textOf } from './traced.ts'

/** One patch of the kustomization: the entry's line, what it consists of, and the file that holds it; null for an inline one. */
type Written = { readonly mark: Mark; readonly documents: readonly Traced[]; readonly file: string | null }

function written({ root, folder, reader }: Scene): readonly Written[] {
  const read = (entry: Traced, path: string | null, inline: Traced | undefined): readonly Written[] => {
    const file = path === null ? null : reader.resolve(folder, path)
    const named = scalarOf(entry, 'path')
    const mark = named?.mark ?? entry.mark
    if (file !== null && reader.text(file) !== undefined) return [{ mark, documents: reader.documents(file) ?? [], file }]
    const text = inline?.kind === 'scalar' ? inline.inner : null
    return [{ mark, documents: text === null ? [] : (parseSource(text) ?? []), file: null }]
  }
  return ['patches', 'patchesStrategicMerge', 'patchesJson6902'].flatMap((field) =>
    itemsOf(fieldOf(root, field)).flatMap((entry) => (entry.kind === 'scalar' ? read(entry, entry.text, entry) : read(entry, textOf(entry, 'path'), fieldOf(entry, 'patch'))))
  )
}

/** `Deployment.v1.apps/web.shop`: kind, version, group / name, namespace; what is not said stands in brackets. */
function readId(id: string): { readonly kind: string; readonly name: string } | null {
  const [, kind, name] = /^([^./]+)\.[^/]*\/(.*)\.(?:\[noNs\]|[^.]*)$/.exec(id) ?? []
  return kind === undefined || name === undefined ? null : { kind, name }
}

/** A strategic merge patch of nothing, or of several; an entry that is no patch at all. */
export function failedTarget(scene: Scene): FailedPlaces | null {
  const { words } = scene
  const unique = last(words, /failed to find unique target for patch (\S+)/g)
  if (unique !== null) {
    const id = readId(unique.replace(/["'`]+$/, ''))
    const found = written(scene).flatMap(({ mark, documents, file }) =>
      documents.flatMap((document) => {
        const name = scalarOf(fieldOf(document, 'metadata'), 'name')
        return id !== null && name?.text === id.name && textOf(document, 'kind') === id.kind ? [{ mark, name: name.mark, file }] : []
      })
    )
    const [patch] = found
    if (patch === undefined || found.length > 1) return null
    return patch.file === null ? at(patch.name) : at(patch.mark, [{ location: locationOf(patch.name), note: 'it patches this resource, which is not there' }])
  }
  return echoed(scene)
}

/** Builtins whose configuration kustomize repeats when they cannot read it, and the fields that they come from. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  PatchTransformer: ['patches'],
  PatchJson6902Transformer: ['patchesJson6902'],
  PatchStrategicMergeTransformer: ['patchesStrategicMerge'],
  HelmChartInflationGenerator: ['helmCharts', 'helmChartInflationGenerator'],
  ReplicaCountTransformer: ['replicas'],
  ImageTagTransformer: ['images'],
  ConfigMapGenerator: ['configMapGenerator'],
  SecretGenerator: ['secretGenerator'],
  LabelTransformer: ['labels']
}
const TELLING = ['path', 'patch', 'name', 'repo', 'releaseName', 'version']

function echoed({ words, root, folder, reader }: Scene): FailedPlaces | null {
  const [, builtin = '', text = ''] = [...words.matchAll(/trouble configuring builtin (\w+) with config: `\n([\s\S]*?)`: /g)].at(-1) ?? []
  const config = text === '' ? undefined : parseSource(wholeFile('', text))?.[0]
  if (config === undefined) return null
  const paths = itemsOf(fieldOf(config, 'paths')).map((path) => (path.kind === 'scalar' ? path.text : ''))
  const fits = (entry: Traced): boolean => {
    if (entry.kind === 'scalar') return paths.length === 1 && paths[0] === entry.text
    const said = TELLING.filter((key) => textOf(config, key) !== null || textOf(entry, key) !== null)
    return said.length > 0 && said.every((key) => textOf(config, key)?.trimEnd() === textOf(entry, key)?.trimEnd())
  }
  const entries = (FIELDS[builtin] ?? []).flatMap((field) => itemsOf(fieldOf(root, field))).filter(fits)
  const [entry] = entries
  if (entry === undefined || entries.length > 1) return null
  const path = entry.kind === 'scalar' ? entry.text : textOf(entry, 'path')
  const file = path === null || path.includes('\n') ? null : reader.resolve(folder, path)
  const broken = file === null ? undefined : reader.text(file)
  const line = file === null || broken === undefined ? null : brokenLine(file, broken)
  const related: readonly RelatedLocation[] = file === null || broken === undefined ? [] : [{ location: line === null ? fileLocation(file) : locationOf(line), note: 'the file that it names' }]
  return at(scalarOf(entry, 'path')?.mark ?? entry.mark, related)
}

/** A JSON 6902 operation, by the pointer that kustomize names and what it was to do there. */
export function failedOperation(scene: Scene): FailedPlaces | null {
  const { words } = scene
  const unknown = last(words, /Unexpected kind: (\S+)/g)
  const [, kind, pointer] =
    /(\w+) operation does not apply: doc is missing (?:path|from path|key): "?(\/[^\s":]*)/.exec(words) ??
    /error in (\w+) for path: '([^'\n]*)'/.exec(words) ??
    /(test)ing (?:value |path )?(\/\S*) failed/.exec(words) ??
    []
  if (unknown === null && (kind === undefined || pointer === undefined)) return null
  const found = written(scene).flatMap(({ mark, documents, file }) =>
    documents.flatMap((document) =>
      itemsOf(document).flatMap((operation) => {
        const path = scalarOf(operation, 'path')
        const op = textOf(operation, 'op')
        const meant = unknown === null ? op === kind && path?.text === pointer : op === unknown
        return meant && path !== null ? [{ path: unknown === null ? path.mark : operation.mark, mark, file }] : []
      })
    )
  )
  const line = only(found.map(({ path }) => path))
  const [patch] = found
  if (line === null || patch === undefined) return null
  return at(line, patch.file === null ? [] : [{ location: locationOf(patch.mark), note: 'applied here' }])
}
