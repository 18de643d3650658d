// How one environment admits images: the keys of an entry under `environments` besides its name and its place.

import { environmentNamed } from '../model/environment.ts'
import type { Environment } from '../model/environment.ts'
import type { Members } from './field.ts'
import { readChoice } from './field.ts'
import type { Complain } from './problem.ts'
import { readSignals } from './signals.ts'
import { readOwnSoak } from './soak.ts'

export const RULE_KEYS = ['soak', 'superseded', 'fan-out', 'introduction', 'evidence', 'signals'] as const

export type EnvironmentRules = Pick<Environment, 'soak' | 'superseded' | 'fanOut' | 'introduction' | 'evidence' | 'signals'>

const DEFAULTS: EnvironmentRules = environmentNamed('')

/** What is not said, or could not be read, is as the defaults. */
export function readRules(members: Members, complain: Complain): EnvironmentRules {
  const choice = <C extends string>(key: (typeof RULE_KEYS)[number], choices: readonly C[], standard: C): C => {
    const field = members.get(key)
    return field === null ? standard : (readChoice(field, choices, complain) ?? standard)
  }
  const soak = members.get('soak')
  const signals = members.get('signals')
  return {
    soak: soak === null ? DEFAULTS.soak : readOwnSoak(soak, complain),
    superseded: choice('superseded', ['allow', 'warn', 'deny'], DEFAULTS.superseded),
    fanOut: choice('fan-out', ['allow', 'deny'], DEFAULTS.fanOut),
    introduction: choice('introduction', ['allow', 'warn', 'deny'], DEFAULTS.introduction),
    evidence: choice('evidence', ['declared', 'reported'], DEFAULTS.evidence),
    signals: signals === null ? DEFAULTS.signals : readSignals(signals, complain)
  }
}
