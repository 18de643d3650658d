// Allowed axes: a built-in name, `Kind[.group][/name]: /pointer`, or a mapping with bounds.

import { BUILT_IN_AXES } from '../model/policy.ts'
import type { Axis, CustomAxis, ResourcePattern } from '../model/policy.ts'
import { lineLocation } from '../model/source.ts'
import type { Field } from './field.ts'
import { label, mismatch, readList, readMapping, readText } from './field.ts'
import { suggest } from './nearest.ts'
import { parsePathPattern, parseResourcePattern, PATH_HELP, readPathPattern, readResourcePattern, RESOURCE_HELP } from './place-pattern.ts'
import type { Complain, Help, Position } from './problem.ts'
import { quote, quoteAll } from './problem.ts'
import { expressionProblem, EXPRESSION_HELP } from './regular-expression.ts'

const NAME_HELP = 'give it a name that findings and reports can show'
const SHORT_HELP = 'write `Kind[.group][/name]: /json/pointer/glob`, as in `Ingress: /spec/rules/*/host`'

export const AXIS_KEYS = ['name', 'resources', 'paths', 'values', 'between'] as const

/** Far more than anybody reads; each may hold an expression, which takes up to 10 ms to compile for each environment. */
const MOST_AXES = 500

/** The axes that could be read. An empty list allows nothing. `file` is where they are written; null for an input. */
export function readAxes(field: Field, file: string | null, complain: Complain): readonly Axis[] | null {
  if (field.node.kind === 'list' && field.node.items.length > MOST_AXES) {
    complain(field.node.at, `${label(field)} holds more than ${MOST_AXES} axes`, 'globs in `resources` and `paths` let one axis stand for many')
    return null
  }
  const seen = new Set<string>()
  const once = (at: Position | null, axis: Axis | null): Axis | null => {
    if (axis !== null && seen.has(axis.name)) {
      complain(at, `axis ${quote(axis.name)} is there twice`, 'remove one of the two, or give it another name')
    }
    if (axis !== null) seen.add(axis.name)
    return axis
  }
  return readList(field, 'axes', (item) => once(item.node.at, readAxis(item, file, complain)), complain)
}

function readAxis(item: Field, file: string | null, complain: Complain): Axis | null {
  const { node } = item
  if (node.kind === 'text' && node.value.trim() !== '') return readShortAxis(item, node.value.trim(), file, complain)
  if (node.kind === 'mapping') {
    // Without quotes, YAML reads the short form as a mapping of one key.
    const [entry, ...more] = node.entries
    const short = entry !== undefined && more.length === 0 && !AXIS_KEYS.some((key) => key === entry.key)
    if (short && entry.value.kind === 'text' && parseResourcePattern(entry.key) !== null) {
      return readShortAxis(item, `${entry.key}: ${entry.value.value}`, file, complain)
    }
    return readMappedAxis(item, file, complain)
  }
  return mismatch(item, 'text with an axis\' name, or a mapping', axisHelp(''), complain)
}

/** A built-in name or `Kind[.group][/name]: /pointer`; the latter is named by its text. */
function readShortAxis(item: Field, text: string, file: string | null, complain: Complain): Axis | null {
  const { at } = item.node
  const builtIn = BUILT_IN_AXES.find((name) => name === text)
  if (builtIn !== undefined) return { kind: 'built-in', name: builtIn }
  if (!/[:/]/.test(text)) {
    complain(at, `${label(item)}: unknown axis ${quote(text)}`, axisHelp(text))
    return null
  }
  const match = /^(.+?):\s*(\/.*)$/.exec(text)
  const resource = parseResourcePattern(match?.[1] ?? '')
  const path = parsePathPattern(match?.[2] ?? '~')
  if (resource === null || path === null) {
    const help = match === null ? SHORT_HELP : resource === null ? RESOURCE_HELP : PATH_HELP
    complain(at, `${label(item)}: malformed axis ${quote(text)}`, help)
    return null
  }
  return custom(text, [resource], [path], null, null, at, file)
}

function readMappedAxis(item: Field, file: string | null, complain: Complain): CustomAxis | null {
  const members = readMapping(item, 'a custom axis', AXIS_KEYS, complain)
  if (members === null) return null
  const nameField = members.require('name', NAME_HELP)
  const name = nameField === null ? null : readText(nameField, 'text', NAME_HELP, complain)
  if (nameField !== null && name !== null && BUILT_IN_AXES.some((builtIn) => builtIn === name)) {
    const help = `write it as \`- ${name}\`, or choose another name for your own`
    complain(nameField.node.at, `${quote(name)} is the name of a built-in axis`, help)
  }
  const resources = readSeveral(members.require('resources', RESOURCE_HELP), 'resource patterns', readResourcePattern, complain)
  const pathsField = members.require('paths', PATH_HELP)
  const paths = readSeveral(pathsField, 'JSON Pointers', (field, c) => readPathPattern(field, true, c), complain)
  const valuesField = members.get('values')
  const values = valuesField === null ? null : readBound(valuesField, complain)
  const betweenField = members.get('between')
  const between = betweenField === null ? null : readPair(betweenField, complain)
  if (name === null || resources === null || paths === null) return null
  return custom(name, resources, paths, values, between, members.at, file)
}

function custom(
  name: string,
  resources: readonly ResourcePattern[],
  paths: CustomAxis['paths'],
  values: string | null,
  between: CustomAxis['between'],
  at: Position | null,
  file: string | null
): CustomAxis {
  const location = file === null || at === null ? {} : { location: lineLocation(file, at.line, at.column) }
  return { kind: 'custom', name, resources, paths, values, between, ...location }
}

/** A list with at least one item. */
export function readSeveral<T>(
  field: Field | null,
  of: string,
  readItem: (item: Field, complain: Complain) => T | null,
  complain: Complain
): readonly T[] | null {
  if (field === null) return null
  if (field.node.kind === 'list' && field.node.items.length === 0) {
    complain(field.node.at, `${label(field)} must hold at least one of its ${of}`, 'add one, or remove the whole entry')
    return null
  }
  return readList(field, of, (item) => readItem(item, complain), complain)
}

/** A regular expression; `{env}` stands for an environment's own words. */
function readBound(field: Field, complain: Complain): string | null {
  const source = readText(field, 'text with a regular expression', "as in `'^[a-z-]+\\.{env}\\.example\\.com$'`", complain)
  if (source === null) return null
  const problem = expressionProblem(source.replaceAll('{env}', '(?:env)'))
  if (problem === null) return source
  const help = `escape special characters with \`\\\`, and put the text in single quotes; ${EXPRESSION_HELP}`
  complain(field.node.at, `${label(field)}: ${quote(source)} is no regular expression: ${problem}`, help)
  return null
}

function readPair(field: Field, complain: Complain): readonly [string, string] | null {
  const help = 'name two different environments, as in `[staging, prod]`'
  const names = readList(field, 'two environments', (item) => readText(item, 'text', help, complain), complain)
  if (names === null || field.node.kind !== 'list') return null
  const [first, second] = names
  if (field.node.items.length === 2 && first !== undefined && second !== undefined && first !== second) return [first, second]
  if (names.length === field.node.items.length) complain(field.node.at, `${label(field)} must name two different environments`, help)
  return null
}

function axisHelp(text: string): Help {
  const own = 'a custom one is written `Kind[.group][/name]: /json/pointer/glob`'
  return suggest(text, BUILT_IN_AXES, `the built-in axes are ${quoteAll(BUILT_IN_AXES, 'and')}; ${own}`)
}
