// From one field of a render to the source line that wrote it, or that took it away. Never a guessed line: better the file.

import type { RenderedPath } from '../model/difference.ts'
import type { FieldPath } from '../model/field-path.ts'
import { folderOf } from '../model/repo-path.ts'
import type { ResourceId, Value } from '../model/resource.ts'
import type { SourceLocation } from '../model/source.ts'
import { fileLocation } from '../model/source.ts'
import { explains } from './explain.ts'
import { imageMarks, splitImage } from './images.ts'
import { markInside } from './inside-value.ts'
import type { Found } from './navigate.ts'
import { navigate } from './navigate.ts'
import type { Mark } from './source-text.ts'
import { firstDifferentLine, locationOf, markAt } from './source-text.ts'
import type { Traced, TracedScalar } from './traced.ts'
import { scalarOf } from './traced.ts'
import type { TracedResource } from './traced-resource.ts'
import type { OverlaySource, Tracer } from './tracer.ts'
import { createTracer, resourceIn } from './tracer.ts'

export type OriginQuery = {
  readonly source: OverlaySource
  /** As rendered. */
  readonly resource: ResourceId
  /** As rendered; empty for the resource itself. For an absent field: as it stands where the field exists. */
  readonly path: RenderedPath
  /** The same path with list items by merge key, where known: it makes sure that a position means the same item. */
  readonly keys?: FieldPath | null
  /** Pointer inside a value that holds a document; null elsewhere. */
  readonly within: string | null
  /** undefined: the field is absent, and the question is what took it away or where it would go. */
  readonly value: Value | undefined
  /** The value on the other side: tells which part of an image, or which line of a text, makes the difference. */
  readonly against?: Value | undefined
}

/** `removed`: the location is the line that deletes the field. */
export type Origin = { readonly location: SourceLocation; readonly state: 'present' | 'removed' | 'absent' }

/** The line that wrote a field. Confidence `exact`, or `file` with the overlay's kustomization where the line cannot be told. */
export function originOf(query: OriginQuery, tracer: Tracer = createTracer()): SourceLocation {
  return traceOrigin(query, tracer).location
}

/** The overlay's own kustomization file. */
export function overlayFile(source: OverlaySource): SourceLocation {
  const root = source.closure.root
  return fileLocation(source.closure.kustomizations[0] ?? (root === '' ? 'kustomization.yaml' : `${root}/kustomization.yaml`))
}

/** As originOf, and whether the line holds the field, removes it, or is only where it would go. */
export function traceOrigin(query: OriginQuery, tracer: Tracer): Origin {
  const state = query.value === undefined ? 'absent' : 'present'
  const unknown: Origin = { location: overlayFile(query.source), state }
  const resource = resourceIn(tracer.ofKind(query.source, query.resource.kind), query.resource)
  if (resource === null) return unknown
  if (query.path.length === 0 && query.value !== undefined) return { location: locationOf(resource.at), state }
  if (isDoubtful(resource, query.path)) return unknown
  const found = navigate(resource.body, query.path, query.keys ?? null, query.value === undefined)
  if (query.value === undefined) return absence(query, found, unknown)
  const mark = found.kind === 'found' ? presence(query, query.value, found) : null
  const written = mark ?? rewrittenNamespace(query, tracer)
  return written === null ? unknown : { location: locationOf(written), state }
}

/** List items are left out of doubts, so a doubt about a list is one about all its items. */
function isDoubtful(resource: TracedResource, path: RenderedPath): boolean {
  const keys = path.filter((segment) => typeof segment === 'string')
  return resource.doubts.some((doubt) => doubt.slice(0, keys.length).every((key, index) => key === keys[index]))
}

function presence(query: OriginQuery, value: Value, found: Extract<Found, { kind: 'found' }>): Mark | null {
  const { node } = found
  if (node.kind !== 'scalar') return explains(node, value) ? found.at : null
  if (query.within !== null) {
    const inside = markInside(node, query.within, value)
    if (inside !== null && inside !== 'absent') return inside
    return explains(node, value) ? found.at : null
  }
  if (!explains(node, value) && !isRenamedReference(query, node, value)) return null
  return imagePart(query, node) ?? differingLine(node, query.against) ?? found.at
}

/** Where an `images` entry wrote several parts, the one that differs from the other side. */
function imagePart(query: OriginQuery, scalar: TracedScalar): Mark | null {
  if (scalar.image === null || typeof query.against !== 'string') return null
  const [ours, theirs] = [splitImage(scalar.text), splitImage(query.against)]
  const marks = imageMarks(scalar)
  if (ours.name !== theirs.name) return marks.name
  return (ours.digest === theirs.digest ? marks.tag : marks.digest) ?? marks.tag ?? scalar.mark
}

/** The first line on which two texts of several lines differ. */
function differingLine(scalar: TracedScalar, against: Value | undefined): Mark | null {
  if (typeof against !== 'string' || scalar.inner === null || scalar.encoding !== null) return null
  if (scalar.inner.first === null || scalar.inner.step === 0) return null
  const line = firstDifferentLine(scalar.text, against)
  const last = scalar.text.replace(/\n$/, '').split('\n').length
  return line === null ? null : markAt(scalar.inner, Math.min(line, last), null)
}

/** A reference that kustomize has carried along with the prefix, suffix or hash of what it names. */
function isRenamedReference(query: OriginQuery, scalar: TracedScalar, value: Value): boolean {
  const field = query.path.at(-1)
  if (typeof value !== 'string' || typeof field !== 'string' || !/name$|^serviceAccount$/i.test(field)) return false
  const { prefixes, suffixes } = query.source.closure
  const plain = new Set<string>([value, value.replace(/-[24-9bcdfghkmt]{10}$/, '')])
  // A Set grows while it is walked, so each stripped form is stripped again.
  for (const name of plain) {
    for (const prefix of prefixes) if (prefix !== '' && name.startsWith(prefix)) plain.add(name.slice(prefix.length))
    for (const suffix of suffixes) if (suffix !== '' && name.endsWith(suffix)) plain.add(name.slice(0, -suffix.length))
  }
  return plain.has(scalar.text)
}

/** Namespaces of references follow the overlay's `namespace:` when what they name is part of the build. */
function rewrittenNamespace(query: OriginQuery, tracer: Tracer): Mark | null {
  if (query.path.at(-1) !== 'namespace' || query.path[0] === 'metadata') return null
  const root = tracer.reader(query.source).kustomization(query.source.closure.root)?.root
  const namespace = scalarOf(root, 'namespace')
  return namespace !== null && namespace.text === query.value ? namespace.mark : null
}

function absence(query: OriginQuery, found: Found, unknown: Origin): Origin {
  switch (found.kind) {
    case 'removed':
      return { location: locationOf(found.mark), state: 'removed' }
    case 'absent':
      return { location: ownPlace(query.source, found.within) ?? unknown.location, state: 'absent' }
    case 'found':
      return insideAbsence(query, found.node, found.at, unknown)
  }
}

function insideAbsence(query: OriginQuery, node: Traced, at: Mark, unknown: Origin): Origin {
  if (query.within === null || node.kind !== 'scalar') return unknown
  if (markInside(node, query.within, undefined) !== 'absent') return unknown
  return { location: ownPlace(query.source, [at]) ?? unknown.location, state: 'absent' }
}

/** The last place in the overlay's own folder that writes the siblings of what is missing: the counterpart would go there. */
function ownPlace(source: OverlaySource, places: readonly Mark[]): SourceLocation | null {
  const { root } = source.closure
  const own = places.filter(({ file }) => root === '' || folderOf(file) === root || file.startsWith(`${root}/`))
  const last = own.at(-1)
  return last === undefined ? null : locationOf(last)
}
