// From one field of a render to the source line that wrote it, or that took it away. Never a guessed line: better the file.

import type { RenderedPath } from '../model/difference.ts'
import type { FieldPath } from '../model/field-path.ts'
import { folderOf } from '../model/repo-path.ts'
import type { ResourceId, Value } from '../model/resource.ts'
import { isScalar } from '../model/resource.ts'
import type { SourceLocation } from '../model/source.ts'
import { fileLocation } from '../model/source.ts'
import { explains, fromBase64 } from './explain.ts'
import { appliesTo } from './field-specs.ts'
import { imageParts, splitImage } from './images.ts'
import { markInside } from './inside-value.ts'
import type { Found } from './navigate.ts'
import { navigate } from './navigate.ts'
import { differingPart } from './rope.ts'
import type { Mark } from './source-text.ts'
import { firstDifferentLine, locationOf, markAt } from './source-text.ts'
import type { Traced, TracedScalar } from './traced.ts'
import { nodeAt, scalarOf } from './traced.ts'
import type { TracedResource } from './traced-resource.ts'
import type { OverlaySource, Tracer } from './tracer.ts'
import { createTracer, HASH, resourceIn } from './tracer.ts'

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
export type Origin = {
  readonly location: SourceLocation
  readonly state: 'present' | 'removed' | 'absent'
  /** The entry of a replacement that puts the value there. */
  readonly via?: SourceLocation
  /** Set where the sources do not tell: something that is not understood may have written the field, or taken it away. */
  readonly open?: true
  /** Where it is open: lines that may well be the one. */
  readonly likely?: readonly SourceLocation[]
}

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
  const unknown: Origin = { location: overlayFile(query.source), state, open: true }
  const resource = resourceIn(tracer.ofKind(query.source, query.resource.kind), query.resource)
  if (resource === null) return foreignOrigin(query, tracer, unknown)
  if (query.path.length === 0 && query.value !== undefined) return { location: locationOf(identityOf(resource)), state }
  if (isDoubtful(resource, query.path)) return unknown
  const found = navigate(resource.body, query.path, query.keys ?? null, query.value === undefined)
  if (query.value === undefined) return absence(query, found, unknown)
  const { value, against } = query
  const isHashed = resource.hashed && query.path.join('/') === 'metadata/name' && value !== resource.current.name
  const asked = isHashed ? { ...query, value: unhashed(value), against: unhashed(against) } : query
  const mark = found.kind === 'found' ? presence(asked, asked.value ?? value, found, isReferenceIn(query, resource, tracer)) : null
  const written = mark ?? rewrittenNamespace(query, tracer)
  if (written === null) return unknown
  const via = mark !== null && found.kind === 'found' && found.node.kind === 'scalar' ? found.node.via : undefined
  return { location: locationOf(written), state, ...(via === undefined ? {} : { via: locationOf(via) }) }
}

/** What makes a resource the one that it is: the patch or replacement that has given it another name, else what makes it exist. */
function identityOf({ at, body, earlier, current }: TracedResource): Mark {
  const name = nodeAt(body, ['metadata', 'name'])
  const renamed = earlier.some((naming) => naming.name !== current.name)
  return renamed && name?.kind === 'scalar' && name.parts === null && name.text === current.name ? (name.via ?? name.mark) : at
}

/** A generated name as the sources have it. */
function unhashed(name: Value | undefined): Value | undefined {
  return typeof name === 'string' ? name.replace(HASH, '') : name
}

/** What this build writes into a resource from elsewhere; the rest is from the entry that brings it. */
function foreignOrigin(query: OriginQuery, tracer: Tracer, unknown: Origin): Origin {
  const { value, path } = query
  if (value === undefined) return unknown
  const likely: SourceLocation[] = []
  const marks = tracer.foreign(query.source, query.resource).map((probe): Mark | null => {
    likely.push(locationOf(probe.at))
    const brought = probe.foreign === 'remote' ? probe.at : null
    if (path.length === 0) return brought
    if (isDoubtful(probe, path)) return null
    const found = navigate(probe.body, path, query.keys ?? null, true)
    if (found.kind === 'found') {
      const mark = explains(found.node, value) ? presence(query, value, found, false) : null
      if (mark !== null) likely.unshift(locationOf(mark))
      return mark === probe.at ? brought : mark
    }
    return found.kind === 'absent' && !mayRewrite(query, tracer) ? brought : null
  })
  const [first] = marks
  if (!first || marks.some((mark) => mark?.file !== first.file || mark.line !== first.line)) return { ...unknown, likely }
  return { location: locationOf(first), state: 'present' }
}

/** Whether something in the build may have changed a field that it does not create. */
function mayRewrite({ source, resource, path, value }: OriginQuery, tracer: Tracer): boolean {
  const { rewrites, images } = tracer.scope(source, resource.kind)
  const field = String(path.at(-1))
  const touched = path.some((segment) => /^(matchLabels|selector|namespace|subjects)$/.test(String(segment)))
  return rewrites || touched || (images && /^(image|reference|containers|initContainers)$/.test(field)) || /name$|account$/i.test(field) || !isScalar(value)
}

/** Whether a field spec of `nameReference` names the field. */
function isReferenceIn({ source, path }: OriginQuery, resource: TracedResource, tracer: Tracer): boolean {
  const keys = path.filter((segment) => typeof segment === 'string').join('/')
  const specs = tracer.build(source, resource.kind).specs.nameReference
  return specs.some((spec) => appliesTo(spec, resource) && spec.path.map((segment) => segment.replace(/\[\]$/, '')).join('/') === keys)
}

/** List items are left out of doubts, so a doubt about a list is one about all its items. */
function isDoubtful(resource: TracedResource, path: RenderedPath): boolean {
  const keys = path.filter((segment) => typeof segment === 'string')
  return resource.doubts.some((doubt) => doubt.slice(0, keys.length).every((key, index) => key === keys[index]))
}

function presence(query: OriginQuery, value: Value, found: Extract<Found, { kind: 'found' }>, isReference: boolean): Mark | null {
  const { node } = found
  if (node.kind !== 'scalar') return explains(node, value) ? found.at : null
  if (query.within !== null) {
    const inside = node.parts === null ? markInside(node, query.within, value) : null
    if (inside !== null && inside !== 'absent') return inside
    return explains(node, value) ? found.at : null
  }
  if (!explains(node, value)) {
    if (node.otherwise !== null) return presence(query, value, { ...found, node: node.otherwise, at: node.otherwise.mark }, isReference)
    return isRenamed(query, node, value, isReference) ? found.at : null
  }
  if (node.image && typeof query.against === 'string') return imagePart(node, query.against)
  // Several affixes and nothing to compare with: it could be any of them.
  if (node.parts !== null && !node.image && query.against === undefined && node.parts.length > 2) return null
  if (node.parts !== null && isScalar(query.against)) return differingPart(node.parts, String(query.against))
  return differingLine(node, query.against) ?? found.at
}

/** Where an `images` entry wrote several parts, the one that differs from the other side; null where it could be several. */
function imagePart(scalar: TracedScalar, against: string): Mark | null {
  const [ours, theirs, parts] = [splitImage(scalar.text), splitImage(against), imageParts(scalar)]
  const part = (['name', 'digest', 'tag'] as const).find((each) => ours[each] !== theirs[each])
  if (part === undefined) return scalar.mark
  const pieces = parts[part]
  // What the other side has and this one has not goes where the rest of this side's image is written.
  if (pieces === null) return (parts.tag ?? parts.digest ?? parts.name)[0]?.mark ?? scalar.mark
  const [only, ...more] = pieces
  return only !== undefined && more.length === 0 ? only.mark : differingPart(pieces, theirs[part] ?? '')
}

/** The first line on which two texts differ; of Secrets, within what their base64 says. */
function differingLine(scalar: TracedScalar, against: Value | undefined): Mark | null {
  if (typeof against !== 'string' || scalar.inner === null || scalar.parts !== null) return null
  if (scalar.inner.first === null || scalar.inner.step === 0) return null
  const other = scalar.encoding === null ? against : fromBase64(against)
  const line = other === null ? null : firstDifferentLine(scalar.text, other)
  const last = scalar.text.replace(/\n$/, '').split('\n').length
  return line === null ? null : markAt(scalar.inner, Math.min(line, last), null)
}

/** A reference that kustomize has carried along with the prefix, suffix or hash of what it names. */
function isRenamed(query: OriginQuery, scalar: TracedScalar, value: Value, isReference: boolean): boolean {
  const field = query.path.at(-1)
  if (typeof value !== 'string' || typeof field !== 'string' || !(isReference || /name$|^serviceAccount$/i.test(field))) return false
  const written = plainNames(query, value)
  if (!written.has(scalar.text)) return false
  // Where the two sides name the same, it is not this line that makes them differ.
  return typeof query.against !== 'string' || !plainNames(query, query.against).has(scalar.text)
}

/** A name without the prefixes, suffixes and hash that the build may have put on it. */
function plainNames(query: OriginQuery, name: string): ReadonlySet<string> {
  const { prefixes, suffixes } = query.source.closure
  const plain = new Set<string>([name, name.replace(HASH, '')])
  // A Set grows while it is walked, so each stripped form is stripped again.
  for (const each of plain) {
    for (const prefix of prefixes) if (prefix !== '' && each.startsWith(prefix)) plain.add(each.slice(prefix.length))
    for (const suffix of suffixes) if (suffix !== '' && each.endsWith(suffix)) plain.add(each.slice(0, -suffix.length))
  }
  return plain
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
