// The command line's verbs and options.

import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { UserError } from './core/model/error.ts'
import type { Report } from './core/model/report.ts'
import { INPUTS } from './core/policy/inputs.ts'
import type { RawInputs } from './core/policy/read-policy.ts'
import { readSettings } from './core/policy/settings.ts'
import type { Settings } from './core/policy/settings.ts'
import { backtestJson } from './core/report/backtest-json.ts'
import { backtestText } from './core/report/backtest.ts'
import { boardJson } from './core/report/board-json.ts'
import { boardTerminal } from './core/report/board-terminal.ts'
import { explain, explainedCodes } from './core/report/explain.ts'
import { reportJson } from './core/report/json.ts'
import { terminalReport } from './core/report/terminal.ts'
import { refusalOf } from './edges/files/refusal.ts'
import { runBacktest } from './backtest.ts'
import { chooseTrees } from './chosen-trees.ts'
import { runDemo } from './demo.ts'
import type { Voice } from './progress.ts'
import { failedReport, presentTime, runIn } from './run.ts'
import { helpText } from './help.ts'
import { leaveReport, mergeFiles } from './merge.ts'
import { publishMerged } from './merge-action.ts'
import { matrixJson, planForEvent, planShards } from './plan.ts'
import { runStatus } from './status.ts'
import { withLiveLine } from './terminal.ts'
import type { LiveTerminal, Terminal } from './terminal.ts'

const PASS = 0
const FAIL = 1
const USAGE = 2

const OWN_OPTIONS = {
  repo: { type: 'string' },
  head: { type: 'string' },
  all: { type: 'boolean' },
  format: { type: 'string' },
  output: { type: 'string' },
  'no-color': { type: 'boolean' },
  quiet: { type: 'boolean' },
  since: { type: 'string' },
  until: { type: 'string' },
  shards: { type: 'string' },
  'no-resume': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' }
} as const

/** Inputs that are on or off, and so are options without a value. */
const SWITCHES = ['report-only', 'enable-helm']

type Options = { readonly own: Readonly<Record<string, string | boolean | undefined>>; readonly inputs: RawInputs; readonly words: readonly string[] }

/** Runs one command. Returns the exit status: 0 pass, 1 fail, 2 usage or configuration error. */
export async function runCommand(args: readonly string[], given: Terminal): Promise<number> {
  const terminal = withLiveLine(given)
  const [verb, ...rest] = args
  try {
    if (verb === undefined || verb === 'help' || verb === '--help' || verb === '-h') return print(terminal, helpText(), verb === undefined ? USAGE : PASS)
    const options = readOptions(rest)
    if (options.own['help'] === true) return print(terminal, helpText(), PASS)
    switch (verb) {
      case 'check':
        return await check(options, terminal)
      case 'status':
        return await status(options, terminal)
      case 'backtest':
        return await backtest(options, terminal)
      case 'plan':
        return await plan(options, terminal)
      case 'merge':
        return await merge(options, terminal)
      case 'explain':
        return explainCode(options.words, terminal)
      case 'demo':
        return await runDemo(terminal, options.inputs)
      default:
        throw new UserError('usage', `there is no command \`${verb}\``, {
          help: 'Commands: check, status, backtest, plan, merge, explain, demo. `parity-gate --help` tells more.'
        })
    }
  } catch (error) {
    const mistake = error instanceof UserError ? error : refusalOf(error)
    if (mistake === null) throw error
    terminal.stderr(`error: ${mistake.message}\n  help: ${mistake.help}\n`)
    return USAGE
  }
}

async function check({ own, inputs, words }: Options, terminal: LiveTerminal): Promise<number> {
  if (words.length > 0) throw new UserError('usage', `\`check\` takes no argument, but got \`${words.join(' ')}\``, { help: 'Name revisions with --base and --head.' })
  const format = formatOf(own)
  const reading = readSettings(inputs)
  const everything = own['all'] === true
  const report = reading.kind === 'invalid'
    ? failedReport(reading.findings, false)
    : await runIn({
        directory: resolve(terminal.directory, text(own['repo']) ?? reading.settings.workingDirectory),
        inputs,
        settings: reading.settings,
        trust: everything ? 'head' : 'before',
        everything,
        workflow: null,
        serverUrl: null,
        environment: terminal.environment,
        temporary: tmpdir(),
        now: presentTime(),
        ...voiceOf(own, terminal),
        trees: (repository) => chooseTrees(repository, { base: reading.settings.base, head: text(own['head']), everything })
      })
  const color = terminal.color && own['no-color'] !== true && own['output'] === undefined
  const shown = format === 'json' ? reportJson(report) : `${terminalReport(report, { color, quiet: own['quiet'] === true })}\n`
  await deliver(own, terminal, shown)
  return exitStatus(report)
}

/** Exits 0 once it has answered. Arguments name applications. */
async function status({ own, inputs, words }: Options, terminal: LiveTerminal): Promise<number> {
  const format = formatOf(own)
  const settings = settingsOf(inputs)
  const board = await runStatus({
    directory: resolve(terminal.directory, text(own['repo']) ?? settings.workingDirectory),
    inputs,
    settings,
    applications: words,
    environment: terminal.environment,
    now: presentTime(),
    ...voiceOf(own, terminal)
  })
  const color = terminal.color && own['no-color'] !== true && own['output'] === undefined
  await deliver(own, terminal, format === 'json' ? boardJson(board) : `${boardTerminal(board, { color })}\n`)
  return PASS
}

/** Exits 0 once it has answered: what would have been blocked is the answer, no failure. */
async function backtest({ own, inputs, words }: Options, terminal: LiveTerminal): Promise<number> {
  if (words.length > 0) throw new UserError('usage', `\`backtest\` takes no argument, but got \`${words.join(' ')}\``, { help: 'Name dates with --since and --until.' })
  const format = formatOf(own)
  const settings = settingsOf(inputs)
  const found = await runBacktest({
    directory: resolve(terminal.directory, text(own['repo']) ?? settings.workingDirectory),
    inputs,
    settings,
    period: { since: text(own['since']), until: text(own['until']) },
    resume: own['no-resume'] !== true,
    environment: terminal.environment,
    now: presentTime(),
    ...voiceOf(own, terminal)
  })
  const color = terminal.color && own['no-color'] !== true && own['output'] === undefined
  await deliver(own, terminal, format === 'json' ? backtestJson(found) : `${backtestText(found, { color })}\n`)
  return PASS
}

/** The matrix for sharding. A step of a workflow plans for its event, unless revisions are named. */
async function plan({ own, inputs, words }: Options, terminal: Terminal): Promise<number> {
  if (words.length > 0) throw new UserError('usage', `\`plan\` takes no argument, but got \`${words.join(' ')}\``, { help: 'Say how many jobs at most with --shards.' })
  const settings = settingsOf(inputs)
  const [shards, head, everything] = [text(own['shards']), text(own['head']), own['all'] === true]
  const { environment } = terminal
  const byEvent = environment['GITHUB_ACTIONS'] === 'true' && settings.base === null && head === null && !everything && own['repo'] === undefined
  const matrix = byEvent
    ? await planForEvent({ inputs, settings, shards }, environment)
    : await planShards({
        directory: resolve(terminal.directory, text(own['repo']) ?? settings.workingDirectory),
        inputs,
        settings,
        shards,
        trust: everything ? 'head' : 'before',
        everything,
        serverUrl: null,
        revisions: async (repository) => (await chooseTrees(repository, { base: settings.base, head, everything })).revisions
      })
  await deliver(own, terminal, `${matrixJson(matrix)}\n`)
  return PASS
}

/** One verdict of several shards; in a step of a workflow it is published as well. */
async function merge({ own, inputs, words }: Options, terminal: Terminal): Promise<number> {
  if (words.length === 0) throw new UserError('usage', '`merge` wants the reports of all shards', { help: 'Name them, as in `parity-gate merge reports/*/report.json`.' })
  const format = formatOf(own)
  const settings = settingsOf(inputs)
  const report = await mergeFiles({ files: words, directory: terminal.directory })
  const { environment } = terminal
  const published = environment['GITHUB_ACTIONS'] === 'true'
  if (published) await publishMerged(report, inputs, environment, format === 'text' && own['output'] === undefined ? terminal.stdout : terminal.stderr)
  else if (settings.reportDirectory !== null) await leaveReport(report, resolve(terminal.directory, settings.reportDirectory))
  const color = terminal.color && own['no-color'] !== true && own['output'] === undefined
  const shown = format === 'json' ? reportJson(report) : `${terminalReport(report, { color, quiet: own['quiet'] === true })}\n`
  if (!published || format === 'json' || own['output'] !== undefined) await deliver(own, terminal, shown)
  return report.verdict === 'pass' || report.reportOnly ? PASS : FAIL
}

/** Settings of a command that has no report to put a finding into. */
function settingsOf(inputs: RawInputs): Settings {
  const reading = readSettings(inputs)
  if (reading.kind === 'ok') return reading.settings
  const [first] = reading.findings
  throw new UserError('config-invalid', first?.args.problem ?? 'an option is invalid', { help: first?.args.help ?? '`parity-gate --help` lists the options.' })
}

/** Where progress and remarks go: nowhere with `--quiet`. */
function voiceOf(own: Options['own'], terminal: LiveTerminal): Voice {
  if (own['quiet'] === true) return { say: () => undefined, show: null }
  return { say: (line) => terminal.stderr(`${line}\n`), show: terminal.show }
}

function formatOf(own: Options['own']): 'text' | 'json' {
  const format = own['format'] ?? 'text'
  if (format === 'text' || format === 'json') return format
  throw new UserError('usage', `--format is \`text\` or \`json\`, not \`${String(format)}\``, { help: 'Use --format json.' })
}

async function deliver(own: Options['own'], terminal: Terminal, shown: string): Promise<void> {
  const output = text(own['output'])
  if (output === null) terminal.stdout(shown)
  else await writeOutput(resolve(terminal.directory, output), shown)
}

async function writeOutput(file: string, shown: string): Promise<void> {
  try {
    await writeFile(file, shown)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new UserError('usage', `cannot write \`${file}\`: ${reason}`, { help: 'Name a file in an existing folder with --output.' })
  }
}

function explainCode(words: readonly string[], terminal: Terminal): number {
  const [code = ''] = words
  const explanation = explain(code)
  if (explanation !== null) return print(terminal, explanation, PASS)
  throw new UserError('usage', code === '' ? '`explain` wants a code' : `there is no finding \`${code}\``, { help: `Codes: ${explainedCodes().join(', ')}` })
}

function exitStatus({ verdict, findings, reportOnly }: Report): number {
  if (reportOnly || verdict === 'pass') return PASS
  return findings.some(({ code, level }) => code === 'config-invalid' && level === 'error') ? USAGE : FAIL
}

function readOptions(args: readonly string[]): Options {
  const inputs = Object.fromEntries(
    INPUTS.map(({ name }) => [name, SWITCHES.includes(name) ? { type: 'boolean' as const } : { type: 'string' as const, multiple: true }])
  )
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: { ...inputs, ...OWN_OPTIONS }, allowPositionals: true })
    const own: Record<string, string | boolean | undefined> = {}
    const raw: Record<string, string> = {}
    for (const [name, value] of Object.entries(values)) {
      if (Object.hasOwn(OWN_OPTIONS, name)) own[name] = Array.isArray(value) ? undefined : value
      else raw[name] = Array.isArray(value) ? value.join('\n') : String(value)
    }
    return { own, inputs: raw, words: positionals }
  } catch (error) {
    throw new UserError('usage', error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error), { help: '`parity-gate --help` lists the options.' })
  }
}

function text(value: string | boolean | undefined): string | null {
  return typeof value === 'string' ? value : null
}

function print(terminal: Terminal, shown: string, status: number): number {
  terminal.stdout(shown.endsWith('\n') ? shown : `${shown}\n`)
  return status
}
