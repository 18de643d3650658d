// `parity-gate backtest --format json`: every change and the totals, for other programs.

import type { Backtest, BacktestChange, BacktestTotals } from '../model/backtest.ts'
import type { Promotion } from '../model/promotion.ts'
import { isoTime } from '../model/time.ts'
import { suggestionLines } from './backtest-suggestion.ts'

const BACKTEST_SCHEMA = 'parity-gate/backtest/v1'

/** Two blanks of indent, a final line end; equal histories give equal bytes. Times are ISO 8601 UTC, durations seconds. */
export function backtestJson(backtest: Backtest): string {
  const { branch, environments, key, older, kustomize, changes, totals } = backtest
  const document = {
    schema: BACKTEST_SCHEMA,
    branch,
    environments,
    promotionKey: key,
    olderHistory: older,
    kustomize,
    changes: changes.map(changeOf),
    totals: totalsOf(totals, key)
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

function changeOf({ commit, time, author, subject, promotions, findings, existing, broken, drift }: BacktestChange): object {
  const verdict = existing.errors > 0 || findings.some(({ level, waived }) => level === 'error' && !waived) ? 'fail' : 'pass'
  return { commit, time: isoTime(time), author, subject, verdict, promotions: promotions.map(promotionOf), findings, existing, broken, drift }
}

/** As in report.json. */
function promotionOf({ overlay, resource, container, image, from, to, decision, code, evidence }: Promotion): object {
  const { application, environment, variant } = overlay
  return { application, environment, variant, resource, container, image, from, to, decision, code, evidence }
}

function totalsOf(totals: BacktestTotals, key: string): object {
  const { from, to, worst, suggestion, ...rest } = totals
  return {
    from: from === null ? null : isoTime(from),
    to: to === null ? null : isoTime(to),
    ...rest,
    worst: worst.map((each) => ({ ...each, time: isoTime(each.time) })),
    suggestion: { ...suggestion, policy: suggestionLines(suggestion, key, totals.keys).filter((line) => line.startsWith('    ')).map((line) => line.trim()) }
  }
}
