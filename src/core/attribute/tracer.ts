// Traces an overlay's resources once for each kind that is asked for, and finds the one that a render shows.

import type { Closure } from '../model/closure.ts'
import type { ResourceId } from '../model/resource.ts'
import type { Tree } from '../model/tree.ts'
import { traceLayer } from './layer.ts'
import type { ParsedFiles, SourceReader } from './source-reader.ts'
import { sourceReader } from './source-reader.ts'
import type { TracedResource } from './traced-resource.ts'

export type OverlaySource = { readonly tree: Tree; readonly closure: Closure }

export type Tracer = {
  readonly reader: (source: OverlaySource) => SourceReader
  /** Resources of a kind, deleted ones included. */
  readonly ofKind: (source: OverlaySource, kind: string) => readonly TracedResource[]
}

/** Remembers what it has read: use one for all questions of a run. */
export function createTracer(): Tracer {
  const parsed: ParsedFiles = new Map()
  const traced = new Map<string, readonly TracedResource[]>()
  const reader = (source: OverlaySource): SourceReader => sourceReader(source.tree, parsed)
  return {
    reader,
    ofKind: (source, kind) => {
      const key = JSON.stringify([source.tree.revision, source.closure.key, source.closure.root, kind])
      const resources = traced.get(key) ?? traceLayer(reader(source), source.closure.root, kind)
      traced.set(key, resources)
      return resources
    }
  }
}

/** A generated name's hash: ten of the digits that kustomize's encoding can produce (api/hasher/hasher.go). */
const HASH = /-[24-9bcdfghkmt]{10}$/

/** The traced resource that the render shows under this id; null where none or several could be it. */
export function resourceIn(resources: readonly TracedResource[], id: ResourceId): TracedResource | null {
  const named = resources.filter((each) => each.gone === null && each.group === id.group && isNamed(each, id.name))
  return (
    only(named) ??
    only(named.filter((each) => each.current.namespace === id.namespace)) ??
    only(named.filter((each) => each.current.namespace === id.namespace && each.version === id.version))
  )
}

function isNamed(resource: TracedResource, name: string): boolean {
  return resource.current.name === name || (resource.hashed && resource.current.name === name.replace(HASH, ''))
}

function only<T>(items: readonly T[]): T | null {
  const [first] = items
  return items.length === 1 && first !== undefined ? first : null
}

/** The resource of a kind that something deleted and that had one of these names; null where there is none. */
export function deletedIn(resources: readonly TracedResource[], names: ReadonlySet<string>): TracedResource | null {
  const gone = resources.filter((each) => each.gone !== null && [...each.earlier, each.current].some((naming) => names.has(naming.name)))
  return only(gone)
}
