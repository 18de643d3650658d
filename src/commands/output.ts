// Where a command's result goes, and how it looks: --format, --output, --no-color, --quiet.

import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { UserError } from '../core/model/error.ts'
import type { Report } from '../core/model/report.ts'
import { reportJson } from '../core/report/json.ts'
import { terminalReport } from '../core/report/terminal.ts'
import { systemMessage } from '../edges/files/system-error.ts'
import type { Voice } from '../progress.ts'
import type { LiveTerminal, Terminal } from '../terminal.ts'
import { text } from './options.ts'
import type { OwnOptions } from './options.ts'

export type Format = 'text' | 'json'

/** Throws a UserError `usage` for a format that there is not. */
export function formatOf(own: OwnOptions): Format {
  const format = own['format'] ?? 'text'
  if (format === 'text' || format === 'json') return format
  throw new UserError('usage', `--format is \`text\` or \`json\`, not \`${String(format)}\``, { help: 'Use --format json.' })
}

/** Only what goes to a terminal is coloured. */
export function colorOf(own: OwnOptions, terminal: Terminal): boolean {
  return terminal.color && own['no-color'] !== true && own['output'] === undefined
}

/** Where progress and remarks go: nowhere with `--quiet`. */
export function voiceOf(own: OwnOptions, terminal: LiveTerminal): Voice {
  if (own['quiet'] === true) return { say: () => undefined, show: null }
  return { say: (line) => terminal.stderr(`${line}\n`), show: terminal.show }
}

/** A report as it is printed. */
export function shownReport(report: Report, format: Format, own: OwnOptions, terminal: Terminal): string {
  return format === 'json' ? reportJson(report) : `${terminalReport(report, { color: colorOf(own, terminal), quiet: own['quiet'] === true })}\n`
}

/** Prints, or writes where --output says. Throws a UserError `usage` for a file that cannot be written. */
export async function deliver(own: OwnOptions, terminal: Terminal, shown: string): Promise<void> {
  const output = text(own['output'])
  if (output === null) terminal.stdout(shown)
  else await writeOutput(resolve(terminal.directory, output), shown)
}

/** Prints a text for people, with an end of line. */
export function print(terminal: Terminal, shown: string): void {
  terminal.stdout(shown.endsWith('\n') ? shown : `${shown}\n`)
}

async function writeOutput(file: string, shown: string): Promise<void> {
  try {
    await writeFile(file, shown)
  } catch (error) {
    throw new UserError('usage', `cannot write \`${file}\`: ${systemMessage(error)}`, { help: 'Name a file in an existing folder with --output.' })
  }
}
