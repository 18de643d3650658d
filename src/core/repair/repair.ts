// The repair of a finding as a unified diff: only where the lines are known and one edit is certainly right, else none.

import type { Finding } from '../model/finding.ts'
import { imageEntries } from './image-entries.ts'
import type { MissingRepairs } from './missing.ts'
import { mendMissing } from './missing.ts'
import { mendMissingResource } from './missing-resource.ts'
import { setImage, setImageName } from './set-image.ts'
import { setBounded } from './set-bounded.ts'
import { setReference } from './set-reference.ts'
import { setValue } from './set-value.ts'
import type { DifferenceIndex } from './sides.ts'
import { indexDifferences } from './sides.ts'
import { applyEdits } from './text-edit.ts'
import { newFileDiff, unifiedDiff } from './unified-diff.ts'
import { removeWaiver } from './waiver-comment.ts'
import type { Repair, Repairable, RepairWorld, Workshop } from './world.ts'
import { createWorkshop, isExact } from './world.ts'

/** The findings in the same order, with `fix` where there is a certain repair, and the names of `images:` entries for commands. */
export function repair(all: readonly Repairable[], world: RepairWorld): readonly Finding[] {
  const workshop = createWorkshop(world)
  const index = indexDifferences(all)
  const repairs = agreed(all, all.map((each) => repairsOf(each, index, workshop)))
  return all.map(({ finding, subject }, at) => {
    const mended = repairs[at] ?? null
    const named = imageEntries(finding, subject, workshop)
    return mended === null ? named : { ...named, fix: diffOf(mended, workshop) }
  })
}

function repairsOf(each: Repairable, index: DifferenceIndex, workshop: Workshop): MissingRepairs {
  const { finding, subject } = each
  // A difference may be known on one side only, so its own location need not be exact.
  if (finding.waiver !== null || showsSecret(finding) || (subject.kind !== 'difference' && !isExact(finding.location))) return { add: null, remove: null }
  const add = ((): Repair | null => {
    switch (subject.kind) {
      case 'difference':
        return setValue(each, subject, index, workshop) ?? (finding.code === 'drift-image-repository' ? setImageName(each, subject, index, workshop) : null)
      case 'field':
        return setReference(each, subject, workshop) ?? setBounded(each, subject, workshop) ?? setImage(each, subject, workshop)
      case 'overlay':
        return null
      case 'none':
        return removeWaiver(finding, workshop)
    }
  })()
  if (add !== null || subject.kind !== 'difference') return { add, remove: null }
  return finding.code === 'drift-missing-resource' ? mendMissingResource(each, subject, index, workshop) : mendMissing(each, subject, index, workshop)
}

/** Values of Secrets never leave the process, and a repair shows both. */
function showsSecret({ resource }: Finding): boolean {
  return resource?.startsWith('v1/Secret/') === true
}

/**
 * What has one cause is mended in one way: all added where each can be, else all taken out. Where the edits of one line disagree, each
 * would undo another, and there is none.
 */
function agreed(all: readonly Repairable[], repairs: readonly MissingRepairs[]): readonly (Repair | null)[] {
  const groups = new Map<string, number[]>()
  all.forEach(({ finding: { code, location } }, at) => {
    const key = JSON.stringify(location === null || location.confidence === 'file' ? [at] : [code, location.file, location.line, location.column])
    groups.set(key, [...(groups.get(key) ?? []), at])
  })
  const has = (at: number, way: keyof MissingRepairs): boolean => (repairs[at]?.[way] ?? null) !== null
  const chosen = new Map<number, Repair | null>()
  for (const group of groups.values()) {
    const way = group.every((at) => has(at, 'add')) || !group.some((at) => has(at, 'remove')) ? 'add' : 'remove'
    const choices = group.map((at) => repairs[at]?.[way] ?? null)
    const inPlace = choices.filter((choice, index) => choice !== null && choice.file === all[group[index] ?? 0]?.finding.location?.file)
    const contrary = new Set(inPlace.map((choice) => JSON.stringify(choice))).size > 1
    group.forEach((at, position) => chosen.set(at, contrary ? null : (choices[position] ?? null)))
  }
  return all.map((_each, at) => chosen.get(at) ?? null)
}

function diffOf({ file, edits, made = [] }: Repair, workshop: Workshop): string | null {
  const text = workshop.text(file)
  const after = text === null ? null : applyEdits(text, edits)
  const diffs = [text === null || after === null ? null : unifiedDiff(file, text, after, workshop.secret(file)), ...made.map((each) => newFileDiff(each.file, each.text))]
  return diffs.every((diff) => diff !== null) ? diffs.join('') : null
}
