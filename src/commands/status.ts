// `parity-gate status`: what is live where, and what may be promoted now.

import { requireSettings } from '../core/policy/settings.ts'
import { boardJson } from '../core/report/board-json.ts'
import { boardTerminal } from '../core/report/board-terminal.ts'
import { runStatus } from '../status.ts'
import type { LiveTerminal } from '../terminal.ts'
import { PASS } from './exit-status.ts'
import type { Options } from './options.ts'
import { colorOf, deliver, formatOf } from './output.ts'
import { startOf } from './start.ts'

/** Exits 0 once it has answered. Arguments name applications. */
export async function status(options: Options, terminal: LiveTerminal): Promise<number> {
  const { own, inputs, words } = options
  const format = formatOf(own)
  const settings = requireSettings(inputs)
  const board = await runStatus({ ...startOf(options, settings, terminal), applications: words })
  await deliver(own, terminal, format === 'json' ? boardJson(board) : `${boardTerminal(board, { color: colorOf(own, terminal) })}\n`)
  return PASS
}
