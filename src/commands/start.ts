// What every command that judges a repository starts with.

import type { RawInputs } from '../core/policy/read-policy.ts'
import type { Settings } from '../core/policy/settings.ts'
import type { Voice } from '../progress.ts'
import { presentTime } from '../run.ts'
import type { LiveTerminal } from '../terminal.ts'
import { repositoryFolder } from './options.ts'
import type { Options } from './options.ts'
import { voiceOf } from './output.ts'

type Start = {
  readonly directory: string
  readonly inputs: RawInputs
  readonly settings: Settings
  readonly environment: LiveTerminal['environment']
  /** Seconds since the epoch. */
  readonly now: number
} & Voice

/** The repository, what is said about it, and to whom. */
export function startOf({ own, inputs }: Options, settings: Settings, terminal: LiveTerminal): Start {
  const { environment } = terminal
  return { directory: repositoryFolder(own, settings, terminal), inputs, settings, environment, now: presentTime(), ...voiceOf(own, terminal) }
}
