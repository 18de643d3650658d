// How findings tell when an image was live somewhere: times, commits, and which clock says so.

import type { StayProof } from '../model/finding.ts'
import type { Clock } from '../model/ledger.ts'
import { showDuration, showTime } from './duration.ts'
import { placeName, plain, quote, shortRevision } from './quote.ts'

/** Said of times that nobody but the committer vouches for. */
const UNPROVEN = 'unproven: the committer\'s own clock'

/** `prod`, or `prod/eu`, in backticks. */
export function stayPlace({ environment, variant }: StayProof): string {
  return quote(placeName(environment, variant))
}

/** `since 2026-11-18 10:22 UTC`, or `from … to … (3 d 2 h)`. */
export function stayTimes(proof: StayProof): string {
  const begin = `${proof.earlier ? 'before ' : ''}${time(proof.since)}`
  if (proof.until === null) return `since ${begin}`
  const seconds = (Date.parse(proof.until) - Date.parse(proof.since)) / 1000
  return `from ${begin} to ${time(proof.until)} (${proof.earlier ? 'more than ' : ''}${showDuration(seconds)})`
}

/** `, brought by commit … and taken out by …`. */
export function stayCommits({ commit, earlier, ended }: StayProof): string {
  // Where the look-back begins is no commit that brought it.
  const brought = earlier ? [] : [`brought by ${quote(shortRevision(commit))}`]
  const parts = [...brought, ...(ended === null ? [] : [`taken out by ${quote(shortRevision(ended))}`])]
  return parts.length === 0 ? '' : `, ${parts.join(', ')}`
}

/** In brackets behind a sentence, where the times are unproven; '' else. */
export function clockNote(clock: Clock): string {
  return clock === 'committed' ? ` (${UNPROVEN})` : ''
}

/** What a clock is called in tables: of whose clock the times are. */
export function clockName(clock: Clock): string {
  return CLOCKS[clock]
}

const CLOCKS: Readonly<Record<Clock, string>> = {
  merged: 'time of the merge',
  pushed: 'time of the push',
  committed: UNPROVEN
}

/** An ISO time as people read it. */
export function time(iso: string): string {
  return plain(showTime(iso))
}
