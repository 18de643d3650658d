// Promotions in a replay: decided as of their moment, under the policy's key, and tried under others.

import { byImage } from '../core/backtest/images.ts'
import { previousOverlays } from '../core/discover/pairs.ts'
import type { KeyTrial } from '../core/model/backtest.ts'
import type { Draft } from '../core/model/draft.ts'
import type { Environment } from '../core/model/environment.ts'
import type { Ledger, Stay } from '../core/model/ledger.ts'
import type { Application } from '../core/model/overlay.ts'
import type { Policy, PromotionKey } from '../core/model/policy.ts'
import type { Promotion } from '../core/model/promotion.ts'
import { byPromotion } from '../core/model/promotion.ts'
import { isoDate } from '../core/model/time.ts'
import type { Decided } from '../core/promote/decide.ts'
import { decidePromotions } from '../core/promote/decide.ts'
import { lengthOf } from '../core/promote/evidence.ts'
import type { Pin } from '../core/promote/pins.ts'
import { mergeStays } from '../core/promote/time-live.ts'
import type { ReplayLedger } from './replay-ledger.ts'
import { keyText } from './replay-ledger.ts'
import type { PinBook } from './pin-book.ts'
import { pinnedOverlays } from './promotions.ts'
import type { Survey } from './survey.ts'

export type ReplayPromotions = (
  applications: readonly Application[],
  survey: Survey,
  /** Seconds since the epoch. */
  time: number
) => Decided & { readonly trials: readonly KeyTrial[] }

/** Where each environment rebuilds the same commit, tags mostly end in it. */
const COMMIT_IN_TAG: PromotionKey = { kind: 'regex', source: '(?:^|[-._])([0-9a-f]{7,40})$' }

/** From the strictest to the loosest; the policy's own is among them. */
function triedKeys(own: PromotionKey): readonly PromotionKey[] {
  const keys = [{ kind: 'digest' }, { kind: 'tag' }, ...(own.kind === 'regex' ? [own] : []), COMMIT_IN_TAG] satisfies readonly PromotionKey[]
  return [...new Map(keys.map((key) => [keyText(key), key])).values()]
}

/** `policy` has its environments' names resolved. What reports say cannot be replayed: only what git declares counts. */
export function createReplayPromotions(policy: Policy, pins: PinBook, ledger: ReplayLedger): ReplayPromotions {
  const own = keyText(policy.promotionKey)
  return (applications, survey, time) => {
    const environments = survey.discovery.environments.map((environment): Environment => ({ ...environment, evidence: 'declared' }))
    const declared: Survey = { ...survey, discovery: { ...survey.discovery, environments } }
    const today = isoDate(time)
    const changed = applications
      .filter(({ overlays }) => overlays.some((overlay) => survey.changed.has(overlay)))
      .map((application) => ({ application, pinned: pinnedOverlays(application, declared, pins), live: liveRevision(application, survey) }))
    const promotions: Promotion[] = []
    const drafts: Draft[] = []
    const rollbacks: Pin[] = []
    const trials: KeyTrial[] = []
    for (const key of triedKeys(policy.promotionKey)) {
      const entered: Entered[] = []
      for (const { application, pinned, live } of changed) {
        const known = ledger.of(application, environments, key, time - policy.history)
        const decided = decidePromotions(pinned, { ...policy, promotionKey: key }, { live, today, now: time, ledger: known, reports: null })
        if (keyText(key) === own) {
          promotions.push(...decided.promotions)
          drafts.push(...decided.drafts)
          rollbacks.push(...decided.rollbacks)
        }
        entered.push(...byImage(decided.promotions).map((promotion) => ({ promotion, application, ledger: known })))
      }
      trials.push(...trialsOf(keyText(key), entered, environments, time))
    }
    return { promotions: promotions.toSorted(byPromotion), drafts, rollbacks, trials }
  }
}

/** The parent, where it has anything of the application. */
function liveRevision({ overlays }: Application, { at }: Survey): string {
  return overlays.flatMap((overlay) => at(overlay, 'live')?.tree.revision ?? [])[0] ?? ''
}

/** Decisions about what the environment before runs now. */
const LIVE: ReadonlySet<Promotion['decision']> = new Set(['live', 'soaking', 'unproven', 'suspect'])

type Entered = { readonly promotion: Promotion; readonly application: Application; readonly ledger: Ledger }

/** One for each environment that something entered, in promotion order; the first rung is not asked where its images come from. */
function trialsOf(key: string, entered: readonly Entered[], environments: readonly Environment[], time: number): readonly KeyTrial[] {
  return environments.flatMap(({ name }) => {
    const own = entered.filter(({ promotion: { overlay, decision } }) => overlay.environment === name && decision !== 'exempt' && decision !== 'denied')
    const asked = own.flatMap((each) => {
      const { mode, steps } = previousOverlays(each.promotion.overlay, each.application, environments)
      return steps.length === 0 ? [] : [{ ...each, mode, steps }]
    })
    if (asked.length === 0) return []
    const identified = asked.filter(({ promotion }) => promotion.decision !== 'unpinned')
    const histories = identified.map(({ promotion, ledger, mode, steps }) => {
      const stays = ledger.stays(promotion.to)
      return historyOf(steps.map(({ overlays }) => mergeStays(overlays.map((overlay) => stays.get(overlay) ?? []))), mode, time)
    })
    // What the tip does not show is not live, whatever the ledger says: an overlay that does not render runs nothing that anybody knows.
    const live = histories.filter((each, index) => each.live && LIVE.has(identified[index]?.promotion.decision ?? 'not-live'))
    return [{
      key,
      environment: name,
      entered: asked.length,
      identified: identified.length,
      found: histories.filter(({ found }) => found).length,
      live: live.length,
      stays: live.flatMap(({ seconds }) => (seconds === null ? [] : [seconds])).toSorted((a, b) => a - b)
    }]
  })
}

type History = { readonly found: boolean; readonly live: boolean; readonly seconds: number | null }

/** `seconds`: the longest stay; of several environments the one that decides. null: nobody knows when it began. */
function historyOf(steps: readonly (readonly Stay[])[], mode: 'all' | 'any', now: number): History {
  const enough = (test: (step: readonly Stay[]) => boolean): boolean => (mode === 'any' ? steps.some(test) : steps.every(test))
  const longest = steps.flatMap((step) => step.toSorted((a, b) => lengthOf(b, now) - lengthOf(a, now)).slice(0, 1))
  const lengths = longest.map((stay) => lengthOf(stay, now))
  const known = longest.length > 0 && !longest.some(({ earlier }) => earlier)
  return {
    found: enough((step) => step.length > 0),
    live: enough((step) => step.some(({ until }) => until === null)),
    seconds: known ? (mode === 'any' ? Math.max(...lengths) : Math.min(...lengths)) : null
  }
}
