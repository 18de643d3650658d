// What repairs are made from: the judged files, what the change touches in them, and whose overlays a file belongs to.

import type { Closure } from '../model/closure.ts'
import type { Environment } from '../model/environment.ts'
import { environmentWords } from '../model/environment.ts'
import type { Draft } from '../model/draft.ts'
import type { Finding } from '../model/finding.ts'
import { once, remembered } from '../model/memo.ts'
import type { Overlay } from '../model/overlay.ts'
import type { Promotion } from '../model/promotion.ts'
import type { SourceLocation } from '../model/source.ts'
import { isOrdinary, type Tree } from '../model/tree.ts'
import type { Edit } from './text-edit.ts'
import { secretLines } from './secret-lines.ts'
import type { Written } from './written.ts'
import { readWritten } from './written.ts'

export type RepairWorld = {
  /** What was judged. */
  readonly head: Tree
  /** What it is compared with; null: nothing, and so nobody knows which side is wrong. */
  readonly before: Tree | null
  /** Every overlay of every application at head. */
  readonly overlays: readonly Overlay[]
  /** null where the overlay is not at head. */
  readonly closure: (overlay: Overlay) => Closure | null
  /** The neighbours that were compared. */
  readonly pairs: readonly { readonly left: Overlay; readonly right: Overlay }[]
  readonly environments: readonly Environment[]
  readonly promotions: readonly Promotion[]
  /** Whether the change wrote this line. */
  readonly wrote: (file: string, line: number) => boolean
}

/** A finding with its location, and what it is about. */
export type Repairable = { readonly finding: Finding; readonly subject: Draft['subject'] }

/** Edits of one file, and files that it needs besides. */
export type Repair = { readonly file: string; readonly edits: readonly Edit[]; readonly made?: readonly { readonly file: string; readonly text: string }[] }

/** The world with memory: use one for all findings of a run. */
export type Workshop = RepairWorld & {
  /** Text at head; null where there is no such file, it is a link, or too large to be mended. */
  readonly text: (file: string) => string | null
  readonly documents: (file: string) => readonly Written[]
  /** The overlays that are made of a file. */
  readonly owners: (file: string) => readonly Overlay[]
  /** Lines (from 1) that show values of Secrets. */
  readonly secret: (file: string) => ReadonlySet<number>
}

/** UTF-16 units of a file that is mended: each repair is a difference of whole files. */
const LARGEST_MENDED = 250_000

export function createWorkshop(world: RepairWorld): Workshop {
  const text = (file: string): string | null => {
    const found = isOrdinary(world.head.entries.get(file)) ? world.head.text(file) : undefined
    return found === undefined || found.length > LARGEST_MENDED ? null : found
  }
  const documents = remembered((file: string) => readWritten(text(file) ?? ''))
  // Every closure is asked for its files; most runs have nothing to mend.
  const known = once(() => ownersOf(world))
  const owners = (file: string): readonly Overlay[] => known()(file)
  const kustomizations = (file: string): readonly string[] => [...new Set(owners(file).flatMap((overlay) => world.closure(overlay)?.kustomizations ?? []))]
  const secret = remembered((file: string) => secretLines(file, text(file) ?? '', documents(file), kustomizations(file).map((path) => ({ path, root: documents(path)[0] }))))
  return { ...world, text, documents, owners, secret }
}

function ownersOf({ overlays, closure }: RepairWorld): (file: string) => readonly Overlay[] {
  const owners = new Map<string, Overlay[]>()
  for (const overlay of overlays) {
    for (const { path } of closure(overlay)?.files ?? []) owners.set(path, [...(owners.get(path) ?? []), overlay])
  }
  return (file) => owners.get(file) ?? []
}

/** Whether a file is part of overlays of this application and environment only: what is changed there stays there. */
export function isOwn(file: string, overlay: Overlay, workshop: Workshop): boolean {
  const owners = workshop.owners(file)
  return owners.length > 0 && owners.every((each) => each.application === overlay.application && each.environment === overlay.environment)
}

/** Whether the change touches a file. */
export function isChanged(file: string, { head, before }: RepairWorld): boolean {
  return before !== null && head.entries.get(file)?.blob !== before.entries.get(file)?.blob
}

export function isExact(location: SourceLocation | null): location is SourceLocation {
  return location !== null && location.confidence !== 'file'
}

/** Whether a text says the environment's name, so that it cannot be the same elsewhere. */
export function namesEnvironment(text: string, environments: readonly Environment[]): boolean {
  const words = new Set(environments.flatMap(environmentWords).map((word) => word.toLowerCase()))
  return text.toLowerCase().split(/[^a-z0-9]+/).some((part) => words.has(part)) || [...words].some((word) => word.includes('-') && text.includes(word))
}
