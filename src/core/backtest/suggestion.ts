// The policy that would have fitted the history.

import type { BlockedTotals, KeyTotals, Suggestion } from '../model/backtest.ts'

const HOUR = 3_600
/** Soaks to suggest, longest first, and the share of promotions that must have met one. */
const SOAKS = [72 * HOUR, 24 * HOUR, 4 * HOUR, HOUR]
const FITTING = 0.95
/** With fewer stays a share says nothing. */
const FEWEST_STAYS = 10
/** Another key must find this many times the images that the policy's own finds. */
const CLEARLY_MORE = 1.1

/** The key under which most images were found in the environment before; ties go to the one given first. */
export function bestKey(keys: readonly KeyTotals[]): KeyTotals | null {
  return keys.reduce<KeyTotals | null>((best, each) => (best === null || each.found > best.found ? each : best), null)
}

/** Another key than the policy's `own` where it tells clearly more; null otherwise. `keys` from the strictest to the loosest. */
export function betterKey(own: string, keys: readonly KeyTotals[]): string | null {
  const found = keys.find(({ key }) => key === own)?.found ?? 0
  const best = bestKey(keys)
  return best !== null && best.key !== own && best.found > found * CLEARLY_MORE ? best.key : null
}

/** `stays` are the known ones in seconds, under the key that is suggested or else the policy's. */
export function suggest(promotionKey: string | null, stays: readonly number[], blocked: BlockedTotals): Suggestion {
  const soak = stays.length < FEWEST_STAYS ? null : (SOAKS.find((seconds) => met(stays, seconds) >= FITTING) ?? 0)
  return {
    promotionKey,
    soak,
    met: stays.length === 0 ? null : met(stays, soak === null || soak === 0 ? HOUR : soak),
    stays: stays.length,
    existingDrift: blocked.existingOnly > 0 ? 'warn' : null
  }
}

function met(stays: readonly number[], seconds: number): number {
  return stays.filter((stay) => stay >= seconds).length / stays.length
}
