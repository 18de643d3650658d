// `parity-gate check`: judges a change.

import { tmpdir } from 'node:os'
import { chooseTrees } from '../chosen-trees.ts'
import type { Report } from '../core/model/report.ts'
import { isAccepted } from '../core/model/verdict.ts'
import { readSettings } from '../core/policy/settings.ts'
import { failedReport, runIn } from '../run.ts'
import type { LiveTerminal } from '../terminal.ts'
import { FAIL, PASS, USAGE } from './exit-status.ts'
import { refuseWords, text } from './options.ts'
import type { Options } from './options.ts'
import { deliver, formatOf, shownReport } from './output.ts'
import { startOf } from './start.ts'

/** Exits by the verdict. An invalid option is a finding of the report. */
export async function check(options: Options, terminal: LiveTerminal): Promise<number> {
  const { own, inputs, words } = options
  refuseWords('check', words, 'Name revisions with --base and --head.')
  const format = formatOf(own)
  const reading = readSettings(inputs)
  const everything = own['all'] === true
  const report = reading.kind === 'invalid'
    ? failedReport(reading.findings, false)
    : await runIn({
        ...startOf(options, reading.settings, terminal),
        trust: everything ? 'head' : 'before',
        everything,
        workflow: null,
        serverUrl: null,
        temporary: tmpdir(),
        trees: (repository) => chooseTrees(repository, { base: reading.settings.base, head: text(own['head']), everything })
      })
  await deliver(own, terminal, shownReport(report, format, own, terminal))
  return exitStatus(report)
}

function exitStatus(report: Report): number {
  if (isAccepted(report)) return PASS
  return report.findings.some(({ code, level }) => code === 'config-invalid' && level === 'error') ? USAGE : FAIL
}
