// Traces an overlay's resources once for each kind that is asked for, and finds the one that a render shows.

import type { Closure } from '../model/closure.ts'
import type { ResourceId } from '../model/resource.ts'
import { byText } from '../model/text.ts'
import type { Tree } from '../model/tree.ts'
import type { Accumulated } from './layer.ts'
import { traceBuild } from './layer.ts'
import { scopeFor, scopeOf } from './scope.ts'
import type { ParsedFiles, SourceReader } from './source-reader.ts'
import { sourceReader } from './source-reader.ts'
import type { Scope, TracedResource } from './traced-resource.ts'

export type OverlaySource = { readonly tree: Tree; readonly closure: Closure }

export type Tracer = {
  readonly reader: (source: OverlaySource) => SourceReader
  /** Resources of a kind, deleted ones included. */
  readonly ofKind: (source: OverlaySource, kind: string) => readonly TracedResource[]
  /** What else the build of that kind has brought to light. */
  readonly build: (source: OverlaySource, kind: string) => Accumulated
  readonly scope: (source: OverlaySource, kind: string) => Scope
  /** Stands for the resource at each entry that may bring it from elsewhere; none where the repository has all of it. */
  readonly foreign: (source: OverlaySource, id: ResourceId) => readonly TracedResource[]
}

/** Remembers what it has read: use one for all questions of a run. */
export function createTracer(): Tracer {
  const parsed: ParsedFiles = new Map()
  const scopes = new Map<string, Scope>()
  const builds = new Map<string, Accumulated>()
  const reader = (source: OverlaySource): SourceReader => sourceReader(source.tree, parsed)
  const overlayKey = ({ tree, closure }: OverlaySource): string => JSON.stringify([tree.revision, closure.key, closure.root])
  const scopeIn = (source: OverlaySource, kind: string): Scope => {
    const overlay = overlayKey(source)
    const general = scopes.get(overlay) ?? scopeOf(reader(source), source.closure.kustomizations)
    scopes.set(overlay, general)
    return scopeFor(general, kind)
  }
  const build = (source: OverlaySource, kind: string): Accumulated => {
    const scope = scopeIn(source, kind)
    const key = `${overlayKey(source)} ${scope.kinds === null ? '' : [...scope.kinds].sort(byText).join(',')}`
    const known = builds.get(key) ?? traceBuild(reader(source), source.closure.root, scope)
    builds.set(key, known)
    return known
  }
  const foreign = (source: OverlaySource, id: ResourceId): readonly TracedResource[] => {
    if (!build(source, id.kind).foreign) return []
    const probed = (name: string): readonly TracedResource[] => {
      const scope: Scope = { ...scopeIn(source, id.kind), probe: { id, name } }
      const { resources } = traceBuild(reader(source), source.closure.root, scope)
      return resources.filter((each) => each.foreign !== undefined && each.gone === null)
    }
    // Names are told by what each entry's layers put before and behind any name.
    return probed(PLACEHOLDER).flatMap((each) => {
      const [before = '', after = ''] = each.current.name.split(PLACEHOLDER)
      const name = id.name.slice(before.length, id.name.length - after.length)
      if (name === '' || before + name + after !== id.name) return []
      return probed(name).filter((probe) => probe.at === each.at && probe.current.name === id.name)
    })
  }
  return {
    reader,
    build,
    scope: scopeIn,
    foreign,
    ofKind: (source, kind) => build(source, kind).resources.filter((each) => each.kind === kind)
  }
}

/** A name that no manifest has. */
const PLACEHOLDER = '\u0000'

/** A generated name's hash: ten of the digits that kustomize's encoding can produce (api/hasher/hasher.go). */
export const HASH = /-[24-9bcdfghkmt]{10}$/

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
