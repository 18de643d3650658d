// How long an image must have been live in the environment before it may enter.

import type { Environment } from '../model/environment.ts'
import { environmentWords } from '../model/environment.ts'
import type { Policy } from '../model/policy.ts'

/** Seconds: what the environment says itself, else the policy's rule for it, else the rule for all, else 0. */
export function soakFor(environment: Environment, { soak }: Pick<Policy, 'soak'>): number {
  if (environment.soak !== null) return environment.soak
  const words = environmentWords(environment)
  const own = soak.filter((rule) => rule.environment !== null && words.includes(rule.environment))
  const rules = own.length > 0 ? own : soak.filter((rule) => rule.environment === null)
  // Two rules for one environment are refused where the policy is read; the longer one is the safe one.
  return Math.max(0, ...rules.map(({ seconds }) => seconds))
}
