// The options of the command line: its own ones, and every input of the Action.

import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { UserError } from '../core/model/error.ts'
import { INPUTS } from '../core/policy/inputs.ts'
import type { RawInputs } from '../core/policy/read-policy.ts'
import type { Settings } from '../core/policy/settings.ts'
import type { Terminal } from '../terminal.ts'

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

export type OwnOptions = Readonly<Record<string, string | boolean | undefined>>
/** `words`: what stands among the options and is none. */
export type Options = { readonly own: OwnOptions; readonly inputs: RawInputs; readonly words: readonly string[] }

/** Reads what follows the command's name. An input that is given several times has a line for each. Throws a UserError `usage`. */
export function readOptions(args: readonly string[]): Options {
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

/** For a command that takes options only. Throws a UserError `usage` with the help. */
export function refuseWords(command: string, words: readonly string[], help: string): void {
  if (words.length > 0) throw new UserError('usage', `\`${command}\` takes no argument, but got \`${words.join(' ')}\``, { help })
}

/** The folder of the repository: as named, else where the command was started. */
export function repositoryFolder(own: OwnOptions, { workingDirectory }: Settings, { directory }: Terminal): string {
  return resolve(directory, text(own['repo']) ?? workingDirectory)
}

/** The value of an option that takes one; null where it is not given. */
export function text(value: OwnOptions[string]): string | null {
  return typeof value === 'string' ? value : null
}
