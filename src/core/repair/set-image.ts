// Puts an image back on what may run there: the tag and digest of an `images:` entry, or the reference as it is written.

import type { Finding } from '../model/finding.ts'
import type { ImageReference } from '../model/image.ts'
import { imageBaseName, imageName, parseImage } from '../model/image.ts'
import { formatResourceId } from '../model/resource.ts'
import { scalarSource } from './scalar-text.ts'
import { selectsOne } from './set-value.ts'
import type { DifferenceIndex, DifferenceSubject } from './sides.ts'
import { settles, sidesOf, writtenSide } from './sides.ts'
import type { Spot } from './spot.ts'
import { isShared, spotsAt } from './spot.ts'
import type { Edit } from './text-edit.ts'
import { insertEntry, removeEntry, replaceNode } from './text-edit.ts'
import type { Repair, Repairable, Workshop } from './world.ts'
import { isExact, isOwn } from './world.ts'
import type { WrittenMap, WrittenScalar } from './written.ts'
import { entryOf, textOf } from './written.ts'

type FieldSubject = Extract<Repairable['subject'], { kind: 'field' }>

/** `image-not-live`, `image-same-change` and `image-unpinned`: what the environment should run, where exactly one image can be it. */
export function setImage({ finding }: Repairable, subject: FieldSubject, workshop: Workshop): Repair | null {
  const { location } = finding
  if (!isExact(location) || !isOwn(location.file, subject.overlay, workshop)) return null
  const wanted = wantedImage(finding, subject, workshop)
  const current = typeof subject.value === 'string' ? parseImage(subject.value) : null
  if (wanted === null || current === null || imageBaseName(wanted) !== imageBaseName(current)) return null
  const text = workshop.text(location.file)
  if (text === null) return null
  for (const spot of spotsAt(location, workshop).toReversed()) {
    const edits = isShared(spot) ? null : imageEdits({ text, spot, current, wanted, finding, workshop })
    if (edits !== null && edits.length > 0 && selectsOne(spot, location.file, workshop)) return { file: location.file, edits }
  }
  return null
}

function wantedImage(finding: Finding, { overlay, resource }: FieldSubject, workshop: Workshop): ImageReference | null {
  switch (finding.code) {
    case 'image-not-live':
      return finding.args.previous.length === 1 ? imageOf(finding.args.liveThere) : null
    case 'image-same-change': {
      const { image, container } = finding.args
      const earlier = workshop.promotions.filter(
        (each) => each.overlay === overlay && each.to === image && each.container === container && each.resource === formatResourceId(resource)
      )
      return imageOf(earlier.map(({ from }) => from ?? ''))
    }
    case 'image-unpinned': {
      const own = parseImage(finding.args.image)
      const there = (finding.against === null ? null : finding.values[finding.against])?.split(', ') ?? []
      const same = there.filter((reference) => {
        const image = parseImage(reference)
        return own !== null && image !== null && image.digest !== null && own.tag !== null && own.tag === image.tag && imageName(own) === imageName(image)
      })
      return own?.digest === null && finding.args.previous.length === 1 && there.length === same.length ? imageOf(same) : null
    }
    default:
      return null
  }
}

/** The one image that all references are; null where they are several, or none. */
function imageOf(references: readonly string[]): ImageReference | null {
  const [first, ...more] = new Set(references)
  return first === undefined || more.length > 0 ? null : parseImage(first)
}

type Task = {
  readonly text: string
  readonly spot: Spot
  readonly current: ImageReference
  readonly wanted: ImageReference
  readonly finding: Finding
  readonly workshop: Workshop
}

function imageEdits(task: Task): readonly Edit[] | null {
  const { spot, current, wanted } = task
  const { node } = spot
  if (node.kind !== 'scalar') return null
  const entry = imagesEntry(spot)
  if (entry !== null) return partEdits(task, entry, { name: 'newName', tag: 'newTag', digest: 'digest' })
  const parent = spot.steps.at(-1)?.of
  if (parent?.kind === 'map' && entryOf(parent, 'repository') !== undefined) return partEdits(task, parent, { name: null, tag: 'tag', digest: 'digest' })
  // The name of a mirror is the environment's own: only what is promoted moves.
  if (node.text !== current.text || (imageName(current) !== imageName(wanted) && task.finding.code !== 'image-not-live')) return null
  return replaced(node, reference(imageName(current), wanted))
}

/** The map of an `images:` entry that holds the spot. */
function imagesEntry({ steps }: Spot): WrittenMap | null {
  const [field, item, entry, ...more] = steps
  const isEntry = field?.kind === 'entry' && /^images$/i.test(field.key) && item?.kind === 'item' && entry?.kind === 'entry' && more.length === 0
  return isEntry && entry.of.kind === 'map' ? entry.of : null
}

type PartNames = { readonly name: string | null; readonly tag: string; readonly digest: string }

function partEdits({ text, current, wanted, finding, workshop }: Task, map: WrittenMap, names: PartNames): readonly Edit[] | null {
  const [tag, digest] = [textOf(map, names.tag), textOf(map, names.digest)]
  if ((tag !== null && tag !== current.tag) || (digest !== null && digest.toLowerCase() !== current.digest)) return null
  if (tag === null && digest === null) return null
  const edits = [partEdit(text, map, names.tag, wanted.tag), partEdit(text, map, names.digest, wanted.digest)]
  if (digest === null && wanted.digest !== null && finding.code === 'image-unpinned') {
    edits.push(insertEntry(text, map, map.entries.findIndex(({ key }) => key === names.tag), [`${names.digest}: ${wanted.digest}`]))
  }
  if (imageName(current) !== imageName(wanted)) {
    const newName = names.name === null ? undefined : map.entries.find(({ key }) => key === names.name)
    const line = newName === undefined ? 0 : text.slice(0, newName.start).split('\n').length
    const written = newName !== undefined && finding.location !== null && workshop.wrote(finding.location.file, line)
    if (written) edits.push(partEdit(text, map, names.name ?? '', imageName(wanted)))
    else if (finding.code !== 'image-not-live') return null
  }
  return edits.some((edit) => edit === null) ? null : edits.filter((edit) => edit !== null && edit !== 'none')
}

/** null: it cannot be written; `none`: nothing to do. */
function partEdit(text: string, map: WrittenMap, key: string, wanted: string | null): Edit | 'none' | null {
  const index = map.entries.findIndex((entry) => entry.key === key)
  const value = map.entries[index]?.value
  if (value === undefined) return 'none'
  if (wanted === null) return removeEntry(text, map, index)
  if (value.kind !== 'scalar' || value.bound) return null
  return value.text === wanted ? 'none' : (replaced(value, wanted)?.[0] ?? null)
}

function replaced(node: WrittenScalar, text: string): readonly Edit[] | null {
  const source = scalarSource(text, node.style)
  return source === null ? null : [replaceNode(node, source)]
}

function reference(name: string, { tag, digest }: ImageReference): string {
  return `${name}${tag === null ? '' : `:${tag}`}${digest === null ? '' : `@${digest}`}`
}

/** `drift-image-repository`: the name that the change wrote becomes the other environment's; tag and digest stay. */
export function setImageName({ finding }: Repairable, subject: DifferenceSubject, index: DifferenceIndex, workshop: Workshop): Repair | null {
  const side = finding.existing ? null : writtenSide(sidesOf(finding, subject, workshop), workshop)
  if (side === null || typeof side.own !== 'string' || typeof side.theirs !== 'string') return null
  const [own, theirs] = [parseImage(side.own), parseImage(side.theirs)]
  if (own === null || theirs === null) return null
  const name = imageName(theirs)
  const isNamed = (value: unknown): boolean => {
    const image = typeof value === 'string' ? parseImage(value) : null
    return image !== null && imageName(image) === name
  }
  if (!settles(subject, side.location.file, isNamed, index, workshop)) return null
  for (const spot of spotsAt(side.location, workshop).toReversed()) {
    const { node } = spot
    if (node.kind !== 'scalar' || isShared(spot) || !selectsOne(spot, side.location.file, workshop)) continue
    const wanted = node.text === own.text ? reference(name, own) : imagesEntry(spot) !== null && node.text === imageName(own) ? name : null
    const edits = wanted === null ? null : replaced(node, wanted)
    if (edits !== null) return { file: side.location.file, edits }
  }
  return null
}
