// The ladder as a policy declares it: names, aliases, what each environment takes images after.

import { environmentNamed, environmentWords } from '../model/environment.ts'
import type { Environment, Predecessors } from '../model/environment.ts'
import { readRules, RULE_KEYS } from './environment-rules.ts'
import type { EnvironmentRules } from './environment-rules.ts'
import { NAME_HELP, readWord } from './environment-word.ts'
import type { Field, Members } from './field.ts'
import { label, mismatch, readList, readMapping, readText } from './field.ts'
import { suggest } from './nearest.ts'
import type { Complain, Position } from './problem.ts'
import { quote, quoteAll } from './problem.ts'

const ENVIRONMENT_KEYS: readonly string[] = ['name', 'aliases', 'after', 'after-any', ...RULE_KEYS]
const MOST_ENVIRONMENTS = 64
/** Names and aliases: each is looked for in each path and in values. */
const MOST_WORDS = 1000

type Rung = { readonly environment: Environment; readonly at: Position | null; readonly afterAt: Position | null }

/** The environments that could be read, in the order given; null where there is no list of them. */
export function readEnvironments(field: Field, complain: Complain): readonly Environment[] | null {
  const rungs = readList(field, 'environments', (item) => readEnvironment(item, complain), complain)
  if (rungs === null) return null
  if (field.node.kind === 'list' && field.node.items.length === 0) {
    const help = 'list them in promotion order, or remove the key to have them detected'
    complain(field.node.at, `${label(field)} must name at least one environment`, help)
    return null
  }
  if (rungs.length > MOST_ENVIRONMENTS) {
    const help = 'regions and clusters are variants of one environment'
    complain(field.node.at, `${label(field)} names more than ${MOST_ENVIRONMENTS} environments`, help)
    return null
  }
  if (rungs.reduce((sum, { environment }) => sum + environmentWords(environment).length, 0) > MOST_WORDS) {
    complain(field.node.at, `${label(field)} holds more than ${MOST_WORDS} names and aliases`, 'keep the aliases that stand in paths')
    return null
  }
  // What could not be read or is there twice has been told; what names it would only repeat that.
  if (refuseClashes(rungs, complain) || field.node.kind !== 'list' || rungs.length !== field.node.items.length) return null
  const resolved = resolvePredecessors(rungs, complain)
  refuseCycles(resolved, complain)
  return resolved.map((rung) => rung.environment)
}

function readEnvironment(item: Field, complain: Complain): Rung | null {
  const { node } = item
  if (node.kind === 'text' && node.value.trim() !== '') {
    const [name = '', aliases, ...more] = node.value.split('=').map((part) => part.trim())
    if (more.length > 0) return mismatch(item, '`name` or `name=alias|alias`', 'as in `staging=stg|stage`', complain)
    const words = [name, ...(aliases === undefined ? [] : aliases.split('|'))]
    const read = words.map((word) => readWord({ ...item, node: { ...node, value: word } }, complain))
    return rung(read, null, {}, node.at, null)
  }
  if (node.kind !== 'mapping') return mismatch(item, 'text with a name, or a mapping', 'write `- name: staging`', complain)
  const members = readMapping(item, 'an environment', ENVIRONMENT_KEYS, complain)
  if (members === null) return null
  const nameField = members.require('name', NAME_HELP)
  const name = nameField === null ? null : readWord(nameField, complain)
  const aliasField = members.get('aliases')
  const aliases = aliasField === null ? [] : (readList(aliasField, 'aliases', (alias) => readWord(alias, complain), complain) ?? [])
  const after = readPredecessors(members, complain)
  return rung([name, ...aliases], after?.predecessors ?? null, readRules(members, complain), members.at, after?.at ?? null)
}

function rung(
  words: readonly (string | null)[],
  after: Predecessors | null,
  rules: Partial<EnvironmentRules>,
  at: Position | null,
  afterAt: Position | null
): Rung | null {
  const [name, ...aliases] = words
  if (name === null || name === undefined) return null
  return { environment: environmentNamed(name, aliases.filter((alias) => alias !== null), { after, ...rules }), at, afterAt }
}

/** `after: staging`, `after: [a, b]` (all of them) or `after-any: [a, b]` (one of them). */
function readPredecessors(members: Members, complain: Complain): { predecessors: Predecessors; at: Position | null } | null {
  const all = members.get('after')
  const any = members.get('after-any')
  const field = all ?? any
  if (field === null) return null
  if (all !== null && any !== null) complain(any.node.at, 'an environment has either `after` or `after-any`', 'remove one of the two')
  const help = 'name the environments that an image must have been live in, as in `[staging]`'
  const list: Field = field.node.kind === 'text' ? { ...field, node: { kind: 'list', items: [field.node], at: field.node.at } } : field
  const names = readList(list, 'environments', (item) => readText(item, 'text', help, complain), complain)
  if (names === null) return null
  if (list.node.kind === 'list' && list.node.items.length === 0) {
    complain(field.node.at, `${label(field)} must name at least one environment`, help)
    return null
  }
  return { predecessors: { mode: all === null ? 'any' : 'all', environments: names }, at: field.node.at }
}

/** Whether any word stands for two environments, or is there twice. */
function refuseClashes(rungs: readonly Rung[], complain: Complain): boolean {
  let clash = false
  const tell: Complain = (...problem) => {
    clash = true
    complain(...problem)
  }
  const owners = new Map<string, string>()
  for (const { environment, at } of rungs) {
    for (const [index, word] of environmentWords(environment).entries()) {
      const owner = owners.get(word)
      if (owner === undefined) owners.set(word, environment.name)
      else if (owner !== environment.name) {
        const what = index === 0 ? `environment ${quote(word)}` : `alias ${quote(word)} of ${quote(environment.name)}`
        tell(at, `${what} is already a name or alias of ${quote(owner)}`, 'a word can stand for one environment only')
      } else if (index === 0) tell(at, `environment ${quote(word)} is there twice`, 'remove one of the two')
      else tell(at, `alias ${quote(word)} of ${quote(environment.name)} is there twice`, 'remove one of the two')
    }
  }
  return clash
}

/** Aliases in `after` become names. */
function resolvePredecessors(rungs: readonly Rung[], complain: Complain): readonly Rung[] {
  const names = new Map(rungs.flatMap(({ environment }) => environmentWords(environment).map((word) => [word, environment.name] as const)))
  const known = rungs.map((r) => r.environment.name)
  return rungs.map((item) => {
    const { after } = item.environment
    if (after === null) return item
    const environments = after.environments.flatMap((word) => {
      const name = names.get(word)
      if (name !== undefined) return [name]
      const help = suggest(word, [...names.keys()], `the environments are ${quoteAll(known, 'and')}`)
      complain(item.afterAt, `environment ${quote(item.environment.name)} comes after ${quote(word)}, which does not exist`, help)
      return []
    })
    return { ...item, environment: { ...item.environment, after: { ...after, environments: [...new Set(environments)] } } }
  })
}

/** Each cycle once, at its first environment that says `after`. The environment before counts where nothing is said. */
function refuseCycles(rungs: readonly Rung[], complain: Complain): void {
  const byName = new Map(rungs.map((item, index) => [item.environment.name, { item, before: rungs[index - 1]?.environment.name }]))
  const done = new Set<string>()
  const visit = (name: string, path: readonly string[]): void => {
    const start = path.indexOf(name)
    if (start >= 0) {
      const cycle = path.slice(start)
      const culprit = cycle.map((member) => byName.get(member)?.item).find((item) => item !== undefined && item.afterAt !== null)
      const circle = [...cycle, name].map(quote).join(' after ')
      const help = 'an environment can only come after those before it'
      complain(culprit?.afterAt ?? null, `environments come after each other in a circle: ${circle}`, help)
      return
    }
    const entry = byName.get(name)
    if (done.has(name) || entry === undefined) return
    const { after } = entry.item.environment
    for (const next of after?.environments ?? (entry.before === undefined ? [] : [entry.before])) visit(next, [...path, name])
    done.add(name)
  }
  for (const item of rungs) visit(item.environment.name, [])
}
