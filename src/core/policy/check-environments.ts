// Names of environments that soaks, waivers and axes mention, held against the ladder once it is known.

import { boundPattern } from '../model/bound.ts'
import { environmentWords } from '../model/environment.ts'
import type { Environment } from '../model/environment.ts'
import type { Finding } from '../model/finding.ts'
import type { Policy } from '../model/policy.ts'
import type { SourceLocation } from '../model/source.ts'
import { byKeys, byText } from '../model/text.ts'
import { suggest } from './nearest.ts'
import type { LocatedProblem } from './problem.ts'
import { firstOf, quote } from './problem.ts'

/**
 * One finding for each name or alias that no environment has, and for each soak that is said twice. Sorted by file, line and name.
 * Without any environment there is nothing to hold them against, and no finding.
 */
export function checkEnvironmentNames(policy: Policy, environments: readonly Environment[]): readonly Finding<'config-invalid'>[] {
  if (environments.length === 0) return []
  const words = environments.flatMap(environmentWords)
  const known = new Set(words)
  const unknown = (name: string): boolean => !known.has(name)
  const list = environments.map(withAliases).join(', ')
  const tell = (what: string, name: string, location: SourceLocation | null): LocatedProblem => ({
    location,
    problem: `${what} names the environment ${quote(name)}, which does not exist`,
    help: suggest(name, words, `the environments are ${list}`)
  })
  const axes = policy.axes.flatMap((axis) => {
    const names = axis.kind === 'custom' ? (axis.between ?? []) : []
    const location = axis.kind === 'custom' ? (axis.location ?? null) : null
    return names.filter(unknown).map((name) => tell(`axis ${quote(axis.name)}`, name, location))
  })
  const waivers = policy.waivers.flatMap((waiver) =>
    (waiver.environments ?? []).filter(unknown).map((name) => tell(`the waiver ${quote(waiver.reason)}`, name, waiver.location))
  )
  const soaks = policy.soak.flatMap(({ environment, location }) =>
    environment !== null && unknown(environment) ? [tell(soakLabel(location), environment, location ?? null)] : []
  )
  const found = [...axes, ...boundsTooLarge(policy, environments), ...waivers, ...soaks, ...soaksTwice(policy, environments)].sort(
    byKeys(
      (f) => f.location?.file ?? '\uffff',
      (f) => String(f.location?.line ?? 0).padStart(9, '0'),
      (f) => f.problem
    )
  )
  return firstOf(found)
}

/** Steps of the bounds of all axes for all environments, which take 2 s to compile; those of ordinary ones have 20 to 50 each. */
const MOST_BOUND_STEPS = 200_000

/**
 * Bounds of axes that are too much for one expression once an environment's words stand in them, the first environment of each; or the
 * first axis at which all of them are too much together.
 */
function boundsTooLarge(policy: Policy, environments: readonly Environment[]): readonly LocatedProblem[] {
  let steps = 0
  return policy.axes.flatMap((axis) => {
    const bound = axis.kind === 'custom' ? axis.values : null
    if (axis.kind !== 'custom' || bound === null || steps > MOST_BOUND_STEPS) return []
    const environment = environments.find((each) => {
      const pattern = steps > MOST_BOUND_STEPS ? undefined : boundPattern(bound, each)
      steps += pattern?.steps ?? 0
      return pattern === null
    })
    if (steps > MOST_BOUND_STEPS) {
      const problem = `axis ${quote(axis.name)}: the \`values\` of the axes up to here are too much for ${environments.length} environments`
      return [{ location: axis.location ?? null, problem, help: 'write shorter expressions, or fewer of them' }]
    }
    if (environment === undefined) return []
    const problem = `axis ${quote(axis.name)}: its \`values\` is too large an expression with the words of ${quote(environment.name)} for \`{env}\``
    const help = 'write it with fewer repetitions, or give the environment fewer aliases'
    return [{ location: axis.location ?? null, problem, help }]
  })
}

/** Soaks of one environment in two places: by its name and an alias, or also in its own entry. */
function soaksTwice(policy: Policy, environments: readonly Environment[]): readonly LocatedProblem[] {
  return environments.flatMap((environment) => {
    const rules = policy.soak.filter((rule) => rule.environment !== null && environmentWords(environment).includes(rule.environment))
    const extra = environment.soak === null ? rules.slice(1) : rules
    return extra.map(({ location }) => {
      const again = environment.soak === null ? 'twice' : 'which has a `soak` of its own'
      const problem = `${soakLabel(location)} names the environment ${quote(environment.name)}${again === 'twice' ? ' ' : ', '}${again}`
      return { location: location ?? null, problem, help: 'remove one of the two' }
    })
  })
}

function soakLabel(location: SourceLocation | undefined): string {
  return location === undefined ? 'input `soak`' : '`soak`'
}

/** The policy with the aliases that soaks, waivers and axes mention made names, so that the stages compare names alone. */
export function resolveEnvironmentNames(policy: Policy, environments: readonly Environment[]): Policy {
  const names = new Map(environments.flatMap((e) => environmentWords(e).map((word) => [word, e.name] as const)))
  const resolve = (word: string): string => names.get(word) ?? word
  return {
    ...policy,
    soak: policy.soak
      .map((rule) => ({ ...rule, environment: rule.environment === null ? null : resolve(rule.environment) }))
      .sort((a, b) => byText(a.environment ?? '', b.environment ?? '')),
    axes: policy.axes.map((axis) =>
      axis.kind === 'custom' && axis.between !== null ? { ...axis, between: [resolve(axis.between[0]), resolve(axis.between[1])] } : axis
    ),
    waivers: policy.waivers.map((waiver) => ({ ...waiver, environments: waiver.environments?.map(resolve) ?? null }))
  }
}

function withAliases(environment: Environment): string {
  const { name, aliases } = environment
  return aliases.length === 0 ? quote(name) : `${quote(name)} (${aliases.map(quote).join(', ')})`
}
