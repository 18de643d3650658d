// `parity-gate backtest`: what would have been blocked.

import { runBacktest } from '../backtest.ts'
import { requireSettings } from '../core/policy/settings.ts'
import { backtestJson } from '../core/report/backtest-json.ts'
import { backtestText } from '../core/report/backtest.ts'
import type { LiveTerminal } from '../terminal.ts'
import { PASS } from './exit-status.ts'
import { refuseWords, text } from './options.ts'
import type { Options } from './options.ts'
import { colorOf, deliver, formatOf } from './output.ts'
import { startOf } from './start.ts'

/** Exits 0 once it has answered: what would have been blocked is the answer, no failure. */
export async function backtest(options: Options, terminal: LiveTerminal): Promise<number> {
  const { own, inputs, words } = options
  refuseWords('backtest', words, 'Name dates with --since and --until.')
  const format = formatOf(own)
  const settings = requireSettings(inputs)
  const period = { since: text(own['since']), until: text(own['until']) }
  const found = await runBacktest({ ...startOf(options, settings, terminal), period, resume: own['no-resume'] !== true })
  await deliver(own, terminal, format === 'json' ? backtestJson(found) : `${backtestText(found, { color: colorOf(own, terminal) })}\n`)
  return PASS
}
