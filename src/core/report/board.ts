// The board in words, as every report shows it; identifiers in backticks.

import type { Board, BoardApplication, BoardNext, BoardOverlay, BoardPin, LeadTime } from '../model/board.ts'
import type { Moment } from '../model/ledger.ts'
import { groupBy } from '../model/group.ts'
import type { Decision } from '../model/promotion.ts'
import { showMoment } from '../model/time.ts'
import { showDuration } from './duration.ts'
import { placeName, plain, quote, shortRevision, shortVersion } from './quote.ts'
import { count, grouped } from './values.ts'

export type BoardRow = {
  readonly place: string
  /** Every container of the place that shares the rest of the row. */
  readonly container: string
  /** Tag and digest, without the image's name. */
  readonly version: string
  readonly since: string
  readonly by: string
  readonly next: string
}

/** The rows of one application in promotion order; an overlay that cannot be rendered or runs nothing has a row that says so. */
export function boardRows(application: BoardApplication, board: Board): readonly BoardRow[] {
  return application.overlays.flatMap((each) => {
    const { pins, overlay } = each
    const place = placeName(overlay.environment, overlay.variant)
    const blank = { place, container: '', since: '', by: '', next: '' }
    if (pins === null) return [{ ...blank, version: 'cannot be rendered' }]
    if (pins.length === 0) return [{ ...blank, version: 'no image' }]
    return shared(pins.map((pin) => rowOf(pin, place, board)))
  })
}

/** Lead times and rollbacks as sentences; empty where there is nothing to tell. */
export function boardNotes({ leadTimes, overlays }: Pick<BoardApplication, 'leadTimes' | 'overlays'>): readonly string[] {
  return [...leadTimes.map(leadTimeText), ...rollbackText(overlays)]
}

/** What holds for the whole board: the clock and how far the look-back went. */
export function boardFootnotes({ limit, applications, now, commit }: Board): readonly string[] {
  const pins = applications.flatMap(({ overlays }) => overlays.flatMap(({ pins: own }) => own ?? []))
  const broken = applications.some(({ overlays }) => overlays.some((each) => each.pins === null))
  const clocks = pins.flatMap(({ since }) => since?.clock ?? [])
  const unproven = clocks.filter((clock) => clock === 'committed').length
  return [
    `as of ${showMoment(now)}, at commit ${quote(shortRevision(commit))}`,
    ...(broken ? ['what cannot be rendered is explained by `parity-gate check --all`'] : []),
    ...(unproven === 0 ? [] : [`${unproven === clocks.length ? 'times' : 'some times'} are the committer's clock: nobody else vouches for them`]),
    ...(limit === null ? [] : [`history was looked at back to ${showMoment(limit)}; \`history:\` in the policy sets how far`])
  ]
}

export function leadTimeText({ from, to, images, median, worst }: LeadTime): string {
  return `${quote(from)} to ${quote(to)}: median ${showDuration(median)}, worst ${showDuration(worst)} (${count(images, 'image')})`
}

const MOST_NAMES = 3

/** Containers that came together are told together. */
function shared(rows: readonly BoardRow[]): readonly BoardRow[] {
  const groups = groupBy(rows, ({ version, since, by, next }) => JSON.stringify([version, since, by, next]))
  return [...groups.values()].flatMap(([first, ...more]) => {
    if (first === undefined) return []
    const names = [...new Set([first, ...more].map(({ container }) => container))]
    const rest = names.length - MOST_NAMES
    return [{ ...first, container: names.slice(0, MOST_NAMES).join(', ') + (rest > 0 ? ` and ${grouped(rest)} more` : '') }]
  })
}

function rowOf(pin: BoardPin, place: string, board: Board): BoardRow {
  const { since } = pin
  const brought = since === null || pin.earlier ? undefined : board.commits.get(since.commit)
  return {
    place,
    container: pin.container,
    version: shortVersion(pin.image),
    since: sinceText(since, pin.earlier, board.now),
    by: brought === undefined ? '' : `${plain(brought.author, 60)}: ${plain(brought.subject, 80)}`,
    next: pin.next.map((next) => nextText(next, board.now)).join('; ')
  }
}

function sinceText(since: Moment | null, earlier: boolean, now: number): string {
  if (since === null) return 'unknown: nothing identifies it'
  const stay = showDuration(now - since.time)
  return earlier ? `more than ${stay}` : `${stay}, since ${showMoment(since.time)}`
}

function nextText({ overlay, decision, until }: BoardNext, now: number): string {
  const place = quote(placeName(overlay.environment, overlay.variant))
  if (decision === 'soaking' && until !== null) return `${place} in ${showDuration(until - now)} (${showMoment(until)})`
  return `${place} ${NEXT[decision]}`
}

const NEXT: Readonly<Record<Decision, string>> = {
  live: 'now',
  superseded: 'now',
  rollback: 'now, as a rollback',
  'fan-out': 'now, as its sibling runs it',
  introduced: 'now, as the first of its name',
  'first-environment': 'now',
  exempt: 'now, exempt',
  'same-change': 'not yet',
  'not-live': 'not yet: another environment before it does not run it',
  soaking: 'not yet: not long enough here',
  denied: 'never: on the deny list',
  suspect: 'no: it was rolled back before',
  unpinned: 'no: nothing identifies it',
  unproven: 'once it is reported to run here'
}

function rollbackText(overlays: readonly BoardOverlay[]): readonly string[] {
  const back = overlays.flatMap(({ overlay, rollbacks }) => (rollbacks === null || rollbacks === 0 ? [] : [{ overlay, rollbacks }]))
  if (back.length === 0) return []
  const places = back.map(({ overlay, rollbacks }) => `${quote(placeName(overlay.environment, overlay.variant))} ${times(rollbacks)}`)
  return [`rolled back: ${places.join(', ')}`]
}

function times(number: number): string {
  return number === 1 ? 'once' : `${grouped(number)} times`
}
