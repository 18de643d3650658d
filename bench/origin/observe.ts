// What the gate says about a mutation: the differences between the two states, and the lines that it gives for each.

import { attributed } from '../../src/core/attribute/attribute.ts'
import type { Attributed } from '../../src/core/attribute/attribute.ts'
import { compare } from '../../src/core/compare/compare.ts'
import { judgePair } from '../../src/core/judge/judge-pair.ts'
import type { RenderedPath } from '../../src/core/model/difference.ts'
import type { Draft } from '../../src/core/model/draft.ts'
import type { ArgsByCode } from '../../src/core/model/finding.ts'
import { finding } from '../../src/core/model/finding.ts'
import { formatPointer } from '../../src/core/model/field-path.ts'
import type { NormalRender, NormalResource } from '../../src/core/model/normal-render.ts'
import type { Render } from '../../src/core/model/render.ts'
import type { ResourceId, Value } from '../../src/core/model/resource.ts'
import { formatResourceId } from '../../src/core/model/resource.ts'
import type { Confidence } from '../../src/core/model/source.ts'
import { leavesOf, valueAt } from '../../src/core/model/value-at.ts'
import { normalise } from '../../src/core/render/normalise.ts'
import type { Overlay } from '../../src/core/model/overlay.ts'
import type { Experiments } from './experiment.ts'
import { environmentOf } from './experiment.ts'
import type { Files, Side, World } from './world.ts'
import { FOLDERS, overlayOf, sourcesOf } from './world.ts'

/** A line that the gate names. `wouldGo`: that side has no such field, and the line is only where it would go. */
export type Claim = {
  readonly side: Side
  readonly file: string
  readonly line: number
  readonly confidence: Confidence
  readonly wouldGo: boolean
  readonly removes: boolean
}

/** One difference, and what the gate says about it. */
export type Observation = {
  readonly place: string
  readonly left: Where
  readonly right: Where
  readonly claims: readonly Claim[]
}

export type Where = { readonly resource: ResourceId | null; readonly path: RenderedPath; readonly value: Value | undefined }

const SIDES: readonly Side[] = ['left', 'right']

export type Asked = {
  readonly world: World
  readonly files: Readonly<Record<Side, Files>>
  readonly renders: Readonly<Record<Side, Render>>
  /** The file that the mutation changed: on the mutated side it is the change that is judged. */
  readonly changed: string
  /** null: no experiments. */
  readonly experiments: Experiments | null
  /** Sides on which an answer counts: nothing is asked of the others. */
  readonly sides: readonly Side[]
}

/** The gate's answer to two states of a world; empty where the gate sees no difference. */
export async function observe({ world, files, renders, changed, experiments, sides: wanted }: Asked): Promise<readonly Observation[]> {
  const { source } = sourcesOf(world.root, files.left, files.right)
  const sides = Object.fromEntries(
    SIDES.map((side) => {
      const environment = environmentOf(side)
      const { prefixes, suffixes } = source[side].closure
      const render = normalise(renders[side], { prefixes, suffixes, words: [FOLDERS[side]] })
      const bodies = new Map(render.resources.map(({ id, body }) => [formatResourceId(id), body]))
      return [side, { environment, render, overlay: overlayOf(side, world.root), bodies }] as const
    })
  )
  const [a, b] = [sides.left, sides.right]
  if (a === undefined || b === undefined) throw new Error('two sides are needed')
  const differences = compare(a, b)
  const drafts: readonly Draft[] =
    differences.length > 0
      ? judgePair(a, b, differences, { axes: [], imageFields: [] }).map(({ draft }) => draft)
      : renamings(world, a.render, b.render)
  const asked = {
    source: (overlay: Overlay) => (overlay.environment === FOLDERS.left ? source.left : source.right),
    changed: new Set([`${FOLDERS.right}/${changed}`])
  }
  const first = attributed(drafts, asked)
  const open = first.flatMap((each) => each.open).filter(({ overlay }) => wanted.some((side) => FOLDERS[side] === overlay.environment))
  const answers = experiments === null || open.length === 0 ? null : await experiments(open, world, files, renders)
  const findings = answers === null || answers.size === 0 ? first : attributed(drafts, { ...asked, answers })
  return drafts.flatMap((draft, index) => {
    const found = findings[index]
    return found === undefined ? [] : [observation(draft, found)]
  })
}

/**
 * What no comparison shows, because declared names and namespaces never differ: asked for field by field on both sides, as
 * references and promotions are. Resources pair by kind and the name without what is declared.
 */
function renamings(world: World, left: NormalRender, right: NormalRender): readonly Draft[] {
  const [lefts, rights] = [byPlainName(left), byPlainName(right)]
  return [...rights].flatMap(([key, resource]): readonly Draft[] => {
    const other = lefts.get(key)
    if (resource === null || other === undefined || other === null) return []
    return SIDES.flatMap((side): readonly Draft[] => {
      const [own, against] = side === 'left' ? [other, resource] : [resource, other]
      const leaves = leavesOf(own.body).filter(({ path, value }) => isNaming(path) && valueAt(against.body, path) !== value)
      return leaves.map(({ path, value }) => ({
        finding: finding('cross-environment-reference', 'error', reference(value, valueAt(against.body, path)), { path: null }),
        subject: { kind: 'field', overlay: overlayOf(side, world.root), resource: own.id, path, value }
      }))
    })
  })
}

/**
 * The arguments of a reference: it is told with the word in the value that it is about, as a run tells another environment's. Here that is
 * what the other state's value has not, between what both begin and end with; none where that is nothing.
 */
function reference(own: Value, other: Value | undefined): ArgsByCode['cross-environment-reference'] {
  const [mine, theirs] = [own, other].map((value) => (typeof value === 'string' ? value : '')) as [string, string]
  const shortest = Math.min(mine.length, theirs.length)
  let [start, end] = [0, 0]
  while (start < shortest && mine[start] === theirs[start]) start += 1
  while (end < shortest - start && mine.at(-1 - end) === theirs.at(-1 - end)) end += 1
  return { what: 'namespace', value: mine, word: mine.slice(start, mine.length - end), names: '' }
}

/** null where two resources share a kind and name. */
function byPlainName({ resources }: NormalRender): ReadonlyMap<string, NormalResource | null> {
  const named = new Map<string, NormalResource | null>()
  for (const resource of resources) {
    const key = [resource.id.group, resource.id.kind, resource.canonical.name].join('\n')
    named.set(key, named.has(key) ? null : resource)
  }
  return named
}

/** Not names in references: those follow what they name, and the gate never tells them. */
function isNaming(path: RenderedPath): boolean {
  return path[0] === 'metadata' ? path.length === 2 && (path[1] === 'name' || path[1] === 'namespace') : path.at(-1) === 'namespace'
}

function observation(draft: Draft, { finding: found, state }: Attributed): Observation {
  const { subject } = draft
  const nowhere: Where = { resource: null, path: [], value: undefined }
  const ends = ((): { readonly left: Where; readonly right: Where } => {
    if (subject.kind === 'difference') {
      const { difference } = subject
      return {
        left: { resource: difference.left, path: difference.leftPath ?? difference.rightPath ?? [], value: difference.leftValue },
        right: { resource: difference.right, path: difference.rightPath ?? difference.leftPath ?? [], value: difference.rightValue }
      }
    }
    if (subject.kind !== 'field') return { left: nowhere, right: nowhere }
    const where: Where = { resource: subject.resource, path: subject.path, value: subject.value }
    return subject.overlay.environment === FOLDERS.left ? { left: where, right: nowhere } : { left: nowhere, right: where }
  })()
  const id = ends.right.resource ?? ends.left.resource
  const path = found.path ?? formatPointer((ends.right.resource === null ? ends.left : ends.right).path.map(String))
  // How a value has come to its place is a third one, which is not judged.
  const counterparts = found.related.filter(({ note }) => !note.includes('puts it there'))
  const places = [...(found.location === null ? [] : [{ location: found.location, note: '', own: state }]), ...counterparts.map((each) => ({ ...each, own: null }))]
  const claims = places.flatMap(({ location, note, own }): readonly Claim[] => {
    const side = SIDES.find((each) => location.file.startsWith(`${FOLDERS[each]}/`))
    if (side === undefined) return []
    const { line, confidence } = location
    // Null stands for a namespace that neither side names: no line holds it.
    const wouldGo = own === 'absent' || /would go here|puts it there/.test(note) || ends[side].value === null
    const removes = own === 'removed' || note.includes('removes it here')
    return [{ side, file: location.file.slice(FOLDERS[side].length + 1), line, confidence, wouldGo, removes }]
  })
  return { place: `${id === null ? '' : formatResourceId(id)} ${path}`, ...ends, claims }
}
