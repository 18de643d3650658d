// The lines of policy that a backtest suggests, and why.

import type { KeyTotals, Suggestion } from '../model/backtest.ts'
import { count, grouped } from './values.ts'
import { showDuration } from './duration.ts'
import { visible } from './visible.ts'

const HOUR = 3_600

/** Lines to paste, indented by four blanks, each under its reason; a sentence where nothing is suggested. `key` is the policy's. */
export function suggestionLines(suggestion: Suggestion, key: string, keys: readonly KeyTotals[]): readonly string[] {
  const { promotionKey, soak, met, stays, existingDrift } = suggestion
  const lines = [
    ...(promotionKey === null
      ? [keys.some(({ found }) => found > 0) ? `  ${visible(key)} tells images apart as well as any key that was tried.` : '  No key that was tried finds any image in the environment before.']
      : [`  Under ${visible(promotionKey)}, ${found(promotionKey, keys)} images had run in the environment before; under ${visible(key)}, ${found(key, keys)}:`, '', `    promotion-key: ${yamlText(promotionKey)}`, '']),
    ...soakLines(soak, met, stays),
    ...(existingDrift === null ? [] : ['  Some changes were blocked only by drift that was there before; this makes it a warning until it is gone:', '', `    existing-drift: ${existingDrift}`])
  ]
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

function soakLines(soak: number | null, met: number | null, stays: number): readonly string[] {
  if (soak === null) return [`  ${stays === 0 ? 'No stay in an environment before is known' : `Only ${count(stays, 'stay')} in an environment before ${stays === 1 ? 'is' : 'are'} known`}: too little to suggest a soak.`]
  const share = `${String(Math.floor((met ?? 0) * 100))} %`
  if (soak === 0) return [`  No soak fits: only ${share} of the images had been live in the environment before for an hour.`]
  return [`  ${share} of the images had been live in the environment before for ${showDuration(soak)}:`, '', `    soak: ${String(soak / HOUR)}h`, '']
}

function found(key: string, keys: readonly KeyTotals[]): string {
  const totals = keys.find((each) => each.key === key)
  return `${grouped(totals?.found ?? 0)} of ${grouped(totals?.entered ?? 0)}`
}

/** A plain word as it is; anything else in single quotes, as YAML reads them. */
function yamlText(text: string): string {
  return /^[a-z]+$/.test(text) ? text : `'${visible(text).replaceAll("'", "''")}'`
}
