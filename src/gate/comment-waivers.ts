// Waivers that are comments in the sources: which of them count.

import { inlineWaivers } from '../core/attribute/inline-waivers.ts'
import type { InlineWaiver } from '../core/model/inline-waiver.ts'
import type { Policy } from '../core/model/policy.ts'
import type { Survey } from './survey.ts'
import type { Revisions } from './trees.ts'

/** Comments in the files of the judged overlays; under `inline-waivers: base` only those that were there before. */
export function commentWaivers({ head, before }: Revisions, survey: Survey, { inlineWaivers: counted }: Policy): readonly InlineWaiver[] {
  if (counted === 'false') return []
  const found = inlineWaivers(head, judgedFiles(survey))
  if (counted === 'true' || before === null) return found
  const merged = new Set(inlineWaivers(before, [...new Set(found.map(({ file }) => file))]).map(textOf))
  return found.filter((comment) => merged.has(textOf(comment)))
}

/** The files that the judged overlays are rendered from at head, sorted. */
export function judgedFiles({ judged, at }: Survey): readonly string[] {
  return [...new Set([...judged].flatMap((overlay) => at(overlay, 'head')?.closure.files.map(({ path }) => path) ?? []))].toSorted()
}

function textOf({ file, reason, until }: InlineWaiver): string {
  return JSON.stringify([file, reason, until])
}
