// What statuses, checks and deployments say about the images that must be reported from the environment before.

import type { Environment } from '../core/model/environment.ts'
import type { History } from '../core/model/history.ts'
import type { Ledger, Stay } from '../core/model/ledger.ts'
import type { Application } from '../core/model/overlay.ts'
import type { WantedImage } from '../core/promote/lookup.ts'
import type { PinnedOverlay } from '../core/promote/pinned-overlay.ts'
import { judgeReported, reportsOn, signalKinds } from '../core/promote/reported.ts'
import type { Reported, Reports } from '../core/promote/rung.ts'
import { mergeStays } from '../core/promote/time-live.ts'
import type { GitHubRecords } from './trees.ts'

export type ReportsRequest = {
  readonly application: Application
  readonly overlays: readonly PinnedOverlay[]
  /** The images whose target wants evidence that is reported. */
  readonly wanted: readonly WantedImage[]
  readonly ledger: Ledger
  readonly history: History
  readonly environments: readonly Environment[]
  /** Seconds since the epoch. */
  readonly now: number
}

/** Asks about every stay that could count. Without GitHub nothing is reported, which leaves the images unproven. */
export async function readReports(request: ReportsRequest, github: GitHubRecords | null): Promise<Reports> {
  const { overlays, wanted, ledger } = request
  const known = new Map<string, Reported>()
  for (const target of overlays.filter(({ environment }) => environment.evidence === 'reported')) {
    for (const { image } of wanted.filter(({ environment }) => environment.name === target.environment.name)) {
      const stays = ledger.stays(image, target.environment.name)
      for (const step of target.previous.steps) {
        const environment = request.environments.find(({ name }) => name === step.environment)
        if (environment === undefined) continue
        for (const stay of mergeStays(step.overlays.map((overlay) => stays.get(overlay) ?? []))) {
          const key = keyOf(step.environment, stay)
          if (!known.has(key)) known.set(key, await reportedOf(environment, stay, request, github))
        }
      }
    }
  }
  return (environment, stay) => known.get(keyOf(environment, stay)) ?? null
}

async function reportedOf(environment: Environment, stay: Stay, request: ReportsRequest, github: GitHubRecords | null): Promise<Reported> {
  const { history, environments, application, now } = request
  if (github === null) return { proven: false, what: 'no GitHub was asked, as this run has no token for it' }
  const ids = history.commits.map(({ id }) => id)
  // What is said after the image has gone is not about it.
  const newest = stay.until === null ? 0 : ids.indexOf(stay.until.commit) + 1
  const commits = ids.slice(newest, ids.indexOf(stay.since.commit) + 1)
  const look = await github.signals({ commits, kinds: signalKinds(environment), wanted: reportsOn(environment, environments) })
  const { kind, evidence } = judgeReported(look, { environment, ladder: environments, application: application.name, since: stay.since.time, now })
  return { proven: kind === 'proven', what: evidence }
}

function keyOf(environment: string, stay: Stay): string {
  return JSON.stringify([environment, stay.since.commit, stay.until?.commit ?? null])
}
