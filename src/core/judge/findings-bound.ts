// How much is told of one application: what goes beyond is counted and named, and never lets a change pass.

import type { Draft, Subject } from '../model/draft.ts'
import type { Finding } from '../model/finding.ts'
import { byFinding, finding } from '../model/finding.ts'
import { byKeys } from '../model/text.ts'

export type Told = {
  /** In their order; where something is left out, with one more that says so. */
  readonly drafts: readonly Draft[]
  /** What is left out. */
  readonly untold: readonly Finding[]
}

type Weighed = { readonly draft: Draft; readonly finding: Finding }

/** Worst first, so that no waiver hides what it does not let through; of equals what is new, since its author is there to mend it. */
const byImportance = byKeys<Finding>((f) => LEVELS[f.level], (f) => (f.waiver === null ? '0' : '1'), (f) => (f.existing ? '1' : '0'))
const LEVELS: Readonly<Record<Finding['level'], string>> = { error: '0', warning: '1', notice: '2' }

/**
 * The most important drafts of one application, at most `limit`. By application, so that however a change is split among jobs, each
 * leaves out the same. `waive`: applies the waivers that need no line. An error that is left out stays one.
 */
export function mostImportant(drafts: readonly Draft[], limit: number, waive: (finding: Finding) => Finding): Told {
  if (drafts.length <= limit) return { drafts, untold: [] }
  const weighed = drafts.map((draft): Weighed => ({ draft, finding: waive(draft.finding) }))
  const sorted = weighed.toSorted((a, b) => byImportance(a.finding, b.finding) || byFinding(a.finding, b.finding))
  const kept = new Set(sorted.slice(0, limit).map(({ draft }) => draft))
  const untold = sorted.slice(limit)
  const told = drafts.filter((draft) => kept.has(draft))
  return { drafts: [...told, limitDraft(drafts.length, limit, untold)], untold: untold.map(({ draft }) => draft.finding) }
}

function limitDraft(all: number, limit: number, untold: readonly Weighed[]): Draft {
  const errors = untold.filter((each) => each.finding.level === 'error' && each.finding.waiver === null).length
  const reason = `it has ${all} findings, of which only the ${limit} most important are told; ${errors} of the others are errors`
  const first = untold[0]?.draft
  const application = first?.finding.application ?? ''
  return {
    finding: finding('limit-exceeded', errors > 0 ? 'error' : 'warning', { reason, limit: 'findings' }, { application }),
    subject: first === undefined ? { kind: 'none' } : overlayOf(first.subject)
  }
}

function overlayOf(subject: Subject): Subject {
  switch (subject.kind) {
    case 'difference':
      return { kind: 'overlay', overlay: subject.right }
    case 'field':
    case 'overlay':
      return { kind: 'overlay', overlay: subject.overlay }
    case 'none':
      return subject
  }
}
