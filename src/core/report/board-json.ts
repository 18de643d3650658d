// `parity-gate status --format json`: the board for other programs, environment by environment.

import type { Board, BoardNext, BoardPin, LeadTime } from '../model/board.ts'
import type { Moment } from '../model/ledger.ts'
import { imageName, parseImage } from '../model/image.ts'
import { isoTime } from '../model/time.ts'

export const STATUS_SCHEMA = 'parity-gate/status/v1'

/** Two blanks of indent, a final line end; equal boards give equal bytes. Times are ISO 8601 UTC, durations seconds. */
export function boardJson(board: Board): string {
  const environments = board.environments.map((name) => ({
    name,
    overlays: board.applications.flatMap((application) =>
      application.overlays
        .filter(({ overlay }) => overlay.environment === name)
        .map(({ overlay, pins, rollbacks }) => ({
          application: overlay.application,
          variant: overlay.variant,
          path: overlay.path,
          rendered: pins !== null,
          rollbacks,
          pins: (pins ?? []).map((pin) => pinOf(pin, board))
        }))
    ),
    leadTimes: board.leadTimes.filter(({ to }) => to === name).map(leadTimeOf)
  }))
  const document = { schema: STATUS_SCHEMA, commit: board.commit, time: isoTime(board.now), lookedBackTo: board.limit === null ? null : isoTime(board.limit), environments }
  return `${JSON.stringify(document, null, 2)}\n`
}

function pinOf({ resource, container, image, since, earlier, next }: BoardPin, { commits, now }: Board): object {
  const parsed = parseImage(image)
  const brought = since === null || earlier ? undefined : commits.get(since.commit)
  return {
    resource,
    container,
    image: parsed === null ? image : imageName(parsed),
    tag: parsed?.tag ?? null,
    digest: parsed?.digest ?? null,
    ...momentOf(since),
    earlier,
    live: since === null ? null : Math.max(0, now - since.time),
    author: brought?.author ?? null,
    subject: brought?.subject ?? null,
    next: next.map((each) => nextOf(each, now))
  }
}

function momentOf(moment: Moment | null): object {
  return { since: moment === null ? null : isoTime(moment.time), clock: moment?.clock ?? null, commit: moment?.commit ?? null }
}

function nextOf({ overlay, decision, until }: BoardNext, now: number): object {
  return {
    environment: overlay.environment,
    variant: overlay.variant,
    decision,
    until: until === null ? null : isoTime(until),
    left: until === null ? null : Math.max(0, until - now)
  }
}

function leadTimeOf({ from, images, median, worst }: LeadTime): object {
  return { from, images, median, worst }
}
