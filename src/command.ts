// The command line: which command is meant, and how a mistake is told.

import { backtest } from './commands/backtest.ts'
import { check } from './commands/check.ts'
import { PASS, USAGE } from './commands/exit-status.ts'
import { explainCode } from './commands/explain.ts'
import { merge } from './commands/merge.ts'
import { readOptions } from './commands/options.ts'
import type { Options } from './commands/options.ts'
import { print } from './commands/output.ts'
import { plan } from './commands/plan.ts'
import { status } from './commands/status.ts'
import { UserError } from './core/model/error.ts'
import { runDemo } from './demo.ts'
import { refusalOf } from './edges/files/refusal.ts'
import { helpText } from './help.ts'
import { withLiveLine } from './terminal.ts'
import type { LiveTerminal, Terminal } from './terminal.ts'

/** Returns the exit status. */
type Command = (options: Options, terminal: LiveTerminal) => Promise<number> | number

const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['check', check],
  ['status', status],
  ['backtest', backtest],
  ['plan', plan],
  ['merge', merge],
  ['explain', explainCode],
  ['demo', ({ inputs }, terminal) => runDemo(terminal, inputs)]
])

/** Runs one command. Returns the exit status: 0 pass, 1 fail, 2 usage or configuration error. */
export async function runCommand(args: readonly string[], given: Terminal): Promise<number> {
  const terminal = withLiveLine(given)
  const [verb, ...rest] = args
  try {
    if (verb === undefined || verb === 'help' || verb === '--help' || verb === '-h') {
      print(terminal, helpText())
      return verb === undefined ? USAGE : PASS
    }
    const options = readOptions(rest)
    if (options.own['help'] === true) {
      print(terminal, helpText())
      return PASS
    }
    const command = COMMANDS.get(verb)
    if (command !== undefined) return await command(options, terminal)
    throw new UserError('usage', `there is no command \`${verb}\``, {
      help: `Commands: ${[...COMMANDS.keys()].join(', ')}. \`parity-gate --help\` tells more.`
    })
  } catch (error) {
    const mistake = error instanceof UserError ? error : refusalOf(error)
    if (mistake === null) throw error
    terminal.stderr(`error: ${mistake.message}\n  help: ${mistake.help}\n`)
    return USAGE
  }
}
