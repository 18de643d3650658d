// `parity-gate merge`: one verdict of several shards.

import { resolve } from 'node:path'
import { UserError } from '../core/model/error.ts'
import { isAccepted } from '../core/model/verdict.ts'
import { requireSettings } from '../core/policy/settings.ts'
import { publishMerged } from '../merge-action.ts'
import { leaveReport, mergeFiles } from '../merge.ts'
import type { Terminal } from '../terminal.ts'
import { FAIL, PASS } from './exit-status.ts'
import type { Options } from './options.ts'
import { deliver, formatOf, shownReport } from './output.ts'

/** Exits by the verdict. In a step of a workflow it is published as well. Arguments name reports. */
export async function merge({ own, inputs, words }: Options, terminal: Terminal): Promise<number> {
  if (words.length === 0) throw new UserError('usage', '`merge` wants the reports of all shards', { help: 'Name them, as in `parity-gate merge reports/*/report.json`.' })
  const format = formatOf(own)
  const settings = requireSettings(inputs)
  const report = await mergeFiles({ files: words, directory: terminal.directory })
  const { environment } = terminal
  const published = environment['GITHUB_ACTIONS'] === 'true'
  if (published) await publishMerged(report, inputs, environment, format === 'text' && own['output'] === undefined ? terminal.stdout : terminal.stderr)
  else if (settings.reportDirectory !== null) await leaveReport(report, resolve(terminal.directory, settings.reportDirectory))
  if (!published || format === 'json' || own['output'] !== undefined) await deliver(own, terminal, shownReport(report, format, own, terminal))
  return isAccepted(report) ? PASS : FAIL
}
