// The board of a revision: what its overlays run, since when by the history, and what may be promoted now.

import { resolveEnvironmentNames } from '../core/policy/check-environments.ts'
import type { Board, BoardApplication, BoardOverlay } from '../core/model/board.ts'
import type { Moment, Stay } from '../core/model/ledger.ts'
import type { Application, Overlay } from '../core/model/overlay.ts'
import type { Policy } from '../core/model/policy.ts'
import { isoDate } from '../core/model/time.ts'
import type { Tree } from '../core/model/tree.ts'
import { boardOf } from '../core/promote/board.ts'
import type { Passage } from '../core/promote/lead-time.ts'
import { leadTimes, passagesOf } from '../core/promote/lead-time.ts'
import type { PinnedOverlay } from '../core/promote/pinned-overlay.ts'
import { heldTimes } from '../core/promote/time-live.ts'
import type { LedgerRequest } from './ledger.ts'
import { createLedger, fullLedger, limitOf } from './ledger.ts'
import { keptRendersFor } from './kept-renders.ts'
import { createPinBook } from './pin-book.ts'
import { pinnedOverlays } from './promotions.ts'
import { provenTimes } from './proven-times.ts'
import { createRendering } from './rendering.ts'
import { survey as surveyTrees } from './survey.ts'
import { readTimelines } from './timeline.ts'
import type { GateEdges, GitHubRecords, HistoryEdges } from './trees.ts'

export type BoardRequest = {
  /** The base branch's tip. */
  readonly live: Tree
  readonly policy: Policy
  /** `whole`: every image of the look-back, for lead times and rollbacks. `now`: only what is live, which takes few builds. */
  readonly extent: 'now' | 'whole'
  /** Told of each application that is done, and of how many there are. */
  readonly progress: (total: number) => Progress
  /** Which applications to show, by name. */
  readonly wanted: (application: string) => boolean
  /** Seconds since the epoch. */
  readonly now: number
  /** GitHub's clock for what runs now; without it every time is the committer's. */
  readonly mergeTimes?: GitHubRecords['mergeTimes']
}

type Progress = { readonly step: () => void; readonly end: () => void }

type Stays = ReadonlyMap<Overlay, readonly Stay[]>
type Past = { readonly application: Application; readonly pinned: readonly PinnedOverlay[]; readonly stays: Stays }
type Whole = { readonly application: Application; readonly passages: readonly Passage[]; readonly overlays: readonly BoardOverlay[] }

/** Reads the history of the wanted overlays, and renders what that takes. UserError `history-unavailable` where it is not to be had. */
export async function readBoard({ live, policy, extent, progress, wanted, now, mergeTimes }: BoardRequest, edges: GateEdges, past: HistoryEdges): Promise<Board> {
  const survey = await surveyTrees({ head: live, before: null, live }, policy, true, edges)
  const { environments } = survey.discovery
  const named = resolveEnvironmentNames(policy, environments)
  const applications = survey.discovery.applications.filter(({ name }) => wanted(name))
  const overlays = applications.flatMap((application) => application.overlays)
  const history = await past.history(live.revision, now - named.history)
  const timelines = await readTimelines({ overlays, environments, tip: live, placeholders: named.placeholders, history, edges: past })
  const moments = heldTimes(history.commits, now)

  const rendering = createRendering(named, edges, keptRendersFor([named], edges))
  const pins = createPinBook(rendering, named)
  const pasts: Past[] = []
  const { step, end } = progress(applications.length)
  for (const application of applications) {
    await rendering.ensure(application.overlays.flatMap((overlay) => survey.at(overlay, 'live') ?? []))
    const pinned = pinnedOverlays(application, survey, pins)
    const request = { overlays: application.overlays, environments, timelines, rendering, policy: named, edges: past, moments }
    pasts.push({ application, pinned, stays: extent === 'whole' ? await fullLedger(request) : await liveStays(pinned, request) })
    step()
  }
  end()
  const proven = mergeTimes === undefined ? null : await provenTimes(broughtBy(pasts), history, mergeTimes)
  const timed = proven === null ? pasts : retimed(pasts, heldTimes(history.commits, now, proven))
  const moment = { live: live.revision, today: isoDate(now), now, reports: null }
  const whole = timed.map(({ application, pinned, stays }): Whole => ({
    application,
    passages: extent === 'whole' ? passagesOf(pinned, stays, named) : [],
    overlays: boardOf({ overlays: pinned, stays, whole: extent === 'whole', policy: named, moment })
  }))
  return {
    environments: environments.map(({ name }) => name),
    applications: whole.map((each): BoardApplication => ({ name: each.application.name, overlays: each.overlays, leadTimes: leadTimes(each.passages) })),
    leadTimes: leadTimes(whole.flatMap(({ passages }) => passages)),
    commit: live.revision,
    now,
    limit: limitOf(timelines, moments),
    commits: new Map(history.commits.map(({ id, author, subject }) => [id, { author, subject }]))
  }
}

/** The stays, in every overlay, of the images that are live in some. */
async function liveStays(pinned: readonly PinnedOverlay[], request: LedgerRequest): Promise<Stays> {
  const wanted = pinned.flatMap(({ environment, live }) => live.map(({ image }) => ({ image, environment })))
  const ledger = await createLedger({ ...request, wanted })
  const found = new Map<Overlay, Map<string, Stay>>()
  for (const { image, environment } of wanted) {
    for (const [overlay, stays] of ledger.stays(image, environment.name)) {
      const own = found.get(overlay) ?? new Map<string, Stay>()
      found.set(overlay, own)
      // What runs in two environments is asked for twice.
      for (const stay of stays) own.set(JSON.stringify([stay.image, stay.since.commit]), stay)
    }
  }
  return new Map([...found].map(([overlay, own]) => [overlay, [...own.values()].toSorted((a, b) => a.since.time - b.since.time)]))
}

/** The commits that brought what runs now: what may be promoted depends on those. */
function broughtBy(pasts: readonly Past[]): ReadonlySet<string> {
  const running = pasts.flatMap(({ stays }) => [...stays.values()].flat()).filter(({ until, earlier }) => until === null && !earlier)
  return new Set(running.map(({ since }) => since.commit))
}

function retimed(pasts: readonly Past[], moments: ReadonlyMap<string, Moment>): readonly Past[] {
  const at = (moment: Moment): Moment => moments.get(moment.commit) ?? moment
  const again = (stay: Stay): Stay => ({ ...stay, since: at(stay.since), until: stay.until === null ? null : at(stay.until) })
  return pasts.map((each) => ({ ...each, stays: new Map([...each.stays].map(([overlay, stays]) => [overlay, stays.map(again)])) }))
}
